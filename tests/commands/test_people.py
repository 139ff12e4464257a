"""`sds people`: who may use the desk, from a terminal."""

import pytest


@pytest.fixture
def first(sds):
    """The first administrator."""
    return sds(
        "people", "add", "--email", "Admin@council.example", "--name", "Administrator", "--role", "admin", "--json"
    ).json


class TestAdd:
    def test_it_prints_a_link_for_setting_a_password(self, sds):
        ran = sds("people", "add", "--email", "a@council.example", "--name", "Administrator", "--role", "admin")
        assert "is person 1" in ran.said
        assert "\nhttp://127.0.0.1:8000/desk/sign-in/password/" in ran.said

    def test_teams_are_given_with_what_the_person_does(self, sds):
        added = sds(
            *("people", "add", "--email", "c@council.example", "--name", "Champion", "--role", "champion"),
            *("--role", "reviewer", "--team", "sds-champions:champion", "--team", "carers-champions:deputy", "--json"),
        ).json
        assert added["roles"] == ["champion", "reviewer"]
        assert added["teams"] == {"carers-champions": "deputy", "sds-champions": "champion"}

    def test_a_mistake_adds_nobody(self, sds, fails):
        common = ("people", "add", "--email", "c@council.example", "--name", "Champion")
        assert fails(*common).startswith("Choose at least one role")
        assert fails(*common, "--role", "champion", "--team", "sds-champions").endswith("as sds-champions:champion.")
        assert fails(*common, "--role", "champion", "--team", "x:champion").startswith("There is no team x.")
        assert sds("people", "list", "--json").json == []

    def test_the_public_address_is_the_settings(self, sds, monkeypatch):
        monkeypatch.setenv("SDS_PUBLIC_URL", "https://sds.council.example/")
        ran = sds("people", "add", "--email", "a@council.example", "--name", "Administrator", "--role", "admin")
        assert "\nhttps://sds.council.example/desk/sign-in/password/" in ran.said


class TestList:
    def test_without_people_it_says_what_to_do(self, sds):
        assert "sds people add" in sds("people", "list").said

    def test_nothing_is_told_that_opens_a_door(self, sds, first):
        (person,) = sds("people", "list", "--json").json
        assert person == {name: value for name, value in first.items() if name != "link"}
        assert not {"password_hash", "totp_secret", "oidc_subject", "conversation"} & set(person)


class TestChange:
    def test_what_is_given_is_changed_and_the_rest_stays(self, sds, first):
        changed = sds("people", "change", "admin@council.example", "--name", "New name", "--json").json
        assert (changed["name"], changed["roles"], changed["email"]) == ("New name", ["admin"], "admin@council.example")
        changed = sds("people", "change", 1, "--role", "admin", "--role", "champion", "--json").json
        assert changed["roles"] == ["champion", "admin"]

    def test_teams_take_the_place_of_all_that_were_there(self, sds, first):
        sds("people", "change", 1, "--team", "sds-champions:champion")
        changed = sds("people", "change", 1, "--team", "carers-champions:manager", "--json").json
        assert changed["teams"] == {"carers-champions": "manager"}

    def test_an_unknown_person_is_named_with_what_to_do(self, fails):
        assert fails("people", "show", 9).endswith("`sds people list` shows everybody.")
        assert fails("people", "show", "x@council.example").startswith("Nobody signs in with x@council.example.")


class TestAway:
    def test_away_and_back(self, sds, first):
        away = sds("people", "away", 1, "2099-11-30", "--stand-in", "The duty line", "--json").json
        assert (away["away_until"], away["stand_in"]) == ("2099-11-30T00:00:00+00:00", "The duty line")
        assert "is here" in sds("people", "away", 1).said

    def test_a_day_that_is_none_is_refused(self, fails, first):
        assert "2026-11-30" in fails("people", "away", 1, "soon")


class TestLink:
    def test_one_for_signing_in_and_one_for_a_password(self, sds, first):
        assert sds("people", "link", 1).said.startswith("http://127.0.0.1:8000/desk/sign-in/link/")
        assert "/desk/sign-in/password/" in sds("people", "link", 1, "--password", "--json").json["link"]


class TestLeaving:
    def test_access_ends_and_the_name_stays(self, sds, fails, first):
        assert "only administrator" in fails("people", "deactivate", 1)
        sds("people", "add", "--email", "b@council.example", "--name", "Second", "--role", "admin")
        sds("people", "deactivate", 1)
        gone = sds("people", "list", "--json").json[-1]
        assert (gone["name"], gone["email"], gone["active"]) == ("Administrator", "", False)

    def test_a_second_factor_is_reset(self, sds, first):
        assert "next sign-in" in sds("people", "reset", 1).said
