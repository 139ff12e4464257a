"""Words of people within Markdown."""

_SPECIAL = frozenset("\\`*_{}[]()<>#+-.!|~&")


def literal(text: str) -> str:
    """Return a person's words so that Markdown leaves them as they are."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\\\n".join("".join(f"\\{c}" if c in _SPECIAL else c for c in line) for line in lines if line)
