"""Words of people within Markdown."""

import re

_ALWAYS = re.compile(r"[\\`*_\[\]<>|~&]")
_AT_THE_BEGINNING = re.compile(r"^(?:[#+=-]|\d+(?=[.)]))")
"""Marks of headings and lists; a number is one with what follows it."""


def literal(text: str) -> str:
    """Return a person's words so that Markdown leaves them as they are."""
    return "\\\n".join(_line(" ".join(line.split())) for line in text.splitlines() if line.strip())


def _line(line: str) -> str:
    escaped = _ALWAYS.sub(lambda match: f"\\{match.group()}", line)
    begins = _AT_THE_BEGINNING.match(escaped)
    if not begins:
        return escaped
    end = begins.end()
    return f"{escaped[:end]}\\{escaped[end:]}" if begins.group().isdigit() else f"\\{escaped}"
