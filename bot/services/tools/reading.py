"""Reads one message: several answers at once, a correction, or a plain yes or no.

“3 days a week, 6 hours, started in May” gives three values; “no, 4 days” corrects one. What a value is about is known
from its units and words; a bare “6” means what was asked for. Refusals pass through, so “25 hours a day” is refused
here as well as in the readers of single answers (`reading_numbers`, `reading_days`, `reading_dates` and more).
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.errors import RefusedError
from bot.services.tools.finding import (
    Kind,
    Read,
    Values,
    read_age,
    read_percent,
    read_weeks_a_year,
    values_in,
)
from bot.services.tools.found import Found, refuse
from bot.services.tools.number_words import in_digits
from bot.services.tools.reading_dates import read_date, whole_date
from bot.services.tools.reading_days import read_days_a_week
from bot.services.tools.reading_numbers import DaysAWeek, read_hours, read_money, read_number
from bot.services.tools.reading_service import read_service


@dataclass(frozen=True)
class Message:
    """What was found in one message."""

    found: Mapping[Kind, Found[object]]
    """By kind: Decimal for numbers, hours and pounds; DaysAWeek; date; Service; bool for yes and no."""
    corrects: bool = False
    """It began like a correction: “no, …”, “sorry, I meant …”."""


_CORRECTION = re.compile(
    r"^(?:(?:no|nope|nah|sorry|oops|wait|actually|correction|i meant?|make (?:it|that)|change (?:it|that) to|"
    r"(?:it|that) should be|should be)\b[\s,.:;!-]*)+(?=.)"
)
_NOT_THIS = re.compile(r"\b(?:not|rather than|instead of)\s+£?[\d.,:]*\d(?:\s+(?!but\b|and\b)[a-z]+)*")
_DOES = r"(?:i|we|they|she|he|it)"
_NO = re.compile(
    r"(?:no(?! (?:problem|worries|idea))|n|nope|nah|naw|never|false|none|of course not|not (?:yet|at all|really)|"
    rf"{_DOES} (?:do not|don'?t|does not|doesn'?t|did not|didn'?t|is not|isn'?t|are not|aren'?t|has not|hasn'?t|"
    r"have not|haven'?t|am not|cannot|can'?t))\b"
)
_YES = re.compile(
    r"(?:yes|y|yeah|yep|yup|aye|ok|okay|sure|correct|right|true|of course|that'?s right|"
    rf"{_DOES} (?:do|does|did|is|are|has|have|am|can))\b"
)
_UNSURE = re.compile(
    r"\b(?:(?:do not|don'?t|not) (?:really )?(?:know|sure|certain)|dunno|dinnae ken|no idea|unsure|can'?t remember)\b"
    r"|^\?+$"
)
_MOST_AN_HOUR = 100
"""Pounds; more for an hour is taken for a slip."""
_LONGEST_DAY = 13
"""Hours that are read as those of a day when days a week stand beside them."""
_READERS: Mapping[Kind, Read] = {
    Kind.HOURS: lambda text, _: read_hours(text, per="week", most=168),
    Kind.HOURS_A_DAY: lambda text, _: read_hours(text),
    Kind.HOURS_A_WEEK: lambda text, _: read_hours(text, per="week", most=168),
    Kind.DAYS_A_WEEK: lambda text, _: read_days_a_week(text),
    Kind.WEEKS_A_YEAR: read_weeks_a_year,
    **dict.fromkeys(
        (Kind.MONEY, Kind.PAY_AN_HOUR, Kind.PAY_A_WEEK, Kind.PAY_A_MONTH, Kind.PAY_A_YEAR),
        lambda text, _: read_money(text),
    ),
    Kind.DATE: read_date,
    Kind.STARTED: read_date,
    Kind.ENDS: lambda text, today: read_date(text, today, to_come=True),
    Kind.SERVICE: read_service,
    Kind.AGE: read_age,
    Kind.PERCENT: read_percent,
    Kind.NUMBER: lambda text, _: read_number(text),
    Kind.YES_NO: lambda text, _: Found(read_yes_no(text)),
}
_DATES = frozenset({Kind.DATE, Kind.STARTED, Kind.ENDS})
_MEANT_BY: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.HOURS_A_DAY: (Kind.HOURS,),
    Kind.HOURS_A_WEEK: (Kind.HOURS,),
    **dict.fromkeys((Kind.PAY_AN_HOUR, Kind.PAY_A_WEEK, Kind.PAY_A_MONTH, Kind.PAY_A_YEAR), (Kind.MONEY,)),
    Kind.STARTED: (Kind.DATE,),
    Kind.ENDS: (Kind.DATE,),
    Kind.DATE: (Kind.STARTED, Kind.ENDS),
}
"""What was asked for, and the vaguer kinds that an answer to it may look like."""


def read_message(text: str, today: datetime.date, expecting: Kind | None = None) -> Message:
    """Read all that a message says; a bare number, date or yes counts for `expecting`.

    Raises RefusedError when a value cannot be, or when something was expected and nothing at all was found. Without
    `expecting` a message may hold nothing.
    """
    plain = in_digits(text)
    whole = whole_date(plain, today, to_come=expecting is Kind.ENDS) if expecting in _DATES else None
    if whole and expecting:
        return Message({expecting: whole})
    said = _NOT_THIS.sub(" ", _CORRECTION.sub("", plain))
    found, left = values_in(said, today, to_come=expecting is Kind.ENDS)
    found = _settled(found)
    if expecting:
        found = _as_expected(found, expecting)
        if expecting not in found:
            answer = {Kind.YES_NO: plain, Kind.SERVICE: said}.get(expecting, left if found else said)
            found |= _bare(answer, today, expecting, found)
    _check_pay(found)
    return Message(found, corrects=said != plain and expecting is not Kind.YES_NO)


def read_yes_no(text: str) -> bool:
    """Read yes or no, with words around it; raises RefusedError when it is neither."""
    plain = " ".join(re.sub(r"[^\w' ]", " ", in_digits(text)).split())
    if _NO.match(plain):
        return False
    if not _YES.match(plain):
        refuse("Please answer yes or no", "“yes”")
    return True


def says_unsure(text: str) -> bool:
    """Tell whether somebody says that they do not know."""
    return bool(_UNSURE.search(in_digits(text)))


def _bare(answer: str, today: datetime.date, expecting: Kind, others: Values) -> Values:
    """Read the rest of the message as the answer; a refusal counts only when nothing else was found."""
    try:
        return {expecting: _READERS[expecting](answer, today)}
    except RefusedError:
        if others:
            return {}
        raise


def _check_pay(found: Values) -> None:
    """“£480” for an hour is most likely the pay of a week."""
    pay = found.get(Kind.PAY_AN_HOUR)
    if pay and isinstance(pay.value, Decimal) and pay.value > _MOST_AN_HOUR:
        refuse(f"That is more than £{_MOST_AN_HOUR} for a single hour. Please give the pay for one hour", "£13.50")


def _as_expected(found: Values, expecting: Kind) -> Values:
    """Take a vaguer value for what was asked."""
    vague = next((kind for kind in _MEANT_BY.get(expecting, ()) if kind in found), None)
    if expecting in found or vague is None:
        return found
    value = found[vague]
    if expecting is Kind.HOURS_A_DAY:
        read_hours(str(value.value))
    return {kind: one for kind, one in found.items() if kind is not vague} | {expecting: value}


def _settled(found: Values) -> Values:
    """“3 days a week, 6 hours”: six hours a day; “3 days, 20 hours”: twenty a week."""
    hours, days = found.get(Kind.HOURS), found.get(Kind.DAYS_A_WEEK)
    if hours is None or days is None:
        return found
    number = hours.value
    assert isinstance(number, Decimal)  # noqa: S101 - hours are read as decimals
    assert isinstance(days.value, DaysAWeek)  # noqa: S101
    per, kind = ("day", Kind.HOURS_A_DAY) if number <= _LONGEST_DAY else ("week", Kind.HOURS_A_WEEK)
    said = f"{hours.assumption} The hours were taken as hours a {per}.".strip()
    return {one: value for one, value in found.items() if one is not Kind.HOURS} | {
        kind: replace(hours, assumption=said)
    }
