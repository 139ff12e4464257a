"""Working time between many moments: the same as counting each pair by itself."""

import datetime
import random

from bot.helpdesk.vocabulary import Nation
from bot.helpdesk.worked import Worked
from bot.helpdesk.working_time import Hours, Span, working_between

NINE_TO_FIVE = Span(datetime.time(9), datetime.time(17))
HOURS = Hours((NINE_TO_FIVE,) * 5 + (None, None), Nation.SCOTLAND)
SINCE = datetime.datetime(2026, 9, 28, tzinfo=datetime.UTC)
UNTIL = SINCE + datetime.timedelta(weeks=16)


class TestBetween:
    def test_over_a_night(self):
        """From 4 in the afternoon to 10 in the morning: an hour and an hour."""
        start = datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC)
        worked = Worked(HOURS, SINCE, UNTIL).between(start, start + datetime.timedelta(hours=18))
        assert worked == datetime.timedelta(hours=2)

    def test_it_agrees_with_counting_each_by_itself(self):
        """The clocks change on 25 October, and St Andrew's Day and Christmas lie in between."""
        worked, chance = Worked(HOURS, SINCE, UNTIL), random.Random(4)
        for _ in range(300):
            minutes = sorted(chance.randrange(16 * 7 * 24 * 60) for _ in range(2))
            start, end = (SINCE + datetime.timedelta(minutes=minute) for minute in minutes)
            assert worked.between(start, end) == working_between(start, end, HOURS)

    def test_what_ended_before_it_began_took_no_time(self):
        assert Worked(HOURS, SINCE, UNTIL).between(UNTIL, SINCE) == datetime.timedelta(0)
