"""`sds drafts` and `sds export`: writing, reviewing and taking back in the terminal."""

import pytest

from tests.services.publishing_world import ANSWER, NEAREST, OTHER, QUESTIONS, REVIEWER, TEAM, WRITER, make, staffed


@pytest.fixture
def product(tmp_path):
    return staffed(tmp_path / "var")


@pytest.fixture
def number(product):
    return make(product)


class TestLife:
    def test_from_draft_to_published_and_back(self, sds, fails, product, number, tmp_path):
        assert [found["number"] for found in sds("drafts", "list", "--json").json] == [number]
        assert (
            sds("drafts", "change", number, "--by", WRITER, "--set", "title=Taxis", "--json").json["title"] == "Taxis"
        )
        assert "waits for a reviewer" in sds("drafts", "submit", number, "--by", f"{WRITER}@example.org").said
        assert f"Nothing stands against draft {number}" in sds("drafts", "review", number).said
        assert "a second person must review it" in fails("drafts", "approve", number, "--by", WRITER)
        published = sds("drafts", "approve", number, "--by", REVIEWER, "--json").json
        assert (published["article"], published["version"]) == ("budgets/champion-taxis", 1)
        assert (tmp_path / "var/champions/articles/budgets/champion-taxis.md").exists()
        assert (
            "taken back"
            in sds("drafts", "unpublish", published["article"], "--by", OTHER, "--reason", "It is wrong.").said
        )
        assert not (tmp_path / "var/champions/articles/budgets/champion-taxis.md").exists()
        sds("drafts", "roll-back", published["article"], 1, "--by", OTHER)
        history = sds("drafts", "history", published["article"], "--json").json
        assert [(each["version"], each["state"]) for each in history] == [
            (3, "served"),
            (2, "unpublished"),
            (1, "served"),
        ]
        assert sds("drafts", "list").said.strip() == "No drafts."
        assert [found["state"] for found in sds("drafts", "list", "--state", "all", "--json").json] == ["approved"]

    def test_sent_back_with_a_note_and_withdrawn(self, sds, number):
        sds("drafts", "submit", number, "--by", WRITER)
        sds("drafts", "send-back", number, "--by", REVIEWER, "--note", "Say which council.")
        assert "note: Say which council." in sds("drafts", "show", number).said
        assert sds("drafts", "withdraw", number, "--by", WRITER, "--json").json["state"] == "withdrawn"


class TestReview:
    def test_a_differing_figure_is_shown_and_accepted_with_a_reason(self, sds, product):
        wage = [{"article": "pa-pay/minimum-wage-rates", "title": "Wage", "confidence": 0.4}]
        number = make(product, answer=f"The National Living Wage is £12.21 an hour. {ANSWER}", nearest=wage)
        sds("drafts", "submit", number, "--by", WRITER)
        assert "£12.21” differs from" in sds("drafts", "review", number).said
        for clash in sds("drafts", "review", number, "--json").json["examination"]["clashes"]:
            sds("drafts", "review", number, "--by", REVIEWER, "--accept", clash["key"], "--reason", "Last year.")
        assert "Nothing stands against" in sds("drafts", "review", number).said


class TestMake:
    def test_an_answered_ticket_becomes_a_draft_once(self, sds, fails, scripted, product):
        ticket = sds("ask", "What about the thing?", "--json").json["ticket"]
        with product.units() as work:
            found = work.tickets.get(ticket)
            found.state, found.answer = "answered", ANSWER
            work.tickets.put(found)
            work.commit()
        made = sds("drafts", "make", ticket, "--by", WRITER, "--json").json
        assert (made["tickets"], made["asks"], made["author"]) == ([ticket], ["What about the thing?"], WRITER)
        assert "before" in fails("drafts", "make", ticket, "--by", WRITER)


class TestFaults:
    def test_a_change_without_a_field_is_named(self, fails, number):
        assert "write a field and its words" in fails("drafts", "change", number, "--by", WRITER, "--set", "Taxis")

    def test_somebody_in_several_teams_says_which(self, fails, product, number):
        product.people.put_teams(REVIEWER, None, {TEAM: "champion", "carers-champions": "deputy"})
        assert "--team" in fails("drafts", "approve", number, "--by", REVIEWER)

    def test_an_unknown_draft_or_answer_is_named(self, fails, product):
        assert "There is no draft 99" in fails("drafts", "show", 99)
        assert "no published answer" in fails("drafts", "history", "budgets/champion-none")


class TestExport:
    def test_what_is_published_is_written(self, sds, product, tmp_path):
        number = make(product, questions=QUESTIONS, nearest=NEAREST)
        sds("drafts", "submit", number, "--by", WRITER)
        sds("drafts", "approve", number, "--by", REVIEWER)
        (done,) = sds("export", tmp_path / "out", "--json").json
        assert (tmp_path / "out/knowledge/articles" / f"{done['article']}.md").exists()
        assert "Answers: 1" in sds("export", tmp_path / "out").said
