"""Signing in with an OpenID Connect provider: there, and back."""

import asyncio

from starlette.responses import Response

from bot.gateway.desk.access import local, see
from bot.gateway.desk.asked import Desk
from bot.gateway.desk.desk_sessions import OIDC, SIGNED_IN
from bot.gateway.desk.oidc import Provider
from bot.gateway.desk.open_routes import Opened, OpenRouter
from bot.services.signing_in import SigningIn


def provider_steps(desk: Desk, signing_in: SigningIn, provider: Provider) -> OpenRouter:
    """Build the two steps. The first is a link, since browsers let no form lead to another site here."""
    router = OpenRouter(desk)

    @router.step("GET", "/oidc", paced=True)
    async def go(opened: Opened) -> Response:
        wanted = local(opened.request.query_params.get("next", ""))
        if opened.shown and opened.shown.session.stage == SIGNED_IN:
            return see(wanted)
        begun = await provider.begin()
        return await asyncio.to_thread(opened.go_on, OIDC, None, {"next": wanted, **begun.kept()}, begun.address)

    @router.step("GET", "/oidc/return", paced=True)
    async def come_back(opened: Opened) -> Response:
        kept = opened.at(OIDC).session.data
        # One answer a sign-in: the step ends here, whatever comes of it.
        await asyncio.to_thread(desk.sessions.end, desk.sessions.token(opened.request))
        found = await provider.finish(opened.request.query_params, kept)
        person = await asyncio.to_thread(signing_in.by_provider, found.issuer, found.subject, found.verified_email)
        return await asyncio.to_thread(opened.go_on, SIGNED_IN, person.number, {}, kept["next"])

    return router
