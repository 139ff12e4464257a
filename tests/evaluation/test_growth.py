"""Copies of an index are other articles in the same neighbourhood."""

import numpy as np

from bot.evaluation.growth import grown
from tests.retrieval.conftest import encoder, index, reader  # noqa: F401


class TestGrown:
    def test_it_has_the_wanted_size_and_begins_with_the_originals(self, index):  # noqa: F811
        larger = grown(index, 10)
        assert [d.article for d in larger.documents[:4]] == [d.article for d in index.documents]
        assert len({d.article for d in larger.documents}) == 10
        assert np.allclose(larger.title_vectors[:4], index.title_vectors)

    def test_copies_lie_near_but_not_upon_their_originals(self, index):  # noqa: F811
        larger = grown(index, 8)
        alike = (larger.title_vectors[4:] * larger.title_vectors[:4]).sum(axis=1)
        assert (alike > 0.85).all()
        assert (alike < 0.999).all()
        assert all(copy.asks != own.asks for copy, own in zip(larger.documents[4:], larger.documents[:4], strict=True))
