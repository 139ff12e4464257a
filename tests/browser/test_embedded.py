"""The chat in intranet pages, over https: whose pages may show it, cookies, keyboard, small screens."""

import re

import pytest

from bot.gateway.cookies import FRAMED
from bot.gateway.sessions import COOKIE
from bot.services.handling import Actor
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.embedding_world import OTHER_SITE, OWN_SITE, STRANGER, intranets
from tests.browser.looking import SMALL, assert_accessible
from tests.gateway.world import HOLIDAY, NOTICE, TITLES
from tests.services.following_world import at_any_hour, reword

pytestmark = pytest.mark.browser
ASK = "Ask SDS Guide"


@pytest.fixture
def world(tmp_path):
    with intranets(tmp_path) as world:
        yield world


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1000, "height": 850}, ignore_https_errors=True)
    context.set_default_timeout(10000)
    yield context
    context.close()


@pytest.fixture
def visit(context, world):
    """Open a page of an intranet; whatever a test does, neither its policy nor that of the frame is broken."""
    errors = []

    def visit(host=OTHER_SITE, path=None, **page):
        opened = context.new_page()
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        opened.goto(world.origin(host) + (path or world.page(**page)))
        return opened

    visit.errors = errors
    yield visit
    assert errors == []


def button(page, name=ASK):
    return page.get_by_role("button", name=name, exact=True)


def frame_of(page):
    return page.frame_locator("iframe")


def open_chat(page):
    button(page).click()
    frame_of(page).locator("#end:enabled").wait_for()
    return frame_of(page)


def ask(page, text):
    chat = frame_of(page)
    chat.locator("#text-input").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def reply_of(page, words, role="ai"):
    found = frame_of(page).locator(f".deep-chat-outer-container-role-{role} .message-bubble").filter(has_text=words)
    found.last.wait_for()
    return found.last


def focus(page):
    """Return what has the focus in the page of the intranet, and within the chat's frame."""
    inner = "(document.activeElement.shadowRoot ?? document).activeElement"
    outside = page.evaluate(f"{inner}.innerText || {inner}.tagName")
    chat = page.frames[1].evaluate(f"document.hasFocus() ? {inner}.id : ''") if len(page.frames) > 1 else ""
    return outside, chat


def wait_for_focus(page, *expected):
    for _ in range(50):
        if focus(page) == expected:
            return
        page.wait_for_timeout(100)
    assert focus(page) == expected


class TestAllowed:
    @pytest.mark.parametrize("host", [OWN_SITE, OTHER_SITE])
    def test_a_question_is_answered(self, visit, host):
        page = visit(host)
        open_chat(page)
        ask(page, "how much holiday")
        assert "The short answer about" in reply_of(page, TITLES[HOLIDAY]).inner_text()

    def test_a_plain_frame_does_it_too(self, visit, world):
        """As SharePoint's embed web part writes it: no script of ours in the page."""
        frame = f'<iframe src="{world.guide}/embed?nation=england" title="SDS Guide chat" width="500" height="700">'
        page = visit(body=f"{frame}</iframe>", head="<!-- -->")
        frame_of(page).locator("#end:enabled").wait_for()
        assert frame_of(page).get_by_label("Answers for").input_value() == "england"
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])

    def test_nothing_is_asked_for_before_it_is_opened(self, context, world, visit):
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        page = visit()
        button(page).wait_for()
        assert [url for url in asked if url.startswith(world.guide)] == [f"{world.guide}/embed.js"]
        assert context.cookies() == []

    def test_what_the_page_says_is_taken(self, visit):
        page = visit(attributes='data-nation="england" data-role="carer" data-label="Help" data-position="left"')
        assert button(page, "Help").bounding_box()["x"] == 16
        button(page, "Help").click()
        chat = frame_of(page)
        chat.locator("#end:enabled").wait_for()
        assert chat.get_by_label("Answers for").input_value() == "england"
        assert chat.get_by_label("I am").input_value() == "carer"
        assert page.locator("dialog").bounding_box()["x"] == 16

    def test_the_script_twice_makes_one_button(self, visit, world):
        script = f'<script src="{world.guide}/embed.js"></script>'
        page = visit(head=script + script, body=script)
        assert button(page).count() == 1

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
        assert links.count() >= 5
        assert set(links.evaluate_all("(links) => links.map((link) => link.target)")) == {"_blank"}
        with page.expect_popup() as opened:
            chat.get_by_role("link", name="Privacy (opens in a new tab)").click()
        assert opened.value.get_by_role("heading", level=1).inner_text().startswith("Privacy")


class TestRefused:
    def test_the_browser_shows_nothing_in_a_strangers_page(self, visit, world):
        page = visit(STRANGER)
        button(page).click()
        page.wait_for_timeout(500)
        assert page.frames[1].url.startswith("chrome-error:")
        assert any("frame-ancestors" in error for error in visit.errors)
        assert world.product.escalation.list() == []
        visit.errors.clear()

    @pytest.mark.parametrize("path", ["/", "/library", "/desk/sign-in"])
    def test_other_pages_stand_in_nobodys_frame(self, visit, world, path):
        page = visit(OWN_SITE, head="<!-- -->", body=f'<iframe src="{world.guide}{path}" title="Frame"></iframe>')
        page.wait_for_timeout(500)
        assert page.frames[1].url.startswith("chrome-error:")
        visit.errors.clear()

    def test_an_allowed_page_cannot_speak_in_its_readers_name(self, visit, world):
        """The cookie of the frame goes along with what the page around it sends; the gateway refuses all the same."""
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
        visit.errors.clear()


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
        assert own.locator("#chat").get_attribute("data-session") == "yes"

    def test_it_outlives_the_page(self, visit):
        first = visit()
        open_chat(first)
        ask(first, "can I speak to a human")
        reply_of(first, "ticket")
        first.close()
        later = visit()
        open_chat(later)
        assert frame_of(later).locator("#chat").get_attribute("data-session") == "yes"

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
        world.product.handling.answer(1, "Ring **me**.", Actor(None, "a champion"))
        told = page.get_by_role("status")
        told.filter(has_text="A champion has replied in SDS Guide").wait_for()
        assert_accessible(page)
        open_chat(page)
        assert told.inner_text() == ""
        reply, log = reply_of(page, "Ring me.", role="champion"), frame_of(page).locator("#messages").bounding_box()
        assert log["y"] <= reply.bounding_box()["y"] < log["y"] + log["height"]

    def test_news_that_comes_while_it_is_closed_is_not_called_a_champions(self, visit, world, monkeypatch):
        at_any_hour(monkeypatch)
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        frame_of(page).get_by_role("button", name="Tell me if this changes").click()
        reply_of(page, "I will send you a message here")
        page.keyboard.press("Escape")
        reword(world.product, HOLIDAY)
        assert [world.product.telling_changes.once() for _ in range(3)] == [0, 1, 0]
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
        with page.expect_response(lambda answer: "/embed" in answer.url):
            chat.get_by_role("button", name="End and clear this chat").click()
        chat.locator("#end:enabled").wait_for()
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

        page = visit()
        context.route("**/api/messages", without_cookies)
        chat = open_chat(page)
        ask(page, "how much holiday")
        chat.locator(".error-message-text").filter(has_text="Open the chat in its own tab").wait_for()
        assert chat.locator("#text-input").inner_text() == "how much holiday"
        with page.expect_popup() as opened:
            chat.get_by_role("link", name="Open the chat in its own tab").click()
        opened.value.locator("#end:enabled").wait_for()
        visit.errors.clear()


class TestWithoutThirdPartyCookies:
    """In a browser that keeps cookies of other sites only for the site whose page it shows."""

    @pytest.fixture
    def context(self, browser):
        strict = browser.browser_type.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, "--test-third-party-cookie-phaseout"]
        )
        context = strict.new_context(ignore_https_errors=True)
        context.set_default_timeout(10000)
        yield context
        strict.close()

    def test_the_chat_works(self, visit):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])

    def test_with_an_ordinary_cookie_it_would_not(self, visit, monkeypatch):
        """So the test above can fail; and the chat says what to do."""
        monkeypatch.setattr("bot.gateway.cookies._FRAMED_AS", "Path=/; HttpOnly; SameSite=None; Secure")
        page = visit()
        chat = open_chat(page)
        ask(page, "how much holiday")
        chat.locator(".error-message-text").filter(has_text="Open the chat in its own tab").wait_for()
        visit.errors.clear()


class TestKeyboard:
    def test_there_and_back(self, visit):
        page = visit()
        button(page).wait_for()
        assert button(page).get_attribute("aria-expanded") == "false"
        for _ in range(2):
            page.keyboard.press("Tab")
        assert focus(page) == (ASK, "")
        page.keyboard.press("Enter")
        wait_for_focus(page, "IFRAME", "text-input")
        assert button(page).get_attribute("aria-expanded") == "true"
        page.keyboard.type("how much holiday")
        page.keyboard.press("Enter")
        reply_of(page, TITLES[HOLIDAY])
        page.keyboard.press("Escape")
        wait_for_focus(page, ASK, "")
        assert button(page).get_attribute("aria-expanded") == "false"
        assert not page.locator("iframe").is_visible()

    def test_opened_again_the_chat_is_as_it_was(self, visit):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        page.keyboard.press("Escape")
        wait_for_focus(page, ASK, "")
        page.keyboard.press("Enter")
        wait_for_focus(page, "IFRAME", "text-input")
        assert reply_of(page, TITLES[HOLIDAY]).is_visible()

    @pytest.mark.parametrize("size", [(1000, 850), SMALL])
    def test_the_button_in_its_head_closes_it(self, visit, size):
        page = visit()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        open_chat(page)
        button(page, "Close").focus()
        page.keyboard.press("Enter")
        wait_for_focus(page, ASK, "")
        open_chat(page)
        button(page, "Close").focus()
        page.keyboard.press("Escape")
        wait_for_focus(page, ASK, "")

    def test_only_the_chat_itself_can_close_it(self, visit):
        page = visit()
        open_chat(page)
        page.evaluate("window.postMessage('sds-guide:close', '*')")
        page.wait_for_timeout(300)
        assert page.locator("iframe").is_visible()

    def test_on_a_wide_screen_the_page_behind_stays_in_reach(self, visit):
        page = visit()
        open_chat(page)
        page.get_by_role("link", name="News").click()
        assert page.url.endswith("#news")
        assert page.locator("iframe").is_visible()


class TestSmallScreens:
    def test_it_covers_the_page_and_nothing_behind_is_reached(self, visit):
        page = visit()
        page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
        open_chat(page)
        box = page.locator("dialog").bounding_box()
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *SMALL)
        reached = set()
        for _ in range(25):
            page.keyboard.press("Tab")
            reached.add(focus(page)[0])
        assert "News" not in reached
        assert ASK not in reached

    def test_turning_the_phone_keeps_the_chat(self, visit):
        page = visit()
        open_chat(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        for width, height in (SMALL, (1000, 850)):
            page.set_viewport_size({"width": width, "height": height})
            assert reply_of(page, TITLES[HOLIDAY]).is_visible()
            assert button(page).get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        wait_for_focus(page, ASK, "")


class TestAccessibility:
    def test_axe_finds_nothing_around_the_frame(self, visit):
        page = visit()
        assert_accessible(page)
        open_chat(page)
        assert_accessible(page)
        assert page.locator("iframe").get_attribute("title") == "SDS Guide chat"

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
        page.emulate_media(media="print")
        assert not button(page).is_visible()
        assert not page.locator("iframe").is_visible()


def test_the_words_of_the_chat_name_a_link_that_is_there(world, context):
    page = context.new_page()
    page.goto(f"{world.guide}/embed")
    words = page.locator("#chat").get_attribute("data-cookieless")
    (named,) = re.findall("“(.+)”", words)
    assert page.get_by_role("link", name=named).count() == 1
