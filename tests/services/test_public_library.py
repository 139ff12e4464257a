"""The library shows what is published, and nothing about people."""

import pytest

from bot.errors import UnknownItemError
from bot.services import public_library
from tests.services.publishing_world import OTHER, QUESTIONS, approved, in_review, staffed
from tests.worlds import NOON


@pytest.fixture
def product(tmp_path):
    return staffed(tmp_path)


def titles(shown):
    return [entry.title for entry in shown.entries]


class TestSearch:
    def test_drafts_are_not_in_it_and_answers_taken_back_are_gone(self, product):
        in_review(product)
        assert product.public_library.search().entries == []
        published = approved(product, questions=[f"{each} please" for each in QUESTIONS])
        assert product.public_library.search().found == 1
        product.publishing.unpublish(published.article, "Wrong.", by=OTHER, shown=1)
        assert product.public_library.search().found == 0

    def test_all_words_must_be_there_in_any_case(self, product):
        approved(product)
        search = product.public_library.search
        assert search("TAXI receipts").found == 1
        assert search("taxi aeroplane").found == 0
        assert search("wording-that-only-askers-used bingo").found == 0
        assert search("bingo").found == 1
        assert search("!!!").found == 1

    def test_by_topic(self, product):
        approved(product)
        assert product.public_library.search(topic="budgets").found == 1
        assert product.public_library.search(topic="risk").found == 0
        ((name, _, count),) = product.public_library.topics()
        assert (name, count) == ("budgets", 1)

    def test_pages_end_where_the_answers_end(self, product, monkeypatch):
        monkeypatch.setattr(public_library, "PAGE", 1)
        approved(product)
        approved(product, questions=[f"{n} please ask me that" for n in ("one", "two", "three", "four")])
        assert titles(product.public_library.search(page=2)) == ["Can my mum use her budget for a taxi to bingo"]
        assert product.public_library.search(page=99).page == 2
        assert product.public_library.search(page=-1).page == 1


class TestShow:
    def test_an_answer_is_shown_with_team_day_and_nation(self, product):
        published = approved(product)
        entry = product.public_library.show(published.article, NOON.date())
        assert (entry.team, entry.given, entry.nation) == (published.team_title, NOON.date(), "scotland")

    def test_what_is_not_published_is_not_there(self, product):
        with pytest.raises(UnknownItemError, match="no such answer"):
            product.public_library.show("budgets/champion-nothing", NOON.date())
