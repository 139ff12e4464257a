"""Reading activities: what is there, what is missing, what is of another kind than it should be."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.failures import ApiError
from bot.gateway.teams_activity import read
from tests.gateway.teams_world import ASKER, BOT, CHAT, TENANT, Microsoft

GOOD = Microsoft().activity(id="7", text="how much holiday")
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(GOOD)), inner, max_size=3),
    max_leaves=6,
)


class TestRead:
    def test_what_matters_is_taken(self):
        found = read(GOOD)
        assert (found.kind, found.id, found.text, found.scope, found.tenant) == (
            "message",
            "7",
            "how much holiday",
            "personal",
            TENANT,
        )
        assert found.conversation == f"teams:{ASKER}"
        assert found.pressed is None

    def test_nothing_that_somebody_wrote_or_is_stands_in_its_text_form(self):
        found = repr(read({**GOOD, "value": {"choice": "secret"}}))
        assert [word for word in ("holiday", "secret", ASKER, CHAT, "Casey") if word in found] == []

    def test_an_object_id_is_the_same_in_small_and_large_letters(self):
        assert read({**GOOD, "from": {"aadObjectId": ASKER.upper()}}) == read(GOOD)

    def test_a_thread_belongs_to_its_channel(self):
        conversation = {"id": "19:x@thread.tacv2;messageid=17", "conversationType": "channel"}
        assert read({**GOOD, "conversation": conversation}).conversation == "teams:19:x@thread.tacv2"

    def test_in_a_channel_the_person_is_not_the_conversation(self):
        """What is said in a channel must never land in somebody's private chat."""
        conversation = {"id": CHAT, "conversationType": "channel"}
        assert read({**GOOD, "conversation": conversation}).conversation == f"teams:{CHAT}"

    def test_html_is_read_as_words_when_it_says_that_it_is_html(self):
        text = "<p>how &lt;much&gt;</p> holiday"
        assert read({**GOOD, "text": text, "textFormat": "xml"}).text.split() == ["how", "<much>", "holiday"]
        assert read({**GOOD, "text": text}).text == text

    @pytest.mark.parametrize(
        ("values", "added", "removed"),
        [
            ({"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}, True, False),
            ({"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}]}, False, False),
            ({"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]}, False, True),
            ({"type": "installationUpdate", "action": "add"}, True, False),
            ({"type": "installationUpdate", "action": "add-upgrade"}, True, False),
            ({"type": "installationUpdate", "action": "remove"}, False, True),
            ({"type": "message", "action": "add"}, False, False),
        ],
    )
    def test_whether_the_app_came_or_went(self, values, added, removed):
        found = read({**GOOD, **values})
        assert (found.added, found.removed) == (added, removed)

    @given(st.dictionaries(st.sampled_from(list(GOOD)), _ANYTHING, max_size=4))
    def test_nothing_makes_it_break(self, values):
        found = None
        with contextlib.suppress(ApiError):
            found = read({**GOOD, **values})
        assert found is None or found.conversation.startswith("teams:")
