"""An index is changed for a few articles and answers as if it had been built anew."""

import dataclasses
import datetime

import numpy as np
import pytest
import scipy.sparse

from bot.helpdesk.vocabulary import Article, Nation
from bot.retrieval.building import build_index, query
from bot.retrieval.calibration import PAIR_SIGNS, SIGNS, Confidence
from bot.retrieval.danger import Danger
from bot.retrieval.editing import changed, edited, neighbours
from bot.retrieval.kinds import Kind
from bot.retrieval.manner import Manner
from bot.retrieval.ranking import Ranking
from bot.retrieval.retriever import Cuts, Retriever
from bot.retrieval.scope import Near, Scope
from bot.retrieval.shapes import FEATURES, Taught
from bot.retrieval.telling import Said, Telling
from bot.retrieval.weighing import Weighing
from bot.retrieval.word_groups import WordGroups
from tests.retrieval.conftest import ASKS

DAY = datetime.date(2026, 1, 1)


def article(name, asks, short="A short answer."):
    nation = Nation.ENGLAND if name.startswith("england") else Nation.SCOTLAND
    return Article(
        id=name,
        title=asks[0],
        topic=name.partition("/")[0],
        nations=(nation,),
        audience=("pa",),
        kind="law",
        asks=tuple(asks),
        citations=(),
        related=(),
        unsure="",
        checked=DAY,
        review_by=DAY,
        version="1",
        facts=(),
        short=short,
        detail="",
        next_step="",
        who_to_ask="",
    )


BEFORE = {name: article(name, asks) for name, asks in ASKS.items()}
LLAMA = article("pa-pay/llama", ("llama grooming allowance", "money for brushing llamas", "llama pay"))


@pytest.fixture(scope="module")
def retriever(encoder, reader):
    index = build_index(list(BEFORE.values()), reader, encoder)
    taught = query(["days off with pay for carers"], reader, encoder)
    index = index.teach(Taught(taught.vectors, tuple(taught.texts), np.array([0])))
    vectors = index.ask_vectors
    said = Said(vectors, scipy.sparse.csr_matrix((len(vectors), 0)))
    near = Near(said, index.nearest(vectors))
    never = Telling(np.zeros(384, np.float32), np.zeros(0, np.float32), -9.0)
    weighing = Weighing(Ranking.usual(), no_confidence(len(SIGNS)), no_confidence(len(PAIR_SIGNS)))
    return Retriever(
        index,
        Scope.fit(said, near, near, Near(said.part(np.arange(2)), index.nearest(vectors[:2]))),
        Manner(WordGroups((), np.zeros(0)), Danger(never, 0.9, 0.8), *(Kind(never, 0.9, 0.8) for _ in range(3))),
        weighing,
        weighing,
        Cuts(0.7, 0.1, 0.1, 0.0, 0.9, 0.9),
    )


def no_confidence(signs: int) -> Confidence:
    return Confidence(np.zeros(signs, np.float32), 0.0, np.zeros(signs), np.ones(signs))


def first(retriever, text, reader, encoder):
    found = retriever.understand(query([text], reader, encoder), Nation.SCOTLAND, 2, ("", 0.0))
    return found.candidates[0].article


class TestChanged:
    def test_wordings_titles_and_short_answers_count_other_words_do_not(self, retriever):
        name = "pa-pay/holiday"
        for change, expected in (
            ({"asks": ("other words", "and more", "of them")}, {name}),
            ({"title": "Another title"}, {name}),
            ({"short": "Another answer."}, {name}),
            ({"detail": "More."}, set()),
        ):
            after = BEFORE | {name: dataclasses.replace(BEFORE[name], **change)}
            assert changed(retriever, BEFORE, after) == expected

    def test_new_articles_and_those_that_went(self, retriever):
        after = {n: a for n, a in BEFORE.items() if n != "england/care-act"} | {LLAMA.id: LLAMA}
        assert changed(retriever, BEFORE, after) == {LLAMA.id, "england/care-act"}


class TestEdited:
    def test_a_new_article_is_found_and_the_others_as_before(self, retriever, reader, encoder):
        after = BEFORE | {LLAMA.id: LLAMA}
        new = edited(retriever, after, {LLAMA.id}, reader, encoder)
        assert first(new, "who pays for grooming a llama", reader, encoder) == LLAMA.id
        for name, asks in ASKS.items():
            if not name.startswith("england"):
                assert first(new, asks[1], reader, encoder) == name

    def test_features_are_those_of_an_index_built_anew(self, retriever, reader, encoder):
        after = BEFORE | {LLAMA.id: LLAMA}
        new = edited(retriever, after, {LLAMA.id}, reader, encoder).index
        anew = build_index(list(after.values()), reader, encoder).teach(new.taught_questions)
        assert [d.article for d in new.documents] == [d.article for d in anew.documents]
        asked = query(["holiday money for a llama", "abuse"], reader, encoder)
        everything = np.arange(len(new.documents))
        same = [FEATURES.index(name) for name in ("nearest", "title", "words", "cover")]
        for row in range(2):
            words = new.word_scores(asked.lemmas[row])
            old, fresh = (i.features(asked, row, everything, words)[:, same] for i in (new, anew))
            assert old == pytest.approx(fresh, abs=1e-5)

    def test_what_was_learned_of_messages_in_context_stays(self, retriever, reader, encoder):
        old = retriever.index
        old.learned_on = old.learned + 1
        after = BEFORE | {LLAMA.id: LLAMA}
        new = edited(retriever, after, {LLAMA.id}, reader, encoder).index
        old.learned_on = None
        drift = new.learned_on - new.learned
        places = [document.article for document in new.documents]
        assert drift[places.index(LLAMA.id)] == pytest.approx(np.zeros(drift.shape[1]))
        assert drift[places.index("pa-pay/holiday")] == pytest.approx(np.ones(drift.shape[1]), abs=1e-5)

    def test_an_edited_article_answers_what_it_now_says(self, retriever, reader, encoder):
        name = "protection/report"
        after = BEFORE | {name: article(name, ("zebra crossing rules", "where may zebras cross", "striped road"))}
        new = edited(retriever, after, {name}, reader, encoder)
        assert first(new, "rules for a zebra crossing", reader, encoder) == name

    def test_an_article_that_went_is_not_found_and_its_questions_are_forgotten(self, retriever, reader, encoder):
        after = {name: one for name, one in BEFORE.items() if name != "pa-pay/holiday"}
        new = edited(retriever, after, {"pa-pay/holiday"}, reader, encoder)
        assert first(new, "how much holiday does my PA get", reader, encoder) != "pa-pay/holiday"
        assert new.index.taught_questions.texts == ()

    def test_the_old_retriever_stays_as_it_was(self, retriever, reader, encoder):
        edited(retriever, BEFORE | {LLAMA.id: LLAMA}, {LLAMA.id}, reader, encoder)
        assert len(retriever.index.documents) == len(ASKS)
        assert first(retriever, "paid days off", reader, encoder) == "pa-pay/holiday"


class TestNeighbours:
    def test_those_asked_for_are_among_them_and_unknown_ones_are_not(self, retriever):
        found = neighbours(retriever.index, ["pa-pay/holiday", "no/such"])
        assert "pa-pay/holiday" in found
        assert found <= BEFORE.keys()
