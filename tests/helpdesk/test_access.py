"""The access table: who may do what."""

import datetime

import pytest

from bot.helpdesk.access import WHO_MAY, Act, Role, known_roles, may
from bot.services.people_records import Person

NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
TABLE = {
    Role.CHAMPION: {Act.OWN_ACCOUNT, Act.TICKETS, Act.DRAFTS, Act.ARTICLES},
    Role.REVIEWER: {Act.OWN_ACCOUNT, Act.TICKETS, Act.DRAFTS, Act.ARTICLES, Act.REVIEW},
    Role.MANAGER: {
        Act.OWN_ACCOUNT,
        Act.TICKETS,
        Act.DRAFTS,
        Act.ARTICLES,
        Act.REASSIGN,
        Act.FIGURES,
        Act.DEAD_LETTERS,
        Act.SEE_PEOPLE,
        Act.INVITE,
    },
    Role.ADMIN: {Act.OWN_ACCOUNT, Act.ARTICLES, Act.FIGURES, Act.SEE_PEOPLE, Act.CHANGE_PEOPLE, Act.INVITE, Act.AUDIT},
}


class TestTable:
    def test_every_act_is_decided(self):
        assert set(WHO_MAY) == set(Act)

    @pytest.mark.parametrize("role", Role)
    def test_a_role_may_do_exactly_this(self, role: Role):
        assert {act for act in Act if may([role], act)} == TABLE[role]

    def test_an_administrator_sees_no_questions(self):
        assert not any(may([Role.ADMIN], act) for act in (Act.TICKETS, Act.DRAFTS, Act.REVIEW, Act.DEAD_LETTERS))

    def test_roles_add_up(self):
        both = {act for act in Act if may([Role.CHAMPION, Role.ADMIN], act)}
        assert both == TABLE[Role.CHAMPION] | TABLE[Role.ADMIN]

    def test_without_a_role_nobody_may_anything(self):
        assert [act for act in Act if may([], act)] == []


class TestPerson:
    def test_who_has_left_may_nothing(self):
        person = Person("Champion", None, NOW, tuple(Role), active=False)
        assert [act for act in Act if person.may(act)] == []


class TestKnownRoles:
    def test_each_comes_once_and_in_the_order_of_the_table(self):
        assert known_roles(["admin", "champion", "admin"]) == (Role.CHAMPION, Role.ADMIN)

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(ValueError, match="king"):
            known_roles(["king"])
