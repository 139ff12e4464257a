"""What a formula is given: the answers that count, the day, and the figures and limits that hold."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.errors import RefusedError
from bot.helpdesk.guided import SKIPPED, Answer
from bot.services.reading_answers import date_of, decimal_of, service_of
from bot.services.tools.approval import Limit
from bot.services.tools.known_figures import KnownFigures
from bot.services.tools.results import Result, plain
from bot.services.tools.service import Service, service_between


@dataclass(frozen=True)
class Told:
    """The answers to a tool."""

    answers: Mapping[str, Answer]
    today: datetime.date
    figures: KnownFigures
    limits: Sequence[Limit] = ()
    """What roles of the council may approve."""
    council: str = ""
    limits_note: str = ""

    def word(self, name: str) -> str:
        """Return what was chosen; empty when the step was left out."""
        answer = self.answers.get(name)
        return str(answer.value) if answer and answer.kind != SKIPPED else ""

    def yes(self, name: str, *, unless_told: bool = False) -> bool:
        """Tell whether a step was answered with yes."""
        return {"yes": True, "no": False}.get(self.word(name), unless_told)

    def kind(self, name: str) -> str:
        """Return the kind of value that a step was answered with."""
        answer = self.answers.get(name)
        return answer.kind if answer else ""

    def number(self, name: str) -> Decimal | None:
        """Return a number, or None when the step was left out."""
        return decimal_of(self.answers.get(name))

    def amount(self, name: str) -> Decimal:
        """Return a number, or nothing when the step was left out."""
        return self.number(name) or Decimal(0)

    def whole(self, name: str, unless_told: int = 0) -> int:
        """Return a whole number; raises RefusedError for a part of one."""
        number = self.number(name)
        if number is None:
            return unless_told
        if number != int(number):
            message = f"{plain(number)} is not a whole number; give one such as {int(number) + 1}."
            raise RefusedError(message)
        return int(number)

    def date(self, name: str) -> datetime.date | None:
        """Return a day, or None when the step was left out."""
        return date_of(self.answers.get(name))

    def service(self, name: str, until: datetime.date) -> Service:
        """Return a length of service: as it was told, or counted from the first day until another one."""
        answer = self.answers[name]
        return service_between(self.date(name) or until, until) if answer.kind != "service" else service_of(answer)

    def weekdays(self, name: str) -> frozenset[int]:
        """Return the days of the week that were named, Monday being 0."""
        answer = self.answers.get(name)
        return frozenset(answer.value["weekdays"]) if answer and answer.value else frozenset()


@dataclass(frozen=True)
class Worked:
    """What a formula made of the answers."""

    result: Result
    name: str
    """Which of the tool's short results it is."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What goes between the braces of the short result, beside `label` and `value` of the last line."""


Work = Callable[[Told], Worked]
