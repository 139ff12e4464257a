"""What `sds check` says of the questions and messages that teach."""

import json
import pathlib

from bot.retrieval.checking import check
from tests.worlds import HOME

LINE = {"question": "Q", "nation": "scotland", "kind": "ordinary", "answered_by": ["pa-pay/gone"], "helps": []}


class TestCheck:
    def test_all_faults_are_named_at_once(self, tmp_path: pathlib.Path):
        (tmp_path / "judged").mkdir()
        (tmp_path / "judged" / "a.jsonl").write_text(json.dumps(LINE))
        for mark, line in (("at_risk", "{}"), ("needs_person", '{"text": "broken"}'), ("vague", '{"vague": true}')):
            (tmp_path / mark).mkdir()
            (tmp_path / mark / "a.jsonl").write_text(line)
        assert check(tmp_path) == [
            "judged: there is no article “pa-pay/gone”; rename it in the questions, or take it out",
            "at_risk/a.jsonl, line 1: needs text and at_risk (true or false); correct the line",
            "needs_person/a.jsonl, line 1: needs text and needs_person (true or false); correct the line",
            "vague/a.jsonl, line 1: needs text and vague (true or false); correct the line",
        ]

    def test_the_real_ones_are_in_order(self):
        assert check(HOME / "knowledge") == []
