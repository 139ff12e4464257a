"""Read `knowledge/tools/`: the guided tools, and what in them names something that is not there."""

import pathlib
import string
from collections.abc import Collection, Mapping, Sequence

from bot.content import forms, tool_forms
from bot.content.reading import Faults, fit, read_file, read_yaml
from bot.content.tool_documents import (
    NATIONS,
    check_condition,
    check_document,
    document_of,
    endings_of,
    texts_of,
    words_of,
)
from bot.helpdesk.choosing import DONE
from bot.helpdesk.figures import Fact, names_in
from bot.helpdesk.guided import (
    FORMULAS,
    KINDS,
    NATION,
    PRESSED,
    SKIPPED,
    YES_NO,
    Button,
    Item,
    Step,
    Tool,
)
from bot.helpdesk.tool_documents import Condition

_YES_OR_NO = (Button("Yes", "yes"), Button("No", "no"))
_MYTH_OR_FACT = (
    Button("Myth", "myth", ("false", "wrong", "not true")),
    Button("Fact", "fact", ("true", "right", "correct")),
)
_DAYS = frozenset({"date", "started", "ends"})


def read_tools(
    folder: pathlib.Path,
    articles: Collection[str],
    facts: Mapping[str, Fact],
    limits: Sequence[forms.LimitForm],
    faults: Faults,
) -> dict[str, Tool]:
    """Return the tools by the names of their files; `folder` need not be there."""
    tools = {}
    for path in sorted(folder.glob("*.yml")):
        where = f"tools/{path.name}"
        text = read_file(path, where, faults)
        form = None if text is None else fit(tool_forms.ToolForm, read_yaml(text, where, faults), where, faults)
        if form is not None:
            tools[path.stem] = _tool(path.stem, form, limits)
            _dangling(tools[path.stem], articles, facts, where, faults)
    _shared_names(tools, faults)
    return tools


def _tool(name: str, form: tool_forms.ToolForm, limits: Sequence[forms.LimitForm]) -> Tool:
    return Tool(
        id=name,
        title=form.title,
        does=form.does,
        names=tuple(" ".join(each.lower().split()) for each in form.names),
        articles=tuple(form.articles),
        steps=tuple(_step(step, limits) for step in form.steps),
        results=form.results,
        nations=tuple(form.nations),
        items=tuple(Item(i.text, i.counts_from, i.days, tuple(i.nations), i.article) for i in form.items),
        document=document_of(form.document),
        chooses=endings_of(form.chooses),
        easy_read=form.easy_read,
        warnings={name: text.strip() for name, text in form.warnings.items()},
    )


def _step(form: tool_forms.StepForm, limits: Sequence[forms.LimitForm]) -> Step:
    buttons = tuple(Button(b.title, b.value, tuple(say.lower() for say in b.says)) for b in form.buttons)
    if form.buttons_from == "roles":
        roles = dict.fromkeys(limit.role for limit in limits)
        buttons = (*(Button(role.capitalize(), role, (role.lower(), _initials(role))) for role in roles), *buttons)
    return Step(
        id=form.id,
        asks=form.asks.strip(),
        kind=form.kind,
        accepts=tuple(form.accepts),
        buttons=buttons or (_YES_OR_NO if form.kind == YES_NO else _MYTH_OR_FACT if form.right else ()),
        when={name: tuple(values) for name, values in form.when.items()},
        when_any={name: tuple(values) for name, values in form.when_any.items()},
        optional=form.optional,
        example=form.example,
        help=form.help.strip(),
        unit=form.unit,
        nearest=form.nearest,
        ahead=form.ahead,
        named=form.named,
        right=form.right,
        article=form.article,
        labels=tuple(" ".join(label.lower().split()) for label in form.labels),
        warns=form.warns,
    )


def _dangling(tool: Tool, articles: Collection[str], facts: Mapping[str, Fact], where: str, faults: Faults) -> None:
    """Note what a tool names and nobody knows."""
    if tool.id not in FORMULAS and not (tool.is_quiz or tool.items or tool.document):
        faults.add(where, f"there is no formula “{tool.id}”; the names of the files are {', '.join(sorted(FORMULAS))}")
    named = (*tool.articles, *(step.article for step in tool.steps), *(item.article for item in tool.items))
    for article in filter(None, dict.fromkeys(named)):
        if article not in articles:
            faults.add(where, f"there is no article “{article}”; correct or remove it")
    before: dict[str, Step] = {}
    _check_labels(tool, where, faults)
    check_document(tool, articles, where, faults)
    for step in tool.steps:
        _check_step(step, before, where, faults)
        before[step.id] = step
    for item in tool.items:
        if item.counts_from not in before or before[item.counts_from].kind not in _DAYS:
            faults.add(where, f"items: “{item.counts_from}” is no step that asks for a day; name one that does")
    _check_texts(tool, facts, where, faults)


def _check_texts(tool: Tool, facts: Mapping[str, Fact], where: str, faults: Faults) -> None:
    asked = (f"{step.asks} {step.help}" for step in tool.steps)
    written = (*tool.results.values(), *tool.warnings.values(), *asked, *(item.text for item in tool.items))
    for name in names_in("\n".join((*written, *texts_of(tool.document)))):
        if name not in facts:
            faults.add(where, f"{{fact:{name}}} is not in facts.yml; add it or correct the name")
    for name, text in tool.results.items():
        if not _can_be_filled(text):
            faults.add(where, f"results: {name}: a brace is not closed, or stands alone; write {{value}} or {{fact:…}}")


def _check_step(step: Step, before: Mapping[str, Step], where: str, faults: Faults) -> None:
    for kind in step.kinds:
        if kind not in KINDS:
            faults.add(where, f"{step.id}: there is no kind of answer “{kind}”; one of {', '.join(sorted(KINDS))}")
    if step.kind in PRESSED and not step.buttons:
        faults.add(where, f"{step.id}: a choice needs buttons; add them")
    if step.id == NATION:
        faults.add(where, "nation: no step may be called so; the asker's nation is known already")
    if any(button.value == DONE for button in step.buttons):
        faults.add(where, f"{step.id}: no button may have the value “{DONE}”; choose another word")
    if step.kind not in PRESSED and not step.example:
        faults.add(where, f"{step.id}: example: is missing; give one answer as somebody may type it")
    if not step.optional and any(button.value == SKIPPED for button in step.buttons):
        faults.add(where, f"{step.id}: has a button to leave it out, but is not optional; add “optional: true”")
    check_condition(Condition(step.when, step.when_any), before, f"{step.id}: when", where, faults)


def _initials(role: str) -> str:
    return "".join(word[0] for word in role.lower().split())


def _check_labels(tool: Tool, where: str, faults: Faults) -> None:
    labels = [label for step in tool.steps for label in step.labels]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        faults.add(where, f"labels: “{label}” stands at two steps; keep one")
    for step in tool.steps:
        for answer, warning in step.warns.items():
            if not {warning, *(f"{warning}_{nation}" for nation in NATIONS)} & set(tool.warnings):
                faults.add(where, f"{step.id}: warns: there is no warning “{warning}” below “warnings:”; add it")
            if answer not in words_of(step):
                faults.add(where, f"{step.id}: warns: it is never answered with “{answer}”; correct the word")


def _can_be_filled(text: str) -> bool:
    try:
        return all(name != "" for _, name, _, _ in string.Formatter().parse(text))
    except ValueError:
        return False


def _shared_names(tools: Mapping[str, Tool], faults: Faults) -> None:
    owners: dict[str, str] = {}
    for tool in tools.values():
        for name in tool.names:
            if owners.setdefault(name, tool.id) != tool.id:
                faults.add(f"tools/{tool.id}.yml", f"names: “{name}” is also a name of {owners[name]}; keep one")
