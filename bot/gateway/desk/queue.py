"""The queue: which tickets wait, chosen and counted, kept up to date while one looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.gateway.desk.access import DeskRouter
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.moments import Moments
from bot.gateway.desk.rendering import page
from bot.gateway.paging import page_number
from bot.helpdesk.access import Act
from bot.helpdesk.tickets import ENDED, WAITING, State
from bot.helpdesk.vocabulary import Nation, Reason
from bot.services.colleagues import Colleagues
from bot.services.records import Ticket
from bot.services.routing import Routing
from bot.services.ticket_queries import PAGE, Wanted
from bot.services.viewing import Viewing

_MINE = "mine"
GROUPS: Mapping[str, Sequence[str]] = {
    "waiting": tuple(sorted(state.value for state in WAITING)),
    _MINE: (State.CLAIMED.value,),
    "claimed": (State.CLAIMED.value,),
    "snoozed": (State.SNOOZED.value,),
    "answered": (State.ANSWERED.value,),
    "ended": tuple(sorted(state.value for state in ENDED)),
    "all": (),
}
"""What the queue can show, and which states that is."""
_NEWEST_FIRST = frozenset({"answered", "ended"})
_MY_TEAMS, _ALL_TEAMS = "mine", "all"
_LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Filter:
    """What the address asks for; unknown words count as not given."""

    group: str = "waiting"
    team: str = ""
    """A team's name, `mine`, `all`, or nothing: one's own teams, or all for somebody who is in none."""
    nation: str = ""
    reason: str = ""
    text: str = ""
    page: int = 1
    own: Sequence[str] = field(default=())
    """The teams that the one who asks is in."""

    @classmethod
    def of(cls, asked: Asked, own: Sequence[str], teams: Sequence[str]) -> "Filter":
        """Read a filter from an address."""
        return cls(
            group=_one_of(asked.query("show"), tuple(GROUPS)) or "waiting",
            team=_one_of(asked.query("team"), (_MY_TEAMS, _ALL_TEAMS, *teams)),
            nation=_one_of(asked.query("nation"), tuple(Nation)),
            reason=_one_of(asked.query("reason"), tuple(Reason)),
            text=asked.query("text")[:_LONGEST_SEARCH],
            page=page_number(asked.query("page")),
            own=own,
        )

    @property
    def teams(self) -> Sequence[str]:
        """The teams whose tickets are shown; nothing means all."""
        if self.team in {"", _MY_TEAMS}:
            return self.own
        return () if self.team == _ALL_TEAMS else (self.team,)

    def wanted(self, person: int) -> Wanted:
        """Return the filter as the database takes it. One's own tickets are one's own, whatever the team."""
        mine = self.group == _MINE
        return Wanted(
            states=GROUPS[self.group],
            teams=() if mine else self.teams,
            nations=(self.nation,) if self.nation else (),
            reasons=(self.reason,) if self.reason else (),
            owner=person if mine else None,
            text=self.text,
            newest_first=self.group in _NEWEST_FIRST,
            start=(self.page - 1) * PAGE,
        )

    def query(self, **changes: object) -> str:
        """Return the filter as the end of an address, some of it changed."""
        values: dict[str, object] = {
            "show": self.group,
            "team": self.team,
            "nation": self.nation,
            "reason": self.reason,
        }
        values |= {"text": self.text, "page": self.page if self.page > 1 else None}
        return urlencode({name: value for name, value in (values | changes).items() if value})


@dataclass(frozen=True)
class Row:
    """One ticket in the list."""

    ticket: Ticket
    state: str
    """As of now: a claim may have run out."""
    team: str
    """The title of its team."""
    owner: str


class Queue:
    """Puts together what the queue's page and its list show."""

    def __init__(self, viewing: Viewing, routing: Routing, colleagues: Colleagues) -> None:
        """Take what reads tickets, the teams and the people."""
        self._viewing, self._routing, self._colleagues = viewing, routing, colleagues

    def filter(self, asked: Asked) -> Filter:
        """Read the filter of one who asks."""
        return Filter.of(asked, self._colleagues.teams_of(asked.person.number), self._routing.names)

    def list(self, asked: Asked, chosen: Filter) -> Mapping[str, Any]:
        """Return what the list shows."""
        found = self._viewing.find(chosen.wanted(asked.person.number))
        names = self._colleagues.names(ticket.owner for ticket in found.tickets)
        rows = []
        for ticket in found.tickets:
            standing = ticket.standing.as_of(asked.now)
            owner = names.get(standing.owner, "") if standing.owner else ""
            rows.append(Row(ticket, standing.state.value, self._routing.of(ticket.team).title, owner))
        pages = max(-(-found.total // PAGE), 1)
        return {"rows": rows, "total": found.total, "pages": pages, "chosen": chosen, "at": Moments(asked.now)}

    def counts(self, asked: Asked, chosen: Filter) -> Mapping[str, int]:
        """Return how many tickets each group holds, in the teams that are shown."""
        by_state = self._viewing.counts(chosen.teams or None)
        counts = {name: sum(by_state.get(state, 0) for state in states) for name, states in GROUPS.items()}
        own = Wanted(states=GROUPS[_MINE], owner=asked.person.number, most=0)
        return counts | {"all": sum(by_state.values()), _MINE: self._viewing.find(own).total}

    def teams(self) -> Sequence[tuple[str, str]]:
        """Return the teams' names and titles, by title."""
        return sorted(((name, self._routing.of(name).title) for name in self._routing.names), key=lambda pair: pair[1])


def queue_pages(desk: Desk, queue: Queue) -> DeskRouter:
    """Build the routes of the queue."""
    router = DeskRouter(desk)

    @router.get("", Act.TICKETS)
    def show(asked: Asked) -> Response:
        chosen = queue.filter(asked)
        return page(
            asked,
            "desk/queue.html",
            **queue.list(asked, chosen),
            counts=queue.counts(asked, chosen),
            teams=queue.teams(),
            nations=tuple(Nation),
        )

    @router.get("/queue-list", Act.TICKETS, by_itself=True)
    def only_list(asked: Asked) -> Response:
        return page(asked, "desk/_queue_list.html", **queue.list(asked, queue.filter(asked)))

    return router


def _one_of(value: str, known: Sequence[str]) -> str:
    return value if value in known else ""
