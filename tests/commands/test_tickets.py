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

    def test_the_table_shows_where_a_name_was_hidden(self, sds, scripted):
        sds("ask", f"Mrs McTavish asks: {UNSURE}")
        assert "[name]" in sds("tickets", "list").said

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

    def test_a_person_of_the_desk_answers_under_their_name(self, sds, ticket, champion):
        answered = sds("tickets", "answer", ticket, "Yes.", "--by", champion, "--json").json
        assert answered["answered_by"] == "First champion"

    def test_somebody_unknown_cannot_answer(self, fails, ticket):
        assert fails("tickets", "answer", ticket, "Yes.", "--by", "nobody@example.org").startswith(
            "Nobody signs in with nobody@example.org."
        )


@pytest.fixture
def champion(sds):
    """The e-mail address of somebody in the default team."""
    return add(sds, "first", "First champion")


@pytest.fixture
def second(sds):
    return add(sds, "second", "Second champion")


def add(sds, name, title, role="champion"):
    email = f"{name}@example.org"
    words = ("--email", email, "--name", title, "--role", role)
    assert sds("people", "add", *words, "--team", "sds-champions:champion").code == 0
    return email


class TestWorking:
    def test_claim_and_release(self, sds, ticket, champion):
        claimed = sds("tickets", "claim", ticket, "--by", champion, "--json").json
        assert (claimed["state"], claimed["owner"]) == ("claimed", 1)
        assert sds("tickets", "release", ticket, "--by", champion, "--json").json["state"] == "open"

    def test_what_a_colleague_has_claimed_is_theirs(self, sds, fails, ticket, champion, second):
        sds("tickets", "claim", ticket, "--by", champion)
        assert fails("tickets", "claim", ticket, "--by", second).startswith("A colleague has claimed this ticket.")
        assert fails("tickets", "release", ticket, "--by", second).startswith("You have not claimed this ticket")

    def test_an_administrator_does_not_work_on_tickets(self, sds, fails, ticket):
        admin = add(sds, "admin", "Admin", "admin")
        assert fails("tickets", "claim", ticket, "--by", admin).startswith("Admin may not work on tickets")

    def test_a_name_is_no_address(self, fails, ticket):
        assert fails("tickets", "claim", ticket, "--by", "Morag").startswith("“Morag” is no e-mail address.")

    def test_hand_on_to_a_colleague_and_to_a_team(self, sds, ticket, champion, second):
        words = ("tickets", "hand-on", ticket)
        assert sds(*words, second, "--by", champion, "--json").json["owner"] == 2
        handed = sds(*words, "carers-champions", "--by", second, "--json").json
        assert (handed["team"], handed["state"], handed["owner"]) == ("carers-champions", "open", None)

    def test_a_team_that_does_not_exist_is_named_with_those_that_do(self, fails, ticket):
        assert "carers-champions" in fails("tickets", "hand-on", ticket, "nowhere")

    def test_snooze_until_a_day(self, sds, fails, ticket, champion):
        assert sds("tickets", "snooze", ticket, "tomorrow", "--by", champion, "--json").json["state"] == "snoozed"
        assert fails("tickets", "snooze", ticket, "yesterday", "--by", champion).startswith("Write a day as")

    def test_notes_and_questions_stand_in_the_ticket(self, sds, ticket, champion):
        sds("tickets", "note", ticket, "I think so", "--by", champion)
        sds("tickets", "ask", ticket, "How old?", "--by", champion)
        events = sds("tickets", "show", ticket, "--json").json["events"]
        assert [(e["kind"], e["by"], e["text"]) for e in events[1:]] == [
            ("note", "First champion", "I think so"),
            ("asked_back", "First champion", "How old?"),
        ]
        assert "How old?" in sds("tickets", "show", ticket).said

    def test_an_article_is_sent_by_its_name(self, sds, fails, ticket):
        assert fails("tickets", "send", ticket, "no/such").startswith("There is no article “no/such”")
        sent = sds("tickets", "send", ticket, "options/option-1", "--json").json
        assert (sent["state"], sent["article"]) == ("answered", "options/option-1")

    def test_merged_tickets_are_answered_together_or_parted(self, sds, scripted, ticket):
        other, third = (sds("ask", UNSURE, "--json").json["ticket"] for _ in range(2))
        for number in (other, third):
            assert sds("tickets", "merge", number, ticket, "--json").json["merged_into"] == ticket
        assert sds("tickets", "part", third, "--json").json["state"] == "open"
        said = sds("tickets", "answer", ticket, "For both.").said
        assert said.strip() == f"Ticket {ticket} and 1 merged with it are answered; the askers get it now."
        assert sds("tickets", "show", other, "--json").json["answer"] == "For both."

    def test_one_teams_tickets_can_be_listed(self, sds, ticket):
        assert sds("tickets", "list", "--team", "carers-champions", "--json").json == []
        team = sds("tickets", "show", ticket, "--json").json["team"]
        assert len(sds("tickets", "list", "--team", team, "--json").json) == 1
