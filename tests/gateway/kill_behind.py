"""Rasa or the action server, to be ended as `kill -9` ends them: `python -m tests.gateway.kill_behind PART FILE …`.

The process is ended after the function of the point whose name stands in the file then; one process serves many points.
"""

import functools
import importlib
import inspect
import os
import pathlib
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


def arm(part: str, armed: pathlib.Path) -> None:
    """End this process once the function of the point that `armed` names has done its work."""
    for point, place in POINTS[part].items():
        module, _, path = place.partition(":")
        name, _, method = path.partition(".")
        owner = getattr(importlib.import_module(module), name)
        setattr(owner, method, _then_killed(getattr(owner, method), point, armed))


def _then_killed(function: Callable[..., Any], point: str, armed: pathlib.Path) -> Callable[..., Any]:
    def end() -> None:
        if armed.exists() and armed.read_text(encoding="utf-8") == point:
            os.kill(os.getpid(), signal.SIGKILL)

    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def asynchronous(*args: Any, **values: Any) -> Any:
            found = await function(*args, **values)
            end()
            return found

        return asynchronous

    @functools.wraps(function)
    def plain(*args: Any, **values: Any) -> Any:
        found = function(*args, **values)
        end()
        return found

    return plain


def main(part: str, armed: str, *arguments: str) -> None:
    """Run a part of the product."""
    quiet()
    arm(part, pathlib.Path(armed))
    if part == "rasa":
        from bot.nlu.server import main as serve

        serve(*arguments)
    else:
        from rasa_sdk.__main__ import main as act

        sys.argv = ["rasa_sdk", "--actions", "actions", "--port", *arguments]
        act()


if __name__ == "__main__":
    main(*sys.argv[1:])
