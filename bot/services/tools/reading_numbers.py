"""Hours, money, days a week and plain numbers, as people type them.

Each reader takes a whole answer to one question and returns what it found, or raises RefusedError with one sentence and
an example. An answer with two numbers is refused too: guessing which one was meant would be worse than asking.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.services.tools.found import Found, refuse
from bot.services.tools.number_words import in_digits

NUMBER = r"\d[\d,]*(?:\.\d+)?|\.\d+"
HOUR = r"(?:hours?|hrs?|h)(?![a-z])"
MINUTE = r"(?:minutes?|mins?|m)(?![a-z])"
_HOURS_AND_MINUTES = re.compile(rf"(?<![\d.,])(\d+)\s*{HOUR}\.?\s*(?:and\s+)?(\d{{1,2}})(?!\d|[.,]\d)\s*(?:{MINUTE})?")
_CLOCK = re.compile(r"(?<![\d.:])(\d{1,3}):([0-5]\d)(?![\d:])")
_HOURS = re.compile(rf"({NUMBER})\s*{HOUR}")
_MINUTES = re.compile(rf"({NUMBER})\s*{MINUTE}")
_SHIFT_END = r"(\d{1,2})(?:[:.]([0-5]\d))?\s?(am|pm)?"
_SHIFT = re.compile(rf"(?<![\d:.]){_SHIFT_END}\s*(?:-|to|until|till)\s*{_SHIFT_END}(?![\d:.])")
_RANGE = re.compile(rf"(?:{NUMBER})\s*(?:-|to|or)\s*(?:{NUMBER})")
_NEGATIVE = re.compile(r"(?:^|[\s(£:])-\s?£?\s?\.?\d|\bminus\b")
_ANY = re.compile(rf"(?<![a-z\d.,])({NUMBER})(?![a-z\d]*[a-z])")
_PENCE_AFTER = r"(?:and\s+)?(\d{1,2})(?:\s*(?:p|pence)\b|(?!\d|\s*(?!an?\b|per\b|each\b)[a-z]))"
_POUNDS_PENCE = re.compile(
    rf"(?<![\d.,])(\d[\d,]*)\s*(?:pounds?|quid)\s*{_PENCE_AFTER}|£\s?(\d[\d,]*)\s*(?:and\s+)?(\d{{1,2}})\s*(?:p|pence)\b"
)
_TWO_PARTS = re.compile(r"£?\s?(\d{1,3})\s+(\d{2})")
_PENCE = re.compile(r"(?<![\d.,£])(\d{1,4})\s?(?:p|pence)\b")
_POUNDS = re.compile(rf"£\s?({NUMBER})|({NUMBER})\s*(?:pounds?|quid|gbp)\b")
_THOUSANDS = re.compile(r"\d\s?k\b|\b\d+(?:\.\d+)?\s?(?:grand|million|m)\b")
_FOREIGN = re.compile(r"[$€]|\b(?:euros?|dollars?)\b")
_HALF_DAY_MINUTES = 12 * 60
_HALF_DAY = re.compile(r"\b[\d.]+\s+days?\b")
_PENCE_PLACES = -2
_MOST_MONEY = Decimal(10_000_000)


def amount(typed: str, example: str) -> Decimal:
    """Read digits: “1,250” is a thousand and more, “12,50” and “6,5” have a decimal comma."""
    typed = typed.rstrip(",")
    if re.fullmatch(r"\d+,\d{1,2}", typed):
        return Decimal(typed.replace(",", "."))
    if not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+", typed):
        refuse(f"“{typed}” can be read in more than one way", example)
    return Decimal(typed.replace(",", ""))


def read_number(
    text: str, *, least: int = 0, most: int = 1_000_000, what: str = "a number", example: str = "3"
) -> Found[Decimal]:
    """Read one number between two bounds, both included."""
    plain = in_digits(text)
    value = _only_number(plain, what, example)
    if not least <= value <= most:
        refuse(f"It has to be {what} from {least:,} to {most:,}", example)
    return Found(value)


def read_hours(text: str, *, most: int = 24, per: str = "day", example: str = "6.5 or 6h30") -> Found[Decimal]:
    """Read hours: “6”, “six and a half”, “6h30”, “6:30”, “6 hrs 30”, “45 minutes”, “9am to 3pm”.

    `most` is how many hours there are in what `per` names.
    """
    plain = in_digits(text)
    _no_negative(plain, "Hours cannot be less than nothing", example)
    if not re.search(HOUR, plain) and _HALF_DAY.search(plain):
        refuse("A day is not equally long for everybody, so please give the hours", example)
    if re.search(r"\b(?:full|part)[\s-]?time\b", plain) and not re.search(r"\d", plain):
        refuse("Full time and part time differ from job to job, so please give the hours", example)
    found = _hours_in(plain, example)
    if found.value > most:
        refuse(f"A {per} has only {most} hours", example)
    if found.value <= 0:
        refuse("Hours have to be more than nothing", example)
    return found


def read_money(text: str, *, example: str = "£12.50") -> Found[Decimal]:
    """Read pounds: “£12.50”, “12,50”, “1,250”, “twelve pound fifty”, “950p”; never “1.2k”."""
    plain = in_digits(text)
    _no_negative(plain, "An amount cannot be less than nothing", example)
    if _THOUSANDS.search(plain):
        refuse("Please write the amount in full", "£1,200")
    if _FOREIGN.search(plain):
        refuse("Amounts are in pounds", example)
    found = _money_in(plain, example)
    if int(found.value.as_tuple().exponent) < _PENCE_PLACES:
        refuse("An amount has at most two places of pence", example)
    if found.value > _MOST_MONEY:
        refuse("That amount is too large", "£9,000")
    return found


def _hours_in(plain: str, example: str) -> Found[Decimal]:
    shift = _SHIFT.search(plain)
    if shift and (shift[2] or shift[3] or shift[6] or shift[5]) and not re.search(HOUR, plain):
        return _shift_length(shift, example)
    if _RANGE.search(plain):
        refuse("Please give one number of hours, an average if they vary", example)
    for pattern in (_HOURS_AND_MINUTES, _CLOCK):
        found = pattern.search(plain)
        if found:
            if int(found[2]) >= 60:
                refuse("An hour has only 60 minutes", example)
            return Found(Decimal(found[1]) + Decimal(found[2]) / 60)
    for pattern, parts in ((_HOURS, 1), (_MINUTES, 60)):
        all_found = pattern.findall(plain)
        if len(all_found) == 1:
            return _noted(all_found[0], amount(all_found[0], example) / parts)
    if re.search(r"\ban hour\b", plain) and not re.search(r"\d", plain):
        return Found(Decimal(1))
    value = _only_number(plain, "a number of hours", example)
    return _noted(plain, value)


def _noted(typed: str, hours: Decimal) -> Found[Decimal]:
    """“6.30” may mean half past; it is read as a decimal, and said so."""
    found = re.search(r"(\d+)\.(15|30|45)(?!\d)", typed)
    if not found:
        return Found(hours)
    said = f"{found[0]} was read as a decimal number of hours; write {found[1]}h{found[2]} for {found[2]} minutes."
    return Found(hours, said)


def _shift_length(shift: re.Match[str], example: str) -> Found[Decimal]:
    """“9am to 3pm” is six hours, and so is “9am to 3”; an end before the start is on the next day."""
    parts = shift.groups()
    start, end = (_minutes_of_day(parts[first], parts[first + 1], parts[first + 2], example) for first in (0, 3))
    if not shift[6] and start >= end > start - _HALF_DAY_MINUTES:
        end += _HALF_DAY_MINUTES
    if shift[6] and not shift[3] and start + _HALF_DAY_MINUTES < end:
        start += _HALF_DAY_MINUTES
    minutes = (end - start) % (24 * 60)
    return Found(Decimal(minutes) / 60, "No unpaid break was taken off the time from start to end.")


def _minutes_of_day(hour: str, minute: str | None, half: str | None, example: str) -> int:
    number = int(hour)
    if number > (12 if half else 24):
        refuse(f"There is no {hour} o'clock", example)
    if half:
        number = number % 12 + (12 if half == "pm" else 0)
    return number * 60 + int(minute or 0)


def _money_in(plain: str, example: str) -> Found[Decimal]:
    if _RANGE.search(re.sub(r"£\s?", "", plain)):
        refuse("Please give one amount", example)
    found = _POUNDS_PENCE.search(plain)
    if found:
        return Found(amount(found[1] or found[3], example) + Decimal(found[2] or found[4]) / 100)
    found = _TWO_PARTS.fullmatch(plain)
    if found:
        value = Decimal(found[1]) + Decimal(found[2]) / 100
        return Found(value, f"“{found[0]}” was read as £{value:.2f}.")
    amounts = [first or second for first, second in _POUNDS.findall(plain)]
    if len(amounts) == 1:
        return Found(amount(amounts[0], example))
    if len(amounts) > 1:
        refuse("Please give one amount", example)
    pence = _PENCE.findall(plain)
    if len(pence) == 1 and not _ANY.search(_PENCE.sub(" ", plain)):
        return Found(Decimal(pence[0]) / 100)
    return Found(_only_number(plain, "an amount in pounds", example))


def _only_number(plain: str, what: str, example: str) -> Decimal:
    _no_negative(plain, "It cannot be less than nothing", example)
    numbers = _ANY.findall(plain)
    if not numbers:
        refuse(f"I could not find {what} in that", example)
    if len(numbers) > 1:
        refuse("I found more than one number; please give just one", example)
    return amount(numbers[0], example)


def _no_negative(plain: str, what: str, example: str) -> None:
    if _NEGATIVE.search(plain):
        refuse(what, example)


@dataclass(frozen=True)
class DaysAWeek:
    """How many days somebody works in a week, and which, when they were named."""

    number: Decimal
    weekdays: tuple[int, ...] = ()
    """Monday is 0; in order; empty when only the number is known."""
