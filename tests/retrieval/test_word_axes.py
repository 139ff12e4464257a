"""The words of a text, along the directions in which wordings differ most."""

import numpy as np
import pytest

from bot.retrieval.word_axes import SAY, WordAxes

TEXTS = ["how much holiday do I get", "how much sick pay", "holiday pay when I leave", "sick pay for a week"]


@pytest.fixture(scope="module")
def axes() -> WordAxes:
    return WordAxes.fit(TEXTS)


class TestOf:
    def test_texts_with_known_words_are_equally_long(self, axes: WordAxes):
        assert np.linalg.norm(axes.of(TEXTS), axis=1) == pytest.approx([SAY] * len(TEXTS), rel=1e-5)

    def test_texts_that_share_rare_words_are_near(self, axes: WordAxes):
        asked, holiday, sick = axes.of(["my holiday", TEXTS[2], TEXTS[3]])
        assert asked @ holiday > asked @ sick

    def test_capitals_and_order_do_not_matter(self, axes: WordAxes):
        assert axes.of(["Sick PAY"]) == pytest.approx(axes.of(["pay sick"]))

    def test_a_word_said_twice_counts_more_but_not_twice(self, axes: WordAxes):
        once, twice, alone = axes.of(["sick pay", "sick sick pay", "sick"])
        assert once @ alone < twice @ alone < SAY**2

    @pytest.mark.parametrize("text", ["", "?!", "zebra"])
    def test_without_known_words_there_is_nothing(self, axes: WordAxes, text: str):
        assert not axes.of([text]).any()

    def test_no_texts_have_no_rows(self, axes: WordAxes):
        assert axes.of([]).shape == (0, axes.table.shape[1])


class TestFit:
    def test_the_same_texts_give_the_same_directions(self, axes: WordAxes):
        assert np.array_equal(WordAxes.fit(TEXTS).table, axes.table)

    @pytest.mark.parametrize("texts", [(), ("one",), ("one two", "three")])
    def test_too_few_texts_have_no_directions(self, texts: tuple[str, ...]):
        assert WordAxes.fit(texts).of(["one"]).shape == (1, 0)
