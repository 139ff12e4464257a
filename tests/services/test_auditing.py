"""The audit trail in pages."""

import pytest

from bot.services.auditing import A_PAGE, Auditing
from bot.services.people_records import AuditEntry, AuditFilter
from tests.staff import START, staff


@pytest.fixture
def auditing(tmp_path):
    world = staff(tmp_path)
    with world.units() as work:
        for number in range(A_PAGE + 1):
            work.audit.add(AuditEntry(START, "ticket.claimed", f"ticket {number}"))
        work.commit()
    return Auditing(world.units)


class TestPage:
    def test_the_newest_are_on_the_first(self, auditing):
        page = auditing.page(AuditFilter())
        assert (page.entries[0].subject, len(page.entries), page.pages) == (f"ticket {A_PAGE}", A_PAGE, 2)
        assert [entry.subject for entry in auditing.page(AuditFilter(), 2).entries] == ["ticket 0"]

    @pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (99, 2)])
    def test_a_number_out_of_range_shows_the_nearest(self, auditing, asked, shown):
        assert auditing.page(AuditFilter(), asked).number == shown

    def test_nothing_found_is_one_empty_page(self, auditing):
        page = auditing.page(AuditFilter("people"))
        assert (list(page.entries), page.number, page.pages, page.total) == ([], 1, 1, 0)
