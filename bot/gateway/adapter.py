"""What every channel provides. An adapter translates and proves who speaks; it decides nothing."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from bot.errors import GuideError
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
        """Hand over a message; any exception means it did not arrive, and that it is tried again later.

        GivenUpError: it never will be taken. TryLaterError: the platform says when. AwayError: the platform cannot be
        reached, whatever the message.

        `body` is a reply's text and contract, and the outbox's `number` and `key`, by which a repeat is noticed.
        """


def channel_of(conversation: str) -> str:
    """Return the name of the channel that a conversation belongs to."""
    return conversation.partition(":")[0]


class GivenUpError(GuideError):
    """A message can never arrive: the person has blocked the bot or left. The outbox does not try again."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, one word for logs and the desk."""
        self.reason = reason
        super().__init__(f"The platform will not take this message: {reason}.")


class AwayError(GuideError):
    """A platform cannot be reached or is broken. The outbox waits for it and does not count that as a failure."""


class TryLaterError(GuideError):
    """A platform asks to wait. The outbox tries again after that time and does not count it as a failure."""

    def __init__(self, seconds: float) -> None:
        """Keep for how long."""
        self.seconds = seconds
        super().__init__(f"The platform asks to wait for {seconds:g} s.")
