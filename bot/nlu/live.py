"""Serves edited articles and champions' answers without a restart: watches, checks what changed, swaps the index.

Golden questions of edited articles and of their neighbours are asked first. When an edit of `knowledge/` would lose
one, nothing changes, and `sds live` says why. A champion's answer that would take one is left out by itself: it keeps
neither edits nor other answers from being served.
"""

import contextlib
import logging
import os
import pathlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content import champions, library
from bot.content.champions import OVERLAY, article_file
from bot.content.library import Library
from bot.content.live import Status, Version, Versions, fingerprint
from bot.errors import ContentError
from bot.helpdesk.vocabulary import Article
from bot.nlu.candidate_retriever import CandidateRetriever
from bot.nlu.guarding import Guard, Verdict
from bot.retrieval.editing import changed, edited
from bot.retrieval.encoder import Encoder
from bot.retrieval.retriever import Retriever
from bot.retrieval.wording import Reader

log = logging.getLogger(__name__)
_LOOK_EVERY = 0.4
"""Seconds between two looks; an edit counts when two looks find the same."""
_AT_ONCE = 20
"""Champions' answers that a start waits for; each takes about a sixth of a second."""


class LiveEdits:
    """Watches the content of one home folder on behalf of one component."""

    def __init__(
        self, component: CandidateRetriever, reader: Reader, encoder: Encoder, home: pathlib.Path, versions: Versions
    ) -> None:
        """Take the component whose retriever is swapped, what reads and encodes, and where the content lies.

        Champions' answers lie beside the versions, in the data folder.
        """
        self._component, self._reader, self._encoder = component, reader, encoder
        self._knowledge, self._overlay = home / "knowledge", versions.folder.parent / OVERLAY
        self._guard = Guard(reader, encoder, home / "tests" / "questions", self._overlay)
        self._council, self._versions = component.council, versions
        self._looked, self._settled = "", ""
        self._judged = ("", "")
        self._answers = ""
        """Fingerprint of the champions' answers that are served."""
        self._left_out: Mapping[str, Sequence[str]] = {}
        self._missed: Mapping[str, Sequence[str]] = {}

    def begin(self, trained_on: str, *, fits: bool) -> bool:
        """Take up where the process before left off; return whether edits can be served.

        `trained_on` stands for the content that the model was trained on, `fits` tells that it is what lies there now.
        A model never holds champions' answers: they are added here, so that machines with one database agree.
        """
        current = self._versions.current()
        if fits:
            self._content = champions.without(library.load(self._knowledge, self._council))
            self._version = self._versions.begin(self._knowledge, trained_on)
            self._judged = (self._version.content, "")
            # Many answers take a while to fit; then the bot begins without them and adds them as it would an edit.
            if champions.count(self._overlay) <= _AT_ONCE:
                self._edit()
        elif current is not None and current.base == trained_on:
            first = self._versions.content_of(Version(0, trained_on, ""))
            self._content = library.load(first, self._council)
            self._version = Version(-1, trained_on, "")
            self._follow(current)
        else:
            log.warning("live.off the model was not trained on this content; run `sds train`")
            return False
        self._say()
        return True

    def start(self) -> None:
        """Begin to watch, in a thread that ends with the process."""
        threading.Thread(target=self._run, name="live edits", daemon=True).start()

    def look(self) -> None:
        """Look once for a version that somebody went back to, for edits, and for champions' answers."""
        current = self._versions.current()
        if current is not None and current != self._version and current.base == self._version.base:
            self._follow(current)
            self._say()
        seen = _signature(self._knowledge) + _signature(self._overlay)
        if seen != self._looked:
            # Somebody may still be writing.
            self._looked = seen
        elif seen != self._settled:
            self._settled = seen
            self._edit()

    def _edit(self) -> None:
        digests = curated, answers = fingerprint(self._knowledge), champions.fingerprint(self._overlay)
        if digests == self._judged:
            return
        self._judged = digests
        lines: Sequence[str] = ()
        if curated not in {self._version.content, self._version.refused}:
            lines = self._serve(self._knowledge, Version(0, "", curated, champions=answers))
        if answers != self._answers:
            # What is served stays as it is but for the answers, whatever is being edited beside them.
            served = replace(self._version, champions=answers)
            self._serve(self._versions.content_of(self._version), served, only_answers=True)
        self._say(lines)

    def _serve(self, folder: pathlib.Path, wanted: Version, *, only_answers: bool = False) -> Sequence[str]:
        """Serve the curated content of a folder with the champions' answers of now; return what is against it."""
        started = time.perf_counter()
        try:
            edit = self._admitted(champions.without(library.load(folder, self._council)))
        except ContentError as error:
            return error.faults
        # Curated words that have not changed cannot be to blame, and an answer can always be taken back.
        if edit.verdict.lost and not only_answers:
            return [loss.sentence for loss in edit.verdict.lost]
        number = self._version.number + 1
        kept = replace(wanted, number=number, base=self._version.base)
        self._version, self._answers = self._versions.keep(folder, kept, edit.places), wanted.champions
        self._component.retriever, self._content, self._left_out = edit.retriever, edit.content, edit.left_out
        before = {name: lines for name, lines in self._missed.items() if name in edit.places.keys() - edit.touched}
        self._missed = {**before, **edit.verdict.missed}
        log.warning(
            "live.served number=%d articles=%d s=%.1f", number, len(edit.touched), time.perf_counter() - started
        )
        return ()

    def _admitted(self, curated: Library) -> "_Edit":
        """Try content with champions' answers, without the newest words of those that take others' questions."""
        answers, left_out = champions.read(self._overlay, curated)
        places = {name: article_file(self._overlay, name) for name in answers}
        served = self._versions.content_of(self._version)
        while True:
            content = champions.joined(curated, answers)
            retriever, touched = self._indexed(content.articles)
            verdict = self._guard.judge(self._component.retriever, retriever, touched, content.articles)
            takers = {loss.winner for loss in verdict.lost} & answers.keys()
            if not takers:
                return _Edit(content, retriever, touched, verdict, places, left_out)
            for name in sorted(takers):
                left_out[name] = [loss.sentence for loss in verdict.lost if loss.winner == name]
                before = article_file(served, name)
                if places[name] != before and before.exists() and name in self._content.articles:
                    answers[name], places[name] = self._content.articles[name], before
                else:
                    del answers[name], places[name]

    def _indexed(self, articles: Mapping[str, Article]) -> tuple[Retriever, set[str]]:
        """Return a retriever for some articles, and which of them the one that answers now does not know so."""
        old = self._component.retriever
        touched = changed(old, self._content.articles, articles)
        return edited(old, articles, touched, self._reader, self._encoder) if touched else old, touched

    def _follow(self, version: Version) -> None:
        """Serve a version that was checked before; the answers of now are added at the next look."""
        content: Library = library.load(self._versions.content_of(version), self._council)
        self._component.retriever, touched = self._indexed(content.articles)
        self._version, self._content = version, content
        holds = len(champions.without(content).articles) < len(content.articles)
        self._answers = version.champions or ("of another time" if holds else "")
        self._judged, self._settled = (version.refused, self._answers), ""
        log.warning("live.followed number=%d articles=%d", version.number, len(touched))

    def _say(self, lines: Sequence[str] = ()) -> None:
        for line in [*lines, *(line for found in self._left_out.values() for line in found)]:
            log.warning("live.not_served %s", line)
        self._versions.say(Status(self._version.number, list(lines), self._left_out, self._missed))

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(_LOOK_EVERY):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - whatever is wrong with an edit, the last good index answers
                log.error("live.broke %s", error.__class__.__name__)


@dataclass(frozen=True)
class _Edit:
    """Content that was tried, and what it needs to be served."""

    content: Library
    retriever: Retriever
    touched: set[str]
    verdict: Verdict
    places: Mapping[str, pathlib.Path]
    """The files of the champions' answers in it."""
    left_out: Mapping[str, Sequence[str]]


def _signature(folder: pathlib.Path) -> str:
    """Tell quickly whether any file changed: names, sizes and times, without reading."""
    found, folders = [], [str(folder)]
    while folders:
        # A file or folder may go while it is looked at; the next look sees that.
        with contextlib.suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith((".md", ".yml")):
                    state = entry.stat()
                    found.append((entry.path, state.st_mtime_ns, state.st_size))
    return str(hash(tuple(sorted(found))))
