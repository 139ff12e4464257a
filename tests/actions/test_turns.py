"""From Rasa's tracker to a turn."""

import dataclasses

from actions.turns import turn_of, understanding_of
from bot.helpdesk.vocabulary import Nation
from bot.services.answering import Turn
from tests.actions.fakes import UNDERSTOOD, tracker


class TestTurnOf:
    def test_it_carries_the_masked_message_and_who_asked(self):
        state = tracker("What is option 1?", role="carer", masked=["name"], milliseconds={"screening": 1.5})
        assert turn_of(state) == Turn(
            "web:1", "What is option 1?", Nation.SCOTLAND, "carer", ["name"], {"screening": 1.5}
        )

    def test_it_carries_the_delivery_so_that_a_repeat_is_noticed(self):
        assert turn_of(tracker("What is option 1?", delivery="web:1:a")).delivery == "web:1:a"

    def test_the_nation_that_the_articles_were_chosen_for_is_the_turns(self):
        english = dataclasses.replace(UNDERSTOOD, nation=Nation.ENGLAND)
        assert turn_of(tracker(understanding=english, nation="scotland")).nation is Nation.ENGLAND

    def test_without_understanding_it_is_the_askers_nation(self):
        assert turn_of(tracker(understanding=None, nation="england")).nation is Nation.ENGLAND

    def test_a_message_without_metadata_comes_from_scotland(self):
        assert turn_of(tracker(understanding=None)) == Turn("web:1", "What is option 1?")


class TestUnderstandingOf:
    def test_it_survives_the_way_through_rasa(self):
        assert understanding_of(tracker()) == UNDERSTOOD

    def test_there_may_be_none(self):
        assert understanding_of(tracker(understanding=None)) is None
