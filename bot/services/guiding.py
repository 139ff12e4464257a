"""Guided tools in a conversation: begun by name or button, kept between turns, ended without a trace of what was typed.

Texts come in masked and screened for danger. `bot/helpdesk/flows.py` decides what a message does to a tool.
"""

import dataclasses
import datetime
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import RefusedError
from bot.helpdesk import flows
from bot.helpdesk.flows import Event, Move
from bot.helpdesk.guided import TOOL_BUTTON, WORDS, Progress, Tool
from bot.helpdesk.matching import Read, answered_before
from bot.helpdesk.reminders import expected_by
from bot.helpdesk.vocabulary import Choice, OutcomeName, Reason, Reply
from bot.services import quiz
from bot.services.askers import announced
from bot.services.checklist_reminders import remind
from bot.services.documents import Documents
from bot.services.escalation import Escalation, waits_until
from bot.services.ports import Clock, UnitOfWork, Units
from bot.services.reading_answers import read_answer
from bot.services.records import Conversation
from bot.services.rendering import Renderer
from bot.services.settling import kept_with
from bot.services.tool_clearing import ENDED, SINCE, ToolClearing, began
from bot.services.tool_endings import Ended, ended
from bot.services.tool_names import named_in
from bot.services.tool_words import CHAMPION, GO_ON, STOP, URGENT, ToolWords
from bot.services.toolbox import Toolbox

_ASKS_CHAMPION = re.compile(r"(?:please )?(?:ask )?(?:a |the )?champion(?: please)?[.!]*")
_LISTS = {"/tools", "tools", "calculators", "show tools", "show me the tools", "list tools", "which tools are there"}
_FINISHED, _STOPPED, _HANDED_ON = "finished", "stopped", "champion"


@dataclass(frozen=True)
class Guided:
    """What a tool makes of a message."""

    replies: tuple[Reply, ...]
    question_first: bool = False
    """The message is a question of its own: it is answered the ordinary way, and the replies here come after."""


Dress = Callable[[Tool, Reply], Reply]
"""What is put around a reply before it is kept."""


def _plain(_: Tool, reply: Reply) -> Reply:
    return reply


class Guiding:
    """The use case of all guided tools."""

    def __init__(
        self,
        toolbox: Toolbox,
        renderer: Renderer,
        units: Units,
        escalation: Escalation,
        documents: Documents,
        clock: Clock,
    ) -> None:
        """Take the tools, the words, the database, the way to a champion, what keeps pages, and the clock."""
        self._toolbox, self._renderer, self._words = toolbox, renderer, ToolWords(renderer, clock)
        self._documents, self.clearing = documents, ToolClearing(renderer, units, clock)
        self._units, self._escalation, self._clock = units, escalation, clock

    def use(self, toolbox: Toolbox) -> None:
        """Work with another version of the tools from now on."""
        self._toolbox = toolbox

    def listed(self, text: str) -> Reply | None:
        """List the tools when somebody asks for the list; None for any other text."""
        words = " ".join(text.lower().split()).rstrip(".!?")
        if words.partition("@")[0] not in _LISTS:
            return None
        return self._words.listed(self._toolbox.tools.values())

    def is_meant(self, conversation: Conversation, text: str) -> bool:
        """Tell whether a tool is running or named, so that `take` has something to do."""
        return self._running(conversation) is not None or named_in(text, self._toolbox.tools.values()) is not None

    def take(self, conversation: Conversation, delivery: str, text: str) -> Guided | None:
        """Take masked words; None when no tool is running and none is named."""
        running, now = self._running(conversation), self._clock()
        named = named_in(text, self._toolbox.tools.values())
        if named is not None and not self._are_own_words(conversation, running, *named):
            return self._begun_by_name(conversation, delivery, *named)
        if running is None:
            return None
        tool, progress = running
        if progress.tries >= flows.MOST_TRIES and _ASKS_CHAMPION.fullmatch(text.lower().strip()):
            return Guided((self._handed_on(conversation, delivery, tool, progress),))
        move = flows.take(tool, progress, text, self._reader(), now)
        if move.event is Event.QUESTION:
            return Guided((self._after_question(conversation, tool, progress, now),), question_first=True)
        if move.event is Event.AT_RISK:
            return Guided((self._told_at_once(conversation, delivery, tool, progress),))
        return Guided((self._carried_out(conversation, delivery, tool, move),))

    def takes_words(self, conversation: Conversation) -> bool:
        """Tell whether a tool waits for somebody's own words, in which a possible harm is nothing unusual."""
        running = self._running(conversation)
        if running is None or running[1].rests:
            return False
        step = running[0].step(running[1].step)
        return step is not None and step.kind == WORDS

    def _are_own_words(
        self, conversation: Conversation, running: tuple[Tool, Progress] | None, named: Tool, rest: str
    ) -> bool:
        """Whether a tool's name is part of what the running one asked for: with more behind it, or its own name."""
        own = running is not None and running[0].id == named.id
        return self.takes_words(conversation) and (own or bool(rest))

    def warn(self, conversation: Conversation, delivery: str, text: str) -> Reply | None:
        """Take masked words that sound like danger, and say whom to ring; None when no tool waits for words.

        The first time the tool stops for it, later it goes on below the numbers.
        """
        running = self._running(conversation)
        if running is None:
            return None
        tool, progress = running
        if progress.alarmed:
            move = flows.take(tool, progress, text, self._reader(), self._clock())
            return self._carried_out(conversation, delivery, tool, move, dress=self._words.below_numbers)
        with self._units() as work:
            row = self._row(work, conversation)
            paused, since = flows.pause(tool, progress, text, self._reader(), self._clock()), began(row)
            row.tool = paused.kept() | ({SINCE: since.isoformat()} if since else {})
            work.conversations.put(row)
            return kept_with(work, delivery, self._words.at_risk(tool))

    def press(self, conversation: Conversation, payload: str, delivery: str) -> Reply | None:
        """Carry out a button of a tool; None when it belongs to nothing that runs."""
        name, _, rest = payload.removeprefix(TOOL_BUTTON).partition(":")
        tool, now = self._toolbox.tools.get(name), self._clock()
        if tool is None:
            return None
        if not rest:
            begun = flows.begin(tool, now, conversation.nation.value)
            return self._carried_out(conversation, delivery, tool, begun, begins=True)
        running = self._running(conversation)
        if running is None or running[0].id != name:
            return None
        progress = running[1]
        if rest == CHAMPION:
            return self._handed_on(conversation, delivery, tool, progress)
        if rest == URGENT:
            return self._told_at_once(conversation, delivery, tool, progress) if progress.alarmed else None
        move = self._pressed(tool, progress, rest, now)
        return self._carried_out(conversation, delivery, tool, move) if move else None

    def _running(self, conversation: Conversation) -> tuple[Tool, Progress] | None:
        if not conversation.tool or ENDED in conversation.tool:
            return None
        progress = _progress(conversation.tool)
        tool = self._toolbox.tools.get(progress.tool)
        # The steps may have been edited meanwhile: one that is gone cannot be asked. After a warning none may be left.
        if tool is None or (tool.step(progress.step) is None and not progress.warned):
            return None
        return tool, progress

    def _reader(self) -> Read:
        return functools.partial(read_answer, today=self._clock().date())

    def _begun_by_name(self, conversation: Conversation, delivery: str, tool: Tool, rest: str) -> Guided:
        move = flows.begin(tool, self._clock(), conversation.nation.value)
        if rest:
            first = flows.take(tool, move.progress, rest, self._reader(), self._clock())
            move = first if first.event in {Event.TAKEN, Event.READY} else move
        return Guided((self._carried_out(conversation, delivery, tool, move, begins=True),))

    def _pressed(self, tool: Tool, progress: Progress, rest: str, now: datetime.datetime) -> Move | None:
        if rest == STOP:
            return Move(progress, Event.STOPPED)
        if rest == GO_ON:
            return flows.resume(progress, now)
        step, _, value = rest.partition(":")
        return flows.press(tool, progress, step, value, self._reader(), now)

    def _after_question(
        self, conversation: Conversation, tool: Tool, progress: Progress, now: datetime.datetime
    ) -> Reply:
        """Come back to the tool after another question: with its own question, or, after long, whether to go on."""
        if now - progress.at < flows.RESTS_AFTER:
            return self._words.again(tool, progress)
        rests = Move(dataclasses.replace(progress, rests=True, at=now), Event.RESTING)
        return self._carried_out(conversation, "", tool, rests)

    def _carried_out(
        self,
        conversation: Conversation,
        delivery: str,
        tool: Tool,
        move: Move,
        *,
        begins: bool = False,
        dress: Dress = _plain,
    ) -> Reply:
        with self._units() as work:
            row = self._row(work, conversation)
            reply: Reply | None = None
            if begins and row.tool and ENDED not in row.tool:
                # Another one still runs, or the same with other answers.
                before = _progress(row.tool)
                dress = functools.partial(self._words.instead, self._toolbox.tools.get(before.tool), before)
                self.clearing.end(work, row, before, _STOPPED)
            if move.event is Event.READY:
                done, move = self._ended(row, tool, move)
                reply = self._kept(work, row, tool, done) if done else None
            if reply is not None:
                self.clearing.end(work, row, move.progress, _FINISHED)
            elif move.event is Event.STOPPED:
                reply = self._words.stopped(tool)
                self.clearing.end(work, row, move.progress, _STOPPED)
            else:
                since = began(row)
                row.tool = move.progress.kept() | ({SINCE: since.isoformat()} if since else {})
                told = quiz.verdict(self._words, tool, move, self._toolbox.articles)
                reply = self._words.begun(tool, move) if begins else self._words.asked(tool, move, told)
            work.conversations.put(row)
            return kept_with(work, delivery, dress(tool, reply))

    def _ended(self, row: Conversation, tool: Tool, move: Move) -> tuple[Ended | None, Move]:
        try:
            return ended(self._words, self._toolbox, tool, move, row.nation, self._clock().date()), move
        except RefusedError as error:
            return None, flows.refuse(tool, move.progress, str(error))

    def _kept(self, work: UnitOfWork, row: Conversation, tool: Tool, done: Ended) -> Reply:
        """Keep the page of a result, and the reminders that somebody wanted; return the reply with the way to it."""
        remind(work, row.id, tool.id, done.reminders, self._clock())
        if not done.page:
            return done.reply
        address = self._documents.keep(work, tool.title, done.page)
        page = Choice(self._renderer.say("choice_tool_page"), address)
        return dataclasses.replace(done.reply, choices=(page, *done.reply.choices))

    def _handed_on(self, conversation: Conversation, delivery: str, tool: Tool, progress: Progress) -> Reply:
        with self._units() as work:
            row = self._row(work, conversation)
            question, reason = self._words.for_champion(tool, progress), Reason.ASKED_FOR_HUMAN
            ticket = self._escalation.open(work, row, question, reason)
            self.clearing.end(work, row, progress, _HANDED_ON, ticket.number)
            work.conversations.put(row)
            expected = expected_by(waits_until(ticket), self._clock())
            text = self._renderer.say(f"escalate_{reason.value}", ticket=ticket.number, expected=expected)
            reply = Reply(text, OutcomeName.ESCALATE, reason, ticket=ticket.number)
            return kept_with(work, delivery, announced(self._renderer, reply))

    def _told_at_once(self, conversation: Conversation, delivery: str, tool: Tool, progress: Progress) -> Reply:
        """Pass words to a champion of which somebody says that they are about danger; the tool waits."""
        step = answered_before(tool, progress)
        own = progress.answers[step.id].words if step is not None and step.kind == WORDS else ""
        with self._units() as work:
            row = self._row(work, conversation)
            question = own or self._words.for_champion(tool, progress)
            ticket = (
                progress.told.get(question) or self._escalation.open(work, row, question, Reason.SAFETY).number or 0
            )
            row.tool = {**(row.tool or {}), "at_risk": False, "told": {**progress.told, question: ticket}}
            work.conversations.put(row)
            text = self._renderer.safeguard(ticket)
            reply = Reply(text, OutcomeName.SAFEGUARD, Reason.SAFETY, ticket=ticket, choices=self._words.moves(tool))
            return kept_with(work, delivery, reply)

    def _row(self, work: UnitOfWork, conversation: Conversation) -> Conversation:
        """The conversation as it stands now: an answer in between may have changed it."""
        row = work.conversations.get(conversation.id) or conversation
        row.nation, row.role = conversation.nation, conversation.role
        return row


def _progress(kept: Mapping[str, Any]) -> Progress:
    return Progress.revived({name: value for name, value in kept.items() if name != SINCE})
