"""Which page of a list an address asks for."""

FARTHEST = 10_000
"""Nobody turns as many pages, and a made-up number must not become a long search."""


def page_number(typed: str) -> int:
    """Return a page from 1 to FARTHEST; what is no whole number counts as the first one."""
    # Python takes the digits of every script for decimal, and "²" for a digit.
    if not (typed.isascii() and typed.isdecimal()):
        return 1
    # So long a number is beyond every list; reading it would only cost time.
    return min(max(int(typed), 1), FARTHEST) if len(typed) <= len(str(FARTHEST)) else FARTHEST
