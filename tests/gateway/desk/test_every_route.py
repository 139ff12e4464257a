"""Every address of the app: nothing of the desk is reached without a session, or without the role for it."""

import asyncio
import re

import pytest
from fastapi import FastAPI

from bot.errors import ConfigurationError
from bot.gateway.desk.access import SIGN_IN, check_declared, flat
from bot.helpdesk.access import Act, Role, may
from tests.gateway.conftest import client_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
OPEN_ELSEWHERE = (
    "/api/",
    "/health",
    "/ready",
    "/metrics",
    "/static",
    "/help",
    "/privacy",
    "/accessibility",
    "/library",
    "/results/",
    "/embed",
    "/manifest.webmanifest",
    "/service-worker.js",
    "/offline",
)
"""Where the public part of the app lives; a route anywhere else must be thought about here first."""
LET_IN = "let in"


def filled(path: str) -> str:
    """Put values into a path: numbers of things that do not exist, so that nothing changes."""
    return re.sub(r"\{[^}]*\}", "nothing", re.sub(r"\{\w+:int\}", "999999", path))


def declared(app: FastAPI):
    """Return path, method and act of each address of the desk."""
    return [
        (path, method, route.endpoint.desk_act)
        for path, route in flat(app.routes)
        if path.startswith("/desk")
        for method in sorted(route.methods)
    ]


async def asked(client, method, path, **values):
    """Return a response, or that the address let us in and keeps the line open."""
    try:
        return await asyncio.wait_for(client.request(method, path, **values), 5)
    except TimeoutError:
        return LET_IN


class TestWithoutASession:
    async def test_nothing_of_the_desk_answers_but_sign_in(self, app):
        reached = []
        for path, route in flat(app.routes):
            if not path.startswith("/desk") or path.startswith(SIGN_IN):
                continue
            for method in METHODS:
                async with client_of(app) as client:
                    response = await asked(client, method, filled(path))
                sent_away = response.status_code == 303 and response.headers["location"].startswith(f"{SIGN_IN}?next=")
                refused = response.status_code in {401, 403} or (
                    method not in route.methods and response.status_code == 405
                )
                if not (sent_away or refused):
                    reached.append((method, path, response.status_code))
        assert reached == []

    async def test_an_unknown_address_looks_like_a_known_one(self, client):
        known, unknown = await client.get("/desk/people"), await client.get("/desk/unheard-of")
        assert (known.status_code, unknown.status_code) == (303, 303)
        assert (await client.post("/desk/unheard-of")).status_code == 403

    @pytest.mark.parametrize("stage", ["second_factor", "set_up", "oidc"])
    async def test_half_a_sign_in_reaches_no_more(self, app, product, signed_in, stage):
        visitor = signed_in(*Role)
        visitor.token = visitor._sessions.start(stage, visitor.person.number, {"next": "/desk", "secret": "A" * 32})
        visitor.client.cookies.set("sds_desk", visitor.token)
        statuses = set()
        for path, method, act in declared(app):
            if act is not None:
                response = await asked(visitor.client, method, filled(path), data=None)
                statuses.add((method, response.status_code))
        assert statuses == {("GET", 303), ("POST", 403)}

    def test_every_other_route_lives_where_the_public_part_does(self, app):
        others = [path for path, _ in flat(app.routes) if not path.startswith("/desk") and path != "/"]
        assert [path for path in others if not path.startswith(OPEN_ELSEWHERE)] == []


class TestRoles:
    @pytest.mark.parametrize("role", Role)
    async def test_a_role_reaches_what_the_table_says_and_nothing_else(self, app, signed_in, role):
        visitor, wrong = signed_in(role), []
        signed_in("admin")  # there is another, so that nothing is refused for being the last
        for path, method, act in declared(app):
            if act is None:
                continue
            visitor.sign_in()
            send = visitor.get if method == "GET" else visitor.post
            try:
                response = await asyncio.wait_for(send(filled(path)), 5)
                let_in = response.status_code != 403
                if path == "/desk" and method == "GET" and not may([role], act):
                    let_in = response.status_code != 303
            except TimeoutError:
                let_in = True
            if let_in != may([role], act):
                wrong.append((method, path, act))
        assert wrong == []

    def test_only_the_steps_of_signing_in_are_open(self, app):
        open_ones = [path for path, _, act in declared(app) if act is None]
        assert open_ones
        assert [path for path in open_ones if not path.startswith(SIGN_IN)] == []

    def test_every_address_names_an_act(self, app):
        acts = {act for _, _, act in declared(app) if act is not None}
        assert acts <= set(Act)
        assert {Act.OWN_ACCOUNT, Act.SEE_PEOPLE, Act.CHANGE_PEOPLE, Act.AUDIT} <= acts


class TestForgotten:
    def test_an_app_with_a_route_that_names_no_act_does_not_start(self, app):
        @app.get("/desk/forgotten")
        async def forgotten() -> str:
            return "everything"

        with pytest.raises(ConfigurationError, match="/desk/forgotten"):
            check_declared(app.routes)

    def test_one_in_a_mounted_app_is_noticed_too(self, app):
        below = FastAPI()

        @below.get("/forgotten")
        async def forgotten() -> str:
            return "everything"

        app.mount("/desk/below", below)
        with pytest.raises(ConfigurationError, match="/desk/below"):
            check_declared(app.routes)
