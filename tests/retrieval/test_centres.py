"""How near a question is to each article as a whole."""

import numpy as np
import pytest

from bot.retrieval import centres
from bot.retrieval.centres import Centres

SIZE, ASKS, WANTED = 2500, 3, 32
STARTS = np.arange(0, SIZE * ASKS, ASKS)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def articles() -> np.ndarray:
    """Wordings of 250 articles with nine near doubles each, in directions of which the first say the most."""
    chance = np.random.default_rng(1)
    reach = 1 / np.sqrt(1 + np.arange(384))
    about = (
        np.repeat(chance.normal(size=(250, 384)) * reach, 10, axis=0) + 0.4 * chance.normal(size=(SIZE, 384)) * reach
    )
    wordings = np.repeat(about, ASKS, axis=0)
    return unit(wordings + 0.4 * chance.normal(size=wordings.shape) * reach)


@pytest.fixture(scope="module")
def questions(articles: np.ndarray) -> np.ndarray:
    chance = np.random.default_rng(2)
    chosen = articles[chance.choice(len(articles), 50, replace=False)]
    return unit(chosen + 0.02 * chance.normal(size=chosen.shape))


def nearest(found: Centres, question: np.ndarray, among: np.ndarray) -> set[int]:
    return set(found.part(among).nearest(found.place(question), WANTED).tolist())


class TestPart:
    def test_few_articles_are_all_compared_with_their_whole_centres(self):
        """There are no more directions than axes are kept, so the cosine is exact."""
        wordings = unit(np.random.default_rng(3).normal(size=(120, 8)))
        found = Centres(wordings, np.arange(0, 120, 2))
        whole = unit(wordings.reshape(60, 2, 8).sum(axis=1))
        expected = np.argsort(-(whole @ wordings[7]))[:WANTED]
        assert nearest(found, wordings[7], np.arange(60)) == set(expected.tolist())

    @pytest.mark.parametrize("step", [1, 5])
    def test_a_first_look_at_many_misses_hardly_any(
        self, articles: np.ndarray, questions: np.ndarray, monkeypatch: pytest.MonkeyPatch, step: int
    ):
        some = np.arange(0, SIZE, step)
        quick = Centres(articles, STARTS)
        monkeypatch.setattr(centres, "LARGE", SIZE + 1)
        exact = Centres(articles, STARTS)
        shared = [len(nearest(quick, q, some) & nearest(exact, q, some)) / WANTED for q in questions]
        assert np.mean(shared) >= 0.97

    def test_only_some_articles_are_chosen_from(self, articles: np.ndarray, questions: np.ndarray):
        odd = np.arange(1, SIZE, 2)
        assert nearest(Centres(articles, STARTS), questions[0], odd) <= set(odd.tolist())

    def test_when_all_are_wanted_all_are_found(self, articles: np.ndarray, questions: np.ndarray):
        found, few = Centres(articles, STARTS), np.arange(0, SIZE, 100)
        assert nearest(found, questions[0], few) == set(few.tolist())
