"""The tables of the champions' desk: people, teams, sessions, one-time links, audit trail."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from bot.storage.tables import Moment, metadata

people = Table(
    "people",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("email", String(320), unique=True),
    Column("roles", JSON, nullable=False),
    Column("password_hash", String(300), nullable=False, default=""),
    Column("totp_secret", String(100), nullable=False, default=""),
    Column("totp_step", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("locked_until", Moment),
    Column("active", Boolean, nullable=False, default=True),
    Column("away_until", Moment),
    Column("stand_in", String(300), nullable=False, default=""),
    Column("oidc_issuer", String(300)),
    Column("oidc_subject", String(300)),
    Column("conversation", String(200), nullable=False, default=""),
    Column("created", Moment, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("oidc_issuer", "oidc_subject", name="people_oidc"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("person", Integer, ForeignKey("people.number"), primary_key=True),
    Column("team", String(60), primary_key=True, index=True),
    Column("function", String(20), nullable=False),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person", Integer, ForeignKey("people.number"), index=True),
    Column("stage", String(20), nullable=False),
    Column("created", Moment, nullable=False),
    Column("seen", Moment, nullable=False, index=True),
    Column("data", JSON, nullable=False),
)

people_links = Table(
    "people_links",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person", Integer, ForeignKey("people.number"), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("expires", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("person", Integer, ForeignKey("people.number"), index=True),
    Column("action", String(60), nullable=False, index=True),
    Column("subject", String(200), nullable=False, index=True),
    Column("details", JSON, nullable=False),
)
