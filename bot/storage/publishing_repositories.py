"""Repositories of drafts, published champions' answers, subscriptions and digests."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.errors import ConflictError
from bot.helpdesk.vocabulary import OutcomeName
from bot.services.publishing_records import Digest, Draft, Published, Subscription
from bot.storage import tables
from bot.storage.publishing_tables import digests, drafts, published, subscriptions
from bot.storage.repositories import Repository, mapping, values_of


class Drafts(Repository):
    """Champions' answers on their way to become articles."""

    def add(self, draft: Draft) -> int:
        """Keep a new one and return its number."""
        return self._insert(drafts, draft)

    def get(self, number: int) -> Draft | None:
        """Return one, or None."""
        row = self._connection.execute(sa.select(drafts).where(drafts.c.number == number)).first()
        return Draft(**mapping(row)) if row else None

    def list(self, states: Sequence[str] = ()) -> Sequence[Draft]:
        """Return those in some states (or all), the one that has waited longest first."""
        chosen = sa.select(drafts).order_by(drafts.c.changed, drafts.c.number)
        if states:
            chosen = chosen.where(drafts.c.state.in_(states))
        return [Draft(**mapping(row)) for row in self._connection.execute(chosen)]

    def put(self, draft: Draft) -> None:
        """Keep a draft as it is now and count its version; raises ConflictError when somebody changed it meanwhile."""
        values = values_of(draft) | {"version": draft.version + 1}
        same = sa.and_(drafts.c.number == values.pop("number"), drafts.c.version == draft.version)
        if not self._connection.execute(sa.update(drafts).where(same).values(**values)).rowcount:
            message = (
                f"Draft {draft.number} was changed by a colleague meanwhile; nothing was overwritten. "
                "Open it again, then make your change."
            )
            raise ConflictError(message)
        draft.version += 1


class PublishedAnswers(Repository):
    """Versions of published champions' answers; they are only added."""

    def add(self, version: Published) -> int:
        """Keep a new version; raises ConflictError when somebody added that version meanwhile."""
        values = values_of(version)
        del values["number"]
        if not _added(self._connection, published, values):
            message = (
                f"“{version.title}” was changed by a colleague meanwhile; nothing was overwritten. "
                "Open it again, then make your change."
            )
            raise ConflictError(message)
        return self.newest()

    def history(self, article: str) -> Sequence[Published]:
        """Return all versions of one answer, the newest first."""
        chosen = sa.select(published).where(published.c.article == article).order_by(published.c.version.desc())
        return [Published(**mapping(row)) for row in self._connection.execute(chosen)]

    def current(self) -> Sequence[Published]:
        """Return the newest version of every answer, unpublished ones too, the newest first."""
        newest = sa.select(published.c.article, sa.func.max(published.c.version).label("newest")).group_by(
            published.c.article
        )
        last = newest.subquery()
        same = sa.and_(published.c.article == last.c.article, published.c.version == last.c.newest)
        chosen = sa.select(published).join(last, same).order_by(published.c.at.desc(), published.c.number.desc())
        return [Published(**mapping(row)) for row in self._connection.execute(chosen)]

    def newest(self) -> int:
        """Return the number of the version that was added last; 0 when there is none."""
        return int(self._connection.execute(sa.select(sa.func.max(published.c.number))).scalar() or 0)


class Subscriptions(Repository):
    """Conversations that want to be told something later."""

    def add(self, subscription: Subscription) -> None:
        """Keep one; a second time changes nothing."""
        _added(self._connection, subscriptions, values_of(subscription))

    def remove(self, conversation: str, kind: str) -> bool:
        """Forget one; return whether there was one."""
        return bool(self._connection.execute(sa.delete(subscriptions).where(_same(conversation, kind))).rowcount)

    def list(self, kind: str) -> Sequence[Subscription]:
        """Return all of a kind."""
        table = subscriptions
        chosen = sa.select(table).where(table.c.kind == kind).order_by(table.c.since, table.c.conversation)
        return [Subscription(**mapping(row)) for row in self._connection.execute(chosen)]

    def beginning(self, kind: str, conversation: str = "") -> Sequence[Subscription]:
        """Return all whose kind begins so, of one conversation or of all; those of each stand together."""
        table = subscriptions
        chosen = sa.select(table).where(table.c.kind.startswith(kind, autoescape=True))
        if conversation:
            chosen = chosen.where(table.c.conversation == conversation)
        ordered = chosen.order_by(table.c.conversation, table.c.since, table.c.kind)
        return [Subscription(**mapping(row)) for row in self._connection.execute(ordered)]

    def has(self, conversation: str, kind: str) -> bool:
        """Tell whether there is one."""
        chosen = sa.select(sa.literal(1)).where(_same(conversation, kind))
        return self._connection.execute(chosen).first() is not None

    def tell(self, before: Subscription, now: Subscription) -> bool:
        """Keep what was told; False when it has ended, or was told something by somebody else, since it was read."""
        table = subscriptions
        found = sa.update(table).where(_same(before.conversation, before.kind), table.c.told == before.told)
        return bool(self._connection.execute(found.values(told=now.told, told_at=now.told_at)).rowcount)


class Digests(Repository):
    """Weekly digests, and the counts that they are made of."""

    def add(self, digest: Digest) -> bool:
        """Keep a new one; return False when that week has one."""
        return _added(self._connection, digests, values_of(digest))

    def get(self, week: str) -> Digest | None:
        """Return one, or None."""
        row = self._connection.execute(sa.select(digests).where(digests.c.week == week)).first()
        return Digest(**mapping(row)) if row else None

    def list(self) -> Sequence[Digest]:
        """Return all, the newest first."""
        chosen = sa.select(digests).order_by(digests.c.week.desc())
        return [Digest(**mapping(row)) for row in self._connection.execute(chosen)]

    def asked(self, since: datetime.datetime, until: datetime.datetime) -> Mapping[str, int]:
        """Return how often each article was the answer in a period."""
        table = tables.interactions
        chosen = (
            sa.select(table.c.article, sa.func.count())
            .where(table.c.outcome == OutcomeName.ANSWER.value, table.c.at >= since, table.c.at < until)
            .group_by(table.c.article)
        )
        return {str(article): int(times) for article, times in self._connection.execute(chosen)}


def _same(conversation: str, kind: str) -> Any:
    return sa.and_(subscriptions.c.conversation == conversation, subscriptions.c.kind == kind)


def _added(connection: Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; return whether it was inserted.

    Not with a savepoint: Python's sqlite3 begins no transaction before one, so releasing it would commit at once.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return bool(connection.execute(insert(table).values(**values).on_conflict_do_nothing()).rowcount)
