"""Reading a message: abbreviations written out, base forms, entities, and the question before it."""

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.text_preparation import EXPANDED, LEMMAS, WAYS, TextPreparation, reader_of
from bot.retrieval.wording import Lexicon, Reader

LEXICON = Lexicon(
    abbreviations={"pa": "personal assistant"},
    nations={"england": ["england"]},
    unserved_nations={"Wales": ["wales"]},
    stop_words=frozenset({"a", "how", "much", "does", "get", "and", "for", "in"}),
)


@pytest.fixture
def component():
    return TextPreparation(Reader(LEXICON))


def read(component, text, **metadata):
    message = Message.build(text)
    message.set("metadata", metadata)
    return component.process([message])[0]


class TestTextPreparation:
    def test_abbreviations_are_written_out_for_the_encoder_only(self, component):
        message = read(component, "How much holiday does a PA get?")
        assert message.get(EXPANDED) == "How much holiday does a personal assistant get?"
        assert message.get("text") == "How much holiday does a PA get?"

    def test_lemmas_are_the_words_that_carry_meaning(self, component):
        assert read(component, "how much holidays for PA").get(LEMMAS) == ["holiday", "personal", "assistant"]

    def test_tokens_know_where_they_stand_in_the_original(self, component):
        tokens = read(component, "A PA, please").get("text_tokens")
        assert [(token.text, token.start) for token in tokens] == [("A", 0), ("PA", 2), (",", 4), ("please", 6)]

    @pytest.mark.parametrize(
        ("text", "entity", "value"),
        [
            ("in England?", "nation", "england"),
            ("in Wales?", "unserved_nation", "Wales"),
            ("what is option two", "option", "2"),
            ("it costs £1,250 a week", "money_a_week", "1250"),
        ],
    )
    def test_entities_travel_in_the_result(self, component, text, entity, value):
        message = read(component, text)
        assert [(e["entity"], e["value"]) for e in message.get("entities")] == [(entity, value)]
        assert "entities" in message.as_dict(only_output_properties=True)

    def test_a_message_is_also_read_together_with_the_question_before_it(self, component):
        message = read(component, "and in England?", previous_question="PA holiday")
        (way,) = message.get(WAYS)()
        assert way.text == "personal assistant holiday and in England?"
        assert way.lemmas == ("personal", "assistant", "holiday", "england")

    def test_a_first_question_has_no_context(self, component):
        assert read(component, "PA holiday", previous_question="").get(WAYS) is None

    def test_training_examples_are_read_like_messages(self, component):
        data = TrainingData([Message.build("PA holiday", intent="ask_employing_pas")])
        (example,) = component.process_training_data(data).training_examples
        assert example.get(EXPANDED) == "personal assistant holiday"

    def test_an_empty_message_is_read_as_nothing(self, component):
        assert read(component, "").get(LEMMAS) == []


class TestReaderOf:
    def test_missing_word_lists_count_as_empty(self, tmp_path):
        assert reader_of(tmp_path).read("a PA").text == "a PA"


class TestFingerprint:
    def test_a_changed_word_list_trains_again(self, tmp_path):
        config = {"knowledge": str(tmp_path)}
        before = TextPreparation.fingerprint_addon(config)
        (tmp_path / "glossary.yml").write_text("pa: {means: personal assistant}\n")
        assert TextPreparation.fingerprint_addon(config) != before
