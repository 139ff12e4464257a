"""Which version of the content is served: numbered copies, and one small file that names the current one.

Whoever swaps the index writes here (`bot/nlu/live.py`); whoever shows words reads here. Every write is a rename, so a
process that dies in the middle leaves the version before.
"""

import json
import logging
import pathlib
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bot.content import library
from bot.content.champions import FILES, article_file
from bot.content.library import Library
from bot.errors import GuideError, UnknownItemError

log = logging.getLogger(__name__)
LIVE = "live"
"""The folder of the versions, in the data folder."""
KEPT = 10
"""Versions that can be gone back to."""
_CURRENT, _SAYING = "current.json", "status.json"
_LOOK_EVERY = 0.3
"""Seconds between two looks at which version is current."""


@dataclass(frozen=True)
class Version:
    """The content that is served."""

    number: int
    base: str
    """Fingerprint of the content that the model was trained on; versions belong to it."""
    content: str
    """Fingerprint of this version's curated content."""
    refused: str = ""
    """Fingerprint of content that was gone back from: it is not served again until it is edited."""
    champions: str = ""
    """Fingerprint of the champions' answers that were looked at for this version."""


@dataclass(frozen=True)
class Status:
    """What became of the last edit, for people."""

    served: int
    """The number of the version that is served."""
    says: Sequence[str] = ()
    """Why the files in `knowledge/` are not what is served; empty when they are."""
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Champions' answers that are not served (or not in their newest version), each with the reasons."""
    missed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Golden questions of champions' answers that reach another article; they keep nothing from being served."""


class Versions:
    """The numbered copies in one folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        """Take the folder; it is made when the first version is kept."""
        self.folder = folder

    def current(self) -> Version | None:
        """Return the current version, or None when there is none that can be read."""
        try:
            return Version(**json.loads((self.folder / _CURRENT).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def content_of(self, version: Version) -> pathlib.Path:
        """Return the folder with a version's content."""
        return self.folder / f"{version.number:06d}"

    def served(self) -> pathlib.Path | None:
        """Return the folder with the content that is served, or None before anything was."""
        version = self.current()
        place = self.content_of(version) if version else None
        return place if place and place.exists() else None

    def begin(self, knowledge: pathlib.Path, base: str) -> Version:
        """Forget all versions and keep the content that the model was trained on as the first."""
        self.forget()
        return self.keep(knowledge, Version(0, base, fingerprint(knowledge)))

    def forget(self) -> None:
        """Forget all versions: a new model has the edits in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(
        self, knowledge: pathlib.Path, version: Version, answers: Mapping[str, pathlib.Path] | None = None
    ) -> Version:
        """Copy curated content and champions' answers (files by name), and make them the current version."""
        place = self.content_of(version)
        unfinished = place.with_suffix(".unfinished")
        for old in (unfinished, place):
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(knowledge, unfinished, ignore=shutil.ignore_patterns("judged", "*.jsonl", FILES))
        for name, path in (answers or {}).items():
            target = article_file(unfinished, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        unfinished.rename(place)
        self._point_to(version)
        # The first stays: from it a process that starts again finds its way to the current one.
        for path in sorted(self.folder.glob("[0-9]*"))[1 : 1 - KEPT]:
            shutil.rmtree(path, ignore_errors=True)
        return version

    def go_back(self, refused: str) -> Version:
        """Make the version before the current one current; raises UnknownItemError when there is none.

        `refused` is the fingerprint of the content as it stands in `knowledge/` now.
        """
        now = self.current()
        if now is None:
            message = "No version is served. Start the product first (`sds serve`)."
            raise UnknownItemError(message)
        # Versions that differ only in champions' answers hold the same curated words; the desk takes those back.
        stands = fingerprint(self.content_of(now))
        for number in range(now.number - 1, -1, -1):
            before = Version(number, now.base, "", refused)
            place = self.content_of(before)
            if place.exists() and fingerprint(place) != stands:
                self._point_to(before)
                return before
        message = f"There is no version before number {now.number}. Correct the files in knowledge/ instead."
        raise UnknownItemError(message)

    def say(self, status: Status) -> None:
        """Note what became of the last edit."""
        self._write(_SAYING, asdict(status))

    def status(self) -> Status | None:
        """Return what became of the last edit, or None when nothing watches."""
        try:
            return Status(**json.loads((self.folder / _SAYING).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _point_to(self, version: Version) -> None:
        self._write(_CURRENT, asdict(version))

    def _write(self, name: str, values: Mapping[str, object]) -> None:
        unfinished = self.folder / f"{name}.unfinished"
        unfinished.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(self.folder / name)


def fingerprint(knowledge: pathlib.Path) -> str:
    """Tell one state of the curated content from another; what only training reads does not count."""
    return library.digest(knowledge, {".md", ".yml"}, but=FILES)


class Follower:
    """Looks again and again which version is current, and hands its content on when it changed."""

    def __init__(
        self, versions: Versions, council: str, use: Callable[[Library], None], seen: Version | None = None
    ) -> None:
        """Take where to look, who wants to know, and which version is known already."""
        self._versions, self._council, self._use, self._seen = versions, council, use, seen

    def start(self) -> None:
        """Begin to look, in a thread that ends with the process."""
        threading.Thread(target=self._run, name="content", daemon=True).start()

    def look(self) -> bool:
        """Look once; return whether there was something new."""
        version = self._versions.current()
        if version is None or version == self._seen:
            return False
        try:
            self._use(library.load(self._versions.content_of(version), self._council))
        except GuideError as error:
            log.error("content.not_taken number=%s %s", version.number, error)
        self._seen = version
        return True

    def _run(self) -> None:
        # It waits for nothing, so an event that nobody sets is the clock.
        pause = threading.Event()
        while not pause.wait(_LOOK_EVERY):
            self.look()
