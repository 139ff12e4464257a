"""A draft's pages: written by one, reviewed by another, never by the same."""

import dataclasses
import html
import re

import pytest

from bot.helpdesk.access import Function
from tests.gateway import world
from tests.gateway.desk.visitor import heading, words
from tests.services.publishing_world import ANSWER, QUESTIONS, TEAM

NEAREST = [{"article": world.HOLIDAY, "title": "How much holiday a PA gets", "confidence": 0.4}]
FIELDS = {
    "title": "Taxis to a club",
    "short": "Yes, if the plan says so.",
    "detail": "",
    "next_step": "Ask.",
    "who_to_ask": "The council.",
    "topic": "budgets",
    "nation": "scotland",
    "audience": "person",
    "asks": "taxi to bingo\ncab to a club\nwho pays for taxis",
    "reaches": "may I take a taxi",
    "must_not_reach": "",
}


@pytest.fixture
def writer(signed_in):
    return signed_in("champion", "reviewer")


@pytest.fixture
def reviewer(signed_in, product):
    found = signed_in("reviewer")
    product.people.put_teams(found.person.number, None, {TEAM: Function.CHAMPION})
    return found


@pytest.fixture
def draft(product, writer):
    with product.units() as work:
        number = product.drafting.from_answer(
            work,
            ticket_numbers=[1],
            questions=QUESTIONS,
            answer=ANSWER,
            topic="budgets",
            nation="scotland",
            nearest=NEAREST,
            author=writer.person.number,
        )
        work.commit()
    return f"/desk/drafts/{number}"


async def version(visitor, path):
    return re.search(r'name="version" value="(\d+)"', (await visitor.get(path)).text)[1]


async def send(visitor, path, act, **fields):
    return await visitor.post(f"{path}/{act}", version=await version(visitor, path), **fields)


@pytest.fixture
async def in_review(writer, draft):
    await send(writer, draft, "submit")
    return draft


class TestList:
    async def test_drafts_are_listed_by_what_they_wait_for(self, writer, draft):
        assert "There are none" in words(await writer.get("/desk/drafts"))
        assert "Can my mum use her budget" in words(await writer.get("/desk/drafts?show=writing"))
        await send(writer, draft, "submit")
        assert "Can my mum use her budget" in words(await writer.get("/desk/drafts?show=nonsense"))


class TestWriting:
    async def test_changes_are_kept_and_said(self, writer, draft):
        response = await send(writer, draft, "change", **FIELDS)
        assert response.headers["location"] == f"{draft}?done=changed"
        page = await writer.get(response.headers["location"])
        assert heading(page).endswith("Taxis to a club")
        assert "The draft is changed" in page.text

    async def test_a_second_tab_overwrites_nothing_and_keeps_what_was_typed(self, writer, draft):
        old = await version(writer, draft)
        await send(writer, draft, "change", **FIELDS)
        response = await writer.post(f"{draft}/change", version=old, **FIELDS | {"short": "Typed in the second tab."})
        assert response.status_code == 409
        assert "nothing was overwritten" in response.text
        assert "Typed in the second tab." in response.text
        assert "Typed in the second tab." not in (await writer.get(draft)).text

    async def test_after_a_conflict_a_colleagues_words_stand_beside_ones_own(self, writer, draft):
        old = await version(writer, draft)
        colleague = {"short": "A colleague’s words.", "nation": "england", "audience": "carer", "asks": "one\ntwo"}
        await send(writer, draft, "change", **FIELDS | colleague)
        page = await writer.post(f"{draft}/change", version=old, **FIELDS)
        now = words(page).partition("What stands there now")[2].partition("The words Title")[0]
        for said in ("Short answer A colleague’s words.", "Nation England", "For Unpaid carers", "Wordings one two"):
            assert said in now
        assert "Next step" not in now
        assert "What stands there now" not in words(await writer.get(draft))

    async def test_after_a_conflict_ones_own_words_can_be_kept(self, writer, draft):
        old = await version(writer, draft)
        await send(writer, draft, "change", **FIELDS | {"short": "A colleague’s words."})
        page = await writer.post(f"{draft}/change", version=old, **FIELDS)
        seen = re.search(r'name="version" value="(\d+)"', page.text)[1]
        assert (await writer.post(f"{draft}/change", version=seen, **FIELDS)).status_code == 303

    async def test_what_was_refused_is_sent_again_with_the_version_that_it_was_typed_over(self, writer, draft):
        """A colleague's words are not on the page, so a second press must not overwrite them."""
        old = await version(writer, draft)
        await send(writer, draft, "change", **FIELDS | {"short": "A colleague’s words."})
        page = await writer.post(f"{draft}/change", version=old, **FIELDS | {"detail": "x" * 20000})
        assert page.status_code == 400
        assert set(re.findall(r'name="version" value="(\d+)"', page.text)) == {old}
        assert (await writer.post(f"{draft}/change", version=old, **FIELDS)).status_code == 409

    async def test_too_long_a_text_is_refused_and_shown_again(self, writer, draft):
        response = await send(writer, draft, "change", **FIELDS | {"detail": "x" * 20000})
        assert response.status_code == 400
        assert "at most 8000" in response.text
        assert "x" * 20000 in response.text

    async def test_html_and_scripts_are_shown_as_text(self, writer, draft):
        await send(writer, draft, "change", **FIELDS | {"short": "<script>alert(1)</script>"})
        text = (await writer.get(draft)).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text

    async def test_the_author_is_offered_no_approval_and_cannot_send_it_past_the_page(self, writer, in_review, product):
        product.people.put_teams(writer.person.number, None, {TEAM: Function.CHAMPION})
        page = await writer.get(in_review)
        assert "Approve and publish" not in page.text
        assert "a second person reviews it" in page.text
        response = await send(writer, in_review, "approve", team=TEAM)
        assert response.status_code == 400
        assert "a second person must review it" in response.text

    async def test_a_champion_who_reviews_nothing_is_refused(self, signed_in, in_review):
        champion = signed_in("champion")
        assert "Approve and publish" not in (await champion.get(in_review)).text
        assert (await champion.post(f"{in_review}/approve", version="2", team=TEAM)).status_code == 403


class TestReviewing:
    async def test_a_reviewer_sees_the_neighbours_and_approves(self, reviewer, in_review, product, client):
        page = await reviewer.get(in_review)
        assert "Beside its neighbours" in page.text
        assert "How much holiday a PA gets" in words(page)
        response = await send(reviewer, in_review, "approve", team=TEAM)
        assert response.headers["location"] == f"{in_review}?done=approved"
        assert "On its way to the bot" in words(await reviewer.get(in_review))
        (published,) = product.publishing.current()
        assert (await client.get(f"/library/{published.article}")).status_code == 200

    async def test_what_stands_against_it_is_said_and_nothing_is_published(self, reviewer, in_review, product):
        await send(reviewer, in_review, "change", **FIELDS | {"reaches": ""})
        response = await send(reviewer, in_review, "approve", team=TEAM)
        assert response.status_code == 400
        assert "no golden question" in words(response)
        assert product.publishing.current() == []

    async def test_a_team_must_be_chosen(self, reviewer, in_review):
        response = await send(reviewer, in_review, "approve")
        assert response.status_code == 400
        assert "in the name of which team" in response.text

    async def test_a_reviewer_without_a_team_is_told_what_is_missing(self, signed_in, in_review):
        assert "You are in no team" in (await signed_in("reviewer").get(in_review)).text

    async def test_it_is_sent_back_with_a_note_that_the_author_reads(self, reviewer, writer, in_review):
        response = await send(reviewer, in_review, "send-back", note="Which <b>council</b>?")
        assert response.headers["location"] == f"{in_review}?done=sent_back"
        assert "Which &lt;b&gt;council&lt;/b&gt;?" in (await writer.get(in_review)).text

    async def test_a_note_is_needed_and_the_error_leads_to_it(self, reviewer, in_review):
        response = await send(reviewer, in_review, "send-back", note=" ")
        assert response.status_code == 400
        assert 'href="#note"' in response.text

    async def test_differing_figures_stand_side_by_side_and_are_accepted_with_a_reason(
        self, reviewer, writer, in_review, product
    ):
        near = dataclasses.replace(product.content.articles[world.HOLIDAY], short="A PA gets 5.6 weeks of holiday.")
        articles = {**product.content.articles, world.HOLIDAY: near}
        product.shelf.use(dataclasses.replace(product.content, articles=articles))
        await send(reviewer, in_review, "change", **FIELDS | {"short": "A PA gets 4 weeks of holiday."})
        page = await reviewer.get(in_review)
        assert "A PA gets 4 weeks of holiday. How much holiday a PA gets A PA gets 5.6 weeks of holiday." in words(page)
        assert "Accept the difference" not in (await writer.get(in_review)).text
        assert (await send(reviewer, in_review, "approve", team=TEAM)).status_code == 400
        key = html.unescape(re.search(r'name="key" value="([^"]+)"', page.text)[1])
        assert (await send(reviewer, in_review, "accept", key=key, reason="")).status_code == 400
        await send(reviewer, in_review, "accept", key=key, reason="The contract says so.")
        assert "The contract says so." in words(await reviewer.get(in_review))
        assert (await send(reviewer, in_review, "approve", team=TEAM)).status_code == 303

    async def test_an_unknown_draft_is_a_page_that_says_so(self, reviewer):
        response = await reviewer.get("/desk/drafts/99")
        assert response.status_code == 404
        assert "There is no draft 99" in response.text

    async def test_two_reviewers_at_once_one_decides_and_the_other_is_told(
        self, signed_in, reviewer, in_review, product
    ):
        other = signed_in("reviewer")
        product.people.put_teams(other.person.number, None, {TEAM: Function.CHAMPION})
        seen = await version(reviewer, in_review)
        await other.post(f"{in_review}/send-back", version=seen, note="Not yet.")
        response = await reviewer.post(f"{in_review}/approve", version=seen, team=TEAM)
        assert response.status_code == 400
        assert "is sent back and cannot be approved now" in response.text
        assert product.publishing.current() == []


class TestArticles:
    @pytest.fixture
    async def article(self, reviewer, in_review, product):
        await send(reviewer, in_review, "approve", team=TEAM)
        return f"/desk/articles/{product.publishing.current()[0].article}"

    async def test_it_is_listed_with_where_it_stands(self, reviewer, article):
        assert "On its way" in words(await reviewer.get("/desk/articles"))

    async def test_a_change_is_reviewed_and_the_history_shows_it_and_goes_back(
        self, writer, reviewer, article, product
    ):
        response = await writer.post(f"{article}/revise")
        draft = response.headers["location"].partition("?")[0]
        await send(writer, draft, "change", **FIELDS)
        await send(writer, draft, "submit")
        await send(reviewer, draft, "approve", team=TEAM)
        page = await reviewer.get(article)
        assert "<ins>" in page.text
        assert "<del>" in page.text
        response = await reviewer.post(f"{article}/roll-back", version="2", to="1")
        assert response.headers["location"] == f"{article}?done=rolled_back"
        assert product.publishing.current()[0].version == 3

    async def test_an_answer_is_taken_back_with_a_reason(self, reviewer, article, client, product):
        refused = await reviewer.post(f"{article}/unpublish", version="1", reason="")
        assert refused.status_code == 400
        assert 'href="#reason"' in refused.text
        await reviewer.post(f"{article}/unpublish", version="1", reason="It is wrong.")
        assert "It is wrong." in words(await reviewer.get(article))
        assert (await client.get(article.replace("/desk/articles", "/library"))).status_code == 404

    async def test_a_page_that_is_older_than_the_answer_changes_nothing(self, reviewer, article):
        await reviewer.post(f"{article}/unpublish", version="1", reason="It is wrong.")
        response = await reviewer.post(f"{article}/roll-back", version="1", to="1")
        assert response.status_code == 409

    async def test_an_administrator_reads_but_has_no_buttons(self, signed_in, article):
        page = await signed_in("admin").get(article)
        assert page.status_code == 200
        assert 'action="/desk/articles' not in page.text

    async def test_an_unknown_answer_is_a_page_that_says_so(self, reviewer):
        assert (await reviewer.get("/desk/articles/budgets/champion-none")).status_code == 404
