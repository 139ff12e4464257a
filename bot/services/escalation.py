"""Questions that wait for a person: opened before the asker is told, answered into the asker's chat."""

import datetime
from collections.abc import Sequence

from bot.errors import RefusedError, UnknownItemError
from bot.helpdesk.vocabulary import OutcomeName, Reason, Reply
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Conversation, Message, Ticket
from bot.services.rendering import Renderer

LONGEST_ANSWER = 8000
"""Letters of a champion's answer."""


class Escalation:
    """Opens tickets, lists them, and delivers what champions answer."""

    def __init__(self, units: Units, renderer: Renderer, teams: "Teams", clock: Clock) -> None:
        """Take the database, the words, the routing of articles to teams, and the clock."""
        self._units, self._renderer, self._teams, self._clock = units, renderer, teams, clock

    def open(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        question: str,
        reason: Reason,
        candidates: Sequence[dict[str, object]] = (),
    ) -> int:
        """Keep a new ticket within the caller's transaction and return its number."""
        first = str(candidates[0]["article"]) if candidates else None
        return work.tickets.add(
            Ticket(
                conversation=conversation.id,
                question=question,
                reason=reason.value,
                opened=self._clock(),
                team=self._teams.team_for(first),
                urgent=reason is Reason.SAFETY,
                nation=conversation.nation.value,
                role=conversation.role,
                candidates=candidates,
            )
        )

    def list(self, state: str | None = None) -> Sequence[Ticket]:
        """Return tickets, urgent ones first, then the oldest."""
        with self._units() as work:
            return work.tickets.list(state)

    def show(self, number: int) -> Ticket:
        """Return one ticket; raises UnknownItemError when there is none."""
        with self._units() as work:
            return _found(work.tickets.get(number), number)

    def answer(self, number: int, text: str, by: str) -> Ticket:
        """Keep a champion's answer and put it on its way to the asker.

        Raises UnknownItemError for an unknown ticket, RefusedError for an empty or too long answer or a ticket that
        was answered before.
        """
        words = text.strip()
        if not words or len(words) > LONGEST_ANSWER:
            message = f"An answer needs 1 to {LONGEST_ANSWER} characters; this one has {len(words)}. Nothing was sent."
            raise RefusedError(message)
        with self._units() as work:
            ticket = _found(work.tickets.get(number), number)
            if ticket.state == "answered":
                message = f"Ticket {number} was answered by {ticket.answered_by} before. Nothing was sent."
                raise RefusedError(message)
            now = self._clock()
            ticket.state, ticket.answer, ticket.answered, ticket.answered_by = "answered", words, now, by
            work.tickets.put(ticket)
            work.outbox.add(self._message(ticket, words, now))
            work.commit()
        return ticket

    def _message(self, ticket: Ticket, words: str, now: datetime.datetime) -> Message:
        reply = Reply(
            text=self._renderer.say("champion_reply", ticket=ticket.number, answer=words),
            outcome=OutcomeName.ESCALATE,
            reason=Reason(ticket.reason),
            ticket=ticket.number,
        )
        body = {"text": reply.text, **reply.contract()}
        return Message(ticket.conversation, f"ticket-{ticket.number}-answer", body, created=now, next_attempt=now)


class Teams:
    """Which team a question belongs to, by the nearest article's topic."""

    def __init__(self, team_of_topic: dict[str, str], default: str) -> None:
        """Take the routing from `topics.yml`."""
        self._team_of_topic, self._default = team_of_topic, default

    def team_for(self, article: str | None) -> str:
        """Return the team for an article, or the default one."""
        return self._team_of_topic.get((article or "").partition("/")[0], self._default)


def _found(ticket: Ticket | None, number: int) -> Ticket:
    if ticket is None:
        message = f"There is no ticket {number}. `sds tickets list` shows all of them."
        raise UnknownItemError(message)
    return ticket
