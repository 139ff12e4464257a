"""Telegram's buttons and posts: plain values in, plain values out."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa

from bot.storage.repositories import Repository
from bot.storage.telegram_tables import buttons, posts


class Buttons(Repository):
    """What buttons stand for when it is too long to travel with them."""

    def keep(self, token: str, conversation: str, payload: str, at: datetime.datetime) -> None:
        """Keep one; the same token is the same button, and is as young as its last use."""
        changed = sa.update(buttons).where(buttons.c.token == token).values(at=at)
        if not self._connection.execute(changed).rowcount:
            values = {"token": token, "conversation": conversation, "payload": payload, "at": at}
            self._connection.execute(sa.insert(buttons).values(**values))

    def payload(self, token: str, conversation: str) -> str | None:
        """Return what a conversation's button stands for; None when it never had such a button."""
        chosen = sa.select(buttons.c.payload).where(buttons.c.token == token, buttons.c.conversation == conversation)
        return self._connection.execute(chosen).scalar()


class Posts(Repository):
    """Which posts in a champions' chat are about which ticket."""

    def keep(self, conversation: str, post: int, ticket: int) -> None:
        """Keep one."""
        if self.ticket(conversation, post) is None:
            values = {"conversation": conversation, "post": post, "ticket": ticket}
            self._connection.execute(sa.insert(posts).values(**values))

    def ticket(self, conversation: str, post: int) -> int | None:
        """Return the ticket that a post is about, or None."""
        chosen = sa.select(posts.c.ticket).where(posts.c.conversation == conversation, posts.c.post == post)
        return self._connection.execute(chosen).scalar()

    def about(self, conversation: str, ticket: int) -> Sequence[int]:
        """Return the posts about a ticket, the oldest first."""
        chosen = sa.select(posts.c.post).where(posts.c.conversation == conversation, posts.c.ticket == ticket)
        return list(self._connection.execute(chosen.order_by(posts.c.post)).scalars())
