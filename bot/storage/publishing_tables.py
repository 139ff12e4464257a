"""Tables of drafts, published champions' answers, subscriptions and digests."""

from sqlalchemy import JSON, Column, Date, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables import Moment, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("title", String(200), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("nation", String(20), nullable=False),
    Column("audience", JSON, nullable=False),
    Column("short", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("next_step", Text, nullable=False),
    Column("who_to_ask", Text, nullable=False),
    Column("asks", JSON, nullable=False),
    Column("reaches", JSON, nullable=False),
    Column("must_not_reach", JSON, nullable=False),
    Column("nearest", JSON, nullable=False),
    Column("tickets", JSON, nullable=False),
    Column("acknowledged", JSON, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("note", Text, nullable=False),
    Column("author", Integer, nullable=False),
    Column("reviewer", Integer),
    Column("article", String(200)),
    Column("base", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)

published = Table(
    "published",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("article", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("content", JSON, nullable=False),
    Column("acknowledged", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("golden", Text, nullable=False),
    Column("team", String(60), nullable=False),
    Column("team_title", String(200), nullable=False),
    Column("given", Date, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("by", Integer, nullable=False),
    Column("author", Integer, nullable=False),
    Column("draft", Integer, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("article", "version", name="published_version"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("conversation", String(200), primary_key=True),
    Column("kind", String(220), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("told", Text, nullable=False),
    Column("told_at", Moment),
)

digests = Table(
    "digests",
    metadata,
    Column("week", String(10), primary_key=True),
    Column("written", Moment, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("answered", JSON, nullable=False),
    Column("changed", JSON, nullable=False),
)
