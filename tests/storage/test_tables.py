"""Moments come back as they were, in UTC, whatever zone they were given in."""

import datetime
import zoneinfo

import pytest
import sqlalchemy as sa

from bot.helpdesk.tickets import Standing, State
from bot.services.records import Ticket
from bot.storage.database import units

LONDON = zoneinfo.ZoneInfo("Europe/London")
SUMMER = datetime.datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=LONDON)
"""11:00 in UTC."""
CLOCKS_GO_BACK = datetime.datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
"""Half past one happens twice that night."""
HOUR = datetime.timedelta(hours=1)
MOMENTS = [
    SUMMER.astimezone(datetime.UTC),
    SUMMER,
    SUMMER.astimezone(zoneinfo.ZoneInfo("Pacific/Auckland")),
    CLOCKS_GO_BACK,
    CLOCKS_GO_BACK.replace(fold=1),
    datetime.datetime(2027, 3, 28, 1, 30, tzinfo=LONDON),
]


def kept(engine: sa.engine.Engine, **values: object) -> Ticket:
    """A ticket that went into the database and came back."""
    now = datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)
    with units(engine)() as unit:
        number = unit.tickets.add(Ticket("web:1", "How?", "no_match", **{"opened": now} | values, team="a"))
        unit.commit()
    with units(engine)() as unit:
        return unit.tickets.get(number)


class TestMoment:
    @pytest.mark.parametrize("moment", MOMENTS)
    def test_lease_snooze_and_due_time_are_the_same_moments_in_utc(
        self, engine: sa.engine.Engine, moment: datetime.datetime
    ):
        found = kept(engine, opened=moment, lease_until=moment, snoozed_until=moment, due=moment, answered=moment)
        moments = (found.opened, found.lease_until, found.snoozed_until, found.due, found.answered)
        assert moments == (moment.astimezone(datetime.UTC),) * 5
        assert {each.tzinfo for each in moments} == {datetime.UTC}

    def test_the_hour_that_happens_twice_stays_two_hours(self, engine: sa.engine.Engine):
        first, second = (kept(engine, due=CLOCKS_GO_BACK.replace(fold=fold)).due for fold in (0, 1))
        assert second - first == HOUR

    def test_a_moment_without_a_zone_is_refused(self, engine: sa.engine.Engine):
        with pytest.raises(Exception, match="has no time zone"):
            kept(engine, due=SUMMER.replace(tzinfo=None))

    def test_none_stays_none(self, engine: sa.engine.Engine):
        assert kept(engine).due is None

    @pytest.mark.parametrize("field", ["lease_until", "snoozed_until"])
    def test_a_lease_or_snooze_given_in_london_time_ends_at_its_moment(self, engine: sa.engine.Engine, field: str):
        state = State.CLAIMED if field == "lease_until" else State.SNOOZED
        found = kept(engine, state=state.value, owner=1, **{field: SUMMER})
        before = SUMMER.astimezone(datetime.UTC) - datetime.timedelta(microseconds=1)
        with units(engine)() as unit:
            assert unit.tickets.overdue(before) == []
            assert [t.number for t in unit.tickets.overdue(SUMMER)] == [found.number]
        assert found.standing.as_of(before).state is state
        assert found.standing.as_of(SUMMER) == Standing(team="a")

    def test_a_server_that_runs_in_london_time_makes_no_difference(self, server: str):
        engine = sa.create_engine(server, future=True)
        moment = sa.bindparam("moment", SUMMER, type_=_type())
        with engine.connect() as connection:
            connection.execute(sa.text("SET TIME ZONE 'Europe/London'"))
            found = connection.execute(sa.select(sa.cast(moment, _type()))).scalar_one()
        assert (found, found.tzinfo) == (SUMMER, datetime.UTC)


def _type() -> sa.types.TypeEngine:
    from bot.storage.tables import Moment

    return Moment()
