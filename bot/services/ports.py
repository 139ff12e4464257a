"""What the use cases need from the outside, as protocols. `bot/wiring.py` chooses who fills them."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self

from bot.services.records import Conversation, Delivery, Interaction, Message, Ticket


class Conversations(Protocol):
    """Conversations by id."""

    def get(self, conversation: str) -> Conversation | None:
        """Return a conversation, or None."""

    def put(self, conversation: Conversation) -> None:
        """Keep a conversation as it is now."""


class Interactions(Protocol):
    """What was asked and what was done."""

    def add(self, interaction: Interaction) -> int:
        """Keep one and return its number."""

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
        """Keep a ticket as it is now."""


class Outbox(Protocol):
    """Messages that must reach a person."""

    def add(self, message: Message) -> None:
        """Keep one; a second with the same key is the same message."""

    def due(self, now: datetime.datetime, most: int) -> Sequence[Message]:
        """Return those to be sent now, and keep other workers from taking them."""

    def put(self, message: Message) -> None:
        """Keep a message as it is now."""

    def for_conversation(self, conversation: str, after: int) -> Sequence[Message]:
        """Return messages to a conversation with a number above `after`."""


class Deliveries(Protocol):
    """Messages that came in, by the platform's own id, so that a repeat is noticed."""

    def begin(self, delivery: Delivery) -> Delivery | None:
        """Keep a new one and return None, or return the one that came before."""

    def finish(self, delivery: Delivery) -> None:
        """Keep the replies it got."""


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
    def outbox(self) -> Outbox:
        """Messages that must reach a person."""

    @property
    def deliveries(self) -> Deliveries:
        """Messages that came in."""

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
