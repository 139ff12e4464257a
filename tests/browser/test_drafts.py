"""Drafts, published answers and the library with something in them, as people look at them."""

import dataclasses
import re

import pytest

from bot.services.publishing_records import Digest
from tests.browser.desk_world import TEAM
from tests.browser.looking import assert_accessible, expect, press, tab_to
from tests.gateway.world import HOLIDAY
from tests.services.publishing_world import ANSWER, QUESTIONS

pytestmark = pytest.mark.browser
LONG = "Thisisonewordthatnobodywouldtypebutsomebodypastedintotheirreplyoncebecauseitwasanaddress" * 2


@pytest.fixture
def product(desk, gateway):
    """The product, whose holiday article names a figure that drafts can clash with."""
    product = gateway.product
    near = dataclasses.replace(product.content.articles[HOLIDAY], short="A PA gets 5.6 weeks of holiday.")
    product.shelf.use(dataclasses.replace(product.content, articles={**product.content.articles, HOLIDAY: near}))
    return product


def write(product, desk, answer=ANSWER, *, submit=True):
    author = desk.people["champion"].number
    with product.units() as work:
        number = product.drafting.from_answer(
            work,
            ticket_numbers=[1, 2],
            questions=QUESTIONS,
            answer=answer,
            topic="pa-pay",
            nation="scotland",
            nearest=[{"article": HOLIDAY, "title": "Holiday", "confidence": 0.5}],
            author=author,
        )
        work.commit()
    if submit:
        product.drafting.submit(number, by=author, version=1)
    return number


def publish(product, desk):
    number = write(product, desk, f"{ANSWER} {LONG}")
    by, version = desk.people["reviewer"].number, product.drafting.show(number).version
    return product.publishing.approve(number, by=by, version=version, team=TEAM)


class TestPages:
    def test_drafts_are_accessible_for_author_and_reviewer(self, desk, product):
        clashing = write(product, desk, f"A PA gets 4 weeks of holiday. {ANSWER} {LONG}")
        own = write(product, desk, submit=False)
        page = desk.page("reviewer", path="/desk/drafts")
        assert_accessible(page)
        page.goto(f"{desk.address}/desk/drafts/{clashing}")
        expect(page.get_by_text("Differing figures")).to_be_visible()
        assert_accessible(page)
        page = desk.page("champion", path=f"/desk/drafts/{own}")
        assert_accessible(page)
        page.goto(f"{desk.address}/desk/drafts/{clashing}")
        assert_accessible(page)

    def test_published_answers_and_their_history_are_accessible(self, desk, product):
        first = publish(product, desk)
        reviewer = desk.people["reviewer"].number
        product.publishing.unpublish(first.article, "Wrong.", by=reviewer, shown=1)
        product.publishing.roll_back(first.article, 1, by=reviewer, shown=2)
        page = desk.page("reviewer", path="/desk/articles")
        assert_accessible(page)
        page.goto(f"{desk.address}/desk/articles/{first.article}")
        assert_accessible(page)

    def test_the_library_is_accessible_and_works_without_scripts(self, desk, product):
        published = publish(product, desk)
        new = [{"article": published.article, "title": published.title, "nation": "scotland"}]
        with product.units() as work:
            asked = [{"title": "Holidays", "times": 7}]
            work.digests.add(Digest("2026-W47", product.clock(), asked, new, [{"title": "Wage", "what": "£13"}]))
            work.commit()
        page = desk.page()
        for path in (
            "",
            f"/{published.article}",
            "/digest",
            "/digest/2026-W47",
            "/digest/none",
            "?words=nothinglikeit",
        ):
            page.goto(f"{desk.address}/library{path}")
            assert_accessible(page)
        page = desk.page(scripts=False, path="/library")
        page.get_by_label("Words to look for").fill("receipts")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url(re.compile(r"/library\?.*words=receipts"))
        page.get_by_role("link", name=published.title).click()
        expect(page.get_by_text("It is not law or guidance")).to_be_visible()


class TestHalfWrittenWords:
    def test_every_box_of_a_draft_has_them_again_after_a_reload(self, desk, product):
        page = desk.page("champion", path=f"/desk/drafts/{write(product, desk, submit=False)}")
        page.on("dialog", lambda dialog: dialog.accept())
        form = page.locator("form[action$='/change']")
        boxes = [box.get_attribute("id") for box in form.locator("textarea, input[type=text]").all()]
        assert len(boxes) > 1
        for name in boxes:
            page.locator(f"#{name}").fill(f"Half of {name}")
        page.reload()
        for name in boxes:
            expect(page.locator(f"#{name}")).to_have_value(f"Half of {name}")
        page.get_by_role("button", name="Keep changes").click()
        expect(page.get_by_text("The draft is changed")).to_be_visible()
        page.wait_for_function("() => sessionStorage.length === 0")


class TestReviewByKeyboard:
    def test_a_difference_is_accepted_and_the_draft_approved(self, desk, product):
        number = write(product, desk, f"A PA gets 4 weeks of holiday. {ANSWER}")
        page = desk.page("reviewer", path=f"/desk/drafts/{number}")
        tab_to(page, "Why the difference is right")
        page.keyboard.type("The contract says so.")
        press(page, "Accept the difference")
        expect(page.get_by_text("The difference is accepted")).to_be_visible()
        press(page, "Approve and publish")
        expect(page.get_by_text("The answer is published")).to_be_visible()
        (published,) = product.publishing.current()
        page.goto(f"{desk.address}/library/{published.article}")
        expect(page.get_by_text("Champion’s view.")).to_be_visible()
