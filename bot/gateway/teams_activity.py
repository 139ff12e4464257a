"""One activity of Teams, read with care: a message, a pressed button, a person who adds the app."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.gateway.failures import ApiError

MESSAGE, EDITED, DELETED, INVOKE = "message", "messageUpdate", "messageDelete", "invoke"
MEMBERS, INSTALLED = "conversationUpdate", "installationUpdate"
CARD_ACTION = "adaptiveCard/action"
_ID = re.compile(r"[^\s/?#\\\x00-\x1f]{1,190}")
_TAG = re.compile(r"<[^<>]*>")
_THREAD = re.compile(r";messageid=.*$")
_HALF = re.compile(r"[\ud800-\udfff]")
"""Half a character: JSON can spell it, and no database takes it."""
_CARD_WORDS = "text/html"
"""Teams sends the text of every message once more in this form."""
SOMEBODY = "[name]"
"""What stands for a colleague who was mentioned, as everywhere where a name is hidden."""


@dataclass(frozen=True)
class Activity:
    """What somebody did. What is said and who said it is in no text form of this."""

    kind: str
    name: str
    """Of an invoke; for an edit or a deletion what happened."""
    id: str
    service_url: str
    tenant: str
    channel: str
    """`msteams`; other channels of the same registration are not ours."""
    chat: str = field(repr=False)
    scope: str
    """`personal`, `groupChat` or `channel`; whatever is not said to be personal gets no answers."""
    person: str = field(repr=False)
    """Object id of the sender in Entra, in lower case; may be empty."""
    text: str = field(repr=False)
    value: Mapping[str, Any] = field(repr=False)
    """What came with a pressed button."""
    reply_to: str
    """Microsoft's id of the message that the button belongs to."""
    has_files: bool
    added: bool
    """Whether the app was just added."""
    removed: bool

    @property
    def conversation(self) -> str:
        """The conversation that this belongs to, derived from what Microsoft's service vouches for."""
        place = self.person if self.scope == "personal" and self.person else self.chat
        return f"teams:{place}"

    @property
    def pressed(self) -> Mapping[str, Any] | None:
        """What a button carried; None when none was pressed."""
        if self.kind == INVOKE:
            action = self.value.get("action")
            data = action.get("data") if isinstance(action, Mapping) else None
            return data if isinstance(data, Mapping) else {}
        return self.value or None


def read(body: Mapping[str, Any]) -> Activity:
    """Read an activity from JSON whose sender is proven; raises ApiError when it is none that we can place."""
    chat = _THREAD.sub("", _text(body, "conversation", "id"))
    kind, event = _text(body, "type"), _text(body, "channelData", "eventType")
    person = _text(body, "from", "aadObjectId").lower()
    if not _ID.fullmatch(chat) or (person and not _ID.fullmatch(person)):
        raise ApiError(400, "The activity names no conversation.")
    value = body.get("value")
    return Activity(
        kind=kind,
        name=event if kind in {EDITED, DELETED} else _text(body, "name"),
        id=_text(body, "id"),
        service_url=_text(body, "serviceUrl"),
        tenant=_text(body, "channelData", "tenant", "id") or _text(body, "conversation", "tenantId"),
        channel=_text(body, "channelId"),
        chat=chat,
        scope=_text(body, "conversation", "conversationType"),
        person=person,
        text=_words(body),
        value=value if isinstance(value, Mapping) else {},
        reply_to=_text(body, "replyToId"),
        has_files=any(_text(file, "contentType") != _CARD_WORDS for file in _all(body, "attachments")),
        added=_bot_among(body, "membersAdded") or _installed(body, "add"),
        removed=_bot_among(body, "membersRemoved") or _installed(body, "remove"),
    )


def _words(body: Mapping[str, Any]) -> str:
    """Return the text without the mention of the bot, and without the names of others who are mentioned."""
    text, bot = _text(body, "text"), _text(body, "recipient", "id")
    for entity in _all(body, "entities"):
        mention = _text(entity, "text")
        if _text(entity, "type") == "mention" and mention:
            text = text.replace(mention, "" if _text(entity, "mentioned", "id") == bot else SOMEBODY)
    if _text(body, "textFormat") == "xml":
        text = html.unescape(_TAG.sub(" ", text))
    return _HALF.sub(" ", text.replace("&nbsp;", " ").replace("\xa0", " "))


def _installed(body: Mapping[str, Any], how: str) -> bool:
    return _text(body, "type") == INSTALLED and _text(body, "action").startswith(how)


def _bot_among(body: Mapping[str, Any], name: str) -> bool:
    bot = _text(body, "recipient", "id")
    return bool(bot) and any(_text(member, "id") == bot for member in _all(body, name))


def _all(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = body.get(name)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _text(found: Any, *path: str) -> str:
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
