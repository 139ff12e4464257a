"""Amounts and hours that are said for another period than was asked: “250 a week” is no amount a year."""

import re
from collections.abc import Collection

from bot.services.tools.finding import Kind
from bot.services.tools.found import refuse

_NUMBER = r"(?<![£\d.,])(?<!pound )(?<!pounds )(?<!quid )\d[\d,]*(?:\.\d+)?"
_PER = r"\s*(?:an?|per|each|every|/)\s*"
_BARE_PAY = re.compile(
    rf"({_NUMBER})(?={_PER}(?:hour|week|wk|month|year|yr|annum)\b|\s+(?:hourly|weekly|monthly|yearly|annually)\b)"
)
_SHORT = ((re.compile(r"(?<=\d)\s*p/?w\b"), " a week"), (re.compile(r"(?<=\d)\s*pcm\b"), " a month"))
_OTHER_PAY = re.compile(
    rf"\d(?:{_PER}(?:day|fortnight|shift|quarter|(?:2|4)[\s-]weeks?)\b|\s+(?:daily|fortnightly|quarterly|4[\s-]weekly)\b)"
)
_OTHER_HOURS = re.compile(
    rf"{_NUMBER}(?:{_PER}day\b|\s*(?:hours?|hrs?)?(?:{_PER}(?:month|fortnight|year)\b|\s*(?:monthly|fortnightly)\b))"
)
_ASKED = {
    Kind.PAY_AN_HOUR: ("amount for an hour", "£12.50"),
    Kind.PAY_A_WEEK: ("amount for a week", "£250"),
    Kind.PAY_A_MONTH: ("amount for a month", "£1,000"),
    Kind.PAY_A_YEAR: ("amount for a year", "£13,000"),
    Kind.HOURS_A_WEEK: ("hours for a week", "18 or 7h30"),
}


def with_periods(text: str, kind: str, kinds: Collection[str]) -> str:
    """Return a text in which amounts with a period carry their pound sign, where `kind` asks for pay.

    `kinds`: all kinds that answer. Raises RefusedError for a period that cannot be turned into the one that was asked.
    """
    pays = any(each.startswith("pay_") for each in kinds)
    if not pays and kind != Kind.HOURS_A_WEEK:
        return text
    plain = text.lower()
    for short, period in _SHORT:
        plain = short.sub(period, plain)
    other = _OTHER_HOURS if kind == Kind.HOURS_A_WEEK else _OTHER_PAY
    if kind in _ASKED and other.search(plain):
        what, example = _ASKED[Kind(kind)]
        refuse(f"Please give the {what}", example)
    return _BARE_PAY.sub(r"£\1", plain) if pays else plain
