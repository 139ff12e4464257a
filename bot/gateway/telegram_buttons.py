"""Telegram's inline keyboards: one button a row, and payloads that are too long for one kept in the database."""

import base64
import hashlib
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bot.gateway.telegram_text import cut
from bot.helpdesk.vocabulary import Choice
from bot.services.ports import Clock, Units

MOST_BYTES = 64
"""What Telegram carries with a button."""
_KEPT = "~"
"""How the data of a button begins whose payload is in the database."""
_LONGEST_TITLE = 128
_TOKEN_BYTES = 24


class Buttons:
    """Turns choices into a keyboard, and what comes back from one into a payload."""

    def __init__(self, units: Units, clock: Clock) -> None:
        """Take the database and the clock."""
        self._units, self._clock = units, clock

    def keyboard(self, conversation: str, choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
        """Return one button a row; None without any. Writes to the database when a payload is too long."""
        rows = [[self._button(conversation, choice)] for choice in choices if not _refused(choice)]
        return InlineKeyboardMarkup(rows) if rows else None

    def payload(self, conversation: str, data: str) -> str:
        """Return what a pressed button stands for. Data that nobody made is returned as it came: it means nothing."""
        if not data.startswith(_KEPT):
            return data
        with self._units() as work:
            return work.buttons.payload(data.removeprefix(_KEPT), conversation) or data

    def _button(self, conversation: str, choice: Choice) -> InlineKeyboardButton:
        title = cut(choice.title, _LONGEST_TITLE)
        if choice.is_link:
            return InlineKeyboardButton(title, url=choice.payload)
        return InlineKeyboardButton(title, callback_data=self._data(conversation, choice.payload))

    def _data(self, conversation: str, payload: str) -> str:
        if len(payload.encode()) <= MOST_BYTES and not payload.startswith(_KEPT):
            return payload
        # Made from conversation and payload, so that a message that is sent anew needs no new row.
        digest = hashlib.sha256(f"{conversation}\0{payload}".encode()).digest()[:_TOKEN_BYTES]
        token = base64.urlsafe_b64encode(digest).decode()
        with self._units() as work:
            work.buttons.keep(token, conversation, payload, self._clock())
            work.commit()
        return _KEPT + token


def beside(query: CallbackQuery, *, others: bool) -> InlineKeyboardMarkup | None:
    """Return what stays of the keyboard below a pressed button: links, and with `others` the other buttons, too.

    None when nothing stays.
    """
    # A message that is too old comes without its keyboard.
    shown = getattr(query.message, "reply_markup", None)
    buttons = [row[0] for row in shown.inline_keyboard] if shown else []
    rows = [[button] for button in buttons if button.url or (others and button.callback_data != query.data)]
    return InlineKeyboardMarkup(rows) if rows else None


def with_addresses(text: str, choices: Sequence[Choice]) -> str:
    """Return a text with the links that Telegram takes for no button, since it would refuse the whole message."""
    return "\n\n".join([text, *(f"{choice.title}: {choice.payload}" for choice in choices if _refused(choice))])


def _refused(choice: Choice) -> bool:
    return choice.is_link and not can_be_opened(choice.payload)


def can_be_opened(address: str) -> bool:
    """Tell whether Telegram takes an address for a button: it refuses those that only this machine knows."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host
