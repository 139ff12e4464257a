"""Whole dialogues, from typed words to outcomes, with the trained model."""

import pathlib

import pytest
import yaml

from bot.helpdesk.vocabulary import Nation

TRANSCRIPTS = yaml.safe_load((pathlib.Path(__file__).parent / "transcripts.yml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.model


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript["name"])
def test_a_dialogue_goes_as_written(bot, transcript):
    nation, offered = Nation(transcript.get("nation", "scotland")), []
    for turn in transcript["turns"]:
        choice = offered[0] if turn.get("presses") == "first" else turn.get("presses")
        replies = bot.ask_all(turn.get("says", ""), conversation=transcript["name"], nation=nation, choice=choice)
        offered = [choice.payload for choice in replies[0].choices]
        assert seen(replies) == expected(turn), turn
        assert "family" not in turn or replies[0].article.partition("/")[0] == turn["family"], replies[0].article


def seen(replies):
    reply, notes = replies[0], replies[1:]
    return reply.outcome.value, reply.reason and reply.reason.value, [note.reason.value for note in notes]


def expected(turn):
    return turn["outcome"], turn.get("reason"), [turn["note"]] if "note" in turn else []
