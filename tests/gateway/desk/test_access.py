"""What happens before a page of the desk runs, and when it goes wrong."""

import json
import logging

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from bot.errors import ConfigurationError, ConflictError, RefusedError, StorageError, UnknownItemError
from bot.gateway import failures
from bot.gateway.desk.access import DeskRouter, home, local, see
from bot.gateway.desk.asked import Desk
from bot.gateway.desk.rendering import environment, page
from bot.helpdesk.access import Act
from tests.gateway.conftest import client_of
from tests.gateway.desk.visitor import Visitor, csrf_in, heading, sessions_of, words
from tests.staff import staff

ERRORS = {
    "refused": RefusedError("Not like <b>this</b>."),
    "unknown": UnknownItemError("There is no ticket 9."),
    "conflict": ConflictError("Somebody changed it."),
    "storage": StorageError("The database hush-hush cannot be used."),
    "broken": ValueError("words of a person"),
}


@pytest.fixture
def world(tmp_path):
    return staff(tmp_path)


@pytest.fixture
def small(world) -> FastAPI:
    """An app with a few pages of the desk."""
    app = FastAPI(openapi_url=None)
    failures.install(app)
    router = DeskRouter(Desk(sessions_of(world), environment(), world.clock))

    @router.get("/echo/{number:int}", Act.TICKETS)
    def echo(asked, number):
        return PlainTextResponse(f"{asked.person.name} {number + 1} {asked.query('q')}")

    @router.get("/waiting", Act.OWN_ACCOUNT)
    async def waiting(asked):
        return PlainTextResponse(str(await asked.still_signed_in()))

    @router.post("/echo/{number:int}", Act.TICKETS)
    def take(asked, number):
        shown = {"text": asked.form.text("text"), "boxes": asked.form.all("box"), "n": asked.form.number("n")}
        return PlainTextResponse(json.dumps(shown))

    @router.get("/fails/{how}", Act.TICKETS)
    def fail(asked, how):
        raise ERRORS[how]

    @router.get("/form", Act.TICKETS)
    def form(asked):
        return page(asked, "desk/error.html", heading="A form")

    @router.post("/moved", Act.TICKETS)
    def moved(asked):
        return see("/desk/form")

    app.include_router(router)
    return app


@pytest.fixture
async def champion(small, world):
    async with client_of(small) as client:
        yield Visitor(client, world.person("champion"), sessions_of(world))


class TestGate:
    async def test_somebody_signed_in_with_the_role_is_let_in(self, champion):
        assert (await champion.get("/desk/echo/4?q=x")).text == "Person 1 5 x"

    async def test_without_a_session_a_page_leads_to_sign_in_and_back(self, small):
        async with client_of(small) as client:
            response = await client.get("/desk/echo/4?q=x&r=y")
        assert response.status_code == 303
        assert response.headers["location"] == "/desk/sign-in?next=/desk/echo/4%3Fq%3Dx%26r%3Dy"

    async def test_a_stream_or_a_form_without_a_session_is_refused(self, small):
        async with client_of(small) as client:
            stream = await client.get("/desk/waiting", headers={"accept": "text/event-stream"})
            form = await client.post("/desk/echo/4", data={"n": "1"})
        assert (stream.status_code, form.status_code) == (403, 403)
        assert "nothing was changed" in words(form)

    async def test_another_role_is_told_so(self, small, world):
        async with client_of(small) as client:
            admin = Visitor(client, world.person("admin"), sessions_of(world))
            response = await admin.get("/desk/echo/4")
        assert (response.status_code, heading(response)) == (403, "You may not do this")

    async def test_a_role_that_is_taken_away_counts_at_once(self, champion, world):
        assert (await champion.get("/desk/echo/4")).status_code == 200
        world.people.change(champion.person.number, None, _details(champion.person, "admin"))
        assert (await champion.get("/desk/echo/4")).status_code == 403

    async def test_who_has_left_is_signed_out(self, champion, world):
        world.people.deactivate(champion.person.number)
        assert (await champion.get("/desk/echo/4")).status_code == 303

    async def test_a_stream_can_ask_whether_it_may_go_on(self, champion):
        assert (await champion.get("/desk/waiting")).text == "True"


class TestForms:
    async def test_fields_are_read(self, champion):
        response = await champion.post("/desk/echo/4", text=" a\r\nb\x00 ", box=["1", "2"], n="7")
        assert response.json() == {"text": "a\nb", "boxes": ["1", "2"], "n": 7}

    @pytest.mark.parametrize("csrf", ["", "wrong", "é" * 64, "0" * 64])
    async def test_without_the_sessions_token_nothing_happens(self, champion, csrf):
        response = await champion.client.post("/desk/moved", data={"csrf": csrf})
        assert response.status_code == 403
        assert "earlier sign-in" in words(response)

    async def test_the_token_of_another_session_does_not_fit(self, champion):
        old = champion.token
        champion.sign_in()
        new, champion.token = champion.token, old
        assert (await champion.post("/desk/moved")).status_code == 403
        champion.token = new
        assert (await champion.post("/desk/moved")).status_code == 303

    @pytest.mark.parametrize(
        "headers",
        [{"origin": "http://other.test"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
    )
    async def test_a_form_from_another_site_is_refused_even_with_the_token(self, champion, headers):
        champion.client.headers.update(headers)
        assert (await champion.post("/desk/moved")).status_code == 403

    async def test_a_form_from_our_own_page_is_taken(self, champion):
        champion.client.headers.update({"origin": "http://guide.test", "sec-fetch-site": "same-origin"})
        assert (await champion.post("/desk/moved")).status_code == 303

    async def test_pages_carry_the_token_for_their_forms(self, champion):
        token = csrf_in(await champion.get("/desk/form"))
        assert (await champion.client.post("/desk/moved", data={"csrf": token})).status_code == 303

    async def test_twenty_thousand_letters_of_any_script_arrive(self, champion):
        text = "𝔘" * 20_000
        assert (await champion.post("/desk/echo/4", text=text, n="1")).json()["text"] == text

    async def test_a_form_that_is_too_large_is_refused_in_words(self, champion):
        response = await champion.post("/desk/echo/4", text="x" * 600_000, n="1")
        assert response.status_code == 413
        assert "Nothing was kept" in words(response)

    @pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
    async def test_another_kind_of_body_is_refused(self, champion, kind):
        response = await champion.client.post("/desk/moved", content=b"{}", headers={"content-type": kind})
        assert response.status_code == 415

    async def test_a_thousand_fields_are_refused(self, champion):
        fields = {f"f{number}": "1" for number in range(1000)}
        assert (await champion.post("/desk/moved", **fields)).status_code == 400

    @pytest.mark.parametrize("number", ["", "x", "-1", "1" * 30, "٣"])
    async def test_what_is_no_number_is_refused(self, champion, number):
        assert (await champion.post("/desk/echo/4", n=number)).status_code == 400


class TestErrors:
    @pytest.mark.parametrize(
        ("how", "status", "text"),
        [
            ("refused", 400, "Not like &lt;b&gt;this&lt;/b&gt;."),
            ("unknown", 404, "There is no ticket 9."),
            ("conflict", 409, "Somebody changed it."),
            ("storage", 503, "Something went wrong here"),
            ("broken", 500, "Something went wrong here"),
        ],
    )
    async def test_each_becomes_a_page_in_words(self, champion, how, status, text):
        response = await champion.get(f"/desk/fails/{how}")
        assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert text in response.text
        assert "Person 1" in response.text

    async def test_neither_page_nor_log_tells_what_broke_in_a_persons_words(self, champion, caplog):
        with caplog.at_level(logging.INFO):
            response = await champion.get("/desk/fails/broken")
        assert "words of a person" not in response.text + caplog.text
        assert "desk.broke ValueError" in caplog.text


class TestDeclaring:
    @pytest.mark.parametrize("way", ["put", "patch", "delete", "api_route", "websocket", "route"])
    def test_other_ways_are_refused(self, world, way):
        router = DeskRouter(Desk(sessions_of(world), environment(), world.clock))
        with pytest.raises(ConfigurationError, match="DeskRouter"):
            getattr(router, way)("/x")

    def test_an_act_must_be_named(self, world):
        router = DeskRouter(Desk(sessions_of(world), environment(), world.clock))
        with pytest.raises(TypeError):
            router.get("/x")


class TestLocal:
    @pytest.mark.parametrize("address", ["/desk", "/desk/tickets/3", "/desk?state=open", "/desk/people?a=b&c=d"])
    def test_pages_of_the_desk_are_gone_back_to(self, address):
        assert local(address) == address

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "https://other.test/desk",
            "//other.test/desk",
            "/\\other.test",
            "/desk//other.test",
            "/desk\\..\\x",
            "/deskother",
            "/library",
            "/desk/a\r\nset-cookie: x",
            "javascript:alert(1)",
            "/desk/sign-in",
            "/desk/sign-in/oidc",
        ],
    )
    def test_anything_else_leads_to_the_desk_itself(self, address):
        assert local(address) == "/desk"


class TestHome:
    @pytest.mark.parametrize(
        ("role", "address"), [("champion", "/desk"), ("admin", "/desk/people"), ("manager", "/desk")]
    )
    def test_work_begins_where_the_role_has_some(self, world, role, address):
        assert home(world.person(role)) == address


def _details(person, *roles):
    from bot.services.people import Details

    return Details(person.name, person.email, roles)
