"""From a question to candidates with believable confidence, trained on a handful of questions."""

import dataclasses
import pathlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from bot.helpdesk.vocabulary import Nation, Understanding
from bot.retrieval.encoder import Encoder
from bot.retrieval.index import Index
from bot.retrieval.judgements import Entry, judged
from bot.retrieval.manner import Shares, Written
from bot.retrieval.retriever import Retriever
from bot.retrieval.shapes import Query
from bot.retrieval.training import Budgets, Messages, train
from bot.retrieval.wording import Reader
from tests.retrieval.conftest import ASKS

LEADS = (
    "tell me about",
    "what of",
    "please,",
    "question on",
    "I ask:",
    "and",
    "so",
    "hello,",
    "now",
    "is it",
    "first of all",
    "again",
    "quickly:",
    "help with",
    "my mum asks",
    "a PA asks",
    "anything on",
    "where is",
    "why",
    "how about",
)
JUDGED = {"pa-pay/holiday": "days off for a helper", "options/option-1": "cash from the council for care"}


@pytest.fixture(scope="module")
def read(encoder: Encoder, reader: Reader) -> Callable[[Sequence[str]], Query]:
    def read_all(texts: Sequence[str]) -> Query:
        lemmas = [reader.read(text).lemmas for text in texts]
        return Query(encoder.encode(texts), list(texts), lemmas, encoder.pieces(texts))

    return read_all


@pytest.fixture(scope="module")
def retriever(index: Index, read: Callable[[Sequence[str]], Query]) -> Retriever:
    entries = [
        Entry(f"{lead} {question}", "scotland", "ordinary", (article,), ())
        for article, question in JUDGED.items()
        for lead in LEADS
    ]
    entries += [
        Entry(f"{lead} {then}", "scotland", "ordinary", (article,), (), before=before)
        for article, then in JUDGED.items()
        for before in (ASKS["protection/report"][0], "is it the same")
        for lead in LEADS
    ]
    outside = read(["book a flight", "the weather today", "fix my bike", "football results", "cheap phones"])
    risky = ["he hits me", "she has bruises", "they lock him in", "what is adult protection", "lunch at noon"]
    personal = ["should we agree to his plan", "is her bill right", "what plans are there", "how are bills made"]
    written = Written(
        read(risky * 3),
        np.array([True, True, True, False, False] * 3),
        np.arange(15) % 5 == 3,
        read(personal * 3),
        np.array([True, True, False, False] * 3),
        read(["what about it", "the money thing", "how much holiday", "what is option two"] * 3),
        np.array([True, True, False, False] * 3),
        read(["hello there", "thank you so much"]),
        read(["and then", "and for children", "even part time", "since when"] * 3),
        np.arange(12) % 3 == 0,
    )
    own = read([ask for document in index.documents for ask in document.asks])
    messages = Messages(outside, read([]), written, own)
    budgets, shares = Budgets(0.3, 0.3, 0.5, 0.4, 0.5, 0.1, 0.9, 0.9), Shares(0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.05, 0.3)
    return train(index, judged(entries, index, read), messages, budgets, shares)[0]


def one(questions: Query, row: int) -> Query:
    return questions.part([row])


def understood(retriever: Retriever, questions: Query, row: int, nation: Nation = Nation.SCOTLAND) -> Understanding:
    return retriever.understand(one(questions, row), nation, 3, ("ask_options", 0.9))


class TestUnderstand:
    @pytest.mark.parametrize(("row", "article"), [(0, "pa-pay/holiday"), (1, "options/option-1")])
    def test_the_article_that_was_asked_for_comes_first(self, retriever, questions, row: int, article: str):
        assert understood(retriever, questions, row).candidates[0].article == article

    def test_candidates_fall_in_confidence(self, retriever, questions):
        found = [c.confidence for c in understood(retriever, questions, 0).candidates]
        assert found == sorted(found, reverse=True)
        assert all(0 <= confidence <= 1 for confidence in found)

    @pytest.mark.parametrize("nation", [Nation.SCOTLAND, Nation.ENGLAND])
    def test_only_articles_that_hold_where_the_asker_is_are_candidates(self, retriever, questions, nation: Nation):
        found = {c.article for c in understood(retriever, questions, 0, nation).candidates}
        assert found == {name for name in ASKS if name.startswith("england") == (nation is Nation.ENGLAND)}

    def test_a_foreign_question_is_less_in_scope(self, retriever, questions):
        assert understood(retriever, questions, 2).in_scope < understood(retriever, questions, 0).in_scope

    def test_what_goes_on_is_judged_by_its_own_words_too(self, retriever, questions, read):
        assert (len(retriever.whole.ranking.weights), len(retriever.going_on.ranking.weights)) == (6, 12)
        then, before = JUDGED["pa-pay/holiday"], ASKS["protection/report"][0]
        joined = read([f"{before} {then}"])
        alone = retriever.understand(joined, Nation.SCOTLAND, 3, ("ask_options", 0.9))
        together = dataclasses.replace(joined, going_on=[True], last=read([then]))
        found = retriever.understand(together, Nation.SCOTLAND, 3, ("ask_options", 0.9))
        assert found.candidates[0].article == "pa-pay/holiday"
        assert alone.candidates[0].article == "protection/report"

    def test_an_empty_question_is_judged_all_the_same(self, retriever, questions):
        assert len(understood(retriever, questions, 3).candidates) == 3

    def test_words_like_those_of_danger_are_noticed(self, retriever, encoder, reader):
        def said(text: str) -> Understanding:
            query = Query(encoder.encode([text]), [text], [reader.read(text).lemmas], encoder.pieces([text]))
            return retriever.understand(query, Nation.SCOTLAND, 3, ("ask_options", 0.9))

        assert said("he hits her and she has bruises").maybe_at_risk
        assert not said("annual leave for a carer").maybe_at_risk

    def test_saved_and_loaded_it_understands_the_same(self, retriever, questions, tmp_path: pathlib.Path):
        retriever.save(tmp_path)
        loaded = Retriever.load(tmp_path)
        for row in range(len(questions.texts)):
            assert understood(loaded, questions, row) == understood(retriever, questions, row)
            going_on = dataclasses.replace(one(questions, row), going_on=[True], last=one(questions, 0))
            found = (r.understand(going_on, Nation.SCOTLAND, 3, ("ask_options", 0.9)) for r in (loaded, retriever))
            assert next(found) == next(found)
        assert np.array_equal(loaded.scope.outside, retriever.scope.outside)
