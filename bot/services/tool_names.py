"""Which guided tool a message names."""

import re
from collections.abc import Iterable

from bot.helpdesk.guided import Tool

_LEAD_IN = re.compile(
    r"(?:(?:please|hi|hello|can you|can we|can i|could you|i want to|i would like to|i'd like to|i need to|i need|"
    r"let's|help me|start|open|begin|use|run|show me|do|the|a|an)\s+)*"
)
_AND_NO_MORE = re.compile(r"[\s.!?]*(?:please|for (?:my|a|our|the) pa)?[\s.!?]*")


def named_in(text: str, tools: Iterable[Tool]) -> tuple[Tool, str] | None:
    """Return the tool that a text names, and what else it says."""
    plain = " ".join(text.lower().replace("’", "'").split())
    said = plain[_LEAD_IN.match(plain).end() :]  # type: ignore[union-attr]
    names = {name: tool for tool in tools for name in tool.names}
    for name in sorted(names, key=len, reverse=True):
        rest = said.removeprefix(name)
        if rest == said or rest[:1].isalpha():
            continue
        if _AND_NO_MORE.fullmatch(rest):
            return names[name], ""
        if "?" not in rest and (rest.lstrip()[:1] in {":", ","} or re.search(r"\d", rest)):
            return names[name], rest.strip(" :,")
    return None
