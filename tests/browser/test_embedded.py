"""The chat in intranet pages, over https: whose pages may show it, cookies, keyboard, small screens."""

import re

import pytest

from bot.gateway.cookies import FRAMED
from bot.gateway.sessions import COOKIE
from bot.services.handling import Actor
from tests.browser.conftest import ARGUMENTS, CHROMIUM, Errors
from tests.browser.embedding_world import OTHER_SITE, OWN_SITE, STRANGER, intranets
from tests.browser.looking import SMALL, assert_accessible, expect, patient, resize, show_as_printed, wait_until
from tests.browser.test_following import tell_of_a_change
from tests.gateway.world import HOLIDAY, NOTICE, TITLES
from tests.services.following_world import at_any_hour

pytestmark = pytest.mark.browser
ASK = "Ask SDS Guide"
NO_COOKIE = ("status of 401", "Your question was not sent")


@pytest.fixture
def world(tmp_path):
    with intranets(tmp_path) as world:
        yield world


@pytest.fixture
def context(browser):
    context = patient(browser.new_context(viewport={"width": 1000, "height": 850}, ignore_https_errors=True))
    yield context
    context.close()


@pytest.fixture
def visit(context, world):
    """Open a page of an intranet; whatever a test does, neither its policy nor that of the frame is broken."""
    errors = Errors()

    def visit(host=OTHER_SITE, path=None, **page):
        opened = context.new_page()
        errors.on(opened)
        opened.goto(world.origin(host) + (path or world.page(**page)))
        return opened

    visit.errors = errors
    yield visit
    for page in context.pages:
        page.evaluate("0")  # with the answer everything has come that the browser had to report until then
    assert errors.unforeseen() == []


def button(page, name=ASK):
    return page.get_by_role("button", name=name, exact=True)


def frame_of(page):
    return page.frame_locator("iframe")


def open_chat(page, name=ASK):
    button(page, name).click()
    frame_of(page).locator("#end:enabled").wait_for()
    expect_focus_in_chat(page)
    return frame_of(page)


def ask(page, text):
    box = frame_of(page).locator("#text-input")
    box.focus()
    expect_focus_in_chat(page)
    page.keyboard.type(text)
    expect(box).to_have_text(text)
    page.keyboard.press("Enter")


def reply_of(page, words, role="ai"):
    found = frame_of(page).locator(f".deep-chat-outer-container-role-{role} .message-bubble").filter(has_text=words)
    found.last.wait_for()
    return found.last


def focused(page):
    """Return what has the focus in the page of the intranet."""
    inner = "(document.activeElement.shadowRoot ?? document).activeElement"
    return page.evaluate(f"{inner}.innerText || {inner}.tagName")


def expect_focus_in_chat(page):
    """Wait until what is typed goes to the chat's box: the page and its frame are processes of their own."""
    expect(page.locator("iframe")).to_be_focused()
    expect(frame_of(page).locator("#text-input")).to_be_focused()


def expect_focus_at_button(page):
    """Wait until what is typed goes to the button that opens the chat, and nothing goes to the frame any more."""
    expect(button(page)).to_be_focused()
    for frame in page.frames[1:]:
        wait_until(page, lambda frame=frame: not frame.evaluate("document.hasFocus()"))


def is_refused(page):
    """Tell whether the browser shows an error of its own in the page's frame."""
    return any(frame.url.startswith("chrome-error:") for frame in page.frames[1:])


class TestAllowed:
    @pytest.mark.parametrize("host", [OWN_SITE, OTHER_SITE])
    def test_a_question_is_answered(self, visit, host):
        page = visit(host)
        open_chat(page)
        ask(page, "how much holiday")
        expect(reply_of(page, TITLES[HOLIDAY])).to_contain_text("The short answer about")

    def test_a_plain_frame_does_it_too(self, visit, world):
        """As SharePoint's embed web part writes it: no script of ours in the page."""
        frame = f'<iframe src="{world.guide}/embed?nation=england" title="SDS Guide chat" width="500" height="700">'
        page = visit(body=f"{frame}</iframe>", head="<!-- -->")
        frame_of(page).locator("#end:enabled").wait_for()
        expect(frame_of(page).get_by_label("Answers for")).to_have_value("england")
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])

    def test_nothing_is_asked_for_before_it_is_opened(self, context, world, visit):
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        page = visit()
        button(page).wait_for()
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if url.startswith(world.guide)] == [f"{world.guide}/embed.js"]
        assert context.cookies() == []

    def test_what_the_page_says_is_taken(self, visit):
        page = visit(attributes='data-nation="england" data-role="carer" data-label="Help" data-position="left"')
        assert button(page, "Help").bounding_box()["x"] == 16
        chat = open_chat(page, "Help")
        expect(chat.get_by_label("Answers for")).to_have_value("england")
        expect(chat.get_by_label("I am")).to_have_value("carer")
        assert page.locator("dialog").bounding_box()["x"] == 16

    def test_the_script_twice_makes_one_button(self, visit, world):
        script = f'<script src="{world.guide}/embed.js"></script>'
        page = visit(head=script + script, body=script)
        expect(button(page)).to_have_count(1)

    def test_an_answer_can_be_copied_in_the_frame(self, visit, context, world):
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=world.guide)
        page = visit()
        open_chat(page)
        assert page.frames[1].evaluate("document.featurePolicy.allowsFeature('clipboard-write')")

    def test_a_source_and_the_pages_about_us_open_in_their_own_tabs(self, visit):
        page = visit()
        chat = open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        links = chat.locator("a[href]:not(.skip)")
        expect(links.nth(4)).to_be_attached()
        assert set(links.evaluate_all("(links) => links.map((link) => link.target)")) == {"_blank"}
        with page.expect_popup() as opened:
            chat.get_by_role("link", name="Privacy (opens in a new tab)").click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text(re.compile("^Privacy"))


class TestRefused:
    def test_the_browser_shows_nothing_in_a_strangers_page(self, visit, world):
        visit.errors.foreseen = ("frame-ancestors",)
        page = visit(STRANGER)
        button(page).click()
        wait_until(page, lambda: is_refused(page))
        wait_until(page, lambda: any("frame-ancestors" in error for error in visit.errors.heard))
        assert world.product.escalation.list() == []

    @pytest.mark.parametrize("path", ["/", "/library", "/desk/sign-in"])
    def test_other_pages_stand_in_nobodys_frame(self, visit, world, path):
        visit.errors.foreseen = ("frame-ancestors",)
        page = visit(OWN_SITE, head="<!-- -->", body=f'<iframe src="{world.guide}{path}" title="Frame"></iframe>')
        wait_until(page, lambda: is_refused(page))

    def test_an_allowed_page_cannot_speak_in_its_readers_name(self, visit, world):
        """The cookie of the frame goes along with what the page around it sends; the gateway refuses all the same."""
        # The pages without a policy of their own may ask for an icon, too, which they do not have.
        visit.errors.foreseen = ("status of 404", "net::ERR_BLOCKED_BY_RESPONSE")
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        world.policy["content-security-policy"] = ""
        other = visit()
        world.answered.clear()
        words = '{"text": "can I speak to a human", "message_id": "12345678"}'
        other.evaluate(
            f"fetch('{world.guide}/api/messages', {{method: 'POST', mode: 'no-cors', credentials: 'include',"
            f" body: '{words}'}}).catch(() => {{}})"
        )
        assert ("POST /api/messages", True, 403) in world.answered
        assert world.product.escalation.list() == []


class TestCookies:
    def cookie(self, context):
        (cookie,) = context.cookies()
        return cookie

    def test_on_another_site_the_browser_keeps_it_for_that_site(self, visit, context):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        cookie = self.cookie(context)
        assert (cookie["name"], cookie["sameSite"], cookie["secure"], cookie["httpOnly"]) == (
            FRAMED, "None", True, True,
        )  # fmt: skip
        assert cookie["partitionKey"] == "https://elsewhere.test"

    def test_on_the_own_site_it_is_the_one_of_the_chats_own_page(self, visit, context, world):
        page = visit(OWN_SITE)
        open_chat(page)
        ask(page, "can I speak to a human")
        reply_of(page, "ticket")
        cookie = self.cookie(context)
        assert (cookie["name"], cookie["sameSite"]) == (COOKIE, "Lax")
        own = context.new_page()
        own.goto(world.guide)
        expect(own.locator("#chat")).to_have_attribute("data-session", "yes")

    def test_it_outlives_the_page(self, visit):
        first = visit()
        open_chat(first)
        ask(first, "can I speak to a human")
        reply_of(first, "ticket")
        first.close()
        later = visit()
        open_chat(later)
        expect(frame_of(later).locator("#chat")).to_have_attribute("data-session", "yes")

    @pytest.mark.parametrize("host", [OWN_SITE, OTHER_SITE])
    def test_a_champions_reply_arrives_and_waits(self, visit, world, host):
        page = visit(host)
        open_chat(page)
        ask(page, "can I speak to a human")
        reply_of(page, "ticket")
        world.product.handling.answer(1, "Ring **me**.", Actor(None, "a champion"))
        reply_of(page, "Ring me.", role="champion")
        page.close()
        later = visit(host)
        open_chat(later)
        reply_of(later, "Ring me.", role="champion")

    def test_a_reply_that_comes_while_it_is_closed_is_told_beside_the_button(self, visit, world):
        page = visit()
        open_chat(page)
        ask(page, "can I speak to a human")
        reply_of(page, "ticket")
        page.keyboard.press("Escape")
        expect_focus_at_button(page)
        world.product.handling.answer(1, "Ring **me**.", Actor(None, "a champion"))
        told = page.get_by_role("status")
        told.filter(has_text="A champion has replied in SDS Guide").wait_for()
        assert_accessible(page)
        open_chat(page)
        expect(told).to_be_attached()
        expect(told).to_have_text("")
        reply, log = reply_of(page, "Ring me.", role="champion"), frame_of(page).locator("#messages").bounding_box()
        wait_until(page, lambda: log["y"] <= reply.bounding_box()["y"] < log["y"] + log["height"])

    def test_news_that_comes_while_it_is_closed_is_not_called_a_champions(self, visit, world, monkeypatch):
        at_any_hour(monkeypatch)
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        frame_of(page).get_by_role("button", name="Tell me if this changes").click()
        reply_of(page, "I will send you a message here")
        page.keyboard.press("Escape")
        expect_focus_at_button(page)
        tell_of_a_change(page, world.product)
        page.get_by_role("status").filter(has_text="There is news in SDS Guide").wait_for()
        open_chat(page)
        reply_of(page, "The answer has been rewritten.")

    @pytest.mark.parametrize("host", [OWN_SITE, OTHER_SITE])
    def test_ending_forgets_it_and_the_chat_begins_anew(self, visit, context, host):
        page = visit(host)
        chat = open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        before = self.cookie(context)
        chat.get_by_role("button", name="End and clear this chat").click()
        said = chat.locator(".deep-chat-outer-container-role-user")
        expect(said).to_have_count(0)  # the old page shows everything until it goes
        chat.locator("#end:enabled").wait_for()
        expect(said).to_have_count(0)
        expect_focus_in_chat(page)
        assert context.cookies() == []
        ask(page, "how much notice")
        reply_of(page, TITLES[NOTICE])
        after = self.cookie(context)
        kind = [(cookie["name"], cookie["sameSite"], cookie.get("partitionKey")) for cookie in (before, after)]
        assert kind[0] == kind[1]
        assert before["value"] != after["value"]

    def test_a_browser_that_keeps_none_is_told_what_to_do(self, visit, context):
        def without_cookies(route):
            context.clear_cookies()
            route.continue_()

        visit.errors.foreseen = NO_COOKIE
        page = visit()
        context.route("**/api/messages", without_cookies)
        chat = open_chat(page)
        ask(page, "how much holiday")
        chat.locator(".error-message-text").filter(has_text="Open the chat in its own tab").wait_for()
        expect(chat.locator("#text-input")).to_have_text("how much holiday")
        with page.expect_popup() as opened:
            chat.get_by_role("link", name="Open the chat in its own tab").click()
        opened.value.locator("#end:enabled").wait_for()


class TestWithoutThirdPartyCookies:
    """In a browser that keeps cookies of other sites only for the site whose page it shows."""

    @pytest.fixture
    def context(self, browser):
        strict = browser.browser_type.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, "--test-third-party-cookie-phaseout"]
        )
        yield patient(strict.new_context(ignore_https_errors=True))
        strict.close()

    def test_the_chat_works(self, visit):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])

    def test_with_an_ordinary_cookie_it_would_not(self, visit, monkeypatch):
        """So the test above can fail; and the chat says what to do."""
        monkeypatch.setattr("bot.gateway.cookies._FRAMED_AS", "Path=/; HttpOnly; SameSite=None; Secure")
        visit.errors.foreseen = NO_COOKIE
        page = visit()
        chat = open_chat(page)
        ask(page, "how much holiday")
        chat.locator(".error-message-text").filter(has_text="Open the chat in its own tab").wait_for()


class TestKeyboard:
    def test_there_and_back(self, visit):
        page = visit()
        expect(button(page)).to_have_attribute("aria-expanded", "false")
        for _ in range(2):
            page.keyboard.press("Tab")
        expect_focus_at_button(page)
        page.keyboard.press("Enter")
        expect_focus_in_chat(page)
        expect(button(page)).to_have_attribute("aria-expanded", "true")
        page.keyboard.type("how much holiday")
        page.keyboard.press("Enter")
        reply_of(page, TITLES[HOLIDAY])
        page.keyboard.press("Escape")
        expect_focus_at_button(page)
        expect(button(page)).to_have_attribute("aria-expanded", "false")
        expect(page.locator("iframe")).to_be_attached()
        expect(page.locator("iframe")).to_be_hidden()

    def test_opened_again_the_chat_is_as_it_was(self, visit):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        page.keyboard.press("Escape")
        expect_focus_at_button(page)
        page.keyboard.press("Enter")
        expect_focus_in_chat(page)
        expect(reply_of(page, TITLES[HOLIDAY])).to_be_visible()

    @pytest.mark.parametrize("size", [(1000, 850), SMALL])
    def test_the_button_in_its_head_closes_it(self, visit, size):
        page = visit()
        resize(page, *size)
        for key in ("Enter", "Escape"):
            open_chat(page)
            button(page, "Close").focus()
            expect(button(page, "Close")).to_be_focused()
            page.keyboard.press(key)
            expect_focus_at_button(page)

    def test_only_the_chat_itself_can_close_it(self, visit):
        page = visit()
        open_chat(page)
        # Whoever listens later hears it later: by then the chat has heard it, too.
        page.evaluate(
            "new Promise((done) => { addEventListener('message', () => done()); postMessage('sds-guide:close', '*'); })"
        )
        expect(page.locator("iframe")).to_be_visible()

    def test_on_a_wide_screen_the_page_behind_stays_in_reach(self, visit):
        page = visit()
        open_chat(page)
        page.get_by_role("link", name="News").click()
        expect(page).to_have_url(re.compile("#news$"))
        expect(page.locator("iframe")).to_be_visible()


class TestSmallScreens:
    def test_it_covers_the_page_and_nothing_behind_is_reached(self, visit):
        page = visit()
        resize(page, *SMALL)
        open_chat(page)
        box = page.locator("dialog").bounding_box()
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *SMALL)
        reached = set()
        for key in ("Tab", "Shift+Tab"):
            for _ in range(40):
                page.keyboard.press(key)
                reached.add(focused(page))
        assert "Close" in reached
        assert "News" not in reached
        assert ASK not in reached

    def test_turning_the_phone_keeps_the_chat(self, visit):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        for width, height in (SMALL, (1000, 850)):
            resize(page, width, height)
            expect(reply_of(page, TITLES[HOLIDAY])).to_be_visible()
            expect(button(page)).to_have_attribute("aria-expanded", "true")
            expect_focus_in_chat(page)
        page.keyboard.press("Escape")
        expect_focus_at_button(page)


class TestAccessibility:
    def test_axe_finds_nothing_around_the_frame(self, visit):
        page = visit()
        assert_accessible(page)
        open_chat(page)
        assert_accessible(page)
        expect(page.locator("iframe")).to_have_attribute("title", "SDS Guide chat")

    def test_axe_finds_nothing_within(self, context, world):
        page = context.new_page()
        page.goto(f"{world.guide}/embed")
        page.locator("#end:enabled").wait_for()
        assert_accessible(page)

    def test_what_is_pressed_is_large_enough(self, visit):
        page = visit()
        open_chat(page)
        for name in (ASK, "Close"):
            box = button(page, name).bounding_box()
            assert min(box["width"], box["height"]) >= 44

    def test_the_box_is_seen_without_scrolling(self, visit):
        page = visit()
        chat = open_chat(page)
        frame, box = page.locator("iframe").bounding_box(), chat.locator("#text-input").bounding_box()
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]

    def test_the_page_is_printed_without_it(self, visit):
        page = visit()
        open_chat(page)
        show_as_printed(page)
        expect(page.get_by_role("heading", name="Intranet")).to_be_visible()
        expect(button(page)).to_be_hidden()
        expect(page.locator("iframe")).to_be_attached()
        expect(page.locator("iframe")).to_be_hidden()


def test_the_words_of_the_chat_name_a_link_that_is_there(world, context):
    page = context.new_page()
    page.goto(f"{world.guide}/embed")
    words = page.locator("#chat").get_attribute("data-cookieless")
    (named,) = re.findall("“(.+)”", words)
    expect(page.get_by_role("link", name=named)).to_have_count(1)
