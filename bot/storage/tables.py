"""The tables. Texts in them are masked before they get here."""

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, Boolean, Column, DateTime, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()


class Moment(sa.types.TypeDecorator):
    """A moment, kept and given back in UTC: SQLite forgets the zone, and PostgreSQL answers in the server's own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Any) -> datetime.datetime | None:
        """Turn to UTC; a moment without a zone is a mistake of the code."""
        if value is not None and value.tzinfo is None:
            message = f"{value.isoformat()} has no time zone; moments are in UTC."
            raise ValueError(message)
        return value.astimezone(datetime.UTC) if value is not None else None

    def process_result_value(self, value: datetime.datetime | None, dialect: Any) -> datetime.datetime | None:
        """Give the zone back."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=datetime.UTC)
        return value.astimezone(datetime.UTC)


conversations = Table(
    "conversations",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("nation", String(20), nullable=False),
    Column("role", String(40), nullable=False, default=""),
    Column("last_question", Text, nullable=False, default=""),
    Column("last_article", String(200)),
    Column("last_interaction", Integer),
    Column("choices", JSON, nullable=False),
    Column("pending", String(60), nullable=False, default=""),
    Column("tool", JSON(none_as_null=True)),
    Column("updated", Moment, nullable=False, server_default=sa.func.now(), onupdate=sa.func.now()),
)

interactions = Table(
    "interactions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40)),
    Column("article", String(200)),
    Column("version", Integer),
    Column("confidence", Float),
    Column("nation", String(20)),
    Column("role", String(40), nullable=False, default=""),
    Column("intent", String(60)),
    Column("candidates", JSON, nullable=False),
    Column("masked", JSON, nullable=False),
    Column("ticket", Integer),
    Column("milliseconds", JSON, nullable=False),
    Column("helpful", Boolean),
    Index("interactions_figures", "at", "outcome", "article"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("opened", Moment, nullable=False),
    Column("team", String(60), nullable=False),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("state", String(20), nullable=False, index=True),
    Column("nation", String(20), nullable=False),
    Column("role", String(40), nullable=False, default=""),
    Column("candidates", JSON, nullable=False),
    Column("answer", Text),
    Column("answered", Moment),
    Column("answered_by", String(200)),
    Column("asker", String(8), nullable=False, default=""),
    Column("owner", Integer, index=True),
    Column("lease_until", Moment),
    Column("snoozed_until", Moment),
    Column("merged_into", Integer, index=True),
    Column("round", Integer, nullable=False, default=0),
    Column("asked_back", Boolean, nullable=False, default=False),
    Column("due", Moment),
    Column("reminded", Integer, nullable=False, default=0),
    Column("named", String(200), nullable=False, default=""),
    Column("article", String(200)),
    Column("version", Integer, nullable=False, default=0),
    Index("tickets_queue", "state", "urgent", "opened"),
    Index("tickets_list", "team", "state", "urgent", "opened"),
    Index("tickets_opened", "opened"),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("ticket", Integer, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("by", Integer),
    Column("text", Text, nullable=False, default=""),
    Index("ticket_events_kind", "kind", "at", "ticket"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(200), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("body", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("next_attempt", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent", Moment),
    Column("dead", Boolean, nullable=False, default=False),
    Column("unsure", Integer, nullable=False, default=0),
    Index("outbox_due", "sent", "dead", "next_attempt"),
    Index("outbox_conversation", "conversation", "number"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(300), primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("replies", JSON),
)
