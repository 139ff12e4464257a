"""Guided tools as whole dialogues: real use cases and content, without the trained model."""

import datetime
import pathlib

import pytest
import yaml

from bot.helpdesk.vocabulary import Nation
from bot.services.conversing import Conversing, Incoming, Limits
from bot.services.guiding import ENDED
from tests.services.asking import chatting, content, desk
from tests.worlds import Clock, ScriptedUnderstander

FOLDER = pathlib.Path(__file__).parent / "tools"
WRITTEN = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yml")}
TRANSCRIPTS = [(tool, transcript) for tool, transcripts in WRITTEN.items() for transcript in transcripts]
FEWEST = 6
WHO = "web:a"


class Talk:
    """One person on the web, who presses what is offered and types the rest."""

    def __init__(self, folder: pathlib.Path, nation: Nation):
        self.clock, self.nation = Clock(), nation
        self.product = desk(folder, self.clock)
        understander = ScriptedUnderstander(self.product)
        self.conversing: Conversing = self.product.conversing(understander, Limits(messages_a_minute=1000))
        self.offered = {}
        self.turns = 0

    async def turn(self, turn):
        self.turns += 1
        choice = self.offered[turn["presses"]] if "presses" in turn else None
        message = Incoming(WHO, str(self.turns), turn.get("says", ""), choice=choice, nation=self.nation)
        replies = await self.conversing.receive(message)
        self.offered = {choice.title: choice.payload for reply in replies for choice in reply.choices}
        return replies

    @property
    def tool(self):
        return chatting(self.product).tool


@pytest.mark.parametrize("name", sorted(content().tools))
def test_every_tool_has_its_transcripts(name):
    assert len(WRITTEN[name]) >= FEWEST


@pytest.mark.parametrize(("tool", "transcript"), TRANSCRIPTS, ids=[f"{tool}: {t['name']}" for tool, t in TRANSCRIPTS])
async def test_a_dialogue_goes_as_written(tool, transcript, tmp_path):
    talk = Talk(tmp_path, Nation(transcript.get("nation", "scotland")))
    for turn in transcript["turns"]:
        if "waits" in turn:
            talk.clock.now += datetime.timedelta(hours=turn["waits"])
            continue
        replies = await talk.turn(turn)
        said = "\n\n".join(reply.text for reply in replies)
        masked = replies[-1].reason == "personal_data"
        assert turn.get("asks", "") in replies[-1 - masked].text.split("\n\n")[-1], (turn, said)
        assert [words for words in turn.get("has", []) if words not in said] == [], (turn, said)
        assert [words for words in turn.get("lacks", []) if words in said] == [], (turn, said)
        assert turn.get("outcome", replies[0].outcome.value) == replies[0].outcome.value, turn
        if turn.get("ends"):
            assert set(talk.tool) == {ENDED}, turn
