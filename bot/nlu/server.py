"""The Rasa process: `python -m bot.nlu.server MODEL`. Loopback only; the gateway is its one client.

`rasa run` does the same; this skips Rasa's command line, whose imports cost 80 MB and some seconds.
"""

import sys
import urllib.parse

from rasa.core.run import serve_application
from rasa.core.utils import AvailableEndpoints

from bot.settings import settings


def main(model: str) -> None:
    """Serve a trained model on the port that `SDS_RASA_URL` names."""
    address = urllib.parse.urlsplit(settings().rasa_url)
    serve_application(
        model_path=model,
        interface=address.hostname or "127.0.0.1",
        port=address.port or 5005,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        enable_api=False,
    )


if __name__ == "__main__":
    main(sys.argv[1])
