"""The same dialogues give the same words and the same choices on every channel (dialogues.yml)."""

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import yaml

from bot.gateway import telegram_text
from bot.gateway.teams_cards import messages
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reply
from tests.gateway.plain_words import Plain, of_teams, of_telegram, of_web
from tests.gateway.telegram_api import Post
from tests.gateway.three_channels import CHANNELS, Person, person

pytestmark = pytest.mark.long
DIALOGUES = yaml.safe_load(pathlib.Path(__file__).with_name("dialogues.yml").read_text(encoding="utf-8"))


async def held(one: Person, steps: Sequence[Mapping[str, Any]]) -> list[Plain]:
    """Hold a dialogue and return what was shown at each step; what the step says must be there, is."""
    found = []
    for step in steps:
        plain = await happened(one, step)
        if plain is None:
            continue
        text = "\n".join(plain.lines)
        assert plain.lines, f"nothing was said to {step}"
        assert [words for words in step.get("shows", ()) if words not in text] == [], text
        assert [title for title in step.get("choices", ()) if title not in plain.choices] == [], plain.choices
        found.append(plain)
    return found


async def happened(one: Person, step: Mapping[str, Any]) -> Plain | None:
    """Let a step happen; None for what only champions see."""
    if "say" in step:
        return await one.say(step["say"])
    if "press" in step:
        return await one.press(step["press"])
    if "arrives" in step:
        return await one.wait()
    if "content" in step:
        one.edited(step["content"])
    else:
        await one.champion(step["champion"], step["words"])
    return None


class TestDialogues:
    @pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["name"] for dialogue in DIALOGUES])
    async def test_words_choices_and_what_is_kept_are_the_same(self, dialogue: Mapping[str, Any], tmp_path):
        shown, heard, kept = {}, {}, {}
        for channel in CHANNELS:
            async with person(channel, tmp_path / channel, dialogue.get("understood", {})) as one:
                shown[channel] = await held(one, dialogue["steps"])
                heard[channel] = one.driver.rasa.heard
                kept[channel] = one.tickets()
        for channel in CHANNELS[1:]:
            assert shown[channel] == shown["web"]
            assert heard[channel] == heard["web"]
            assert kept[channel] == kept["web"]


class TestPlainWords:
    """The comparison would be worth nothing if it saw no differences."""

    MARKDOWN = "**Bold** & *thin*:\n\n- one\n- [two](https://two.example)\n\n1. three https://a.example/b_c_d"
    PLAIN = ("Bold & thin:", "• one", "• two <https://two.example>", "1. three https://a.example/b_c_d")

    def test_of_the_web(self):
        message = {"text": self.MARKDOWN, "choices": [{"title": "A", "payload": "a"}]}
        assert of_web(message) == Plain(self.PLAIN, ("A",))

    def test_of_telegram(self):
        words = (
            '<b>Bold</b> &amp; <i>thin</i>:\n\n• one\n• <a href="https://two.example">two</a>\n\n'
            '1. three <a href="https://a.example/b_c_d">https://a.example/b_c_d</a>'
        )
        post = Post(1, "", words, [{"text": "A", "callback_data": "a"}])
        assert of_telegram(post) == Plain(self.PLAIN, ("A",))

    def test_of_teams(self):
        assert of_teams({"text": self.MARKDOWN.replace("&", "&amp;")}) == Plain(self.PLAIN, ())

    def test_of_a_card_of_teams(self):
        pressed = {"type": "Action.Submit", "title": "A", "data": {}}
        blocks = [{"type": "TextBlock", "text": text} for text in self.MARKDOWN.split("\n\n")]
        body = [*blocks, {"type": "Container", "selectAction": pressed, "items": [{"type": "TextBlock", "text": "A"}]}]
        card = {"attachments": [{"content": {"body": body}}]}
        assert of_teams(card) == Plain(self.PLAIN, ("A",))

    def test_a_table_reads_the_same_everywhere(self):
        markdown = "Side by side:\n\n| | One | Two |\n| --- | --- | --- |\n| Money | **Yours** | Ours |"
        plain = Plain(("Side by side:", "Money", "One: Yours", "Two: Ours"), ("A page",))
        choice = Choice("A page", "https://a.example/page")
        words = "\n\n".join(telegram_text.parts(markdown))
        assert of_web({"text": markdown, "choices": [{"title": choice.title, "payload": choice.payload}]}) == plain
        assert of_telegram(Post(1, "", words, [{"text": "A page", "url": choice.payload}])) == plain
        assert of_teams(messages(Reply(markdown, OutcomeName.TOOL, choices=(choice,)))[0]) == plain

    @pytest.mark.parametrize(
        "other", ["*Bolder* & thin", "- [one](https://one.example)", "- one - two", "2. one", "one\n\ntwo three"]
    )
    def test_a_difference_is_seen(self, other):
        first, second = ({"text": text, "choices": []} for text in ("- one\n- two", other))
        assert of_web(first) != of_web(second)
