"""People of the desk: added, changed, away, gone."""

import datetime
import json
import pathlib

import pytest

from bot.errors import ConflictError, RefusedError, UnknownItemError
from bot.helpdesk.access import Function, Role
from bot.services.access_links import PASSWORD, SIGN_IN
from bot.services.people import Details
from bot.services.people_records import DeskSession, Membership
from tests.staff import PHRASE, Staff, staff

DAY = datetime.timedelta(days=1)


@pytest.fixture
def world(tmp_path: pathlib.Path) -> Staff:
    return staff(tmp_path)


class TestAdd:
    def test_an_address_is_kept_in_small_letters_and_a_name_without_stray_spaces(self, world):
        person = world.people.add(Details("  Champion,  adults team ", " Champion@Council.Example", ["champion"]))
        assert (person.name, person.email) == ("Champion, adults team", "champion@council.example")
        assert world.people.by_email("CHAMPION@council.example").number == person.number

    @pytest.mark.parametrize(
        ("details", "why"),
        [
            (Details("", "a@b.example", ["champion"]), "1 to 120 characters"),
            (Details("x" * 121, "a@b.example", ["champion"]), "1 to 120 characters"),
            (Details("Champion", "nobody", ["champion"]), "not an e-mail address"),
            (Details("Champion", "a b@c.example", ["champion"]), "not an e-mail address"),
            (Details("Champion", "a@b.example", []), "at least one role"),
            (Details("Champion", "a@b.example", ["king"]), "The roles are: champion, reviewer, manager, admin"),
        ],
    )
    def test_bad_details_are_refused_with_what_to_do(self, world, details, why):
        with pytest.raises(RefusedError, match=why):
            world.people.add(details)
        assert (world.people.list(), world.trail()) == ([], [])

    def test_an_unknown_team_keeps_the_person_from_being_added(self, world):
        with pytest.raises(RefusedError, match=r"no team nobodys\. The teams are: carers-champions"):
            world.people.add(Details("Champion", "a@b.example", ["champion"]), functions={"nobodys": "champion"})
        assert (world.people.list(), world.trail()) == ([], [])

    def test_an_address_that_is_taken_is_refused(self, world):
        world.people.add(Details("Champion", "a@b.example", ["champion"]))
        with pytest.raises(RefusedError, match="already"):
            world.people.add(Details("Another", "A@B.example", ["champion"]))
        assert len(world.people.list()) == 1

    def test_without_a_password_nobody_signs_in(self, world):
        person = world.person()
        with pytest.raises(RefusedError):
            world.signing_in.password(person.email, "")


class TestChange:
    def test_a_change_is_kept_and_raises_the_version(self, world):
        person = world.person()
        world.people.change(person.number, 1, Details("New", "new@council.example", ["reviewer"]))
        now = world.people.show(person.number)
        assert (now.name, now.email, now.roles, now.version) == ("New", "new@council.example", (Role.REVIEWER,), 2)

    def test_an_old_page_overwrites_nothing(self, world):
        person = world.person()
        world.people.change(person.number, 1, Details("First", "a@b.example", ["champion"]))
        with pytest.raises(ConflictError, match="nothing was overwritten"):
            world.people.change(person.number, 1, Details("Second", "a@b.example", ["champion"]))
        with pytest.raises(ConflictError):
            world.people.put_teams(person.number, 1, {"sds-champions": "champion"})
        assert world.people.show(person.number).name == "First"

    def test_nobody_changes_the_own_roles(self, world):
        admin = world.person("admin")
        with pytest.raises(RefusedError, match="another administrator"):
            world.people.change(
                admin.number, 1, Details("Admin", "a@b.example", ["admin", "champion"]), by=admin.number
            )
        world.people.change(admin.number, 1, Details("New name", "a@b.example", ["admin"]), by=admin.number)
        assert world.people.show(admin.number).name == "New name"

    def test_the_last_administrator_stays_one(self, world):
        admin = world.person("admin")
        with pytest.raises(RefusedError, match="only administrator"):
            world.people.change(admin.number, 1, Details("Admin", "a@b.example", ["champion"]))
        with pytest.raises(RefusedError, match="only administrator"):
            world.people.deactivate(admin.number)
        world.person("admin")
        world.people.deactivate(admin.number)
        assert [p.active for p in world.people.list()] == [True, False]

    def test_the_trail_says_who_changed_what_but_no_address(self, world):
        admin, person = world.person("admin"), world.person()
        world.people.change(person.number, 1, Details("New", "new@council.example", ["reviewer"]), by=admin.number)
        (entry,) = world.trail("people.changed")
        assert (entry.person, entry.subject) == (admin.number, f"person {person.number}")
        assert entry.details == {
            "name": [person.name, "New"],
            "roles": [["champion"], ["reviewer"]],
            "email": ["(changed)"],
        }
        assert "@" not in json.dumps([dict(e.details) for e in world.trail()])

    def test_an_unknown_person_is_named(self, world):
        with pytest.raises(UnknownItemError, match="no person 9"):
            world.people.show(9)
        with pytest.raises(UnknownItemError, match="Nobody signs in with x@y"):
            world.people.by_email("x@y")


class TestTeams:
    def test_what_is_said_takes_the_place_of_what_was(self, world):
        person = world.person()
        world.people.put_teams(person.number, 1, {"sds-champions": "champion", "carers-champions": "deputy"})
        world.people.put_teams(person.number, 2, {"sds-champions": "manager", "carers-champions": ""})
        assert world.people.memberships(person.number) == [Membership(person.number, "sds-champions", Function.MANAGER)]
        assert world.people.managed_by(person.number) == {"sds-champions"}

    @pytest.mark.parametrize(
        ("functions", "why"), [({"x": "champion"}, "no team x"), ({"sds-champions": "king"}, "no function")]
    )
    def test_unknown_words_are_refused(self, world, functions, why):
        person = world.person()
        with pytest.raises(RefusedError, match=why):
            world.people.put_teams(person.number, 1, functions)


class TestAway:
    def test_one_is_away_until_the_day_and_not_after(self, world):
        person = world.person()
        person = world.people.away(person.number, world.clock() + DAY, " The duty line ")
        assert (person.away(world.clock()), person.away(world.clock() + DAY), person.stand_in) == (
            True,
            False,
            "The duty line",
        )

    def test_being_back_clears_the_note(self, world):
        person = world.person()
        world.people.away(person.number, world.clock() + DAY, "The duty line")
        person = world.people.away(person.number, None)
        assert (person.away(world.clock()), person.stand_in) == (False, "")

    def test_a_day_in_the_past_is_refused(self, world):
        person = world.person()
        with pytest.raises(RefusedError, match="in the future"):
            world.people.away(person.number, world.clock())


class TestDeactivate:
    def test_access_ends_at_once_and_the_address_is_free(self, world):
        person, _ = world.ready()
        link = world.links.link(person.number, SIGN_IN)
        with world.units() as work:
            work.desk_sessions.add(DeskSession("a", "signed_in", world.clock(), world.clock(), person.number))
            work.commit()
        world.people.put_teams(person.number, None, {"sds-champions": "champion"})
        world.people.deactivate(person.number)
        with world.units() as work:
            assert work.desk_sessions.get("a") is None
            left = work.people.get(person.number)
        assert (left.active, left.email, left.password_hash, left.totp_secret) == (False, None, "", "")
        assert world.people.memberships(person.number) == []
        with pytest.raises(RefusedError):
            world.links.sign_in(link)
        with pytest.raises(RefusedError):
            world.signing_in.password(person.email, PHRASE)
        assert world.people.add(Details("Next", person.email, ["champion"])).number != person.number

    def test_number_and_name_stay_for_the_trail(self, world):
        person = world.person()
        world.people.deactivate(person.number)
        assert [(p.number, p.name, p.active) for p in world.people.list()] == [(person.number, person.name, False)]

    def test_what_the_person_held_is_released_afterwards(self, world):
        person = world.person()
        world.people.deactivate(person.number)
        assert world.left == [person.number]

    def test_nobody_leaves_twice_or_ends_the_own_access(self, world):
        person, admin = world.person(), world.person("admin")
        world.people.deactivate(person.number)
        with pytest.raises(UnknownItemError):
            world.people.deactivate(person.number)
        with pytest.raises(RefusedError, match="your own access"):
            world.people.deactivate(admin.number, by=admin.number)
        assert world.left == [person.number]

    def test_a_password_link_given_before_is_worth_nothing(self, world):
        person = world.person()
        link = world.links.link(person.number, PASSWORD)
        world.people.deactivate(person.number)
        with pytest.raises(RefusedError):
            world.links.set_password(link, PHRASE)
