"""Signing in with a password and a second factor, or with a one-time link; signing out."""

import io
from http import HTTPStatus

import segno
from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import PREFIX, SIGN_IN, DeskRouter, local, see
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.desk_sessions import SECOND_FACTOR, SET_UP, SIGNED_IN
from bot.gateway.desk.open_routes import Opened, OpenRouter
from bot.helpdesk.access import Act
from bot.services import access_links
from bot.services.access_links import AccessLinks
from bot.services.credentials import address_of_secret, new_secret
from bot.services.signing_in import SigningIn

_SVG = "image/svg+xml"
_PASSWORD_IS_SET = "password-set"  # noqa: S105 - a word in an address


def password_steps(desk: Desk, signing_in: SigningIn, provider: str = "") -> OpenRouter:
    """Build the steps: password, then the second factor, which is set up at the first sign-in."""
    router = OpenRouter(desk)

    @router.step("GET", "")
    def ask(opened: Opened) -> Response:
        wanted = local(opened.request.query_params.get("next", ""))
        if opened.shown and opened.shown.session.stage == SIGNED_IN:
            return see(wanted)
        done = opened.request.query_params.get("done") == _PASSWORD_IS_SET
        notice = "Your password is set. Sign in with it now." if done else ""
        return opened.page("desk/sign_in.html", next=wanted, provider=provider, notice=notice)

    @router.step("POST", "")
    def take(opened: Opened) -> Response:
        wanted, email = local(opened.form.text("next")), opened.form.text("email")
        try:
            person = signing_in.password(email, opened.form.get("password", ""))
        except RefusedError as error:
            shown = {"next": wanted, "provider": provider, "email": email, "errors": {"email": str(error)}}
            return opened.page("desk/sign_in.html", HTTPStatus.BAD_REQUEST, **shown)
        if person.totp_secret:
            return opened.go_on(SECOND_FACTOR, person.number, {"next": wanted}, f"{SIGN_IN}/code")
        data = {"next": wanted, "secret": new_secret()}
        return opened.go_on(SET_UP, person.number, data, f"{SIGN_IN}/set-up")

    _second_factor(router, signing_in)
    _set_up(router, signing_in)
    return router


def _second_factor(router: OpenRouter, signing_in: SigningIn) -> None:
    @router.step("GET", "/code")
    def ask(opened: Opened) -> Response:
        opened.at(SECOND_FACTOR)
        return opened.page("desk/sign_in_code.html")

    @router.step("POST", "/code")
    def take(opened: Opened) -> Response:
        session = opened.at(SECOND_FACTOR).session
        try:
            signing_in.second_factor(session.person or 0, opened.form.text("code"))
        except RefusedError as error:
            return opened.page("desk/sign_in_code.html", HTTPStatus.BAD_REQUEST, errors={"code": str(error)})
        return opened.go_on(SIGNED_IN, session.person, {}, session.data["next"])


def _set_up(router: OpenRouter, signing_in: SigningIn) -> None:
    @router.step("GET", "/set-up")
    def ask(opened: Opened) -> Response:
        secret = opened.at(SET_UP).session.data["secret"]
        return opened.page("desk/sign_in_set_up.html", secret=_in_fours(secret))

    @router.step("GET", "/set-up/code.svg")
    def picture(opened: Opened) -> Response:
        shown = opened.at(SET_UP)
        email = (shown.person.email if shown.person else None) or ""
        drawn = io.BytesIO()
        code = segno.make(address_of_secret(shown.session.data["secret"], email), error="m")
        code.save(drawn, kind="svg", scale=5, light="white")
        return Response(drawn.getvalue(), media_type=_SVG)

    @router.step("POST", "/set-up")
    def take(opened: Opened) -> Response:
        session = opened.at(SET_UP).session
        secret = session.data["secret"]
        try:
            signing_in.set_up(session.person or 0, secret, opened.form.text("code"))
        except RefusedError as error:
            shown = {"secret": _in_fours(secret), "errors": {"code": str(error)}}
            return opened.page("desk/sign_in_set_up.html", HTTPStatus.BAD_REQUEST, **shown)
        return opened.go_on(SIGNED_IN, session.person, {}, session.data["next"])


def link_steps(desk: Desk, links: AccessLinks) -> OpenRouter:
    """Build what one-time links open. Chat programs fetch links by themselves, so only a button uses one up."""
    router = OpenRouter(desk)

    @router.step("GET", "/link/{token}")
    def ask(opened: Opened, token: str) -> Response:
        person = links.opened(token, access_links.SIGN_IN).person
        return opened.page("desk/sign_in_link.html", name=person.name)

    @router.step("POST", "/link/{token}")
    def take(opened: Opened, token: str) -> Response:
        # No second factor: the chat account that got the link is one, and was linked by somebody signed in.
        return opened.go_on(SIGNED_IN, links.sign_in(token).number, {}, PREFIX)

    @router.step("GET", "/password/{token}")
    def ask_password(opened: Opened, token: str) -> Response:
        person = links.opened(token, access_links.PASSWORD).person
        return opened.page("desk/sign_in_password.html", person=person)

    @router.step("POST", "/password/{token}")
    def take_password(opened: Opened, token: str) -> Response:
        person = links.opened(token, access_links.PASSWORD).person
        password, again = opened.form.get("password", ""), opened.form.get("again", "")
        try:
            if password != again:
                raise RefusedError(PASSWORDS_DIFFER)  # noqa: TRY301 - shown like the others
            links.set_password(token, password)
        except RefusedError as error:
            errors = {"password": str(error)}
            return opened.page("desk/sign_in_password.html", HTTPStatus.BAD_REQUEST, person=person, errors=errors)
        return see(f"{SIGN_IN}?done={_PASSWORD_IS_SET}")

    return router


def sign_out_pages(desk: Desk, signing_in: SigningIn) -> DeskRouter:
    """Build the way out."""
    router = DeskRouter(desk)

    @router.post("/sign-out", Act.OWN_ACCOUNT)
    def leave(asked: Asked) -> Response:
        desk.sessions.end(desk.sessions.token(asked.request))
        signing_in.signed_out(asked.person.number)
        response = see(SIGN_IN)
        desk.sessions.take_back(asked.request, response)
        return response

    return router


PASSWORDS_DIFFER = "The two passwords are not the same. Type the same one twice."


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
