"""`sds tickets`: a champion's day in the terminal."""

import pytest

from tests.commands.conftest import UNSURE


@pytest.fixture
def ticket(sds, scripted):
    """A question that the bot passed on."""
    return sds("ask", UNSURE, "--json").json["ticket"]


class TestList:
    def test_without_tickets_it_says_so(self, sds):
        assert sds("tickets", "list").said.strip() == "No tickets."
        assert sds("tickets", "list", "--json").json == []

    def test_open_tickets_are_listed_with_reason_and_nearest_articles(self, sds, ticket):
        (found,) = sds("tickets", "list", "--json").json
        assert (found["number"], found["state"], found["reason"], found["question"]) == (
            ticket,
            "open",
            "no_match",
            UNSURE,
        )
        assert found["candidates"][0].keys() == {"article", "title", "confidence"}

    def test_a_champion_cannot_tell_which_chat_a_ticket_came_from(self, sds, ticket):
        assert "conversation" not in sds("tickets", "show", ticket, "--json").json

    def test_an_answered_ticket_leaves_the_open_ones(self, sds, ticket):
        sds("tickets", "answer", ticket, "Yes.")
        assert sds("tickets", "list", "--json").json == []
        assert [t["number"] for t in sds("tickets", "list", "--state", "answered", "--json").json] == [ticket]


class TestShow:
    def test_it_shows_question_and_nearest_articles(self, sds, ticket):
        said = sds("tickets", "show", ticket).said
        assert f"question: {UNSURE}" in said
        assert "options/option-1" in said

    def test_an_unknown_ticket_is_named_with_what_to_do(self, fails):
        assert fails("tickets", "show", 99) == "There is no ticket 99. `sds tickets list` shows all of them."


class TestAnswer:
    def test_the_answer_is_kept_with_who_gave_it(self, sds, ticket):
        answered = sds("tickets", "answer", ticket, "Yes, you can.", "--by", "Morag", "--json").json
        assert (answered["state"], answered["answer"], answered["answered_by"]) == (
            "answered",
            "Yes, you can.",
            "Morag",
        )
        assert answered["answered"]

    def test_a_second_answer_is_refused_and_names_the_first_champion(self, sds, fails, ticket):
        sds("tickets", "answer", ticket, "Yes.", "--by", "Morag")
        assert fails("tickets", "answer", ticket, "No.") == (
            f"Ticket {ticket} was answered by Morag before. Nothing was sent."
        )

    def test_an_empty_answer_is_refused(self, fails, ticket):
        assert fails("tickets", "answer", ticket, " ").endswith("Nothing was sent.")
