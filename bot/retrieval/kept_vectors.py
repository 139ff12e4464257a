"""Vectors of texts that an earlier training encoded: from one training to the next most texts stay as they are.

Encoding is what training spends most of its time on. A text's vector follows from the text and the encoder alone
(`bot/retrieval/encoder.py`), so one that is taken from here is the same to the last bit.
"""

import contextlib
import contextvars
import hashlib
import logging
import pathlib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

_DIGEST = 16
"""Bytes that stand for a text and its encoder; with 10^5 texts two are taken for each other once in 10^28 times."""
_in_use: contextvars.ContextVar["KeptVectors | None"] = contextvars.ContextVar("kept_vectors", default=None)
log = logging.getLogger(__name__)


class KeptVectors:
    """Vectors by text, in a file."""

    def __init__(self, path: pathlib.Path) -> None:
        """Read what the file holds; without a file, or with a damaged one, nothing is known yet."""
        self._path = path
        self._used: dict[bytes, np.ndarray] = {}
        kept = read(path, "names", "vectors")
        pairs = zip(kept["names"], kept["vectors"], strict=False) if kept else ()
        self._known: dict[bytes, np.ndarray] = {bytes(name): row for name, row in pairs}
        self.opened: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        """By text: the published vector, and what the last layer is given; for this training alone."""

    @property
    def folder(self) -> pathlib.Path:
        """Where the file lies."""
        return self._path.parent

    def of(
        self, texts: Sequence[str], encoder: bytes, encode: Callable[[Sequence[str]], Sequence[np.ndarray]]
    ) -> list[np.ndarray]:
        """Return one vector a text, those that are not known from `encode`; `encoder` tells one encoder from others."""
        names = [hashlib.sha256(encoder + text.encode()).digest()[:_DIGEST] for text in texts]
        self._used |= {name: self._known[name] for name in names if name in self._known}
        new = {name: text for name, text in zip(names, texts, strict=True) if name not in self._used}
        self._used |= dict(zip(new, encode(list(new.values())), strict=True))
        return [self._used[name] for name in names]

    def save(self) -> None:
        """Keep what was asked for since, and forget the rest; what cannot be written is encoded anew the next time."""
        if self._used:
            names = np.frombuffer(b"".join(self._used), np.uint8).reshape(-1, _DIGEST)
            write(self._path, {"names": names, "vectors": np.stack(list(self._used.values()))})


def read(path: pathlib.Path, *needed: str) -> dict[str, np.ndarray]:
    """Return the arrays that a training kept in a file; none without a file, or with a damaged one."""
    try:
        with np.load(path) as kept:
            found = {name: kept[name] for name in kept.files}
        return {name: found[name] for name in (*needed, *found)}
    except FileNotFoundError:
        return {}
    except (OSError, EOFError, TypeError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("What was kept in %s cannot be read (%s); it is computed anew.", path.name, error)
        return {}


def write(path: pathlib.Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Keep arrays in a file; what cannot be written is computed anew the next time."""
    written = path.with_suffix(".new.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(written, **arrays)
        written.replace(path)
    except OSError as error:
        log.warning("%s cannot be kept (%s); the next training takes as long.", path, error)


@contextlib.contextmanager
def keeping(path: pathlib.Path) -> Iterator[None]:
    """Let encoders take vectors from a file meanwhile, and write it anew at the end if all went well."""
    kept = KeptVectors(path)
    token = _in_use.set(kept)
    try:
        yield
    finally:
        _in_use.reset(token)
    kept.save()


def in_use() -> KeptVectors | None:
    """Return what encoders may take vectors from just now."""
    return _in_use.get()
