"""The words of the product, as types. One name for one thing, everywhere."""

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

AskersRole = Literal["social_worker", "pa", "pa_employer", "carer", "person"]
ROLES: tuple[str, ...] = get_args(AskersRole)
"""Who asks, and whom an article is for."""


class Nation(enum.StrEnum):
    """Whose law an article states."""

    SCOTLAND = "scotland"
    ENGLAND = "england"
    UK = "uk"


class OutcomeName(enum.StrEnum):
    """What the bot did with a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ESCALATE = "escalate"
    DECLINE = "decline"
    SAFEGUARD = "safeguard"
    TOOL = "tool"
    SOCIAL = "social"
    ERROR = "error"


class Reason(enum.StrEnum):
    """Why a message did not get an answer. Every non-answer has exactly one."""

    NO_MATCH = "no_match"
    CLOSE_CALL = "close_call"
    TOO_SHORT = "too_short"
    OFF_TOPIC = "off_topic"
    OTHER_NATION = "other_nation"
    STALE = "stale"
    CASEWORK = "casework"
    DISPUTE = "dispute"
    PERSONAL_DATA = "personal_data"
    ASKED_FOR_HUMAN = "asked_for_human"
    UNHELPFUL = "unhelpful"
    SAFETY = "safety"
    FAILURE = "failure"


@dataclass(frozen=True)
class Source:
    """Something that an article rests on."""

    id: str
    title: str
    kind: str
    nation: Nation
    url: str
    checked: datetime.date
    """The day on which somebody last compared our words with it."""
    published: datetime.date | None = None


@dataclass(frozen=True)
class Citation:
    """One source and the place in it."""

    source: Source
    ref: str
    """Section, regulation or page; empty for a source without parts."""


@dataclass(frozen=True)
class Article:
    """One curated answer."""

    id: str
    """Path below `knowledge/articles/` without its ending: `pa-pay/holiday-entitlement`."""
    title: str
    topic: str
    nations: tuple[Nation, ...]
    audience: tuple[str, ...]
    kind: str
    """What it rests on: law, guidance, practice, myth."""
    asks: tuple[str, ...]
    """Wordings that teach the bot to find it."""
    short: str
    detail: str
    next_step: str
    who_to_ask: str
    citations: tuple[Citation, ...]
    checked: datetime.date
    review_by: datetime.date
    related: tuple[str, ...] = ()
    unsure: str = ""
    """What is not settled, and who can settle it."""
    version: int = 1
    facts: tuple[str, ...] = ()
    """Names of the figures that its text asks for."""

    @property
    def words(self) -> str:
        """All that a reader may see, for searching and checking."""
        parts = (self.title, self.short, self.detail, self.next_step, self.who_to_ask, self.unsure)
        return "\n".join(parts)


@dataclass(frozen=True)
class Candidate:
    """An article that may answer a question."""

    article: str
    confidence: float
    """Calibrated chance, 0 to 1, that this article answers the question."""
    title: str = ""


@dataclass(frozen=True)
class Understanding:
    """What the language model made of one message."""

    intent: str
    intent_confidence: float
    candidates: tuple[Candidate, ...]
    """Best first; only articles that hold in the asker's nation."""
    in_scope: float
    """Chance, 0 to 1, that the message is about what the product exists for."""
    answer_from: float
    """The lowest confidence at which an answer keeps within the error budget, from calibration."""
    clarify_from: float
    """The lowest confidence of the first candidate at which offering choices helps."""
    scope_from: float
    """The lowest `in_scope` that counts as inside the domain, from calibration."""
    content_words: int = 99
    """Words that carry meaning; few of them make a question too short."""
    nation: Nation = Nation.SCOTLAND
    """The nation that the candidates were chosen for."""
    elsewhere: Candidate | None = None
    """An article of another nation that fits clearly better than any candidate."""
    unserved_nation: str = ""
    """A nation that the question names and no article serves."""
    follow_up: bool = False
    """The question was read together with the one before …"""
    reading: int = 0
    """… in this way (`follow_ups.readings`)."""
    at_risk: bool = False
    """It sounds as if somebody may be at risk of harm, though no phrase of danger was found."""
    maybe_at_risk: bool = False
    """Less sure than that: worth naming the emergency numbers beside whatever is said."""
    needs_person: bool = False
    """It asks for a decision about a live case, for help in a dispute, or for what one council does."""
    may_need_person: bool = False
    """Less sure than that: passed on unless an article is sure to answer."""
    vague: bool = False
    """It says too little: several quite different things may be meant."""
    may_be_vague: bool = False
    """Less sure than that: asked back unless one article is sure enough to stand alone."""
    goes_on: bool = False
    """It goes on with the message before, if there is one."""
    may_go_on: bool = False
    """Less sure than that: read with the message before if that makes it as clear."""
    going_on_scope_from: float = 0.0
    """The lowest `in_scope` of its words alone at which it may go on with a question of the domain."""
    pair_confidence: float = 0.0
    """Calibrated chance, 0 to 1, that one of the first two candidates answers."""
    pair_from: float = 1.01
    """The lowest such chance at which showing both keeps within the error budget, from calibration."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Understanding":
        """Rebuild from the JSON form that travels through Rasa."""
        values = dict(data)
        values["candidates"] = tuple(Candidate(**c) for c in data["candidates"])
        values["elsewhere"] = Candidate(**data["elsewhere"]) if data.get("elsewhere") else None
        values["nation"] = Nation(data["nation"])
        return cls(**values)


@dataclass(frozen=True)
class Outcome:
    """What was decided about one message."""

    name: OutcomeName
    reason: Reason | None = None
    article: str | None = None
    confidence: float | None = None
    choices: tuple[Candidate, ...] = ()
    nation: Nation = Nation.SCOTLAND
    beside: str | None = None
    """A second article, shown under the first because either may be meant; `confidence` is then that of both."""


def is_address(payload: str) -> bool:
    """Tell whether what a button carries is an address of the web."""
    return payload.startswith(("https://", "http://"))


@dataclass(frozen=True)
class Choice:
    """A button."""

    title: str
    payload: str
    """`article:<id>`, `champion`, `none`, `helpful`, `unhelpful` and the like; or an address, which is a link."""

    @property
    def is_link(self) -> bool:
        """Tell whether it opens a page rather than says something; such a button is never used up."""
        return is_address(self.payload)


@dataclass(frozen=True)
class Reply:
    """What a person gets back, the same on every channel."""

    text: str
    outcome: OutcomeName
    reason: Reason | None = None
    article: str | None = None
    version: int | None = None
    confidence: float | None = None
    nation: Nation | None = None
    sources: tuple[Mapping[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    ticket: int | None = None
    beside: str | None = None
    """A second article whose short answer stands under the first: either may be meant."""
    masked: tuple[str, ...] = field(default=())
    """Kinds of personal data that were hidden before anything was stored."""

    def contract(self) -> dict[str, Any]:
        """The machine-readable outcome that stands beside the text on every channel."""
        return {
            "outcome": self.outcome.value,
            "article": self.article,
            "version": self.version,
            "confidence": self.confidence,
            "reason": self.reason.value if self.reason else None,
            "nation": self.nation.value if self.nation else None,
            "sources": [dict(source) for source in self.sources],
            "choices": [{"title": c.title, "payload": c.payload} for c in self.choices],
            "ticket": self.ticket,
            "beside": self.beside,
            "masked": list(self.masked),
        }

    @classmethod
    def from_contract(cls, text: str, contract: Mapping[str, Any]) -> "Reply":
        """Rebuild a reply from its text and its machine-readable outcome."""
        reason, nation = contract.get("reason"), contract.get("nation")
        return cls(
            text=text,
            outcome=OutcomeName(contract["outcome"]),
            reason=Reason(reason) if reason else None,
            article=contract.get("article"),
            version=contract.get("version"),
            confidence=contract.get("confidence"),
            nation=Nation(nation) if nation else None,
            sources=tuple(contract.get("sources", ())),
            choices=tuple(Choice(c["title"], c["payload"]) for c in contract.get("choices", ())),
            ticket=contract.get("ticket"),
            beside=contract.get("beside"),
            masked=tuple(contract.get("masked", ())),
        )
