"""Dates, as people type them. The day on which the question is asked comes in.

Dates are read day first, as in Britain. A month alone, or a day without a year, is the latest one that has passed, or
the next one to come when the question is about the future; whatever was filled in is said in the assumption.
"""

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.services.tools.found import Found, refuse
from bot.services.tools.number_words import in_digits
from bot.services.tools.reading_days import WEEKDAY
from bot.services.tools.service import add_months

_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_MONTH = "(?P<month>" + "|".join(rf"{n[:3]}(?:{n[3:]})?" for n in _MONTHS).replace("sep(", "sept?(") + r")(?![a-z])\.?"
_DAY_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAY = rf"(?<![\d.,/:£-]){_DAY_NUMBER}"
_YEAR = r"(?P<year>(?:1[5-9]|2[0-9])\d\d|'\d\d|\d\d)(?![\d:.,]*[\d:]|\s*(?:hours?|hrs?|h|days?|weeks?|months?|%|p)\b)"
_FOUR = r"(?P<year>\d{4})"
_WHEN = r"(?P<when>last|this|next)"
_EXAMPLE = "1/4/2026 or May 2025"
_LEAP_DAY = 29
_OLDEST, _FURTHEST = 80, 10
"""Years before and after today that a date may lie in."""
_MONTH_CUE = r"(?:in|since|from|started|starting|began|beginning|until|till|by|of|ended|ends|ending|leaves|left|joined)"
_UNIT = r"(?P<unit>days?|weeks?|months?|years?|yrs?)"


def read_date(text: str, today: datetime.date, *, to_come: bool = False) -> Found[datetime.date]:
    """Read a date; with `to_come` what lacks a year lies ahead, else behind. Raises RefusedError."""
    plain = in_digits(text)
    whole = whole_date(plain, today, to_come=to_come)
    if whole:
        return whole
    found = date_in(plain, today, to_come=to_come)
    if found is None:
        year = re.search(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", plain)
        if year:
            _check_year(int(year[0]), today)
            refuse("Please give the month as well as the year", _EXAMPLE)
        refuse("I could not find a date in that", _EXAMPLE)
    start, end = found[1]
    if date_in(plain[:start] + " " * (end - start) + plain[end:], today, to_come=to_come):
        refuse("I found more than one date; please give just one", _EXAMPLE)
    return found[0]


Position = tuple[int, int]


@dataclass(frozen=True)
class _Asked:
    """When a question is asked, and whether it is about what is still to come."""

    today: datetime.date
    to_come: bool


def date_in(plain: str, today: datetime.date, *, to_come: bool = False) -> tuple[Found[datetime.date], Position] | None:
    """Find the first date in a text of small letters and digits, and where it stands; None when there is none."""
    for pattern, read in _PATTERNS:
        match = pattern.search(plain)
        if match:
            found = read(match, _Asked(today, to_come))
            _check_year(found.value.year, today)
            return found, match.span()
    return None


def whole_date(plain: str, today: datetime.date, *, to_come: bool = False) -> Found[datetime.date] | None:
    """Read a month or a weekday that is the whole answer, and so needs no word before it."""
    weekday = re.fullmatch(rf"(?P<when>on )?(?P<weekday>{WEEKDAY})", plain)
    if weekday:
        return _weekday(weekday, _Asked(today, to_come))
    month = re.fullmatch(rf"(?:(?:it was|about|around|sometime|some time|i think)\s+)*{_MONTH}", plain)
    return _month_only(month, _Asked(today, to_come)) if month else None


def _check_year(year: int, today: datetime.date) -> None:
    if not today.year - _OLDEST <= year <= today.year + _FURTHEST:
        refuse(f"The year {year} cannot be right", _EXAMPLE)


def _day(year: int, month: int, day: int) -> datetime.date:
    """Make a date, or say why there is none."""
    if not 1 <= month <= 12:
        if 1 <= day <= 12 and 1 <= month <= 31:
            refuse("Please give the day first and then the month", f"{month}/{day}/{year}")
        refuse(f"There is no month {month}", _EXAMPLE)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        named = f"{day} {_MONTHS[month - 1].capitalize()}"
        refuse(f"There is no {named} {year if day == _LEAP_DAY else ''}".strip(), _EXAMPLE)
    return datetime.date(year, month, day)


def _year(typed: str, today: datetime.date) -> int:
    """Two digits lie in the hundred years that end ten years from now."""
    number = int(typed.lstrip("'"))
    if number >= 100:
        return number
    century = today.year // 100 * 100
    return century + number if century + number <= today.year + _FURTHEST else century - 100 + number


def _number(month: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(month[:3]))


def _full(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    month = match["month"]
    number = int(month) if month.isdigit() else _number(month)
    year = _year(match["year"], asked.today)
    _check_year(year, asked.today)
    return Found(_day(year, number, int(match["day"])))


def _without_year(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    month, day = match["month"], int(match["day"])
    number = int(month) if month.isdigit() else _number(month)
    # A leap year, so that 29 February passes here and is looked for below.
    _day(2024, number, day)
    step = 1 if asked.to_come else -1
    for year in range(asked.today.year, asked.today.year + 9 * step, step):
        if day <= calendar.monthrange(year, number)[1]:
            found = datetime.date(year, number, day)
            if found >= asked.today if asked.to_come else found <= asked.today:
                return Found(found, f"The year was not given, so {found:%-d %B %Y} was taken.")
    raise AssertionError  # pragma: no cover - eight years always hold a 29 February


def _month_year(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    year = _year(match["year"], asked.today)
    _check_year(year, asked.today)
    return _in_month(year, _number(match["month"]), match.groupdict().get("part"))


def _month_and_two_digits(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    number, month = int(match["year"]), match["month"].capitalize()
    if 1 <= number <= 31:
        refuse(
            f"“{month} {number}” can be a day or a year",
            f"{number} {month} {asked.today.year} or {month} {2000 + number}",
        )
    return _month_year(match, asked)


def _month_only(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    number, named = _number(match["month"]), match.groupdict()
    when, part = named.get("when"), named.get("part")
    if named.get("which"):
        year = asked.today.year + {"last": -1, "this": 0, "next": 1}[named["which"]]
    elif when == "next" or (asked.to_come and when != "last"):
        passed = number < asked.today.month or (number == asked.today.month and when == "next")
        year = asked.today.year + passed
    else:
        ahead = number > asked.today.month or (number == asked.today.month and when == "last")
        year = asked.today.year - (ahead and when != "this")
    return _in_month(year, number, part)


def _in_month(year: int, month: int, part: str | None) -> Found[datetime.date]:
    last = calendar.monthrange(year, month)[1]
    day = {"mid": 15, "middle": 15, "end": last}.get(part or "", 1)
    found = datetime.date(year, month, day)
    return Found(found, f"Only the month was given, so {found:%-d %B %Y} was taken.")


def _ago(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    typed, unit = match["number"], match["unit"][0]
    number = 1 if typed in {"a", "an"} else float(typed)
    sign = 1 if match.groupdict().get("ahead") else -1
    if unit in "dw":
        days = number * (7 if unit == "w" else 1)
        found = _shifted(asked.today, datetime.timedelta(days=sign * days))
    else:
        months = round(number * (12 if unit == "y" else 1))
        if months > 12 * _OLDEST:
            refuse("That is too long", "3 years ago")
        found = add_months(asked.today, sign * months)
    return Found(found, f"Counted from today, that is {found:%-d %B %Y}.")


def _shifted(today: datetime.date, span: datetime.timedelta) -> datetime.date:
    if abs(span.days) > _OLDEST * 366:
        refuse("That is too long", "3 years ago")
    return today + span


def _near(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    steps = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2}
    return Found(asked.today + datetime.timedelta(days=steps[match[0]]))


def _weekday(match: re.Match[str], asked: _Asked) -> Found[datetime.date]:
    wanted = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(match["weekday"][:3])
    ahead = match["when"] == "next" or (asked.to_come and match["when"] != "last")
    days = (wanted - asked.today.weekday()) % 7 or 7 if ahead else -((asked.today.weekday() - wanted) % 7 or 7)
    found = asked.today + datetime.timedelta(days=days)
    return Found(found, f"That was read as {found:%A %-d %B %Y}.")


Reader = Callable[[re.Match[str], _Asked], Found[datetime.date]]
_PART = r"(?:(?:the\s+)?(?P<part>start|beginning|mid|middle|end)(?:\s+of|-|\s)\s*)?"
_PATTERNS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?<![\d/-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d/-])", _full),
        (r"(?<![\d/.-])(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4}|\d\d)(?![\d/-])", _full),
        (rf"{_DAY}\s*(?:of\s+)?{_MONTH},?\s*{_YEAR}", _full),
        (rf"{_MONTH}\s*(?:the\s+)?{_DAY_NUMBER},?\s+{_FOUR}", _full),
        (r"(?<![\d/.-])(?P<day>\d{1,2})\s?/\s?(?P<month>\d{1,2})(?![\d/])", _without_year),
        (rf"{_DAY}\s*(?:of\s+)?{_MONTH}", _without_year),
        (rf"(?<![a-z]){_PART}{_MONTH}\s*(?:of\s+)?(?P<year>\d{{4}}|'\d\d)(?!\d)", _month_year),
        (rf"(?<![a-z]){_MONTH}\s+(?P<year>\d\d)(?![\d:.,%]|\s*(?:hours?|hrs?|days?|weeks?))", _month_and_two_digits),
        (rf"(?<![a-z]){_MONTH}\s*(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)", _without_year),
        (rf"(?<![a-z]){_PART}{_MONTH}\s+(?P<which>last|this|next)\s+year", _month_only),
        (rf"(?<![a-z]){_PART}{_WHEN}\s+{_MONTH}", _month_only),
        (rf"\b(?:the\s+)?(?P<part>start|beginning|mid|middle|end)(?:\s+of|-|\s)\s*{_MONTH}", _month_only),
        (rf"\b{_MONTH_CUE}\s+{_MONTH}", _month_only),
        (rf"(?<![a-z\d.])(?P<number>\d{{1,4}}(?:\.\d+)?|an?)\s+{_UNIT}\s+ago\b", _ago),
        (rf"\b(?P<ahead>in)\s+(?P<number>\d{{1,4}}|an?)\s+{_UNIT}(?:\s+time)?\b(?!\s+ago)", _ago),
        (r"\bthe day before yesterday\b|\btoday\b|\byesterday\b|\btomorrow\b", _near),
        (rf"\b(?P<when>last|next)\s+(?P<weekday>{WEEKDAY})", _weekday),
    )
)
