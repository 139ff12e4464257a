"""Tables of invitations to the chat."""

from sqlalchemy import Column, DateTime, Integer, String, Table

from bot.storage.tables import metadata

invitations = Table(
    "invitations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("label", String(100), nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires", DateTime(timezone=True), nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("created_by", Integer),
)

invited = Table(
    "invited",
    metadata,
    Column("conversation", String(200), primary_key=True),
    Column("invitation", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
