"""The chat page as people use it: by keyboard, on small screens, over reloads and broken connections."""

import re
import time
import types

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import Nation, OutcomeName, Reply
from bot.services import conversing
from bot.services.handling import Actor
from tests.browser.conftest import faults
from tests.gateway.world import HOLIDAY, NOTICE, TITLES
from tests.services.asking import content

pytestmark = pytest.mark.browser
HOSTILE = (
    "See <img src=x onerror=alert(1)> <b>bold</b> [one](javascript:alert(1)) [two](https://www.gov.scot/a?b=1&c=2) "
    "![three](https://evil.example/a.png) [four](data:text/html,x) https://www.acas.org.uk/pay."
)


def ask(page, text):
    """Type a question as a person at a keyboard would."""
    page.locator("#text-input").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def bubbles(page, role="ai"):
    return page.locator(f".deep-chat-outer-container-role-{role} .message-bubble")


def reply_of(page, words, role="ai"):
    found = bubbles(page, role).filter(has_text=words).last
    found.wait_for()
    return found


def hand_over(page, gateway, answer="Ring **me**."):
    """Ask for a person, and let a champion answer."""
    ask(page, "can I speak to a human")
    reply_of(page, "ticket")
    number = gateway.product.escalation.list("open")[-1].number
    gateway.product.handling.answer(number, answer, Actor(None, "a champion"))


def focused(page):
    return page.evaluate("(document.activeElement.shadowRoot ?? document).activeElement.textContent").strip()


class TestGuidedTools:
    @pytest.fixture(autouse=True)
    def tools(self, gateway):
        """The small world has no figures to work with."""
        gateway.product.guiding.use(wiring.toolbox(content()))

    def finish(self, page):
        ask(page, "holiday calculator")
        reply_of(page, "much the same every week")
        page.get_by_role("button", name="No, they vary", exact=True).click()
        reply_of(page, "How many hours did the PA work")
        ask(page, "62")
        return reply_of(page, "In short")

    def test_a_result_is_copied_without_stars(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        self.finish(page)
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_text("Copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "In short: 7 hours of paid holiday have built up" in copied
        assert "*" not in copied

    def test_only_the_result_is_printed(self, page):
        page.evaluate("window.print = () => { window.asked = true; }")
        self.finish(page)
        page.get_by_role("button", name="Print", exact=True).click()
        page.emulate_media(media="print")
        assert page.evaluate("window.asked")
        page.locator("#printed").wait_for()  # on a busy machine the other medium comes a frame later
        assert "7 hours" in page.locator("#printed").inner_text()
        assert not page.locator("header").is_visible()
        assert not page.locator("#chat").is_visible()

    def test_the_result_has_a_page_of_its_own_that_opens_in_a_new_tab(self, page):
        self.finish(page)
        link = page.get_by_role("link", name="Open as a page (opens in a new tab)")
        assert "/results/" in link.get_attribute("href")
        assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
        # No press of it may send anything; only where it leads is kept from opening.
        page.evaluate("addEventListener('click', (event) => event.preventDefault())")
        link.click()
        link.click()
        assert bubbles(page, "user").last.inner_text() == "62"

    def test_its_buttons_come_back_after_a_reload_below_what_they_are_about(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        page.evaluate("window.print = () => {}")
        self.finish(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        page.reload()
        page.evaluate("window.print = () => {}")
        assert page.get_by_role("link", name="Open as a page").count() == 1
        page.get_by_role("button", name="Copy", exact=True).first.click()
        page.get_by_text("Copied.").wait_for()
        assert "In short: 7 hours" in page.evaluate("navigator.clipboard.readText()")
        page.get_by_role("button", name="Print", exact=True).first.click()
        assert "7 hours" in page.locator("#printed").text_content()
        assert TITLES[HOLIDAY] not in page.locator("#printed").text_content()

    def test_its_buttons_stay_when_another_question_is_asked(self, page):
        self.finish(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        assert page.get_by_role("button", name="Copy", exact=True).count() == 2


class TestTables:
    TEXT = (
        "Side by side:\n\n| | Option 1 | Option 2 | Option 3 | Option 4 |\n| --- | :-: | --- | --- | --- |\n"
        "| Control | The **person** chooses all of it | The person chooses, others arrange | The council | A mix |\n"
        "| Staff \\| hours | <b>x</b> | [a](javascript:alert(1)) | https://www.gov.scot/a | |\n\nAll stay open."
    )

    @pytest.fixture(autouse=True)
    def said(self, gateway):
        custom = Reply(self.TEXT, OutcomeName.TOOL, nation=Nation.SCOTLAND).contract()
        gateway.rasa.says = [{"text": self.TEXT, "custom": custom}]

    def test_one_is_shown_as_a_table_with_named_heads(self, page):
        ask(page, "compare the options")
        reply = reply_of(page, "Side by side")
        heads = [(head.get_attribute("scope"), head.inner_text()) for head in reply.locator("th").all()]
        assert heads == [
            *(("col", f"Option {number}") for number in range(1, 5)),
            ("row", "Control"),
            ("row", "Staff | hours"),
        ]
        assert reply.locator("td strong").inner_text() == "person"
        assert reply.locator("b").count() == 0
        assert [link.get_attribute("href") for link in reply.locator("a").all()] == ["https://www.gov.scot/a"]
        assert faults(page) == []

    def test_on_a_small_screen_it_scrolls_within_its_bubble(self, page):
        page.set_viewport_size({"width": 320, "height": 640})
        ask(page, "compare the options")
        table = reply_of(page, "Side by side").locator(".table")
        assert table.evaluate("(part) => part.scrollWidth > part.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.locator("#messages").evaluate("(log) => log.scrollWidth <= log.clientWidth")
        assert table.evaluate("(part) => part.tabIndex") == 0
        assert faults(page) == []

    def test_it_is_copied_with_tabs_between_its_cells(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        ask(page, "compare the options")
        reply_of(page, "Side by side")
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_text("Copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "\tOption 1\tOption 2\tOption 3\tOption 4\nControl\tThe person chooses all of it\t" in copied
        assert "Staff | hours\t" in copied
        assert "---" not in copied


class TestKeeping:
    """An answer and a champion's words can be taken elsewhere, as a tool's result can."""

    @pytest.fixture
    def answered(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        return page

    def test_an_answer_is_copied_with_its_source(self, answered):
        answered.get_by_role("button", name="Copy", exact=True).click()
        answered.get_by_text("Copied.").wait_for()
        copied = answered.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(TITLES[HOLIDAY])
        assert "https://www.legislation.gov.uk/ukpga/1996/18" in copied
        assert "*" not in copied

    def test_where_formatting_is_pasted_it_says_nothing_of_tabs(self, answered):
        answered.get_by_role("button", name="Copy", exact=True).click()
        answered.get_by_text("Copied.").wait_for()
        html = answered.evaluate(
            "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((blob) => blob.text())"
        )
        assert "<li>" in html
        assert "new tab" not in html

    def test_an_answer_is_printed_alone(self, answered):
        answered.evaluate("window.print = () => { window.asked = true; }")
        ask(answered, "how much notice")
        reply_of(answered, TITLES[NOTICE])
        answered.get_by_role("button", name="Print", exact=True).first.click()
        assert answered.evaluate("window.asked")
        printed = answered.locator("#printed").text_content()
        assert TITLES[HOLIDAY] in printed
        assert TITLES[NOTICE] not in printed

    def test_a_champions_words_are_copied_after_a_reload(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        hand_over(page, gateway, "Ring **me**, 2 * 3, see [the guide](https://www.gov.scot/a).")
        reply_of(page, "A champion has answered", role="champion")
        page.reload()
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_text("Copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "Ring me, 2 * 3, see the guide (https://www.gov.scot/a)." in copied

    @pytest.mark.parametrize("text", ["how much time", "can I speak to a human", "hello football"])
    def test_what_is_no_answer_has_no_such_buttons(self, page, text):
        ask(page, text)
        page.locator(".choices, .deep-chat-outer-container-role-ai:nth-child(3)").first.wait_for()
        assert page.get_by_role("button", name="Copy", exact=True).count() == 0


class TestAsking:
    def test_by_keyboard_from_the_top_of_the_page(self, page):
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.shadowRoot?.activeElement?.id") == "text-input":
                break
        page.keyboard.type("how much holiday")
        page.keyboard.press("Tab")
        assert focused(page) == "Send"
        page.keyboard.press("Enter")
        assert "The short answer about" in reply_of(page, TITLES[HOLIDAY]).inner_text()

    def test_markdown_is_shown_as_meant(self, page):
        ask(page, "how much holiday")
        reply = reply_of(page, TITLES[HOLIDAY])
        assert reply.locator("li").count() == 3
        assert reply.locator("strong").first.inner_text() == TITLES[HOLIDAY]
        assert "*" not in reply.inner_text()

    def test_a_source_opens_in_a_new_tab_that_learns_nothing_of_us(self, page):
        ask(page, "how much holiday")
        link = reply_of(page, TITLES[HOLIDAY]).get_by_role("link", name="(opens in a new tab)")
        assert link.get_attribute("href") == "https://www.legislation.gov.uk/ukpga/1996/18"
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener noreferrer"

    def test_a_choice_is_pressed_by_keyboard_and_then_gone(self, page):
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        assert page.locator(".choices .choice").all_inner_texts() == [*TITLES.values(), "None of these"]
        for _ in range(3):
            page.keyboard.press("Shift+Tab")
            if focused(page) == TITLES[NOTICE]:
                break
        page.keyboard.press("Enter")
        reply_of(page, "The short answer about")
        assert bubbles(page, "user").all_inner_texts() == ["how much time", TITLES[NOTICE]]
        after = page.locator(".choices .choice").all_inner_texts()
        assert after[:2] == ["That helped", "Not what I need"]
        assert not set(after) & {*TITLES.values(), "None of these"}

    def test_danger_is_shown_in_a_form_of_its_own(self, page):
        ask(page, "my dad is hitting my mum")
        assert "999" in reply_of(page, "Someone may be at risk", role="safeguard").inner_text()

    def test_a_long_answer_is_read_from_its_beginning(self, page):
        page.set_viewport_size({"width": 320, "height": 640})
        for question in ("how much holiday", "how much notice"):
            ask(page, question)
            reply_of(page, TITLES[HOLIDAY if "holiday" in question else NOTICE])
        page.wait_for_timeout(300)
        question = bubbles(page, "user").last.bounding_box()
        log = page.locator("#messages").bounding_box()
        assert log["y"] <= question["y"] < log["y"] + log["height"] / 2

    def test_what_a_person_types_is_text(self, page):
        ask(page, "<img src=x onerror=alert(1)> [one](javascript:alert(1))")
        said = reply_of(page, "onerror", role="user")
        assert "<img src=x onerror=alert(1)>" in said.inner_text()
        assert said.locator("img, a").count() == 0

    def test_a_choice_that_was_pressed_too_early_stays_and_works_later(self, page, gateway, monkeypatch):
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        for number in range(29):
            body = {"text": "/mytickets", "message_id": f"message-{number:08}"}
            assert page.request.post(f"{gateway.address}/api/messages", data=body).ok
        page.get_by_role("button", name=TITLES[NOTICE], exact=True).click()
        reply_of(page, "wait a minute")
        assert page.locator(".choices .choice").all_inner_texts() == [*TITLES.values(), "None of these"]
        now = time.monotonic() + 61
        monkeypatch.setattr(conversing, "time", types.SimpleNamespace(monotonic=lambda: now, perf_counter=lambda: now))
        page.get_by_role("button", name=TITLES[NOTICE], exact=True).click()
        reply_of(page, "The short answer about")


class TestChampions:
    def test_a_reply_is_pushed_to_the_open_page(self, page, gateway):
        hand_over(page, gateway)
        assert "Ring me." in reply_of(page, "A champion has answered", role="champion").inner_text()

    def test_it_is_still_there_once_after_a_reload(self, page, gateway):
        hand_over(page, gateway)
        reply_of(page, "A champion has answered", role="champion")
        page.reload()
        reply_of(page, "A champion has answered", role="champion")
        page.wait_for_timeout(1000)
        assert bubbles(page, "champion").count() == 1
        assert bubbles(page, "user").all_inner_texts() == ["can I speak to a human"]

    def test_it_waits_for_who_comes_back_later(self, page, gateway, context):
        ask(page, "can I speak to a human")
        reply_of(page, "ticket")
        page.goto("about:blank")
        gateway.product.handling.answer(1, "Ring **me**.", Actor(None, "a champion"))
        later = context.new_page()
        later.goto(gateway.address)
        reply_of(later, "A champion has answered", role="champion")
        page.goto(gateway.address)

    def test_it_cannot_bring_code_pictures_or_bad_addresses(self, page, gateway):
        hand_over(page, gateway, HOSTILE)
        reply = reply_of(page, "A champion has answered", role="champion")
        assert reply.locator("img, b, script").count() == 0
        assert [link.get_attribute("href") for link in reply.locator("a").all()] == [
            "https://www.gov.scot/a?b=1&c=2",
            "https://www.acas.org.uk/pay",
        ]
        assert "<b>bold</b>" in reply.inner_text()


class TestTrouble:
    def test_the_words_are_kept_when_the_service_cannot_be_reached(self, page, gateway, watch):
        page.route("**/api/**", lambda route: route.abort())
        ask(page, "how much holiday")
        page.locator(".error-message-text").filter(has_text="It is still in the box below").wait_for()
        assert page.locator("#text-input").inner_text() == "how much holiday"
        page.unroute("**/api/**")
        page.locator("#text-input").press("Enter")
        reply_of(page, TITLES[HOLIDAY])
        assert len(gateway.rasa.heard) == 1
        watch.errors.clear()

    def test_an_answer_lost_on_the_way_is_not_asked_for_twice(self, page, gateway, watch):
        """The page sends the same message id again, and the server gives the same ticket."""

        def lose(route):
            route.fetch()
            route.abort()

        page.route("**/api/messages", lose)
        ask(page, "can I speak to a human")
        page.locator(".error-message-text").wait_for()
        page.unroute("**/api/messages")
        page.locator("#text-input").press("Enter")
        reply_of(page, "Your ticket is number 1")
        assert len(gateway.product.escalation.list()) == 1
        watch.errors.clear()

    def test_a_session_that_ended_is_replaced_without_a_word(self, page, gateway, context, watch):
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        context.clear_cookies()
        ask(page, "how much notice")
        reply_of(page, TITLES[NOTICE])
        watch.errors.clear()

    def test_a_reload_keeps_the_buttons(self, page):
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        page.reload()
        page.locator(".choice").filter(has_text=TITLES[NOTICE]).click()
        reply_of(page, "The short answer about")

    def test_without_scripts_the_page_says_what_to_do(self, browser, gateway):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(gateway.address)
        assert "This chat needs JavaScript" in page.locator("main").inner_text()
        context.close()


class TestProfile:
    def test_nation_and_role_are_kept_over_a_reload(self, page, gateway):
        page.get_by_label("Answers for").select_option("England")
        page.get_by_text("Saved.").wait_for()
        page.get_by_label("I am").select_option("a carer")
        page.get_by_text("Saved.").wait_for()
        page.reload()
        assert page.get_by_label("Answers for").input_value() == "england"
        ask(page, "can I speak to a human")
        reply_of(page, "ticket")
        ticket = gateway.product.escalation.show(1)
        assert (ticket.nation, ticket.role) == ("england", "carer")

    def test_ending_clears_the_page_and_the_cookie(self, page, context):
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        with page.expect_navigation():
            page.get_by_role("button", name="End and clear this chat").click()
        page.locator("#end:enabled").wait_for()
        assert bubbles(page).count() == 1
        assert bubbles(page, "user").count() == 0
        assert context.cookies() == []


class TestAccessibility:
    def test_axe_finds_nothing(self, page, gateway):
        assert faults(page) == []
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        assert faults(page) == []
        ask(page, "my dad is hitting my mum")
        reply_of(page, "Someone may be at risk", role="safeguard")
        hand_over(page, gateway)
        reply_of(page, "A champion has answered", role="champion")
        assert faults(page) == []

    @pytest.mark.parametrize(("width", "height"), [(320, 568), (500, 425)])
    def test_it_fits_a_small_screen_and_double_zoom(self, page, width, height):
        page.set_viewport_size({"width": width, "height": height})
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(
            "(() => { const log = document.querySelector('deep-chat').shadowRoot.getElementById('messages');"
            " return log.scrollWidth <= log.clientWidth; })()"
        )
        assert faults(page) == []

    def test_what_is_pressed_is_large_enough(self, page):
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        for pressed in page.locator("button, select, [role=button]").all():
            if pressed.is_visible():
                box = pressed.bounding_box()
                assert min(box["width"], box["height"]) >= 44, pressed.inner_text()

    def test_new_messages_are_announced(self, page):
        log = page.locator("#messages")
        assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
        box = page.get_by_role("textbox", name="Type your question")
        assert box.count() == 1

    def test_the_skip_link_leads_to_the_chat(self, page):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the chat"
        page.keyboard.press("Enter")
        assert re.search("#chat$", page.url)

    @pytest.mark.parametrize(
        ("selector", "ring"), [("#text-input", "#text-input-container"), ("#nation", "#nation"), (".choice", ".choice")]
    )
    def test_focus_can_be_seen(self, page, selector, ring):
        """The box itself cannot show a ring: what surrounds it cuts it off."""
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        page.keyboard.press("Shift+Tab")
        page.locator(selector).first.focus()
        shown = page.locator(ring).first.evaluate(
            "e => getComputedStyle(e).outlineWidth + getComputedStyle(e).boxShadow"
        )
        assert shown.startswith("3px")
        assert "5px" in shown
