"""The app as a whole: headers on every answer, health, readiness, counters, logs, and a worker that runs."""

import asyncio
import dataclasses
import logging
import traceback

import pytest
from starlette.responses import StreamingResponse

from bot.errors import ConfigurationError
from bot.gateway.app import create_app
from bot.gateway.failures import BrokenOffError, where
from bot.gateway.health import Readiness
from bot.gateway.security import HEADERS
from bot.helpdesk.tickets import State
from bot.services.handling import Actor
from bot.storage.database import connect, units
from tests.gateway.conftest import client_of
from tests.gateway.desk.staff import ticket
from tests.gateway.telegram_api import until
from tests.gateway.world import settings


async def asked(client, text, message_id="12345678"):
    await client.post("/api/sessions", json={})
    return await client.post("/api/messages", json={"text": text, "message_id": message_id})


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/health", "/metrics", "/api/messages", "/nothing", "/static/chat.js", "/static/nothing.js"]
    )
    async def test_every_answer_carries_them(self, client, path):
        response = await client.get(path)
        assert {name: response.headers.get(name) for name in HEADERS} == dict(HEADERS)
        assert response.headers["cache-control"]

    async def test_an_answer_about_a_breakage_carries_them_too(self, app):
        @app.get("/break")
        async def break_() -> None:
            message = "words of a person"
            raise RuntimeError(message)

        async with client_of(app) as client:
            response = await client.get("/break")
        assert response.status_code == 500
        assert response.json() == {"error": "Something went wrong here. Please try again in a minute."}
        assert response.headers["content-security-policy"] == HEADERS["content-security-policy"]

    def test_the_policy_trusts_own_files_only(self):
        parts = HEADERS["content-security-policy"].split("; ")
        assert "default-src 'none'" in parts
        assert not any(word in part for part in parts for word in ("unsafe", "http", "*", "blob"))


class TestPage:
    async def test_the_page_opens_in_english_without_a_session(self, client):
        response = await client.get("/")
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert '<html lang="en">' in response.text
        assert 'data-session="no"' in response.text
        assert "set-cookie" not in response.headers

    async def test_the_page_knows_who_comes_back(self, client):
        await client.post("/api/sessions", json={"nation": "england", "role": "pa_employer"})
        text = (await client.get("/")).text
        assert 'data-session="yes"' in text
        assert '<option value="england" selected>' in text
        assert '<option value="pa_employer" selected>' in text

    async def test_the_page_names_no_other_address(self, client):
        assert "http" not in (await client.get("/")).text.replace("http-equiv", "")


class TestHealth:
    async def test_a_living_process_says_so(self, client):
        response = await client.get("/health")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})

    async def test_what_is_not_ready_is_named_without_addresses(self, product, rasa, tmp_path):
        nowhere = "http://127.0.0.1:9"
        app = create_app(product, rasa, settings(tmp_path, rasa_url=nowhere, actions_url=nowhere))
        async with client_of(app) as client:
            response = await client.get("/ready")
        assert response.status_code == 503
        parts = {"database": "ok", "rasa": "does not answer", "actions": "does not answer"}
        assert response.json() == {"ready": False, "parts": parts}

    async def test_asking_leaves_nothing_in_the_database(self, product, clock):
        readiness = Readiness(product.units, clock, {})
        assert [await readiness.parts() for _ in range(2)] == [{"database": "ok"}] * 2
        await readiness.close()

    async def test_a_cause_is_logged_once_however_often_it_is_asked_for(self, product, clock, caplog):
        address = "http://127.0.0.1:9/health"
        readiness = Readiness(product.units, clock, {"actions": address})
        for _ in range(3):
            await readiness.parts()
        await readiness.close()
        told = [record.getMessage() for record in caplog.records if record.name == "bot.gateway.health"]
        assert told == [f"ready.changed part={address} state=does not answer (ConnectError)"]

    async def test_a_read_only_database_is_not_ready(self, product, clock, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        address = f"sqlite:///file:{tmp_path}/var/sds-guide.sqlite?mode=ro&uri=true"
        readiness = Readiness(units(connect(address)), clock, {})
        assert await readiness.parts() == {"database": "cannot be written"}
        await readiness.close()


class TestCounters:
    async def test_turns_are_counted_by_outcome_and_reason(self, client):
        await asked(client, "how much holiday")
        await asked(client, "can I speak to a human", "22345678")
        text = (await client.get("/metrics")).text
        assert 'sds_messages_total{channel="web",outcome="answer",reason=""} 1.0' in text
        assert 'sds_messages_total{channel="web",outcome="escalate",reason="asked_for_human"} 1.0' in text
        assert "sds_turn_seconds_count 2.0" in text
        assert "sds_tickets_open 1.0" in text

    async def test_what_waits_for_a_champion_is_counted_by_state(self, client, product):
        for state in State:
            ticket(product, state=state.value)
        assert "sds_tickets_open 2.0" in (await client.get("/metrics")).text

    async def test_they_hold_nothing_about_a_person(self, client):
        await asked(client, "how much holiday for Zebedee")
        text = (await client.get("/metrics")).text
        assert "Zebedee" not in text
        assert "web:" not in text


class TestLog:
    async def test_a_message_leaves_one_line_without_its_words(self, client, caplog):
        caplog.set_level(logging.INFO)
        await asked(client, "how much holiday for Zebedee")
        (line,) = [record.getMessage() for record in caplog.records if record.name == "bot.gateway.turns"]
        assert line.startswith("message.answered channel=web outcome=answer reason=- article=pa-pay/holiday ms=")
        assert "Zebedee" not in caplog.text

    async def test_a_breakage_leaves_its_place_and_no_words(self, client, rasa, caplog):
        rasa.says = [{"text": "Zebedee", "custom": {"outcome": "Zebedee"}}]
        await asked(client, "how much holiday for Zebedee")
        assert "turn.broke ValueError at " in caplog.text
        assert "Zebedee" not in caplog.text

    async def test_nor_does_one_in_the_middle_of_an_answer_though_the_server_logs_it_too(self, app, caplog):
        async def begun():
            yield "…"
            message = "words of Zebedee"
            raise RuntimeError(message)

        @app.get("/begun")
        async def stream() -> StreamingResponse:
            return StreamingResponse(begun())

        async with client_of(app) as client:
            with pytest.raises(BrokenOffError) as broken:
                await client.get("/begun")
        assert "request.broke RuntimeError at " in caplog.text
        assert "Zebedee" not in caplog.text + "".join(traceback.format_exception(broken.value))

    def test_where_names_kind_and_place(self):
        with pytest.raises(ValueError, match="Zebedee") as caught:
            int("Zebedee")
        assert where(caught.value).startswith("ValueError at test_app.py:")


class TestLifespan:
    async def test_the_outbox_works_while_the_app_runs(self, app, client, product):
        await asked(client, "can I speak to a human")
        async with app.router.lifespan_context(app):
            product.handling.answer(1, "Ring me.", Actor(None, "a champion"))
            await asyncio.sleep(1)
        with product.units() as work:
            conversation = work.tickets.get(1).conversation
            assert [m.sent for m in work.outbox.for_conversation(conversation, 0)] == [product.clock()]

    async def test_a_broken_database_does_not_end_the_worker(self, product, rasa, tmp_path, caplog):
        def fail():
            message = "gone"
            raise OSError(message)

        app = create_app(dataclasses.replace(product, units=fail), rasa, settings(tmp_path))
        async with app.router.lifespan_context(app):
            await until(lambda: "outbox.broke OSError" in caplog.text)

    def test_without_a_token_it_does_not_start(self, product, tmp_path):
        with pytest.raises(ConfigurationError, match="SDS_RASA_TOKEN"):
            create_app(product, configuration=settings(tmp_path, rasa_token=""))

    async def test_with_rasa_stopped_a_question_becomes_a_ticket(self, product, tmp_path):
        """The whole way, with the real client and a port that nobody listens on."""
        app = create_app(product, configuration=settings(tmp_path, rasa_url="http://127.0.0.1:9"))
        async with client_of(app) as client:
            response = await asked(client, "how much holiday")
        (reply,) = response.json()["messages"]
        assert (reply["outcome"], reply["reason"], reply["ticket"]) == ("error", "failure", 1)
        assert logging.getLogger("httpx").level == logging.WARNING
