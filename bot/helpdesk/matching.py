"""Which steps of a tool a message answers. Pure, like `flows.py`: what a text says was read elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.helpdesk import choosing
from bot.helpdesk.guided import (
    PRESSED,
    SEVERAL,
    SKIPPED,
    WORDS,
    YES_NO,
    Answer,
    Progress,
    Step,
    Tool,
    applies,
    on_the_way,
)


@dataclass(frozen=True)
class Reading:
    """What a text says, seen from one step."""

    plain: str
    """The text in small letters, without marks at its ends."""
    values: Mapping[str, Answer] = field(default_factory=dict)
    """By kind."""
    corrects: bool = False
    bare: bool = False
    """Nothing in it tells by itself what it is about: “no, 4”, “no, 2 March”."""
    unsure: bool = False
    question: bool = False
    maybe_question: bool = False
    """It may be one, or tell of something else: goes its own way when nothing in it is an answer."""
    refused: str = ""
    """Why it cannot be, in one sentence with an example."""


Read = Callable[[str, Step], Reading]


def answers_of(
    tool: Tool, progress: Progress, step: Step, text: str, reading: Reading, read: Read
) -> dict[str, Answer]:
    """Return what a message answers."""
    before, parts = choosing.labelled(tool, text)
    if parts:
        said = [*([(step, before)] if before and step.kind == WORDS else []), *parts]
        found = {each.id: _here(each, read(part, each)) for each, part in said}
        return {name: answer for name, answer in found.items() if answer}
    if step.kind == WORDS:
        # Numbers in somebody's own words answer nothing else; a button may be typed all the same.
        here = choosing.named_exactly(step, reading.plain) or of_kinds(step, reading)
        return {step.id: here} if here else {}
    again = _last_one_again(tool, progress, text, reading, read) or _last_button_again(tool, progress, step, reading)
    return again or _found(tool, progress, step, text, reading, read)


def _here(step: Step, reading: Reading) -> Answer | None:
    return choosing.chosen(step, reading.plain, alone=True) or of_kinds(step, reading)


def answered_before(tool: Tool, progress: Progress) -> Step | None:
    """The step that was answered before the one that is asked."""
    answered = list(on_the_way(tool, progress.answers))
    names = [step.id for step in tool.steps]
    if progress.step:
        answered = [name for name in answered if names.index(name) < names.index(progress.step)]
    return tool.step(answered[-1]) if answered else None


def _last_one_again(tool: Tool, progress: Progress, text: str, reading: Reading, read: Read) -> dict[str, Answer]:
    """“No, 4” right after an answer means that answer, unless the present step has just been refused."""
    before = answered_before(tool, progress)
    if not (reading.corrects and reading.bare and before) or progress.tries or before.kind in {*PRESSED, WORDS}:
        return {}
    answer = of_kinds(before, read(text, before))
    return {before.id: answer} if answer else {}


def _last_button_again(tool: Tool, progress: Progress, step: Step, reading: Reading) -> dict[str, Answer]:
    """“No, 16 or 17” right after a button was named means that step, unless it names a button of the present one."""
    before, rest = answered_before(tool, progress), choosing.taken_back(reading.plain)
    if before is None or before.kind not in PRESSED or rest == reading.plain or reading.unsure:
        return {}
    if rest.isdecimal():
        here: object = progress.tries or step.kind not in PRESSED
    else:
        here = choosing.named_exactly(step, reading.plain) or choosing.chosen(step, rest, alone=True, begins=False)
    if here:
        return {}
    answer = choosing.named_exactly(before, reading.plain) or choosing.chosen(before, rest, alone=True, begins=False)
    return {before.id: answer} if answer else {}


def _found(tool: Tool, progress: Progress, step: Step, text: str, reading: Reading, read: Read) -> dict[str, Answer]:
    """Give every value of a message to the step that it answers: the one that is asked first, then the others."""
    # “No, 4 days” corrects the days; it does not say no to what is asked.
    alone = not (reading.corrects and reading.values)
    # “No idea” is no “no”.
    chosen = choosing.chosen(step, reading.plain, alone=alone, begins=not reading.unsure)
    if chosen and chosen.kind == SEVERAL:
        chosen = choosing.together(step, (*progress.partly, *chosen.value))
    here = chosen or of_kinds(step, reading)
    if here and step.optional and here.value == "0":
        here = Answer(SKIPPED, words=here.words)
    found = {step.id: here} if here else {}
    # The “1” of “just one” was the name of a button, and answers nothing else.
    used = step.kinds if chosen else (here.kind,) if here else ()
    for kind, answer in reading.values.items():
        other = _other_step(tool, progress, kind, found) if kind not in used else None
        # Only seen from its own step is it known whether a day lies ahead.
        fitting = of_kinds(other, read(text, other)) if other and other.ahead else answer
        if other and fitting:
            found[other.id] = fitting
    for other in tool.steps:
        # Every statement of a quiz is answered by the same words; what was chosen among several stays as it is.
        closed = other.id in found or other.right or (other.kind == SEVERAL and other.id in progress.answers)
        answer_here = None if closed else choosing.chosen(other, reading.plain, alone=False)
        if answer_here and answer_here != progress.answers.get(other.id):
            found[other.id] = answer_here
    return {each.id: found[each.id] for each in tool.steps if each.id in found}


def _other_step(tool: Tool, progress: Progress, kind: str, found: Mapping[str, Answer]) -> Step | None:
    """Return the one step that a value answers: one that was not answered yet, or else one to be corrected.

    None when it could be several: guessing would be worse than asking.
    """
    fitting = [each for each in tool.steps if kind in each.kinds and each.kind != YES_NO and each.id not in found]
    fresh = [each for each in fitting if each.id not in progress.answers and _may_come(each, tool, progress)]
    answered = [each for each in fitting if each.id in progress.answers]
    for exact in (True, False):
        for group in (fresh, answered):
            chosen = [each for each in group if (each.kind == kind) is exact]
            if chosen:
                return chosen[0] if len(chosen) == 1 else None
    return None


def _may_come(step: Step, tool: Tool, progress: Progress) -> bool:
    """Whether the way may still lead to a step: no condition is broken by an answer that is there."""
    conditions = (*step.when.items(), *step.when_any.items())
    answered = [(progress.answers[name], wanted) for name, wanted in conditions if name in progress.answers]
    return applies(step, tool, progress.answers) or all(answer.meets(wanted) for answer, wanted in answered)


def of_kinds(step: Step, reading: Reading) -> Answer | None:
    """Return the value among those that were read that answers a step best."""
    return next((reading.values[kind] for kind in step.kinds if kind in reading.values), None)
