"""Four repairs to Rasa 3.6.21 that its configuration does not reach. `apply` makes them, once.

1. `RemoteAction` checks its own JSON schema against the meta-schema on every answer: 20 ms of a 24 ms turn.
   A validator that is compiled once brings the same check down to a tenth of a millisecond.
2. Rasa's log of an exception carries the local variables of every frame, and so people's messages.
3. For a warning about data that is new to the model, it builds an empty domain on every turn. Our model is trained
   with the rules and intents that it serves.
4. Outside Rasa's own command line structlog prints everything, debug lines with people's messages included.
"""

import functools
import logging
from typing import Any

import jsonschema
import structlog
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.utils.log_utils import configure_structlog


@functools.cache
def apply() -> None:
    """Make the repairs; a second call does nothing."""
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
    MessageProcessor._check_for_unseen_features = lambda *_: None
    configure_structlog(logging.WARNING)
    _log_without_locals()


def _log_without_locals() -> None:
    # The list is changed in place: loggers that were made before hold the same list.
    processors = structlog.get_config()["processors"]
    for place, processor in enumerate(processors):
        if isinstance(processor, structlog.dev.ConsoleRenderer):
            processor._exception_formatter = structlog.dev.plain_traceback
        elif isinstance(processor, structlog.processors.ExceptionRenderer):
            plain = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            processors[place] = structlog.processors.ExceptionRenderer(plain)
