"""Microsoft's Teams SDK, imported without its side effects. Only what Teams needs; imported when Teams is on."""

import logging
import os
import warnings

# It would read a `.env` into the environment of this process, over which our own settings stand.
os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
# It logs refused and broken activities with what people wrote in them; we log what happened without that.
logging.getLogger("microsoft_teams").setLevel(logging.CRITICAL + 1)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from microsoft_teams.api import ClientCredentials
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
    from microsoft_teams.apps.auth import InboundActivityTokenValidator
    from microsoft_teams.apps.events import ActivityEvent
    from microsoft_teams.apps.http import FastAPIAdapter, HttpServer
    from microsoft_teams.apps.http.adapter import HttpMethod, HttpRequest, HttpRouteHandler

__all__ = [
    "PUBLIC",
    "ActivityEvent",
    "ClientCredentials",
    "FastAPIAdapter",
    "HttpMethod",
    "HttpRequest",
    "HttpRouteHandler",
    "HttpServer",
    "InboundActivityTokenValidator",
    "with_overrides",
]
