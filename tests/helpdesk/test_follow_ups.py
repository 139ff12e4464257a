"""When a message is read together with the one before."""

import dataclasses

import pytest

from bot.helpdesk.follow_ups import APART, SEPARATOR, as_asked, in_context, joined, keep, points_back, readings
from bot.helpdesk.vocabulary import Candidate
from tests.helpdesk.test_decision import SURE


def understood(article: str, confidence: float):
    return dataclasses.replace(SURE, candidates=(Candidate(article, confidence),), pair_confidence=confidence)


class TestPointsBack:
    @pytest.mark.parametrize(
        "text",
        [
            "and for children?",
            "what about in England?",
            "how much notice then?",
            "can i do that instead",
            "even if they live with me",
        ],
    )
    def test_a_continuation_does(self, text: str):
        assert points_back(text)

    @pytest.mark.parametrize("text", ["How much paid holiday does a PA get?", "who can approve a budget of this size"])
    def test_a_whole_question_does_not(self, text: str):
        assert not points_back(text)


class TestInContext:
    def test_a_continuation_follows_what_was_asked(self):
        assert (
            in_context("What is option 1?", "can I stop it then?") == f"What is option 1?{SEPARATOR}can I stop it then?"
        )

    def test_what_about_takes_the_place_of_the_what_about_before_it(self):
        asked = in_context("Who may have option 1?", "what about reablement")
        assert in_context(asked, "and care homes?") == f"Who may have option 1?{SEPARATOR}and care homes?"

    @pytest.mark.parametrize(
        "text", ["and if she earns less than 10k?", "but can she opt out?", "and it's only for May"]
    )
    def test_a_condition_goes_on_with_what_about_before_it(self, text: str):
        asked = in_context("How much holiday does a PA get?", "what about pensions")
        assert in_context(asked, text) == f"{asked}{SEPARATOR}{text}"

    @pytest.mark.parametrize("text", ["and what about care homes?", "or a hospice?", "and my wife?", "and in England?"])
    def test_another_subject_takes_its_place(self, text: str):
        asked = in_context("Who may have option 1?", "what about reablement")
        assert in_context(asked, text) == f"Who may have option 1?{SEPARATOR}{text}"

    def test_the_first_question_always_stays(self):
        assert in_context("and what is option 1?", "and option 2?") == f"and what is option 1?{SEPARATOR}and option 2?"

    def test_a_question_of_several_lines_stays_whole(self):
        asked = "Who may have option 1?\nand what about my mother?"
        assert in_context(asked, "and care homes?") == f"{asked}{SEPARATOR}and care homes?"

    def test_people_read_each_message_on_a_line_of_its_own(self):
        assert as_asked(in_context("What is option 1?", "and then?")) == "What is option 1?\nand then?"

    def test_another_continuation_adds_to_it(self):
        asked = in_context("What is option 1?", "and if I do not want the money")
        assert in_context(asked, "could I keep my PA that way?").count(SEPARATOR) == 2


class TestKeep:
    FIRST, ABOUT, AGAIN = "Who may have option 1?", "what about reablement", "and care homes?"

    def test_a_question_by_itself_takes_the_place_of_what_was_kept(self):
        assert keep(self.FIRST, "How much holiday does a PA get?", None) == "How much holiday does a PA get?"

    def test_a_message_in_context_is_kept_with_it(self):
        assert keep(self.FIRST, "and then?", 0) == in_context(self.FIRST, "and then?")

    def test_what_about_may_be_read_with_what_about_or_with_the_question_before_it(self):
        kept = keep(self.FIRST, self.ABOUT, None)
        assert readings(kept, self.AGAIN) == [in_context(self.ABOUT, self.AGAIN), in_context(self.FIRST, self.AGAIN)]
        assert keep(kept, self.AGAIN, 1) == in_context(self.FIRST, self.AGAIN)

    def test_the_question_before_several_of_them_stays(self):
        kept = keep(keep(self.FIRST, self.ABOUT, None), self.AGAIN, None)
        assert kept == f"{self.FIRST}{APART}{self.AGAIN}"

    def test_another_kind_of_continuation_goes_on_with_the_last(self):
        kept = keep(self.FIRST, self.ABOUT, None)
        assert readings(kept, "how long then?") == [in_context(self.ABOUT, "how long then?")]

    def test_a_first_message_is_kept_whatever_its_form(self):
        assert keep("", self.ABOUT, None) == self.ABOUT

    @pytest.mark.parametrize("reading", [0, 1])
    def test_what_was_forgotten_meanwhile_is_not_kept_again(self, reading: int):
        assert keep("", self.AGAIN, reading) == self.AGAIN
        assert keep(self.ABOUT, self.AGAIN, reading) == in_context(self.ABOUT, self.AGAIN)

    def test_people_read_what_was_asked_by_itself(self):
        assert as_asked(keep(self.FIRST, self.ABOUT, None)) == self.ABOUT


class TestJoined:
    def test_a_continuation_is_read_in_context(self):
        result = joined("and for children?", understood("a", 0.3), understood("b", 0.7))
        assert (result.candidates[0].article, result.follow_up) == ("b", True)

    def test_a_continuation_that_stands_alone_clearly_better_is_read_alone(self):
        result = joined("what about sick pay?", understood("a", 0.95), understood("b", 0.4))
        assert (result.candidates[0].article, result.follow_up) == ("a", False)

    def test_thanks_after_an_answer_is_thanks(self):
        alone = dataclasses.replace(understood("a", 0.01), intent="thank", intent_confidence=0.9)
        assert joined("thanks", alone, understood("b", 0.95)) is alone

    def test_what_is_surely_of_another_service_is_read_alone(self):
        alone = dataclasses.replace(understood("a", 0.2), intent="out_of_scope", intent_confidence=0.9)
        assert not joined("and flights to Spain?", alone, understood("a", 0.95)).follow_up

    def test_two_articles_of_which_one_answers_count_as_one_does(self):
        alone = dataclasses.replace(understood("a", 0.3), pair_confidence=0.6)
        assert joined("and at night?", alone, dataclasses.replace(understood("b", 0.2), pair_confidence=0.6)).follow_up
        assert not joined(
            "and at night?", alone, dataclasses.replace(understood("b", 0.3), pair_confidence=0.4)
        ).follow_up

    def test_danger_told_in_a_continuation_is_not_lost(self):
        alone = dataclasses.replace(understood("a", 0.3), at_risk=True)
        assert joined("and he hit her again", alone, understood("b", 0.7)).at_risk

    def test_danger_in_the_message_before_has_had_its_reply(self):
        together = dataclasses.replace(understood("b", 0.7), at_risk=True, maybe_at_risk=True)
        result = joined("and how do I report it?", understood("a", 0.3), together)
        assert (result.follow_up, result.at_risk, result.maybe_at_risk) == (True, False, False)

    def test_what_goes_on_without_any_word_for_it_is_read_in_context(self):
        alone = dataclasses.replace(understood("a", 0.4), goes_on=True, may_go_on=True)
        result = joined("seven years in june", alone, understood("b", 0.1))
        assert (result.candidates[0].article, result.follow_up, result.goes_on) == ("b", True, True)

    def test_what_goes_on_but_is_clear_alone_needs_to_be_clearer_in_context(self):
        alone = dataclasses.replace(understood("a", 0.97), answer_from=0.95, goes_on=True, may_go_on=True)
        assert not joined("notice for a PA", alone, understood("b", 0.96)).follow_up
        assert joined("notice for a PA", alone, understood("b", 0.98)).follow_up

    def test_what_goes_on_but_speaks_of_another_service_is_read_alone(self):
        alone = dataclasses.replace(understood("a", 0.2), goes_on=True, in_scope=0.1, going_on_scope_from=0.2)
        assert not joined("and the blue badge?", alone, understood("b", 0.9)).follow_up
        assert joined("and at night?", dataclasses.replace(alone, in_scope=0.2), understood("b", 0.9)).follow_up

    def test_what_may_go_on_is_read_in_context_if_that_makes_it_as_clear(self):
        alone = dataclasses.replace(understood("a", 0.5), may_go_on=True)
        assert joined("the pension one as well", alone, understood("b", 0.45)).follow_up
        assert not joined("the pension one as well", alone, understood("b", 0.3)).follow_up

    def test_a_whole_question_is_read_alone(self):
        result = joined("How much paid holiday does a PA get each year?", understood("a", 0.5), understood("b", 0.9))
        assert result.candidates[0].article == "a"
