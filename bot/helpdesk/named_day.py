"""The day that a question names, for figures that change: "from April 2027", "in the 2026/27 tax year", "last May".

Only what is plain is read: a month alone counts after a word that says which one ("next April", "from May", "last
June"), since "I started in May" is about a person and not about a figure.
"""

import calendar
import datetime
import re

_NAMES = [name.lower() for name in calendar.month_name[1:]]
_MONTH = {name: number for number, name in enumerate(_NAMES, 1)} | {
    name[:3]: number for number, name in enumerate(_NAMES, 1)
}
_MONTHS = "|".join([*_NAMES, *(name[:3] for name in _NAMES if name != "may"), "sept"])
_DAY = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? +)?"
_DATE = re.compile(rf"\b{_DAY}(?P<month>{_MONTHS})[ ,.]+(?P<year>20\d\d)\b", re.IGNORECASE)
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")
_SLASHES = re.compile(r"\b(?P<day>[0-3]?\d)/(?P<month>[01]?\d)/(?P<year>20\d\d)\b")
_TAX_YEAR = re.compile(r"\b(?P<year>20\d\d) ?[/-] ?(?:20)?(?P<next>\d\d)\b(?![/-])")
_NAMED = re.compile(
    rf"\b(?P<which>next|coming|from|since|last) +{_DAY}(?P<month>{_MONTHS})\b(?! *(?:20)?\d\d)", re.IGNORECASE
)
_NEXT_YEAR = re.compile(r"\bnext (?P<kind>tax|financial)? ?year\b", re.IGNORECASE)
_TAX_YEAR_BEGINS = (4, 6)
_AHEAD, _BACK = 5, 15
"""Years within which a date can be about a figure; a year of birth is not."""


def named_day(question: str, today: datetime.date) -> datetime.date | None:
    """Return the day that a question asks about, or None when it names none (or one too far away to mean)."""
    for find in (_by_parts, _by_tax_year, _by_month):
        found = find(question, today)
        if found is not None:
            near = -_BACK <= found.year - today.year <= _AHEAD
            return found if near else None
    return None


def _by_parts(question: str, _: datetime.date) -> datetime.date | None:
    for pattern in (_ISO, _SLASHES, _DATE):
        found = pattern.search(question)
        if found:
            return _day(int(found["year"]), _month(found["month"]), int(found["day"] or 1))
    return None


def _by_tax_year(question: str, today: datetime.date) -> datetime.date | None:
    found = _TAX_YEAR.search(question)
    if found and int(found["next"]) == (int(found["year"]) + 1) % 100:
        return datetime.date(int(found["year"]), *_TAX_YEAR_BEGINS)
    found = _NEXT_YEAR.search(question)
    if found and found["kind"]:
        begins = datetime.date(today.year, *_TAX_YEAR_BEGINS)
        return begins if begins > today else begins.replace(year=today.year + 1)
    return None


def _by_month(question: str, today: datetime.date) -> datetime.date | None:
    found = _NAMED.search(question)
    if not found:
        return None
    this_year = _day(today.year, _month(found["month"]), int(found["day"] or 1))
    if this_year is None:
        return None
    if found["which"].lower() in {"last", "since"}:
        return this_year if this_year <= today else this_year.replace(year=today.year - 1)
    return this_year if this_year > today else this_year.replace(year=today.year + 1)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH[text.lower()[:3]]


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
