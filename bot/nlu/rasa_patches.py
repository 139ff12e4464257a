"""Seven repairs to Rasa 3.6.21 that its configuration does not reach. `apply` makes them, once.

1. `RemoteAction` checks its own JSON schema against the meta-schema on every answer: 20 ms of a 24 ms turn. Here the
   shape is looked at; Rasa reads the events one by one afterwards and refuses what it does not know.
2. Rasa's log of an exception carries the local variables of every frame, and so people's messages.
3. For a warning about data that is new to the model, it builds an empty domain on every turn. Our model is trained
   with the rules and intents that it serves.
4. Outside Rasa's own command line structlog prints everything, debug lines with people's messages included.
5. It plans the graph of components anew for every message (`bot/nlu/runner.py`).
6. It opens a new connection to the action server for every message.
7. It reads the packed model twice, the first time to see that no file would land elsewhere. From 3.11.4 on Python looks
   at each file as it comes.
"""

import asyncio
import functools
import logging
import tarfile
import weakref
from typing import Any

import aiohttp
import jsonschema
import structlog
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.processor import MessageProcessor
from rasa.engine.storage import local_model_storage
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog

from bot.nlu.runner import OrderedGraphRunner

# The action server closes an idle connection after five seconds; ours must be given up before.
_KEEP_OPEN_SECONDS = 4.0
_connectors: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.TCPConnector] = weakref.WeakKeyDictionary()


@functools.cache
def apply() -> None:
    """Make the repairs; a second call does nothing."""
    RemoteAction._validate_action_result = lambda _, result: _is_whole(result)
    EndpointConfig.session = _session
    processor.DaskGraphRunner = OrderedGraphRunner
    MessageProcessor._check_for_unseen_features = lambda *_: None
    if hasattr(tarfile, "data_filter"):
        local_model_storage.TarSafe = _Archive
    configure_structlog(logging.WARNING)
    _log_without_locals()


class _Archive(tarfile.TarFile):
    """Refuses files that would land outside the folder, links to there, and devices (PEP 706)."""

    extraction_filter = staticmethod(getattr(tarfile, "data_filter", lambda member, _: member))


async def close() -> None:
    """Close the connections to the action server that this loop kept open."""
    connector = _connectors.pop(asyncio.get_running_loop(), None)
    if connector is not None:
        await connector.close()


def _is_whole(result: Any) -> bool:
    parts = [result.get(name, []) for name in ("events", "responses")] if isinstance(result, dict) else [None]
    if not all(isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in parts):
        message = "The action server's answer is not an object with lists `events` and `responses`."
        raise jsonschema.ValidationError(message)
    return True


def _session(endpoint: EndpointConfig) -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    if loop not in _connectors:
        _connectors[loop] = aiohttp.TCPConnector(keepalive_timeout=_KEEP_OPEN_SECONDS)
    return aiohttp.ClientSession(
        connector=_connectors[loop],
        connector_owner=False,
        headers=endpoint.headers,
        timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
    )


def _log_without_locals() -> None:
    # The list is changed in place: loggers that were made before hold the same list.
    processors = structlog.get_config()["processors"]
    for place, shown in enumerate(processors):
        if isinstance(shown, structlog.dev.ConsoleRenderer):
            shown._exception_formatter = structlog.dev.plain_traceback
        elif isinstance(shown, structlog.processors.ExceptionRenderer):
            plain = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            processors[place] = structlog.processors.ExceptionRenderer(plain)
