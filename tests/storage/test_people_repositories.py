"""People, sessions, links and audit trail, on SQLite and PostgreSQL."""

import dataclasses
import datetime

import pytest
import sqlalchemy as sa

from bot.errors import ConflictError, RefusedError
from bot.helpdesk.access import Function, Role
from bot.services.people_records import AuditEntry, AuditFilter, DeskSession, Link, Membership, Person
from bot.storage.database import units
from tests.worlds import NOON

MINUTE = datetime.timedelta(minutes=1)


def person(name: str = "Champion", email: str | None = "champion@council.example", **values) -> Person:
    return Person(name, email, NOON, **{"roles": (Role.CHAMPION,), **values})


@pytest.fixture
def unit(engine: sa.engine.Engine):
    with units(engine)() as unit:
        yield unit


class TestPeople:
    def test_what_is_kept_comes_back_the_same(self, unit):
        kept = person(roles=(Role.CHAMPION, Role.ADMIN), away_until=NOON, stand_in="The duty line", totp_secret="ABC")
        kept.number = unit.people.add(kept)
        assert unit.people.get(kept.number) == kept
        assert unit.people.by_email("champion@council.example") == kept

    def test_an_address_is_taken_once(self, engine):
        with units(engine)() as unit:
            unit.people.add(person())
            unit.commit()
        with pytest.raises(RefusedError, match=r"champion@council\.example already"), units(engine)() as unit:
            unit.people.add(person("Another"))
        with units(engine)() as unit:
            number = unit.people.add(person("Another", "another@council.example"))
            other = unit.people.get(number)
            other.email = "champion@council.example"
            with pytest.raises(RefusedError, match="already"):
                unit.people.put(other)

    def test_many_may_have_left_without_an_address(self, unit):
        assert unit.people.add(person(email=None)) != unit.people.add(person(email=None))

    def test_a_second_change_of_the_same_version_is_refused(self, unit):
        number = unit.people.add(person())
        first, second = unit.people.get(number), unit.people.get(number)
        first.name, second.name = "First", "Second"
        unit.people.put(first)
        with pytest.raises(ConflictError, match="nothing was overwritten"):
            unit.people.put(second)
        assert (unit.people.get(number).name, unit.people.get(number).version) == ("First", 2)

    def test_a_change_does_not_set_attempts_back(self, unit):
        number = unit.people.add(person())
        read = unit.people.get(number)
        assert [unit.people.count_attempt(number, NOON) for _ in range(3)] == [1, 2, 3]
        unit.people.lock(number, NOON + MINUTE)
        unit.people.use_step(number, 7)
        unit.people.put(read)
        now = unit.people.get(number)
        assert (now.failed, now.locked_until, now.totp_step) == (3, NOON + MINUTE, 7)
        unit.people.clear_failures(number)
        assert (unit.people.get(number).failed, unit.people.get(number).locked_until) == (0, None)

    def test_nothing_is_counted_during_a_lock(self, unit):
        number = unit.people.add(person())
        unit.people.lock(number, NOON + MINUTE)
        assert [unit.people.count_attempt(number, at) for at in (NOON, NOON + MINUTE)] == [0, 1]

    def test_a_step_is_used_once_and_never_an_earlier_one(self, unit):
        number = unit.people.add(person())
        assert [unit.people.use_step(number, step) for step in (5, 5, 4, 6)] == [True, False, False, True]

    def test_those_who_left_come_last(self, unit):
        for name, active in (("Beta", True), ("Alpha", False), ("Gamma", True)):
            unit.people.add(person(name, None, active=active))
        assert [p.name for p in unit.people.list()] == ["Beta", "Gamma", "Alpha"]

    def test_somebody_is_found_by_what_a_provider_knows_or_by_chat(self, unit):
        unit.people.add(person(oidc_issuer="https://issuer", oidc_subject="7", conversation="telegram:1"))
        assert unit.people.by_subject("https://issuer", "7").name == "Champion"
        assert unit.people.by_subject("https://other", "7") is None
        assert unit.people.by_conversation("telegram:1").name == "Champion"

    def test_nobody_is_found_by_no_chat(self, unit):
        unit.people.add(person())
        assert unit.people.by_conversation("") is None

    def test_teams_are_replaced_as_a_whole(self, unit):
        number = unit.people.add(person())
        one, other = Membership(number, "a", Function.CHAMPION), Membership(number, "b", Function.MANAGER)
        unit.people.put_memberships(number, [one, other])
        assert unit.people.memberships() == [one, other]
        unit.people.put_memberships(number, [other])
        assert (unit.people.memberships(number), unit.people.memberships(team="a")) == ([other], [])


class TestDeskSessions:
    def test_one_comes_back_and_ends(self, unit):
        number = unit.people.add(person())
        session = DeskSession("a" * 64, "signed_in", NOON, NOON, number, {"next": "/desk"})
        unit.desk_sessions.add(session)
        unit.desk_sessions.seen(session.id, NOON + MINUTE)
        assert unit.desk_sessions.get(session.id) == dataclasses.replace(session, seen=NOON + MINUTE)
        unit.desk_sessions.end(session.id)
        assert unit.desk_sessions.get(session.id) is None

    def test_all_of_a_person_end_but_the_one_in_use(self, unit):
        number, other = unit.people.add(person()), unit.people.add(person(email=None))
        for name, whose in (("a", number), ("b", number), ("c", other)):
            unit.desk_sessions.add(DeskSession(name, "signed_in", NOON, NOON, whose))
        unit.desk_sessions.end_all(number, but="a")
        assert [name for name in "abc" if unit.desk_sessions.get(name)] == ["a", "c"]

    def test_old_ones_are_forgotten(self, unit):
        for name, stage, seen in (
            ("old", "signed_in", NOON - 9 * MINUTE),
            ("new", "signed_in", NOON - 2 * MINUTE),
            ("given up", "oidc", NOON - 2 * MINUTE),
            ("begun", "oidc", NOON),
        ):
            unit.desk_sessions.add(DeskSession(name, stage, seen, seen))
        unit.desk_sessions.forget_older(NOON - 8 * MINUTE, NOON - MINUTE)
        names = ("old", "new", "given up", "begun")
        assert [name for name in names if unit.desk_sessions.get(name)] == ["new", "begun"]


class TestLinks:
    def test_only_one_uses_a_link(self, unit):
        number = unit.people.add(person())
        unit.people_links.add(Link("a", number, "sign_in", NOON))
        assert unit.people_links.get("a") == Link("a", number, "sign_in", NOON)
        assert [unit.people_links.use("a"), unit.people_links.use("a")] == [True, False]

    def test_those_of_one_kind_end_together(self, unit):
        number = unit.people.add(person())
        for name, purpose in (("a", "sign_in"), ("b", "sign_in"), ("c", "password")):
            unit.people_links.add(Link(name, number, purpose, NOON))
        unit.people_links.end_all(number, "sign_in")
        assert [name for name in "abc" if unit.people_links.get(name)] == ["c"]
        unit.people_links.end_all(number)
        assert unit.people_links.get("c") is None


class TestAudit:
    @pytest.fixture
    def trail(self, unit):
        number = unit.people.add(person())
        entries = [
            AuditEntry(NOON, "people.added", "person 1", None, {"roles": ["champion"]}),
            AuditEntry(NOON, "people.added", "person 2", number),
            AuditEntry(NOON, "ticket.claimed", "ticket 1", number),
        ]
        for entry in entries:
            unit.audit.add(entry)
        return unit.audit

    def test_the_newest_come_first_and_in_pages(self, trail):
        assert [entry.subject for entry in trail.list(AuditFilter(), 2)] == ["ticket 1", "person 2"]
        assert [entry.subject for entry in trail.list(AuditFilter(), 2, 2)] == ["person 1"]
        assert trail.list(AuditFilter(), 1, 2)[0].details == {"roles": ["champion"]}

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (AuditFilter(action="people"), 2),
            (AuditFilter(action="people.added", subject="person 2"), 1),
            (AuditFilter(action="%"), 0),
            (AuditFilter(subject="person"), 0),
            (AuditFilter(), 3),
        ],
    )
    def test_a_filter_chooses(self, trail, wanted, found):
        assert (trail.count(wanted), len(trail.list(wanted, 9))) == (found, found)

    def test_one_persons_doings_are_found(self, trail):
        number = trail.list(AuditFilter(), 1)[0].person
        assert trail.count(AuditFilter(person=number)) == 2
