"""The graph runs in order, gives what dask gave, and says what is missing."""

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

from bot.nlu.candidate_retriever import UNDERSTANDING, CandidateRetriever
from bot.nlu.runner import OrderedGraphRunner

pytestmark = pytest.mark.model
QUESTION = "How much holiday does my personal assistant get?"


@pytest.fixture
def runner(agent):
    return agent.processor.graph_runner


def inputs():
    return {"__message__": [UserMessage(QUESTION)], "__tracker__": None}


class TestRun:
    def test_messages_are_understood_as_with_dask(self, agent, runner):
        target = agent.processor.model_metadata.nlu_target
        assert isinstance(runner, OrderedGraphRunner)
        ours = runner.run(inputs(), [target])[target][0]
        theirs = DaskGraphRunner.run(runner, inputs(), [target])[target][0]
        assert ours.get(UNDERSTANDING) == theirs.get(UNDERSTANDING)

    def test_an_input_that_is_called_like_a_component_is_refused(self, runner):
        name = next(iter(runner._graph_schema.nodes))
        with pytest.raises(GraphRunError, match=name):
            runner.run({name: 1})

    def test_a_missing_input_is_told(self, agent, runner):
        with pytest.raises(GraphRunError, match="__message__"):
            runner.run({}, [agent.processor.model_metadata.nlu_target])


class TestComponent:
    def test_a_loaded_component_is_found_by_its_kind(self, runner):
        assert isinstance(runner.component(CandidateRetriever), CandidateRetriever)

    def test_one_that_is_not_there_is_told(self, runner):
        with pytest.raises(GraphRunError, match="no str"):
            runner.component(str)
