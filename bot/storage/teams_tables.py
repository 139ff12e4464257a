"""The tables of Teams: where conversations can be reached, and what was sent there."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table

from bot.storage.tables import Moment, metadata

references = Table(
    "teams_references",
    metadata,
    Column("conversation", String(200), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("chat", String(400), nullable=False),
    Column("personal", Boolean, nullable=False),
)

cards = Table(
    "teams_cards",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("activity", String(200), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("body", JSON, nullable=False),
    Column("ticket", Integer, index=True),
    Column("version", Integer, nullable=False),
)
