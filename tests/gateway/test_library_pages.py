"""The library's pages: open to all, only what is published, nobody named."""

import pytest

from bot.gateway.app import create_app
from bot.gateway.desk.access import flat
from bot.services.publishing_records import Digest
from tests.gateway import world
from tests.services.publishing_world import ANSWER, OTHER, approved, in_review, people

NEAREST = [{"article": world.HOLIDAY, "title": "Holiday", "confidence": 0.4}]
PUBLIC = {"topic": "budgets", "nearest": NEAREST}


@pytest.fixture
def staff(product):
    people(product)
    return product


class TestList:
    async def test_it_opens_without_signing_in_and_before_anything_is_published(self, client):
        response = await client.get("/library")
        assert response.status_code == 200
        assert "No champion’s answer has been published yet" in response.text
        assert "set-cookie" not in response.headers
        assert "form-action 'self'" in response.headers["content-security-policy"]

    async def test_a_published_answer_is_listed_with_its_weaker_mark_and_a_draft_is_not(self, client, staff):
        in_review(staff, questions=["what about a secret draft then"], **PUBLIC)
        approved(staff, **PUBLIC)
        text = (await client.get("/library")).text
        assert "Can my mum use her budget for a taxi to bingo" in text
        assert "Champion’s view by" in text
        assert "secret draft" not in text

    async def test_search_keeps_what_was_typed_and_escapes_it(self, client, staff):
        approved(staff, **PUBLIC)
        response = await client.get("/library", params={"words": '"><script>x', "topic": "budgets", "page": "x"})
        assert response.status_code == 200
        assert "<script>x" not in response.text
        assert "&#34;&gt;&lt;script&gt;x" in response.text
        assert "0 answers found" in response.text

    @pytest.mark.parametrize("number", ["²", "0", "-1", "99999999999"])
    async def test_a_number_of_no_page_is_a_page_all_the_same(self, client, staff, number):
        approved(staff, **PUBLIC)
        response = await client.get("/library", params={"page": number})
        assert (response.status_code, "Champion’s view by" in response.text) == (200, True)

    async def test_words_find_an_answer(self, client, staff):
        approved(staff, **PUBLIC)
        assert "1 answer found" in (await client.get("/library", params={"words": "receipts"})).text


class TestAnswer:
    async def test_it_carries_mark_team_day_and_nation_and_no_name(self, client, staff):
        published = approved(staff, **PUBLIC)
        text = (await client.get(f"/library/{published.article}")).text
        for part in (
            "Champion’s view.",
            "It is not law or guidance",
            published.team_title,
            "22 November 2026",
            "Scotland",
        ):
            assert part in text
        for person in ("Person 1", "Person 2", "example.org"):
            assert person not in text

    async def test_html_in_a_reply_is_shown_as_text(self, client, staff):
        published = approved(staff, answer=f"<script>alert(1)</script> {ANSWER}", **PUBLIC)
        text = (await client.get(f"/library/{published.article}")).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text

    async def test_one_that_was_taken_back_is_not_there(self, client, staff):
        published = approved(staff, **PUBLIC)
        staff.publishing.unpublish(published.article, "Wrong.", by=OTHER, shown=1)
        response = await client.get(f"/library/{published.article}")
        assert response.status_code == 404
        assert "no such answer" in response.text

    async def test_one_past_its_time_says_so(self, client, staff, clock):
        published = approved(staff, **PUBLIC)
        clock.pass_(days=200)
        assert "was due to be looked at again" in (await client.get(f"/library/{published.article}")).text


class TestDigest:
    async def test_it_is_a_page_of_its_week(self, client, staff):
        published = approved(staff, **PUBLIC)
        new = [{"article": published.article, "title": published.title, "nation": "scotland"}]
        with staff.units() as work:
            asked = [{"title": "Holidays", "times": 7}]
            work.digests.add(Digest("2026-W47", staff.clock(), asked, new, [{"title": "Wage", "what": "£13"}]))
            work.commit()
        assert "16 to 22 November 2026" in (await client.get("/library/digest")).text
        text = (await client.get("/library/digest/2026-W47")).text
        assert "Holidays (7 times)" in text
        assert f'href="/library/{published.article}"' in text

    @pytest.mark.parametrize("week", ["2026-W01", "nonsense", "%2e%2e"])
    async def test_a_week_without_one_is_said_to_be_missing(self, client, week):
        assert (await client.get(f"/library/digest/{week}")).status_code == 404


class TestOnlyReading:
    def test_no_address_of_the_library_takes_anything_but_get(self, product, tmp_path):
        app = create_app(product, world.ScriptedRasa(product), world.settings(tmp_path))
        found = [route for path, route in flat(app.routes) if path.startswith("/library")]
        assert len(found) == 4
        assert {method for route in found for method in route.methods} <= {"GET", "HEAD"}
