"""Finds every value in a message by its units and words: what is hours, pay, days, a date, a length of service."""

import datetime
import enum
import re
from collections.abc import Callable

from bot.services.tools.found import Found, refuse
from bot.services.tools.reading_dates import date_in
from bot.services.tools.reading_days import WEEKDAY, read_days_a_week
from bot.services.tools.reading_numbers import HOUR, MINUTE, NUMBER, DaysAWeek, read_hours, read_money, read_number
from bot.services.tools.reading_service import read_service


class Kind(enum.StrEnum):
    """What a value in a message is about."""

    HOURS = "hours"
    """Hours, of a day or a week: the message does not say."""
    HOURS_A_DAY = "hours_a_day"
    HOURS_A_WEEK = "hours_a_week"
    DAYS_A_WEEK = "days_a_week"
    WEEKS_A_YEAR = "weeks_a_year"
    MONEY = "money"
    """Pounds; the message does not say for what."""
    PAY_AN_HOUR = "pay_an_hour"
    PAY_A_WEEK = "pay_a_week"
    PAY_A_MONTH = "pay_a_month"
    PAY_A_YEAR = "pay_a_year"
    DATE = "date"
    """A day; the message does not say of what."""
    STARTED = "started"
    ENDS = "ends"
    SERVICE = "service"
    AGE = "age"
    PERCENT = "percent"
    NUMBER = "number"
    YES_NO = "yes_no"


Values = dict[Kind, Found[object]]
Read = Callable[[str, datetime.date], Found[object]]

_PER = r"\s*(?:a|an|per|each|every|/)\s*"
_SIGNED = r"(?<![\w.,£:/-])(?:minus\s+|-\s?)?"
_NOT_UNITS = r"(?!\d|\s*(?:hours?|hrs?|h|days?|weeks?|wks?|years?|times)\b)"
_AMOUNT = (
    rf"(?:(?:minus\s+|-\s?)?£\s?(?:{NUMBER})(?:\s?k\b)?"
    rf"|(?<![\d.,])(?:minus\s+|-\s?)?(?:{NUMBER})\s*(?:pounds?|quid)\b(?:\s*(?:and\s+)?\d\d?{_NOT_UNITS}(?:\s?p(?:ence)?\b)?)?)"
)
_LENGTH = (
    rf"(?:\d+\s*{HOUR}\s*(?:and\s+)?\d\d?(?!\d|[.,]\d){_NOT_UNITS}(?:\s*{MINUTE})?"
    rf"|\d\d?:\d\d|(?:{NUMBER})\s*(?:{HOUR}|{MINUTE}))"
)
_ELSE = r"(?!\s*(?:ago\b|of holiday|holiday|off\b|leave\b|notice|sick|ill\b|old\b|later))"
_LASTING = (
    r"(?:\d{1,4}(?:\.\d+)?[\s-]+(?:years?|yrs?|months?|weeks?)|(?:(?<=^)|(?<=for )|(?<=over ))a (?:year|month))"
    rf"\b{_ELSE}"
)
_CUES = re.compile(
    r"\b(?:(?P<ends>end(?:s|ed|ing)?|finish(?:es|ed)?|leav(?:es|ing|e)|left|until|till|last day|to)"
    r"|(?P<started>start(?:s|ed|ing)?|began|begins?|since|joined|from|employed|first day))\b"
)
_CLAUSE = re.compile(r"[,;]|\band\b")


def values_in(plain: str, today: datetime.date, *, to_come: bool = False) -> tuple[Values, str]:
    """Return the values of a text in small letters and digits, and the text without them.

    Kinds are looked for one after the other; what one has used is not read again. Where a kind is there twice, the more
    exact wording wins. `to_come` is for dates without a year and without a word that says whether something began or
    ended. Raises RefusedError for a value that cannot be.
    """
    found: Values = {}
    plain = _take_dates(plain, today, found, to_come=to_come)
    for kind, pattern, read in _FINDERS:
        match = pattern.search(plain)
        if match:
            value = read(match.groupdict().get("value") or match[0], today)
            _check_days(found.get(kind), value)
            found[kind] = value
            plain = _without(plain, match.start(), match.end())
    return found, plain


def _take_dates(plain: str, today: datetime.date, found: Values, *, to_come: bool) -> str:
    while (dated := date_in(plain, today, to_come=to_come)) is not None:
        value, (start, end) = dated
        kind = _kind_of_date(plain[:start], plain[start:end])
        if kind is not Kind.DATE:
            # Whether it lies behind or ahead is known now.
            again = date_in(plain[start:end], today, to_come=kind is Kind.ENDS)
            value = again[0] if again else value
        found.setdefault(kind, value)
        plain = _without(plain, start, end)
    return plain


def _kind_of_date(before: str, date: str) -> Kind:
    """Tell by the last cue of the clause, which may be part of the date: “started in May”, “until 30 June”."""
    clause = _CLAUSE.split(before)[-1] + date
    cues = list(_CUES.finditer(clause))
    if not cues:
        return Kind.DATE
    return Kind.ENDS if cues[-1]["ends"] else Kind.STARTED


def _check_days(counted: Found[object] | None, named: Found[object]) -> None:
    """“3 days, Monday and Tuesday” does not add up."""
    first, second = counted.value if counted else None, named.value
    if isinstance(first, DaysAWeek) and isinstance(second, DaysAWeek) and first.number != second.number:
        refuse("The number of days and the days that you named differ", "Monday to Wednesday")


def _without(plain: str, start: int, end: int) -> str:
    return plain[:start] + " " * (end - start) + plain[end:]


def _money(typed: str, _: datetime.date) -> Found[object]:
    return read_money(typed)


def _days(typed: str, _: datetime.date) -> Found[object]:
    return read_days_a_week(typed)


def _hours(per: str, most: int) -> Read:
    return lambda typed, _: read_hours(typed, per=per, most=most)


def _number(what: str, least: int, most: int, example: str) -> Read:
    return lambda typed, _: read_number(typed, what=what, least=least, most=most, example=example)


read_age = _number("an age", 13, 110, "45")
read_percent = _number("a percentage", 0, 100, "5%")
read_weeks_a_year = _number("a number of weeks", 1, 53, "39")

_FINDERS: tuple[tuple[Kind, re.Pattern[str], Read], ...] = tuple(
    (kind, re.compile(pattern), read)
    for kind, pattern, read in (
        (Kind.AGE, rf"\b(?:aged?|age is|age of)\s+(?P<value>{NUMBER})\b", read_age),
        (Kind.AGE, rf"(?P<value>{NUMBER})[\s-]*years?[\s-]olds?\b", read_age),
        (Kind.AGE, rf"\b(?:she|he|they)(?: is| are|'s|'re) (?P<value>\d\d){_NOT_UNITS}(?!\s*[%.,]?\d|%)", read_age),
        (Kind.PERCENT, rf"(?P<value>{NUMBER})\s*(?:%|per ?cent\b)", read_percent),
        (Kind.PAY_AN_HOUR, rf"(?P<value>{_AMOUNT})(?:{_PER}(?:hour|hr|h)\b|\s*hourly\b)", _money),
        (Kind.PAY_AN_HOUR, rf"(?<![\d.,£])(?P<value>{NUMBER}){_PER}(?:hour|hr)\b", _money),
        (Kind.PAY_A_WEEK, rf"(?P<value>{_AMOUNT})(?:{_PER}(?:week|wk)\b|\s*weekly\b)", _money),
        (Kind.PAY_A_MONTH, rf"(?P<value>{_AMOUNT})(?:{_PER}month\b|\s*monthly\b)", _money),
        (Kind.PAY_A_YEAR, rf"(?P<value>{_AMOUNT})(?:{_PER}(?:year|yr|annum)\b|\s*(?:yearly|annually)\b)", _money),
        (Kind.MONEY, _AMOUNT, _money),
        (Kind.HOURS_A_DAY, rf"(?P<value>{_SIGNED}{_LENGTH}){_PER}(?:day|shift|visit)\b", _hours("day", 24)),
        (Kind.HOURS_A_WEEK, rf"(?P<value>{_SIGNED}{_LENGTH})(?:{_PER}(?:week|wk)\b|\s*weekly\b)", _hours("week", 168)),
        (Kind.HOURS, rf"{_SIGNED}{_LENGTH}", _hours("week", 168)),
        (Kind.DAYS_A_WEEK, r"\b(?:once|twice|\d+ times) a week\b|\bevery (?:other )?day\b|\bdaily\b", _days),
        (Kind.DAYS_A_WEEK, rf"{_SIGNED}(?!0\.)(?:{NUMBER})\s*days?(?:{_PER}(?:week|wk|fortnight)\b|\b{_ELSE})", _days),
        (Kind.DAYS_A_WEEK, rf"(?<![a-z])(?:{WEEKDAY}|week ?days?\b|week ?ends?\b|every other\b).*", _days),
        (Kind.WEEKS_A_YEAR, rf"(?P<value>{_SIGNED}{NUMBER})\s*weeks?{_PER}(?:year|yr)\b", read_weeks_a_year),
        (Kind.SERVICE, rf"{_SIGNED}{_LASTING}(?:\s*(?:,|and)?\s*{_LASTING})*", read_service),
    )
)
