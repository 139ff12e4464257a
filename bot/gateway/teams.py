"""Microsoft Teams as a channel: proven activities in, messages and cards out. What is done with them: `teams_turns`."""

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from bot.errors import StorageError
from bot.gateway.adapter import GivenUpError
from bot.gateway.failures import ApiError
from bot.gateway.teams_activity import Activity
from bot.gateway.teams_cards import messages
from bot.gateway.teams_champions import Champions
from bot.gateway.teams_cloud import CHANNEL, Cloud
from bot.gateway.teams_sending import Sending
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.conversing import Incoming
from bot.services.ports import Units
from bot.services.settling import revived
from bot.services.teams_ports import Reference

log = logging.getLogger(__name__)
PERSONAL = "personal"
_MOST_RECENT = 1000
_LONGEST_CHOICE = 200
_LONGEST_ID = 80
_SEAL_LETTERS = 16
_USED = "used"
"""No button has this payload, so that the answer is that it was used already."""


class Teams:
    """Teams as a channel."""

    name = CHANNEL

    def __init__(self, cloud: Cloud, sending: Sending, champions: Champions, units: Units) -> None:
        """Take the cloud, what sends, the champions' channel, and the database."""
        self._cloud, self._sending, self._champions, self._units = cloud, sending, champions, units
        self._recent: OrderedDict[str, Reference] = OrderedDict()

    async def incoming(self, sent: Activity) -> Incoming:
        """Translate a message or a pressed button of a personal chat; raises ApiError for other tenants and chats."""
        self.check(sent)
        if sent.scope != PERSONAL:
            raise ApiError(HTTPStatus.FORBIDDEN, "Only personal chats are answered.")
        delivery = self.delivery(sent)
        if sent.pressed is None:
            return Incoming(sent.conversation, delivery, text=sent.text)
        choice = sent.pressed.get("choice")
        if not isinstance(choice, str) or len(choice) > _LONGEST_CHOICE:
            return Incoming(sent.conversation, delivery, choice=_USED)
        card = await asyncio.to_thread(self._sending.card_of, sent.conversation, sent.reply_to)
        if card is not None and choice not in {c["payload"] for c in card.body.get("choices", ())}:
            choice = _USED
        return Incoming(sent.conversation, delivery, choice=choice)

    def delivery(self, sent: Activity) -> str:
        """Return what names a message: Microsoft's id, and a seal on the words, which an edit changes."""
        if not 0 < len(sent.id) <= _LONGEST_ID:
            raise ApiError(HTTPStatus.BAD_REQUEST, "The activity has no usable id.")
        seal = hmac.new(self._cloud.secret.encode(), sent.text.encode(), hashlib.sha256).hexdigest()
        return f"{sent.conversation}:{sent.id}:{seal[:_SEAL_LETTERS]}"

    def check(self, sent: Activity) -> None:
        """Refuse what does not come from our tenant's Teams; raises ApiError."""
        if sent.channel != "msteams":
            # The registration's other channels, such as its test page, let people choose who they are.
            raise ApiError(HTTPStatus.FORBIDDEN, "Only Microsoft Teams is served here.")
        if self._cloud.tenant and sent.tenant.lower() != self._cloud.tenant.lower():
            raise ApiError(HTTPStatus.FORBIDDEN, "This tenant is not served here.")
        if not self._cloud.serves(sent.service_url):
            raise ApiError(HTTPStatus.FORBIDDEN, "This service address is not known here.")

    def render(self, reply: Reply) -> list[dict[str, Any]]:
        """Return the messages that show a reply."""
        return messages(reply)

    async def push(self, conversation: str, body: Mapping[str, Any]) -> None:
        """Send a message; raises what the connector raises, or that the person took the app away."""
        if conversation == self._cloud.champions and "shows" in body:
            await self._champions.show(int(body["shows"]))
            return
        place = await asyncio.to_thread(self._place, conversation)
        if place is None:
            reason = "not_installed"
            raise GivenUpError(reason)
        reply = revived([body])[0] if "outcome" in body else Reply(str(body["text"]), OutcomeName.SOCIAL)
        # Without a database it has no name; one made from its words would be taken for sent the second time.
        await self._sending.sent(place, str(body.get("key", "")) or f"unkept-{secrets.token_hex(16)}", reply)

    def remember(self, sent: Activity) -> Reference:
        """Keep where a conversation can be reached, and return it; without the database it is known for a while."""
        place = place_of(sent)
        self._recent[place.conversation] = place
        self._recent.move_to_end(place.conversation)
        while len(self._recent) > _MOST_RECENT:
            self._recent.popitem(last=False)
        try:
            with self._units() as work:
                if work.teams_references.get(place.conversation) != place:
                    work.teams_references.put(place)
                    work.commit()
        except StorageError as error:
            log.error("teams.not_remembered %s", error)
        return place

    def forget(self, conversation: str) -> None:
        """Forget where a conversation can be reached."""
        with self._units() as work:
            work.teams_references.remove(conversation)
            work.commit()

    def let_go(self, conversation: str) -> None:
        """Keep nothing in mind of a conversation that was forgotten."""
        self._recent.pop(conversation, None)

    def _place(self, conversation: str) -> Reference | None:
        try:
            with self._units() as work:
                return work.teams_references.get(conversation)
        except StorageError as error:
            # A person in danger still gets the numbers to ring.
            log.error("teams.not_looked_up %s", error)
            return self._recent.get(conversation)


def place_of(sent: Activity) -> Reference:
    """Return where the conversation of an activity can be reached."""
    return Reference(sent.conversation, sent.service_url.rstrip("/"), sent.chat, sent.scope == PERSONAL)
