"""Teams keeps the channels' contract, with Microsoft's side stood in for; the rules of its own are below."""

import itertools

import httpx
import pytest

from bot.gateway.app import create_app
from bot.gateway.teams import Teams
from bot.services.handling import Actor
from tests.gateway.conftest import client_of
from tests.gateway.contract import AdapterContract
from tests.gateway.teams_world import (
    ADDRESS,
    ASKER,
    BOT,
    CHAT,
    TENANT,
    Fault,
    Microsoft,
    cards,
    parts,
    payloads,
    seen,
)
from tests.gateway.world import HOLIDAY, TITLES, settings

_IDS = (f"id-{number}" for number in itertools.count())
_ONE = f"teams:{ASKER}"


@pytest.fixture
async def microsoft():
    standing_in = Microsoft()
    await standing_in.start()
    yield standing_in
    await standing_in.stop()


@pytest.fixture
def configuration(tmp_path, microsoft):
    return settings(tmp_path, **microsoft.settings())


@pytest.fixture
async def app(product, rasa, configuration):
    app = create_app(product, rasa, configuration)
    yield app
    await app.state.outbox._adapters["teams"]._sending._connector.close()


class TeamsDriver:
    """One person in a personal chat, as Microsoft's service brings it to us."""

    def __init__(self, client, product, rasa, app, microsoft):
        self.client, self.product, self.rasa, self.app, self.microsoft = client, product, rasa, app, microsoft
        self.conversation = _ONE
        self.told, self.last, self.buttons = 0, "", {}

    async def post(self, activity, token=None):
        headers = {"Authorization": f"Bearer {token or self.microsoft.token()}"}
        return await self.client.post(ADDRESS, json=activity, headers=headers)

    async def send(self, text, delivery=None):
        self.last = delivery or next(_IDS)
        return await self._sent(self.microsoft.activity(id=self.last, text=text), self.last)

    async def press(self, title):
        activity, data = self.buttons[title]
        return await self._sent(self.microsoft.activity(id=(one := next(_IDS)), value=data, replyToId=activity), one)

    async def edit(self, text):
        data = {"tenant": {"id": TENANT}, "eventType": "editMessage"}
        activity = self.microsoft.activity(type="messageUpdate", id=self.last, text=text, channelData=data)
        return await self._sent(activity, self.last)

    async def sent_without_words(self, kind):
        file = {"contentType": f"application/vnd.{kind}", "contentUrl": "https://files.test/1"}
        activity = self.microsoft.activity(id=(one := next(_IDS)), text="", attachments=[file])
        return await self._sent(activity, one)

    async def forged(self, text):
        response = await self.post(self.microsoft.activity(text=text), self.microsoft.token(2, {"kid": "key-1"}))
        return response.status_code == 401

    async def sent_later(self):
        before = len(self.microsoft.messages())
        await self.app.state.outbox.once()
        found = self.microsoft.messages()[before:]
        for message in found:
            self._note(message)
        return [seen(message) for message in found]

    async def _sent(self, activity, delivery):
        response = await self.post(activity)
        assert response.status_code == 200, response.text
        ids = self._replies_to(delivery)
        found = [message for message in self.microsoft.messages() if message["id"] in ids]
        for message in found:
            self._note(message)
        return [seen(message) for message in found]

    def _note(self, message):
        for title, data in payloads(message).items():
            self.buttons[title] = (message["id"], data)

    def _replies_to(self, delivery):
        """The ids of the messages that answer one of ours; nothing else tells, as Teams has no threads here."""
        from sqlalchemy import text

        with self.product.units() as work:
            rows = work.teams_cards._connection.execute(text("SELECT key, activity FROM teams_cards"))
            return {activity for key, activity in rows if f":{delivery}:" in key}


@pytest.fixture
async def channel(client, product, rasa, app, microsoft):
    driver = TeamsDriver(client, product, rasa, app, microsoft)
    yield driver
    with product.units() as work:
        kept = work.outbox.for_conversation(_ONE, 0)
    ids = [message["id"] for message in microsoft.messages(CHAT)]
    # Nothing was sent that was not kept, and nothing twice.
    assert len(ids) == len([message for message in kept if message.sent])


class TestTeams(AdapterContract):
    @pytest.fixture
    def channel(self, channel):
        return channel
