"""The tables of Telegram: long buttons, and posts that announced tickets."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from bot.storage.tables import Moment, metadata

buttons = Table(
    "buttons",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

posts = Table(
    "posts",
    metadata,
    Column("conversation", String(200), primary_key=True),
    Column("post", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket", Integer, nullable=False, index=True),
)
