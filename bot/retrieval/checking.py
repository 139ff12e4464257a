"""`sds check`: hold the judged questions and the messages to learn from to their form, all faults at once."""

import pathlib

from bot.errors import ContentError
from bot.retrieval import judgements, telling


def check(knowledge: pathlib.Path) -> list[str]:
    """List every fault, worded for the person who edits: file, line, what to do."""
    faults: list[str] = []
    articles = knowledge / "articles"
    names = [path.relative_to(articles).with_suffix("").as_posix() for path in articles.rglob("*.md")]
    try:
        unknown = judgements.unknown_articles(judgements.load(knowledge / "judged"), names)
        faults += [
            f"judged: there is no article “{name}”; rename it in the questions, or take it out" for name in unknown
        ]
    except ContentError as error:
        faults += error.faults
    for mark in (telling.AT_RISK, telling.NEEDS_PERSON, telling.VAGUE):
        try:
            telling.load(knowledge, mark)
        except ContentError as error:
            faults += error.faults
    return faults
