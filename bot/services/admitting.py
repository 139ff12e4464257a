"""Who may talk to the bot: everybody, those who were invited, or nobody beside the desk's own people."""

import enum

from bot.services.inviting import Inviting
from bot.services.ports import Units

_LET_IN_HERE = ("web:", "telegram:")
"""Channels that anybody can reach. In Teams the tenant decides, at the terminal whoever has the machine."""


class Access(enum.StrEnum):
    """How open the product is."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


class Admitting:
    """Decides by conversation. People of the desk who have linked their chat are always let in."""

    def __init__(self, access: Access, units: Units, inviting: Inviting) -> None:
        """Take how open the product is, the database, and the invitations."""
        self._access, self._units, self._inviting = access, units, inviting

    def allowed(self, conversation: str) -> bool:
        """Tell whether somebody may talk to the bot. Raises StorageError."""
        if self._access is Access.OPEN or not conversation.startswith(_LET_IN_HERE):
            return True
        if self._access is Access.INVITE and self._inviting.knows(conversation):
            return True
        with self._units() as work:
            return work.people.by_conversation(conversation) is not None

    def take(self, text: str, conversation: str) -> bool:
        """Let somebody in whose message holds an invitation; return whether it did."""
        return self._access is Access.INVITE and self._inviting.take(text, conversation)
