"""Finished documents: only the link opens them, and only for a day."""

import dataclasses
import datetime
import sqlite3

import pytest

from bot.services.documents import KEPT_FOR, Documents, Kept
from tests.services.asking import desk
from tests.worlds import NOON, Clock

TITLE, TEXT = "Risk plan", "# What matters\n\nTo go swimming – alone; “café”."
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def product(tmp_path, clock):
    return desk(tmp_path, clock)


@pytest.fixture
def documents(product):
    return Documents(product.units, product.clock, "https://guide.example/")


def kept(product, documents, text=TEXT):
    """Keep a document; its address."""
    with product.units() as work:
        address = documents.keep(work, TITLE, text)
        work.commit()
    return address


def token_of(address):
    return address.rpartition("/")[2]


class TestKeep:
    def test_the_address_is_of_the_gateway_and_different_each_time(self, product, documents):
        first, second = kept(product, documents), kept(product, documents)
        assert first.startswith("https://guide.example/results/")
        assert first != second

    def test_nothing_in_the_database_can_be_read_or_leads_to_the_link(self, product, documents, tmp_path):
        address = kept(product, documents)
        database = sqlite3.connect(tmp_path / "sds-guide.sqlite")
        stored = "\n".join(database.iterdump())
        for word in ("swimming", TITLE, token_of(address), address):
            assert word not in stored

    def test_half_a_character_is_no_reason_to_lose_a_document(self, product, documents):
        assert documents.read(token_of(kept(product, documents, "half \ud800"))).text == "half ?"

    def test_it_is_kept_with_the_callers_transaction_or_not_at_all(self, product, documents):
        with product.units() as work:
            address = documents.keep(work, TITLE, TEXT)
        assert documents.read(token_of(address)) is None


class TestRead:
    def test_the_link_gives_title_words_and_when_it_ends(self, product, documents):
        found = documents.read(token_of(kept(product, documents)))
        assert found == Kept(TITLE, TEXT, NOON + KEPT_FOR)

    def test_it_ends_after_a_day(self, product, documents, clock):
        token = token_of(kept(product, documents))
        clock.now += KEPT_FOR - SECOND
        assert documents.read(token) is not None
        clock.now += SECOND
        assert documents.read(token) is None

    @pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "A" * 44, "../etc/passwd", "\x00" * 43])
    def test_what_is_no_link_opens_nothing(self, product, documents, token):
        kept(product, documents)
        assert documents.read(token) is None

    def test_a_link_that_was_changed_opens_nothing(self, product, documents):
        token = token_of(kept(product, documents))
        changed = token[:-1] + ("A" if token[-1] != "A" else "B")
        assert documents.read(changed) is None

    def test_a_row_that_somebody_changed_is_not_shown(self, product, documents):
        """Two rows exchanged, or letters of one: the key no longer fits."""
        first, second = token_of(kept(product, documents)), token_of(kept(product, documents, "other"))
        from bot.services.documents import _name

        with product.units() as work:
            theirs = work.documents.get(_name(second))
            work.documents.remove_due(NOON + KEPT_FOR)
            work.documents.add(dataclasses.replace(theirs, name=_name(first)))
            work.commit()
        assert documents.read(first) is None


class TestOnce:
    def test_it_deletes_what_has_ended_and_says_how_much(self, product, documents, clock):
        kept(product, documents)
        clock.now += KEPT_FOR / 2
        later = token_of(kept(product, documents))
        clock.now += KEPT_FOR / 2
        assert (documents.once(), documents.once()) == (1, 0)
        assert documents.read(later) is not None


class TestProduct:
    def test_its_links_lead_to_where_people_reach_the_gateway(self, product):
        with product.units() as work:
            assert product.documents.keep(work, TITLE, TEXT).startswith("http://127.0.0.1:8000/results/")
