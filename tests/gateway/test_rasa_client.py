"""Reaching Rasa: every way of failing becomes one kind of error that says what to do and repeats no words."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.errors import ConfigurationError, UnderstandingError
from bot.gateway.rasa_client import RasaClient

WHOLE = [{"text": "Hello.", "custom": {"outcome": "social"}}]
TIMEOUT = 0.3


class FakeRasa:
    """A web server that answers what it was given, one after the other, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []
        app = web.Application()
        app.router.add_post("/webhooks/guide/webhook", self.receive)
        self.server = TestServer(app)

    async def receive(self, request):
        self.asked.append((request.headers, await request.read()))
        answer = self.answers.pop(0)
        if answer == "silence":
            await asyncio.sleep(2 * TIMEOUT)
        if answer == "hang up":
            request.transport.close()
        return answer if isinstance(answer, web.Response) else web.Response()


def response(status=200, body=b"", **headers):
    return web.Response(status=status, body=body, headers=headers)


async def ask(rasa):
    await rasa.server.start_server()
    client = RasaClient(f"{rasa.server.make_url('/')}", "a-token", TIMEOUT)
    try:
        return await client.ask("web:1", "how much holiday", {"nation": "uk"})
    finally:
        await client.close()
        await rasa.server.close()


class TestAsk:
    async def test_words_go_out_with_the_token_and_replies_come_back(self):
        rasa = FakeRasa(web.json_response(WHOLE))
        assert await ask(rasa) == WHOLE
        ((headers, body),) = rasa.asked
        assert headers["authorization"] == "Bearer a-token"
        assert json.loads(body) == {"sender": "web:1", "text": "how much holiday", "metadata": {"nation": "uk"}}

    @pytest.mark.parametrize(
        ("answer", "says"),
        [
            ("silence", "no answer came ("),
            ("hang up", "no answer came (ServerDisconnectedError)"),
            (web.json_response({"error": "wrong token"}, status=401), "HTTP 401"),
            (response(500), "HTTP 500"),
            (response(302, location="http://evil.example"), "HTTP 302"),
            (response(body=b"[{"), "not JSON"),
            (response(body=b"\xff"), "not JSON"),
            (web.json_response({"text": "x"}), "custom.outcome"),
            (web.json_response(["x"]), "custom.outcome"),
            (web.json_response([{"text": "x"}]), "custom.outcome"),
            (web.json_response([{"text": None, "custom": {"outcome": "social"}}]), "custom.outcome"),
            (web.json_response([*WHOLE, {"text": "x", "custom": {}}]), "custom.outcome"),
        ],
    )
    async def test_anything_else_is_an_error_that_says_what_to_do(self, answer, says):
        rasa = FakeRasa(answer)
        with pytest.raises(UnderstandingError) as caught:
            await ask(rasa)
        assert says in str(caught.value)
        assert "`sds serve`" in str(caught.value)
        assert "holiday" not in str(caught.value)
        assert len(rasa.asked) == 1

    async def test_no_reply_at_all_is_left_to_the_caller(self):
        assert await ask(FakeRasa(web.json_response([]))) == []

    async def test_one_connection_serves_many_messages(self):
        rasa = FakeRasa(*(web.json_response(WHOLE) for _ in range(3)))
        await rasa.server.start_server()
        client = RasaClient(f"{rasa.server.make_url('/')}", "a-token", TIMEOUT)
        for _ in range(3):
            assert await client.ask("web:1", "x", {}) == WHOLE
        assert len(rasa.server.handler.connections) == 1
        await client.close()
        await rasa.server.close()

    async def test_a_server_that_is_not_there_is_said_so(self):
        client = RasaClient(f"http://127.0.0.1:{unused_port()}", "a-token", TIMEOUT)
        with pytest.raises(UnderstandingError, match="ClientConnectorError"):
            await client.ask("web:1", "x", {})
        await client.close()

    async def test_a_connection_that_could_not_be_made_is_tried_once_more(self, monkeypatch):
        rasa = FakeRasa(web.json_response(WHOLE))
        real, calls = RasaClient._posted, []

        async def refused_once(client, body):
            calls.append(body)
            if len(calls) == 1:
                raise aiohttp.ClientConnectorError(None, OSError("refused"))
            return await real(client, body)

        monkeypatch.setattr(RasaClient, "_posted", refused_once)
        assert await ask(rasa) == WHOLE
        assert len(calls) == 2

    def test_without_a_token_nothing_starts(self):
        with pytest.raises(ConfigurationError, match="SDS_RASA_TOKEN"):
            RasaClient("http://rasa.test", "", 1.0)
