"""The address for Telegram: without the secret nothing is read, with it nothing breaks."""

import json

import pytest

from bot.gateway.telegram_routes import ADDRESS, LARGEST_UPDATE
from tests.gateway.telegram_api import SECRET
from tests.gateway.telegram_world import PERSON, message, update

PROOF = {"x-telegram-bot-api-secret-token": SECRET}


class TestProof:
    @pytest.mark.parametrize("shown", [None, "", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), "ü" * 20])
    async def test_without_the_secret_it_is_refused(self, telegram, rasa, shown):
        headers = {} if shown is None else {"x-telegram-bot-api-secret-token": shown.encode()}
        answer = await telegram.client.post(ADDRESS, json=update(message=message("how much holiday")), headers=headers)
        assert (answer.status_code, answer.json()) == (403, {"error": "This address is for Telegram only."})
        assert rasa.heard == []

    async def test_it_is_refused_before_the_body_is_read(self, telegram):
        answer = await telegram.client.post(ADDRESS, content=b"{" * (2 * LARGEST_UPDATE))
        assert answer.status_code == 403

    async def test_a_stranger_learns_nothing_from_other_methods(self, telegram):
        assert (await telegram.client.get(ADDRESS)).status_code == 405


class TestBadInput:
    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 60000, b'{"update_id": "x"}', b"{}"])
    async def test_what_is_no_update_gets_a_sentence(self, telegram, body):
        answer = await telegram.client.post(ADDRESS, content=body, headers=PROOF)
        assert answer.status_code == 400
        assert list(answer.json()) == ["error"]

    async def test_too_many_bytes_are_refused(self, telegram):
        answer = await telegram.client.post(ADDRESS, content=b"x" * (LARGEST_UPDATE + 1), headers=PROOF)
        assert answer.status_code == 413

    @pytest.mark.parametrize(
        "what",
        [
            {"message": {"message_id": "x"}},
            {"message": None},
            {"callback_query": {"id": "1"}},
            {"channel_post": {"message_id": 1, "date": 0, "chat": {"id": -1, "type": "channel"}, "text": "x"}},
            {"unheard_of": {}},
        ],
    )
    async def test_an_update_that_cannot_be_read_is_not_sent_again(self, telegram, bot_api, what):
        """Telegram sends anew whatever is not answered with 200, and it would be no better then."""
        answer = await telegram.client.post(ADDRESS, json={"update_id": 1, **what}, headers=PROOF)
        assert answer.status_code == 200
        assert PERSON not in bot_api.posts

    async def test_two_long_texts_in_escapes_fit(self, telegram):
        long = "\U0001f600" * 2048
        happened = update(message=message(long) | {"reply_to_message": message(long)})
        body = json.dumps(happened).encode()
        assert len(body) > 49_000
        assert (await telegram.client.post(ADDRESS, content=body, headers=PROOF)).status_code == 200
