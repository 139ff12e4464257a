"""Finished documents, as ciphertext whose key is in the person's link only, and reminders of checklists."""

from sqlalchemy import Column, Integer, String, Table, Text

from bot.storage.tables import Moment, metadata

documents = Table(
    "documents",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("body", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)

checklist_reminders = Table(
    "checklist_reminders",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("tool", String(40), nullable=False),
    Column("due", Moment, nullable=False, index=True),
    Column("text", Text, nullable=False),
)
