"""The one call others use before a message is understood, stored or logged."""

from dataclasses import dataclass

from bot.safety.personal_data import mask
from bot.safety.safeguarding import Alarm, assess


@dataclass(frozen=True)
class Screening:
    """A message made safe, and whether somebody in it may be at risk."""

    masked: str
    """The message without personal data: the only form that may be stored or logged."""
    kinds: tuple[str, ...]
    """The kinds of personal data that were masked, to tell the person; empty if none."""
    alarm: Alarm | None
    """Set if somebody may be at risk; then the fixed safeguarding reply is due."""


def screen(text: str | None) -> Screening:
    """Mask personal data and judge the risk, the latter on the words as they were typed."""
    masked = mask(text)
    return Screening(masked.text, masked.kinds, assess(text))
