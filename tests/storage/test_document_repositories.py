"""Sealed documents on SQLite and PostgreSQL."""

import datetime

import pytest

from bot.services.documents_ports import Sealed
from bot.storage.database import units
from tests.worlds import NOON

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def work(engine):
    with units(engine)() as found:
        yield found


class TestSealedDocuments:
    def test_one_is_returned_as_it_was_kept(self, work):
        work.documents.add(Sealed("a", "secret", NOON))
        assert work.documents.get("a") == Sealed("a", "secret", NOON)

    def test_none_has_another_name(self, work):
        work.documents.add(Sealed("a", "secret", NOON))
        assert work.documents.get("b") is None

    def test_those_whose_time_is_over_go_and_the_others_stay(self, work):
        for name, until in (("before", NOON - SECOND), ("now", NOON), ("later", NOON + SECOND)):
            work.documents.add(Sealed(name, "x", until))
        assert work.documents.remove_due(NOON) == 2
        assert [work.documents.get(name) is not None for name in ("before", "now", "later")] == [False, False, True]
