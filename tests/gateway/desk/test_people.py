"""Pages for administrators: people and their access."""

import re

import pytest

from bot.helpdesk.access import Function
from bot.services.access_links import PASSWORD
from bot.services.handling import Actor
from tests.gateway.desk.staff import kept, ticket
from tests.gateway.desk.visitor import heading, words
from tests.staff import PHRASE

FIELDS = {"name": "Champion, adults team", "email": "new@council.example", "roles": ["champion", "reviewer"]}


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def champion(signed_in):
    return signed_in("champion")


class TestList:
    async def test_an_administrator_sees_everybody(self, admin, champion, product):
        product.people.put_teams(champion.person.number, None, {"sds-champions": "deputy"})
        said = words(await admin.get("/desk/people"))
        assert "Person 1 admin" in said
        assert f"Person 2 champion {product.people.titles['sds-champions']} (deputy)" in said

    async def test_a_manager_sees_the_own_teams_and_changes_nothing(self, signed_in, product):
        manager, own, other = signed_in("manager"), signed_in("champion"), signed_in("champion")
        product.people.put_teams(manager.person.number, None, {"sds-champions": "manager"})
        product.people.put_teams(own.person.number, None, {"sds-champions": "champion", "carers-champions": "champion"})
        product.people.put_teams(other.person.number, None, {"carers-champions": "champion"})
        page = await manager.get("/desk/people")
        assert own.person.name in words(page)
        assert other.person.name not in words(page)
        assert product.people.titles["carers-champions"] not in words(page)
        assert "/desk/people/" not in page.text
        assert (await manager.get(f"/desk/people/{own.person.number}")).status_code == 403
        assert (await manager.post(f"/desk/people/{own.person.number}/link")).status_code == 403

    async def test_who_is_away_or_gone_is_marked(self, admin, signed_in, product, clock):
        away, gone = signed_in("champion"), signed_in("champion")
        await away.post("/desk/account/away", away="30/11/2026", stand_in="The <b>duty</b> line")
        product.people.deactivate(gone.person.number)
        page = await admin.get("/desk/people")
        assert "Away until 30 November 2026. The <b>duty</b> line" in words(page)
        assert "<b>duty" not in page.text
        assert "Person 3 champion No access" in words(page)


class TestAdd:
    async def test_a_person_is_added_and_shown(self, admin, product):
        response = await admin.post("/desk/people/add", **FIELDS)
        assert heading(await admin.get(response.headers["location"])) == "Champion, adults team"
        assert product.people.by_email("new@council.example").roles == ("champion", "reviewer")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"name": ""}, "name"),
            ({"email": "nobody"}, "email"),
            ({"roles": []}, "roles"),
            ({"roles": ["king"]}, "roles"),
        ],
    )
    async def test_a_mistake_is_said_beside_its_field_and_what_was_typed_stays(self, admin, product, fields, field):
        response = await admin.post("/desk/people/add", **{**FIELDS, "name": "<Typed>", **fields})
        assert response.status_code == 400
        assert f'href="#{field}"' in response.text
        assert "name" in fields or 'value="&lt;Typed&gt;"' in response.text
        assert len(product.people.list()) == 1


class TestChange:
    async def test_a_change_is_kept(self, admin, champion, product):
        path = f"/desk/people/{champion.person.number}"
        response = await admin.post(path, version="1", name="New", email="n@council.example", roles=["manager"])
        assert "Saved." in (await admin.get(response.headers["location"])).text
        assert product.people.show(champion.person.number).roles == ("manager",)

    async def test_an_old_tab_overwrites_nothing_and_says_what_was_typed(self, admin, champion, product):
        path = f"/desk/people/{champion.person.number}"
        await admin.post(path, version="1", name="First", email="n@council.example", roles=["manager"])
        response = await admin.post(path, version="1", name="<Second>", email="n@council.example", roles=["manager"])
        assert response.status_code == 409
        assert "nothing was overwritten" in words(response)
        assert 'href="#name"' not in response.text
        assert "it was not saved. Name <Second> E-mail address n@council.example Roles Manager" in words(response)
        assert 'value="First"' in response.text
        assert product.people.show(champion.person.number).name == "First"

    async def test_a_right_that_was_taken_away_meanwhile_does_not_come_back(self, admin, champion):
        path = f"/desk/people/{champion.person.number}"
        fields = {"name": "First", "email": "n@council.example"}
        await admin.post(path, version="1", **fields, roles=["champion"])
        response = await admin.post(path, version="1", **fields, roles=["champion", "reviewer"])
        assert re.findall(r'value="(\w+)" checked', response.text) == ["champion"]

    async def test_what_was_refused_is_sent_again_with_the_version_that_it_was_typed_over(self, admin, champion):
        path = f"/desk/people/{champion.person.number}"
        fields = {"name": "First", "email": "n@council.example"}
        await admin.post(path, version="1", **fields, roles=["champion"])
        for form, typed in ((path, fields | {"name": ""}), (f"{path}/teams", {"team:made-up": "deputy"})):
            response = await admin.post(form, version="1", **typed)
            assert (response.status_code, 'name="version" value="2"' in response.text) == (400, False)

    async def test_teams_that_a_colleague_changed_are_shown_as_they_are_kept(self, admin, champion, product):
        path = f"/desk/people/{champion.person.number}/teams"
        await admin.post(path, version="1", **{"team:sds-champions": "", "team:carers-champions": ""})
        typed = {"team:sds-champions": "deputy", "team:carers-champions": ""}
        response = await admin.post(path, version="1", **typed)
        assert response.status_code == 409
        said = words(response)
        assert f"{product.people.titles['sds-champions']} Deputy" in said
        assert f"{product.people.titles['carers-champions']} Not in this team" in said
        assert 'value="deputy" selected' not in response.text

    async def test_the_own_roles_stay(self, admin, product):
        path = f"/desk/people/{admin.person.number}"
        roles = ["admin", "champion"]
        response = await admin.post(path, version="1", name="A", email="a@council.example", roles=roles)
        assert (response.status_code, "another administrator" in words(response)) == (400, True)
        assert (await admin.get("/desk")).headers["location"] == "/desk/people"

    async def test_teams_are_set(self, admin, champion, product):
        path = f"/desk/people/{champion.person.number}/teams"
        await admin.post(path, version="1", **{"team:sds-champions": "deputy", "team:carers-champions": ""})
        (membership,) = product.people.memberships(champion.person.number)
        assert (membership.team, membership.function) == ("sds-champions", Function.DEPUTY)
        response = await admin.post(path, version="2", **{"team:made-up": "deputy"})
        assert (response.status_code, "no team made-up" in words(response)) == (400, True)

    async def test_an_absence_is_noted(self, admin, champion, product, clock):
        path = f"/desk/people/{champion.person.number}/away"
        assert (await admin.post(path, away="1/12/2026", stand_in="")).status_code == 303
        assert product.people.show(champion.person.number).away(clock())
        response = await admin.post(path, away="soon", stand_in="The duty line")
        assert (response.status_code, 'value="soon"' in response.text) == (400, True)

    async def test_somebody_who_is_not_there_is_a_page_that_says_so(self, admin):
        assert (await admin.get("/desk/people/99")).status_code == 404


class TestAccess:
    async def test_a_password_link_is_shown_once_and_works(self, admin, champion, client):
        page = await admin.post(f"/desk/people/{champion.person.number}/link")
        link = re.search(r'id="password-link">([^<]+)<', page.text)[1]
        assert link.startswith("http://127.0.0.1:8000/desk/sign-in/password/")
        path = link.removeprefix("http://127.0.0.1:8000")
        assert (await client.post(path, data={"password": PHRASE, "again": PHRASE})).status_code == 303
        assert link not in (await admin.get(f"/desk/people/{champion.person.number}")).text

    async def test_a_reset_second_factor_ends_the_sessions(self, admin, champion, product):
        await admin.post(f"/desk/people/{champion.person.number}/second-factor")
        assert (await champion.get("/desk/account")).status_code == 303

    async def test_ending_access_asks_first_and_then_works_at_once(self, admin, champion, product):
        path = f"/desk/people/{champion.person.number}/deactivate"
        assert "cannot be taken back" in words(await admin.get(path))
        assert (await champion.get("/desk/account")).status_code == 200
        assert (await admin.post(path, version="1")).status_code == 303
        assert (await champion.get("/desk/account")).status_code == 303

    async def test_tickets_of_who_leaves_go_back_to_the_team(self, admin, champion, product):
        number = ticket(product)
        product.handling.claim(number, Actor(champion.person.number, champion.person.name))
        assert kept(product, number).owner == champion.person.number
        await admin.post(f"/desk/people/{champion.person.number}/deactivate", version="1")
        assert (kept(product, number).owner, kept(product, number).state) == (None, "open")

    async def test_the_own_access_cannot_be_ended(self, admin):
        path = f"/desk/people/{admin.person.number}"
        assert f"{path}/deactivate" not in (await admin.get(path)).text
        assert (await admin.post(f"{path}/deactivate", version="1")).status_code == 400


class TestSecrets:
    async def test_no_page_shows_a_hash_or_a_secret(self, admin, champion, product):
        number = champion.person.number
        product.access_links.set_password(product.access_links.link(number, PASSWORD), PHRASE)
        person = product.people.show(number)
        champion.sign_in()
        pages = [await admin.get(path) for path in ("/desk/people", f"/desk/people/{number}", "/desk/audit")]
        pages.append(await champion.get("/desk/account"))
        assert [page.status_code for page in pages] == [200] * 4
        assert not any(person.password_hash in page.text or "argon2" in page.text for page in pages)
