"""Moments in words, by the clock on the wall: "3pm today", "10.30am on Monday 23 November", "2 days". Pure."""

import datetime
import zoneinfo

from bot.helpdesk.working_time import LONDON

_DAY_NAMES = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))
_FAR = 300
"""Days from which a date needs its year."""


def when(at: datetime.datetime, now: datetime.datetime, zone: str = LONDON) -> str:
    """Say when something was or will be, as seen from now."""
    place = zoneinfo.ZoneInfo(zone)
    moment, today = at.astimezone(place), now.astimezone(place).date()
    away = (moment.date() - today).days
    if away in _DAY_NAMES:
        return f"{clock(moment.time())} {_DAY_NAMES[away]}"
    year = f" {moment.year}" if abs(away) > _FAR else ""
    return f"{clock(moment.time())} on {moment:%A} {moment.day} {moment:%B}{year}"


def clock(time: datetime.time) -> str:
    """Say a time of the day as people say it."""
    if time.minute == 0 and time.hour in {0, 12}:
        return "midday" if time.hour else "midnight"
    minutes = f".{time.minute:02}" if time.minute else ""
    return f"{(time.hour + 11) % 12 + 1}{minutes}{'am' if time.hour < 12 else 'pm'}"


def lasting(time: datetime.timedelta) -> str:
    """Say how long something lasts, in its largest unit: "2 days", "1 hour", "less than a minute"."""
    seconds = int(time.total_seconds())
    for size, unit in _UNITS:
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"
