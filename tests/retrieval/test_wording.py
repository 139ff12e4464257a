"""What is read out of a question."""

import pytest

from bot.retrieval.wording import Lexicon, Reader

LEXICON = Lexicon.from_content(
    {"pa": {"means": "personal assistant"}, "pas": {"means": "personal assistants", "also": ["pa's"]}},
    {
        "nations": {"scotland": ["scotland", "scottish"], "england": ["england"]},
        "unserved_nations": {"Wales": ["wales", "welsh"]},
        "councils": {"scotland": ["East Lothian", "Fife"]},
        "roles": ["social worker", "senior social worker"],
        "stop_words": ["the", "my", "i", "do", "how", "is"],
    },
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(LEXICON)


class TestAbbreviations:
    @pytest.mark.parametrize(
        ("text", "expanded"),
        [
            ("My PA is ill", "My personal assistant is ill"),
            ("PAs, please", "personal assistants, please"),
            ("two PA's", "two personal assistants"),
            ("two PA\u2019s", "two personal assistants"),
            ("the path to Papa", "the path to Papa"),
        ],
    )
    def test_they_are_written_out_as_whole_words_only(self, reader: Reader, text: str, expanded: str):
        assert reader.read(text).text == expanded

    def test_without_any_nothing_changes(self):
        assert Reader(Lexicon({})).read("My PA").text == "My PA"


class TestEntities:
    @pytest.mark.parametrize(
        ("text", "entity", "value"),
        [
            ("Option 2?", "option", "2"),
            ("option two", "option", "2"),
            ("opt 4 please", "option", "4"),
            ("option number 3", "option", "3"),
            ("under Scottish law", "nation", "scotland"),
            ("in Wales", "unserved_nation", "Wales"),
            ("fife council", "council", "fife"),
            ("I am a senior social worker", "role", "senior social worker"),
            ("£1,250 a week", "money_a_week", "1250"),
            ("£80.50 per week", "money_a_week", "80.50"),
            ("£90pw", "money_a_week", "90"),
            ("80 quid a week", "money_a_week", "80"),
        ],
    )
    def test_each_kind_is_found_with_its_value(self, reader: Reader, text: str, entity: str, value: str):
        assert reader.read(text).value(entity) == value

    @pytest.mark.parametrize("text", ["Option 5", "adoption 2", "£80 a month", "Fifeshire", "the optional 1"])
    def test_lookalikes_are_not_found(self, reader: Reader, text: str):
        assert reader.read(text).entities == ()

    def test_places_are_counted_in_the_text_as_it_was_typed(self, reader: Reader):
        text = "My PA\u2019s in Scotland"
        found = reader.read(text).entities[0]
        assert text[found["start"] : found["end"]] == "Scotland"


class TestWords:
    def test_base_forms_without_stop_words_and_punctuation(self, reader: Reader):
        assert reader.read("How do I pay my PAs?").lemmas == ("pay", "personal", "assistant")

    def test_tokens_know_where_they_stand(self, reader: Reader):
        assert reader.read("My PA, ill").tokens == (("My", 0), ("PA", 3), (",", 5), ("ill", 7))

    def test_nothing_to_read_gives_nothing(self, reader: Reader):
        wording = reader.read("")
        assert (wording.text, wording.tokens, wording.lemmas, wording.entities) == ("", (), (), ())
