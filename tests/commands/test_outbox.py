"""`sds outbox`: messages that were given up."""

import pytest

from bot import wiring
from tests.commands.conftest import UNSURE


@pytest.fixture
def given_up(sds, scripted):
    """An answer that never arrived: its ticket and its number."""
    ticket = sds("ask", UNSURE, "--json").json["ticket"]
    sds("tickets", "answer", ticket, "Yes.")
    with wiring.product().units() as work:
        message = work.outbox.with_key(f"ticket-{ticket}-answer-1")
        message.dead, message.attempts = True, 12
        work.outbox.put(message)
        work.commit()
    return ticket, message.number


class TestList:
    def test_without_any_it_says_so(self, sds):
        assert sds("outbox", "list").said.strip() == "No message was given up."

    def test_each_is_listed_without_whom_it_is_for(self, sds, given_up):
        (found,) = sds("outbox", "list", "--json").json
        assert (found["ticket"], found["number"], found["kind"], found["tries"]) == (*given_up, "answer", 12)
        assert "conversation" not in found
        assert ":" not in found["channel"]


class TestResend:
    def test_it_is_on_its_way_again(self, sds, given_up):
        assert sds("outbox", "resend", given_up[1]).said.strip() == f"Message {given_up[1]} is on its way."
        assert sds("outbox", "list", "--json").json == []

    def test_one_that_was_not_given_up_is_refused(self, fails):
        assert fails("outbox", "resend", 99).startswith("Message 99 is not among those that were given up")
