"""Pages to look things up: who is in which team, and who changed what."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.people import team_rows
from bot.gateway.desk.rendering import page
from bot.gateway.paging import page_number
from bot.helpdesk.access import Act
from bot.helpdesk.days import day_in_words, in_words
from bot.services.auditing import Auditing
from bot.services.people import People
from bot.services.people_records import AuditFilter, Person

ACTIONS: Sequence[tuple[str, str]] = (
    ("", "Everything"),
    ("people.", "People and access"),
    ("people.signed_in", "Sign-ins"),
    ("ticket.", "Tickets"),
    ("draft.", "Drafts"),
    ("article.", "Published answers"),
    ("outbox.", "Messages"),
)
_LONGEST = 60
_MOST_DIGITS = 9


def team_pages(desk: Desk, people: People) -> DeskRouter:
    """Build the page of teams; a manager who is no administrator sees the own ones."""
    router = DeskRouter(desk)

    @router.get("/teams", Act.SEE_PEOPLE)
    def teams(asked: Asked) -> Response:
        own = people.managed_by(asked.person.number)
        shown = [t for t in people.teams if asked.person.may(Act.CHANGE_PEOPLE) or t in own]

        def rows(members: Sequence[tuple[Person, str]]) -> Sequence[tuple[str, str]]:
            return [(person.name, function + _away(person, asked)) for person, function in members]

        found = team_rows(people.list(), people.memberships(), shown)
        return page(asked, "desk/teams.html", teams=found, titles=people.titles, rows=rows)

    return router


def audit_pages(desk: Desk, auditing: Auditing, people: People) -> DeskRouter:
    """Build the audit trail, in pages and with a filter."""
    router = DeskRouter(desk)

    @router.get("/audit", Act.AUDIT)
    def trail(asked: Asked) -> Response:
        everybody = people.list()
        wanted = AuditFilter(
            asked.query("action")[:_LONGEST], asked.query("subject")[:_LONGEST], _number(asked.query("person"))
        )
        filtered = {"action": wanted.action, "subject": wanted.subject, "person": wanted.person or ""}
        return page(
            asked,
            "desk/audit.html",
            trail=auditing.page(wanted, page_number(asked.query("page"))),
            names={person.number: person.name for person in everybody},
            wanted=wanted,
            actions=ACTIONS,
            people=[("", "Everybody"), *((person.number, person.name) for person in everybody)],
            address=f"/desk/audit?{urlencode(filtered)}&page=",
            in_words=in_words,
            in_line=in_line,
        )

    return router


def in_line(details: Mapping[str, Any]) -> str:
    """Return the details of an entry on one line."""
    return "; ".join(f"{name}: {_plain(value)}" for name, value in details.items())


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {inner}" for name, inner in value.items()) or "none"
    if isinstance(value, list):
        return " → ".join(_plain(part) for part in value) if value else "none"
    return str(value)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _away(person: Person, asked: Asked) -> str:
    if not person.away(asked.now) or person.away_until is None:
        return ""
    helper = f". {person.stand_in}" if person.stand_in else ""
    return f", away until {day_in_words(person.away_until)}{helper}"
