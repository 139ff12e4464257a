"""Regression and nearest examples together, on vectors small enough to see through."""

import numpy as np
import pytest

from bot.retrieval.intents import Intents


def unit(*rows):
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


EAST, NORTH, WEST = [1, 0.1, 0], [0, 1, 0.1], [-1, 0, 0.1]


class TestIntents:
    def test_chances_add_up_and_the_taught_intent_leads(self):
        intents = Intents.fit(unit(EAST, [1, 0, 0], NORTH, [0.1, 1, 0]), ["east", "east", "north", "north"])
        chances, _ = intents.judge(unit([1, 0.05, 0])[0])
        assert intents.names == ("east", "north")
        assert chances.sum() == pytest.approx(1)
        assert chances[0] > 0.9

    def test_an_intent_of_two_distant_meanings_is_found_at_both(self):
        """No line parts east and west from north and south, but their nearest examples do."""
        south = [0, -1, 0.1]
        vectors = unit(EAST, WEST, NORTH, south)
        intents = Intents.fit(vectors, ["across", "across", "along", "along"])
        assert [intents.names[intents.judge(v)[0].argmax()] for v in vectors] == ["across", "across", "along", "along"]

    def test_a_stranger_is_less_familiar_than_what_was_taught(self):
        vectors = unit(EAST, [1, 0.2, 0], NORTH, [0.2, 1, 0])
        intents = Intents.fit(vectors, ["east", "east", "north", "north"])
        assert intents.judge(unit([0.2, 0.1, -1])[0])[1] < min(intents.judge(v)[1] for v in vectors)

    def test_many_examples_do_not_bring_an_intent_nearer(self):
        few = Intents.fit(unit(EAST, NORTH, WEST), ["east", "north", "west"])
        near_east = few.examples @ few.examples[0]
        assert near_east.argmax() == 0
        many = Intents.fit(unit(EAST, *([NORTH] * 50)), ["east", *(["north"] * 50)])
        assert many.names[many.judge(unit(EAST)[0])[0].argmax()] == "east"

    @pytest.mark.parametrize("taught", [[], ["one"], ["one", "one"]])
    def test_with_fewer_than_two_intents_there_is_nothing_to_tell_apart(self, taught):
        vectors = unit(*([EAST] * len(taught))) if taught else np.zeros((0, 0))
        assert Intents.fit(vectors, taught).names == ()

    def test_saved_and_loaded_it_says_the_same(self, tmp_path):
        intents = Intents.fit(unit(EAST, NORTH, WEST), ["east", "north", "west"])
        intents.save(tmp_path)
        question = unit([1, 1, 1])[0]
        assert np.array_equal(Intents.load(tmp_path).judge(question)[0], intents.judge(question)[0])
        assert Intents.load(tmp_path).names == intents.names
