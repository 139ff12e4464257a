"""Until when a ticket is put aside."""

import datetime

import pytest

from bot.errors import RefusedError
from bot.helpdesk.snoozing import until
from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.working_time import Hours, Span

HOURS = Hours((Span(datetime.time(9), datetime.time(17)),) * 5 + (None, None), Nation.SCOTLAND)


def at(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


class TestUntil:
    def test_tomorrow_is_when_the_team_opens_next_day(self):
        assert until("tomorrow", "", at(2026, 11, 24, 16), HOURS) == at(2026, 11, 25, 9)

    def test_on_a_friday_tomorrow_is_monday(self):
        assert until("tomorrow", "", at(2026, 11, 20, 16), HOURS) == at(2026, 11, 23, 9)

    def test_late_in_a_summer_evening_tomorrow_is_the_day_on_the_wall(self):
        """Half past eleven in UTC is half past midnight on the wall, on Thursday."""
        assert until("tomorrow", "", at(2026, 7, 1, 23, 30), HOURS) == at(2026, 7, 3, 8)

    def test_in_a_week(self):
        assert until("week", "", at(2026, 11, 18, 10), HOURS) == at(2026, 11, 25, 9)

    @pytest.mark.parametrize("typed", ["2026-12-01", "1/12/2026", " 01.12.2026 "])
    def test_a_day(self, typed):
        assert until("date", typed, at(2026, 11, 24, 16), HOURS) == at(2026, 12, 1, 9)

    @pytest.mark.parametrize("typed", ["2026-11-24", "2026-11-23", "2027-11-23", "", "soon", "31/02/2027"])
    def test_today_the_past_and_the_far_future_are_refused(self, typed):
        with pytest.raises(RefusedError):
            until("date", typed, at(2026, 11, 24, 16), HOURS)

    def test_without_a_choice_it_is_refused(self):
        with pytest.raises(RefusedError, match="Choose until when"):
            until("", "", at(2026, 11, 24, 16), HOURS)
