"""What the use cases need from the outside, as protocols. `bot/wiring.py` chooses who fills them."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self

from bot.services.documents_ports import SealedDocuments
from bot.services.figures_ports import Figures
from bot.services.inviting_ports import Invitations
from bot.services.outbox_ports import Outbox
from bot.services.people_ports import Audit, DeskSessions, Links, People
from bot.services.publishing_ports import Digests, Drafts, PublishedAnswers, Subscriptions
from bot.services.records import Conversation, Delivery, Interaction, Ticket, TicketEvent
from bot.services.reminder_ports import ChecklistReminders
from bot.services.retaining_ports import Retention
from bot.services.teams_ports import Cards, References
from bot.services.telegram_ports import Buttons, Posts
from bot.services.ticket_queries import Found, Wanted


class Conversations(Protocol):
    """Conversations by id."""

    def get(self, conversation: str) -> Conversation | None:
        """Return a conversation, or None."""

    def put(self, conversation: Conversation) -> None:
        """Keep a conversation as it is now."""

    def with_tool(self, before: datetime.datetime, most: int = 100) -> Sequence[Conversation]:
        """Return conversations in which a guided tool is, or was, running and nothing was said since a time."""

    def forget(self, conversation: str, alias: str) -> None:
        """Forget a person's words and messages; what is counted is kept under an alias that leads nowhere."""


class Interactions(Protocol):
    """What was asked and what was done."""

    def add(self, interaction: Interaction) -> int:
        """Keep one and return its number."""

    def latest(self, conversation: str) -> Interaction | None:
        """Return the last one of a conversation, or None."""

    def rate(self, number: int, *, helpful: bool) -> None:
        """Note whether it helped."""


class Tickets(Protocol):
    """Questions that wait for a person."""

    def add(self, ticket: Ticket) -> int:
        """Keep a new one and return its number."""

    def get(self, number: int) -> Ticket | None:
        """Return one, or None."""

    def list(self, state: str | None = None) -> Sequence[Ticket]:
        """Return those in a state (or all), urgent ones first, then the oldest."""

    def put(self, ticket: Ticket) -> None:
        """Keep a ticket as it is now; raises ConflictError when somebody changed it since it was read."""

    def find(self, wanted: Wanted) -> Found:
        """Return one page of the tickets that a filter chooses, and how many there are in all."""

    def counts(self, teams: Sequence[str] | None = None) -> dict[str, int]:
        """Return how many tickets stand in each state, of all teams or of some."""

    def merged_with(self, number: int) -> Sequence[Ticket]:
        """Return the tickets that the answer to one will answer, too."""

    def of_conversation(self, conversation: str, most: int = 20) -> Sequence[Ticket]:
        """Return a person's tickets, the newest first."""

    def alike(self, ticket: Ticket, most: int = 60) -> Sequence[Ticket]:
        """Return other tickets in the same nation that wait or were answered, those that share most words."""

    def answered_with(self, ticket: Ticket) -> Sequence[Ticket]:
        """Return the other tickets that the same answer went to at the same moment."""

    def overdue(self, now: datetime.datetime, most: int = 100) -> Sequence[Ticket]:
        """Return tickets whose lease or snooze has ended."""

    def answered_before(self, when: datetime.datetime, most: int = 1000) -> Sequence[Ticket]:
        """Return tickets that were answered before a time and of which nobody has said whether it helped."""

    def owned_by(self, person: int) -> Sequence[Ticket]:
        """Return the tickets that a person has claimed."""

    def waiting(self) -> Sequence[Ticket]:
        """Return the tickets that somebody may have to be reminded of."""


class TicketEvents(Protocol):
    """What happened to tickets."""

    def add(self, event: TicketEvent) -> int:
        """Keep one and return its number."""

    def of(self, ticket: int) -> Sequence[TicketEvent]:
        """Return what happened to a ticket, the oldest first."""

    def get(self, number: int) -> TicketEvent | None:
        """Return one, or None."""

    def retract(self, number: int) -> None:
        """Keep that there were words, not the words: an asker took them back."""

    def times(self, kind: str, since: datetime.datetime) -> Sequence[tuple[int, datetime.datetime]]:
        """Return ticket and time of each event of a kind since a time, the oldest first."""


class Deliveries(Protocol):
    """Messages that came in, by the platform's own id, so that a repeat is noticed."""

    def begin(self, delivery: Delivery) -> Delivery | None:
        """Keep a new one and return None, or return the one that came before."""

    def settle(self, delivery: str, replies: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]] | None:
        """Keep replies for one that has none and return None, or change nothing and return those that it has."""

    def finish(self, delivery: Delivery) -> None:
        """Keep the replies it got."""

    def blank(self, conversation: str, since: datetime.datetime, replies: Sequence[Mapping[str, Any]]) -> None:
        """Put other replies in the place of all that a conversation got since a time; no words of it are kept."""


class UnitOfWork(Protocol):
    """One transaction. Nothing is kept without `commit`."""

    @property
    def conversations(self) -> Conversations:
        """Conversations by id."""

    @property
    def interactions(self) -> Interactions:
        """What was asked and what was done."""

    @property
    def tickets(self) -> Tickets:
        """Questions that wait for a person."""

    @property
    def ticket_events(self) -> TicketEvents:
        """What happened to tickets."""

    @property
    def outbox(self) -> Outbox:
        """Messages that must reach a person."""

    @property
    def deliveries(self) -> Deliveries:
        """Messages that came in."""

    @property
    def people(self) -> People:
        """Members of staff, and the teams they are in."""

    @property
    def desk_sessions(self) -> DeskSessions:
        """Sessions of the desk."""

    @property
    def people_links(self) -> Links:
        """One-time links for signing in."""

    @property
    def audit(self) -> Audit:
        """Who changed what."""

    @property
    def drafts(self) -> Drafts:
        """Champions' answers on their way to become articles."""

    @property
    def published(self) -> PublishedAnswers:
        """Versions of published champions' answers."""

    @property
    def subscriptions(self) -> Subscriptions:
        """Conversations that want to be told something regularly."""

    @property
    def digests(self) -> Digests:
        """Weekly digests."""

    @property
    def figures(self) -> Figures:
        """Counts over tickets and questions."""

    @property
    def buttons(self) -> Buttons:
        """What long buttons stand for."""

    @property
    def posts(self) -> Posts:
        """Which posts announced which ticket."""

    @property
    def invitations(self) -> Invitations:
        """Invitations to the chat."""

    @property
    def documents(self) -> SealedDocuments:
        """Finished documents of guided tools."""

    @property
    def checklist_reminders(self) -> ChecklistReminders:
        """Reminders of checklists that wait for their day."""

    @property
    def teams_references(self) -> References:
        """Where conversations in Teams can be reached."""

    @property
    def teams_cards(self) -> Cards:
        """What was sent in Teams."""

    @property
    def retention(self) -> Retention:
        """What has been kept for long enough."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object, /) -> None:
        """Roll back what was not committed."""

    def commit(self) -> None:
        """Keep everything."""


Units = Callable[[], UnitOfWork]
Clock = Callable[[], datetime.datetime]


class Understander(Protocol):
    """Hands a masked message to Rasa and returns what its actions said."""

    async def ask(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return replies as `{"text", "custom"}`; raises UnderstandingError when nobody answers."""


class Screener(Protocol):
    """Hides personal data and notices danger."""

    def __call__(self, text: str) -> Any:
        """Return masked text, kinds of personal data, and an alarm or None."""


class Doorkeeper(Protocol):
    """Decides who may talk to the bot."""

    def allowed(self, conversation: str) -> bool:
        """Tell whether somebody may. Raises StorageError."""

    def take(self, text: str, conversation: str) -> bool:
        """Let somebody in whose message holds an invitation; return whether it did."""
