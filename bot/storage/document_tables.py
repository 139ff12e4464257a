"""The table of finished documents. What stands in it is ciphertext; the key is in the person's link only."""

from sqlalchemy import Column, String, Table, Text

from bot.storage.tables import Moment, metadata

documents = Table(
    "documents",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("body", Text, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)
