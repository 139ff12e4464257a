"""The life of a draft, every state with every act."""

import itertools

import pytest

from bot.errors import RefusedError
from bot.helpdesk.drafts import AFTER, BY_ANOTHER, DraftAct, DraftState, after, allowed


def reach(state, act, *, is_author):
    try:
        return after(state, act, is_author=is_author)
    except RefusedError:
        return None


class TestAfter:
    @pytest.mark.parametrize(("state", "act"), list(itertools.product(DraftState, DraftAct)))
    def test_what_the_table_does_not_name_is_refused_for_everybody(self, state, act):
        if (state, act) in AFTER:
            reached = {is_author: reach(state, act, is_author=is_author) for is_author in (True, False)}
            assert set(reached.values()) - {None} == {AFTER[state, act]}
        else:
            for is_author in (True, False):
                with pytest.raises(RefusedError, match="Nothing was changed"):
                    after(state, act, is_author=is_author)

    @pytest.mark.parametrize("act", sorted(BY_ANOTHER))
    @pytest.mark.parametrize("state", DraftState)
    def test_nobody_reviews_their_own_draft(self, state, act):
        with pytest.raises(RefusedError, match="a second person must review"):
            after(state, act, is_author=True)

    def test_only_review_leads_to_approval(self):
        assert [pair for pair, state in AFTER.items() if state is DraftState.APPROVED] == [
            (DraftState.IN_REVIEW, DraftAct.APPROVE)
        ]

    def test_an_author_does_not_change_a_draft_under_the_reviewers_eyes(self):
        with pytest.raises(RefusedError, match="Take it back first"):
            after(DraftState.IN_REVIEW, DraftAct.EDIT, is_author=True)
        assert after(DraftState.IN_REVIEW, DraftAct.EDIT, is_author=False) is DraftState.IN_REVIEW

    def test_a_reviewer_sends_back_and_the_author_takes_back(self):
        with pytest.raises(RefusedError, match="sends it back with a note"):
            after(DraftState.IN_REVIEW, DraftAct.TAKE_BACK, is_author=False)
        assert after(DraftState.IN_REVIEW, DraftAct.TAKE_BACK, is_author=True) is DraftState.DRAFT
        assert after(DraftState.IN_REVIEW, DraftAct.SEND_BACK, is_author=False) is DraftState.SENT_BACK


class TestAllowed:
    def test_nothing_more_can_be_done_with_an_approved_or_withdrawn_draft(self):
        ended = (DraftState.APPROVED, DraftState.WITHDRAWN)
        assert [allowed(state, is_author=other) for state in ended for other in (True, False)] == [frozenset()] * 4

    def test_buttons_of_a_reviewer(self):
        assert allowed(DraftState.IN_REVIEW, is_author=False) == {
            DraftAct.EDIT,
            DraftAct.ACKNOWLEDGE,
            DraftAct.APPROVE,
            DraftAct.SEND_BACK,
            DraftAct.WITHDRAW,
        }
