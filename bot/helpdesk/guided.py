"""A guided tool as data: its steps, what was answered so far, and how an answer stands in a condition."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.helpdesk.tool_documents import Condition, Part, ShortResult

CHOICE, YES_NO, SEVERAL = "choice", "yes_no", "several"
WORDS = "words"
"""Whatever somebody writes, as they wrote it."""
PRESSED = frozenset({CHOICE, YES_NO, SEVERAL})
"""Kinds of step that are answered by pressing; all others but WORDS are read from words."""
NATION = "nation"
"""How conditions name the asker's nation, as if it had been asked."""
SKIPPED = "skipped"
"""The kind of an answer that was left out, and the word for it in conditions and on buttons."""
KINDS = frozenset(
    {
        CHOICE,
        YES_NO,
        SEVERAL,
        WORDS,
        "hours",
        "hours_a_day",
        "hours_a_week",
        "days_a_week",
        "weeks_a_year",
        "money",
        "pay_an_hour",
    }
    | {"pay_a_week", "pay_a_month", "pay_a_year", "date", "started", "ends", "service", "age", "percent", "number"}
)
"""All kinds of answer; those that are read from words are the `Kind` of `bot/services/tools/finding.py`."""
FORMULAS = frozenset(
    {"holiday", "notice", "redundancy", "minimum-wage", "sick-pay", "employer-cost", "budget-hours", "who-can-approve"}
)
"""Tools that have a formula (`bot/services/workings/catalogue.py`); their files are called so."""
TOOL_BUTTON = "tool:"
"""How the payload of a tool's button begins: `tool:<tool>`, `tool:<tool>:<step>:<value>`."""
GIVEN = "given"
"""How conditions name an answer that was read from words."""


@dataclass(frozen=True)
class Button:
    """One thing to press at a step."""

    title: str
    value: str
    """What it answers: a name at a choice, `yes` or `no`, words to be read elsewhere, `skipped` to leave it out."""
    says: tuple[str, ...] = ()
    """Other words for the same, in small letters."""


@dataclass(frozen=True)
class Step:
    """One thing that is asked."""

    id: str
    asks: str
    kind: str
    """`choice`, `yes_no`, or a kind of value that can be read from words, such as `hours_a_week`."""
    accepts: tuple[str, ...] = ()
    """Other kinds of value that answer it as well."""
    buttons: tuple[Button, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Earlier steps and the answers to them with which this one is asked; all of them must hold."""
    when_any: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same, of which one is enough."""
    optional: bool = False
    example: str = ""
    """For the sentence that is said when an answer cannot be read."""
    help: str = ""
    """Said to whoever does not know."""
    unit: str = ""
    """A word that may follow a bare number: `weeks`."""
    nearest: bool = False
    """A day without a year is the nearest one, behind or ahead."""
    ahead: bool = False
    """A day that has passed is refused."""
    named: bool = False
    """Days of the week have to be named, not only counted."""
    right: str = ""
    """In a quiz the right answer: `myth` or `fact`."""
    article: str = ""
    """In a quiz the article that says why."""
    labels: tuple[str, ...] = ()
    """What stands before a colon in a message that answers this step, whichever is asked; in small letters."""
    warns: Mapping[str, str] = field(default_factory=dict)
    """Answers after which the tool stops and says one of its warnings."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds that answer it, the best first."""
        return (self.kind, *self.accepts)


@dataclass(frozen=True)
class Item:
    """One line of a checklist."""

    text: str
    counts_from: str
    """The step whose answer, a day, it is dated by."""
    days: int
    """Days after that day; before it when below nothing."""
    nations: tuple[str, ...] = ()
    """Where it holds; everywhere when empty."""
    article: str = ""


@dataclass(frozen=True)
class Tool:
    """A dialogue that ends in a result."""

    id: str
    title: str
    does: str
    names: tuple[str, ...]
    """What people call it, in small letters."""
    articles: tuple[str, ...]
    """Articles under which its button stands."""
    steps: tuple[Step, ...]
    results: Mapping[str, str]
    """Short results by their names, with braces where values go."""
    nations: tuple[str, ...] = ("uk",)
    items: tuple[Item, ...] = ()
    """Lines of the checklist that it ends in, if it is one."""
    document: tuple[Part, ...] = ()
    """Parts of the document that it ends in, if it does."""
    chooses: tuple[ShortResult, ...] = ()
    """Which of the short results belongs to a document: the first that holds."""
    warnings: Mapping[str, str] = field(default_factory=dict)
    """What is said when an answer stops the tool; `<name>_<nation>` is said in that nation."""
    easy_read: bool = False
    """Whether the printed page is for somebody who reads easy words: no sources, no lines for professionals."""

    @property
    def is_quiz(self) -> bool:
        """Whether it ends in a count of right answers."""
        return any(step.right for step in self.steps)

    def step(self, name: str) -> Step | None:
        """Return a step by name, or None."""
        return next((step for step in self.steps if step.id == name), None)


@dataclass(frozen=True)
class Answer:
    """What was answered to one step."""

    kind: str
    value: Any = None
    """In a form that JSON can keep."""
    words: str = ""
    """As it is read back."""
    assumption: str = ""
    """What was taken for granted in reading it, a sentence; else empty."""

    @property
    def stands_for(self) -> tuple[str, ...]:
        """The words that conditions compare: one, or, where several were chosen, theirs."""
        if self.kind == SEVERAL:
            return tuple(self.value)
        return (str(self.value) if self.kind in PRESSED else SKIPPED if self.kind == SKIPPED else GIVEN,)

    def meets(self, wanted: Collection[str]) -> bool:
        """Tell whether it is one of the answers that a condition names."""
        return not set(wanted).isdisjoint(self.stands_for)


@dataclass(frozen=True)
class Progress:
    """How far somebody has come with a tool."""

    tool: str
    begun: datetime.datetime
    at: datetime.datetime
    """When the person last said something to it."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    step: str = ""
    """The step that is asked now; empty when nothing is left to ask."""
    tries: int = 0
    """Answers to this step that could not be used."""
    rests: bool = False
    """The person was silent for long, or was warned, and is being asked whether to go on."""
    warned: bool = False
    """It rests since somebody may be at risk: nothing but going on is taken for an answer."""
    alarmed: bool = False
    """Somebody's own words sounded like danger before: whom to ring was said at length."""
    at_risk: bool = False
    """It rests since somebody was asked whether the words are about somebody at risk."""
    told: Mapping[str, int] = field(default_factory=dict)
    """Words that a champion was told of as urgent, with their tickets: who presses twice opens one."""
    partly: tuple[str, ...] = ()
    """What was pressed so far at a step at which several can be chosen."""

    def kept(self) -> dict[str, Any]:
        """Return the form in which it is kept."""
        answers = {name: vars(answer) for name, answer in self.answers.items()}
        times = {"begun": self.begun.isoformat(), "at": self.at.isoformat()}
        return {**vars(self), **times, "answers": answers}

    @classmethod
    def revived(cls, kept: Mapping[str, Any]) -> "Progress":
        """Rebuild it from the form in which it is kept."""
        answers = {name: Answer(**answer) for name, answer in kept["answers"].items()}
        times = {name: datetime.datetime.fromisoformat(kept[name]) for name in ("begun", "at")}
        return cls(**{**kept, **times, "answers": answers, "partly": tuple(kept.get("partly", ()))})


def applies(step: Step, tool: Tool, answers: Mapping[str, Answer]) -> bool:
    """Tell whether a step belongs to the way that the answers lead; an answer off the way does not count."""
    return holds(Condition(step.when, step.when_any), tool, answers)


def holds(condition: Condition, tool: Tool, answers: Mapping[str, Answer]) -> bool:
    """Tell whether the answers that count are those of a condition."""

    def counts(name: str) -> Answer | None:
        earlier, answer = tool.step(name), answers.get(name)
        return answer if name == NATION or (earlier and applies(earlier, tool, answers)) else None

    def met(name: str, wanted: tuple[str, ...]) -> bool:
        answer = counts(name)
        return answer is not None and answer.meets(wanted)

    every = all(met(name, wanted) for name, wanted in condition.when.items())
    some = not condition.when_any or any(met(name, wanted) for name, wanted in condition.when_any.items())
    if not condition.counted:
        return every and some
    chosen = counts(condition.counted)
    number = len(chosen.value) if chosen and chosen.kind == SEVERAL else 0
    most = number if condition.at_most is None else condition.at_most
    return every and some and condition.at_least <= number <= most


def on_the_way(tool: Tool, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that count, in the order of the steps."""
    asked = [step.id for step in tool.steps if applies(step, tool, answers)]
    return {name: answers[name] for name in asked if name in answers}
