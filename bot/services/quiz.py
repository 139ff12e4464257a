"""Myth or fact: what is said to an answer, and how many were right."""

from collections.abc import Mapping

from bot.helpdesk.flows import Move
from bot.helpdesk.guided import Step, Tool, on_the_way
from bot.helpdesk.vocabulary import Article, Nation, Reply
from bot.services.tool_words import ToolWords


def verdict(words: ToolWords, tool: Tool, move: Move, articles: Mapping[str, Article]) -> str:
    """Say whether the last answer was right and why, with the source; nothing outside a quiz."""
    said = []
    for name in (*move.taken, *move.corrected):
        step = tool.step(name)
        if step and step.right:
            said.append(_said(words, step, move, articles.get(step.article)))
    return "\n\n".join(said)


def score(words: ToolWords, tool: Tool, move: Move, articles: Mapping[str, Article], nation: Nation) -> Reply:
    """Say how many answers were right, after the verdict on the last one."""
    answers = on_the_way(tool, move.progress.answers)
    asked = [step for step in tool.steps if step.right and step.id in answers]
    right = sum(answers[step.id].value == step.right for step in asked)
    name = "all" if right == len(asked) else "some"
    short = words.filled(tool.results[name]).format(right=right, total=len(asked))
    parts = [verdict(words, tool, move, articles), words.renderer.say("tool_short", text=short)]
    cited = tuple(
        source
        for step in asked
        if step.article in articles
        for source in words.renderer.sources(articles[step.article])
    )
    return words.ending(tool, parts, nation, cited)


def _said(words: ToolWords, step: Step, move: Move, article: Article | None) -> str:
    right = move.progress.answers[step.id].value == step.right
    opening = words.renderer.say(f"quiz_{'right' if right else 'wrong'}_{step.right}")
    if article is None:
        return opening
    sources = "\n".join(words.renderer.source_line(source) for source in words.renderer.sources(article))
    return f"{opening} {words.filled(article.short)}\n\n{sources}"
