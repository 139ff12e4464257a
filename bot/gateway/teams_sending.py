"""What is sent in Teams: each message once, and each button until it is pressed."""

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Sequence

from bot.errors import GuideError, StorageError
from bot.gateway.failures import where
from bot.gateway.taking import leaves_others
from bot.gateway.teams_cards import messages
from bot.gateway.teams_connector import Connector
from bot.helpdesk.vocabulary import Choice, Reply
from bot.services.ports import Clock, Units
from bot.services.settling import as_kept, revived
from bot.services.teams_ports import Card, Reference

log = logging.getLogger(__name__)


class Sending:
    """Sends replies, and keeps what was sent."""

    def __init__(self, connector: Connector, units: Units, clock: Clock) -> None:
        """Take the way to Teams, the database and the clock."""
        self._connector, self._units, self._clock = connector, units, clock

    async def sent(self, place: Reference, key: str, reply: Reply) -> None:
        """Send one reply; what of it was sent before is left out. Raises what the connector raises."""
        parts = messages(reply)
        for number, message in enumerate(parts):
            last = number == len(parts) - 1
            name = key if last else f"{key}.{number}"
            if await asyncio.to_thread(self._card, name):
                continue
            activity = await self._connector.send(place, message)
            body = as_kept(reply) if last and reply.choices else {}
            await asyncio.to_thread(self._keep, Card(name, place.conversation, activity, self._clock(), body))

    async def pressed(self, place: Reference, card: Card | None, payload: str, said: Callable[[str], str]) -> None:
        """Take the buttons away from a card, as it was before the turn, after one was pressed; `said` words its title.

        The turn may have blanked or forgotten what is kept of the card: its words stay where people read them, but
        do not come back into the database.
        """
        if card is None or not card.body:
            return
        shown = revived([card.body])[0]
        title = next((choice.title for choice in shown.choices if choice.payload == payload), "")
        if not title:
            return
        left = dataclasses.replace(shown, choices=_left(shown.choices, payload))
        await asyncio.to_thread(self._keep_left, card.key, payload)
        if not shown.text:
            # The tool that it belonged to has ended, and its words are kept no longer: so the card stays as it is.
            return
        try:
            await self._connector.update(place, card.activity, messages(left, said(title))[-1])
        except GuideError as error:
            # Pressed again, the button says that it was used; so it is no harm when it stays.
            log.info("teams.card_stays %s", where(error))

    def card_of(self, conversation: str, activity: str) -> Card | None:
        """Return the card that Microsoft gave an id, or None."""
        if not activity:
            return None
        with self._units() as work:
            return work.teams_cards.of_activity(conversation, activity)

    def _card(self, key: str) -> Card | None:
        try:
            with self._units() as work:
                return work.teams_cards.get(key)
        except StorageError as error:
            # Better twice than not at all.
            log.error("teams.not_looked_up %s", error)
            return None

    def _keep_left(self, key: str, payload: str) -> None:
        # As it is kept now: links that the turn cleared away do not come back.
        now = self._card(key)
        if now is not None and now.body:
            kept = revived([now.body])[0]
            left = as_kept(dataclasses.replace(kept, choices=_left(kept.choices, payload)))
            self._keep(dataclasses.replace(now, body={**now.body, "choices": left["choices"]}))

    def _keep(self, card: Card) -> None:
        try:
            with self._units() as work:
                work.teams_cards.put(card)
                work.commit()
        except StorageError as error:
            log.error("teams.not_noted %s", error)


def _left(choices: Sequence[Choice], payload: str) -> tuple[Choice, ...]:
    others = leaves_others(payload)
    return tuple(choice for choice in choices if choice.is_link or (others and choice.payload != payload))
