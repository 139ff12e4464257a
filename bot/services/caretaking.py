"""What time does to tickets: claims and snoozes end, reminders climb their ladder, answered tickets close."""

import datetime
from collections.abc import Callable, Sequence

from bot.errors import ConflictError
from bot.helpdesk import tickets
from bot.helpdesk.reminders import Reminder, due, may_be_owed, owed
from bot.helpdesk.stand_ins import Member, Stood, Told, fall_back
from bot.helpdesk.teams import DEFAULT_TEAM, Team
from bot.helpdesk.vocabulary import OutcomeName, Reason, Reply
from bot.services.handling import NOT_YET, ticket_choice
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.records import Message, Ticket, TicketEvent
from bot.services.rendering import Renderer
from bot.services.routing import Routing

_ROUND_BEGINS = frozenset({"opened", "reopened", "parted", "handed_on", "released", "woken"})
UNREACHED = "unreached"
_NOBODY = "nobody of the team, or of the default team, is there with a linked chat; the queue alone shows it"


class Caretaking:
    """Looks after tickets; may run in several processes at once, and a process may die at any moment of it."""

    def __init__(self, units: Units, renderer: Renderer, routing: Routing, clock: Clock, desk_address: str) -> None:
        """Take the database, the words, the teams, the clock and where champions find the desk."""
        self._units, self._renderer, self._routing = units, renderer, routing
        self._clock, self._desk_address = clock, desk_address.rstrip("/")

    def once(self) -> int:
        """Do all that is owed now; return how many tickets changed."""
        return self._freed() + self._closed() + self._reminded()

    def _freed(self) -> int:
        with self._units() as work:
            found = work.tickets.overdue(self._clock())
        return sum(self._changed(ticket, self._free) for ticket in found)

    def _closed(self) -> int:
        shortest = min(team.close_after for team in self._routing.all_teams.values())
        with self._units() as work:
            found = work.tickets.answered_before(self._clock() - shortest)
        return sum(self._changed(ticket, self._close) for ticket in found if self._silent(ticket))

    def _reminded(self) -> int:
        now = self._clock()
        with self._units() as work:
            found = work.tickets.waiting()
        # Most owe nothing, and that is told without the database.
        return sum(self._changed(ticket, self._remind) for ticket in found if self._may_owe(ticket, now))

    def _may_owe(self, ticket: Ticket, now: datetime.datetime) -> bool:
        team = self._routing.of(ticket.team)
        return may_be_owed(now, ticket.standing, ticket.due or ticket.opened, team, ticket.reminded)

    def _changed(self, seen: Ticket, change: Callable[[UnitOfWork, Ticket], bool]) -> int:
        """Change one ticket in a transaction of its own; when another process was quicker, it has done the same.

        `change` keeps the ticket before it says anything to anybody, so that the slower process says nothing.
        """
        with self._units() as work:
            ticket = work.tickets.get(seen.number or 0)
            try:
                if ticket is None or ticket.version != seen.version or not change(work, ticket):
                    return 0
            except ConflictError:
                return 0
            work.commit()
        return 1

    def _free(self, work: UnitOfWork, ticket: Ticket) -> bool:
        kind = "released" if ticket.state == tickets.State.CLAIMED.value else "woken"
        ticket.stand(ticket.standing.as_of(self._clock()))
        # Whoever let it lie is not the last who hears of it.
        ticket.reminded = 0
        work.tickets.put(ticket)
        self._happened(work, ticket, kind, "its time has run out")
        return True

    def _silent(self, ticket: Ticket) -> bool:
        after = self._routing.of(ticket.team).close_after
        return ticket.answered is not None and ticket.answered + after <= self._clock()

    def _close(self, work: UnitOfWork, ticket: Ticket) -> bool:
        ticket.stand(tickets.helped(ticket.standing))
        work.tickets.put(ticket)
        self._happened(work, ticket, "closed", "no word from the asker")
        choices = (ticket_choice(self._renderer, NOT_YET, ticket.number or 0),)
        text = self._renderer.say("ticket_closed_by_time", ticket=ticket.number)
        reply = Reply(text, OutcomeName.ESCALATE, Reason(ticket.reason), choices=choices, ticket=ticket.number)
        key = f"ticket-{ticket.number}-closed-{ticket.round}"
        work.outbox.add(self._message(ticket.conversation, key, reply))
        return True

    def _remind(self, work: UnitOfWork, ticket: Ticket) -> bool:
        now, team = self._clock(), self._routing.of(ticket.team)
        events = work.ticket_events.of(ticket.number or 0)
        since = max((e.at for e in events if e.kind in _ROUND_BEGINS), default=ticket.opened)
        asked = max((e.at for e in events if e.kind == "asked_back"), default=None)
        if ticket.asked_back and asked is not None and asked + team.close_after <= now:
            return self._unheard(work, ticket)
        # A round that begins when the promise is broken already has a ladder of its own.
        until = ticket.due if ticket.due and ticket.due > since else due(since, team, urgent=ticket.urgent)
        last = max((e.at for e in events if e.kind == "reminded" and e.at >= since), default=None)
        reminder = owed(now, ticket.standing, since, until, team, ticket.reminded, last)
        return reminder is not None and self._sent(work, ticket, team, reminder, events)

    def _unheard(self, work: UnitOfWork, ticket: Ticket) -> bool:
        """The asker never replied to a champion's question, so the ticket is the team's again."""
        ticket.asked_back, ticket.reminded = False, 0
        work.tickets.put(ticket)
        self._happened(work, ticket, "woken", "no reply from the asker")
        return True

    def _sent(
        self, work: UnitOfWork, ticket: Ticket, team: Team, reminder: Reminder, events: Sequence[TicketEvent]
    ) -> bool:
        members, default = _members(work, team.name), _members(work, DEFAULT_TEAM)
        told = fall_back(reminder.rung, members, default, self._clock(), owner=ticket.owner)
        if told.stood is Stood.NOBODY:
            # The reminder stays owed until somebody can be told; that nobody can is noted once.
            if events and events[-1].kind == UNREACHED:
                return False
            work.tickets.put(ticket)
            self._happened(work, ticket, UNREACHED, _NOBODY)
            return True
        ticket.reminded = reminder.reminded
        work.tickets.put(ticket)
        for number in told.people:
            self._tell(work, ticket, team, number)
        self._happened(work, ticket, "reminded", _words(work, told, reminder))
        return True

    def _tell(self, work: UnitOfWork, ticket: Ticket, team: Team, number: int) -> None:
        person = work.people.get(number)
        if person is None:
            return
        name = "reminder_urgent" if ticket.urgent else "reminder"
        address = f"{self._desk_address}/desk/tickets/{ticket.number}"
        text = self._renderer.say(name, ticket=ticket.number, team=team.title, address=address)
        key = f"ticket-{ticket.number}-reminder-{ticket.version}-{number}"
        work.outbox.add(self._message(person.conversation, key, Reply(text, OutcomeName.SOCIAL)))

    def _message(self, conversation: str, key: str, reply: Reply) -> Message:
        now = self._clock()
        return Message(conversation, key, {"text": reply.text, **reply.contract()}, now, now)

    def _happened(self, work: UnitOfWork, ticket: Ticket, kind: str, text: str) -> None:
        work.ticket_events.add(TicketEvent(ticket.number or 0, self._clock(), kind, None, text))


def _members(work: UnitOfWork, team: str) -> Sequence[Member]:
    """Return whom a reminder can reach: people of the team who have linked a chat."""
    found = ((m, work.people.get(m.person)) for m in work.people.memberships(team=team))
    return [
        Member(person.number, membership.function, person.away_until)
        for membership, person in found
        if person is not None and person.active and person.conversation
    ]


def _words(work: UnitOfWork, told: Told, reminder: Reminder) -> str:
    names = [person.name for number in told.people if (person := work.people.get(number))]
    how = {Stood.STAND_IN: " (standing in)", Stood.DEFAULT_TEAM: " (the team has nobody there)"}.get(told.stood, "")
    return f"{reminder.rung.value}: {', '.join(names)}{how}"
