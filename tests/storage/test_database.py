"""Units of work, migrations, and errors that say what to do."""

import contextlib
import pathlib

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.errors import StorageError
from bot.services.records import Conversation, Delivery
from bot.storage import tables
from bot.storage.database import connect, units, upgrade
from tests.worlds import NOON


class TestUnitOfWork:
    def test_nothing_is_kept_without_commit(self, engine: sa.engine.Engine):
        with units(engine)() as unit:
            unit.conversations.put(Conversation("web:1"))
        with units(engine)() as unit:
            assert unit.conversations.get("web:1") is None

    def test_an_error_rolls_everything_back(self, engine: sa.engine.Engine):
        unit = units(engine)()
        with contextlib.suppress(ZeroDivisionError), unit:
            unit.conversations.put(Conversation("web:1"))
            unit.deliveries.begin(Delivery("teams:7", "web:1", NOON))
            raise ZeroDivisionError
        with units(engine)() as unit:
            assert unit.conversations.get("web:1") is None
            assert unit.deliveries.begin(Delivery("teams:7", "web:1", NOON)) is None

    def test_what_is_committed_stays(self, engine: sa.engine.Engine):
        with units(engine)() as unit:
            unit.conversations.put(Conversation("web:1"))
            unit.commit()
        with units(engine)() as unit:
            assert unit.conversations.get("web:1") == Conversation("web:1", choices=[])


class TestUpgrade:
    def test_migrations_make_the_tables_that_the_code_uses(self, engine: sa.engine.Engine):
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []

    def test_a_second_upgrade_changes_nothing(self, engine: sa.engine.Engine):
        with units(engine)() as unit:
            unit.conversations.put(Conversation("web:1"))
            unit.commit()
        upgrade(engine)
        with units(engine)() as unit:
            assert unit.conversations.get("web:1") is not None


class TestStorageErrors:
    ADVICE = r"guide\.sqlite cannot be used: .* Check that the folder can be written to, .* SDS_DATABASE_URL is right"

    def test_a_read_only_database_says_what_to_do(self, tmp_path: pathlib.Path):
        address = f"sqlite:///{tmp_path / 'guide.sqlite'}"
        upgrade(connect(address))
        engine = connect(address)
        # Permissions do not bind root; SQLite's own switch gives the same error.
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
        with pytest.raises(StorageError, match=self.ADVICE) as error, units(engine)() as unit:
            unit.conversations.put(Conversation("web:1"))
        assert "readonly database" in str(error.value)

    def test_a_file_that_is_no_database_says_what_to_do(self, tmp_path: pathlib.Path):
        (tmp_path / "guide.sqlite").write_text("not a database, " * 100)
        engine = connect(f"sqlite:///{tmp_path / 'guide.sqlite'}")
        with pytest.raises(StorageError, match=self.ADVICE):
            upgrade(engine)
        with pytest.raises(StorageError, match=self.ADVICE), units(engine)():
            pass

    @pytest.mark.parametrize("address", ["nonsense", "cobol://host/name"])
    def test_an_address_that_means_nothing_names_its_setting(self, address: str):
        with pytest.raises(StorageError, match="SDS_DATABASE_URL is right"):
            connect(address)

    def test_a_server_that_does_not_answer_is_named_without_its_password(self):
        engine = connect("postgresql://guide:hush@127.0.0.1:9/guide")
        with pytest.raises(StorageError, match="SDS_DATABASE_URL is right") as error, units(engine)():
            pass
        assert "hush" not in str(error.value)

    def test_an_address_that_means_nothing_is_shown_without_its_password(self):
        with pytest.raises(StorageError) as error:
            connect("cobol://guide:hush@host/name")
        assert "hush" not in str(error.value)

    def test_a_port_that_is_no_number_names_its_setting(self):
        with pytest.raises(StorageError, match="SDS_DATABASE_URL is right"):
            connect("postgresql://guide@host:port/name")
