"""Cards: the whole text, every choice with its title, nothing that somebody typed is taken for a template."""

import json

import pytest

from bot.gateway.teams_cards import LARGEST, card, fill, linked, messages
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from tests.gateway.teams_world import cards, parts, seen

_LONG = "Or: How many weeks of paid holiday a personal assistant gets in a year"
_SOURCE = {"title": "Act", "ref": "", "url": "https://example.org/act", "kind": "act", "checked": "2026-11-01"}


def reply(text="Well.", choices=(), **values):
    return Reply(text, OutcomeName.ANSWER, choices=tuple(choices), **values)


class TestMessages:
    def test_a_reply_without_choices_is_words(self):
        (message,) = messages(reply("**Well.**"))
        assert message == {"type": "message", "text": "**Well.**", "textFormat": "markdown"}

    def test_html_in_words_stays_words(self):
        (message,) = messages(reply("<b>x</b> & <script>"))
        assert message["text"] == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;"

    def test_a_reply_with_choices_is_a_card_of_version_1_5(self):
        (message,) = messages(reply(choices=[Choice("Yes", "yes")]))
        (content,) = cards(message)
        assert (content["type"], content["version"], content["lang"]) == ("AdaptiveCard", "1.5", "en-GB")

    def test_choices_keep_their_order_and_their_whole_titles(self):
        found = [Choice("That helped", "helpful"), Choice(_LONG, "article:x"), Choice("No", "no")]
        assert seen(messages(reply(choices=found))[0]).titles == ("That helped", _LONG, "No")

    def test_a_button_carries_its_payload_and_nothing_else(self):
        (message,) = messages(reply(choices=[Choice("Yes", "yes"), Choice(_LONG, "article:x")]))
        data = [part["data"] for part in parts(message) if "data" in part]
        assert data == [{"choice": "yes"}, {"choice": "article:x"}]

    def test_a_long_title_is_a_block_that_wraps_since_teams_cuts_buttons(self):
        (message,) = messages(reply(choices=[Choice(_LONG, "article:x")]))
        (block,) = [part for part in parts(message) if "selectAction" in part]
        assert block["items"][0]["text"] == _LONG
        assert block["items"][0]["wrap"]

    def test_sources_stand_apart_with_links_that_open(self):
        text = "Short.\n\n**Where this comes from**\n- Act: https://example.org/act"
        (message,) = messages(reply(text, [Choice("Yes", "yes")], sources=(_SOURCE,)))
        (apart,) = [part for part in parts(message) if part.get("style") == "emphasis"]
        assert "[https://example.org/act](https://example.org/act)" in apart["items"][0]["text"]
        assert seen(message).text == text

    def test_a_choice_that_is_an_address_opens_it(self):
        (message,) = messages(reply(choices=[Choice("Open", "https://a.example/x"), Choice(_LONG, "http://b.example")]))
        opened = [part["url"] for part in parts(message) if part.get("type") == "Action.OpenUrl"]
        assert opened == ["https://a.example/x", "http://b.example"]
        assert seen(message).titles == ("Open", _LONG)
        assert [part for part in parts(message) if "data" in part] == []

    def test_a_table_is_one_even_without_choices(self):
        text = "Before.\n\n|  | One | Two |\n| --- | --- | --- |\n| **Money** | https://a.example |  |\n\nAfter."
        (message,) = messages(reply(text))
        (table,) = [part for part in parts(message) if part.get("type") == "Table"]
        assert (table["firstRowAsHeader"], table["columns"]) == (True, [{"width": 1}] * 3)
        assert [[cell["items"][0]["text"] for cell in row["cells"]] for row in table["rows"]] == [
            ["", "One", "Two"],
            ["**Money**", "[https://a.example](https://a.example)", ""],
        ]
        assert seen(message).text.replace("[https://a.example](https://a.example)", "https://a.example") == text

    def test_a_table_in_the_middle_of_a_long_text_is_one_too(self):
        table = "| a | b |\n| --- | --- |\n| c | d |"
        found = messages(reply(f"{'word ' * 3000}\n\n{table}\n\n{'word ' * 3000}", [Choice("Yes", "yes")]))
        assert len([part for message in found for part in parts(message) if part.get("type") == "Table"]) == 1
        assert [payload for message in found for payload in seen(message).titles] == ["Yes"]

    def test_a_long_text_is_split_at_paragraphs_with_the_buttons_last(self):
        paragraphs = [f"Paragraph {n} {'word ' * 300}" for n in range(30)]
        found = messages(reply("\n\n".join(paragraphs), [Choice("Yes", "yes")]))
        assert [bool(cards(message)) for message in found] == [False] * (len(found) - 1) + [True]
        assert "\n\n".join(seen(message).text for message in found) == "\n\n".join(paragraphs)

    @pytest.mark.parametrize("letter", ["x", "é", "😀", "&"])
    def test_no_message_is_larger_than_teams_takes(self, letter):
        found = messages(reply(letter * 40_000))
        assert "".join(seen(message).text for message in found) == letter * 40_000
        assert max(len(message["text"].encode()) for message in found) <= LARGEST

    def test_a_card_after_a_press_says_what_was_chosen(self):
        (message,) = messages(reply(), "You chose: Yes")
        assert seen(message).text == "Well.\n\nYou chose: Yes"

    def test_words_that_look_like_a_template_stay_words(self):
        text = "${title} {{DATE(2026-11-26)}} ${missing}"
        (message,) = messages(reply(text, [Choice("${payload}", "yes")]))
        assert seen(message) == seen(messages(reply(text, [Choice("${payload}", "yes")]))[0])
        assert seen(message).text.startswith("${title}")
        assert seen(message).titles == ("${payload}",)


class TestFill:
    def test_a_whole_value_keeps_its_kind(self):
        assert fill({"n": "${n}", "s": "no ${n}"}, {"n": 3}) == {"n": 3, "s": "no 3"}

    def test_an_empty_part_is_left_out(self):
        assert fill([{"$when": "a", "x": 1}, {"$when": "b", "x": 2}], {"a": "", "b": "yes"}) == [{"x": 2}]

    def test_a_part_is_repeated(self):
        assert fill([{"$each": "names", "x": "${item}"}], {"names": ["a", "b"]}) == [{"x": "a"}, {"x": "b"}]
        rows = [{"x": 1}, {"x": 2}]
        assert fill([{"$each": "rows", "y": "${x}"}], {"rows": rows}) == [{"y": 1}, {"y": 2}]

    def test_a_value_that_is_missing_is_a_mistake_of_ours(self):
        with pytest.raises(KeyError):
            card("champion", {})


class TestLinked:
    @pytest.mark.parametrize(
        ("text", "link"),
        [
            (
                "see https://example.org/a-b?c=1#d.",
                "see [https://example.org/a-b?c=1#d](https://example.org/a-b?c=1#d).",
            ),
            ("[x](https://example.org)", "[x](https://example.org)"),
            ("no address", "no address"),
        ],
    )
    def test_bare_addresses_become_links(self, text, link):
        assert linked(text) == link


class TestTemplates:
    @pytest.mark.parametrize("name", ["answer", "champion"])
    def test_they_are_cards_of_version_1_5_with_wrapping_texts_and_labelled_inputs(self, name):
        import bot.gateway.teams_cards as module

        template = json.loads((module._FOLDER / f"{name}.json").read_text())
        assert template["version"] == "1.5"
        assert all(part.get("wrap") for part in parts(template) if part.get("type") == "TextBlock")
        assert all(part.get("label") for part in parts(template) if str(part.get("type")).startswith("Input."))
