"""Tells a champions' chat about tickets that nobody has, once each, with buttons to take or answer them there."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.errors import GuideError
from bot.gateway.failures import where
from bot.gateway.telegram_buttons import can_be_opened
from bot.helpdesk.tickets import State
from bot.helpdesk.vocabulary import Article, Choice, OutcomeName, Reply
from bot.services.literal import literal
from bot.services.ports import Clock, Units
from bot.services.records import Message, Ticket
from bot.services.rendering import Renderer
from bot.services.routing import Routing
from bot.services.ticket_queries import Wanted

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0
CLAIM, SEND = "desk:claim:", "desk:send:"
ANNOUNCES = "announces"
"""Where a message names the ticket that it announces."""
_WAITING = (State.OPEN.value, State.REOPENED.value)
_MOST = 50
_MOST_KNOWN = 5000
_LONGEST_QUESTION = 3000


@dataclass(frozen=True)
class Desk:
    """What an announcement needs to know of the desk."""

    renderer: Renderer
    routing: Routing
    article: Callable[[str], Article | None]
    address: str
    """Where people open the product."""

    def choices(self, ticket: Ticket, *, claimed: bool = False) -> tuple[Choice, ...]:
        """Return the buttons below a ticket's announcement."""
        say, number = self.renderer.say, ticket.number
        found = [] if claimed else [Choice(say("choice_desk_claim"), f"{CLAIM}{number}")]
        nearest = self.article(str(ticket.candidates[0]["article"])) if ticket.candidates else None
        if nearest is not None:
            found.append(Choice(say("choice_desk_send", title=nearest.title), f"{SEND}{number}:{nearest.id}"))
        if can_be_opened(self.address):
            found.append(Choice(say("choice_desk_open"), self.page(ticket)))
        return tuple(found)

    def page(self, ticket: Ticket) -> str:
        """Return the address of a ticket's page."""
        return f"{self.address.rstrip('/')}/desk/tickets/{ticket.number}"

    def announcement(self, ticket: Ticket) -> Reply:
        """Return the words about a ticket. The question was masked when it was kept; who asked is not among them."""
        name = "announce_urgent" if ticket.urgent else "announce_again" if ticket.round else "announce_ticket"
        text = self.renderer.say(
            name,
            ticket=ticket.number,
            team=self.routing.of(ticket.team).title,
            asker=ticket.asker,
            nation=self.renderer.say(f"choice_nation_{ticket.nation}"),
            question=literal(ticket.question[:_LONGEST_QUESTION]),
            address=self.page(ticket),
        )
        choices = self.choices(ticket, claimed=ticket.state == State.CLAIMED)
        return Reply(text, OutcomeName.SOCIAL, choices=choices, ticket=ticket.number)


class Announcing:
    """Looks for tickets that wait and were not announced; several gateways may do so."""

    def __init__(self, units: Units, clock: Clock, conversation: str) -> None:
        """Take the database, the clock, and the chat that is told."""
        self._units, self._clock, self._conversation = units, clock, conversation
        self._known: OrderedDict[str, None] = OrderedDict()

    async def run(self, every_seconds: float = EVERY_SECONDS) -> None:
        """Do so again and again until cancelled; a broken database is waited for."""
        while True:
            try:
                await asyncio.to_thread(self.once)
            except GuideError as error:
                log.error("announcing.failed %s", error)
            except Exception as error:  # noqa: BLE001 - it must outlive whatever breaks
                log.error("announcing.broke %s", where(error))
            await asyncio.sleep(every_seconds)

    def once(self) -> int:
        """Announce what is new; return how many tickets that were."""
        with self._units() as work:
            waiting = work.tickets.find(Wanted(states=_WAITING, newest_first=True, most=_MOST)).tickets
            new = [ticket for ticket in self._unknown(waiting) if work.outbox.with_key(self._key(ticket)) is None]
            # The oldest first, as they would have come one by one.
            for ticket in reversed(new):
                # Worded when it is sent, so that no words of the asker stay here.
                body = {"text": f"Ticket {ticket.number}", "ticket": ticket.number, ANNOUNCES: ticket.number}
                now = self._clock()
                work.outbox.add(Message(self._conversation, self._key(ticket), body, now, now))
            work.commit()
        for ticket in waiting:
            self._known[self._key(ticket)] = None
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return len(new)

    def _unknown(self, tickets: Sequence[Ticket]) -> Sequence[Ticket]:
        return [ticket for ticket in tickets if self._key(ticket) not in self._known]

    def _key(self, ticket: Ticket) -> str:
        return f"announce:{self._conversation}:{ticket.number}:{ticket.round}"
