"""Every page of the desk and the library, as each role meets it."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.desk_world import PASSWORD, STAFF
from tests.browser.looking import assert_accessible, expect, press, tab_to

pytestmark = pytest.mark.browser
OPEN_PAGES = ("/help", "/privacy", "/accessibility", "/library", "/desk/sign-in")
_ENOUGH_PAGES = 60
_NO_PAGE = re.compile(r"\.(csv|svg|json)$|/events$")
QUEUE = re.compile(r"/desk(\?.*)?$")
SIGN_IN = re.compile(r"/desk/sign-in(\?.*)?$")


def kind_of(address):
    """Return an address without what makes it one of many alike: its numbers and its query."""
    return re.sub(r"/\d+", "/0", urlsplit(address).path)


def linked(page, home):
    """Return the addresses below the desk and the library that a page leads to."""
    found = page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)")
    own = [address.partition("#")[0] for address in found if address.startswith(home)]
    return [a for a in own if urlsplit(a).path.startswith(("/desk", "/library")) and not _NO_PAGE.search(kind_of(a))]


def says(page, words):
    """Wait until the page's main part shows these words."""
    expect(page.locator("main")).to_contain_text(words, use_inner_text=True)


def sign_in(page, desk, who):
    """Go through sign-in by keyboard alone; the address field is reached from the top of the page."""
    page.goto(f"{desk.address}/desk/sign-in")
    tab_to(page, "mail")
    page.keyboard.type(desk.people[who].email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/sign-in/code")
    tab_to(page, "Code")
    page.keyboard.type(desk.code_of(who))
    page.keyboard.press("Enter")
    page.wait_for_url(QUEUE)


def something_happens(desk):
    """Let two askers ask, and a champion answer the second one with words that become a draft."""
    for text in ("can I ask a human about paying my sister", "a human please: who pays for training"):
        desk.ask(desk.asker(), text)
    page = desk.page("champion", path="/desk/tickets/2")
    page.get_by_label("Your answer").fill("The council pays for training that it asks for. See https://www.gov.scot/a.")
    page.get_by_label("Offer this as an article draft").check()
    page.get_by_role("button", name="Send answer").click()
    page.get_by_text("a draft article was made of it").wait_for()


class TestOpenPages:
    @pytest.mark.parametrize("path", OPEN_PAGES)
    def test_each_is_accessible_with_and_without_scripts(self, desk, path):
        page = desk.page(path=path)
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        page = desk.page(path=path, scripts=False)
        expect(page.locator("h1")).to_be_visible()

    @pytest.mark.parametrize("path", OPEN_PAGES)
    def test_the_skip_link_comes_first(self, desk, path):
        page = desk.page(path=path)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content", exact=True)).to_be_focused()


class TestSigningIn:
    def test_by_keyboard_with_the_second_step(self, desk):
        page = desk.page()
        sign_in(page, desk, "champion")
        expect(page.get_by_text(desk.people["champion"].name).first).to_be_visible()

    def test_the_second_step_is_set_up_at_the_first_sign_in(self, desk):
        desk.add("newcomer", STAFF["champion"][0], second_step=False)
        page = desk.page(path="/desk/sign-in")
        page.get_by_label("mail").fill(desk.people["newcomer"].email)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in/set-up")
        page.wait_for_function("() => document.querySelector('img')?.naturalWidth > 0")
        assert_accessible(page)
        desk.people["newcomer"].totp_secret = page.locator("#key").inner_text().replace(" ", "")
        page.get_by_label("Code").fill(desk.code_of("newcomer"))
        page.keyboard.press("Enter")
        page.wait_for_url(QUEUE)

    def test_a_one_time_link_waits_for_a_press(self, desk, gateway):
        token = gateway.product.access_links.link(desk.people["champion"].number)
        page = desk.page(path=f"/desk/sign-in/link/{token}")
        assert_accessible(page)
        press(page, "Sign in")
        page.wait_for_url(QUEUE)

    def test_a_wrong_password_is_said_in_a_summary_that_has_the_focus(self, desk):
        page = desk.page(path="/desk/sign-in")
        page.get_by_label("mail").fill(desk.people["champion"].email)
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        expect(page).to_have_title(re.compile("^Error: "))
        assert_accessible(page)

    def test_signing_out_leads_back_to_sign_in(self, desk):
        page = desk.page("champion", path="/desk")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(SIGN_IN)
        page.goto(f"{desk.address}/desk")
        expect(page).to_have_url(SIGN_IN)


class TestEveryPage:
    @pytest.mark.parametrize("who", STAFF)
    def test_each_that_a_role_can_reach_is_accessible(self, desk, who):
        something_happens(desk)
        page = desk.page(who, path="/desk")
        seen, opened, waiting = set(), set(), [page.url]
        while waiting and len(opened) < _ENOUGH_PAGES:
            address = waiting.pop(0)
            variant = re.sub(r"\d+", "0", address.removeprefix(desk.address))
            if variant in opened:
                continue
            opened.add(variant)
            answer = page.goto(address)
            assert answer.status < 400, f"{who} is led to {address}, which answers {answer.status}"
            if kind_of(address) not in seen:
                # A list that is filtered in another way is opened for what it leads to, and looked at once.
                assert_accessible(page)
            seen.add(kind_of(address))
            waiting += linked(page, desk.address)
        assert {"/desk/account", "/library"} <= seen
        assert ("/desk/drafts/0" in seen) == (who != "admin")

    def test_a_page_that_does_not_exist_says_so_in_the_same_frame(self, desk):
        page = desk.page("champion", path="/desk/tickets/999999")
        expect(page.locator("h1")).to_have_text("There is nothing here")
        assert_accessible(page)


class TestKeyboardOnly:
    def test_from_sign_in_through_claiming_to_an_answer(self, desk, gateway):
        desk.ask(desk.asker())
        page = desk.page()
        sign_in(page, desk, "champion")
        press(page, "Ticket 1")
        press(page, "Claim it")
        says(page, "You have claimed this ticket")
        assert_accessible(page)
        tab_to(page, "Your answer")
        page.keyboard.type("You may, when nobody else can do it.")
        press(page, "Send answer")
        says(page, "The answer is on its way")
        assert gateway.product.viewing.view(1).ticket.answer == "You may, when nobody else can do it."
        assert_accessible(page)

    def test_a_note_behind_a_fold(self, desk, gateway):
        desk.ask(desk.asker())
        page = desk.page("second champion", path="/desk/tickets/1")
        press(page, "Add a private note", leads_on=False)
        tab_to(page, "Private note")
        page.keyboard.type("The council has a form for this.")
        press(page, "Add note")
        says(page, "The council has a form for this.")


class TestTwoChampions:
    def test_one_claims_and_the_other_is_told(self, desk):
        desk.ask(desk.asker())
        first = desk.page("champion", path="/desk/tickets/1")
        second = desk.page("second champion", path="/desk/tickets/1")
        second.get_by_label("Your answer").fill("Words of the second.")
        first.get_by_role("button", name="Claim it").click()
        first.get_by_text("You have claimed this ticket until").wait_for()
        second.get_by_role("button", name="Send answer").click()
        expect(second.locator(".govuk-error-summary")).to_be_visible()
        says(second, desk.people["champion"].name)
        expect(second.get_by_label("Your answer")).to_have_value("Words of the second.")
        assert_accessible(second)

    def test_an_open_queue_shows_what_comes_and_what_goes(self, desk):
        desk.ask(desk.asker())
        watching = desk.page("second champion", path="/desk")
        desk.ask(desk.asker())
        watching.locator("[data-item='2']").wait_for()
        watching.locator("#live").filter(has_text="new ticket").wait_for(state="attached")
        working = desk.page("champion", path="/desk/tickets/1")
        press(working, "Claim it")
        watching.locator("[data-item='1']").wait_for(state="detached")


class TestWithoutScripts:
    def test_a_ticket_is_claimed_and_answered(self, desk, gateway):
        desk.ask(desk.asker())
        page = desk.page("champion", path="/desk", scripts=False)
        page.get_by_role("link", name="Ticket 1").click()
        page.get_by_role("button", name="Claim it").click()
        says(page, "You have claimed this ticket")
        page.get_by_label("Your answer").fill("You may.")
        page.get_by_role("button", name="Send answer").click()
        says(page, "The answer is on its way")
        assert gateway.product.viewing.view(1).ticket.answer == "You may."
