"""The life of a draft: who may do what with it, and what comes after. Pure: no database, no clock.

draft ──submit──▶ in review ──approve──▶ approved
  ▲                   │ └──────send back──▶ sent back ──submit──▶ in review
  └── edit            └── take back ──▶ draft
Everything but an approved draft can be withdrawn. Nobody reviews what they wrote themselves, whatever their roles.
"""

import enum
from collections.abc import Mapping

from bot.errors import RefusedError


class DraftState(enum.StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class DraftAct(enum.StrEnum):
    """What a person may want to do with a draft."""

    EDIT = "edit"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    ACKNOWLEDGE = "acknowledge"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"


CHAMPION_SLUG = "champion-"
"""A champion's answer is called `<topic>/champion-<slug>`, so that its topic routes like any other article's."""
OPEN = frozenset({DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.SENT_BACK})
"""States in which somebody still has to do something."""
BY_ANOTHER = frozenset({DraftAct.ACKNOWLEDGE, DraftAct.APPROVE, DraftAct.SEND_BACK})
"""Acts of review: never the author's."""
_STATES, _ACTS = DraftState, DraftAct
AFTER: Mapping[tuple[DraftState, DraftAct], DraftState] = {
    (_STATES.DRAFT, _ACTS.EDIT): _STATES.DRAFT,
    (_STATES.DRAFT, _ACTS.SUBMIT): _STATES.IN_REVIEW,
    (_STATES.DRAFT, _ACTS.WITHDRAW): _STATES.WITHDRAWN,
    (_STATES.SENT_BACK, _ACTS.EDIT): _STATES.SENT_BACK,
    (_STATES.SENT_BACK, _ACTS.SUBMIT): _STATES.IN_REVIEW,
    (_STATES.SENT_BACK, _ACTS.WITHDRAW): _STATES.WITHDRAWN,
    (_STATES.IN_REVIEW, _ACTS.EDIT): _STATES.IN_REVIEW,
    (_STATES.IN_REVIEW, _ACTS.ACKNOWLEDGE): _STATES.IN_REVIEW,
    (_STATES.IN_REVIEW, _ACTS.TAKE_BACK): _STATES.DRAFT,
    (_STATES.IN_REVIEW, _ACTS.APPROVE): _STATES.APPROVED,
    (_STATES.IN_REVIEW, _ACTS.SEND_BACK): _STATES.SENT_BACK,
    (_STATES.IN_REVIEW, _ACTS.WITHDRAW): _STATES.WITHDRAWN,
}
"""What comes after; a pair that is missing is refused."""
_SAYS: Mapping[DraftAct, str] = {
    DraftAct.EDIT: "be changed",
    DraftAct.SUBMIT: "be given to a reviewer",
    DraftAct.TAKE_BACK: "be taken back from review",
    DraftAct.ACKNOWLEDGE: "have a difference accepted",
    DraftAct.APPROVE: "be approved",
    DraftAct.SEND_BACK: "be sent back",
    DraftAct.WITHDRAW: "be withdrawn",
}


def after(state: DraftState, act: DraftAct, *, is_author: bool) -> DraftState:
    """Return the state that follows an act; raises RefusedError, worded for the person, when it may not be."""
    if act in BY_ANOTHER and is_author:
        message = "You wrote this draft, so a second person must review it. Nothing was changed."
        raise RefusedError(message)
    if act is DraftAct.TAKE_BACK and not is_author:
        message = "Only the author takes a draft back; a reviewer sends it back with a note. Nothing was changed."
        raise RefusedError(message)
    if act is DraftAct.EDIT and state is DraftState.IN_REVIEW and is_author:
        message = "The draft is with a reviewer. Take it back first, then change it. Nothing was changed."
        raise RefusedError(message)
    found = AFTER.get((state, act))
    if found is None:
        words = state.value.replace("_", " ")
        message = f"This draft is {words} and cannot {_SAYS[act]} now. Nothing was changed."
        raise RefusedError(message)
    return found


def allowed(state: DraftState, *, is_author: bool) -> frozenset[DraftAct]:
    """Return what a person may do with a draft now, for showing only buttons that work."""
    return frozenset(act for act in DraftAct if _may(state, act, is_author=is_author))


def _may(state: DraftState, act: DraftAct, *, is_author: bool) -> bool:
    try:
        after(state, act, is_author=is_author)
    except RefusedError:
        return False
    return True


def is_champions(article: str) -> bool:
    """Tell by its name whether an article is a champion's answer."""
    return article.rpartition("/")[2].startswith(CHAMPION_SLUG)
