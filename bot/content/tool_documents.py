"""Documents that guided tools end in: from their forms to data, and what in them names something that is not there."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.content import tool_forms
from bot.content.reading import Faults
from bot.helpdesk.figures import names_in
from bot.helpdesk.guided import GIVEN, NATION, PRESSED, SEVERAL, SKIPPED, Step, Tool
from bot.helpdesk.tool_documents import ALWAYS, Condition, Line, Part, Row, ShortResult

NATIONS = frozenset({"scotland", "england"})
_BRACES = re.compile(r"\{([a-z_]+)\}")
FILLED = frozenset({"day", "contacts"})
"""What stands between braces beside the names of steps: today, and the local contacts for somebody at risk."""


def document_of(parts: Sequence[tool_forms.PartForm]) -> tuple[Part, ...]:
    """Return the parts of a document."""
    return tuple(
        Part(
            heading=part.heading.strip(),
            text=part.text.strip(),
            lines=tuple(_line(line) for line in part.lines),
            head=tuple(part.table.head) if part.table else (),
            rows=tuple(Row(tuple(row.cells), _condition(row)) for row in part.table.rows) if part.table else (),
            articles=tuple(part.articles),
            shown=tuple(part.shown),
            condition=_condition(part),
        )
        for part in parts
    )


def endings_of(chooses: Sequence[tool_forms.ShortResultForm]) -> tuple[ShortResult, ...]:
    """Return which short result belongs to which answers."""
    return tuple(ShortResult(each.result, _condition(each)) for each in chooses)


def texts_of(document: Iterable[Part]) -> Iterator[str]:
    """Yield all texts of a document."""
    for part in document:
        yield from (part.heading, part.text, *part.head)
        yield from (line.text for line in part.lines)
        yield from (cell for row in part.rows for cell in row.cells)


def check_document(tool: Tool, articles: Collection[str], where: str, faults: Faults) -> None:
    """Note what a document names and nobody knows."""
    if not tool.document:
        return
    steps = {step.id: step for step in tool.steps}
    for part in tool.document:
        for article in part.articles:
            if article not in articles:
                faults.add(where, f"document: there is no article “{article}”; correct or remove it")
        shown = f"document: {part.heading or part.text[:30] or 'a part'}"
        for condition in (part.condition, *(line.condition for line in part.lines), *(r.condition for r in part.rows)):
            check_condition(condition, steps, shown, where, faults)
    for text in (*texts_of(tool.document), *tool.results.values()):
        for name in _BRACES.findall(text):
            if name not in steps and name not in FILLED and f"fact:{name}" not in names_in(text):
                faults.add(where, f"document: no step is called “{name}”; correct what stands between the braces")
    _check_endings(tool, steps, where, faults)


def _check_endings(tool: Tool, steps: Mapping[str, Step], where: str, faults: Faults) -> None:
    named = {each.result for each in tool.chooses}
    for name in sorted(named ^ set(tool.results)):
        faults.add(where, f"chooses: “{name}” must stand below “results:” and be chosen somewhere; add or remove it")
    for each in tool.chooses:
        check_condition(each.condition, steps, f"chooses: {each.result}", where, faults)
    if not tool.chooses or tool.chooses[-1].condition != ALWAYS:
        faults.add(where, "chooses: the last one must have no condition, so that there always is a result")


def check_condition(condition: Condition, before: Mapping[str, Step], what: str, where: str, faults: Faults) -> None:
    """Note steps and answers in a condition that are not there."""
    for name, wanted in (*condition.when.items(), *condition.when_any.items()):
        if name != NATION and name not in before:
            faults.add(where, f"{what}: no step “{name}” stands before it; correct the name or the order")
            continue
        for word in set(wanted) - (NATIONS if name == NATION else words_of(before[name])):
            faults.add(where, f"{what}: “{name}” is never answered with “{word}”; correct the word")
    counted = condition.counted
    if counted and (counted not in before or before[counted].kind != SEVERAL):
        faults.add(where, f"{what}: when_count: at “{counted}” nobody chooses several; name a step of that kind")


def words_of(step: Step) -> set[str]:
    """Return the words by which conditions may name an answer to a step."""
    said = {button.value for button in step.buttons} if step.kind in PRESSED else {GIVEN}
    return said | ({SKIPPED} if step.optional else set())


def _line(line: tool_forms.LineForm | str) -> Line:
    return Line(line.strip()) if isinstance(line, str) else Line(line.text.strip(), _condition(line))


def _condition(form: tool_forms.ConditionForm) -> Condition:
    count = form.when_count
    return Condition(
        when={name: tuple(values) for name, values in form.when.items()},
        when_any={name: tuple(values) for name, values in form.when_any.items()},
        counted=count.step if count else "",
        at_least=count.at_least if count else 0,
        at_most=count.at_most if count else None,
    )
