"""What stays in the database once a guided tool has ended, or once somebody was forgotten: no words, and no number."""

import json
import pathlib
from collections.abc import AsyncIterator

import pytest

from bot.services.documents import KEPT_FOR
from tests.gateway.teams_world import ASKER, CHAT
from tests.gateway.telegram_world import PERSON
from tests.gateway.three_channels import CHANNELS, Person, person
from tests.services.asking import everything

TYPED = ("work out redundancy pay: 11 years, aged 53", "£317.41 a week", "31 March 2027")
QUESTION = "what is option 1"
UNDERSTOOD = {QUESTION: {"articles": {"options/option-1": 0.95}}, "can I speak to a human about zebras": "human"}
_NUMBERS = {"web": (), "telegram": (str(PERSON),), "teams": (ASKER, CHAT)}
"""What each channel calls the person."""


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def somebody(channel: str, tmp_path: pathlib.Path) -> AsyncIterator[Person]:
    async with person(channel, tmp_path, UNDERSTOOD) as found:
        yield found


def left(folder: pathlib.Path, *words: str) -> list[str]:
    """Those of the words that stand anywhere in the database."""
    kept = json.dumps(everything(folder), default=str, ensure_ascii=False)
    return [word for word in words if word in kept]


class TestTools:
    WORDS = ("317.41", "11 years", "aged 53", "31 March 2027", "2027-03-31")

    async def test_nothing_typed_is_kept_on_any_channel_once_something_else_is_said(self, somebody, tmp_path):
        for words in TYPED:
            shown = await somebody.say(words)
        assert "£317.41" in "\n".join(shown.lines)
        assert left(tmp_path, "317.41") == ["317.41"]
        await somebody.say(QUESTION)
        assert left(tmp_path, *self.WORDS) == []

    async def test_another_tool_takes_the_words_of_the_first_along(self, somebody, tmp_path):
        for words in TYPED[:2]:
            await somebody.say(words)
        await somebody.say("holiday calculator")
        assert left(tmp_path, "317.41", "11 years", "aged 53") == []

    @pytest.mark.parametrize("next_thing", ["says", "presses"])
    async def test_the_link_to_the_page_of_a_result_goes_and_the_page_stays(self, somebody, tmp_path, next_thing):
        for words in TYPED:
            await somebody.say(words)
        assert left(tmp_path, "/results/") == ["/results/"]
        await (somebody.say(QUESTION) if next_thing == "says" else somebody.press("Start again"))
        assert left(tmp_path, "/results/") == []
        with somebody.driver.product.units() as work:
            assert work.documents.remove_due(somebody.driver.product.clock() + KEPT_FOR) == 1


class TestForgetting:
    async def test_who_is_forgotten_is_told_so_and_is_nowhere(self, somebody, channel, tmp_path):
        for words in ("can I speak to a human about zebras", *TYPED, QUESTION, "forget me"):
            await somebody.say(words)
        numbers = _NUMBERS[channel]
        assert left(tmp_path, "zebras", *numbers) == ["zebras", *numbers]
        shown = await somebody.press("Delete everything I have asked")
        assert shown.lines == ("Your questions, tickets and messages are deleted.",)
        assert left(tmp_path, "zebras", *numbers) == []

    @pytest.mark.parametrize("channel", ["telegram", "teams"])
    async def test_who_comes_back_is_answered_and_reached(self, somebody, channel, tmp_path):
        await somebody.say("forget me")
        await somebody.press("Delete everything I have asked")
        await somebody.say("can I speak to a human about zebras")
        await somebody.champion("answers", "Ring me.")
        assert any("Ring me." in line for line in (await somebody.wait()).lines)
