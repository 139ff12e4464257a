"""Messages that were given up, with a button to send each again."""

from http import HTTPStatus

from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import DeskRouter, see
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.gateway.paging import page_number
from bot.helpdesk.access import Act
from bot.services.posting import Posting

_A_PAGE = 50


def dead_letter_pages(desk: Desk, posting: Posting) -> DeskRouter:
    """Build the routes of dead letters."""
    router = DeskRouter(desk)

    @router.get("/dead-letters", Act.DEAD_LETTERS)
    def show(asked: Asked) -> Response:
        return _shown(asked, posting)

    @router.post("/dead-letters/{number:int}/send-again", Act.DEAD_LETTERS)
    def send_again(asked: Asked, number: int) -> Response:
        try:
            posting.send_again(number, asked.person.number)
        except RefusedError as error:
            return _shown(asked, posting, HTTPStatus.BAD_REQUEST, str(error))
        return see("/desk/dead-letters?done=resent")

    return router


def _shown(asked: Asked, posting: Posting, status: int = HTTPStatus.OK, error: str = "") -> Response:
    letters, number = posting.dead(), page_number(asked.query("page"))
    return page(
        asked,
        "desk/dead_letters.html",
        status,
        letters=letters[(number - 1) * _A_PAGE : number * _A_PAGE],
        total=len(letters),
        number=number,
        pages=max(-(-len(letters) // _A_PAGE), 1),
        at=Moments(asked.now),
        done=asked.query("done"),
        error=error,
    )
