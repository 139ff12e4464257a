"""What the look at the manner learns from."""

import json
import pathlib

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.lessons import manner_lessons
from bot.retrieval.judgements import Entry

INTENTS = ("casework", "dispute", "local_policy", "ask_human", "greet", "out_of_scope", "vague", "ask_options")


def lines(folder: pathlib.Path, name: str) -> None:
    entries = [{"text": f"{name} yes", name: True}, {"text": f"{name} no", name: False}]
    (folder / name).mkdir()
    (folder / name / "a.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")


class TestMannerLessons:
    def test_each_kind_gets_its_messages_written_out(self, tmp_path: pathlib.Path):
        for name in ("at_risk", "needs_person", "vague"):
            lines(tmp_path, name)
        entries = [Entry(f"{kind} question", "scotland", kind, (), ()) for kind in ("person", "vague", "outside")]
        entries += [Entry(f"ordinary question {number}", "scotland", "ordinary", (), ()) for number in range(20)]
        examples = TrainingData([Message.build(f"example of {intent}", intent) for intent in INTENTS])

        found = manner_lessons(tmp_path, entries, examples, str.upper)

        assert found.risky.texts == ("AT_RISK YES", "AT_RISK NO")
        assert found.risky.marks == (True, False)
        handed_over = tuple(f"EXAMPLE OF {intent}" for intent in ("CASEWORK", "DISPUTE", "LOCAL_POLICY"))
        assert found.personal.texts == ("NEEDS_PERSON YES", "NEEDS_PERSON NO", "PERSON QUESTION", *handed_over)
        assert found.personal.marks == (True, False, True, True, True, True)
        assert found.loose.texts == ("VAGUE YES", "VAGUE NO", "VAGUE QUESTION", "EXAMPLE OF VAGUE")
        assert found.loose.marks == (True, False, True, True)
        assert set(found.harmless) == {"EXAMPLE OF ASK_HUMAN", "EXAMPLE OF GREET"}
        assert found.outside == ("EXAMPLE OF OUT_OF_SCOPE",)
        assert set(found.plain) | found.asked == {f"ORDINARY QUESTION {number}" for number in range(20)}
        assert found.asked.isdisjoint(found.plain)
        assert found.plain
        assert found.asked

    def test_without_lists_and_questions_there_is_nothing_to_tell_apart(self, tmp_path: pathlib.Path):
        found = manner_lessons(tmp_path, [], TrainingData([]), str)
        assert not list(found.taught())
