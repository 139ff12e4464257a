"""Words of people within Markdown."""

import re

_ADDRESS = r"https?://[^\s<>()|*\[\]`\\]+"
"""Left as it stands: with a mark before each underscore it leads nowhere."""
_ALWAYS = re.compile(rf"(?P<address>{_ADDRESS})|[\\`*_\[\]<>|~&]")
_ENDS_IN_ADDRESS = re.compile(rf"(?:^|.*\s){_ADDRESS}")
_AT_THE_BEGINNING = re.compile(r"^(?:[#+=-]|\d+(?=[.)]))")
"""Marks of headings and lists; a number is one with what follows it."""


def literal(text: str) -> str:
    """Return a person's words so that Markdown leaves them as they are."""
    lines = [_line(" ".join(line.split())) for line in text.splitlines() if line.strip()]
    # What breaks the line must not become a part of an address.
    apart = (f"{line} " if _ENDS_IN_ADDRESS.fullmatch(line) else line for line in lines)
    return "\\\n".join(apart).rstrip()


def _line(line: str) -> str:
    escaped = _ALWAYS.sub(lambda match: match["address"] or f"\\{match.group()}", line)
    begins = _AT_THE_BEGINNING.match(escaped)
    if not begins:
        return escaped
    end = begins.end()
    return f"{escaped[:end]}\\{escaped[end:]}" if begins.group().isdigit() else f"\\{escaped}"
