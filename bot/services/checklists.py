"""Checklists with dates: what is to be done before and after a first day."""

import datetime
from collections.abc import Mapping

from bot.helpdesk.guided import Item, Progress, Tool, on_the_way
from bot.helpdesk.vocabulary import Article, Nation, Reply
from bot.services.reading_answers import date_of
from bot.services.tool_words import ToolWords
from bot.services.tools.results import day_in_words


def checklist(
    words: ToolWords, tool: Tool, progress: Progress, articles: Mapping[str, Article], nation: Nation
) -> Reply:
    """Write the list in the order of its dates, each line with the article that says more."""
    answers = on_the_way(tool, progress.answers)
    dated: list[tuple[datetime.date, Item]] = []
    for item in tool.items:
        day = date_of(answers.get(item.counts_from))
        if day and (not item.nations or nation in item.nations):
            dated.append((day + datetime.timedelta(days=item.days), item))
    dated.sort(key=lambda each: each[0])
    lines = [_line(words, day, item, articles) for day, item in dated]
    told = {name: answer.words for name, answer in answers.items()}
    short = words.filled(tool.results["list"]).format(number=len(lines), **told)
    parts = [f"**{tool.title}**", "\n".join(lines), words.renderer.say("tool_short", text=short)]
    return words.ending(tool, parts, nation)


def _line(words: ToolWords, day: datetime.date, item: Item, articles: Mapping[str, Article]) -> str:
    article = articles.get(item.article)
    more = words.renderer.say("checklist_more", title=article.title) if article else ""
    text = words.filled(item.text)
    return words.renderer.say("checklist_line", day=day_in_words(day), text=text, more=more).strip()
