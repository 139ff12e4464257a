"""Who may talk to the bot: everybody, those who were invited, or nobody beside the desk's own people."""

import enum
from collections.abc import Callable

from bot.services.ports import Units


class Access(enum.StrEnum):
    """How open the product is."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


class Admitting:
    """Decides by conversation. People of the desk who have linked their chat are always let in."""

    def __init__(self, access: Access, units: Units, invited: Callable[[str], bool] | None = None) -> None:
        """Take how open the product is, the database, and what knows who was invited: nobody, when it is left out."""
        self._access, self._units, self._invited = access, units, invited or (lambda _: False)

    def allowed(self, conversation: str) -> bool:
        """Tell whether somebody may talk to the bot. Raises StorageError."""
        if self._access is Access.OPEN:
            return True
        if self._access is Access.INVITE and self._invited(conversation):
            return True
        with self._units() as work:
            return work.people.by_conversation(conversation) is not None
