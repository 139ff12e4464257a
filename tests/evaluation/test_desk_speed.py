"""The desk's bench: a small crowd, every page once."""

import pytest

from bot.evaluation.desk_crowd import crowd, with_articles
from bot.evaluation.desk_speed import PAGES, run_desk_speed
from bot.settings import settings
from tests.worlds import HOME, world

SMALL = 0.05


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("SDS_HOME", str(HOME))
    settings.cache_clear()
    yield
    settings.cache_clear()


class TestCrowd:
    def test_there_are_as_many_articles_as_wanted(self, tmp_path):
        content = with_articles(world(tmp_path).content, 1000)
        assert len(content.articles) == 1000
        assert all(name == article.id for name, article in content.articles.items())

    def test_tickets_have_lived(self, tmp_path):
        product = world(tmp_path)
        seer = crowd(product, SMALL)
        with product.units() as work:
            assert sum(work.tickets.counts().values()) == 500
            assert len(work.tickets.counts()) == 7
            assert {event.kind for number in range(1, 501) for event in work.ticket_events.of(number)} > {
                "opened",
                "claimed",
                "answered",
            }
            assert {m.team for m in work.people.memberships(seer)} == set(product.routing.names)


class TestSpeed:
    def test_every_page_answers_and_is_measured(self, capsys):
        found = run_desk_speed(1, SMALL)
        assert [one.page for one in found] == list(PAGES)
        assert all(one.p50 > 0 for one in found)
        assert "answers" not in capsys.readouterr().out
