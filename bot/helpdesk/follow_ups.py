"""Is a message to be read together with the one before?"""

import dataclasses
import re

from bot.helpdesk.vocabulary import Understanding

_OPENING = re.compile(
    r"^\W*(?:and|but|so|or|ok(?:ay)?|right|what about|how about|what if|same for|also|then|even if|does that|is that|"
    r"can (?:it|they|that|he|she)|could (?:i|it|they|that) still|how often|how much then|how long|if (?:so|not))\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:then|that way|that one|this one|instead|either|as well|it|that|those|them|they|one|though|the same)\b\W*$",
    re.IGNORECASE,
)
SHORT = 6
"""Words up to which a message that points back counts as a follow-up."""
CLEARLY_BETTER = 0.15
"""Lead in confidence from which the reading in context wins even without a cue."""


def points_back(text: str) -> bool:
    """Tell whether a message by its form continues the one before."""
    words = len(text.split())
    return bool(_OPENING.search(text)) or bool(_POINTING.search(text)) or words <= 3  # noqa: PLR2004 - "for children?"


def joined(text: str, alone: Understanding, together: Understanding) -> Understanding:
    """Choose between reading a message alone and reading it together with the one before."""
    if not alone.candidates or not together.candidates:
        return alone
    first, second = alone.candidates[0].confidence, together.candidates[0].confidence
    if points_back(text) and len(text.split()) <= 2 * SHORT:
        wins = second >= first - CLEARLY_BETTER
    else:
        wins = first < alone.answer_from and second >= together.answer_from and len(text.split()) <= SHORT
    return dataclasses.replace(together, follow_up=True) if wins else alone
