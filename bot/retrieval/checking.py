"""`sds check`: hold the judged questions and the messages about danger to their form, all faults at once."""

import pathlib

from bot.errors import ContentError
from bot.retrieval import danger, judgements


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
    try:
        danger.load(knowledge / "at_risk.jsonl")
    except ContentError as error:
        faults += error.faults
    return faults
