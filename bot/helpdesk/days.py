"""Days as people type and read them; moments as everything else keeps them, in UTC."""

import datetime
import re
import zoneinfo

from bot.errors import RefusedError

LOCAL = zoneinfo.ZoneInfo("Europe/London")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_TYPED = re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})")


def start_of_day(typed: str) -> datetime.datetime | None:
    """Return the moment at which a day begins in the United Kingdom, or None for empty text; raises RefusedError."""
    if not typed.strip():
        return None
    found = _ISO.fullmatch(typed.strip()) or _TYPED.fullmatch(typed.strip())
    message = "Write a day as 30/11/2026 or 2026-11-30."
    if found is None:
        raise RefusedError(message)
    try:
        day = datetime.datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=LOCAL)
    except ValueError as error:
        raise RefusedError(message) from error
    return day.astimezone(datetime.UTC)


def day_of(moment: datetime.datetime | None) -> str:
    """Return the local day of a moment as forms take it, `2026-11-30`, or nothing."""
    return moment.astimezone(LOCAL).date().isoformat() if moment else ""


def in_words(moment: datetime.datetime) -> str:
    """Return a moment as people read it: "30 November 2026, 9:05am"."""
    local = moment.astimezone(LOCAL)
    hour = f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"
    return f"{local.day} {local:%B %Y}, {hour}"


def day_in_words(moment: datetime.datetime) -> str:
    """Return the local day of a moment as people read it: "30 November 2026"."""
    local = moment.astimezone(LOCAL)
    return f"{local.day} {local:%B %Y}"
