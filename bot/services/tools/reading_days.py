"""Days a week, as people type them: “3”, “Mon-Wed”, “Mondays and Fridays”, “weekdays”, “every day but Sunday”."""

import re
from decimal import Decimal

from bot.services.tools.found import Found, refuse
from bot.services.tools.number_words import in_digits
from bot.services.tools.reading_numbers import NUMBER, DaysAWeek, read_number

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)s?(?![a-z])"
)
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = re.compile(rf"(?<![a-z])({WEEKDAY})(?:\s*(?:-|to|until|till|through|thru)\s*({WEEKDAY}))?")
_WITHOUT = re.compile(r"\b(?:except|but not|but|not|apart from|excluding|without)\b(?:\s+(?:for|on))?")
_WHOLE = (
    (re.compile(r"\b(?:every day|each day|daily|all week|all days|7 days)\b"), range(7)),
    (re.compile(r"\b(?:every )?week ?days?\b"), range(5)),
    (re.compile(r"\b(?:at |every )?week ?ends?\b"), (5, 6)),
)
_EVERY_OTHER = re.compile(r"\b(?:every (?:other|2th)|alternate)\b")
_TIMES = re.compile(rf"\b({NUMBER}) (?:times|shifts|visits|x) (?:a|per|each|every) week\b")
_FORTNIGHT = re.compile(rf"({NUMBER})\s*days?\s*(?:a|per|each|every|in a|/)\s*fortnight")
_OTHER_SPAN = re.compile(r"(?:a|per|each|every|in a|/)\s*(?:month|year)")
_EXAMPLE = "3, or Monday to Wednesday"
_WEEK = 7


def read_days_a_week(text: str) -> Found[DaysAWeek]:
    """Read how many days a week, by number or by name; raises RefusedError for none, or more than seven."""
    plain = in_digits(text)
    if _EVERY_OTHER.search(plain):
        return _every_other(plain)
    named = weekdays_in(plain)
    if named:
        return Found(DaysAWeek(Decimal(len(named)), named))
    times = re.sub(r"\bonce a week\b", "1 times a week", re.sub(r"\btwice a week\b", "2 times a week", plain))
    found = _TIMES.search(times)
    if found:
        return _counted(Decimal(found[1]), "Each of these times was counted as a day.")
    found = _FORTNIGHT.search(plain)
    if found:
        return _counted(Decimal(found[1]) / 2, "Days in a fortnight were halved.")
    if _OTHER_SPAN.search(plain):
        refuse("Please give the days in a week, an average if they vary", _EXAMPLE)
    value = read_number(text, what="a number of days", example=_EXAMPLE).value
    return _counted(value, "")


def weekdays_in(plain: str) -> tuple[int, ...]:
    """Return the weekdays that a text in small letters names, in order, Monday being 0."""
    parts = _WITHOUT.split(plain, maxsplit=1)
    chosen = _days(parts[0])
    if len(parts) > 1:
        chosen -= _days(parts[1])
    return tuple(sorted(chosen))


def _days(plain: str) -> set[int]:
    found: set[int] = set()
    for first, last in _NAMED.findall(plain):
        start = _NAMES.index(first[:3])
        length = (_NAMES.index(last[:3]) - start) % _WEEK if last else 0
        found |= {(start + step) % _WEEK for step in range(length + 1)}
    for pattern, days in _WHOLE:
        if pattern.search(plain):
            found |= set(days)
    return found


def _every_other(plain: str) -> Found[DaysAWeek]:
    if not re.search(r"(?:every (?:other|2th)|alternate) days?\b", plain):
        refuse("For every other week please give the average days a week", "1.5")
    return Found(DaysAWeek(Decimal("3.5")), "Every other day was read as three and a half days a week.")


def _counted(days: Decimal, assumption: str) -> Found[DaysAWeek]:
    if not 0 < days <= _WEEK:
        refuse("A week has one to seven days", _EXAMPLE)
    return Found(DaysAWeek(days), assumption)
