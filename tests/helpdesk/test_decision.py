"""The rules by which a message gets one outcome with one reason."""

import dataclasses

import pytest

from bot.helpdesk.decision import Policy, decide
from bot.helpdesk.vocabulary import Candidate, Nation, OutcomeName, Reason, Understanding

POLICY = Policy(
    close_margin=0.1,
    scope_overruled_from=0.95,
    scope_doubted_from=0.85,
    handover_overruled_from=0.75,
    handover_pair_overruled_from=0.95,
    social_from=0.6,
    handover_from=0.6,
    too_short_words=1,
    too_short_answer_from=0.9,
    vague_answer_from=0.95,
    long_question_words=8,
    long_clarify_at_least=0.4,
    stale_penalty=0.2,
    choices=3,
)
SURE = Understanding(
    intent="ask_options",
    intent_confidence=0.9,
    candidates=(Candidate("options/a", 0.9, "A"), Candidate("options/b", 0.5, "B")),
    in_scope=0.99,
    answer_from=0.8,
    clarify_from=0.3,
    scope_from=0.2,
    content_words=4,
)


def understood(**changes: object) -> Understanding:
    if "confidences" in changes:
        confidences = changes.pop("confidences")
        changes["candidates"] = tuple(Candidate(f"options/{n}", c, f"T{n}") for n, c in enumerate(confidences))
    return dataclasses.replace(SURE, **changes)


class TestVague:
    def test_what_is_vague_is_asked_back_unless_an_article_fits_very_well(self):
        asked = decide(understood(vague=True, confidences=[0.94]), POLICY)
        assert (asked.name, asked.reason) == (OutcomeName.CLARIFY, Reason.TOO_SHORT)
        assert decide(understood(vague=True, confidences=[0.95]), POLICY).name is OutcomeName.ANSWER

    def test_what_may_be_vague_is_answered_by_one_article_and_not_by_two(self):
        pair = {"pair_confidence": 0.99, "pair_from": 0.5}
        assert decide(understood(may_be_vague=True, confidences=[0.8, 0.1]), POLICY).name is OutcomeName.ANSWER
        assert decide(understood(confidences=[0.7, 0.5], **pair), POLICY).name is OutcomeName.ANSWER
        asked = decide(understood(may_be_vague=True, confidences=[0.7, 0.5], **pair), POLICY)
        assert (asked.name, asked.reason) == (OutcomeName.CLARIFY, Reason.TOO_SHORT)

    def test_a_hint_that_it_needs_a_person_waits_until_more_is_said(self):
        hinted = {"may_need_person": True, "confidences": [0.4]}
        assert decide(understood(**hinted), POLICY).name is OutcomeName.ESCALATE
        assert decide(understood(vague=True, **hinted), POLICY).name is OutcomeName.CLARIFY
        assert decide(understood(vague=True, needs_person=True, **hinted), POLICY).name is OutcomeName.ESCALATE

    def test_it_is_not_declined_unless_it_is_surely_foreign(self):
        assert decide(understood(in_scope=0.1, confidences=[0.4]), POLICY).name is OutcomeName.DECLINE
        assert decide(understood(vague=True, in_scope=0.1, confidences=[0.4]), POLICY).name is OutcomeName.CLARIFY
        assert decide(understood(vague=True, in_scope=0.01, confidences=[0.4]), POLICY).name is OutcomeName.DECLINE

    def test_a_follow_up_is_never_vague(self):
        assert decide(understood(vague=True, follow_up=True, confidences=[0.85]), POLICY).name is OutcomeName.ANSWER


class TestAnswering:
    def test_a_confident_article_is_the_answer(self):
        outcome = decide(SURE, POLICY)
        assert (outcome.name, outcome.article, outcome.reason) == (OutcomeName.ANSWER, "options/a", None)

    def test_the_cut_itself_is_enough(self):
        assert decide(understood(confidences=[0.8]), POLICY).name is OutcomeName.ANSWER

    def test_just_below_the_cut_is_asked_back(self):
        outcome = decide(understood(confidences=[0.79]), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.CLARIFY, Reason.CLOSE_CALL)

    def test_articles_that_may_help_meanwhile_go_with_what_needs_a_person(self):
        outcome = decide(understood(needs_person=True, confidences=[0.9, 0.5, 0.1]), POLICY)
        assert (outcome.name, outcome.article) == (OutcomeName.ESCALATE, None)
        assert [choice.article for choice in outcome.choices] == ["options/0", "options/1"]

    def test_none_go_with_it_outside_the_domain_or_when_a_person_was_asked_for(self):
        assert decide(understood(needs_person=True, in_scope=0.1, confidences=[0.6]), POLICY).choices == ()
        asked = understood(intent="ask_human", intent_confidence=0.99, confidences=[0.9])
        assert (decide(asked, POLICY).name, decide(asked, POLICY).choices) == (OutcomeName.ESCALATE, ())

    def test_an_out_of_date_article_needs_more_confidence(self):
        outcome = decide(understood(confidences=[0.9]), POLICY, stale={"options/0"})
        assert outcome.name is OutcomeName.CLARIFY

    def test_an_out_of_date_article_that_falls_below_every_cut_is_passed_on_as_stale(self):
        outcome = decide(understood(confidences=[0.45]), POLICY, stale={"options/0"})
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, Reason.STALE)

    def test_a_champions_view_that_fits_as_well_as_a_curated_article_stands_second(self):
        policy = dataclasses.replace(POLICY, champion_penalty=0.05)
        near = (Candidate("options/champion-a", 0.9, "A"), Candidate("options/b", 0.87, "B"))
        outcome = decide(understood(candidates=near), policy)
        assert (outcome.article, [choice.article for choice in outcome.choices]) == (
            "options/b",
            ["options/champion-a"],
        )

    def test_a_champions_view_that_fits_clearly_is_the_answer(self):
        policy = dataclasses.replace(POLICY, champion_penalty=0.05)
        near = (Candidate("options/champion-a", 0.95, "A"), Candidate("options/b", 0.5, "B"))
        outcome = decide(understood(candidates=near), policy)
        assert outcome.article == "options/champion-a"
        assert outcome.confidence == pytest.approx(0.9)

    def test_a_champions_view_that_is_out_of_date_loses_for_both(self):
        policy = dataclasses.replace(POLICY, champion_penalty=0.05, stale_penalty=0.8)
        near = (Candidate("options/champion-a", 0.95, "A"),)
        outcome = decide(understood(candidates=near), policy, stale={"options/champion-a"})
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, Reason.STALE)

    def test_an_article_that_fits_nearly_as_well_is_offered_beside_the_answer(self):
        outcome = decide(understood(confidences=[0.9, 0.85, 0.83, 0.82]), POLICY)
        assert (outcome.name, outcome.article) == (OutcomeName.ANSWER, "options/0")
        assert [choice.article for choice in outcome.choices] == ["options/1", "options/2"]

    def test_one_that_fits_clearly_less_is_not(self):
        assert decide(understood(confidences=[0.9, 0.79]), POLICY).choices == ()

    def test_a_greeting_with_a_question_in_it_is_answered(self):
        assert decide(understood(intent="greet"), POLICY).name is OutcomeName.ANSWER


class TestTwoThatMayBeMeant:
    NEAR = (0.6, 0.3, 0.05)

    def test_both_are_shown_when_one_of_them_is_likely_enough(self):
        outcome = decide(understood(confidences=self.NEAR, pair_confidence=0.9, pair_from=0.8), POLICY)
        assert (outcome.name, outcome.article, outcome.beside) == (OutcomeName.ANSWER, "options/0", "options/1")
        assert (outcome.confidence, outcome.reason) == (0.9, None)

    def test_the_cut_itself_is_enough_and_less_is_asked_back(self):
        assert decide(understood(confidences=self.NEAR, pair_confidence=0.8, pair_from=0.8), POLICY).beside
        less = decide(understood(confidences=self.NEAR, pair_confidence=0.79, pair_from=0.8), POLICY)
        assert less.name is OutcomeName.CLARIFY

    def test_an_article_that_is_sure_alone_stands_alone(self):
        outcome = decide(understood(confidences=[0.8, 0.15], pair_confidence=0.95, pair_from=0.8), POLICY)
        assert outcome.beside is None

    @pytest.mark.parametrize("old", ["options/0", "options/1"])
    def test_an_out_of_date_article_among_them_needs_more_confidence(self, old: str):
        unsure = understood(confidences=self.NEAR, pair_confidence=0.9, pair_from=0.8)
        assert decide(unsure, POLICY, stale={old}).name is OutcomeName.CLARIFY

    def test_the_second_is_one_press_away_before_others_that_fit_as_well(self):
        unsure = understood(confidences=(0.4, 0.38, 0.35), pair_confidence=0.9, pair_from=0.8)
        assert [c.article for c in decide(unsure, POLICY).choices] == ["options/1", "options/2"]

    def test_a_single_article_is_no_pair(self):
        alone = understood(confidences=[0.6], pair_confidence=0.9, pair_from=0.8)
        assert decide(alone, POLICY).name is OutcomeName.CLARIFY

    def test_a_champions_view_that_lost_its_place_makes_no_pair(self):
        policy = dataclasses.replace(POLICY, champion_penalty=0.3)
        views = (Candidate("options/a", 0.4), Candidate("options/champion-b", 0.39), Candidate("options/c", 0.3))
        assert decide(understood(candidates=views, pair_confidence=0.9, pair_from=0.8), policy).beside is None


class TestAskingBack:
    def test_articles_that_may_fit_are_offered(self):
        outcome = decide(understood(confidences=[0.75, 0.7, 0.2, 0.1]), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.CLARIFY, Reason.CLOSE_CALL)
        assert len(outcome.choices) == POLICY.choices

    def test_a_question_of_one_word_is_too_short(self):
        outcome = decide(understood(confidences=[0.5], content_words=1), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.CLARIFY, Reason.TOO_SHORT)

    def test_a_question_of_one_word_that_fits_perfectly_is_answered(self):
        assert decide(understood(confidences=[0.95], content_words=1), POLICY).name is OutcomeName.ANSWER

    def test_a_short_follow_up_is_not_too_short(self):
        outcome = decide(understood(confidences=[0.1], content_words=1, follow_up=True), POLICY)
        assert outcome.name is OutcomeName.ESCALATE

    def test_a_vague_question_is_asked_back_even_when_an_article_seems_to_fit(self):
        outcome = decide(understood(intent="vague"), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.CLARIFY, Reason.TOO_SHORT)


class TestPassingOn:
    KINDS = pytest.mark.parametrize(
        ("intent", "reason"),
        [("casework", Reason.CASEWORK), ("dispute", Reason.DISPUTE), ("local_policy", Reason.NO_MATCH)],
    )

    def test_who_asks_for_a_person_gets_one_whatever_fits(self):
        assert decide(understood(intent="ask_human"), POLICY).reason is Reason.ASKED_FOR_HUMAN

    @KINDS
    def test_what_looks_so_in_two_ways_gets_a_person_whatever_fits(self, intent: str, reason: Reason):
        outcome = decide(understood(intent=intent, may_need_person=True), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, reason)

    @KINDS
    def test_an_intent_alone_gets_a_person_unless_an_article_is_sure(self, intent: str, reason: Reason):
        assert decide(understood(intent=intent), POLICY).name is OutcomeName.ANSWER
        outcome = decide(understood(intent=intent, confidences=[0.6, 0.3]), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, reason)

    def test_what_surely_needs_a_person_gets_one_whatever_fits(self):
        outcome = decide(understood(needs_person=True), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, Reason.CASEWORK)

    def test_what_may_need_a_person_gets_one_unless_an_article_is_sure(self):
        assert decide(understood(may_need_person=True), POLICY).name is OutcomeName.ANSWER
        unsure = understood(may_need_person=True, confidences=[0.6, 0.3], pair_confidence=0.9, pair_from=0.8)
        assert decide(unsure, POLICY).name is OutcomeName.ESCALATE

    def test_two_articles_must_be_surer_than_one_to_answer_what_may_need_a_person(self):
        doubt = {"may_need_person": True, "confidences": [0.6, 0.3], "pair_from": 0.8}
        assert decide(understood(pair_confidence=0.95, **doubt), POLICY).beside
        assert decide(understood(pair_confidence=0.94, **doubt), POLICY).name is OutcomeName.ESCALATE

    def test_of_what_goes_on_with_a_question_a_doubt_counts_only_when_nothing_fits(self):
        doubt = {"may_need_person": True, "follow_up": True, "confidences": [0.6, 0.3], "pair_from": 0.8}
        assert decide(understood(pair_confidence=0.9, **doubt), POLICY).name is OutcomeName.ANSWER
        assert decide(understood(pair_confidence=0.7, **doubt), POLICY).name is OutcomeName.ESCALATE
        assert decide(understood(**doubt | {"confidences": [0.9]}), POLICY).name is OutcomeName.ANSWER
        surely = understood(pair_confidence=0.9, needs_person=True, **doubt)
        assert decide(surely, POLICY).name is OutcomeName.ESCALATE

    @KINDS
    def test_of_what_goes_on_with_a_question_the_intent_says_nothing(self, intent: str, reason: Reason):
        assert decide(understood(intent=intent, confidences=[0.6, 0.3]), POLICY).reason is reason
        assert decide(understood(intent=intent, confidences=[0.6, 0.3], follow_up=True), POLICY).reason is not reason

    @pytest.mark.parametrize(("confidence", "name"), [(0.75, OutcomeName.CLARIFY), (0.74, OutcomeName.ESCALATE)])
    def test_how_sure_an_article_must_be_has_a_cut_of_its_own(self, confidence: float, name: str):
        assert decide(understood(may_need_person=True, confidences=[confidence, 0.3]), POLICY).name is name

    def test_a_word_or_so_is_asked_back_and_not_passed_on(self):
        little = understood(needs_person=True, confidences=[0.5], content_words=1)
        assert decide(little, POLICY).name is OutcomeName.CLARIFY

    def test_a_live_case_of_another_service_is_declined(self):
        outcome = decide(understood(intent="casework", needs_person=True, confidences=[0.1], in_scope=0.09), POLICY)
        assert outcome.name is OutcomeName.DECLINE

    def test_a_live_case_that_only_may_be_of_another_service_gets_a_person(self):
        outcome = decide(understood(needs_person=True, confidences=[0.1], in_scope=0.11), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, Reason.CASEWORK)

    def test_a_person_is_never_refused(self):
        outcome = decide(understood(intent="ask_human", confidences=[0.1], in_scope=0.0), POLICY)
        assert outcome.reason is Reason.ASKED_FOR_HUMAN

    @pytest.mark.parametrize(
        ("words", "confidence", "name"),
        [(8, 0.39, OutcomeName.ESCALATE), (8, 0.4, OutcomeName.CLARIFY), (7, 0.39, OutcomeName.CLARIFY)],
    )
    def test_what_is_told_at_length_is_passed_on_rather_than_asked_back(
        self, words: int, confidence: float, name: OutcomeName
    ):
        assert decide(understood(confidences=[confidence], content_words=words), POLICY).name is name

    def test_a_question_in_the_domain_that_nothing_fits_is_passed_on(self):
        outcome = decide(understood(confidences=[0.1]), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, Reason.NO_MATCH)

    def test_without_any_article_it_is_passed_on(self):
        assert decide(understood(candidates=()), POLICY).reason is Reason.NO_MATCH

    def test_a_nation_that_no_article_serves_is_passed_on(self):
        outcome = decide(understood(unserved_nation="Wales"), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.ESCALATE, Reason.OTHER_NATION)

    def test_an_article_of_another_nation_is_never_given_as_the_answer(self):
        changed = understood(confidences=[0.1], elsewhere=Candidate("england/a", 0.9, "E"), nation=Nation.SCOTLAND)
        outcome = decide(changed, POLICY)
        assert (outcome.name, outcome.reason, outcome.article) == (OutcomeName.ESCALATE, Reason.OTHER_NATION, None)


class TestDanger:
    def test_what_sounds_like_danger_gets_the_safeguarding_reply_whatever_else_fits(self):
        outcome = decide(understood(at_risk=True, intent="greet"), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.SAFEGUARD, Reason.SAFETY)

    def test_what_might_be_danger_is_still_answered(self):
        assert decide(understood(maybe_at_risk=True), POLICY).name is OutcomeName.ANSWER


class TestDeclining:
    def test_outside_the_domain_is_declined(self):
        outcome = decide(understood(confidences=[0.1], in_scope=0.19), POLICY)
        assert (outcome.name, outcome.reason) == (OutcomeName.DECLINE, Reason.OFF_TOPIC)

    @pytest.mark.parametrize(("confidence", "name"), [(0.94, OutcomeName.DECLINE), (0.95, OutcomeName.ANSWER)])
    def test_what_seems_outside_is_answered_only_when_an_article_fits_very_well(self, confidence: float, name: str):
        outside = understood(confidences=[confidence], in_scope=0.1, intent="out_of_scope")
        assert decide(outside, POLICY).name is name

    @pytest.mark.parametrize(("words", "name"), [(1, OutcomeName.CLARIFY), (2, OutcomeName.DECLINE)])
    def test_a_bare_why_is_asked_back_and_not_declined(self, words: int, name: OutcomeName):
        bare = understood(intent="vague", confidences=[0.05], in_scope=0.01, content_words=words)
        assert decide(bare, POLICY).name is name

    @pytest.mark.parametrize(("confidence", "name"), [(0.84, OutcomeName.DECLINE), (0.85, OutcomeName.ANSWER)])
    def test_less_is_enough_when_only_the_scope_check_doubts_it(self, confidence: float, name: str):
        assert decide(understood(confidences=[confidence], in_scope=0.1), POLICY).name is name

    def test_the_scope_cut_itself_is_inside(self):
        assert decide(understood(confidences=[0.1], in_scope=0.2), POLICY).name is OutcomeName.ESCALATE

    def test_a_follow_up_is_never_declined(self):
        changed = understood(confidences=[0.1], in_scope=0.01, follow_up=True)
        assert decide(changed, POLICY).name is OutcomeName.ESCALATE

    def test_another_language_is_declined(self):
        assert decide(understood(intent="other_language"), POLICY).name is OutcomeName.DECLINE


class TestSocial:
    def test_a_greeting_is_greeted(self):
        assert decide(understood(intent="greet", confidences=[0.1]), POLICY).name is OutcomeName.SOCIAL

    def test_an_unsure_greeting_is_not(self):
        changed = understood(intent="greet", intent_confidence=0.5, confidences=[0.1])
        assert decide(changed, POLICY).name is OutcomeName.ESCALATE


class TestEveryNonAnswerHasAReason:
    @pytest.mark.parametrize("confidence", [0.0, 0.29, 0.3, 0.5, 0.79, 0.8, 1.0])
    @pytest.mark.parametrize("intent", ["ask_options", "vague", "casework", "dispute", "ask_human", "out_of_scope"])
    @pytest.mark.parametrize("in_scope", [0.0, 0.2, 1.0])
    def test_whatever_was_understood(self, confidence: float, intent: str, in_scope: float):
        outcome = decide(understood(confidences=[confidence, 0.0], intent=intent, in_scope=in_scope), POLICY)
        answered = outcome.name in {OutcomeName.ANSWER, OutcomeName.SOCIAL}
        assert (outcome.reason is None) == answered
