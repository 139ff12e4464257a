"""Serves edited articles without a restart: watches `knowledge/`, checks what changed, swaps the index.

Golden questions of edited articles and of their neighbours are asked first. When one that reached its article would no
longer reach it, nothing changes, and `sds live` says why.
"""

import json
import logging
import pathlib
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.content import library
from bot.content.forms import GoldenForm
from bot.content.library import Library
from bot.content.live import Version, Versions, fingerprint
from bot.content.reading import Faults, fit, read_yaml
from bot.errors import ContentError
from bot.helpdesk.vocabulary import Article, Nation
from bot.nlu.candidate_retriever import CandidateRetriever
from bot.retrieval.building import query
from bot.retrieval.editing import changed, edited, neighbours
from bot.retrieval.encoder import Encoder
from bot.retrieval.retriever import Retriever
from bot.retrieval.wording import Reader

log = logging.getLogger(__name__)
_LOOK_EVERY = 0.4
"""Seconds between two looks; an edit counts when two looks find the same."""
_SAYING = "status.json"


@dataclass(frozen=True)
class Status:
    """What became of the last edit, for people."""

    served: int
    """The number of the version that is served."""
    says: Sequence[str] = ()
    """Why the files in `knowledge/` are not what is served; empty when they are."""


class LiveEdits:
    """Watches the content of one home folder on behalf of one component."""

    def __init__(
        self, component: CandidateRetriever, reader: Reader, encoder: Encoder, home: pathlib.Path, versions: Versions
    ) -> None:
        """Take the component whose retriever is swapped, what reads and encodes, and where the content lies."""
        self._component, self._reader, self._encoder = component, reader, encoder
        self._knowledge, self._questions = home / "knowledge", home / "tests" / "questions"
        self._council, self._versions = component.council, versions
        self._looked, self._settled, self._judged = "", "", ""

    def begin(self, trained_on: str, *, fits: bool) -> bool:
        """Take up where the process before left off; return whether edits can be served.

        `trained_on` stands for the content that the model was trained on, `fits` tells that it is what lies there now.
        """
        current = self._versions.current()
        if fits:
            self._content = library.load(self._knowledge, self._council)
            self._version = self._versions.begin(self._knowledge, trained_on)
            self._judged = self._version.content
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
        """Look once for a version that somebody went back to, and for edits."""
        current = self._versions.current()
        if current is not None and current != self._version and current.base == self._version.base:
            self._follow(current)
            self._say()
        seen = _signature(self._knowledge)
        if seen != self._looked:
            # Somebody may still be writing.
            self._looked = seen
        elif seen != self._settled:
            self._settled = seen
            self._edit()

    def _edit(self) -> None:
        digest = fingerprint(self._knowledge)
        if digest in {self._judged, self._version.refused}:
            return None
        self._judged = digest
        if digest == self._version.content:
            return self._say()  # an edit that was not served was taken back
        started = time.perf_counter()
        try:
            content = library.load(self._knowledge, self._council)
        except ContentError as error:
            return self._say(error.faults)
        retriever = self._component.retriever
        touched = changed(retriever, self._content.articles, content.articles)
        new = edited(retriever, content.articles, touched, self._reader, self._encoder) if touched else retriever
        lost = self._lost(retriever, new, touched, content.articles)
        if lost:
            return self._say(lost)
        number = self._version.number + 1
        self._version = self._versions.keep(self._knowledge, Version(number, self._version.base, digest))
        self._component.retriever, self._content = new, content
        log.warning("live.served number=%d articles=%d s=%.1f", number, len(touched), time.perf_counter() - started)
        return self._say()

    def _follow(self, version: Version) -> None:
        """Serve a version that was checked before."""
        content: Library = library.load(self._versions.content_of(version), self._council)
        touched = changed(self._component.retriever, self._content.articles, content.articles)
        if touched:
            articles = content.articles
            self._component.retriever = edited(
                self._component.retriever, articles, touched, self._reader, self._encoder
            )
        self._version, self._content, self._judged = version, content, version.refused
        log.warning("live.followed number=%d articles=%d", version.number, len(touched))

    def _lost(
        self, old: Retriever, new: Retriever, touched: set[str], articles: Mapping[str, Article]
    ) -> Sequence[str]:
        """Return a sentence for each golden question that an edit would lose."""
        asked = [
            (name, text, wanted)
            for name in sorted((touched | neighbours(new.index, sorted(touched))) & articles.keys())
            for text, wanted in self._golden(name)
        ]
        if not touched or not asked:
            return ()
        questions = query([text for _, text, _ in asked], self._reader, self._encoder)
        sentences = []
        for row, (name, text, wanted) in enumerate(asked):
            nation = _nation(articles[name])
            before, now = (_first(each.understand(questions.part([row]), nation, 1, ("", 0.0))) for each in (old, new))
            if wanted and before == name != now:
                sentences.append(f"articles/{name}.md: the golden question “{text}” would now reach {now}")
            if not wanted and now == name != before:
                sentences.append(f"articles/{name}.md: would now answer “{text}”, which must not reach it")
        advice = "; change the wordings of the edited article, or the golden question if it is wrong"
        return [sentence + advice for sentence in sentences]

    def _golden(self, name: str) -> Iterable[tuple[str, bool]]:
        path = self._questions / f"{name}.yml"
        if not path.exists():
            return
        form = fit(GoldenForm, read_yaml(path.read_text(encoding="utf-8"), name, Faults()), name, Faults())
        if form is not None:
            yield from ((text, True) for text in form.reaches_it)
            yield from ((text, False) for text in form.must_not_reach_it)

    def _say(self, lines: Sequence[str] = ()) -> None:
        for line in lines:
            log.warning("live.not_served %s", line)
        status = json.dumps({"served": self._version.number, "says": list(lines)}, ensure_ascii=False)
        unfinished = self._versions.folder / f"{_SAYING}.unfinished"
        unfinished.write_text(status, encoding="utf-8")
        unfinished.replace(self._versions.folder / _SAYING)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(_LOOK_EVERY):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - whatever is wrong with an edit, the last good index answers
                log.error("live.broke %s", error.__class__.__name__)


def status(versions: Versions) -> Status | None:
    """Return what became of the last edit, or None when nothing watches."""
    try:
        return Status(**json.loads((versions.folder / _SAYING).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _first(understanding: object) -> str:
    candidates = getattr(understanding, "candidates", ())
    return candidates[0].article if candidates else ""


def _nation(article: Article) -> Nation:
    return Nation.ENGLAND if article.nations == (Nation.ENGLAND,) else Nation.SCOTLAND


def _signature(folder: pathlib.Path) -> str:
    """Tell quickly whether any file changed: names, sizes and times, without reading."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix in {".md", ".yml"}:
            state = path.stat()
            found.append((path.as_posix(), state.st_mtime_ns, state.st_size))
    return str(hash(tuple(sorted(found))))
