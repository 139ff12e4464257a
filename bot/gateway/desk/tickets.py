"""The forms of a ticket's page: claim, answer, ask back, note, snooze, hand on, merge."""

from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import DeskRouter, see
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.ticket_page import TicketDesk, actor, shown, tried
from bot.helpdesk import snoozing
from bot.helpdesk.access import Act
from bot.services.records import Ticket

_PERSON, _TEAM = "person", "team"
_TICKET = "/tickets/{number:int}"


def ticket_pages(desk: Desk, work: TicketDesk) -> DeskRouter:
    """Build the routes of tickets."""
    router = DeskRouter(desk)

    @router.get(_TICKET, Act.TICKETS)
    def show(asked: Asked, number: int) -> Response:
        return shown(asked, work, number)

    _owning(router, work)
    _handing_on(router, work)
    _asking(router, work)
    _answering(router, work)
    _merging(router, work)
    return router


def _owning(router: DeskRouter, work: TicketDesk) -> None:
    @router.post(f"{_TICKET}/claim", Act.TICKETS)
    def claim(asked: Asked, number: int) -> Response:
        return tried(asked, work, number, "claimed", lambda version: work.handling.claim(number, actor(asked), version))

    @router.post(f"{_TICKET}/release", Act.TICKETS)
    def release(asked: Asked, number: int) -> Response:
        return tried(
            asked, work, number, "released", lambda version: work.handling.release(number, actor(asked), version)
        )

    @router.post(f"{_TICKET}/snooze", Act.TICKETS)
    def snooze(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            hours = work.routing.of(work.viewing.view(number).ticket.team).hours
            until = snoozing.until(asked.form.text("until"), asked.form.text("date"), asked.now, hours)
            work.handling.snooze(number, actor(asked), until, version)

        return tried(asked, work, number, "snoozed", move, "until")


def _handing_on(router: DeskRouter, work: TicketDesk) -> None:
    @router.post(f"{_TICKET}/hand-on", Act.TICKETS)
    def hand_on(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            kind, _, to = asked.form.text("to").partition(":")
            if kind == _PERSON:
                name = _name_in_team(work, number, to)
                work.handling.hand_to_person(number, actor(asked), int(to), name, version)
            elif kind == _TEAM:
                work.handling.hand_to_team(number, actor(asked), to, version)
            else:
                message = "Choose whom the ticket is handed on to. Nothing was changed."
                raise RefusedError(message)

        return tried(asked, work, number, "handed_on", move, "to")


def _asking(router: DeskRouter, work: TicketDesk) -> None:
    @router.post(f"{_TICKET}/note", Act.TICKETS)
    def note(asked: Asked, number: int) -> Response:
        # A note overwrites nothing, so it is taken whatever happened meanwhile.
        return tried(
            asked,
            work,
            number,
            "noted",
            lambda _: work.handling.note(number, actor(asked), asked.form.text("note")),
            "note",
        )

    @router.post(f"{_TICKET}/ask", Act.TICKETS)
    def ask(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            work.handling.ask_back(number, actor(asked), asked.form.text("question"), version)

        return tried(asked, work, number, "asked", move, "question")


def _answering(router: DeskRouter, work: TicketDesk) -> None:
    @router.post(f"{_TICKET}/answer", Act.TICKETS)
    def answer(asked: Asked, number: int) -> Response:
        answered: list[Ticket] = []

        def move(version: int) -> None:
            answered.extend(work.handling.answer(number, asked.form.text("answer"), actor(asked), version))

        response = tried(asked, work, number, "answered", move, "answer")
        if answered and asked.form.text("draft") and asked.person.may(Act.DRAFTS):
            return see(f"/desk/tickets/{number}?done={_offered(asked, work, answered)}")
        return response

    @router.post(f"{_TICKET}/send", Act.TICKETS)
    def send(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            work.handling.send_article(number, asked.form.text("article"), actor(asked), version)

        return tried(asked, work, number, "answered", move)

    @router.post(f"{_TICKET}/offer", Act.DRAFTS)
    def offer(asked: Asked, number: int) -> Response:
        return tried(asked, work, number, "offered", lambda _: work.offering.offer(number, asked.person.number))


def _merging(router: DeskRouter, work: TicketDesk) -> None:
    @router.post(f"{_TICKET}/merge", Act.TICKETS)
    def merge(asked: Asked, number: int) -> Response:
        def move(_: int) -> None:
            # The other ticket is the one that changes, so its version counts.
            form = asked.form
            work.handling.merge(form.number("other"), number, actor(asked), form.number("other_version"))

        return tried(asked, work, number, "merged", move)

    @router.post(f"{_TICKET}/part", Act.TICKETS)
    def part(asked: Asked, number: int) -> Response:
        def move(version: int) -> None:
            work.handling.part(number, actor(asked), version)

        return tried(asked, work, asked.form.number("back"), "parted", move)


def _name_in_team(work: TicketDesk, number: int, person: str) -> str:
    """Return how somebody in a ticket's team is called; raises RefusedError when nobody of this number is in it."""
    team = work.colleagues.of_team(work.viewing.view(number).ticket.team)
    name = next((colleague.name for colleague in team if str(colleague.number) == person), None)
    if name is None:
        message = "This person is no longer in the team. Choose somebody else. Nothing was changed."
        raise RefusedError(message)
    return name


def _offered(asked: Asked, work: TicketDesk, answered: list[Ticket]) -> str:
    """Offer an answer as a draft and name the words for it; the answer itself is out whatever becomes of the draft."""
    try:
        work.offering.offer(answered[0].number or 0, asked.person.number)
    except RefusedError:
        return "not_drafted"
    return "drafted"
