"""Reaching Rasa: every way of failing becomes one kind of error that says what to do and repeats no words."""

import httpx
import pytest

from bot.errors import ConfigurationError, UnderstandingError
from bot.gateway.rasa_client import RasaClient

WHOLE = [{"text": "Hello.", "custom": {"outcome": "social"}}]


class FakeRasa(httpx.AsyncBaseTransport):
    """Answers what it was given, one after the other, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def handle_async_request(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def ask(rasa):
    client = RasaClient("http://rasa.test:5005/", "a-token", 1.0, rasa)
    try:
        return await client.ask("web:1", "how much holiday", {"nation": "uk"})
    finally:
        await client.close()


class TestAsk:
    async def test_words_go_out_with_the_token_and_replies_come_back(self):
        rasa = FakeRasa(httpx.Response(200, json=WHOLE))
        assert await ask(rasa) == WHOLE
        (request,) = rasa.asked
        assert str(request.url) == "http://rasa.test:5005/webhooks/guide/webhook"
        assert request.headers["authorization"] == "Bearer a-token"
        assert request.content == b'{"sender":"web:1","text":"how much holiday","metadata":{"nation":"uk"}}'

    @pytest.mark.parametrize(
        ("answer", "says"),
        [
            (httpx.ReadTimeout("x"), "no answer came (ReadTimeout)"),
            (httpx.RemoteProtocolError("x"), "no answer came (RemoteProtocolError)"),
            (httpx.Response(401, json={"error": "wrong token"}), "HTTP 401"),
            (httpx.Response(500), "HTTP 500"),
            (httpx.Response(302, headers={"location": "http://evil.example"}), "HTTP 302"),
            (httpx.Response(200, content=b"[{"), "not JSON"),
            (httpx.Response(200, content=b"\xff"), "not JSON"),
            (httpx.Response(200, json={"text": "x"}), "custom.outcome"),
            (httpx.Response(200, json=["x"]), "custom.outcome"),
            (httpx.Response(200, json=[{"text": "x"}]), "custom.outcome"),
            (httpx.Response(200, json=[{"text": None, "custom": {"outcome": "social"}}]), "custom.outcome"),
            (httpx.Response(200, json=[*WHOLE, {"text": "x", "custom": {}}]), "custom.outcome"),
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
        assert await ask(FakeRasa(httpx.Response(200, json=[]))) == []

    async def test_a_connection_that_could_not_be_made_is_tried_once_more(self):
        rasa = FakeRasa(httpx.ConnectError("refused"), httpx.Response(200, json=WHOLE))
        assert await ask(rasa) == WHOLE

    async def test_and_only_once(self):
        rasa = FakeRasa(httpx.ConnectError("refused"), httpx.ConnectError("refused"), httpx.Response(200, json=WHOLE))
        with pytest.raises(UnderstandingError, match="ConnectError"):
            await ask(rasa)
        assert len(rasa.asked) == 2

    def test_without_a_token_nothing_starts(self):
        with pytest.raises(ConfigurationError, match="SDS_RASA_TOKEN"):
            RasaClient("http://rasa.test", "", 1.0)
