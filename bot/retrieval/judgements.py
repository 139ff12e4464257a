"""How often one article also answers a question that was written for another."""

from collections.abc import Callable

from bot.retrieval.index import Index


def acceptance(index: Index) -> Callable[[int, int], float]:
    """Return the chance that article b answers a question written for article a."""
    return lambda asked, given: float(asked == given)
