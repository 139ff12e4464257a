"""Questions from people who had not read the articles, and which articles answer them.

They stand for real questions when confidence is calibrated, and they never teach index or classifier
(docs/decisions/0004-calibration-questions.md).
"""

import json
import pathlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.errors import ContentError
from bot.retrieval.index import Index, Query

ANSWERED_BY = "answered_by"
_NEEDED = ("question", "nation", ANSWERED_BY)


@dataclass(frozen=True)
class Judged:
    """Judged questions, ready to be compared with an index."""

    query: Query
    allowed: np.ndarray
    """questions x articles: does the article hold where the asker is?"""
    answers: np.ndarray
    """questions x articles: was the article judged to answer the question?"""

    def __len__(self) -> int:
        """Number of questions."""
        return len(self.query.texts)


def load(path: pathlib.Path) -> list[dict[str, object]]:
    """Read judged questions; empty without the file. Raises ContentError with every line that is wrong."""
    if not path.exists():
        return []
    found, faults = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            found.append({name: entry[name] for name in _NEEDED})
        except (ValueError, KeyError, TypeError):
            faults.append(f"{path.name}, line {number}: needs {', '.join(_NEEDED)}; correct the line")
    if faults:
        raise ContentError(faults)
    return found


def judged(entries: Sequence[dict[str, object]], index: Index, read: Callable[[Sequence[str]], Query]) -> Judged:
    """Fit judged questions to an index; articles that are gone count as not answering."""
    numbers = {document.article: number for number, document in enumerate(index.documents)}
    answers = np.zeros((len(entries), len(index.documents)), bool)
    for row, entry in enumerate(entries):
        for article in entry[ANSWERED_BY]:  # type: ignore[attr-defined]
            if article in numbers:
                answers[row, numbers[article]] = True
    masks = {nation: index.holds_in(nation) for nation in ("scotland", "england")}
    allowed = [masks[str(entry["nation"])] for entry in entries]
    query = read([str(entry["question"]) for entry in entries])
    return Judged(query, np.array(allowed).reshape(answers.shape), answers)
