"""The champions' channel in Teams: a card for each ticket that waits, and what champions do from it."""

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.errors import RefusedError
from bot.gateway.adapter import GivenUpError
from bot.gateway.desk.rendering import environment
from bot.gateway.failures import where
from bot.gateway.teams_cards import card, with_card
from bot.gateway.teams_cloud import Cloud
from bot.gateway.teams_connector import Connector
from bot.helpdesk.access import Act
from bot.helpdesk.reminders import expected_by
from bot.helpdesk.tickets import State
from bot.services.handling import Actor
from bot.services.people_records import Person
from bot.services.records import Message
from bot.services.teams_ports import Card, Reference
from bot.services.viewing import Near, TicketView
from bot.wiring import Product

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
"""Seconds between two looks for tickets that changed."""
_FREE = frozenset({State.OPEN, State.REOPENED})
_WAITS = _FREE | {State.CLAIMED}
_MOST_SHOWN = 1500
"""Letters of an answer on a card; the desk shows all of it."""
_LARGEST = 2**31


class Champions:
    """Shows tickets in one channel. Who presses is proven by Microsoft; what they may do, the desk's people say."""

    def __init__(self, cloud: Cloud, connector: Connector, product: Product, public_url: str) -> None:
        """Take the cloud, the way to Teams, the use cases, and where the desk is."""
        self._cloud, self._connector, self._product = cloud, connector, product
        self._desk = f"{public_url.rstrip('/')}/desk/tickets"
        self._words: Any = environment().get_template("desk/words.html").module

    def announce(self) -> int:
        """Put on its way what the channel has not seen yet; return how many tickets that were."""
        if not self._cloud.champions:
            return 0
        now = self._product.clock()
        with self._product.units() as work:
            changed = work.teams_cards.outdated()
            for each in changed:
                key = f"{_key(each.ticket)}-{each.version}"
                body = {"text": f"Ticket {each.ticket}", "ticket": each.ticket, "shows": each.ticket}
                work.outbox.add(Message(self._cloud.champions, key, body, now, now))
            if changed:
                work.commit()
        return len(changed)

    async def show(self, number: int) -> None:
        """Show a ticket as it is now: in its card, or in a new one; raises what the connector raises."""
        view, before, place = await asyncio.to_thread(self._found, number)
        version = view.ticket.version
        if before is not None and before.version >= version:
            return
        message = with_card(self._card(view), f"Ticket {number}")
        sent = await self._put(place, before, message)
        await asyncio.to_thread(self._keep, number, version, sent)

    def card(self, number: int) -> dict[str, Any]:
        """Return a ticket's card as it is now; raises UnknownItemError."""
        return self._card(self._product.viewing.view(number))

    def act(self, conversation: str, pressed: Mapping[str, Any]) -> str:
        """Do what a champion pressed; return words when it was refused, nothing when it was done."""
        person = self._linked(conversation)
        if person is None or not person.may(Act.TICKETS):
            return self._product.renderer.say("champion_not_linked")
        try:
            self._done(pressed, Actor(person.number, person.name, hands_on_all=person.may(Act.REASSIGN)))
        except RefusedError as error:
            return str(error)
        return ""

    def _done(self, pressed: Mapping[str, Any], by: Actor) -> None:
        handling, what = self._product.handling, pressed.get("act")
        number, version = _number(pressed.get("ticket")), _number(pressed.get("version"))
        if what == "claim":
            handling.claim(number, by, version)
        elif what == "answer":
            handling.answer(number, str(pressed.get("answer") or ""), by, version)
        elif what == "send":
            article = pressed.get("article")
            if not article:
                raise RefusedError(self._product.renderer.say("champion_no_article"))
            handling.send_article(number, str(article), by, version)
        else:
            raise RefusedError(self._product.renderer.say("used_choice"))

    def _card(self, view: TicketView) -> dict[str, Any]:
        ticket, now = view.ticket, self._product.clock()
        standing = ticket.standing.as_of(now)
        waits = standing.state in _WAITS
        answer = ticket.answer or "" if standing.state in {State.ANSWERED, State.CLOSED} else ""
        return card(
            "champion",
            {
                "ticket": ticket.number,
                "version": ticket.version,
                "state": self._words.STATES[standing.state.value],
                "urgent": ticket.urgent and waits,
                "question": ticket.question or "–",
                "asker": ticket.asker,
                "team": self._product.routing.of(ticket.team).title,
                "nation": self._words.NATIONS.get(ticket.nation, ticket.nation),
                "reason": self._words.REASONS.get(ticket.reason, ticket.reason),
                "due": expected_by(ticket.due or ticket.opened, now) if waits else "–",
                "owner": view.names.get(standing.owner or 0, "") if standing.state is State.CLAIMED else "",
                "answered_by": (ticket.answered_by or "") if answer else "",
                "answer": answer[:_MOST_SHOWN],
                "waits": waits,
                "free": standing.state in _FREE,
                "nearest": _offered(view.nearest) if waits else (),
                "address": f"{self._desk}/{ticket.number}",
            },
        )

    async def _put(self, place: Reference, before: Card | None, message: Mapping[str, Any]) -> str:
        if before is not None:
            # A card is the first message of a thread of its own.
            thread = dataclasses.replace(place, chat=f"{place.chat};messageid={before.activity}")
            try:
                await self._connector.update(thread, before.activity, message)
            except GivenUpError as error:
                # Somebody has deleted the card, so the ticket gets a new one.
                log.info("teams.card_gone reason=%s", error.reason)
            else:
                return before.activity
        return await self._connector.send(place, message)

    def _found(self, number: int) -> tuple[TicketView, Card | None, Reference]:
        with self._product.units() as work:
            before = work.teams_cards.get(_key(number))
            place = work.teams_references.get(self._cloud.champions)
        channel = Reference(
            self._cloud.champions, self._cloud.service_url, self._cloud.champions_channel, personal=False
        )
        return self._product.viewing.view(number), before, place or channel

    def _keep(self, number: int, version: int, sent: str) -> None:
        shown = Card(_key(number), self._cloud.champions, sent, self._product.clock(), {}, number, version)
        with self._product.units() as work:
            work.teams_cards.put(shown)
            work.commit()

    def _linked(self, conversation: str) -> Person | None:
        with self._product.units() as work:
            return work.people.by_conversation(conversation)


async def keep_announcing(announce: Callable[[], int], pause: float = LOOK_EVERY) -> None:
    """Look for tickets to show again and again, until cancelled."""
    while True:
        try:
            await asyncio.to_thread(announce)
        except Exception as error:  # noqa: BLE001 - a database that is away for a minute must not end this
            log.error("teams.announcing_failed %s", where(error))
        await asyncio.sleep(pause)


def _offered(nearest: Sequence[Near]) -> list[dict[str, str]]:
    return [
        {"title": f"{''.join(piece.text for piece in near.title)} ({near.confidence:.0%})", "article": near.article}
        for near in nearest
        if near.served
    ]


def _key(ticket: int) -> str:
    return f"teams-ticket-{ticket}"


def _number(value: object) -> int:
    """Read a number that came with a button, which may be anything."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        message = "This button means nothing any more. Open the ticket on the desk. Nothing was changed."
        raise RefusedError(message)
    return value
