"""Invitations: records in, records out."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.services.inviting_records import Invitation
from bot.storage.invitation_tables import invitations, invited
from bot.storage.repositories import Repository, mapping


class Invitations(Repository):
    """Invitations by the hash of their code, and who came with one."""

    def add(self, invitation: Invitation) -> int:
        """Keep a new one and return its number."""
        return self._insert(invitations, invitation)

    def list(self) -> Sequence[Invitation]:
        """Return all, the newest first."""
        rows = self._connection.execute(sa.select(invitations).order_by(invitations.c.number.desc()))
        return [Invitation(**mapping(row)) for row in rows]

    def use(self, code: str, now: datetime.datetime) -> int | None:
        """Use an invitation once; return its number, or None when it is unknown, used up or has expired."""
        # One statement: of two people who take the last use, one gets it.
        found = sa.update(invitations).where(
            invitations.c.code == code, invitations.c.uses_left > 0, invitations.c.expires > now
        )
        if not self._connection.execute(found.values(uses_left=invitations.c.uses_left - 1)).rowcount:
            return None
        return int(
            self._connection.execute(sa.select(invitations.c.number).where(invitations.c.code == code)).scalar_one()
        )

    def end(self, number: int) -> bool:
        """Let nobody else in with an invitation; return whether there was one."""
        found = sa.update(invitations).where(invitations.c.number == number)
        return bool(self._connection.execute(found.values(uses_left=0)).rowcount)

    def let_in(self, conversation: str, invitation: int, at: datetime.datetime) -> bool:
        """Keep that somebody came with an invitation; return False when they had come before."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    sa.insert(invited), {"conversation": conversation, "invitation": invitation, "at": at}
                )
        except IntegrityError:
            return False
        return True

    def knows(self, conversation: str) -> bool:
        """Tell whether somebody came with an invitation."""
        chosen = sa.select(invited.c.conversation).where(invited.c.conversation == conversation)
        return self._connection.execute(chosen).first() is not None
