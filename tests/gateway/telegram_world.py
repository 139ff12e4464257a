"""A person in a private chat with the bot: the gateway as it is, a Bot API of our own, and what people then see."""

import itertools
from typing import Any

from telegram import Update

from bot.gateway import telegram_text
from bot.gateway.telegram import conversation_of
from bot.gateway.telegram_routes import ADDRESS
from bot.wiring import Product
from tests.gateway.contract import Seen
from tests.gateway.outbox_looks import look
from tests.gateway.telegram_api import BOT, SECRET, TOKEN, BotApi, until
from tests.gateway.world import ScriptedRasa

PERSON, CHAMPION, GROUP, CHAMPIONS = 777001, 777002, -100555, -100999
NAME = "Zebedee Quux"
_numbers = itertools.count(1)


def telegram_settings(api: BotApi, **values: Any) -> dict[str, Any]:
    chosen = {"telegram_token": TOKEN, "telegram_api_url": api.url, "public_url": "http://guide.test", "access": "open"}
    return chosen | values


def message(text: str | None, number: int | None = None, chat: int = PERSON, **values: Any) -> dict[str, Any]:
    """A message as Telegram describes it."""
    sender = values.pop("sender", chat if chat > 0 else PERSON)
    found = {
        "message_id": number or next(_numbers),
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
        "from": {"id": sender, "is_bot": False, "first_name": NAME.split(maxsplit=1)[0], "last_name": NAME.split()[1]},
    }
    return found | ({} if text is None else {"text": text}) | values


def update(**what: Any) -> dict[str, Any]:
    """An update of a kind: message=…, edited_message=…, callback_query=…"""
    return {"update_id": what.pop("update_id", None) or next(_numbers), **what}


def press(
    data: str, post: int, chat: int = PERSON, sender: int | None = None, query: str = "", buttons: Any = ()
) -> dict[str, Any]:
    """A pressed button below one of the bot's messages, which has these buttons."""
    below = message("?", post, chat) | {"from": {"id": BOT, "is_bot": True, "first_name": "Guide"}}
    below |= {"reply_markup": {"inline_keyboard": [[button] for button in buttons]}} if buttons else {}
    who = {"id": sender or chat, "is_bot": False, "first_name": NAME}
    found = {"id": query or str(next(_numbers)), "from": who, "message": below, "chat_instance": "1", "data": data}
    return update(callback_query=found)


_BOT_ITSELF = {"user": {"id": BOT, "is_bot": True, "first_name": "Guide"}}


def membership(status: str, chat: int = PERSON, before: str = "member") -> dict[str, Any]:
    """The bot comes to a chat, or is thrown out."""
    return update(
        my_chat_member={
            "chat": {"id": chat, "type": "private" if chat > 0 else "group"},
            "from": {"id": PERSON, "is_bot": False, "first_name": NAME},
            "date": 1_790_000_000,
            "old_chat_member": {"status": before, "until_date": 0} | _BOT_ITSELF,
            "new_chat_member": {"status": status, "until_date": 0} | _BOT_ITSELF,
        }
    )


class TelegramDriver:
    """Drives the gateway as Telegram does; `arrives` says how updates come in."""

    def __init__(self, app: Any, client: Any, product: Product, rasa: ScriptedRasa, api: BotApi) -> None:
        self.app, self.client, self.product, self.rasa, self.api = app, client, product, rasa, api
        self.adapter = app.state.outbox._adapters["telegram"]
        self.conversation = conversation_of(PERSON)
        self._deliveries: dict[str, dict[str, Any]] = {}
        self._seen_later = 0
        self._data: dict[str, tuple[str, int]] = {}

    async def send(self, text: str, delivery: str | None = None) -> list[Seen]:
        happened = self._deliveries.get(delivery or "") or update(message=message(text))
        if delivery:
            self._deliveries[delivery] = happened
        return await self.happen(happened)

    async def press(self, title: str) -> list[Seen]:
        data, post = self._data[title]
        shown = next(found.buttons for found in self.api.posts[PERSON] if found.number == post)
        return await self.happen(press(data, post, buttons=shown))

    async def edit(self, text: str) -> list[Seen]:
        """Change the first message and say something else."""
        first = next(p for p in self._all_messages())
        return await self.happen(update(edited_message=first | {"text": text, "edit_date": 1_790_000_100}))

    async def sent_without_words(self, kind: str) -> list[Seen]:
        return await self.happen(update(message=message(None, **MEDIA[kind])))

    async def forged(self, text: str) -> bool:
        body = update(message=message(text))
        tries = [{}, {"x-telegram-bot-api-secret-token": ""}, {"x-telegram-bot-api-secret-token": SECRET[:-1] + "T"}]
        answers = [await self.client.post(ADDRESS, json=body, headers=headers) for headers in tries]
        return {answer.status_code for answer in answers} <= {403, 404, 405}

    async def outbox_works(self) -> None:
        """Let the outbox look once, and wait for what takes long."""
        await look(self.app.state.outbox)

    async def sent_later(self) -> list[Seen]:
        await self.outbox_works()
        with self.product.units() as work:
            found = work.outbox.for_conversation(self.conversation, self._seen_later)
        self._seen_later = max([self._seen_later, *(m.number for m in found)])
        return [self._seen(m.body) for m in found if m.sent and not m.key.startswith("reply:")]

    async def happen(self, happened: dict[str, Any]) -> list[Seen]:
        """Let an update arrive, wait until it was dealt with, and return what the person sees because of it."""
        before = len(self.alerts)
        await self.arrives(happened)
        if self.alerts[before:]:
            return [Seen(text) for text in self.alerts[before:]]
        names = self._delivery(happened), self._press_alone(happened)
        with self.product.units() as work:
            kept = [work.outbox.with_key(f"reply:{name}:{n}") for name in names for n in range(4)]
            bodies = [m.body for m in kept if m is not None and m.sent]
        return [self._seen(body) for body in bodies]

    @property
    def alerts(self) -> list[str]:
        """What was said in boxes because of presses, which stands in no message."""
        return [call["text"] for call in self.api.called("answerCallbackQuery") if call.get("text")]

    async def arrives(self, happened: dict[str, Any]) -> None:
        answer = await self.api.post_update(self.client, happened)
        assert answer.status_code == 200, answer.text

    def nothing_is_there_twice(self) -> bool:
        """Tell whether the chat holds exactly what the outbox sent, each once."""
        with self.product.units() as work:
            sent = [m.body["text"] for m in work.outbox.for_conversation(self.conversation, 0) if m.sent]
        wanted = sorted(part for text in sent for part in telegram_text.parts(text))
        return wanted == sorted(post.html for post in self.api.posts[PERSON])

    def _seen(self, body: dict[str, Any]) -> Seen:
        """Return a reply as it stands in the chat, which is where it must be."""
        wanted = telegram_text.parts(body["text"])
        posts = [post for html in wanted for post in self.api.posts[PERSON] if post.html == html]
        assert [html for html in wanted if html not in {post.html for post in posts}] == []
        last = posts[-1]
        for choice, button in zip(body["choices"], last.buttons, strict=False):
            assert choice["title"] == button["text"]
            # A link brings nothing back.
            if "url" not in button:
                self._data[button["text"]] = (button["callback_data"], last.number)
        titles = tuple(choice["title"] for choice in body["choices"])
        texts = [next(post for post in posts if post.html == html).markdown for html in wanted]
        return Seen("\n\n".join(texts), titles)

    def _delivery(self, happened: dict[str, Any]) -> str:
        seen = Update.de_json(happened, None)
        if seen.callback_query:
            return self.adapter.press_delivery(seen.callback_query)
        return self.adapter.delivery(seen.message or seen.edited_message)

    def _press_alone(self, happened: dict[str, Any]) -> str:
        """What names a press that was not taken, whose button stays."""
        return f"{self._delivery(happened)}:{happened.get('callback_query', {}).get('id')}"

    def _all_messages(self):
        return [u["message"] for u in self.history if "message" in u]

    @property
    def history(self) -> list[dict[str, Any]]:
        return list(self._deliveries.values())


class PollingDriver(TelegramDriver):
    """The same when the bot asks for its updates."""

    async def arrives(self, happened: dict[str, Any]) -> None:
        await self.api.happen(happened)
        await until(lambda: not any(waiting is happened for waiting in self.api.updates))


MEDIA: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]},
    "voice": {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    "sticker": {
        "sticker": {
            "file_id": "f",
            "file_unique_id": "u",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
        }
    },
    "document": {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "letter of Zebedee.pdf"}},
    "location": {"location": {"latitude": 56.4, "longitude": -3.4}},
    "contact": {"contact": {"phone_number": "07700900123", "first_name": "Zebedee"}},
}
"""Messages without words."""
