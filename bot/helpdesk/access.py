"""Who may do what on the champions' desk. Pure: one table, read by the pages, the services and the tests."""

import enum
from collections.abc import Collection, Iterable, Mapping


class Role(enum.StrEnum):
    """What a person of the staff does on the desk; one person may have several."""

    CHAMPION = "champion"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    ADMIN = "admin"


class Function(enum.StrEnum):
    """What a person does in one team."""

    CHAMPION = "champion"
    DEPUTY = "deputy"
    MANAGER = "manager"


class Act(enum.StrEnum):
    """Something that the desk lets people do. Every page and every form belongs to exactly one."""

    OWN_ACCOUNT = "own_account"
    """See and change one's own password, absence and linked chat; sign out."""
    TICKETS = "tickets"
    """Read, claim and answer tickets, and release one's own."""
    REASSIGN = "reassign"
    """Give away a ticket that somebody else owns."""
    DRAFTS = "drafts"
    """Write drafts, and change one's own."""
    REVIEW = "review"
    """Review other people's drafts, publish them and take them back."""
    ARTICLES = "articles"
    """Read published answers with their history."""
    FIGURES = "figures"
    DEAD_LETTERS = "dead_letters"
    SEE_PEOPLE = "see_people"
    """Read who is in which team; a manager sees the own teams only."""
    CHANGE_PEOPLE = "change_people"
    """Add and change people and their teams."""
    INVITE = "invite"
    """Make and end invitations to the chat."""
    AUDIT = "audit"


_CHAMPION, _REVIEWER, _MANAGER, _ADMIN = Role.CHAMPION, Role.REVIEWER, Role.MANAGER, Role.ADMIN

WHO_MAY: Mapping[Act, frozenset[Role]] = {
    Act.OWN_ACCOUNT: frozenset(Role),
    # An administrator looks after accounts and has no business with what people asked.
    Act.TICKETS: frozenset({_CHAMPION, _REVIEWER, _MANAGER}),
    Act.REASSIGN: frozenset({_MANAGER}),
    Act.DRAFTS: frozenset({_CHAMPION, _REVIEWER, _MANAGER}),
    Act.REVIEW: frozenset({_REVIEWER}),
    Act.ARTICLES: frozenset(Role),
    Act.FIGURES: frozenset({_MANAGER, _ADMIN}),
    Act.DEAD_LETTERS: frozenset({_MANAGER}),
    Act.SEE_PEOPLE: frozenset({_MANAGER, _ADMIN}),
    Act.CHANGE_PEOPLE: frozenset({_ADMIN}),
    Act.INVITE: frozenset({_MANAGER, _ADMIN}),
    Act.AUDIT: frozenset({_ADMIN}),
}
"""The access table. A role that is not named may not."""


def may(roles: Iterable[str], act: Act) -> bool:
    """Tell whether somebody with these roles may do this."""
    return not WHO_MAY[act].isdisjoint(roles)


def known_roles(names: Collection[str]) -> tuple[Role, ...]:
    """Return roles by their names, each once and in the order of the table; raises ValueError for an unknown one."""
    wanted = {Role(name) for name in names}
    return tuple(role for role in Role if role in wanted)
