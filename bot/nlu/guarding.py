"""Asks the golden questions of edited articles and of their neighbours, before and after an edit."""

import pathlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.content.champions import golden_file
from bot.content.forms import ChampionGoldenForm, GoldenForm
from bot.content.reading import Faults, fit, read_yaml
from bot.helpdesk.drafts import is_champions
from bot.helpdesk.vocabulary import Article, Nation
from bot.retrieval.building import query
from bot.retrieval.editing import neighbours
from bot.retrieval.encoder import Encoder
from bot.retrieval.retriever import Retriever
from bot.retrieval.wording import Reader


@dataclass(frozen=True)
class Loss:
    """A golden question that an edit would lose."""

    winner: str
    """The article that would answer it."""
    sentence: str
    """What happens and what to do, for the person who edits."""


@dataclass(frozen=True)
class Verdict:
    """What golden questions say of an edit."""

    lost: Sequence[Loss]
    """Each of them blocks."""
    missed: Mapping[str, Sequence[str]]
    """By champion's answer, questions that do not reach it, though nothing is lost; worth telling its reviewer."""


class Guard:
    """Knows where golden questions lie, and asks them."""

    def __init__(self, reader: Reader, encoder: Encoder, questions: pathlib.Path, overlay: pathlib.Path) -> None:
        """Take what reads and encodes, and the folders of curated and of champions' golden questions."""
        self._reader, self._encoder, self._questions, self._overlay = reader, encoder, questions, overlay

    def judge(self, old: Retriever, new: Retriever, touched: set[str], articles: Mapping[str, Article]) -> Verdict:
        """Compare the answers of two retrievers to the questions that an edit of `touched` could change."""
        asked = [
            (name, text, wanted)
            for name in sorted((touched | neighbours(new.index, sorted(touched))) & articles.keys())
            for text, wanted in self._golden(name)
        ]
        if not touched or not asked:
            return Verdict((), {})
        questions = query([text for _, text, _ in asked], self._reader, self._encoder)
        lost: list[Loss] = []
        missed: dict[str, list[str]] = {}
        for row, (name, text, wanted) in enumerate(asked):
            nation = _nation(articles[name])
            before, now = (_first(each.understand(questions.part([row]), nation, 1, ("", 0.0))) for each in (old, new))
            said = _said(name, text, now, wanted=wanted)
            if (wanted and before == name != now) or (not wanted and now == name != before):
                lost.append(Loss(now, said))
            elif wanted and now != name and name in touched and is_champions(name):
                missed.setdefault(name, []).append(f"“{text}” reaches {now or 'nothing'}")
        return Verdict(lost, missed)

    def _golden(self, name: str) -> Iterable[tuple[str, bool]]:
        own = is_champions(name)
        path = golden_file(self._overlay, name) if own else self._questions / f"{name}.yml"
        if not path.exists():
            return
        kind = ChampionGoldenForm if own else GoldenForm
        form = fit(kind, read_yaml(path.read_text(encoding="utf-8"), name, Faults()), name, Faults())
        if isinstance(form, GoldenForm | ChampionGoldenForm):
            yield from ((text, True) for text in form.reaches_it)
            yield from ((text, False) for text in form.must_not_reach_it)


def _said(name: str, text: str, now: str, *, wanted: bool) -> str:
    what = f"the golden question “{text}” would now reach {now}"
    if not wanted:
        what = f"would now answer “{text}”, which must not reach it"
    advice = "change the wordings of the edited article, or the golden question if it is wrong"
    return f"articles/{name}.md: {what}; {advice}"


def _first(understanding: object) -> str:
    candidates = getattr(understanding, "candidates", ())
    return candidates[0].article if candidates else ""


def _nation(article: Article) -> Nation:
    return Nation.ENGLAND if article.nations == (Nation.ENGLAND,) else Nation.SCOTLAND
