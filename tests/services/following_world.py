"""Somebody who follows an answer, and content that changes under them."""

import dataclasses
import datetime
from typing import Any

import pytest

from bot import wiring
from bot.helpdesk.vocabulary import Reply
from bot.services import telling_changes
from bot.services.answering import Turn
from bot.services.publishing_records import Subscription
from bot.services.records import Conversation
from bot.services.rendering import FOLLOW
from tests.worlds import understood

WAGE = "pa-pay/minimum-wage-rates"
HOLIDAY = "pa-pay/holiday-entitlement"
WHO = "telegram:1"
LOOK = datetime.timedelta(minutes=5)


def answered(product: wiring.Product, article: str = WAGE, conversation: str = WHO) -> Reply:
    """Somebody gets an answer."""
    return product.answering.respond(Turn(conversation, "what is it?"), understood(article, confidence=1.0))


def press(product: wiring.Product, payload: str, conversation: str = WHO, delivery: str = "") -> Reply | None:
    """Somebody presses a button about following."""
    return product.following.press(Conversation(conversation), payload, delivery)


def follow(product: wiring.Product, article: str = WAGE, conversation: str = WHO) -> None:
    """Somebody gets an answer and follows it."""
    answered(product, article, conversation)
    assert press(product, f"{FOLLOW}{article}", conversation) is not None


def followed(product: wiring.Product, conversation: str = WHO) -> list[Subscription]:
    """What somebody follows."""
    with product.units() as work:
        return list(work.subscriptions.beginning("article:", conversation))


def edit(product: wiring.Product, article: str = WAGE, **values: Any) -> None:
    """Serve an article with other values, as a live edit does; without any it is not served any more."""
    served = product.shelf._content
    articles = dict(served.articles)
    if values:
        articles[article] = dataclasses.replace(articles[article], **values)
    else:
        del articles[article]
    use(product, dataclasses.replace(served, articles=articles))


def use(product: wiring.Product, content: Any) -> None:
    """Serve other content."""
    product.answering.use(content.articles)
    product.shelf.use(content)


def reword(product: wiring.Product, article: str = WAGE) -> None:
    """Serve the next version of an article."""
    edit(product, article, version=product.shelf.articles()[article].version + 1)


def look(product: wiring.Product, times: int = 2) -> int:
    """Let the gateway look as often as a change needs; return how many messages that gave."""
    sent = 0
    for _ in range(times):
        product.clock.now += LOOK
        sent += product.telling_changes.once()
    return sent


def at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell people of changes at night, too, where a gateway has the machine's own clock."""
    monkeypatch.setattr(telling_changes, "_WAKES", datetime.time.min)
    monkeypatch.setattr(telling_changes, "_SLEEPS", datetime.time.max)
