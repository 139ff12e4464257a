"""Whether a message is to be read together with the one before."""

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
_INSTEAD = re.compile(
    # "And care homes?" names another subject; "and if she earns less?" says more of the same one.
    r"^\W*(?:(?:and|but|or)\W+)?(?:what about|how about|same for)\b|"
    r"^\W*(?:and|but|or)\b(?!\W+(?:if|when|then|how|what|who|whose|why|where|which|because|does|do|did|is|are|was|were|"
    r"has|have|can|could|will|would|should|may|might|must|i|he|she|it|its|it's|they|we|you|there)\b)",
    re.IGNORECASE,
)
SEPARATOR = "\x1f"
"""What stands between a question and the follow-ups to it that a conversation keeps; nobody can type it, as they can a
line break."""
APART = "\x1e"
"""What stands between a question and a later one that stood by itself, though by its form it could go on with it."""
WHOLE_BY_THEMSELVES = frozenset(
    {"greet", "goodbye", "thank", "ask_help", "ask_human", "feedback_helpful", "feedback_unhelpful", "out_of_scope"}
)
"""Intents that never continue a question; "thanks" after an answer is thanks."""
SURE = 0.6
SHORT = 12
"""Words up to which a message that points back by its form may be a follow-up, whatever the model says."""
LEAD = 0.15
"""How much surer two articles may be of a message on its own before its cue is overruled."""


def points_back(text: str) -> bool:
    """Tell whether a message by its form continues the one before."""
    return len(text.split()) <= SHORT and bool(_OPENING.search(text) or _POINTING.search(text))


def may_continue(text: str, alone: Understanding) -> bool:
    """Tell whether a message is worth reading in context at all; a whole question of its own is not."""
    return alone.may_go_on or points_back(text)


def in_context(before: str, text: str) -> str:
    """Return a message together with what was asked before.

    "And care homes?" after "what about reablement?" asks the first question anew, with care homes in the place of
    reablement: of two such messages in a row only the second is kept.
    """
    said = before.split(SEPARATOR)
    if len(said) > 1 and _INSTEAD.search(said[-1]) and _INSTEAD.search(text):
        said.pop()
    return SEPARATOR.join([*said, text])


def readings(kept: str, text: str) -> list[str]:
    """Return the ways to read a message with what a conversation keeps, the likeliest first.

    "And care homes?" after "what about reablement?" may go on with the latter, or ask the question before it anew.
    """
    *earlier, last = kept.split(APART)
    found = [in_context(last, text)]
    if earlier and _INSTEAD.search(last) and _INSTEAD.search(text):
        found.append(in_context(earlier[-1], text))
    return found


def keep(kept: str, text: str, reading: int | None) -> str:
    """Return what a conversation keeps after a message; `reading` is the way it was read, None if by itself.

    What is kept may have been forgotten since the message was read.
    """
    if reading is not None and kept:
        return readings(kept, text)[: reading + 1][-1]
    if not kept or not points_back(text) or not _INSTEAD.search(text):
        return text
    *earlier, last = kept.split(APART)
    return APART.join([earlier[-1] if earlier and _INSTEAD.search(last) else last, text])


def as_asked(kept: str) -> str:
    """Return what a conversation keeps as people read it: each message on a line of its own."""
    return kept.rsplit(APART, maxsplit=1)[-1].replace(SEPARATOR, "\n")


def joined(text: str, alone: Understanding, together: Understanding) -> Understanding:
    """Choose between reading a message alone and reading it together with the one before."""
    if not alone.candidates or not together.candidates or _foreign(alone):
        return alone
    # How likely one of the two articles answers that would be shown.
    first, second = alone.pair_confidence, together.pair_confidence
    if alone.goes_on:
        wins = alone.candidates[0].confidence < alone.answer_from or second >= first
    else:
        wins = may_continue(text, alone) and second >= together.clarify_from and second >= first - LEAD
    if not wins:
        return alone
    # What was said now decides about alarm and help: the message before has had its reply.
    return dataclasses.replace(
        together,
        follow_up=True,
        at_risk=alone.at_risk,
        maybe_at_risk=alone.maybe_at_risk,
        needs_person=alone.needs_person,
        may_need_person=alone.may_need_person,
        goes_on=alone.goes_on,
        may_go_on=alone.may_go_on,
    )


def _foreign(alone: Understanding) -> bool:
    """Tell whether a message says all by itself, or speaks of another service, whatever was said before."""
    whole = alone.intent in WHOLE_BY_THEMSELVES and alone.intent_confidence >= SURE
    return whole or alone.in_scope < alone.going_on_scope_from
