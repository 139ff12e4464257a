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
from tests.browser.looking import SMALL, expect, patient, resize, show_as_printed, stop_clock
from tests.gateway.world import HOLIDAY, NOTICE, TITLES
from tests.services.asking import content

pytestmark = pytest.mark.browser
UNREACHED = ("net::ERR_FAILED", "The service cannot be reached")
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
    passed_on = bubbles(page).filter(has_text="ticket")
    before = passed_on.count()
    ask(page, "can I speak to a human")
    expect(passed_on).to_have_count(before + 1)
    number = gateway.product.escalation.list("open")[-1].number
    gateway.product.handling.answer(number, answer, Actor(None, "a champion"))


def choices(page):
    """Return the buttons of the question that the bot asked last."""
    return page.locator(".choices .choice")


def copy_button(page):
    return page.get_by_role("button", name="Copy", exact=True)


def copied_by(button):
    """Press a button, and return what can then be pasted as plain text."""
    stop_clock(button.page)
    button.click()
    expect(button.page.get_by_text("Copied.")).to_be_visible()
    return button.page.evaluate("navigator.clipboard.readText()")


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
        copied = copied_by(copy_button(page))
        assert "In short: 7 hours of paid holiday have built up" in copied
        assert "*" not in copied

    def test_only_the_result_is_printed(self, page):
        page.evaluate("window.print = () => { window.asked = true; }")
        self.finish(page)
        page.get_by_role("button", name="Print", exact=True).click()
        page.wait_for_function("() => window.asked")
        show_as_printed(page)
        expect(page.locator("#printed")).to_be_visible()
        expect(page.locator("#printed")).to_contain_text("7 hours")
        expect(page.locator("header")).to_be_hidden()
        expect(page.locator("#chat")).to_be_hidden()

    def test_the_result_has_a_page_of_its_own_that_opens_in_a_new_tab(self, page):
        self.finish(page)
        link = page.get_by_role("link", name="Open as a page (opens in a new tab)")
        expect(link).to_have_attribute("href", re.compile("/results/"))
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        # No press of it may send anything; only where it leads is kept from opening.
        page.evaluate("addEventListener('click', (event) => event.preventDefault())")
        link.click()
        link.click()
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        said = ["holiday calculator", "No, they vary", "62", "how much holiday"]
        expect(bubbles(page, "user")).to_have_text(said)

    def test_its_buttons_come_back_after_a_reload_below_what_they_are_about(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        page.evaluate("window.print = () => {}")
        self.finish(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        page.reload()
        page.locator("#end:enabled").wait_for()
        page.evaluate("window.print = () => {}")
        expect(page.get_by_role("link", name="Open as a page")).to_have_count(1)
        assert "In short: 7 hours" in copied_by(copy_button(page).first)
        page.get_by_role("button", name="Print", exact=True).first.click()
        expect(page.locator("#printed")).to_contain_text("7 hours")
        expect(page.locator("#printed")).not_to_contain_text(TITLES[HOLIDAY])

    def test_its_buttons_stay_when_another_question_is_asked(self, page):
        self.finish(page)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        expect(copy_button(page)).to_have_count(2)


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
        options = [f"Option {number}" for number in range(1, 5)]
        expect(reply.locator("th")).to_have_text([*options, "Control", "Staff | hours"])
        expect(reply.locator("th[scope=col]")).to_have_text(options)
        expect(reply.locator("th[scope=row]")).to_have_text(["Control", "Staff | hours"])
        expect(reply.locator("td strong")).to_have_text("person")
        expect(reply.locator("b")).to_have_count(0)
        expect(reply.locator("a")).to_have_count(1)
        expect(reply.locator("a")).to_have_attribute("href", "https://www.gov.scot/a")
        assert faults(page) == []

    def test_on_a_small_screen_it_scrolls_within_its_bubble(self, page):
        resize(page, *SMALL)
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
        copied = copied_by(copy_button(page))
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
        copied = copied_by(copy_button(answered))
        assert copied.startswith(TITLES[HOLIDAY])
        assert "https://www.legislation.gov.uk/ukpga/1996/18" in copied
        assert "*" not in copied

    def test_where_formatting_is_pasted_it_says_nothing_of_tabs(self, answered):
        copied_by(copy_button(answered))
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
        answered.wait_for_function("() => window.asked")
        expect(answered.locator("#printed")).to_contain_text(TITLES[HOLIDAY])
        expect(answered.locator("#printed")).not_to_contain_text(TITLES[NOTICE])

    def test_a_champions_words_are_copied_after_a_reload(self, page, gateway):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=gateway.address)
        hand_over(page, gateway, "Ring **me**, 2 * 3, see [the guide](https://www.gov.scot/a).")
        reply_of(page, "A champion has answered", role="champion")
        page.reload()
        page.locator("#end:enabled").wait_for()
        copied = copied_by(copy_button(page))
        assert "Ring me, 2 * 3, see the guide (https://www.gov.scot/a)." in copied

    @pytest.mark.parametrize(
        ("text", "reply"),
        [
            ("how much time", "Which of these is nearest?"),
            ("can I speak to a human", "ticket"),
            ("hello football", "This is outside what I can help with"),
        ],
    )
    def test_what_is_no_answer_has_no_such_buttons(self, page, text, reply):
        ask(page, text)
        reply_of(page, reply)
        # An answer has one: by then, the reply before it would have one as well.
        ask(page, "how much holiday")
        reply_of(page, "The short answer about")
        expect(copy_button(page)).to_have_count(1)


class TestAsking:
    def test_by_keyboard_from_the_top_of_the_page(self, page):
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.shadowRoot?.activeElement?.id") == "text-input":
                break
        page.keyboard.type("how much holiday")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(reply_of(page, TITLES[HOLIDAY])).to_contain_text("The short answer about")

    def test_markdown_is_shown_as_meant(self, page):
        ask(page, "how much holiday")
        reply = reply_of(page, TITLES[HOLIDAY])
        expect(reply.locator("li")).to_have_count(3)
        expect(reply.locator("strong").first).to_have_text(TITLES[HOLIDAY])
        expect(reply).not_to_contain_text("*")

    def test_a_source_opens_in_a_new_tab_that_learns_nothing_of_us(self, page):
        ask(page, "how much holiday")
        link = reply_of(page, TITLES[HOLIDAY]).get_by_role("link", name="(opens in a new tab)")
        expect(link).to_have_attribute("href", "https://www.legislation.gov.uk/ukpga/1996/18")
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", "noopener noreferrer")

    def test_a_choice_is_pressed_by_keyboard_and_then_gone(self, page):
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        expect(choices(page)).to_have_text([*TITLES.values(), "None of these"])
        for _ in range(2):  # past "None of these"
            page.keyboard.press("Shift+Tab")
        expect(choices(page).filter(has_text=TITLES[NOTICE])).to_be_focused()
        page.keyboard.press("Enter")
        reply_of(page, "The short answer about")
        expect(bubbles(page, "user")).to_have_text(["how much time", TITLES[NOTICE]])
        expect(choices(page).nth(0)).to_have_text("That helped")
        expect(choices(page).nth(1)).to_have_text("Not what I need")
        assert not set(choices(page).all_inner_texts()) & {*TITLES.values(), "None of these"}

    def test_danger_is_shown_in_a_form_of_its_own(self, page):
        ask(page, "my dad is hitting my mum")
        expect(reply_of(page, "Someone may be at risk", role="safeguard")).to_contain_text("999", use_inner_text=True)

    def test_a_long_answer_is_read_from_its_beginning(self, page):
        resize(page, *SMALL)
        for question in ("how much holiday", "how much notice"):
            ask(page, question)
            reply_of(page, TITLES[HOLIDAY if "holiday" in question else NOTICE])
        # The page scrolls a moment after it has shown the answer; its timers keep their order.
        page.evaluate("new Promise((done) => setTimeout(done, 100))")
        question = bubbles(page, "user").last.bounding_box()
        log = page.locator("#messages").bounding_box()
        assert log["y"] <= question["y"] < log["y"] + log["height"] / 2

    def test_what_a_person_types_is_text(self, page):
        ask(page, "<img src=x onerror=alert(1)> [one](javascript:alert(1))")
        said = reply_of(page, "onerror", role="user")
        expect(said).to_contain_text("<img src=x onerror=alert(1)>", use_inner_text=True)
        expect(said.locator("img, a")).to_have_count(0)

    def test_a_choice_that_was_pressed_too_early_stays_and_works_later(self, page, gateway, monkeypatch):
        moment = [time.monotonic()]  # no minute passes by itself, however slow the machine is
        clock = types.SimpleNamespace(monotonic=lambda: moment[0], perf_counter=time.perf_counter)
        monkeypatch.setattr(conversing, "time", clock)
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        for number in range(29):
            body = {"text": "/mytickets", "message_id": f"message-{number:08}"}
            assert page.request.post(f"{gateway.address}/api/messages", data=body).ok
        page.get_by_role("button", name=TITLES[NOTICE], exact=True).click()
        reply_of(page, "wait a minute")
        expect(choices(page)).to_have_text([*TITLES.values(), "None of these"])
        moment[0] += 61
        page.get_by_role("button", name=TITLES[NOTICE], exact=True).click()
        reply_of(page, "The short answer about")


class TestChampions:
    def test_a_reply_is_pushed_to_the_open_page(self, page, gateway):
        hand_over(page, gateway)
        reply = reply_of(page, "A champion has answered", role="champion")
        expect(reply).to_contain_text("Ring me.", use_inner_text=True)

    def test_it_is_still_there_once_after_a_reload(self, page, gateway):
        hand_over(page, gateway)
        reply_of(page, "A champion has answered", role="champion")
        page.reload()
        reply_of(page, "A champion has answered", role="champion")
        # What is pushed comes in order: what was pushed again would be there before the next reply.
        page.locator("#end:enabled").wait_for()
        hand_over(page, gateway, "Write to me.")
        expect(bubbles(page, "champion")).to_have_text([re.compile("Ring me."), re.compile("Write to me.")])
        expect(bubbles(page, "user")).to_have_text(["can I speak to a human"] * 2)

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
        expect(reply).to_contain_text("<b>bold</b>", use_inner_text=True)
        expect(reply.locator("img, b, script")).to_have_count(0)
        assert reply.locator("a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))") == [
            "https://www.gov.scot/a?b=1&c=2",
            "https://www.acas.org.uk/pay",
        ]


class TestTrouble:
    def test_the_words_are_kept_when_the_service_cannot_be_reached(self, page, gateway, watch):
        watch.errors.foreseen = UNREACHED
        page.route("**/api/**", lambda route: route.abort())
        ask(page, "how much holiday")
        page.locator(".error-message-text").filter(has_text="It is still in the box below").wait_for()
        expect(page.locator("#text-input")).to_have_text("how much holiday")
        page.unroute("**/api/**")
        page.locator("#text-input").press("Enter")
        reply_of(page, TITLES[HOLIDAY])
        assert len(gateway.rasa.heard) == 1

    def test_an_answer_lost_on_the_way_is_not_asked_for_twice(self, page, gateway, watch):
        """The page sends the same message id again, and the server gives the same ticket."""

        def lose(route):
            route.fetch()
            route.abort()

        watch.errors.foreseen = UNREACHED
        page.route("**/api/messages", lose)
        ask(page, "can I speak to a human")
        page.locator(".error-message-text").wait_for()
        expect(page.locator("#text-input")).to_have_text("can I speak to a human")
        page.unroute("**/api/messages")
        page.locator("#text-input").press("Enter")
        reply_of(page, "Your ticket is number 1")
        assert len(gateway.product.escalation.list()) == 1

    def test_a_session_that_ended_is_replaced_without_a_word(self, page, gateway, context, watch):
        watch.errors.foreseen = ("status of 401",)
        ask(page, "how much holiday")
        reply_of(page, TITLES[HOLIDAY])
        context.clear_cookies()
        ask(page, "how much notice")
        reply_of(page, TITLES[NOTICE])

    def test_a_reload_keeps_the_buttons(self, page):
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        page.reload()
        page.locator("#end:enabled").wait_for()
        page.locator(".choice").filter(has_text=TITLES[NOTICE]).click()
        reply_of(page, "The short answer about")

    def test_without_scripts_the_page_says_what_to_do(self, browser, gateway):
        context = patient(browser.new_context(java_script_enabled=False))
        page = context.new_page()
        page.goto(gateway.address)
        expect(page.locator("main")).to_contain_text("This chat needs JavaScript", use_inner_text=True)
        context.close()


class TestProfile:
    def test_nation_and_role_are_kept_over_a_reload(self, page, gateway):
        page.get_by_label("Answers for").select_option("England")
        page.get_by_text("Saved.").wait_for()
        page.get_by_label("I am").select_option("a carer")
        page.get_by_text("Saved.").wait_for()
        page.reload()
        page.locator("#end:enabled").wait_for()
        expect(page.get_by_label("Answers for")).to_have_value("england")
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
        expect(bubbles(page)).to_have_count(1)
        expect(bubbles(page, "user")).to_have_count(0)
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
        resize(page, width, height)
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
        expect(choices(page)).to_have_count(3)
        for pressed in page.locator("button, select, [role=button]").all():
            if pressed.is_visible():
                box = pressed.bounding_box()
                assert min(box["width"], box["height"]) >= 44, pressed.inner_text()

    def test_new_messages_are_announced(self, page):
        log = page.locator("#messages")
        expect(log).to_have_attribute("role", "log")
        expect(log).to_have_attribute("aria-live", "polite")
        expect(page.get_by_role("textbox", name="Type your question")).to_have_count(1)

    def test_the_skip_link_leads_to_the_chat(self, page):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the chat", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#chat$"))

    @pytest.mark.parametrize(
        ("selector", "ring"), [("#text-input", "#text-input-container"), ("#nation", "#nation"), (".choice", ".choice")]
    )
    def test_focus_can_be_seen(self, page, selector, ring):
        """The box itself cannot show a ring: what surrounds it cuts it off."""
        ask(page, "how much time")
        reply_of(page, "Which of these is nearest?")
        page.keyboard.press("Shift+Tab")
        page.locator(selector).first.focus()
        expect(page.locator(ring).first).to_have_css("outline-width", "3px")
        expect(page.locator(ring).first).to_have_css("box-shadow", re.compile("5px"))
