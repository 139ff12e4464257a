"""Whether the five articles that a champion sees beside a ticket hold the right one."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation import scoring
from bot.evaluation.scoring import Row
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.viewing import NEAREST
from bot.wiring import Product


@dataclass(frozen=True)
class Shown:
    """How often."""

    questions: int
    """Questions to be answered, dialogues left out."""
    among_five: int
    """Of them, those where one of the five says what a right answer must say."""


def shown(product: Product, rows: Sequence[Row], channel: str, prefix: str) -> Shown:
    """Look at what was kept of each question: its nearest articles, written out for today, judged as answers."""
    today, count, right = datetime.datetime.now(tz=datetime.UTC).date(), 0, 0
    for row in rows:
        if row.question.expect != "answer" or row.question.dialogue:
            continue
        count += 1
        with product.units() as work:
            kept = work.interactions.latest(f"{channel}:{prefix}-{row.question.id}")
        nearest = [str(candidate["article"]) for candidate in kept.candidates[:NEAREST]] if kept else []
        right += any(_answers(product, row, article, today) for article in nearest)
    return Shown(count, right)


def _answers(product: Product, row: Row, article: str, today: datetime.date) -> bool:
    found = product.answering.article(article)
    if found is None:
        return False
    text = product.renderer.article(found, today)
    return scoring.verdict(row.question, Reply(text, OutcomeName.ANSWER, article=article)) == "right"
