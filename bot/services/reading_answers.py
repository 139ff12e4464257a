"""What somebody typed into a guided tool, read as answers that can be kept and read back."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.errors import RefusedError
from bot.helpdesk.guided import PRESSED, WORDS, YES_NO, Answer, Step
from bot.helpdesk.matching import Reading
from bot.services.tools.finding import Kind
from bot.services.tools.found import Found, refuse
from bot.services.tools.number_words import in_digits
from bot.services.tools.reading import Message, read_message, read_yes_no, says_unsure
from bot.services.tools.reading_numbers import DaysAWeek
from bot.services.tools.reading_periods import with_periods
from bot.services.tools.results import counted, day_in_words, money, plain
from bot.services.tools.service import Service

_ASKS = re.compile(
    r"(?:(?:and|but|so|ok|okay|wait|sorry|hi|hello)[\s,]+)*(?:what|how|why|who|whose|when|where|which|can|could|do|does|"
    r"did|should|must|may|will|would|is (?:it|he|she|my|the|a|an|there|that|this)|are (?:they|there|you|we)|am i)\b"
)
_ASKS_INSIDE = re.compile(
    r"\b(?:what|how|why|where|which|who|(?:can|do|does|should|must|may|will|is|are) (?:i|we|he|she|they|it|my|the))\b"
)
_PERSON = re.compile(r"\b(?:speak|talk|chat) (?:to|with)\b|\b(?:champion|human|real person)\b")
_ONLY_A_PERSON = re.compile(
    r"(?:(?:please|can|could|may|i|i'd|just|want|need|wish|would|like|to|rather)\s+)*(?:speak|talk|chat) (?:to|with) "
    r"(?:(?:a|an|the|another|real|actual)\s+)*(?:human(?: being)?|person|champion|someone|somebody)(?: please)?"
)
"""Nothing but the wish for a person, however many words it takes."""
_FEWEST_WORDS = 3
_A_SENTENCE = 6
"""Words. Who tells so much in which there is no answer is telling something else, perhaps of harm: the model looks."""
MOST_LETTERS = 1500
"""Letters of one answer in somebody's own words; the whole message may have a few more."""
_SHORT = 5
"""Words. Who says that they do not know in more words than these has written an answer."""
_VAGUE = frozenset({Kind.DATE, Kind.HOURS, Kind.MONEY})
"""Kinds that do not say what of: a correction of such a value means the last answer of its kind."""
_ENDS = " \t.!,;:"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read_answer(text: str, step: Step, today: datetime.date) -> Reading:
    """Read a text as the answer to a step, with all else that it says."""
    typed = " ".join(text.lower().replace("’", "'").split()).strip(_ENDS)
    asks = typed.rstrip("?").split()
    if step.kind == WORDS:
        return _own_words(text, typed, asks)
    read = Reading(typed.strip(_ENDS + "?"), unsure=says_unsure(text))
    question = bool(_ASKS.match(typed) and len(asks) >= _FEWEST_WORDS) or bool(_PERSON.search(typed))
    if question and not read.unsure:
        return replace(read, question=True)
    perhaps = typed.endswith("?") or bool(_ASKS_INSIDE.search(typed)) or len(asks) >= _A_SENTENCE
    read = replace(read, maybe_question=perhaps and len(asks) >= _FEWEST_WORDS and not read.unsure)
    try:
        message, values = _read(_without_unit(text, step), step, today)
    except RefusedError as error:
        return replace(read, refused=str(error))
    return replace(read, values=values, corrects=message.corrects, bare=message.corrects and _bare(text, today))


def kept(kind: str, found: Found[object]) -> Answer:
    """Return a value that was read in the form that is kept."""
    value = found.value
    if isinstance(value, DaysAWeek):
        named = [_WEEKDAYS[day] for day in value.weekdays]
        words = f"{counted(value.number, 'day')} a week" + (f" ({', '.join(named)})" if named else "")
        plain_value: Any = {"number": str(value.number), "weekdays": list(value.weekdays)}
        return Answer(kind, plain_value, words, found.assumption)
    if isinstance(value, Service):
        return Answer(kind, value.total_months, value.words, found.assumption)
    if isinstance(value, datetime.date):
        return Answer(kind, value.isoformat(), day_in_words(value), found.assumption)
    if isinstance(value, bool):
        return Answer(kind, "yes" if value else "no", "yes" if value else "no", found.assumption)
    number = Decimal(str(value))
    return Answer(kind, str(number), _number_words(kind, number), found.assumption)


def decimal_of(answer: Answer | None) -> Decimal | None:
    """Return a number that was answered; None for a step that was left out."""
    if answer is None or answer.value is None:
        return None
    return Decimal(answer.value["number"] if isinstance(answer.value, Mapping) else str(answer.value))


def date_of(answer: Answer | None) -> datetime.date | None:
    """Return a day that was answered; None for a step that was left out."""
    return datetime.date.fromisoformat(answer.value) if answer and answer.value else None


def service_of(answer: Answer) -> Service:
    """Return a length of service that was answered as such."""
    return Service(*divmod(int(answer.value), 12))


def _own_words(text: str, typed: str, asks: Sequence[str]) -> Reading:
    """Take a text as it is; it is a question only when it looks like nothing else."""
    read = Reading(typed.strip(_ENDS + "?"), unsure=says_unsure(text) and len(asks) <= _SHORT)
    question = typed.endswith("?") and bool(_ASKS.match(typed)) and len(asks) >= _FEWEST_WORDS
    person = bool(_PERSON.search(typed)) and len(asks) < _A_SENTENCE
    read = replace(read, question=question or person or bool(_ONLY_A_PERSON.fullmatch(read.plain)))
    if len(text) > MOST_LETTERS:
        return replace(read, refused=f"That is {len(text)} letters; {MOST_LETTERS} fit here. Say it in fewer words.")
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())
    return read if read.unsure else replace(read, values={WORDS: Answer(WORDS, words, words)})


def _read(text: str, step: Step, today: datetime.date) -> tuple[Message, dict[str, Answer]]:
    if step.kind in PRESSED:
        message = read_message(text, today)
        values = _values(message)
        if step.kind == YES_NO and not (message.corrects and values):
            try:
                values[YES_NO] = kept(YES_NO, Found(read_yes_no(text)))
            except RefusedError:
                if not values:
                    raise
        return message, values
    message = read_message(with_periods(text, step.kind, step.kinds), today, Kind(step.kind))
    values = _values(message)
    if step.named and Kind.DAYS_A_WEEK in values and not values[Kind.DAYS_A_WEEK].value["weekdays"]:
        del values[Kind.DAYS_A_WEEK]
    if step.nearest:
        ahead = _values(read_message(text, today, Kind.ENDS)).get(Kind.ENDS)
        behind, coming = date_of(values.get(step.kind)), date_of(ahead)
        if ahead and behind and coming and coming - today < today - behind:
            values[step.kind] = replace(ahead, kind=step.kind)
    if step.ahead:
        _refuse_past(next((values[kind] for kind in step.kinds if kind in values), None), step, today)
    return message, values


def _refuse_past(answer: Answer | None, step: Step, today: datetime.date) -> None:
    day = date_of(answer)
    if day is not None and day < today:
        refuse("That day has passed", step.example)


def _values(message: Message) -> dict[str, Answer]:
    return {kind.value: kept(kind.value, found) for kind, found in message.found.items()}


def _bare(text: str, today: datetime.date) -> bool:
    try:
        return _VAGUE.issuperset(read_message(text, today).found)
    except RefusedError:
        return False


def _without_unit(text: str, step: Step) -> str:
    """“4 weeks” is a number where weeks are asked, not a length of service."""
    if not step.unit:
        return text
    return re.sub(rf"(?<=\d)\s*{re.escape(step.unit.removesuffix('s'))}s?\b", "", in_digits(text))


def _number_words(kind: str, number: Decimal) -> str:
    pay = {"pay_an_hour": " an hour", "pay_a_week": " a week", "pay_a_month": " a month", "pay_a_year": " a year"}
    if kind in pay or kind == Kind.MONEY:
        return money(number) + pay.get(kind, "")
    if kind == Kind.PERCENT:
        return f"{plain(number)}%"
    units = {
        "hours": ("hour", ""),
        "hours_a_day": ("hour", " a day"),
        "hours_a_week": ("hour", " a week"),
        "weeks_a_year": ("week", " a year"),
    }
    if kind in units:
        one, per = units[kind]
        return counted(number, one) + per
    return plain(number)
