"""What stands between a draft and its publication: faults, differing figures, warnings, neighbours."""

import re
from collections.abc import Mapping, Sequence

from bot.helpdesk.clashes import Clash, Reference, clashes
from bot.helpdesk.figures import fill
from bot.services.ports import Clock
from bot.services.publishing_ports import Shelf
from bot.services.publishing_records import Draft, Examination, Neighbour
from bot.services.wordings import masks_in

FEWEST_ASKS, FEWEST_REACHES = 3, 1
"""A champion answers in a minute; a curated article has 8 wordings and 3 golden questions."""
LONGEST_SHORT = 90
"""Words of a short answer."""
READING_GRADE = 9.0
_NEIGHBOURS = 3
_NEEDED = {
    "title": "title",
    "short": "short answer",
    "next_step": "next step",
    "who_to_ask": "who to ask",
    "audience": "audience",
}
_OTHER_ADDRESS = re.compile(r"\b(?!https://)[a-z][a-z0-9+.-]*://\S+|(?<!://)\bwww\.\S+|\bjavascript:\S*", re.IGNORECASE)
_PLACE = re.compile(r"\{(?!fact:[a-z0-9_]+\})[^}\n]*\}?")


class Examiner:
    """Looks a draft through."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        """Take the content and the clock."""
        self._shelf, self._clock = shelf, clock

    def examine(self, draft: Draft, others: Mapping[str, Sequence[str]]) -> Examination:
        """Return all at once; `others` are wordings of published answers that may not be served yet."""
        found = self.clashes(draft)
        left = [clash for clash in found if not _accepted(draft, clash)]
        blocks = [*_empty(draft), *self._wordings(draft, others), *self._words(draft)]
        blocks += [
            f"“{c.figure.typed}” differs from “{c.other}” in “{c.title}”: correct it, or accept it with a reason."
            for c in left
        ]
        return Examination(blocks, self._warnings(draft), found, left, self.neighbours(draft))

    def clashes(self, draft: Draft) -> Sequence[Clash]:
        """Return the figures that neighbours or facts contradict."""
        day, facts = self._clock().date(), self._shelf.facts()
        beside = [Reference(each.article, each.title, each.text) for each in self.neighbours(draft)]
        known = {name: fact for name, fact in facts.items() if draft.nation in {"uk", fact.nation.value}
                 or fact.nation.value == "uk"}  # fmt: skip
        return clashes(_filled(draft.words, self._shelf, self._clock), beside, known, day)

    def neighbours(self, draft: Draft) -> Sequence[Neighbour]:
        """Return the nearest articles that still exist, with today's figures."""
        articles, day = self._shelf.articles(), self._clock().date()
        near = [entry for entry in draft.nearest if entry["article"] in articles and entry["article"] != draft.article]
        return [
            Neighbour(
                article.id, article.title, float(entry.get("confidence") or 0.0),
                fill(article.words, self._shelf.facts(), day),
            )
            for entry, article in ((entry, articles[entry["article"]]) for entry in near[:_NEIGHBOURS])
        ]  # fmt: skip

    def _wordings(self, draft: Draft, others: Mapping[str, Sequence[str]]) -> Sequence[str]:
        normal = self._shelf.normal
        asks = {normal(wording): wording for wording in draft.asks}
        lines = []
        if len(asks) < FEWEST_ASKS:
            count = f"{len(asks)} wording{'' if len(asks) == 1 else 's'}"
            lines.append(f"It has {count}; write at least {FEWEST_ASKS}, as people would really ask.")
        if len({normal(question) for question in draft.reaches} - set(asks)) < FEWEST_REACHES:
            lines.append("It has no golden question; write at least one that is worded differently from the wordings.")
        lines += [
            f"“{question}” both teaches and judges; keep it in one of the two lists."
            for question in draft.reaches
            if normal(question) in asks
        ]
        owners = {name: article.asks for name, article in self._shelf.articles().items()} | dict(others)
        for name, wordings in owners.items():
            shared = asks.keys() & {normal(wording) for wording in wordings} if name != draft.article else set()
            lines += [f"“{asks[wording]}” is a wording of “{name}” too; keep it in one." for wording in sorted(shared)]
        return lines

    def _words(self, draft: Draft) -> Sequence[str]:
        everything = "\n".join((draft.words, *draft.asks, *draft.reaches, *draft.must_not_reach))
        lines = [
            f"“{mark}” is left of hidden personal data; write the sentence without it."
            for mark in dict.fromkeys(masks_in(everything))
        ]
        lines += [
            f"“{address}” is not a safe address; give one that begins with https://."
            for address in dict.fromkeys(_OTHER_ADDRESS.findall(everything))
        ]
        lines += [f"“{place}”: take the braces out." for place in dict.fromkeys(_PLACE.findall(everything))]
        words = len(draft.short.split())
        if words > LONGEST_SHORT:
            lines.append(f"The short answer has {words} words; cut it to {LONGEST_SHORT} and move the rest to detail.")
        return lines

    def _warnings(self, draft: Draft) -> Sequence[str]:
        grade = self._shelf.reading_grade(draft.short) if draft.short.strip() else 0.0
        hard = f"The short answer needs reading grade {grade:.0f}; shorter sentences and everyday words bring it to 9."
        alone = "No neighbouring article is known, so no figures were compared."
        return [*([hard] if grade > READING_GRADE else []), *([] if self.neighbours(draft) else [alone])]


def _accepted(draft: Draft, clash: Clash) -> bool:
    accepted = draft.acknowledged.get(clash.key)
    return accepted is not None and accepted["by"] != draft.author


def _empty(draft: Draft) -> Sequence[str]:
    missing = [words for name, words in _NEEDED.items() if not str("".join(getattr(draft, name))).strip()]
    return [f"The {words} is empty; write it." for words in missing]


def _filled(text: str, shelf: Shelf, clock: Clock) -> str:
    facts = shelf.facts()
    known = re.sub(r"\{fact:([a-z0-9_]+)\}", lambda m: m.group() if m.group(1) in facts else "", text)
    return fill(known, facts, clock().date())
