"""What every channel provides. An adapter translates and proves who speaks; it decides nothing."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from bot.helpdesk.vocabulary import Reply
from bot.services.conversing import Incoming

Sent_contra = TypeVar("Sent_contra", contravariant=True)
"""What the channel's platform hands over: a web request, a Telegram update, a Teams activity."""


class Adapter(Protocol[Sent_contra]):
    """One channel. `tests/gateway/contract.py` holds what each must keep to."""

    name: str
    """Also the first part of its conversation ids: `web`, `telegram`, `teams`."""

    async def incoming(self, sent: Sent_contra) -> Incoming:
        """Prove the sender, derive the conversation on the server, and translate; refuse what cannot be taken.

        The conversation id comes from what was proven, never from a field that the sender can choose. The delivery
        id is unique within the channel, and the same for a repeat. Raises RefusedError with words for the sender.
        """

    def render(self, reply: Reply) -> Any:
        """Put one reply into the channel's own form: the whole text, and every choice with its title."""

    async def push(self, conversation: str, body: Mapping[str, Any]) -> None:
        """Hand over a message that nobody asked for just now; any exception means it did not arrive.

        `body` is a reply's text and contract, and the outbox's `number` and `key`, by which a repeat is noticed.
        """


def channel_of(conversation: str) -> str:
    """Return the name of the channel that a conversation belongs to."""
    return conversation.partition(":")[0]
