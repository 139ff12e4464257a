"""Connect, bring the tables up to date, and hand out units of work."""

import contextlib
import pathlib
import re
import sqlite3
import time
from collections.abc import Iterator
from typing import Any, Self

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError
from bot.services.ports import Units
from bot.storage.document_repositories import SealedDocuments
from bot.storage.figures import Figures
from bot.storage.invitation_repositories import Invitations
from bot.storage.outbox_repository import Outbox
from bot.storage.people_repositories import Audit, DeskSessions, Links, People
from bot.storage.publishing_repositories import Digests, Drafts, PublishedAnswers, Subscriptions
from bot.storage.reminder_repositories import ChecklistReminders
from bot.storage.repositories import Conversations, Deliveries, Interactions
from bot.storage.retention import Retention
from bot.storage.teams_repositories import Cards, References
from bot.storage.telegram_repositories import Buttons, Posts
from bot.storage.tickets import TicketEvents, Tickets

_PASSWORD = re.compile(r":[^:@/]*@")
_ALONE = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(hashtext('sds-guide migrations'))",
}
_BUSY_SECONDS = 5
"""How long a writer waits for another before the database counts as locked."""
_A_MOMENT = 0.02
"""Seconds between two looks where SQLite does not wait by itself."""


def connect(address: str) -> Engine:
    """Open a database by its SQLAlchemy address; raises StorageError when that cannot be done."""
    try:
        url = sa.engine.make_url(address)
        if url.get_backend_name() != "sqlite":
            return sa.create_engine(url, future=True, pool_pre_ping=True)
        if url.database:
            pathlib.Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        # Opening a file anew for every unit of work costs more than the work itself.
        pool = sa.pool.StaticPool if url.database in {None, "", ":memory:"} else sa.pool.QueuePool
        settings = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
        engine = sa.create_engine(url, future=True, poolclass=pool, connect_args=settings)
        sa.event.listen(engine, "connect", _sqlite_settings)
    except (SQLAlchemyError, OSError, ImportError, ValueError) as error:
        raise StorageError(_explained(_PASSWORD.sub(":***@", address), error)) from error
    return engine


def upgrade(engine: Engine) -> None:
    """Create or migrate the tables; raises StorageError when that cannot be done."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(pathlib.Path(__file__).parent / "migrations"))
    try:
        with engine.begin() as connection:
            # One process migrates, others that start at the same time wait; what was cut off leaves nothing behind.
            connection.exec_driver_sql(_ALONE[connection.dialect.name])
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise StorageError(_explained(engine.url.render_as_string(), error)) from error


class SqlUnitOfWork:
    """One transaction on one connection."""

    def __init__(self, engine: Engine) -> None:
        """Take the database; nothing connects before the unit begins."""
        self._engine = engine
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        """Begin a transaction."""
        with _storage_errors(self._engine):
            connection = self._engine.connect()
        self._connection = connection
        self.conversations = Conversations(connection)
        self.interactions = Interactions(connection)
        self.tickets = Tickets(connection)
        self.ticket_events = TicketEvents(connection)
        self.outbox = Outbox(connection)
        self.deliveries = Deliveries(connection)
        self.people = People(connection)
        self.desk_sessions = DeskSessions(connection)
        self.people_links = Links(connection)
        self.audit = Audit(connection)
        self.drafts = Drafts(connection)
        self.published = PublishedAnswers(connection)
        self.subscriptions = Subscriptions(connection)
        self.digests = Digests(connection)
        self.buttons = Buttons(connection)
        self.posts = Posts(connection)
        self.invitations = Invitations(connection)
        self.documents = SealedDocuments(connection)
        self.checklist_reminders = ChecklistReminders(connection)
        self.teams_references = References(connection)
        self.teams_cards = Cards(connection)
        self.figures = Figures(connection)
        self.retention = Retention(connection)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Roll back what was not committed, and word a database error for the one who runs the product."""
        if self._connection is not None:
            self._connection.close()
        if isinstance(error, SQLAlchemyError):
            raise StorageError(_explained(self._engine.url.render_as_string(), error)) from error

    def commit(self) -> None:
        """Keep everything."""
        if self._connection is not None:
            self._connection.commit()  # type: ignore[attr-defined]


def units(engine: Engine) -> Units:
    """Return what makes units of work on a database."""
    return lambda: SqlUnitOfWork(engine)


@contextlib.contextmanager
def _storage_errors(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StorageError(_explained(engine.url.render_as_string(), error)) from error


def _set(cursor: Any, setting: str) -> None:
    """Give SQLite a setting; it does not wait by itself while another process turns the same file to WAL."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute(f"PRAGMA {setting}")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_A_MOMENT)
        else:
            return


def _sqlite_settings(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    # WAL lets readers read while one writes; NORMAL is safe with WAL against a crash of the process.
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        _set(cursor, setting)
    cursor.close()


def _explained(address: str, error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).splitlines()[0]
    return (
        f"The database {address} cannot be used: {cause}. Check that the folder can be written to, that no other "
        "program holds the file, and that SDS_DATABASE_URL is right."
    )
