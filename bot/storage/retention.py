"""Finds and takes away what is older than its period. What waits, and what it waits for, is never old."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.helpdesk.drafts import OPEN, DraftState
from bot.helpdesk.tickets import ENDED
from bot.storage.document_tables import checklist_reminders
from bot.storage.invitation_tables import invitations, invited
from bot.storage.people_tables import audit, desk_sessions, people, people_links
from bot.storage.publishing_tables import drafts, subscriptions
from bot.storage.repositories import Repository
from bot.storage.tables import conversations, deliveries, interactions, outbox, ticket_events, tickets
from bot.storage.teams_tables import cards, references
from bot.storage.telegram_tables import buttons, posts

_NOBODY = ""
"""Whose a question or ticket is when it is kept for the counts only."""
_WEB = "web:"
_ended = tickets.c.state.in_(sorted(ENDED))
_unsent = sa.and_(outbox.c.sent.is_(None), outbox.c.dead.is_(False))


def _any(table: sa.Table, *conditions: Any) -> Any:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(*conditions))


def _waits(number: Any) -> Any:
    """Tell whether a ticket has not ended."""
    return _any(tickets, tickets.c.number == number, ~_ended)


def _quiet(before: datetime.datetime) -> Any:
    """Tell of a ticket that it has ended and that nothing has happened to it since a moment."""
    later = _any(ticket_events, ticket_events.c.ticket == tickets.c.number, ticket_events.c.at >= before)
    return sa.and_(_ended, tickets.c.opened < before, ~later)


def _of_quiet_ticket(number: Any, before: datetime.datetime) -> Any:
    return _any(tickets, tickets.c.number == number, _quiet(before))


def _of_web(column: Any) -> Any:
    return column.startswith(_WEB, autoescape=True)


def _awaited(conversation: Any) -> Any:
    """Tell of a conversation that something is on its way to it, or that it wants to be told things later."""
    return sa.or_(
        _any(tickets, tickets.c.conversation == conversation, ~_ended),
        _any(outbox, outbox.c.conversation == conversation, _unsent),
        _any(subscriptions, subscriptions.c.conversation == conversation),
        _any(checklist_reminders, checklist_reminders.c.conversation == conversation),
    )


def _outbox(column: Any, before: datetime.datetime) -> Any:
    # The announcement of a ticket that waits is what keeps it from being announced a second time.
    return sa.and_(column < before, ~_waits(outbox.c.body["ticket"].as_integer()))


def _conversations(before: datetime.datetime) -> Any:
    table = conversations
    return sa.and_(table.c.updated < before, table.c.tool.is_(sa.null()), ~_awaited(table.c.id))


def _gone(conversation: Any) -> Any:
    """Tell that a conversation is not kept any more, and that nobody has just begun it."""
    known = _any(conversations, conversations.c.id == conversation)
    # At the first message there is a delivery before there is a conversation.
    return ~sa.or_(known, _any(deliveries, deliveries.c.conversation == conversation), _awaited(conversation))


def _not_newest(column: Any) -> Any:
    # SQLite gives the number of the newest row anew when that row is deleted.
    return column < sa.select(sa.func.max(column)).scalar_subquery()


@dataclass(frozen=True)
class _Way:
    """How a rule is carried out."""

    key: Any
    """The column by which rows are taken, a few at a time."""
    old: Callable[[datetime.datetime], Any]
    blank: Mapping[str, Any] | None = None
    """What is put in the place of words; None when the rows go."""


_WAYS: Mapping[str, _Way] = {
    "deliveries": _Way(deliveries.c.id, lambda before: deliveries.c.at < before),
    "outbox.sent": _Way(
        outbox.c.number, lambda before: sa.and_(_outbox(outbox.c.sent, before), ~_of_web(outbox.c.conversation))
    ),
    "outbox.web": _Way(
        outbox.c.number, lambda before: sa.and_(_outbox(outbox.c.sent, before), _of_web(outbox.c.conversation))
    ),
    "outbox.given_up": _Way(
        outbox.c.number,
        lambda before: sa.and_(outbox.c.sent.is_(None), outbox.c.dead.is_(True), _outbox(outbox.c.created, before)),
    ),
    "interactions": _Way(
        interactions.c.number,
        lambda before: sa.and_(
            interactions.c.at < before,
            interactions.c.conversation != _NOBODY,
            ~_waits(interactions.c.ticket),
        ),
        {"conversation": _NOBODY, "question": ""},
    ),
    "tickets": _Way(
        tickets.c.number,
        lambda before: sa.and_(_quiet(before), tickets.c.conversation != _NOBODY),
        {"conversation": _NOBODY, "question": "", "answer": None, "answered_by": None, "asker": "", "named": ""},
    ),
    "ticket_events": _Way(
        ticket_events.c.number,
        lambda before: sa.and_(
            ticket_events.c.at < before,
            ticket_events.c.text != "",
            _any(tickets, tickets.c.number == ticket_events.c.ticket, tickets.c.conversation == _NOBODY),
        ),
        {"text": ""},
    ),
    "subscriptions": _Way(
        subscriptions.c.conversation,
        lambda before: sa.and_(subscriptions.c.since < before, _of_web(subscriptions.c.conversation)),
    ),
    "conversations.web": _Way(
        conversations.c.id, lambda before: sa.and_(_conversations(before), _of_web(conversations.c.id))
    ),
    "conversations.other": _Way(
        conversations.c.id, lambda before: sa.and_(_conversations(before), ~_of_web(conversations.c.id))
    ),
    "invited": _Way(
        invited.c.conversation, lambda before: sa.and_(invited.c.at < before, _gone(invited.c.conversation))
    ),
    "teams_references": _Way(
        references.c.conversation,
        lambda _: sa.and_(
            references.c.personal.is_(True),
            _gone(references.c.conversation),
            ~_any(people, people.c.conversation == references.c.conversation),
        ),
    ),
    "teams_cards.sent": _Way(cards.c.key, lambda before: sa.and_(cards.c.at < before, cards.c.ticket.is_(None))),
    "teams_cards.tickets": _Way(cards.c.key, lambda before: _of_quiet_ticket(cards.c.ticket, before)),
    "posts": _Way(posts.c.ticket, lambda before: _of_quiet_ticket(posts.c.ticket, before)),
    "buttons": _Way(buttons.c.token, lambda before: buttons.c.at < before),
    "desk_sessions": _Way(desk_sessions.c.id, lambda before: desk_sessions.c.seen < before),
    "people_links": _Way(people_links.c.id, lambda before: people_links.c.expires < before),
    "invitations": _Way(
        invitations.c.number,
        lambda before: sa.and_(invitations.c.expires < before, _not_newest(invitations.c.number)),
    ),
    "drafts": _Way(
        drafts.c.number,
        lambda before: sa.and_(
            drafts.c.state == DraftState.WITHDRAWN.value, drafts.c.changed < before, _not_newest(drafts.c.number)
        ),
    ),
    "audit": _Way(audit.c.number, lambda before: sa.and_(audit.c.at < before, _not_newest(audit.c.number))),
}


class Retention(Repository):
    """What is older than a moment, by the name of its rule."""

    def count(self, rule: str, before: datetime.datetime) -> int:
        """Return how many rows a rule would take away now."""
        way = _WAYS[rule]
        chosen = sa.select(sa.func.count()).select_from(way.key.table).where(self._old(rule, before))
        return int(self._connection.execute(chosen).scalar_one())

    def clear(self, rule: str, before: datetime.datetime, most: int) -> int:
        """Take some of them away, at most so many; return how many rows changed or went."""
        way, old = _WAYS[rule], self._old(rule, before)
        # Two gateways that clear at the same moment take different rows and never wait for one another.
        some = sa.select(way.key).where(old).order_by(way.key).limit(most)
        keys = set(self._connection.execute(some.with_for_update(skip_locked=True)).scalars())
        if not keys:
            return 0
        table = way.key.table
        change = sa.delete(table) if way.blank is None else sa.update(table).values(**way.blank)
        # Asked once more: a ticket may have been opened again between the look and the change.
        return int(self._connection.execute(change.where(way.key.in_(keys), old)).rowcount)

    def _old(self, rule: str, before: datetime.datetime) -> Any:
        old = _WAYS[rule].old(before)
        if rule not in {"tickets", "ticket_events"}:
            return old
        # A draft shows its tickets to whoever writes or reviews it.
        number = tickets.c.number if rule == "tickets" else ticket_events.c.ticket
        return sa.and_(old, number.not_in(self._in_drafts()))

    def _in_drafts(self) -> list[int]:
        """Return the numbers of the tickets that open drafts are made of."""
        chosen = sa.select(drafts.c.tickets).where(drafts.c.state.in_(sorted(OPEN)))
        return [int(number) for found in self._connection.execute(chosen).scalars() for number in found]
