"""What an understood message leads to: the words, the record, the ticket."""

import datetime
import pathlib

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import Candidate, Nation, OutcomeName, Reason
from bot.services.answering import Turn
from tests.worlds import NOON, Clock, understood, world

ARTICLE = "pa-pay/holiday-entitlement"
TURN = Turn("web:a", "how much holiday for a PA")


@pytest.fixture
def product(tmp_path: pathlib.Path) -> wiring.Product:
    return world(tmp_path)


def interactions(product: wiring.Product) -> list:
    import sqlalchemy as sa

    from bot.storage import tables

    with product.units() as work:
        return work.interactions._connection.execute(sa.select(tables.interactions)).fetchall()


class TestAnswer:
    def test_it_carries_the_article_its_sources_nation_and_date(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE))
        assert reply.outcome is OutcomeName.ANSWER
        assert (reply.article, reply.version, reply.nation) == (ARTICLE, 1, Nation.UK)
        assert reply.sources[0]["url"].startswith("https://www.legislation.gov.uk/")
        assert "applies across the UK" in reply.text
        assert "checked 22 November 2026" in reply.text

    def test_figures_are_those_of_the_day(self, tmp_path: pathlib.Path):
        clock = Clock()
        product = world(tmp_path, clock)
        today = product.answering.respond(TURN, understood("pa-pay/minimum-wage-rates")).text
        assert "£12.71" in today

    def test_no_placeholder_is_left_in_any_article(self, product: wiring.Product):
        for article in product.content.articles.values():
            assert "{" not in product.renderer.article(article, NOON.date()), article.id

    def test_it_is_recorded_without_more_than_the_masked_question(self, product: wiring.Product):
        product.answering.respond(TURN, understood(ARTICLE))
        (row,) = interactions(product)
        assert (row.question, row.outcome, row.article, row.version) == (TURN.question, "answer", ARTICLE, 1)


class TestStale:
    def test_an_article_past_its_review_day_carries_a_banner(self, tmp_path: pathlib.Path):
        product = world(tmp_path, Clock(NOON + datetime.timedelta(days=400)))
        reply = product.answering.respond(TURN, understood(ARTICLE, confidence=1.0))
        assert reply.outcome is OutcomeName.ANSWER
        assert reply.text.startswith("**Please check before you rely on this.**")


class TestNoneOfThese:
    def test_the_champion_still_sees_what_was_near(self, product: wiring.Product):
        near = (Candidate(ARTICLE, 0.5), Candidate("pa-pay/bank-holidays", 0.48))
        asked = product.answering.respond(TURN, understood("x", candidates=near, answer_from=0.7))
        assert asked.outcome is OutcomeName.CLARIFY
        pressed = product.answering.press(Turn("web:a", ""), "none")
        assert pressed is not None
        ticket = product.escalation.show(pressed.ticket)
        assert ticket.question == TURN.question
        assert [candidate["article"] for candidate in ticket.candidates] == [ARTICLE, "pa-pay/bank-holidays"]
        assert ticket.team == "employment-champions"


class TestAskingForAPersonAfterAFollowUp:
    def test_the_champion_reads_the_question_and_the_follow_up_on_lines_of_their_own(self, product: wiring.Product):
        product.answering.respond(TURN, understood(ARTICLE))
        product.answering.respond(Turn("web:a", "and in the first month?"), understood(ARTICLE, follow_up=True))
        passed = product.answering.pass_to_champion(Turn("web:a", "a person please"), Reason.ASKED_FOR_HUMAN)
        ticket = product.escalation.show(passed.ticket)
        assert ticket.question == f"{TURN.question}\nand in the first month?"
        assert [candidate["article"] for candidate in ticket.candidates][:1] == [ARTICLE]


class TestADayThatTheQuestionNames:
    WAGE = "pa-pay/minimum-wage-rates"

    def asked(self, product: wiring.Product, question: str) -> str:
        turn = Turn("web:a", question)
        return product.answering.respond(turn, understood(self.WAGE, confidence=1.0)).text

    def test_figures_are_those_of_that_day(self, product: wiring.Product):
        text = self.asked(product, "what was the minimum wage in May 2025")
        assert text.startswith("Figures are those in force on 1 May 2025.")
        assert "£12.21" in text
        assert "£12.71" in self.asked(product, "what is the minimum wage")

    def test_a_figure_that_is_not_known_yet_carries_a_banner(self, product: wiring.Product):
        text = self.asked(product, "minimum wage from April 2027")
        assert text.startswith("**Please check before you rely on this.** I have no figure for")
        assert "on 1 April 2027" in text

    def test_an_article_without_figures_does_not_mention_the_day(self, product: wiring.Product):
        turn = Turn("web:a", "option 1 from April 2027")
        assert "April 2027" not in product.answering.respond(turn, understood("options/option-1")).text


class TestTwoThatMayBeMeant:
    OTHER = "pa-pay/bank-holidays"

    def asked(self, product: wiring.Product):
        near = (Candidate(ARTICLE, 0.5), Candidate(self.OTHER, 0.4))
        unsure = understood("x", candidates=near, answer_from=0.8, pair_confidence=0.9, pair_from=0.8)
        return product.answering.respond(TURN, unsure)

    def test_the_first_stands_in_full_and_the_second_in_short(self, product: wiring.Product):
        reply, articles = self.asked(product), product.content.articles
        first, second = articles[ARTICLE], articles[self.OTHER]
        assert (reply.outcome, reply.article, reply.beside) == (OutcomeName.ANSWER, ARTICLE, self.OTHER)
        opening = f"I am not certain which of these you need: “{first.title}”, here in full, or “{second.title}”"
        assert reply.text.startswith(opening)
        assert first.next_step in reply.text
        assert "**Or did you mean this?**" in reply.text
        assert product.renderer.short(second, NOON.date()) in reply.text
        assert second.next_step not in reply.text

    def test_each_names_its_sources_and_its_nation(self, product: wiring.Product):
        reply = self.asked(product)
        assert reply.text.count("**Where this comes from**") == 2
        cited = {c.source.url for name in (ARTICLE, self.OTHER) for c in product.content.articles[name].citations}
        assert {source["url"] for source in reply.sources} == cited
        assert reply.text.count("(applies ") == 2

    def test_all_of_the_second_is_one_press_away(self, product: wiring.Product):
        title = product.content.articles[self.OTHER].title
        assert f"More on: {title}" in [c.title for c in self.asked(product).choices]
        pressed = product.answering.press(TURN, f"article:{self.OTHER}")
        assert pressed is not None
        assert (pressed.article, pressed.beside) == (self.OTHER, None)

    def test_the_record_tells_which_version_of_the_second_was_read(self, product: wiring.Product):
        self.asked(product)
        (row,) = interactions(product)
        assert [candidate.get("version") for candidate in row.candidates] == [None, 1]

    def test_what_is_left_when_an_article_has_gone_is_no_pair(self, product: wiring.Product):
        gone = (Candidate("pa-pay/just-gone", 0.5), Candidate(ARTICLE, 0.4), Candidate(self.OTHER, 0.3))
        unsure = understood("x", candidates=gone, answer_from=0.8, pair_confidence=0.9, pair_from=0.8)
        assert product.answering.respond(TURN, unsure).outcome is OutcomeName.CLARIFY

    def test_an_out_of_date_second_carries_its_own_banner(self, tmp_path: pathlib.Path):
        product = world(tmp_path, Clock(NOON + datetime.timedelta(days=400)))
        articles = product.content.articles
        text = product.renderer.articles(articles[ARTICLE], articles[self.OTHER], product.clock().date())
        assert text.count("**Please check before you rely on this.**") == 2


class TestAlternatives:
    def test_an_article_that_fits_nearly_as_well_is_one_press_away(self, product: wiring.Product):
        near = (Candidate(ARTICLE, 0.9), Candidate("pa-pay/bank-holidays", 0.85))
        reply = product.answering.respond(TURN, understood("x", candidates=near))
        assert reply.article == ARTICLE
        title = product.content.articles["pa-pay/bank-holidays"].title
        titles = ["Holiday calculator", f"Or: {title}", "That helped", "Not what I need", "Tell me if this changes"]
        assert [c.title for c in reply.choices] == titles
        pressed = product.answering.press(TURN, "article:pa-pay/bank-holidays")
        assert pressed is not None
        assert pressed.article == "pa-pay/bank-holidays"


class TestDanger:
    def test_what_sounds_like_danger_gets_the_numbers_and_an_urgent_ticket(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE, at_risk=True))
        assert (reply.outcome, reply.reason) == (OutcomeName.SAFEGUARD, Reason.SAFETY)
        assert "999" in reply.text
        assert product.escalation.show(reply.ticket).urgent

    def test_danger_comes_before_a_wish_for_a_person_and_before_a_verdict(self, product: wiring.Product):
        told = understood(ARTICLE, at_risk=True)
        asked = product.answering.pass_to_champion(TURN, Reason.ASKED_FOR_HUMAN, told)
        rated = product.answering.rate(TURN, helpful=False, understanding=told)
        assert [asked.outcome, rated.outcome] == [OutcomeName.SAFEGUARD] * 2
        assert all(product.escalation.show(reply.ticket).urgent for reply in (asked, rated))

    def test_what_might_be_danger_is_answered_below_the_numbers(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE, maybe_at_risk=True))
        assert (reply.outcome, reply.article) == (OutcomeName.ANSWER, ARTICLE)
        assert reply.text.startswith("**If someone may be at risk of harm:**")


class TestClarify:
    def test_titles_are_offered_as_buttons_and_a_way_out(self, product: wiring.Product):
        close = (Candidate("options/option-1", 0.6), Candidate("options/option-2", 0.5))
        reply = product.answering.respond(TURN, understood("x", candidates=close))
        titles = [product.content.articles[c.article].title for c in close]
        assert [c.title for c in reply.choices] == [*titles, "None of these"]

    def test_a_button_answers_once(self, product: wiring.Product):
        close = (Candidate("options/option-1", 0.6), Candidate("options/option-2", 0.5))
        product.answering.respond(TURN, understood("x", candidates=close))
        first = product.answering.press(TURN, "article:options/option-2")
        second = product.answering.press(TURN, "article:options/option-2")
        assert first is not None
        assert (first.outcome, first.article, second) == (OutcomeName.ANSWER, "options/option-2", None)

    def test_a_button_that_was_never_offered_does_nothing(self, product: wiring.Product):
        assert product.answering.press(TURN, "article:options/option-1") is None

    def test_none_of_these_passes_the_question_on(self, product: wiring.Product):
        close = (Candidate("options/option-1", 0.6), Candidate("options/option-2", 0.5))
        product.answering.respond(TURN, understood("x", candidates=close))
        reply = product.answering.press(TURN, "none")
        assert reply is not None
        assert product.escalation.show(reply.ticket).question == TURN.question


class TestAgain:
    AGAIN = "What fits best is what I showed you just before"

    def test_the_same_article_for_what_goes_on_says_so(self, product: wiring.Product):
        assert self.AGAIN not in product.answering.respond(TURN, understood(ARTICLE)).text
        assert product.answering.respond(TURN, understood(ARTICLE, follow_up=True)).text.startswith(self.AGAIN)

    def test_another_one_or_a_question_of_its_own_does_not(self, product: wiring.Product):
        product.answering.respond(TURN, understood(ARTICLE))
        other = product.answering.respond(TURN, understood("options/option-1", follow_up=True))
        assert self.AGAIN not in other.text
        product.answering.respond(TURN, understood(ARTICLE))
        assert self.AGAIN not in product.answering.respond(TURN, understood(ARTICLE)).text


class TestEscalate:
    def test_the_ticket_is_stored_before_the_reply_names_it(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE, confidence=0.1))
        ticket = product.escalation.show(reply.ticket)
        assert (ticket.question, ticket.reason, ticket.state) == (TURN.question, "no_match", "open")
        assert f"number {ticket.number}" in reply.text

    def test_it_keeps_the_nearest_articles_and_goes_to_their_team(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE, confidence=0.1))
        ticket = product.escalation.show(reply.ticket)
        assert (ticket.candidates[0]["article"], ticket.team) == (ARTICLE, "employment-champions")

    def test_what_goes_on_with_a_question_is_passed_on_with_it(self, product: wiring.Product):
        product.answering.respond(Turn("web:a", "How much holiday does a PA get?"), understood(ARTICLE))
        passed = understood(ARTICLE, follow_up=True, needs_person=True)
        reply = product.answering.respond(Turn("web:a", "she wont give me mine"), passed)
        ticket = product.viewing.view(reply.ticket or 0).ticket
        assert ticket.question == "How much holiday does a PA get?\nshe wont give me mine"

    def test_a_long_message_that_goes_on_is_passed_on_whole(self, product: wiring.Product):
        product.answering.respond(Turn("web:a", "How much holiday does a PA get?"), understood(ARTICLE))
        long = "she wont give me mine and " + "then she said no again " * 30 + "what now"
        reply = product.answering.respond(Turn("web:a", long), understood(ARTICLE, follow_up=True, needs_person=True))
        assert product.viewing.view(reply.ticket or 0).ticket.question == long

    def test_what_may_help_meanwhile_is_a_press_away(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE, needs_person=True))
        assert (reply.outcome, reply.article) == (OutcomeName.ESCALATE, None)
        assert "While you wait: the general rules may be here." in reply.text
        assert reply.choices[0].payload == f"article:{ARTICLE}"
        shown = product.answering.press(TURN, reply.choices[0].payload)
        assert shown is not None
        assert (shown.article, product.escalation.show(reply.ticket).state) == (ARTICLE, "open")

    def test_nothing_is_offered_when_nothing_is_near(self, product: wiring.Product):
        reply = product.answering.respond(TURN, understood(ARTICLE, confidence=0.1))
        assert not [choice for choice in reply.choices if choice.payload.startswith("article:")]
        assert "While you wait" not in reply.text

    def test_asking_for_a_person_passes_on_the_question_before(self, product: wiring.Product):
        product.answering.respond(TURN, understood(ARTICLE))
        reply = product.answering.pass_to_champion(Turn("web:a", "can I speak to someone"), Reason.ASKED_FOR_HUMAN)
        assert product.escalation.show(reply.ticket).question == TURN.question


class TestFeedback:
    def test_it_is_noted_with_the_answer_it_is_about(self, product: wiring.Product):
        product.answering.respond(TURN, understood(ARTICLE))
        product.answering.rate(TURN, helpful=False)
        assert [row.helpful for row in interactions(product)] == [False]

    def test_unhelpful_offers_a_champion(self, product: wiring.Product):
        product.answering.respond(TURN, understood(ARTICLE))
        assert [c.payload for c in product.answering.rate(TURN, helpful=False).choices] == ["champion"]
