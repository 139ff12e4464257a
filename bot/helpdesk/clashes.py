"""Figures in a text that differ from those in texts and facts about the same thing. Pure."""

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.helpdesk.figures import Fact

_WORDS: Mapping[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_NUMBER = rf"(?P<number>\d[\d,]*(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_MONTH = "(?P<month>" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + ")"
_PATTERNS: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("date", rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:\s+(?P<year>\d{{4}}))?"),
        ("date", r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b"),
        ("money", rf"£\s?{_NUMBER}(?P<thousand>k\b)?"),
        ("money", rf"\b{_NUMBER}\s?pounds\b"),
        ("pence", rf"\b{_NUMBER}\s?(?:p\b|pence\b)"),
        ("percent", rf"\b{_NUMBER}\s?(?:%|per\s?cent\b)"),
        ("age", rf"\b(?:aged?|under|over|turns?|reach(?:es)?|until)\s+(?:the\s+age\s+of\s+)?{_NUMBER}\b(?!\s?[-–]?\s?(?:%|hour|day|week|month|year(?!s?\s+old)|p\b|minute|staff|people))"),  # noqa: E501
        ("age", rf"\b{_NUMBER}[-\s]years?[-\s]olds?\b"),
        ("age", rf"\b{_NUMBER}\s+(?:or|and)\s+(?:over|under|older|above)\b"),
        *((unit, rf"\b{_NUMBER}[-\s](?:working\s+|calendar\s+)?{unit[:-1]}s?\b") for unit in
          ("minutes", "hours", "days", "weeks", "months", "years")),
    )
)  # fmt: skip
_FACT_KINDS: Mapping[str, str] = {
    "GBP": "money", "percent": "percent", "pence_per_mile": "pence", "weeks": "weeks", "days": "days",
    "hours": "hours", "years": "years",
}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_TOKEN = re.compile(r"[a-z]{3,}")
_NO_HELP = frozenset(
    re.findall(
        r"\w+",
        "the and for that this with you your are has have can not per than more who what when each day week year hour "
        "hours days weeks years month months from they their will must may pay paid get gets about any all which",
    )
)
_ALIKE = 2
"""Words that a sentence and a fact's title must share before they are about the same thing."""
_LETTERS = 5
"""Letters of a word that count when two are compared, so that "wages" is "wage"."""


@dataclass(frozen=True)
class Figure:
    """One figure in a text."""

    kind: str
    """`money`, `percent`, `pence`, `date`, `age`, or a length of time: `minutes` to `years`."""
    value: str
    """The figure in one spelling, so that "£12" and "£12.00" are the same."""
    typed: str
    """As it stands in the text."""
    sentence: str


@dataclass(frozen=True)
class Reference:
    """A text to compare with: a neighbouring article, its figures filled in."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Clash:
    """A figure of the draft, and another figure for what seems to be the same thing."""

    figure: Figure
    name: str
    """The article's id, or `fact:<name>`."""
    title: str
    other: str
    """The other figure as people see it."""
    sentence: str
    """Where the other figure stands."""

    @property
    def key(self) -> str:
        """Tells clashes apart; it changes when either figure does, so an old reason never covers a new figure."""
        return f"{self.figure.kind}:{self.figure.value}|{self.name}|{self.other}"


def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in the order of its sentences; what a figure has used is not read twice."""
    found: list[Figure] = []
    for sentence in filter(None, (part.strip(" -*\t") for part in _SENTENCE.split(text))):
        rest = sentence
        for kind, pattern in _PATTERNS:
            found += [Figure(kind, _value(kind, m), m.group().strip(), sentence) for m in pattern.finditer(rest)]
            rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    return tuple(found)


def clashes(
    text: str, references: Sequence[Reference], facts: Mapping[str, Fact], day: datetime.date
) -> tuple[Clash, ...]:
    """Return every figure of a draft that neighbours or facts contradict, each pair once.

    A figure that also stands in a neighbour or is a fact's value on that day agrees with what is known.
    """
    others = [(reference, figure) for reference in references for figure in figures_in(reference.text)]
    known = {(figure.kind, figure.value) for _, figure in others}
    current = {_of_fact(fact, fact.on(day)[0].amount) for fact in facts.values()}
    found: dict[str, Clash] = {}
    for figure in figures_in(text):
        stands = (figure.kind, figure.value)
        against = list(_against_facts(figure, facts.values(), day)) if stands not in current else []
        if stands not in known and stands not in current:
            against += _against_texts(figure, references, others)
        found |= {clash.key: clash for clash in against}
    return tuple(found.values())


def _against_texts(
    figure: Figure, references: Sequence[Reference], others: Sequence[tuple[Reference, Figure]]
) -> Iterable[Clash]:
    """Of each neighbour with figures of this kind, the one in the sentence that is most alike."""
    for reference in references:
        alike = [other for owner, other in others if owner is reference and other.kind == figure.kind]
        if alike:
            near = max(alike, key=lambda other: len(_words(other.sentence) & _words(figure.sentence)))
            yield Clash(figure, reference.name, reference.title, near.typed, near.sentence)


def _against_facts(figure: Figure, facts: Iterable[Fact], day: datetime.date) -> Iterable[Clash]:
    about = _words(figure.sentence)
    for fact in facts:
        if _FACT_KINDS.get(fact.unit) != figure.kind:
            continue
        past = figure.value in {_of_fact(fact, value.amount)[1] for value in fact.values}
        alike = len(about & _words(f"{fact.title} {fact.per}")) >= _ALIKE
        if past or alike:
            words = fact.words(day)
            yield Clash(figure, f"fact:{fact.name}", fact.title, words, f"{fact.title}: {words}")


def _of_fact(fact: Fact, amount: float) -> tuple[str, str]:
    return _FACT_KINDS.get(fact.unit, fact.unit), f"{amount:g}"


def _value(kind: str, match: re.Match[str]) -> str:
    if kind == "date":
        month = match["month"].lower()
        number = int(month) if month.isdigit() else next(i for i, m in enumerate(_MONTHS, 1) if m[:3] == month[:3])
        return "-".join(filter(None, (match["year"], f"{number:02d}", f"{int(match['day']):02d}")))
    typed = match["number"].lower()
    amount = _WORDS[typed] if typed in _WORDS else float(typed.replace(",", ""))
    return f"{amount * (1000 if match.groupdict().get('thousand') else 1):g}"


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:_LETTERS] for word in _TOKEN.findall(text.lower()) if word not in _NO_HELP)
