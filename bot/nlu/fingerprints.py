"""Fingerprints of what components read: Rasa sees neither content files nor imported code by itself."""

import functools
import pathlib

from bot.content.library import digest


@functools.cache
def code_digest() -> str:
    """Fingerprint of the code that shapes what components compute."""
    package = pathlib.Path(__file__).parent.parent
    return "".join(digest(package / part) for part in ("retrieval", "nlu", "content"))
