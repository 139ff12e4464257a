"""Several at once: processes that start, workers that send, turns that do the same, transactions that overtake."""

import datetime
import pathlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from bot.services.publishing_records import Subscription
from bot.services.records import Conversation, Delivery, Message
from bot.storage.database import connect, units, upgrade
from tests.worlds import NOON

REPLIES = [{"text": "Hello"}]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs at the same time; their results."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(10)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(20) for future in [pool.submit(run, job) for job in jobs]]


def _mode(engine: sa.engine.Engine) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


def message(key: str, **changes: Any) -> Message:
    values = {"body": {"text": "Hello"}, "created": NOON, "next_attempt": NOON}
    return Message("web:1", key, **values | changes)


class TestConnect:
    @pytest.mark.parametrize("attempt", range(20))
    def test_processes_that_open_one_new_file_wait_for_each_other(self, tmp_path: pathlib.Path, attempt: int):
        """SQLite itself does not wait while another turns the file to WAL; one in fifteen such meetings failed."""
        engines = [connect(f"sqlite:///{tmp_path / f'{attempt}.sqlite'}") for _ in range(8)]
        modes = at_once(*(lambda engine=engine: _mode(engine) for engine in engines))
        assert modes == ["wal"] * len(engines)

    def test_a_file_that_is_no_database_is_not_waited_for(self, tmp_path: pathlib.Path):
        (tmp_path / "guide.sqlite").write_text("a letter, and no database " * 100)
        with pytest.raises(sa.exc.DatabaseError, match="not a database"):
            _mode(connect(f"sqlite:///{tmp_path / 'guide.sqlite'}"))


class TestUpgrade:
    def test_processes_that_start_together_migrate_once(self, tmp_path: pathlib.Path):
        engines = [connect(f"sqlite:///{tmp_path / 'guide.sqlite'}") for _ in range(3)]
        at_once(*(lambda engine=engine: upgrade(engine) for engine in engines))
        with units(engines[0])() as unit:
            assert unit.tickets.list() == []

    def test_on_postgresql_too(self, server: str):
        with sa.create_engine(server, future=True).begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        engines = [connect(server) for _ in range(3)]
        at_once(*(lambda engine=engine: upgrade(engine) for engine in engines))
        with units(engines[0])() as unit:
            assert unit.tickets.list() == []

    def test_a_migration_that_was_cut_off_leaves_nothing_behind(
        self, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ):
        engine = connect(f"sqlite:///{tmp_path / 'guide.sqlite'}")
        with monkeypatch.context() as patched:
            patched.setattr("alembic.op.create_index", _cut_off)
            with pytest.raises(ZeroDivisionError):
                upgrade(engine)
        upgrade(engine)
        with units(engine)() as unit:
            assert unit.tickets.list() == []


class TestSettle:
    def test_of_two_turns_for_one_delivery_only_one_is_kept(self, engine: sa.engine.Engine):
        begin = units(engine)
        with begin() as unit:
            unit.deliveries.begin(Delivery("web:1:a", "web:1", NOON))
            unit.commit()

        def turn(number: int) -> Any:
            with begin() as unit:
                before = unit.deliveries.settle("web:1:a", [{"text": str(number)}])
                if before is None:
                    unit.conversations.put(Conversation("web:1", last_question=str(number)))
                    unit.commit()
            return before

        first, second = at_once(lambda: turn(0), lambda: turn(1))
        winner = 0 if first is None else 1
        assert [first, second][1 - winner] == [{"text": str(winner)}]
        with begin() as unit:
            assert unit.conversations.get("web:1").last_question == str(winner)

    def test_one_with_replies_keeps_them(self, engine: sa.engine.Engine):
        with units(engine)() as unit:
            unit.deliveries.begin(Delivery("web:1:a", "web:1", NOON))
            assert unit.deliveries.settle("web:1:a", REPLIES) is None
            assert unit.deliveries.settle("web:1:a", [{"text": "Again"}]) == REPLIES

    def test_one_that_never_came_has_nothing_to_settle(self, engine: sa.engine.Engine):
        with units(engine)() as unit:
            assert unit.deliveries.settle("web:1:a", REPLIES) is None


class TestOutboxBegin:
    def test_a_try_is_noted_before_it_begins(self, engine: sa.engine.Engine):
        with units(engine)() as unit:
            unit.outbox.add(message("a"))
            (taken,) = unit.outbox.due(NOON, 10)
            assert unit.outbox.begin(taken, NOON)
            assert unit.outbox.with_key("a") == taken
            assert (taken.attempts, taken.unsure) == (1, 1)

    def test_a_worker_that_took_too_long_finds_it_taken_over(self, engine: sa.engine.Engine):
        later = NOON + datetime.timedelta(minutes=1)
        with units(engine)() as unit:
            unit.outbox.add(message("a"))
            (slow,) = unit.outbox.due(NOON, 10)
            (quick,) = unit.outbox.due(later, 10)
            assert unit.outbox.begin(quick, later)
            assert not unit.outbox.begin(slow, later)

    @pytest.mark.parametrize("ended", [{"sent": NOON}, {"dead": True}])
    def test_what_was_sent_or_given_up_is_not_tried(self, engine: sa.engine.Engine, ended: dict[str, Any]):
        with units(engine)() as unit:
            unit.outbox.add(message("a", **ended))
            assert not unit.outbox.begin(unit.outbox.with_key("a"), NOON)


class TestOutboxDue:
    def test_no_message_is_given_to_two_workers(self, engine: sa.engine.Engine):
        begin = units(engine)
        with begin() as unit:
            for number in range(20):
                unit.outbox.add(message(str(number)))
            unit.commit()

        def take() -> list[str]:
            with begin() as unit:
                found = [each.key for each in unit.outbox.due(NOON, 5)]
                unit.commit()
            return found

        taken = [key for keys in at_once(take, take, take, take) for key in keys]
        assert len(taken) == len(set(taken))


class TestOutboxAdd:
    # SQLite lets one transaction write at a time.
    @pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
    def test_a_lower_number_never_comes_to_light_after_a_higher_one(self, engine: sa.engine.Engine):
        """A page that has seen number 2 asks for what comes after 2."""
        begin, other_is_done = units(engine), threading.Event()

        def other() -> None:
            with begin() as unit:
                unit.outbox.add(message("second"))
                unit.commit()
            other_is_done.set()

        with begin() as unit:
            unit.outbox.add(message("first"))
            thread = threading.Thread(target=other)
            thread.start()
            overtaken = other_is_done.wait(0.3)
            unit.commit()
        thread.join(10)
        with begin() as unit:
            assert [m.key for m in unit.outbox.for_conversation("web:1", 0)] == ["first", "second"]
        assert not overtaken


def _cut_off(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError


class TestTell:
    KIND = "article:a/b"

    def test_of_two_gateways_that_tell_a_change_one_sends_it(self, engine: sa.engine.Engine):
        begin = units(engine)
        before = Subscription("web:1", self.KIND, NOON, "old")
        with begin() as unit:
            unit.subscriptions.add(before)
            unit.commit()

        def tell() -> bool:
            with begin() as unit:
                mine = unit.subscriptions.tell(before, Subscription("web:1", self.KIND, NOON, "new", NOON))
                if mine:
                    unit.outbox.add(message(f"changed-{threading.get_ident()}"))
                unit.commit()
            return mine

        assert sorted(at_once(tell, tell)) == [False, True]
        with begin() as unit:
            assert len(unit.outbox.for_conversation("web:1", 0)) == 1

    def test_who_is_forgotten_while_a_gateway_tells_gets_nothing(self, engine: sa.engine.Engine):
        begin, told = units(engine), threading.Event()
        before = Subscription("web:1", self.KIND, NOON, "old")
        with begin() as unit:
            unit.subscriptions.add(before)
            unit.commit()

        def tell() -> None:
            with begin() as unit:
                unit.subscriptions.tell(before, Subscription("web:1", self.KIND, NOON, "new", NOON))
                unit.outbox.add(message("changed"))
                told.set()
                # Long enough for the other to reach what this one holds.
                threading.Event().wait(0.3)
                unit.commit()

        def forget() -> None:
            told.wait(10)
            with begin() as unit:
                unit.conversations.forget("web:1", "forgotten:x")
                unit.commit()

        at_once(tell, forget)
        with begin() as unit:
            assert unit.outbox.for_conversation("web:1", 0) == []
            assert unit.subscriptions.list(self.KIND) == []
