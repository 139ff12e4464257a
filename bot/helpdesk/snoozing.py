"""Until when a ticket is put aside: tomorrow, in a week, or a day that a champion names. Pure."""

import datetime
import zoneinfo

from bot.errors import RefusedError
from bot.helpdesk.days import start_of_day
from bot.helpdesk.working_time import Hours, next_opening

TOMORROW, IN_A_WEEK, DATE = "tomorrow", "week", "date"
LONGEST = datetime.timedelta(days=60)
"""An asker waits all the while, so nothing is put aside for a year by a slip of a key."""
_AHEAD = {TOMORROW: datetime.timedelta(days=1), IN_A_WEEK: datetime.timedelta(days=7)}


def until(choice: str, typed: str, now: datetime.datetime, hours: Hours) -> datetime.datetime:
    """Return when a snoozed ticket wakes: as the team opens on that day, or on its next working day.

    `choice` is TOMORROW, IN_A_WEEK or DATE; `typed` is the date for the last. Raises RefusedError.
    """
    zone = zoneinfo.ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    day = today + _AHEAD[choice] if choice in _AHEAD else _day(choice, typed, zone)
    if not today < day <= today + LONGEST:
        message = f"Choose a day from tomorrow on, at most {LONGEST.days} days ahead. Nothing was changed."
        raise RefusedError(message)
    return next_opening(datetime.datetime.combine(day, datetime.time(), zone), hours)


def _day(choice: str, typed: str, zone: zoneinfo.ZoneInfo) -> datetime.date:
    moment = start_of_day(typed) if choice == DATE else None
    if moment is None:
        message = "Choose until when the ticket is put aside. Nothing was changed."
        raise RefusedError(message)
    return moment.astimezone(zone).date()
