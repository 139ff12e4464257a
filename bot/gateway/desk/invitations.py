"""Codes that let people into the chat: made, listed and ended on the desk."""

from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import DeskRouter, see
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.helpdesk.access import Act
from bot.services.inviting import Inviting


def invitation_pages(desk: Desk, inviting: Inviting) -> DeskRouter:
    """Build the routes of invitations."""
    router = DeskRouter(desk)

    @router.get("/invitations", Act.INVITE)
    def show(asked: Asked) -> Response:
        return _shown(asked, inviting)

    @router.post("/invitations", Act.INVITE)
    def make(asked: Asked) -> Response:
        form = asked.form
        try:
            code = inviting.make(form.text("label"), form.number("uses"), form.number("days"), asked.person.number)
        except RefusedError as error:
            return _shown(asked, inviting, HTTPStatus.BAD_REQUEST, error=str(error), typed=form)
        # Shown in the answer itself: the code is kept nowhere and cannot be shown again.
        return _shown(asked, inviting, code=code)

    @router.post("/invitations/{number:int}/end", Act.INVITE)
    def end(asked: Asked, number: int) -> Response:
        inviting.end(number, asked.person.number)
        return see("/desk/invitations")

    return router


def _shown(asked: Asked, inviting: Inviting, status: int = HTTPStatus.OK, **values: Any) -> Response:
    shown = {"error": "", "typed": {}, "code": "", **values}
    return page(asked, "desk/invitations.html", status, invitations=inviting.all(), at=Moments(asked.now), **shown)
