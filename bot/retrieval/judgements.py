"""Questions from people who had not read the articles, and which articles answer them.

They stand for real questions: they teach the index beside the articles' own wordings. Half of them tune the encoder as
well (`bot/retrieval/tuning.py`); on each of the other half confidence is calibrated, with an index that has not seen
it (docs/decisions/0004-calibration-questions.md).
"""

import json
import pathlib
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.errors import ContentError
from bot.retrieval.index import Index
from bot.retrieval.shapes import Compared, Query, Taught

KINDS = ("ordinary", "contrast", "vague", "person", "outside")
ORDINARY, CONTRAST = "ordinary", "contrast"
TEACHING = (ORDINARY, CONTRAST)
_WORD = re.compile(r"[a-z0-9]+")
_NEEDED = ("question", "nation", "kind", "answered_by", "helps")


@dataclass(frozen=True)
class Entry:
    """One judged question."""

    question: str
    nation: str
    kind: str
    """ordinary; contrast: written to tell two articles apart, so it teaches and never judges; vague: to be asked back;
    person: a live case, a dispute or local policy; outside the domain."""
    answered_by: tuple[str, ...]
    """Articles that answer its main point."""
    helps: tuple[str, ...]
    """Articles that are true and to the point, but leave the main point open."""
    file: str = ""
    """Name of the file that it stands in, without the ending: who asked, or about what."""
    before: str = ""
    """What was asked before, if the question goes on with it and cannot be understood alone."""

    @property
    def in_full(self) -> str:
        """The question as the encoder reads it: after the one before."""
        return f"{self.before} {self.question}" if self.before else self.question

    @property
    def judges(self) -> bool:
        """Whether weights and confidence are learned from it, so that it must not tune the encoder.

        Which half that is follows from the words, whatever their order: it stays the same while others come and go, and
        the same question in another dress falls into the same half.
        """
        return self.kind == ORDINARY and part_of(self.in_full, 2) == 0

    @property
    def tunes(self) -> bool:
        """Whether it tunes the encoder."""
        return self.kind in TEACHING and not self.judges


@dataclass(frozen=True)
class Judged:
    """Judged questions, ready to be compared with an index."""

    entries: Sequence[Entry]
    query: Query
    allowed: np.ndarray
    """questions x articles: does the article hold where the asker is, and was it there when people judged?"""
    answers: np.ndarray
    """questions x articles: was the article judged to answer the question?"""
    helps: np.ndarray
    """questions x articles: was it judged to help at least?"""

    def __len__(self) -> int:
        """Number of questions."""
        return len(self.entries)

    def of_kind(self, *kinds: str) -> "Judged":
        """Return the questions of some kinds."""
        return self.part([row for row, entry in enumerate(self.entries) if entry.kind in kinds])

    def judging(self) -> "Judged":
        """Return the questions that weights and confidence are learned from."""
        return self.part([row for row, entry in enumerate(self.entries) if entry.judges])

    def part(self, rows: Iterable[int]) -> "Judged":
        """Return some of the questions."""
        chosen = list(rows)
        marks = (matrix[chosen] for matrix in (self.allowed, self.answers, self.helps))
        return Judged([self.entries[row] for row in chosen], self.query.part(chosen), *marks)

    def asked_by(self, *, going_on: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Return what an index can be taught: each whole question (its number) under every article that answers it.

        A question that goes on with another one is no wording: whoever asks the first part alone means that. With
        `going_on` those are returned.
        """
        rows, owner = np.nonzero(self.answers & (self.query.marks == going_on)[:, None])
        return rows, owner

    def taught(self, *, going_on: bool = False) -> Taught:
        """Return that for the index."""
        rows, owner = self.asked_by(going_on=going_on)
        return Taught(self.query.vectors[rows], tuple(self.query.texts[row] for row in rows), owner)

    def compared(self, index: Index) -> Compared:
        """Compare the questions with an index."""
        return index.compare(self.query, self.allowed)


def marks(compared: Compared, matrix: np.ndarray) -> np.ndarray:
    """Pick from questions x articles what belongs to each row of a comparison."""
    questions = np.repeat(np.arange(len(compared)), np.diff(compared.starts))
    return matrix[questions, compared.articles]


def load(folder: pathlib.Path) -> list[Entry]:
    """Read all judged questions of a folder; raises ContentError with every line that is wrong."""
    found: dict[tuple[str, str], Entry] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{folder.name}/{path.name}, line {number}"
            entry = _entry(line, path.stem)
            if entry is None:
                faults.append(f"{where}: needs {', '.join(_NEEDED)} (kind: {', '.join(KINDS)}); correct the line")
            elif (entry.nation, entry.in_full.lower()) in found:
                faults.append(f"{where}: the question stands twice; keep one")
            else:
                found[entry.nation, entry.in_full.lower()] = entry
    if faults:
        raise ContentError(faults)
    return list(found.values())


def unknown_articles(entries: Iterable[Entry], articles: Iterable[str]) -> list[str]:
    """Return the articles that judgements name and that are not there, each once."""
    known = set(articles)
    named = {article for entry in entries for article in (*entry.answered_by, *entry.helps)}
    return sorted(named - known)


def judged(entries: Sequence[Entry], index: Index, read: Callable[[Sequence[str]], Query]) -> Judged:
    """Fit judged questions to an index; articles that are gone count as not answering.

    An article that no judgement names is younger than the judgements: nobody knows yet what it answers, so it is left
    out of them. A question that stands among an article's own wordings teaches and does not judge.
    """
    own = {tuple(sorted(_words(text))) for document in index.documents for text in (document.title, *document.asks)}
    query = _read(entries, read)
    entries = [
        replace(entry, kind=CONTRAST) if entry.judges and tuple(sorted(_words(text))) in own else entry
        for entry, text in zip(entries, query.texts, strict=True)
    ]
    numbers = {document.article: number for number, document in enumerate(index.documents)}
    shape = (len(entries), len(index.documents))
    answers, helps = np.zeros(shape, bool), np.zeros(shape, bool)
    for row, entry in enumerate(entries):
        answers[row, [numbers[a] for a in entry.answered_by if a in numbers]] = True
        helps[row, [numbers[a] for a in (*entry.answered_by, *entry.helps) if a in numbers]] = True
    allowed = np.array([index.holds_in(entry.nation) for entry in entries], bool).reshape(shape) & helps.any(axis=0)
    return Judged(entries, query, allowed, answers, helps)


def _read(entries: Sequence[Entry], read: Callable[[Sequence[str]], Query]) -> Query:
    """Read questions, those that go on with another one both with it and by themselves."""
    goes_on = [bool(entry.before) for entry in entries]
    full, short = read([e.in_full for e in entries]), read([e.question for e in entries if e.before])
    place = np.where(goes_on, len(full) + np.cumsum(goes_on) - 1, np.arange(len(full)))
    return replace(full, going_on=goes_on, last=full.beside(short).part(place) if any(goes_on) else None)


def part_of(text: str, parts: int) -> int:
    """Return the number of the part, of so many, that a text falls into by its words, whatever their order."""
    return zlib.crc32(" ".join(sorted(_words(text))).encode()) % parts


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _entry(line: str, file: str) -> Entry | None:
    try:
        given = json.loads(line)
        entry = Entry(
            str(given["question"]),
            str(given["nation"]),
            str(given["kind"]),
            tuple(given["answered_by"]),
            tuple(given["helps"]),
            file,
            str(given.get("before", "")),
        )
    except (ValueError, KeyError, TypeError):
        return None
    return entry if entry.kind in KINDS and entry.nation in {"scotland", "england"} else None
