"""Checklists with dates: what is to be done before and after a first day."""

import datetime
from collections.abc import Mapping

from bot.helpdesk.guided import Item, Progress, Tool, on_the_way
from bot.helpdesk.vocabulary import Article, Nation, Reply
from bot.services.checklist_reminders import DueLine
from bot.services.reading_answers import date_of
from bot.services.tool_words import ToolWords
from bot.services.tools.results import day_in_words

REMINDERS = "reminders"
"""The step at which somebody says whether to be reminded in the chat."""


def checklist(
    words: ToolWords, tool: Tool, progress: Progress, articles: Mapping[str, Article], nation: Nation
) -> tuple[Reply, tuple[DueLine, ...]]:
    """Write the list in the order of its dates, each line with the article that says more.

    Returns the lines to be reminded of, too; none when no reminders were wanted.
    """
    answers = on_the_way(tool, progress.answers)
    dated: list[tuple[datetime.date, Item]] = []
    for item in tool.items:
        day = date_of(answers.get(item.counts_from))
        if day and (not item.nations or nation in item.nations):
            dated.append((day + datetime.timedelta(days=item.days), item))
    dated.sort(key=lambda each: each[0])
    due = tuple(DueLine(day, _text(words, item, articles)) for day, item in dated)
    say = words.renderer.say
    lines = [say("checklist_line", day=day_in_words(each.day), text=each.text) for each in due]
    told = {name: answer.words for name, answer in answers.items()}
    short = words.filled(tool.results["list"]).format(number=len(lines), **told)
    wanted = REMINDERS in answers and answers[REMINDERS].meets({"yes"})
    reminded = say("checklist_reminded") if wanted else ""
    parts = [f"**{tool.title}**", "\n".join(lines), reminded, say("tool_short", text=short)]
    return words.ending(tool, parts, nation), due if wanted else ()


def _text(words: ToolWords, item: Item, articles: Mapping[str, Article]) -> str:
    article = articles.get(item.article)
    more = words.renderer.say("checklist_more", title=article.title) if article else ""
    return f"{words.filled(item.text)} {more}".strip()
