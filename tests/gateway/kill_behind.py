"""Rasa or the action server, to be ended as `kill -9` ends them: `python -m tests.gateway.kill_behind PART POINT …`."""

import functools
import importlib
import inspect
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bot.commands.environment import quiet

POINTS = {
    "actions": {
        "the ticket is written, not kept": "bot.services.escalation:Escalation.open",
        "the ticket is kept, not told": "bot.services.answering:Answering.pass_to_champion",
    },
    "rasa": {
        "the question is understood": "bot.nlu.candidate_retriever:CandidateRetriever.process",
        "the action has answered": "bot.nlu.channel:CollectingOutput.send_response",
    },
}
"""By part: a function of the product after which the process is ended; nothing in the product knows of it."""


def arm(place: str) -> None:
    """End this process once a function has done its work."""
    module, _, path = place.partition(":")
    name, _, method = path.partition(".")
    owner = getattr(importlib.import_module(module), name)
    setattr(owner, method, _then_killed(getattr(owner, method)))


def _then_killed(function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def asynchronous(*args: Any, **values: Any) -> Any:
            await function(*args, **values)
            os.kill(os.getpid(), signal.SIGKILL)

        return asynchronous

    @functools.wraps(function)
    def plain(*args: Any, **values: Any) -> Any:
        function(*args, **values)
        os.kill(os.getpid(), signal.SIGKILL)

    return plain


def main(part: str, point: str, *arguments: str) -> None:
    """Run a part of the product, armed at a point unless that is empty."""
    quiet()
    if point:
        arm(POINTS[part][point])
    if part == "rasa":
        from bot.nlu.server import main as serve

        serve(*arguments)
    else:
        from rasa_sdk.__main__ import main as act

        sys.argv = ["rasa_sdk", "--actions", "actions", "--port", *arguments]
        act()


if __name__ == "__main__":
    main(*sys.argv[1:])
