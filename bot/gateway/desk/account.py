"""The own account: absence, linked chat, password."""

from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import DeskRouter, see
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.desk_sessions import hashed
from bot.gateway.desk.people import in_teams
from bot.gateway.desk.rendering import page
from bot.gateway.desk.sign_in import PASSWORDS_DIFFER
from bot.helpdesk.access import Act
from bot.helpdesk.days import day_of, start_of_day
from bot.services.access_links import AccessLinks
from bot.services.people import People

ADDRESS = "/desk/account"
NOTICES = {"saved": "Saved.", "password": "Your password is changed. You were signed out everywhere else."}


def account_pages(desk: Desk, people: People, links: AccessLinks) -> DeskRouter:
    """Build the page and its forms."""
    router = DeskRouter(desk)

    def show(asked: Asked, status: int = HTTPStatus.OK, **values: Any) -> Response:
        person = people.show(asked.person.number)
        teams = in_teams(person.number, people.memberships(person.number), people.titles)
        notice = NOTICES.get(asked.query("done"), "")
        shown = {"person": person, "teams": teams, "away": day_of(person.away_until), "stand_in": person.stand_in}
        return page(asked, "desk/account.html", status, **shown | {"notice": notice} | values)

    @router.get("/account", Act.OWN_ACCOUNT)
    def account(asked: Asked) -> Response:
        return show(asked)

    @router.post("/account/away", Act.OWN_ACCOUNT)
    def away(asked: Asked) -> Response:
        day, stand_in = asked.form.text("away"), asked.form.text("stand_in")
        try:
            people.away(asked.person.number, start_of_day(day), stand_in, by=asked.person.number)
        except RefusedError as error:
            typed = {"away": day, "stand_in": stand_in, "errors": {"away": str(error)}}
            return show(asked, HTTPStatus.BAD_REQUEST, **typed)
        return see(f"{ADDRESS}?done=saved")

    @router.post("/account/chat", Act.OWN_ACCOUNT)
    def link_chat(asked: Asked) -> Response:
        return show(asked, code=links.chat_code(asked.person.number))

    @router.post("/account/chat/unlink", Act.OWN_ACCOUNT)
    def unlink_chat(asked: Asked) -> Response:
        people.unlink_chat(asked.person.number, by=asked.person.number)
        return see(f"{ADDRESS}?done=saved")

    @router.post("/account/password", Act.OWN_ACCOUNT)
    def change_password(asked: Asked) -> Response:
        current, password = asked.form.get("current", ""), asked.form.get("password", "")
        session = hashed(desk.sessions.token(asked.request))
        try:
            if password != asked.form.get("again", ""):
                raise RefusedError(PASSWORDS_DIFFER)  # noqa: TRY301 - shown like the others
            links.change_password(asked.person.number, current, password, session)
        except RefusedError as error:
            name = "current" if "current" in str(error) else "password"
            return show(asked, HTTPStatus.BAD_REQUEST, errors={name: str(error)})
        return see(f"{ADDRESS}?done=password")

    return router
