"""What each kind of guided tool ends in: a score, a dated list, a document, or the result of a formula."""

import datetime
from dataclasses import dataclass

from bot.helpdesk.flows import Move
from bot.helpdesk.guided import Tool
from bot.helpdesk.vocabulary import Nation, Reply
from bot.services import checklists, quiz
from bot.services.checklist_reminders import DueLine
from bot.services.document_writing import document
from bot.services.tool_words import ToolWords
from bot.services.toolbox import Toolbox


@dataclass(frozen=True)
class Ended:
    """What is said at the end, and what can be printed or kept."""

    reply: Reply
    page: str = ""
    """Markdown for the page; empty when there is nothing to keep."""
    reminders: tuple[DueLine, ...] = ()


def ended(words: ToolWords, toolbox: Toolbox, tool: Tool, move: Move, nation: Nation, day: datetime.date) -> Ended:
    """Write the end of a tool; raises RefusedError, worded for the asker, when the answers cannot be together."""
    progress, articles = move.progress, toolbox.articles
    if tool.is_quiz:
        # How many were right is nobody's business, so there is no page of it.
        return Ended(quiz.score(words, tool, move, articles, nation))
    if tool.document:
        written = document(words, tool, progress, articles, nation)
        return Ended(written.reply, written.page)
    if tool.items:
        listed, lines = checklists.checklist(words, tool, progress, articles, nation)
        return Ended(listed, listed.text, lines)
    worked = toolbox.work(tool, progress, day)
    result = words.result(tool, progress, worked, toolbox.sources, nation, day)
    return Ended(result, result.text)
