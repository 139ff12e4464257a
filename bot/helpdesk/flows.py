"""The one engine of all guided tools: what is asked next, and what a message, a button, “back” or “stop” does.

Pure: a tool, the progress so far and what was read come in; new progress and what happened come out. What a text says
is found by a reader that comes in, too, since numbers and dates are read elsewhere.
"""

import dataclasses
import datetime
import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.helpdesk.guided import CHOICE, SKIPPED, YES_NO, Answer, Button, Progress, Step, Tool, applies, on_the_way

MOST_TRIES = 3
RESTS_AFTER = datetime.timedelta(hours=24)
_STOP = re.compile(
    r"(?:please )?(?:stop|cancel|quit|exit|abort|end(?: it)?|forget it|never ?mind|leave it)(?: please)?"
)
_BACK = re.compile(r"(?:please )?(?:go )?(?:back|undo|previous|one back|step back)(?: please)?")
_GO_ON = re.compile(
    r"(?:yes|yeah|yep|aye|ok|okay|sure)?(?: please)?\s?(?:go on|continue|carry on|resume|let'?s go on)?"
)
_SKIP = re.compile(
    r"(?:please )?(?:skip(?: (?:it|this|that))?|next|pass|leave (?:it|that) out|none|n/?a|no)(?: please)?"
)


class Event(enum.StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    """Something was stored, or the step is simply asked (again)."""
    READY = "ready"
    """Nothing is left to ask."""
    NOT_READ = "not_read"
    """It was no answer, or an impossible one."""
    UNSURE = "unsure"
    """The person does not know."""
    STUCK = "stuck"
    """It could not be read for the third time."""
    QUESTION = "question"
    """It is a question of its own; the step stays."""
    STOPPED = "stopped"
    FIRST = "first"
    """There is nothing to go back to."""
    RESTING = "resting"
    """The person comes back after a long silence."""


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


@dataclass(frozen=True)
class Move:
    """What one message led to."""

    progress: Progress
    event: Event
    taken: tuple[str, ...] = ()
    """Steps that got an answer."""
    corrected: tuple[str, ...] = ()
    """Steps whose answer was replaced."""
    refused: str = ""


def begin(tool: Tool, now: datetime.datetime) -> Move:
    """Begin a tool: its first step is asked."""
    return _moved(tool, Progress(tool.id, begun=now, at=now), {})


def take(tool: Tool, progress: Progress, text: str, read: Read, now: datetime.datetime) -> Move:
    """Take what somebody typed."""
    step = tool.step(progress.step) or tool.steps[-1]
    reading = read(text, step)
    wakes = _interrupted(progress, reading, now)
    if wakes:
        return wakes
    progress = dataclasses.replace(progress, rests=False, at=now)
    if _BACK.fullmatch(reading.plain):
        return back(tool, progress)
    found = _last_one_again(tool, progress, text, reading, read) or _found(tool, progress, step, reading)
    if not found and step.optional and (reading.unsure or _SKIP.fullmatch(reading.plain)):
        found = {step.id: Answer(SKIPPED)}
    if not found and reading.maybe_question:
        return Move(progress, Event.QUESTION)
    if not found:
        return _not_taken(progress, reading)
    return _moved(tool, progress, found)


def press(tool: Tool, progress: Progress, name: str, value: str, read: Read, now: datetime.datetime) -> Move | None:
    """Take a pressed button of a step; None when it belongs to no step that was asked."""
    step = tool.step(name)
    if step is None or (name != progress.step and name not in progress.answers):
        return None
    left_out = (Button("", SKIPPED),) if step.optional else ()
    button = next((button for button in (*step.buttons, *left_out) if button.value == value), None)
    if button is None:
        return None
    progress = dataclasses.replace(progress, rests=False, at=now)
    answer = _pressed(step, button)
    if answer is None:
        answer = _of_kinds(step, read(button.value, step))
    return _moved(tool, progress, {name: answer}) if answer else None


def back(tool: Tool, progress: Progress) -> Move:
    """Forget the last answer and ask for it again."""
    before = _before(tool, progress)
    if before is None:
        return Move(progress, Event.FIRST)
    answers = {name: answer for name, answer in progress.answers.items() if name != before.id}
    return Move(dataclasses.replace(progress, answers=answers, step=before.id, tries=0), Event.TAKEN)


def resume(progress: Progress, now: datetime.datetime) -> Move:
    """Go on where it was left."""
    return Move(dataclasses.replace(progress, rests=False, at=now), Event.TAKEN)


def refuse(tool: Tool, progress: Progress, reason: str) -> Move:
    """Ask for the last answer again, because the answers together cannot be."""
    tries = progress.tries + 1
    before = back(tool, dataclasses.replace(progress, step=""))
    progress = dataclasses.replace(before.progress, tries=tries)
    return Move(progress, Event.STUCK if tries >= MOST_TRIES else Event.NOT_READ, refused=reason)


def _interrupted(progress: Progress, reading: Reading, now: datetime.datetime) -> Move | None:
    """Whatever comes before an answer: stopping, a question of its own, coming back after long."""
    if _STOP.fullmatch(reading.plain) or (progress.rests and reading.plain in {"no", "nope", "no thanks"}):
        return Move(progress, Event.STOPPED)
    if reading.question:
        # The clock is not set: who comes back after a day with a question is still asked whether to go on.
        return Move(progress, Event.QUESTION)
    if progress.rests and _GO_ON.fullmatch(reading.plain):
        return resume(progress, now)
    if now - progress.at >= RESTS_AFTER and not progress.rests:
        return Move(dataclasses.replace(progress, rests=True, at=now), Event.RESTING)
    return None


def _not_taken(progress: Progress, reading: Reading) -> Move:
    tries = progress.tries + 1
    event = Event.UNSURE if reading.unsure else Event.NOT_READ
    if tries >= MOST_TRIES:
        event = Event.STUCK
    return Move(dataclasses.replace(progress, tries=tries), event, refused=reading.refused)


def _moved(tool: Tool, progress: Progress, found: Mapping[str, Answer]) -> Move:
    answers = {**progress.answers, **found}
    waits = (step.id for step in tool.steps if step.id not in answers and applies(step, tool, answers))
    step = next(waits, "")
    # A correction that is refused in the end was tried, too.
    tries = progress.tries if not step and progress.tries else 0
    corrected = tuple(name for name in found if name in progress.answers)
    taken = tuple(name for name in found if name not in progress.answers)
    moved = dataclasses.replace(progress, answers=answers, step=step, tries=tries)
    return Move(moved, Event.TAKEN if step else Event.READY, taken, corrected)


def _before(tool: Tool, progress: Progress) -> Step | None:
    """The step that was answered before the one that is asked."""
    answered = list(on_the_way(tool, progress.answers))
    names = [step.id for step in tool.steps]
    if progress.step:
        answered = [name for name in answered if names.index(name) < names.index(progress.step)]
    return tool.step(answered[-1]) if answered else None


def _last_one_again(tool: Tool, progress: Progress, text: str, reading: Reading, read: Read) -> dict[str, Answer]:
    """“No, 4” right after an answer means that answer, unless the present step has just been refused."""
    before = _before(tool, progress)
    if not (reading.corrects and reading.bare and before) or progress.tries or before.kind in {CHOICE, YES_NO}:
        return {}
    answer = _of_kinds(before, read(text, before))
    return {before.id: answer} if answer else {}


def _found(tool: Tool, progress: Progress, step: Step, reading: Reading) -> dict[str, Answer]:
    """Give every value of a message to the step that it answers: the one that is asked first, then the others."""
    # “No, 4 days” corrects the days; it does not say no to what is asked.
    alone = not (reading.corrects and reading.values)
    chosen = _chosen(step, reading.plain, alone=alone)
    here = chosen or _of_kinds(step, reading)
    if here and step.optional and here.value == "0":
        here = Answer(SKIPPED, words=here.words)
    found = {step.id: here} if here else {}
    # The “1” of “just one” was the name of a button, and answers nothing else.
    used = step.kinds if chosen else (here.kind,) if here else ()
    for kind, answer in reading.values.items():
        other = _other_step(tool, progress, kind, found) if kind not in used else None
        if other:
            found[other.id] = answer
    for other in tool.steps:
        # Every statement of a quiz is answered by the same words.
        answer_here = _chosen(other, reading.plain, alone=False) if other.id not in found and not other.right else None
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
    answered = [(progress.answers[name].stands_for, wanted) for name, wanted in conditions if name in progress.answers]
    return applies(step, tool, progress.answers) or all(stands_for in wanted for stands_for, wanted in answered)


def _of_kinds(step: Step, reading: Reading) -> Answer | None:
    return next((reading.values[kind] for kind in step.kinds if kind in reading.values), None)


def _chosen(step: Step, plain: str, *, alone: bool) -> Answer | None:
    """Find the button that the words name; `alone` when nothing else is asked, so that a number or title will do."""
    if step.kind in {CHOICE, YES_NO} and alone and plain.isdecimal() and 0 < int(plain) <= len(step.buttons):
        return _pressed(step, step.buttons[int(plain) - 1])
    named = []
    for button in step.buttons:
        words = (*button.says, button.title.lower().rstrip("?!."), button.value) if alone else button.says
        fits = any(" " in word and _says(word, plain) for word in words)
        if fits or (alone and any(word == plain or _begins(word, plain) for word in words)):
            named.append(button)
    return _pressed(step, named[0]) if len(named) == 1 else None


def _says(words: str, plain: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", plain))


def _begins(word: str, plain: str) -> bool:
    return plain.startswith((f"{word},", f"{word} ", f"the {word}"))


def _pressed(step: Step, button: Button) -> Answer | None:
    if button.value == SKIPPED:
        return Answer(SKIPPED, words=button.title)
    return Answer(step.kind, button.value, button.title) if step.kind in {CHOICE, YES_NO} else None
