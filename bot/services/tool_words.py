"""How a guided tool speaks: its questions, what it noted, its result. All sentences come from `knowledge/`."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping

from bot.helpdesk import choosing
from bot.helpdesk.flows import Event, Move
from bot.helpdesk.guided import (
    CHOICE,
    NATION,
    PRESSED,
    SEVERAL,
    SKIPPED,
    TOOL_BUTTON,
    WORDS,
    YES_NO,
    Answer,
    Progress,
    Step,
    Tool,
    on_the_way,
)
from bot.helpdesk.vocabulary import Choice, Nation, OutcomeName, Reason, Reply, Source
from bot.services.literal import literal
from bot.services.ports import Clock
from bot.services.rendering import Renderer
from bot.services.tools.known_figures import Figure
from bot.services.tools.results import Result, day_in_words
from bot.services.workings.told import Worked

STOP, GO_ON, CHAMPION, URGENT = ".stop", ".on", ".champion", ".urgent"
"""Moves that are pressed; no step is called so."""
_LONGEST_NOTED = 80
"""Letters of somebody's own words that are read back."""


class ToolWords:
    """Words the moves of a tool."""

    def __init__(self, renderer: Renderer, clock: Clock) -> None:
        """Take the curated words and the clock, by which figures are chosen."""
        self.renderer, self._say, self._clock = renderer, renderer.say, clock

    def listed(self, tools: Iterable[Tool]) -> Reply:
        """List all tools, each with a button."""
        tools = tuple(tools)
        lines = [self._say("tool_line", title=tool.title, does=tool.does) for tool in tools]
        choices = tuple(Choice(tool.title, f"{TOOL_BUTTON}{tool.id}") for tool in tools)
        return Reply("\n".join([self._say("tools"), "", *lines]), OutcomeName.TOOL, choices=choices)

    def begun(self, tool: Tool, move: Move) -> Reply:
        """Say what the tool does and ask its first question."""
        opening = self._say("quiz_begin" if tool.is_quiz else "tool_begin", title=tool.title, does=tool.does)
        return self.asked(tool, move, opening)

    def asked(self, tool: Tool, move: Move, opening: str = "") -> Reply:
        """Word what became of a message, and ask what is to be asked now."""
        progress = move.progress
        step = tool.step(progress.step) or tool.steps[0]
        if move.event is Event.RESTING and progress.at_risk:
            return self.at_risk(tool)
        if move.event in {Event.RESTING, Event.WARNED}:
            return self._resting(tool, move)
        first = self._before_question(tool, step, move)
        if move.event is Event.STUCK:
            stuck = self._say("tool_stuck")
            choices = (
                Choice(self._say("choice_champion"), f"{TOOL_BUTTON}{tool.id}:{CHAMPION}"),
                *self._buttons(tool, step, progress),
                self._move(tool, "choice_tool_stop", STOP),
            )
            return _said([opening, first, stuck, self.filled(step.asks)], choices)
        return _said([opening, first, self.filled(step.asks)], self._buttons(tool, step, progress))

    def again(self, tool: Tool, progress: Progress) -> Reply:
        """Ask the present question again after something else was answered in between."""
        step = tool.step(progress.step) or tool.steps[0]
        text = self._say("tool_again", title=self._called(tool), asks=self.filled(step.asks))
        return Reply(text, OutcomeName.TOOL, choices=self._buttons(tool, step, progress))

    def at_risk(self, tool: Tool) -> Reply:
        """Say whom to ring if words in a tool are about danger, and ask which it is."""
        text = self._say("tool_at_risk", contacts=self.renderer.contacts(), title=self._called(tool))
        urgent = self._move(tool, "choice_tool_urgent", URGENT)
        return Reply(text, OutcomeName.SAFEGUARD, Reason.SAFETY, choices=(urgent, *self.moves(tool)))

    def below_numbers(self, tool: Tool, reply: Reply) -> Reply:
        """Put the numbers to ring before a reply, and the button for somebody at risk among its own."""
        urgent = self._move(tool, "choice_tool_urgent", URGENT)
        text = f"{self.renderer.in_danger()}\n\n{reply.text}"
        return dataclasses.replace(reply, text=text, choices=(*reply.choices, urgent))

    def moves(self, tool: Tool) -> tuple[Choice, ...]:
        """Offer to go on, or to stop."""
        return (self._move(tool, "choice_tool_go_on", GO_ON), self._move(tool, "choice_tool_stop", STOP))

    def _resting(self, tool: Tool, move: Move) -> Reply:
        """Ask whether to go on, after a long silence or a warning."""
        if move.event is Event.RESTING:
            return _said([self._say("tool_resting", title=self._called(tool))], self.moves(tool))
        nation = move.progress.answers.get(NATION)
        own = f"{move.warning}_{nation.value}" if nation else ""
        warning = self.filled(tool.warnings.get(own) or tool.warnings[move.warning])
        parts = [
            warning.replace("{contacts}", self.renderer.contacts()),
            self._say("tool_warned", title=self._called(tool)),
        ]
        return _said(parts, self.moves(tool))

    def stopped(self, tool: Tool) -> Reply:
        """Say that the tool has ended without a result."""
        return Reply(self._say("tool_stopped", title=self._called(tool)), OutcomeName.TOOL)

    def instead(self, tool: Tool | None, progress: Progress, _: Tool, reply: Reply) -> Reply:
        """Say with the beginning of another tool that one that was not finished has ended."""
        if tool is None or not set(progress.answers) - {NATION}:
            return reply
        told = self._say("tool_instead", title=self._called(tool))
        return dataclasses.replace(reply, text=f"{told}\n\n{reply.text}")

    def for_champion(self, tool: Tool, progress: Progress) -> str:
        """Word the question that a champion gets; nothing that was typed is in it."""
        step = tool.step(progress.step) or tool.steps[0]
        return self._say("tool_for_champion", title=self._called(tool), asks=self.filled(step.asks))

    def result(
        self,
        tool: Tool,
        progress: Progress,
        worked: Worked,
        sources: Mapping[str, Source],
        nation: Nation,
        day: datetime.date,
    ) -> Reply:
        """Write the result: arithmetic, assumptions, cautions, dated figures, sources, and the short of it."""
        answers, result = on_the_way(tool, progress.answers), worked.result
        cited = _cited(result, sources)
        parts = [
            f"**{tool.title}**",
            self.section("tool_working", self._working(result)),
            self.section("tool_told", [self._told(tool, name, answer) for name, answer in answers.items()]),
            self.section("tool_assumptions", self._list(_assumed(answers.values(), result))),
            self.section("tool_cautions", self._list(result.cautions)),
            self.section("tool_figures", [self._figure(figure) for figure in _once(result.facts_used)]),
            self.section("answer_sources", [self.renderer.source_line(source) for source in cited]),
            self._say("tool_not_advice", day=day_in_words(day)),
            self._say("tool_short", text=self._short(tool, worked)),
        ]
        return self.ending(tool, parts, nation, cited)

    def ending(
        self, tool: Tool, parts: Iterable[str], nation: Nation, sources: tuple[Mapping[str, str], ...] = ()
    ) -> Reply:
        """Put the parts of a result together; that it names a nation tells it from a question."""
        again = Choice(self._say("choice_tool_again"), f"{TOOL_BUTTON}{tool.id}")
        text = "\n\n".join(part for part in parts if part)
        return Reply(text, OutcomeName.TOOL, nation=nation, sources=sources, choices=(again,))

    def today(self) -> str:
        """Return the day in words."""
        return day_in_words(self._clock().date())

    def filled(self, text: str) -> str:
        """Put today's figures into a text."""
        return self.renderer.filled(text, self._clock().date())

    def _called(self, tool: Tool) -> str:
        """Return a title for the middle of a sentence, where a question mark would end it."""
        return self._say("tool_called", title=tool.title) if tool.title.endswith("?") else tool.title

    def _short(self, tool: Tool, worked: Worked) -> str:
        headline = worked.result.headline
        values = {"label": headline.label, "value": headline.words, **worked.values}
        return self.filled(tool.results[worked.name]).format(**values)

    def _before_question(self, tool: Tool, step: Step, move: Move) -> str:
        if move.event is Event.NOT_READ or (move.event is Event.STUCK and move.refused):
            return move.refused or self._not_read(step)
        if move.event is Event.UNSURE:
            help_text = self.filled(step.help)
            return self._say("tool_unsure", help=help_text) if help_text else self._say("tool_unsure_no_help")
        if move.event is Event.FIRST:
            return self._say("tool_back_first")
        if move.progress.partly:
            return self._say("tool_chosen", answers=choosing.together(step, move.progress.partly).words)
        return self._noted(tool, move)

    def _not_read(self, step: Step) -> str:
        if step.kind in PRESSED:
            name = "tool_choose_several" if step.kind == SEVERAL else "tool_choose"
            return self._say(name, choices=", ".join(f"“{button.title}”" for button in step.buttons))
        # The sentence has a full stop of its own.
        example = self._say("tool_example", example=step.example.removesuffix(".")) if step.example else ""
        return self._say("tool_not_read", example=example).strip()

    def _noted(self, tool: Tool, move: Move) -> str:
        """Read back what was typed; what was pressed at the step that was asked stands above anyway."""
        said, names = [], [step.id for step in tool.steps]
        waits = names.index(move.progress.step) if move.progress.step in names else len(names)
        for name, steps in (("tool_noted", move.taken), ("tool_corrected", move.corrected)):
            answers = [move.progress.answers[step] for step in steps]
            read = [_read_back(answer) for answer in answers if answer.kind != SKIPPED]
            pressed = len(answers) == 1 and answers[0].kind in {CHOICE, YES_NO} and names.index(steps[0]) < waits
            if read and not (pressed and name == "tool_noted"):
                assumed = dict.fromkeys(answer.assumption for answer in answers if answer.assumption)
                said += [self._say(name, answers="; ".join(read)), *assumed]
        return " ".join(said)

    def _working(self, result: Result) -> list[str]:
        return [
            self._say("tool_working_line", number=number, label=line.label, working=line.working, value=line.words)
            for number, line in enumerate(result.lines, 1)
        ]

    def _told(self, tool: Tool, name: str, answer: Answer) -> str:
        step = tool.step(name)
        words = answer.words or self._say("tool_left_out")
        # What is said behind the question mark helps to answer, not to read the result.
        asks, mark, _ = self.filled(step.asks if step else "").partition("?")
        return self._say("tool_told_line", asks=asks + mark, answer=words)

    def _figure(self, figure: Figure) -> str:
        values = {
            "title": figure.title,
            "value": figure.words,
            "per": f" {_article_of(figure.per)} {figure.per}" if figure.per else "",
            "start": day_in_words(figure.start),
        }
        if figure.end:
            return self._say("tool_figure_until", **values, end=day_in_words(figure.end))
        return self._say("tool_figure_line", **values)

    def section(self, heading: str, lines: list[str]) -> str:
        """Put a heading over a list; nothing when it is empty."""
        return "\n".join([self._say(heading), "", *lines]) if lines else ""

    def _list(self, sentences: Iterable[str]) -> list[str]:
        return [self._say("tool_listed", text=sentence) for sentence in sentences]

    def _buttons(self, tool: Tool, step: Step, progress: Progress) -> tuple[Choice, ...]:
        shown = choosing.left(step, progress.partly)
        buttons = [(button.title, button.value) for button in shown]
        if progress.partly:
            buttons.append((self._say("choice_tool_done"), choosing.DONE))
        elif step.optional and all(button.value != SKIPPED for button in step.buttons):
            buttons.append((self._say("choice_tool_skip"), SKIPPED))
        return tuple(Choice(title, f"{TOOL_BUTTON}{tool.id}:{step.id}:{value}") for title, value in buttons)

    def _move(self, tool: Tool, words: str, move: str) -> Choice:
        return Choice(self._say(words), f"{TOOL_BUTTON}{tool.id}:{move}")


def _read_back(answer: Answer) -> str:
    if answer.kind != WORDS:
        return answer.words
    words = " ".join(answer.words.split()).rstrip(".;,")
    return literal(words if len(words) <= _LONGEST_NOTED else f"{words[:_LONGEST_NOTED].rsplit(' ', 1)[0]} …")


def _article_of(noun: str) -> str:
    return "an" if noun.startswith(("hour", "a", "e", "i", "o")) else "a"


def _said(parts: list[str], choices: tuple[Choice, ...]) -> Reply:
    return Reply("\n\n".join(part for part in parts if part), OutcomeName.TOOL, choices=choices)


def _assumed(answers: Iterable[Answer], result: Result) -> list[str]:
    return list(dict.fromkeys([*(answer.assumption for answer in answers if answer.assumption), *result.assumptions]))


def _once(figures: Iterable[Figure]) -> list[Figure]:
    return list({(figure.name, figure.start): figure for figure in figures}.values())


def _cited(result: Result, sources: Mapping[str, Source]) -> tuple[dict[str, str], ...]:
    """List what the arithmetic follows and where its figures are from, in the form of an answer's sources."""
    refs = {basis.source: basis.ref for basis in result.sources}
    refs = {**refs, **{figure.source: refs.get(figure.source, "") for figure in result.facts_used}}
    return tuple(
        {
            "title": sources[name].title,
            "ref": ref,
            "url": sources[name].url,
            "kind": sources[name].kind,
            "checked": sources[name].checked.isoformat(),
        }
        for name, ref in refs.items()
        if name in sources
    )
