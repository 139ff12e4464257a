"""The parts that the desk's pages are made of, and what scripts add to them, on a page that holds every one."""

import datetime
import re

import jinja2
import pytest

from bot.gateway.desk.rendering import TEMPLATES, environment
from bot.gateway.security import FORM_HEADERS, HEADERS
from tests.browser.looking import (
    MAGNIFIED,
    SMALL,
    assert_accessible,
    expect,
    focus_is_seen,
    focused,
    resize,
    sideways,
    stop_clock,
    tab_to,
    wait_until,
)

pytestmark = pytest.mark.browser
ERRORS = {
    "reply": "Write a reply",
    "team": "Choose a team",
    "nation": "Choose a nation",
    "article": "Say whether it is an article",
    "": "This ticket was changed by a colleague meanwhile; nothing was overwritten.",
}
MENU = ("Queue", "Drafts", "Articles", "Library", "Figures", "Dead letters", "People", "Teams", "Audit trail")


class Parts:
    """Serves the page of all parts at an address of the gateway, under the gateway's own policy."""

    def __init__(self, world):
        self.world = world
        self.values = {"tickets": [1, 2]}
        self.posted = []
        self.events = 0
        """How many events the stream has still to send."""
        folders = [jinja2.FileSystemLoader(TEMPLATES), jinja2.FileSystemLoader("tests/browser/templates")]
        self.templates = environment().overlay(loader=jinja2.ChoiceLoader(folders))

    def open(self, *, scripts=True, **values):
        self.values |= values
        page = self.world.page(scripts=scripts)
        page.route(re.compile(r"/desk/parts$"), self._page)
        page.route(re.compile(r"/desk/parts/(reply|claim|leave)$"), self._post)
        page.route(re.compile(r"/desk/parts/events$"), self._stream)
        page.goto(f"{self.world.address}/desk/parts")
        return page

    def _page(self, route):
        shared = {
            "me": {"name": "Champion, adults team"},
            "csrf": "a-token",
            "now": datetime.datetime(2026, 11, 26, 15, tzinfo=datetime.UTC),
            "navigation": [{"title": title, "href": "/help", "current": title == "Queue"} for title in MENU],
        }
        html = self.templates.get_template("parts.html").render(**shared, **self.values)
        headers = {**HEADERS, **FORM_HEADERS, "content-type": "text/html; charset=utf-8"}
        route.fulfill(body=html, headers=headers)

    def _post(self, route):
        self.posted.append(route.request.post_data)
        self._page(route)

    def _stream(self, route):
        said = "data: changed\n\n" if self.events else ""
        self.events = max(0, self.events - 1)
        route.fulfill(body=f"retry: 200\n\n{said}", content_type="text/event-stream")


@pytest.fixture
def parts(desk):
    return Parts(desk)


class TestParts:
    def test_every_part_is_accessible(self, parts):
        assert_accessible(parts.open())

    def test_every_part_is_accessible_with_errors_and_notices(self, parts):
        page = parts.open(errors=ERRORS, notice="Your reply was sent.", warning="Telegram does not answer.")
        assert_accessible(page)

    def test_what_was_typed_is_text(self, parts):
        page = parts.open()
        expect(page.locator("#note")).to_have_value("</textarea><b>bold</b>")
        expect(page.locator("main b")).to_have_count(0)

    def test_no_part_is_set_in_the_font_of_the_government(self, parts):
        fonts = parts.open(errors=ERRORS).evaluate(
            "[...new Set([...document.querySelectorAll('*')].map((part) => getComputedStyle(part).fontFamily))]"
        )
        assert [font for font in fonts if "Transport" in font] == []

    @pytest.mark.parametrize(("width", "height"), [SMALL, MAGNIFIED])
    def test_a_wide_table_scrolls_within_its_own_frame(self, parts, width, height):
        page = parts.open()
        resize(page, width, height)
        assert sideways(page) <= 0
        frame = page.locator(".desk-scroll")
        assert frame.bounding_box()["width"] <= width

    def test_every_stop_of_the_tab_key_is_seen(self, parts):
        page, stops = parts.open(), 0
        page.keyboard.press("Tab")
        while focused(page) or page.evaluate("document.activeElement !== document.body"):
            assert focus_is_seen(page), focused(page)
            page.keyboard.press("Tab")
            stops += 1
            if "Accessibility statement" in focused(page):
                break
        assert stops > 30

    def test_the_skip_link_leads_to_the_content(self, parts):
        page = parts.open()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main-content")).to_be_focused()

    def test_the_menu_opens_by_keyboard_on_a_small_screen(self, parts):
        page = parts.open()
        expect(page.get_by_role("link", name="Drafts")).to_be_visible()
        resize(page, *SMALL)
        expect(page.get_by_role("link", name="Drafts")).to_be_hidden()
        tab_to(page, "Menu")
        page.keyboard.press("Enter")
        tab_to(page, "Drafts")

    def test_everything_is_there_without_scripts(self, parts):
        page = parts.open(scripts=False, errors=ERRORS)
        page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
        wait_until(page, lambda: page.evaluate("innerWidth") == SMALL[0])
        expect(page.get_by_role("link", name="Drafts")).to_be_visible()
        expect(page.get_by_text("You can enter up to 200 characters")).to_be_visible()
        expect(page.locator("[data-copy='#question']")).to_be_attached()
        expect(page.get_by_role("button", name="Copy the question")).to_be_hidden()


class TestErrors:
    def test_the_summary_has_the_focus_and_leads_to_the_fields(self, parts):
        page = parts.open(errors=ERRORS)
        expect(page).to_have_title("Error: Parts - SDS Guide desk")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        for name, words in ERRORS.items():
            if name:
                page.locator(".govuk-error-summary").get_by_role("link", name=words).click()
                expect(page.locator(":focus")).to_have_attribute("name", name)

    def test_a_field_says_its_own_error(self, parts):
        page = parts.open(errors=ERRORS)
        described = page.locator("#reply").get_attribute("aria-describedby").split()
        expect(page.locator(f"#{described[1]}")).to_contain_text("Write a reply", use_inner_text=True)


class TestSending:
    def test_two_presses_send_once(self, parts):
        page, sent = parts.open(), []

        def never_answer(route):
            sent.append(route)

        page.route(re.compile(r"/desk/parts/claim$"), never_answer)
        button = page.get_by_role("button", name="Claim ticket 3")
        # The second press has a task of its own: of two in one task the browser itself sends one.
        second_was_stopped = button.evaluate(
            "(button) => new Promise((done) => {"
            " button.click();"
            " addEventListener('submit', (event) => done(event.defaultPrevented));"
            " setTimeout(() => button.click(), 100); })"
        )
        wait_until(page, lambda: sent)
        assert second_was_stopped
        assert len(sent) == 1


class TestHalfWrittenWords:
    def test_they_outlive_a_reload(self, parts):
        page = parts.open()
        page.locator("#reply").fill("Half a reply")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(page.locator("#reply")).to_have_value("Half a reply")

    @pytest.mark.parametrize("written", ["Half a note", ""])
    def test_a_box_that_was_not_empty_has_them_too(self, parts, written):
        page = parts.open(note="A note that is kept")
        page.locator("#note").fill(written)
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(page.locator("#note")).to_have_value(written)

    def test_words_that_the_server_has_changed_meanwhile_are_not_overwritten(self, parts):
        page = parts.open(note="A note that is kept")
        page.locator("#note").fill("Half a note")
        page.on("dialog", lambda dialog: dialog.accept())
        parts.values["note"] = "A colleague's note"
        page.reload()
        expect(page.locator("#note")).to_have_value("A colleague's note")

    def test_a_box_as_it_was_keeps_nothing(self, parts):
        page, asked = parts.open(note="A note that is kept"), []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.locator("#note").fill("Half a note")
        page.locator("#note").fill("A note that is kept")
        page.reload()
        expect(page.locator("#note")).to_have_value("A note that is kept")
        assert asked == []
        assert page.evaluate("sessionStorage.length") == 0

    def test_leaving_asks_first(self, parts):
        page, asked = parts.open(), []
        page.locator("#reply").click()
        page.keyboard.type("Half a reply")
        page.on("dialog", lambda dialog: (dialog.dismiss(), asked.append(dialog.type)))
        page.get_by_role("link", name="a link").click(no_wait_after=True)
        wait_until(page, lambda: asked)
        assert asked == ["beforeunload"]
        expect(page.locator("#reply")).to_have_value("Half a reply")
        expect(page).to_have_url(re.compile("/desk/parts$"))

    def test_sending_does_not_ask(self, parts):
        page, asked = parts.open(), []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.locator("#reply").click()
        page.keyboard.type("A reply")
        page.get_by_role("button", name="Send reply").click()
        page.wait_for_url("**/reply")
        assert asked == []
        assert "reply=A+reply" in parts.posted[0]

    @pytest.mark.parametrize("said", ["notice", "warning"])
    def test_words_that_were_taken_are_forgotten(self, parts, said):
        page = parts.open()
        page.locator("#reply").fill("A reply")
        parts.values[said] = "Your reply was sent."
        page.get_by_role("button", name="Send reply").click()
        page.wait_for_url("**/reply")
        page.goto(f"{parts.world.address}/desk/parts")
        expect(page.locator("#reply")).to_have_value("")

    def test_words_that_were_refused_are_not(self, parts):
        page = parts.open()
        page.locator("#reply").fill("A reply")
        parts.values["error"] = "You are not signed in any more."
        page.get_by_role("button", name="Send reply").click()
        page.wait_for_url("**/reply")
        expect(page.locator("#reply")).to_have_value("A reply")

    def test_signing_out_forgets_them(self, parts):
        page = parts.open()
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("#reply").fill("A reply")
        page.route(re.compile("/desk/sign-out$"), parts._page)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-out")
        page.wait_for_function("() => sessionStorage.length === 0")


class TestLiveList:
    def test_a_new_ticket_appears_and_is_announced(self, parts):
        page = parts.open()
        parts.values["tickets"], parts.events = [1, 2, 3], 1
        page.locator("[data-item='3']").wait_for()
        page.locator("#live").filter(has_text="1 new ticket").wait_for(state="attached")

    def test_several_are_counted(self, parts):
        page = parts.open()
        parts.values["tickets"], parts.events = [2, 3, 4, 5], 1
        page.locator("#live").filter(has_text="3 new tickets").wait_for(state="attached")
        expect(page.locator("[data-item]")).to_have_count(4)

    def test_the_focus_stays_where_it_was(self, parts):
        page = parts.open()
        page.locator("[data-item='2'] a").focus()
        parts.values["tickets"], parts.events = [3, 2], 1
        page.locator("[data-item='3']").wait_for()
        expect(page.locator("[data-item='2'] a[href='/desk/parts/2']")).to_be_focused()

    def test_the_focus_is_not_lost_with_a_ticket_that_a_colleague_took(self, parts):
        page = parts.open()
        page.locator("[data-item='2'] a").focus()
        parts.values["tickets"], parts.events = [1], 1
        page.locator("[data-item='2']").wait_for(state="detached")
        expect(page.locator("#queue")).to_be_focused()

    def test_a_reply_that_is_being_written_is_not_disturbed(self, parts):
        page = parts.open()
        page.locator("#reply").click()
        page.keyboard.type("Half")
        parts.values["tickets"], parts.events = [1, 2, 3], 1
        page.locator("[data-item='3']").wait_for()
        page.keyboard.type(" a reply")
        expect(page.locator("#reply")).to_have_value("Half a reply")


class TestCopying:
    def test_a_press_copies_the_words_and_says_so(self, parts):
        page = parts.open()
        parts.world.contexts[-1].grant_permissions(["clipboard-read", "clipboard-write"])
        stop_clock(page)
        page.get_by_role("button", name="Copy the question").click()
        page.get_by_role("button", name="Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == "Can I pay my sister?"
