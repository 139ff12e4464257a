"""Guided tools are read from `knowledge/tools/`, and what is wrong in them is said to the one who edits."""

import string
from typing import Any

import pytest
import yaml

from bot.helpdesk.guided import CHOICE, FORMULAS, KINDS, SEVERAL, SKIPPED, WORDS
from bot.services.tools.finding import Kind
from bot.services.workings.catalogue import WORKINGS
from tests.content.conftest import ONE, Content
from tests.services.asking import content as real_content

WHO: dict[str, Any] = {
    "id": "who",
    "asks": "Who asks?",
    "kind": "choice",
    "buttons": [{"title": "Me", "value": "me"}, {"title": "You", "value": "you", "says": ["You there"]}],
}
DAYS: dict[str, Any] = {"id": "days", "asks": "How many days?", "kind": "days_a_week", "example": "3"}
TOOL: dict[str, Any] = {
    "title": "Calculator",
    "does": "Works something out.",
    "names": ["Calculator", "work it out"],
    "articles": [ONE],
    "steps": [WHO, DAYS],
    "results": {"whole_year": "It is {value}."},
}


def write(content: Content, name: str = "holiday", **changes: Any) -> None:
    path = content.folder / "tools" / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(TOOL | changes, allow_unicode=True))


class TestReading:
    def test_a_tool_is_read(self, content: Content):
        write(content)
        tool = content.load().tools["holiday"]
        assert (tool.names, tool.articles, [step.id for step in tool.steps]) == (
            ("calculator", "work it out"),
            (ONE,),
            ["who", "days"],
        )
        assert tool.steps[0].buttons[1].says == ("you there",)

    def test_a_yes_or_no_brings_its_buttons(self, content: Content):
        write(content, steps=[{"id": "sure", "asks": "Are you sure?", "kind": "yes_no"}])
        (step,) = content.load().tools["holiday"].steps
        assert [button.value for button in step.buttons] == ["yes", "no"]

    def test_roles_come_from_the_council(self, content: Content):
        write(content, steps=[{**WHO, "buttons": [], "buttons_from": "roles"}])
        (step,) = content.load().tools["holiday"].steps
        assert ("Social worker", "social worker") in [(button.title, button.value) for button in step.buttons]

    def test_a_folder_without_tools_is_no_fault(self, content: Content):
        assert content.load().tools == {}


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"titel": "x"}, "titel: unknown field"),
            ({"articles": ["no/such"]}, "there is no article “no/such”"),
            ({"steps": []}, "steps: has too few entries"),
            ({"steps": [WHO, WHO]}, "the step “who” stands twice"),
            ({"steps": [{**WHO, "buttons": []}]}, "who: a choice needs buttons"),
            ({"steps": [{**DAYS, "kind": "dayz"}]}, "days: there is no kind of answer “dayz”"),
            ({"steps": [{**DAYS, "accepts": ["dayz"]}]}, "days: there is no kind of answer “dayz”"),
            ({"steps": [{**DAYS, "example": ""}]}, "days: example: is missing"),
            ({"steps": [DAYS, {**WHO, "when": {"day": ["given"]}}]}, "who: when: no step “day” stands before it"),
            ({"steps": [{**DAYS, "when": {"who": ["me"]}}, WHO]}, "days: when: no step “who” stands before it"),
            ({"steps": [WHO, {**DAYS, "when": {"who": ["us"]}}]}, "“who” is never answered with “us”"),
            ({"steps": [DAYS, {**WHO, "when": {"days": ["skipped"]}}]}, "“days” is never answered with “skipped”"),
            ({"steps": [{**DAYS, "buttons": [{"title": "No", "value": SKIPPED}]}]}, "but is not optional"),
            ({"steps": [{**DAYS, "asks": "At {fact:nothing}?"}]}, "{fact:nothing} is not in facts.yml"),
            ({"steps": [{**WHO, "article": "no/such"}]}, "there is no article “no/such”"),
            ({"items": [{"text": "Do it.", "counts_from": "who", "days": 1}]}, "“who” is no step that asks for a day"),
            ({"results": {"whole_year": "It is {fact:nothing}."}}, "{fact:nothing} is not in facts.yml"),
            ({"results": {"whole_year": "It is {value."}}, "results: whole_year: a brace is not closed"),
            ({"results": {"whole_year": "It is {}."}}, "results: whole_year: a brace is not closed"),
        ],
    )
    def test_each_is_said(self, content: Content, changes: dict[str, Any], fault: str):
        write(content, **changes)
        assert [line for line in content.faults() if line.startswith("tools/holiday.yml") and fault in line]

    def test_a_file_without_a_formula(self, content: Content):
        write(content, "horoscope")
        assert any("there is no formula “horoscope”" in line for line in content.faults())

    def test_two_tools_of_one_name(self, content: Content):
        write(content)
        write(content, "notice")
        assert any("“calculator” is also a name of holiday" in line for line in content.faults())


class TestTheRealTools:
    def test_every_formula_has_its_file_and_the_reverse(self):
        worked = {
            name for name, tool in real_content().tools.items() if not (tool.is_quiz or tool.items or tool.document)
        }
        assert worked == set(WORKINGS) == FORMULAS

    def test_every_myth_of_the_quiz_rests_on_an_article_of_that_kind_or_on_the_law(self):
        steps = [step for step in real_content().tools["myth-or-fact"].steps if step.right == "myth"]
        kinds = {step.id: real_content().articles[step.article].kind for step in steps}
        assert [name for name, kind in kinds.items() if kind != "myth"] == []

    def test_kinds_are_those_that_can_be_read(self):
        assert {CHOICE, SEVERAL, WORDS, *(kind.value for kind in Kind)} == KINDS

    def test_every_step_that_is_read_has_help(self):
        steps = [step for tool in real_content().tools.values() for step in tool.steps if step.kind != CHOICE]
        assert [step.id for step in steps if not step.help] == []

    def test_results_need_nothing_but_simple_words(self):
        texts = [text for tool in real_content().tools.values() for text in tool.results.values()]
        names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
        assert [name for name in names if not name.isidentifier()] == []
