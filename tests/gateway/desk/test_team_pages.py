"""Who is in which team, and who changed what."""

import pytest

from bot.gateway.desk.team_pages import in_line
from bot.services.auditing import A_PAGE
from bot.services.people_records import AuditEntry
from tests.gateway.desk.visitor import words


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


class TestTeams:
    async def test_members_are_listed_with_what_they_do(self, admin, signed_in, product):
        champion = signed_in("champion")
        product.people.put_teams(champion.person.number, None, {"sds-champions": "champion"})
        await champion.post("/desk/account/away", away="30/11/2026", stand_in="The duty line")
        said = words(await admin.get("/desk/teams"))
        assert "Person 2 champion, away until 30 November 2026. The duty line" in said

    async def test_a_team_without_champions_is_pointed_out(self, admin, product):
        said = words(await admin.get("/desk/teams"))
        assert said.count("This team has no champion") == len(product.people.teams)

    async def test_a_manager_sees_the_own_ones(self, signed_in, product):
        manager = signed_in("manager")
        product.people.put_teams(manager.person.number, None, {"sds-champions": "manager"})
        said = words(await manager.get("/desk/teams"))
        assert product.people.titles["sds-champions"] in said
        assert product.people.titles["carers-champions"] not in said


class TestAudit:
    async def test_every_change_is_there_with_who_did_it(self, admin, signed_in):
        champion = signed_in("champion")
        await admin.post(
            f"/desk/people/{champion.person.number}", version="1", name="New", email="n@x.example", roles=["manager"]
        )
        said = words(await admin.get("/desk/audit"))
        assert "Person 1 people.changed person 2 name: Person 2 → New; roles: champion → manager" in said
        assert "n@x.example" not in said

    async def test_a_filter_chooses_and_pages_keep_it(self, admin, product):
        with product.units() as work:
            for number in range(A_PAGE + 1):
                work.audit.add(AuditEntry(product.clock(), "ticket.claimed", f"ticket {number}"))
            work.commit()
        page = await admin.get("/desk/audit?action=ticket.")
        assert f"{A_PAGE + 1} entries" in words(page)
        assert "people.added" not in words(page)
        assert "/desk/audit?action=ticket.&amp;subject=&amp;person=&amp;page=2" in page.text
        second = words(await admin.get("/desk/audit?action=ticket.&page=2"))
        assert "ticket 0" in second
        assert f"ticket {A_PAGE}" not in second
        assert "1 entry" in words(await admin.get("/desk/audit?subject=ticket 7"))

    @pytest.mark.parametrize(
        "query", ["page=x&person=y", "page=-1", "page=99999999999999", "action=<script>&subject=%00"]
    )
    async def test_made_up_filters_do_no_harm(self, admin, query):
        page = await admin.get(f"/desk/audit?{query}")
        assert page.status_code == 200
        assert "<script>&" not in page.text


class TestInLine:
    def test_before_and_after_are_joined_by_an_arrow(self):
        assert in_line({"name": ["a", "b"], "teams": {"x": "deputy"}, "roles": [["c"], []]}) == (
            "name: a → b; teams: x deputy; roles: c → none"
        )
