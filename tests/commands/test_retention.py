"""`sds retention`: what would go, and taking it away."""

import datetime

import pytest

from bot import wiring
from bot.helpdesk.keeping import RULES
from bot.services.records import Delivery

LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def old(sds):
    """A delivery of long ago."""
    with wiring.product().units() as work:
        work.deliveries.begin(Delivery("d", "telegram:1", LONG_AGO))
        work.commit()


def due(found):
    return {each["rule"]: each["rows"] for each in found["due"]}


class TestRetention:
    def test_a_dry_run_shows_all_rules_and_changes_nothing(self, sds, old):
        for _ in range(2):
            found = sds("retention", "--dry-run", "--json").json
            assert list(due(found)) == [rule.name for rule in RULES]
            assert (due(found)["deliveries"], found["cleared"]) == (1, 0)

    def test_without_it_what_is_due_goes(self, sds, old):
        assert sds("retention", "--json").json["cleared"] == 1
        assert due(sds("retention", "--dry-run", "--json").json)["deliveries"] == 0

    def test_it_tells_a_person_the_same(self, sds, old):
        assert "Nothing was changed." in sds("retention", "--dry-run").said
        assert "1 rows went or lost their words." in sds("retention").said

    def test_an_organisations_own_period_counts(self, sds, monkeypatch):
        monkeypatch.setenv("SDS_KEEP_TICKETS_DAYS", "180")
        days = {each["rule"]: each["days"] for each in sds("retention", "--dry-run", "--json").json["due"]}
        assert (days["tickets"], days["ticket_events"], days["interactions"]) == (180, 180, 365)

    def test_a_period_that_cannot_be_is_refused(self, fails, monkeypatch):
        monkeypatch.setenv("SDS_KEEP_TICKETS_DAYS", "0")
        assert "SDS_KEEP_TICKETS_DAYS" in fails("retention")
