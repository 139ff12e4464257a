"""Lengths of service, as people type them: “4 years 9 months”, “18 months”, “since May 2020”."""

import datetime
import re

from bot.services.tools.found import Found, refuse
from bot.services.tools.number_words import in_digits
from bot.services.tools.reading_dates import read_date
from bot.services.tools.service import Service, service_between

_LONGEST = 80
"""Years."""
_SERVICE = re.compile(
    r"(?<![a-z\d.,£])(?P<number>\d{1,4}(?:\.\d+)?|an?)[\s-]*(?P<unit>y(?:(?:ea)?rs?)?|months?|mths?|weeks?|wks?|days?)(?![a-z])"
)
_LIKE_A_DATE = re.compile(r"\d[/.-]\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|day\b")
_ALMOST = re.compile(r"\b(?:almost|nearly|just under|not quite|less than|under)\b")
_SERVICE_EXAMPLE = "4 years 9 months, or since May 2022"


def read_service(text: str, today: datetime.date) -> Found[Service]:
    """Read complete service: “4 years 9 months”, “18 months”, “three weeks”, “since May 2020”."""
    plain = in_digits(text)
    parts = list(_SERVICE.finditer(plain))
    if parts and not re.search(r"\bago\b", plain):
        if _ALMOST.search(plain):
            refuse(
                "A few days can matter here, so please give complete years and months or the first day",
                _SERVICE_EXAMPLE,
            )
        return service_of(parts)
    if re.fullmatch(r"\s*\d{1,3}(?:\.\d+)?\s*\.?\s*", plain):
        refuse(f"Is {plain.strip(' .')} in years or in months? Please write it beside the number", _SERVICE_EXAMPLE)
    if not (parts or _LIKE_A_DATE.search(plain)):
        refuse("I could not find a length of service in that", _SERVICE_EXAMPLE)
    dated = read_date(text, today)
    started, said = dated.value, dated.assumption
    if started > today:
        refuse(f"{started:%-d %B %Y} is still to come", _SERVICE_EXAMPLE)
    service = service_between(started, today)
    return Found(service, f"{said} Up to today that is {service.words}.".strip())


def service_of(parts: list[re.Match[str]]) -> Found[Service]:
    """Add the parts of a length up; weeks and days are turned into complete months."""
    months = days = 0.0
    for part in parts:
        number = 1.0 if part["number"] in {"a", "an"} else float(part["number"])
        unit = part["unit"][0]
        months += number * {"y": 12, "m": 1}.get(unit, 0)
        days += number * {"w": 7, "d": 1}.get(unit, 0)
    complete = int(months) + int(days * 12 / 365.25)
    if complete > 12 * _LONGEST:
        refuse("That is longer than anybody works", _SERVICE_EXAMPLE)
    said = "Weeks and days were turned into complete months." if days else ""
    return Found(Service(*divmod(complete, 12)), said)
