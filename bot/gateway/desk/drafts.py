"""The pages of drafts: those that wait, one with its neighbours, and the forms on it."""

from typing import Any

from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.draft_page import DraftDesk, shown, tried
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.helpdesk.access import Act
from bot.helpdesk.drafts import DraftState
from bot.services.publishing_records import CONTENT

_DRAFT = "/drafts/{number:int}"
GROUPS = {
    "review": (DraftState.IN_REVIEW,),
    "writing": (DraftState.DRAFT, DraftState.SENT_BACK),
    "approved": (DraftState.APPROVED,),
    "withdrawn": (DraftState.WITHDRAWN,),
}


def draft_pages(desk: Desk, work: DraftDesk) -> DeskRouter:
    """Build the routes of drafts."""
    router = DeskRouter(desk)

    @router.get("/drafts", Act.DRAFTS)
    def drafts(asked: Asked) -> Response:
        group = asked.query("show") if asked.query("show") in GROUPS else "review"
        found = work.drafting.list([state.value for state in GROUPS[group]])
        rows = [(draft, work.name(draft.author)) for draft in found]
        return page(asked, "desk/drafts.html", rows=rows, group=group, groups=GROUPS, at=Moments(asked.now))

    @router.get(_DRAFT, Act.DRAFTS)
    def show(asked: Asked, number: int) -> Response:
        return shown(asked, work, number)

    _writing(router, work)
    _reviewing(router, work)
    return router


def _writing(router: DeskRouter, work: DraftDesk) -> None:
    @router.post(f"{_DRAFT}/change", Act.DRAFTS)
    def change(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            work.drafting.edit(number, _changes(asked), by=asked.person.number, version=version)

        return tried(asked, work, number, "changed", move, "title")

    @router.post(f"{_DRAFT}/submit", Act.DRAFTS)
    def submit(asked: Asked, number: int) -> Response:
        by = asked.person.number
        return tried(asked, work, number, "submitted", lambda v: work.drafting.submit(number, by=by, version=v))

    @router.post(f"{_DRAFT}/take-back", Act.DRAFTS)
    def take_back(asked: Asked, number: int) -> Response:
        by = asked.person.number
        return tried(asked, work, number, "taken_back", lambda v: work.drafting.take_back(number, by=by, version=v))

    @router.post(f"{_DRAFT}/withdraw", Act.DRAFTS)
    def withdraw(asked: Asked, number: int) -> Response:
        by = asked.person.number
        return tried(asked, work, number, "withdrawn", lambda v: work.drafting.withdraw(number, by=by, version=v))


def _reviewing(router: DeskRouter, work: DraftDesk) -> None:
    @router.post(f"{_DRAFT}/accept", Act.REVIEW)
    def accept(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            key, reason = asked.form.text("key"), asked.form.text("reason")
            work.publishing.acknowledge(number, key, reason, by=asked.person.number, version=version)

        return tried(asked, work, number, "accepted", move)

    @router.post(f"{_DRAFT}/approve", Act.REVIEW)
    def approve(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            team = asked.form.text("team")
            if not team:
                message = "Choose in the name of which team the answer is given. Nothing was published."
                raise RefusedError(message)
            work.publishing.approve(number, by=asked.person.number, version=version, team=team)

        return tried(asked, work, number, "approved", move, "team")

    @router.post(f"{_DRAFT}/send-back", Act.REVIEW)
    def send_back(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            work.publishing.send_back(number, asked.form.text("note"), by=asked.person.number, version=version)

        return tried(asked, work, number, "sent_back", move, "note")


def _changes(asked: Asked) -> dict[str, Any]:
    changes: dict[str, Any] = {name: asked.form.text(name) for name in CONTENT if name != "audience"}
    return changes | {"audience": list(asked.form.all("audience"))}
