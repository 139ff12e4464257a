"""The whole life of a ticket in browsers: an asker, two champions and a reviewer at the same time."""

import datetime

import pytest

from bot.helpdesk.vocabulary import Reason
from bot.services.records import Conversation, Message
from tests.browser.looking import assert_accessible, expect

pytestmark = pytest.mark.browser
ASKED = "can a human say whether my sister may be paid for cooking"
LIKE = "can a human say if my sister may be paid for the cooking"
ANSWER = "You may pay her when nobody else can cook at that time. Write down why. The council confirms it."
FIELDS = {
    "Title": "Paying a sister for cooking",
    "Short answer": ANSWER,
    "Next step": "Write the reason into the plan.",
    "Who to ask": "The SDS team.",
    "Wordings": "may my sister be paid\npay a sister to cook\nsister cooks for mum, can we pay",
    "Golden questions": "is paying my sister for meals allowed",
}


def said(page, words):
    """Wait until a page's main part says something."""
    expect(page.locator("main")).to_contain_text(words, use_inner_text=True)


def type_in_chat(page, words):
    page.locator("deep-chat #text-input").fill(words)
    page.keyboard.press("Enter")


def claim(first, second):
    """One champion claims; the other is told, and leaves a second opinion."""
    first.get_by_role("link", name="Ticket 1").click()
    first.get_by_role("button", name="Claim it").click()
    said(first, "You have claimed this ticket")
    second.get_by_role("button", name="Claim it").click()
    expect(second.locator(".govuk-error-summary")).to_be_visible()
    said(second, "colleague")
    second.get_by_text("Add a private note").click()
    second.get_by_label("Private note").fill("The family rule asks for a reason.")
    second.get_by_role("button", name="Add note").click()
    said(second, "The family rule asks for a reason.")


def ask_back(desk, first, page):
    """The champion asks for detail, and the asker's next words land in the ticket."""
    first.goto(f"{desk.address}/desk/tickets/1")
    said(first, "The family rule asks for a reason.")
    first.get_by_text("Ask the asker for detail").click()
    first.get_by_label("question", exact=False).first.fill("Does she live with the person?")
    first.get_by_role("button", name="Send question").click()
    said(first, "Your question is on its way")
    page.get_by_text("Does she live with the person?").wait_for()
    type_in_chat(page, "No, next door.")
    page.get_by_text("added that to ticket 1").wait_for()
    first.goto(f"{desk.address}/desk/tickets/1")
    said(first, "No, next door.")


def answer(gateway, first, page):
    """The like question is merged, and one answer answers both and becomes a draft."""
    first.get_by_role("button", name="Merge into this one").click()
    said(first, "One answer will answer both")
    assert_accessible(first)
    first.get_by_label("Your answer").fill(ANSWER)
    first.get_by_label("Offer this as an article draft").check()
    first.get_by_role("button", name="Send answer").click()
    said(first, "draft article was made of it")
    page.get_by_text("Write down why.").wait_for()
    tickets = [gateway.product.viewing.view(number).ticket for number in (1, 2)]
    assert [(ticket.state, ticket.answer) for ticket in tickets] == [("answered", ANSWER)] * 2


def publish(desk, first, reviewer):
    """The author completes the draft and hands it in; a reviewer approves it."""
    first.goto(f"{desk.address}/desk/drafts/1")
    for label, words in FIELDS.items():
        first.get_by_label(label, exact=True).fill(words)
    first.get_by_role("button", name="Keep changes").click()
    said(first, "The draft is changed")
    first.get_by_role("button", name="Give it to a reviewer").click()
    said(first, "The draft waits for a reviewer")
    expect(first.get_by_role("button", name="Give it to a reviewer")).to_have_count(0)
    reviewer.goto(f"{desk.address}/desk/drafts/1")
    assert_accessible(reviewer)
    reviewer.get_by_role("button", name="Approve and publish").click()
    said(reviewer, "The answer is published")


class TestWholeLife:
    def test_from_a_question_to_an_answer_that_everybody_can_read(self, desk, gateway, page):
        type_in_chat(page, ASKED)
        page.get_by_text("ticket is number 1").wait_for()
        desk.ask(desk.asker(), LIKE)
        first = desk.page("champion", path="/desk")
        second = desk.page("second champion", path="/desk/tickets/1")
        reviewer = desk.page("reviewer", path="/desk/drafts")
        claim(first, second)
        ask_back(desk, first, page)
        answer(gateway, first, page)
        publish(desk, first, reviewer)
        (published,) = gateway.product.publishing.current()
        visitor = desk.page(path=f"/library/{published.article}")
        said(visitor, "Write down why.")
        page.get_by_role("button", name="That helped, close my ticket").click()
        page.get_by_text("Ticket 1 is closed").wait_for()
        assert gateway.product.viewing.view(1).ticket.state == "closed"


class TestPagesWithMoreOnThem:
    def test_urgent_tickets_and_dead_letters_are_accessible(self, desk, gateway):
        product = gateway.product
        with product.units() as work:
            asker = Conversation("web:somebody")
            work.conversations.put(asker)
            ticket = product.escalation.open(work, asker, "she is not safe at home", Reason.SAFETY)
            now = product.clock() - datetime.timedelta(hours=3)
            lost = Message("telegram:1", f"ticket-{ticket.number}-answer-1", {"text": "Yes."}, now, now, dead=True)
            work.outbox.add(lost)
            work.commit()
        page = desk.page("manager", path="/desk")
        said(page, "Urgent")
        for path in ("/desk", f"/desk/tickets/{ticket.number}", "/desk/dead-letters", "/desk/invitations"):
            page.goto(desk.address + path)
            assert_accessible(page)
        page.goto(f"{desk.address}/desk/dead-letters")
        page.get_by_role("button", name="Send again").click()
        page.get_by_text("There are none").wait_for()
