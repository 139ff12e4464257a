"""The door between gateway and Rasa, on a real Sanic server on the loopback."""

import types
import uuid

import httpx
import pytest
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.nlu.channel import CollectingOutput, GuideInput

TOKEN = {"Authorization": "Bearer right"}
MESSAGE = {"sender": "web:1", "text": "hello", "metadata": {"nation": "england"}}


@pytest.fixture
def heard():
    return []


@pytest.fixture
def app(heard, monkeypatch):
    monkeypatch.setattr(Sanic, "test_mode", True)  # Sanic rewrites its own methods at start, else only once a process

    async def on_new_message(message):
        heard.append(message)
        await message.output_channel.send_response("web:1", {"text": "hi", "custom": {"outcome": "social"}})

    app = Sanic(f"guide-{uuid.uuid4().hex}", configure_logging=False)
    app.ctx.agent = None
    app.blueprint(GuideInput("right").blueprint(on_new_message), url_prefix="/webhooks/guide")
    return app


@pytest.fixture
async def client(app):
    server = await app.create_server(host="127.0.0.1", port=0, return_asyncio_server=True, access_log=False)
    await server.startup()
    port = server.server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/webhooks/guide", trust_env=False) as client:
        yield client
    server.close()
    await server.wait_closed()


class TestReceive:
    async def test_a_message_goes_in_and_its_replies_come_back(self, client, heard):
        answer = await client.post("/webhook", json=MESSAGE, headers=TOKEN)
        assert answer.json() == [{"text": "hi", "custom": {"outcome": "social"}}]
        (message,) = heard
        assert (message.text, message.sender_id, message.metadata) == ("hello", "web:1", {"nation": "england"})

    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "right"}])
    async def test_a_wrong_token_is_refused_and_nothing_reaches_rasa(self, client, heard, headers):
        answer = await client.post("/webhook", json=MESSAGE, headers=headers)
        assert answer.status_code == 401
        assert heard == []


class TestHealth:
    async def test_without_a_model_it_is_not_healthy_and_says_what_to_do(self, client):
        answer = await client.get("/")
        assert answer.status_code == 503
        assert "sds train" in answer.json()["error"]

    async def test_it_is_not_ready_before_edits_are_watched(self, app, client):
        app.ctx.agent, app.ctx.begun = types.SimpleNamespace(is_ready=lambda: True), False
        answer = await client.get("/")
        assert (answer.status_code, "wait a moment" in answer.json()["error"]) == (503, True)

    async def test_with_a_model_it_is_healthy(self, app, client):
        app.ctx.agent, app.ctx.begun = types.SimpleNamespace(is_ready=lambda: True), True
        answer = await client.get("/")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


class TestCredentials:
    @pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": None}])
    def test_a_missing_token_is_an_error_at_start(self, credentials):
        with pytest.raises(RasaException):
            GuideInput.from_credentials(credentials)


class TestCollectingOutput:
    async def test_text_and_outcome_stay_side_by_side(self):
        output = CollectingOutput()
        await output.send_response("web:1", {"custom": {"outcome": "answer"}})
        await output.send_response("web:1", {"text": "words"})
        assert output.replies == [{"text": "", "custom": {"outcome": "answer"}}, {"text": "words", "custom": {}}]
