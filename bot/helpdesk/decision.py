"""Deciding: from what was understood to one outcome with one reason. No database, Rasa or clock."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.helpdesk.drafts import is_champions
from bot.helpdesk.vocabulary import Candidate, Outcome, OutcomeName, Reason, Understanding

SOCIAL_INTENTS = frozenset({"greet", "goodbye", "thank", "ask_help"})
FOREIGN_INTENT, VAGUE_INTENT, OTHER_LANGUAGE_INTENT = "out_of_scope", "vague", "other_language"
ASK_HUMAN = "ask_human"
HAND_OVER_INTENTS = {
    ASK_HUMAN: Reason.ASKED_FOR_HUMAN,
    "casework": Reason.CASEWORK,
    "dispute": Reason.DISPUTE,
    "local_policy": Reason.NO_MATCH,
}


_BOTH = 2
"""Articles that are shown together, or offered beside what goes to a person, which has buttons of its own."""
_SURELY_FOREIGN = 0.5
"""Below this part of the scope check's cut a message is of another service, though it sounds like a live case."""


@dataclass(frozen=True)
class Policy:
    """How sure is sure enough; from `knowledge/policy.yml`."""

    close_margin: float
    """An article this near to the first in confidence is offered beside it."""
    scope_overruled_from: float
    """A message that seems to lie outside the domain is answered all the same from this confidence …"""
    scope_doubted_from: float
    """… and from this one when the scope check alone says so, and the intent does not."""
    handover_overruled_from: float
    """A message that may need a person, though not surely, is answered all the same from this confidence …"""
    handover_pair_overruled_from: float
    """… and with two articles from this chance that one of them answers."""
    social_from: float
    """A social intent counts from this confidence."""
    handover_from: float
    """An intent that asks for a person counts from this confidence."""
    too_short_words: int
    """A question with at most this many words that carry meaning is asked back …"""
    too_short_answer_from: float
    """… unless an article fits with at least this confidence."""
    vague_answer_from: float
    """The same for a message that could mean several things."""
    long_question_words: int
    """A question with at least this many words that carry meaning is told at length …"""
    long_clarify_at_least: float
    """… and goes to a person, instead of being asked back, when nothing fits at least this well."""
    stale_penalty: float
    """What an out-of-date article loses in confidence."""
    choices: int
    """How many articles are offered when asking back."""
    champion_penalty: float = 0.0
    """What a champion's answer loses in confidence."""


def decide(understanding: Understanding, policy: Policy, stale: AbstractSet[str] = frozenset()) -> Outcome:
    """Name the outcome for one message.

    `stale` are the articles that are past their review day or use a figure past its end. They and champions' answers
    lose confidence, and so perhaps their lead. Lower bounds are inclusive.
    """
    if understanding.at_risk:
        return Outcome(OutcomeName.SAFEGUARD, Reason.SAFETY, nation=understanding.nation)
    return _by_intent(understanding, policy) or _in_domain(understanding, policy, stale)


def _by_intent(understanding: Understanding, policy: Policy) -> Outcome | None:
    """What the kind of message settles by itself, whatever the articles say."""
    intent, sure = understanding.intent, understanding.intent_confidence
    if intent in SOCIAL_INTENTS and sure >= policy.social_from and not _answerable(understanding):
        return Outcome(OutcomeName.SOCIAL, nation=understanding.nation)
    if _is(ASK_HUMAN, understanding, policy):
        return _outcome(understanding, OutcomeName.ESCALATE, Reason.ASKED_FOR_HUMAN)
    if _for_a_person(understanding, policy):
        reason = HAND_OVER_INTENTS.get(intent, Reason.CASEWORK)
        return _outcome(understanding, OutcomeName.ESCALATE, reason, _to_read(understanding, policy))
    if understanding.unserved_nation:
        return _outcome(understanding, OutcomeName.ESCALATE, Reason.OTHER_NATION)
    foreign_language = intent == OTHER_LANGUAGE_INTENT and sure >= policy.social_from
    if foreign_language or _outside(understanding, policy):
        return _outcome(understanding, OutcomeName.DECLINE, Reason.OFF_TOPIC)
    return None


def _for_a_person(understanding: Understanding, policy: Policy) -> bool:
    """Tell whether it must be passed on: surely, or perhaps and no article is sure to answer."""
    # A live case of another service is none of ours.
    if (
        understanding.in_scope < _SURELY_FOREIGN * understanding.scope_from
        or understanding.content_words <= policy.too_short_words
    ):
        return False
    # Alone the intent is a hint, and none in what goes on with another question: in "and for part time staff?" it saw a
    # question about a council's own staff.
    named = (
        understanding.intent in HAND_OVER_INTENTS
        and understanding.intent_confidence >= policy.handover_from
        and not understanding.follow_up
    )
    # What says too little gets the chance to say more.
    hint = named or (understanding.may_need_person and not understanding.vague)
    hinted = hint and understanding.in_scope >= understanding.scope_from
    sure = understanding.needs_person or (named and understanding.may_need_person)
    return sure or (hinted and not _settled(understanding, policy))


def _settled(understanding: Understanding, policy: Policy) -> bool:
    """Tell whether articles are sure enough to answer what may need a person.

    Without the question before, half of what goes on with one sounds like a live case: then any answer will do.
    """
    if understanding.follow_up:
        return _answerable(understanding) or understanding.pair_confidence >= understanding.pair_from
    two = understanding.pair_confidence >= policy.handover_pair_overruled_from
    return two or _fits(understanding, policy.handover_overruled_from)


def _in_domain(understanding: Understanding, policy: Policy, stale: AbstractSet[str]) -> Outcome:
    candidates = tuple(_aged(c, policy, stale) for c in _ranked(understanding.candidates, policy))
    if not candidates:
        return _outcome(understanding, OutcomeName.ESCALATE, Reason.NO_MATCH)
    first = candidates[0]
    if _unclear(understanding, first, policy):
        return _ask_back(understanding, candidates, policy, Reason.TOO_SHORT)
    if first.confidence >= understanding.answer_from:
        return Outcome(
            OutcomeName.ANSWER,
            article=first.article,
            confidence=first.confidence,
            choices=_close(candidates, policy),
            nation=understanding.nation,
        )
    pair = _pair(understanding, candidates, policy, stale)
    if pair:
        return pair
    at_length = understanding.content_words >= policy.long_question_words and not understanding.follow_up
    if first.confidence >= (policy.long_clarify_at_least if at_length else understanding.clarify_from):
        return _ask_back(understanding, candidates, policy, Reason.CLOSE_CALL)
    reason = _why_nothing_fits(understanding, first, stale)
    choices = _to_read(understanding, policy) if reason is Reason.NO_MATCH else ()
    return _outcome(understanding, OutcomeName.ESCALATE, reason, choices)


def _to_read(understanding: Understanding, policy: Policy) -> tuple[Candidate, ...]:
    """Return the articles whose general rules may help while a person looks at the question."""
    if understanding.in_scope < understanding.scope_from:
        return ()
    near = (c for c in _ranked(understanding.candidates, policy) if c.confidence >= understanding.clarify_from)
    return tuple(near)[:_BOTH]


def _pair(
    understanding: Understanding, candidates: tuple[Candidate, ...], policy: Policy, stale: AbstractSet[str]
) -> Outcome | None:
    """Show the first two when one of them is likely enough to answer; None when not."""
    two = {candidate.article for candidate in candidates[:_BOTH]}
    if len(two) < _BOTH or two != {candidate.article for candidate in understanding.candidates[:_BOTH]}:
        return None
    confidence = understanding.pair_confidence - (policy.stale_penalty if two & stale else 0.0)
    if confidence < understanding.pair_from:
        return None
    return Outcome(
        OutcomeName.ANSWER,
        article=candidates[0].article,
        confidence=confidence,
        choices=(candidates[1], *_close(candidates[:1] + candidates[_BOTH:], policy)),
        nation=understanding.nation,
        beside=candidates[1].article,
    )


def _unclear(understanding: Understanding, first: Candidate, policy: Policy) -> bool:
    """Too little to go by, or in a form that could mean several things."""
    if understanding.follow_up:
        return False
    if _is(VAGUE_INTENT, understanding, policy) or understanding.vague:
        return first.confidence < policy.vague_answer_from
    if understanding.may_be_vague:
        return first.confidence < understanding.answer_from
    return understanding.content_words <= policy.too_short_words and first.confidence < policy.too_short_answer_from


def _says_nothing(understanding: Understanding, policy: Policy) -> bool:
    """Tell whether it is a bare "why" or "and then", which belongs to no service."""
    return _is(VAGUE_INTENT, understanding, policy) and understanding.content_words <= policy.too_short_words


def _is(intent: str, understanding: Understanding, policy: Policy) -> bool:
    return understanding.intent == intent and understanding.intent_confidence >= policy.handover_from


def _close(candidates: tuple[Candidate, ...], policy: Policy) -> tuple[Candidate, ...]:
    """Return those that fit nearly as well as the first: one press away from whoever meant them."""
    near = (c for c in candidates[1:] if candidates[0].confidence - c.confidence < policy.close_margin)
    return tuple(near)[: policy.choices - 1]


def _why_nothing_fits(understanding: Understanding, first: Candidate, stale: AbstractSet[str]) -> Reason:
    if understanding.elsewhere:
        return Reason.OTHER_NATION
    fresh = next(c.confidence for c in understanding.candidates if c.article == first.article)
    return Reason.STALE if first.article in stale and fresh >= understanding.clarify_from else Reason.NO_MATCH


def _answerable(understanding: Understanding) -> bool:
    return _fits(understanding, understanding.answer_from)


def _fits(understanding: Understanding, confidence: float) -> bool:
    return bool(understanding.candidates) and understanding.candidates[0].confidence >= confidence


def _outside(understanding: Understanding, policy: Policy) -> bool:
    if understanding.follow_up or _says_nothing(understanding, policy):
        return False
    if understanding.vague and understanding.in_scope >= _SURELY_FOREIGN * understanding.scope_from:
        return False
    foreign = understanding.intent == FOREIGN_INTENT
    if _fits(understanding, policy.scope_overruled_from if foreign else policy.scope_doubted_from):
        return False
    named = _is(FOREIGN_INTENT, understanding, policy)
    return (named and not _answerable(understanding)) or understanding.in_scope < understanding.scope_from


def _ranked(candidates: Sequence[Candidate], policy: Policy) -> Sequence[Candidate]:
    """Let champions' answers lose what their policy says, so that a curated article that fits as well stands first."""
    if not any(is_champions(candidate.article) for candidate in candidates):
        return candidates
    lost = [_less(c, policy.champion_penalty) if is_champions(c.article) else c for c in candidates]
    return sorted(lost, key=lambda candidate: -candidate.confidence)


def _less(candidate: Candidate, penalty: float) -> Candidate:
    return replace(candidate, confidence=max(0.0, candidate.confidence - penalty))


def _aged(candidate: Candidate, policy: Policy, stale: AbstractSet[str]) -> Candidate:
    if candidate.article not in stale:
        return candidate
    return _less(candidate, policy.stale_penalty)


def _ask_back(
    understanding: Understanding, candidates: tuple[Candidate, ...], policy: Policy, reason: Reason
) -> Outcome:
    return Outcome(
        OutcomeName.CLARIFY,
        reason,
        confidence=candidates[0].confidence,
        choices=candidates[: policy.choices],
        nation=understanding.nation,
    )


def _outcome(
    understanding: Understanding, name: OutcomeName, reason: Reason, choices: tuple[Candidate, ...] = ()
) -> Outcome:
    confidence = understanding.candidates[0].confidence if understanding.candidates else None
    return Outcome(name, reason, confidence=confidence, choices=choices, nation=understanding.nation)
