"""The one engine of all guided tools: what is asked next, and what a message, a button, “back” or “stop” does.

Pure: a tool, the progress so far and what was read come in; new progress and what happened come out. What a text says
is found by a reader that comes in, too, since numbers and dates are read elsewhere.
"""

import dataclasses
import datetime
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.helpdesk import choosing
from bot.helpdesk.choosing import DONE
from bot.helpdesk.guided import (
    CHOICE,
    NATION,
    PRESSED,
    SEVERAL,
    SKIPPED,
    WORDS,
    Answer,
    Button,
    Progress,
    Step,
    Tool,
    applies,
    on_the_way,
)
from bot.helpdesk.matching import Read, Reading, answered_before, answers_of, of_kinds

MOST_TRIES = 3
RESTS_AFTER = datetime.timedelta(hours=24)
_STOP = re.compile(
    r"(?:please )?(?:stop|cancel|quit|exit|abort|end(?: it)?|forget it|never ?mind|leave it)(?: please)?"
)
_BACK = re.compile(r"(?:please )?(?:go )?(?:back|undo|previous|one back|step back)(?: please)?")
_GO_ON = re.compile(
    r"(?:yes|yeah|yep|aye|ok|okay|sure)?(?:,? please)?,?\s?(?:go on|continue|carry on|resume|let'?s go on)?"
)
_NO = frozenset({"no", "nope", "no thanks"})
_PASSES = r"skip(?: (?:it|this|that))?|next|pass|leave (?:it|that) out"
_PASS = re.compile(rf"(?:please )?(?:{_PASSES})(?: please)?")
_SKIP = re.compile(rf"(?:please )?(?:{_PASSES}|none|n/?a|no)(?: please)?")
_AT_RISK = re.compile(r"(?:yes|yeah|yep|yup|aye|y|somebody is|someone is)\b(?!.*\b(?:go on|continue|carry on)\b).*")
_NOBODY = re.compile(r"(?:no|nope|nobody|no one|not now|only planning|planning)(?: is)?(?: at risk)?")


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
    WARNED = "warned"
    """An answer stops the tool: something comes before it."""
    AT_RISK = "at_risk"
    """The person says that the words are about somebody at risk."""


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
    warning: str = ""
    """Which of the tool's warnings is said."""


def begin(tool: Tool, now: datetime.datetime, nation: str = "") -> Move:
    """Begin a tool for an asker of a nation: its first step is asked."""
    answers = {NATION: Answer(CHOICE, nation, nation)} if nation else {}
    return _moved(tool, Progress(tool.id, begun=now, at=now, answers=answers), {})


def take(tool: Tool, progress: Progress, text: str, read: Read, now: datetime.datetime) -> Move:
    """Take what somebody typed."""
    step = tool.step(progress.step) or tool.steps[-1]
    reading = read(text, step)
    wakes = _interrupted(step, progress, reading, now)
    if wakes:
        return wakes
    progress = dataclasses.replace(progress, rests=False, at=now)
    if _BACK.fullmatch(reading.plain):
        return back(tool, progress)
    if progress.partly and choosing.ends_choosing(reading.plain):
        return _moved(tool, progress, {step.id: choosing.together(step, progress.partly)})
    left_out = step.optional and (reading.unsure or bool(_SKIP.fullmatch(reading.plain)))
    # “Skip” is nobody's own words.
    nothing = step.kind == WORDS and (left_out or bool(_PASS.fullmatch(reading.plain)))
    found = {} if nothing else answers_of(tool, progress, step, text, reading, read)
    if not found and left_out:
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
    if step.kind == SEVERAL and value != SKIPPED:
        return _one_of_several(tool, resume(progress, now).progress, step, value)
    left_out = (Button("", SKIPPED),) if step.optional else ()
    button = next((button for button in (*step.buttons, *left_out) if button.value == value), None)
    if button is None:
        return None
    progress = resume(progress, now).progress
    answer = choosing.pressed(step, button)
    if answer is None:
        answer = of_kinds(step, read(button.value, step))
    return _moved(tool, progress, {name: answer}) if answer else None


def back(tool: Tool, progress: Progress) -> Move:
    """Forget the last answer and ask for it again."""
    before = answered_before(tool, progress)
    if before is None:
        return Move(progress, Event.FIRST)
    answers = {name: answer for name, answer in progress.answers.items() if name != before.id}
    return Move(dataclasses.replace(progress, answers=answers, step=before.id, tries=0, partly=()), Event.TAKEN)


def resume(progress: Progress, now: datetime.datetime) -> Move:
    """Go on where it was left."""
    event = Event.TAKEN if progress.step else Event.READY
    return Move(dataclasses.replace(progress, rests=False, warned=False, at_risk=False, at=now), event)


def pause(tool: Tool, progress: Progress, text: str, read: Read, now: datetime.datetime) -> Progress:
    """Keep somebody's own words that are about danger, and ask whether to go on; other steps simply wait."""
    step = tool.step(progress.step)
    if step is None or step.kind != WORDS or progress.rests:
        return progress
    taken = take(tool, progress, text, read, now).progress
    return dataclasses.replace(taken, rests=True, warned=True, alarmed=True, at_risk=True, at=now)


def refuse(tool: Tool, progress: Progress, reason: str) -> Move:
    """Ask for an answer again, because the answers together cannot be: the last that was read, which may be anything.

    What was pressed is one of a few, so it is asked again only when nothing was read.
    """
    tries = progress.tries + 1
    names = list(on_the_way(tool, progress.answers))
    read = [name for name in names if progress.answers[name].kind not in {*PRESSED, SKIPPED}]
    again = (read or names)[-1]
    answers = {name: answer for name, answer in progress.answers.items() if name != again}
    progress = dataclasses.replace(progress, answers=answers, step=again, tries=tries, partly=())
    return Move(progress, Event.STUCK if tries >= MOST_TRIES else Event.NOT_READ, refused=reason)


def _interrupted(step: Step, progress: Progress, reading: Reading, now: datetime.datetime) -> Move | None:
    """Whatever comes before an answer: stopping, a question of its own, coming back after long."""
    if _STOP.fullmatch(reading.plain) or (progress.rests and not progress.warned and reading.plain in _NO):
        return Move(progress, Event.STOPPED)
    if reading.question:
        # The clock is not set: who comes back after a day with a question is still asked whether to go on.
        return Move(progress, Event.QUESTION)
    # “Is somebody at risk?” was asked: a yes to that is no wish to go on.
    if progress.at_risk and _AT_RISK.fullmatch(reading.plain):
        return Move(progress, Event.AT_RISK)
    goes_on = _GO_ON.fullmatch(reading.plain) or (progress.at_risk and _NOBODY.fullmatch(reading.plain))
    if progress.rests and goes_on:
        return resume(progress, now)
    # Whatever is said to “shall we go on?” would be an answer to a step that takes any words, or to none at all.
    unanswered = progress.rests and (progress.warned or step.kind == WORDS)
    if unanswered or (now - progress.at >= RESTS_AFTER and not progress.rests):
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
    # Who presses twice has changed nothing.
    corrected = tuple(name for name in found if progress.answers.get(name, found[name]) != found[name])
    taken = tuple(name for name in found if name not in progress.answers)
    moved = dataclasses.replace(progress, answers=answers, step=step, tries=tries, partly=())
    warning = next(filter(None, (_warning(tool.step(name), answer) for name, answer in found.items())), "")
    if warning:
        moved = dataclasses.replace(moved, rests=True, warned=True)
        return Move(moved, Event.WARNED, taken, corrected, warning=warning)
    return Move(moved, Event.TAKEN if step else Event.READY, taken, corrected)


def _warning(step: Step | None, answer: Answer) -> str:
    return next((step.warns[word] for word in answer.stands_for if word in step.warns), "") if step else ""


def _one_of_several(tool: Tool, progress: Progress, step: Step, value: str) -> Move | None:
    """Add what was pressed to what was pressed before; a step that was answered is changed at once."""
    if value == DONE:
        done = progress.partly and step.id == progress.step
        return _moved(tool, progress, {step.id: choosing.together(step, progress.partly)}) if done else None
    if all(button.value != value for button in step.buttons):
        return None
    earlier = progress.answers.get(step.id)
    if step.id != progress.step:
        before = earlier.value if earlier and earlier.kind == SEVERAL else ()
        return _moved(tool, progress, {step.id: choosing.together(step, (*before, value))})
    partly = tuple(dict.fromkeys((*progress.partly, value)))
    if not any(button.value != SKIPPED for button in choosing.left(step, partly)):
        return _moved(tool, progress, {step.id: choosing.together(step, partly)})
    return Move(dataclasses.replace(progress, partly=partly, tries=0), Event.TAKEN)
