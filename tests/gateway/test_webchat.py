"""The web chat keeps the channels' contract, its sessions are safe, and bad input gets a sentence."""

import dataclasses
import itertools
import json
import sqlite3

import pytest

from bot.gateway.app import create_app
from bot.gateway.sessions import COOKIE, conversation_id
from bot.services.handling import Actor
from bot.services.reminder_ports import ChecklistReminder
from bot.storage.database import connect, units
from tests.gateway.conftest import client_of
from tests.gateway.contract import AdapterContract, Seen
from tests.gateway.outbox_looks import look
from tests.gateway.world import settings

_IDS = (f"message-{n:08}" for n in itertools.count())


class WebDriver:
    """A page with a session."""

    def __init__(self, app, client, product, rasa):
        self.app, self.client, self.product, self.rasa = app, client, product, rasa
        self.choices, self.number = {}, 0

    @property
    def conversation(self):
        return conversation_id(self.client.cookies[COOKIE])

    async def send(self, text, delivery=None):
        return await self._post({"text": text, "message_id": delivery or next(_IDS)})

    async def press(self, title):
        return await self._post({"choice": self.choices[title], "message_id": next(_IDS)})

    async def forged(self, text):
        cookies = {COOKIE: self.client.cookies[COOKIE][:-1] + "-"}
        body = {"text": text, "message_id": next(_IDS)}
        async with client_of(self.app) as stranger:
            response = await stranger.post("/api/messages", json=body, cookies=cookies)
        return response.status_code == 401

    async def sent_later(self):
        await look(self.app.state.outbox)
        response = await self.client.get("/api/messages", params={"after": self.number})
        messages = response.json()["messages"]
        self.number = max([self.number, *(m["number"] for m in messages)])
        return self._seen(messages)

    async def _post(self, body):
        response = await self.client.post("/api/messages", json=body)
        assert response.status_code == 200, response.text
        return self._seen(response.json()["messages"])

    def _seen(self, messages):
        self.choices |= {c["title"]: c["payload"] for m in messages for c in m["choices"]}
        return [Seen(m["text"], tuple(c["title"] for c in m["choices"])) for m in messages]


@pytest.fixture
async def channel(app, client, product, rasa):
    await client.post("/api/sessions", json={})
    return WebDriver(app, client, product, rasa)


class TestWebChat(AdapterContract):
    @pytest.fixture
    def channel(self, channel):
        return channel


class TestSessions:
    async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(self, client):
        response = await client.post("/api/sessions", json={"nation": "england", "role": "pa"})
        assert response.status_code == 201
        assert response.json() == {"nation": "england", "role": "pa"}
        parts = response.headers["set-cookie"].split("; ")
        assert parts[1:] == ["HttpOnly", f"Max-Age={30 * 24 * 3600}", "Path=/", "SameSite=lax"]

    async def test_over_https_the_cookie_is_secure(self, app):
        async with client_of(app, "https://guide.test") as client:
            response = await client.post("/api/sessions", json={})
        assert "; Secure" in response.headers["set-cookie"]
        assert response.headers["strict-transport-security"]

    async def test_only_a_hash_of_the_token_is_kept(self, channel, tmp_path):
        await channel.send("how much holiday")
        token = channel.client.cookies[COOKIE].encode()
        kept = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
        assert token not in kept
        assert channel.conversation.encode() in kept

    async def test_two_sessions_are_two_conversations(self, app, client, channel):
        async with client_of(app) as other:
            await other.post("/api/sessions", json={})
            assert other.cookies[COOKIE] != client.cookies[COOKIE]

    async def test_the_same_message_id_from_two_people_is_two_messages(self, app, channel, rasa):
        await channel.send("can I speak to a human", delivery="message-of-both")
        async with client_of(app) as other:
            await other.post("/api/sessions", json={})
            await other.post("/api/messages", json={"text": "how much holiday", "message_id": "message-of-both"})
        assert [text for _, text in rasa.heard] == ["can I speak to a human", "how much holiday"]

    async def test_nobody_reads_what_was_sent_to_another(self, app, channel, product):
        await channel.send("can I speak to a human")
        product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
        async with client_of(app) as other:
            await other.post("/api/sessions", json={})
            assert (await other.get("/api/messages")).json() == {"messages": []}

    async def test_nation_and_role_are_remembered_on_the_server(self, channel, product):
        changed = await channel.client.patch("/api/sessions", json={"nation": "england"})
        assert changed.json() == {"nation": "england", "role": ""}
        changed = await channel.client.patch("/api/sessions", json={"role": "carer"})
        assert changed.json() == {"nation": "england", "role": "carer"}
        await channel.send("can I speak to a human")
        ticket = product.escalation.show(1)
        assert (ticket.nation, ticket.role) == ("england", "carer")

    @pytest.mark.parametrize("token", [None, "x", "1795346436.short", "0" * 10 + "." + "A" * 43, "A" * 5000])
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/api/messages"),
            ("GET", "/api/messages"),
            ("GET", "/api/events"),
            ("PATCH", "/api/sessions"),
            ("DELETE", "/api/sessions"),
        ],
    )
    async def test_without_a_session_that_was_started_here_nothing_works(self, client, method, path, token):
        cookies = {COOKIE: token} if token else {}
        body = {"text": "hello", "message_id": "12345678"}
        response = await client.request(method, path, json=body, cookies=cookies)
        assert response.status_code == 401
        assert response.json()["error"].endswith("Start one with POST /api/sessions.")

    async def test_a_session_ends_after_its_days(self, channel, clock):
        clock.pass_(days=29, hours=23)
        assert len(await channel.send("how much holiday")) == 1
        clock.pass_(hours=2)
        response = await channel.client.get("/api/messages")
        assert response.status_code == 401

    async def test_a_session_cannot_be_made_younger(self, channel, clock):
        """The time of issue is part of what is hashed."""
        issued, secret = channel.client.cookies[COOKIE].split(".")
        clock.pass_(days=31)
        cookies = {COOKIE: f"{int(issued) + 31 * 24 * 3600}.{secret}"}
        async with client_of(channel.app) as client:
            assert (await client.get("/api/messages", cookies=cookies)).status_code == 401

    async def test_forgetting_ends_the_cookie_and_what_was_remembered(self, channel, product):
        await channel.send("how much holiday")
        conversation = channel.conversation
        response = await channel.client.delete("/api/sessions")
        assert response.status_code == 204
        assert COOKIE not in channel.client.cookies
        with product.units() as work:
            kept = work.conversations.get(conversation)
        assert kept is None or (kept.last_question, list(kept.choices)) == ("", [])

    async def test_an_ended_chat_is_told_nothing_later(self, channel, product):
        await channel.send("how much holiday")
        await channel.press("Tell me if this changes")
        await channel.send("/digest")
        conversation = channel.conversation
        with product.units() as work:
            work.checklist_reminders.add(ChecklistReminder(conversation, "tool", product.clock(), "text"))
            work.commit()
        await channel.client.delete("/api/sessions")
        with product.units() as work:
            assert work.subscriptions.beginning("", conversation) == []
            assert work.checklist_reminders.remove(conversation) == 0

    async def test_one_address_cannot_start_sessions_without_end(self, client):
        statuses = [(await client.post("/api/sessions", json={})).status_code for _ in range(121)]
        assert statuses == [201] * 120 + [429]


class TestBadInput:
    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ('{"text": "x', "not valid JSON"),
            ("", "not valid JSON"),
            (b"\xff\xfe{", "not valid JSON"),
            ("[" * 60000, "not valid JSON"),
            ('{"text": ' + "9" * 5000 + "}", "not valid JSON"),
            ("[]", "must be a JSON object"),
            ("null", "must be a JSON object"),
            ('{"text": 3, "message_id": "12345678"}', "text: Input should be a valid string"),
            ('{"text": ["x"], "message_id": "12345678"}', "text: Input should be a valid string"),
            ('{"text": "x"}', "message_id: Field required"),
            ('{"text": "x", "message_id": "a b"}', "message_id: String should match"),
            ('{"text": "x", "message_id": 12345678}', "message_id: Input should be a valid string"),
            ('{"message_id": "12345678"}', "send either `text` or `choice`"),
            ('{"text": "x", "choice": "y", "message_id": "12345678"}', "send either `text` or `choice`"),
            ('{"txt": "x", "message_id": "12345678"}', "txt: unknown field"),
            ('{"text": "a \\ud800 b", "message_id": "12345678"}', "half a character"),
            ('{"choice": "' + "x" * 201 + '", "message_id": "12345678"}', "choice: String should have at most"),
        ],
    )
    async def test_a_body_that_cannot_be_taken_gets_a_sentence(self, channel, body, says):
        headers = {"content-type": "application/json"}
        response = await channel.client.post("/api/messages", content=body, headers=headers)
        assert response.status_code == 400
        assert says in response.json()["error"]
        assert channel.rasa.heard == []

    async def test_what_was_sent_is_not_repeated_in_the_sentence(self, channel):
        response = await channel.client.post(
            "/api/messages", json={"text": {"secret": "Anna"}, "message_id": "12345678"}
        )
        assert "Anna" not in response.text

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    async def test_only_json_is_read(self, channel, kind):
        body = json.dumps({"text": "x", "message_id": "12345678"})
        response = await channel.client.post("/api/messages", content=body, headers={"content-type": kind})
        assert response.status_code == 415
        assert "Content-Type: application/json" in response.json()["error"]

    async def test_too_many_bytes_are_not_read(self, channel):
        response = await channel.client.post("/api/messages", json={"text": "x" * 65536, "message_id": "12345678"})
        assert response.status_code == 413

    async def test_too_many_bytes_without_a_length_are_not_read_to_the_end(self, channel):
        read = 0

        async def endless():
            nonlocal read
            while True:
                read += 1
                yield b"x" * 1024

        headers = {"content-type": "application/json"}
        response = await channel.client.post("/api/messages", content=endless(), headers=headers)
        assert response.status_code == 413
        assert read <= 66

    @pytest.mark.parametrize("after", ["-1", "x", "1.5", "²", "9" * 12, "9" * 5000])
    async def test_a_wrong_number_is_refused(self, channel, after):
        response = await channel.client.get("/api/messages", params={"after": after})
        assert response.status_code == 400

    @pytest.mark.parametrize(
        "body", [{"nation": "wales"}, {"nation": "uk"}, {"role": "king"}, {"nation": None}, {"x": 1}]
    )
    async def test_an_unknown_nation_or_role_is_refused(self, client, body):
        response = await client.post("/api/sessions", json=body)
        assert response.status_code == 400
        assert "Send `nation`, `role`, `framed`." in response.json()["error"]

    @pytest.mark.parametrize(
        "path", ["/api/nothing", "/api", "/nothing", "/static/../app.py", "/docs", "/openapi.json"]
    )
    async def test_an_unknown_address_is_told_in_json(self, client, path):
        response = await client.get(path)
        assert response.status_code == 404
        assert list(response.json()) == ["error"]

    async def test_a_wrong_method_is_told_in_json(self, client):
        response = await client.put("/api/messages")
        assert response.status_code == 405
        assert response.json()["error"].startswith("PUT is not possible")

    async def test_a_choice_that_was_never_offered_does_nothing(self, channel, product):
        response = await channel.client.post("/api/messages", json={"choice": "champion", "message_id": "12345678"})
        assert "used already" in response.json()["messages"][0]["text"]
        assert product.escalation.list() == []


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "http://guide.test.evil.example"},
        ],
    )
    @pytest.mark.parametrize(
        ("method", "path"), [("POST", "/api/messages"), ("POST", "/api/sessions"), ("PATCH", "/api/sessions")]
    )
    async def test_another_site_cannot_use_a_visitors_session(self, channel, method, path, headers):
        body = {"text": "how much holiday", "message_id": "12345678"}
        response = await channel.client.request(method, path, json=body, headers=headers)
        assert response.status_code == 403
        assert channel.rasa.heard == []

    async def test_the_page_itself_may(self, channel):
        headers = {"sec-fetch-site": "same-origin", "origin": "http://guide.test"}
        body = {"text": "how much holiday", "message_id": "12345678"}
        assert (await channel.client.post("/api/messages", json=body, headers=headers)).status_code == 200


class TestWithoutADatabase:
    """A read-only or locked database: danger is still answered, anything else is said to be lost."""

    @pytest.fixture
    def read_only(self, channel, product, rasa, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        address = f"sqlite:///file:{tmp_path}/var/sds-guide.sqlite?mode=ro&uri=true"
        broken = dataclasses.replace(product, units=units(connect(address)))
        client = client_of(create_app(broken, rasa, settings(tmp_path)))
        client.cookies = channel.client.cookies
        return client

    async def test_a_read_only_database_is_told(self, read_only):
        response = await read_only.post("/api/messages", json={"text": "how much holiday", "message_id": "12345678"})
        (reply,) = response.json()["messages"]
        assert (reply["outcome"], reply["reason"]) == ("error", "failure")
        assert "could not keep your question" in reply["text"]

    async def test_a_read_only_database_does_not_stop_safeguarding(self, read_only):
        body = {"text": "my dad is hitting my mum", "message_id": "12345678"}
        (reply,) = (await read_only.post("/api/messages", json=body)).json()["messages"]
        assert reply["outcome"] == "safeguard"
        assert "999" in reply["text"]

    async def test_a_session_that_cannot_be_kept_is_told(self, read_only):
        response = await read_only.post("/api/sessions", json={})
        assert response.status_code == 503
        assert list(response.json()) == ["error"]

    @pytest.mark.usefixtures("impatient")
    async def test_a_locked_database_is_told(self, channel, tmp_path):
        other = sqlite3.connect(tmp_path / "var" / "sds-guide.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        (reply,) = await channel.send("how much holiday")
        other.close()
        assert "could not keep your question" in reply.text
