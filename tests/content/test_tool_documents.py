"""Documents of guided tools are read, and what is wrong in them is said to the one who edits."""

from typing import Any

import pytest

from bot.helpdesk.tool_documents import Condition, Line, Part, Row, ShortResult
from tests.content.conftest import ONE, Content
from tests.content.test_tools import WHO, write

WISH: dict[str, Any] = {
    "id": "wish",
    "asks": "What is the wish?",
    "kind": "words",
    "example": "To swim.",
    "labels": ["Wish"],
}
SEVERAL: dict[str, Any] = {**WHO, "id": "many", "kind": "several"}
DOCUMENT: dict[str, Any] = {
    "steps": [WHO, WISH, SEVERAL],
    "results": {"done": "Done on {day}."},
    "chooses": [{"result": "done"}],
    "document": [
        {"heading": "Wish", "text": "{wish}", "when": {"who": ["me"]}, "articles": [ONE], "shown": ["page"]},
        {"lines": ["Plain.", {"text": "Two.", "when_count": {"step": "many", "at_least": 2}}]},
        {"table": {"head": ["", "A"], "rows": [{"cells": ["b", "c"], "when_any": {"nation": ["scotland"]}}]}},
    ],
}


def with_part(**part: Any) -> dict[str, Any]:
    return {"document": [{"text": "Text.", **part}]}


class TestReading:
    def test_parts_lines_and_rows_are_read_with_their_conditions(self, content: Content):
        write(content, "plan", **DOCUMENT)
        tool = content.load().tools["plan"]
        assert tool.document == (
            Part("Wish", "{wish}", articles=(ONE,), shown=("page",), condition=Condition({"who": ("me",)})),
            Part(lines=(Line("Plain."), Line("Two.", Condition(counted="many", at_least=2)))),
            Part(head=("", "A"), rows=(Row(("b", "c"), Condition(when_any={"nation": ("scotland",)})),)),
        )
        assert tool.chooses == (ShortResult("done"),)
        assert tool.step("wish").labels == ("wish",)

    def test_it_has_no_fault(self, content: Content):
        write(content, "plan", **DOCUMENT)
        assert [line for line in content.faults() if line.startswith("tools/")] == []


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            (with_part(text="{wihs}"), "no step is called “wihs”"),
            (with_part(articles=["no/such"]), "document: there is no article “no/such”"),
            (with_part(when={"when": ["me"]}), "no step “when” stands before it"),
            (with_part(when={"who": ["us"]}), "“who” is never answered with “us”"),
            (with_part(when={"nation": ["wales"]}), "“nation” is never answered with “wales”"),
            (with_part(when_count={"step": "who", "at_least": 1}), "at “who” nobody chooses several"),
            (with_part(table={"head": ["a", "b"], "rows": [{"cells": ["a", "b", "c"]}]}), "every row needs 2 cells"),
            (with_part(text="{fact:nothing}"), "{fact:nothing} is not in facts.yml"),
            ({"chooses": []}, "the last one must have no condition"),
            ({"chooses": [{"result": "done", "when": {"who": ["me"]}}]}, "the last one must have no condition"),
            ({"chooses": [{"result": "other"}]}, "“other” must stand below “results:”"),
            ({"steps": [WHO, {**WISH, "id": "nation"}, SEVERAL]}, "no step may be called so"),
            ({"steps": [WHO, WISH, {**WISH, "id": "wish_two"}, SEVERAL]}, "labels: “wish” stands at two steps"),
            ({"steps": [{**WHO, "warns": {"me": "stop"}}, WISH, SEVERAL]}, "there is no warning “stop”"),
            (
                {"steps": [{**WHO, "warns": {"us": "stop"}}, WISH, SEVERAL], "warnings": {"stop": "Stop."}},
                "warns: it is never answered with “us”",
            ),
            (
                {"steps": [WHO, WISH, {**SEVERAL, "buttons": [{"title": "A", "value": "done"}]}]},
                "no button may have the value “done”",
            ),
        ],
    )
    def test_each_is_said(self, content: Content, changes: dict[str, Any], fault: str):
        write(content, "plan", **(DOCUMENT | changes))
        assert [line for line in content.faults() if line.startswith("tools/plan.yml") and fault in line]
