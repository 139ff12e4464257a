"""How near a question is to each article as a whole."""

import numpy as np
import pytest

from bot.retrieval import centres
from bot.retrieval.centres import Centres

SIZE, ASKS, WANTED = 2500, 3, 32


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
    return set(found.nearest(found.look(question), among, WANTED).tolist())


class TestNearest:
    def test_few_articles_are_compared_with_the_whole_centre(self):
        """Fewer directions than axes are kept, so the cosine is exact."""
        wordings = unit(np.random.default_rng(3).normal(size=(60, 8)))
        found = Centres(wordings, np.arange(0, 60, 2))
        whole = unit(wordings.reshape(30, 2, 8).sum(axis=1))
        question = wordings[7]
        chosen = found.nearest(found.look(question), np.arange(30), 5)
        assert set(chosen.tolist()) == set(np.argsort(-(whole @ question))[:5].tolist())

    def test_only_some_articles_are_chosen_from(self, articles: np.ndarray, questions: np.ndarray):
        found = Centres(articles, np.arange(0, len(articles), ASKS))
        odd = np.arange(1, SIZE, 2)
        assert nearest(found, questions[0], odd) <= set(odd.tolist())

    def test_the_first_look_loses_hardly_any_of_the_nearest(
        self, articles: np.ndarray, questions: np.ndarray, monkeypatch: pytest.MonkeyPatch
    ):
        starts, every = np.arange(0, len(articles), ASKS), np.arange(SIZE)
        quick = Centres(articles, starts)
        monkeypatch.setattr(centres, "LARGE", SIZE + 1)
        exact = Centres(articles, starts)
        shared = [len(nearest(quick, q, every) & nearest(exact, q, every)) / WANTED for q in questions]
        assert np.mean(shared) >= 0.97

    def test_below_the_size_nothing_is_lost(self, articles: np.ndarray, questions: np.ndarray):
        few = articles[: (centres.LARGE - 1) * ASKS]
        found = Centres(few, np.arange(0, len(few), ASKS))
        seen = found.look(questions[0])
        expected = np.argsort(-seen.rough)[:WANTED]
        assert nearest(found, questions[0], np.arange(centres.LARGE - 1)) == set(expected.tolist())
