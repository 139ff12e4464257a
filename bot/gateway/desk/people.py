"""Pages for administrators: people and their access. Managers read who is in their own teams."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bot.errors import RefusedError
from bot.gateway.desk.access import DeskRouter, see, versioned
from bot.gateway.desk.asked import Asked, Desk
from bot.gateway.desk.forms import Form
from bot.gateway.desk.rendering import page
from bot.helpdesk.access import Act, Function, Role
from bot.helpdesk.days import day_in_words, day_of, start_of_day
from bot.services.access_links import PASSWORD, AccessLinks, address_of
from bot.services.people import Details, People
from bot.services.people_records import Membership, Person

ROLES: Sequence[tuple[str, str, str]] = (
    (Role.CHAMPION, "Champion", "Answers tickets and writes drafts."),
    (Role.REVIEWER, "Reviewer", "Does what a champion does, reviews other people’s drafts and publishes them."),
    (Role.MANAGER, "Manager", "Does what a champion does, hands on tickets of others, sees figures and dead letters."),
    (Role.ADMIN, "Administrator", "Looks after people and teams and reads the audit trail; sees no tickets."),
)
_FUNCTIONS = (("", "Not in this team"), *((f.value, f.value.capitalize()) for f in Function))
_TEAM = "team:"


def people_pages(desk: Desk, people: People, links: AccessLinks, public_url: str) -> DeskRouter:
    """Build the list and the form for a new person, then what belongs to one person."""
    router = DeskRouter(desk)

    @router.get("/people", Act.SEE_PEOPLE)
    def everybody(asked: Asked) -> Response:
        may_change = asked.person.may(Act.CHANGE_PEOPLE)
        memberships = people.memberships()
        shown = people.list()
        if not may_change:
            own = people.managed_by(asked.person.number)
            memberships = [m for m in memberships if m.team in own]
            shown = [p for p in shown if p.active and p.number in {m.person for m in memberships}]
        rows = [(person, in_teams(person.number, memberships, people.titles)) for person in shown]
        return page(asked, "desk/people.html", people=rows, may_change=may_change, day_in_words=day_in_words)

    @router.get("/people/add", Act.CHANGE_PEOPLE)
    def new(asked: Asked) -> Response:
        return page(asked, "desk/person_add.html", typed=Details("", "", ()), roles=ROLES)

    @router.post("/people/add", Act.CHANGE_PEOPLE)
    def add(asked: Asked) -> Response:
        typed = _details(asked.form)
        try:
            person = people.add(typed, by=asked.person.number)
        except RefusedError as error:
            errors = _errors(str(error))
            return page(asked, "desk/person_add.html", HTTPStatus.BAD_REQUEST, typed=typed, roles=ROLES, errors=errors)
        return see(_address(person.number))

    show = _PersonPage(people)
    _one_person(router, people, show)
    _absence(router, people, show)
    _access(router, links, public_url, show)
    _leaving(router, people)
    return router


class _PersonPage:
    """The page of one person, with what was typed when a form was refused.

    After a conflict its forms hold what is kept now, and what was typed stands above them: sent once more they bring
    back no right that another administrator has taken away meanwhile.
    """

    def __init__(self, people: People) -> None:
        self._people = people

    def __call__(self, asked: Asked, number: int, status: int = HTTPStatus.OK, **values: Any) -> Response:
        person = self._people.show(number)
        chosen = {m.team: m.function.value for m in self._people.memberships(number)}
        shown = {
            "person": person,
            "version": person.version,
            "typed": Details(person.name, person.email or "", person.roles),
            "roles": ROLES,
            "teams": [(team, chosen.get(team, "")) for team in self._people.teams],
            "titles": self._people.titles,
            "functions": _FUNCTIONS,
            "away": day_of(person.away_until),
            "stand_in": person.stand_in,
            "notice": NOTICES.get(asked.query("done"), ""),
        }
        return page(asked, "desk/person.html", status, **shown | values)


def _one_person(router: DeskRouter, people: People, show: _PersonPage) -> None:
    @router.get("/people/{number:int}", Act.CHANGE_PEOPLE)
    def one(asked: Asked, number: int) -> Response:
        return show(asked, number)

    @router.post("/people/{number:int}", Act.CHANGE_PEOPLE)
    def change(asked: Asked, number: int) -> Response:
        typed = _details(asked.form)

        def again(status: int, words: str) -> Response:
            if status == HTTPStatus.CONFLICT:
                return show(asked, number, status, unsaved=typed, errors={"": words})
            return show(asked, number, status, typed=typed, errors=_errors(words), **_as_sent(asked))

        def move(version: int) -> None:
            people.change(number, version, typed, by=asked.person.number)

        return versioned(asked, move, f"{_address(number)}?done=saved", again)

    @router.post("/people/{number:int}/teams", Act.CHANGE_PEOPLE)
    def put_teams(asked: Asked, number: int) -> Response:
        chosen = {name.removeprefix(_TEAM): asked.form[name] for name in asked.form if name.startswith(_TEAM)}

        def again(status: int, words: str) -> Response:
            errors = {"teams": words}
            if status == HTTPStatus.CONFLICT:
                return show(asked, number, status, unsaved_teams=chosen, errors=errors)
            rows = [(team, chosen.get(team, "")) for team in people.teams]
            return show(asked, number, status, teams=rows, errors=errors, **_as_sent(asked))

        def move(version: int) -> None:
            people.put_teams(number, version, chosen, by=asked.person.number)

        return versioned(asked, move, f"{_address(number)}?done=saved", again)


def _absence(router: DeskRouter, people: People, show: _PersonPage) -> None:
    @router.post("/people/{number:int}/away", Act.CHANGE_PEOPLE)
    def away(asked: Asked, number: int) -> Response:
        day, stand_in = asked.form.text("away"), asked.form.text("stand_in")
        try:
            people.away(number, start_of_day(day), stand_in, by=asked.person.number)
        except RefusedError as error:
            typed = {"away": day, "stand_in": stand_in, "errors": {"away": str(error)}}
            return show(asked, number, HTTPStatus.BAD_REQUEST, **typed)
        return see(f"{_address(number)}?done=saved")


def _access(router: DeskRouter, links: AccessLinks, public_url: str, show: _PersonPage) -> None:
    @router.post("/people/{number:int}/link", Act.CHANGE_PEOPLE)
    def password_link(asked: Asked, number: int) -> Response:
        token = links.link(number, PASSWORD, by=asked.person.number)
        return show(asked, number, link=address_of(public_url, PASSWORD, token))

    @router.post("/people/{number:int}/second-factor", Act.CHANGE_PEOPLE)
    def reset(asked: Asked, number: int) -> Response:
        links.reset_second_factor(number, by=asked.person.number)
        return see(f"{_address(number)}?done=reset")


def _leaving(router: DeskRouter, people: People) -> None:
    @router.get("/people/{number:int}/deactivate", Act.CHANGE_PEOPLE)
    def ask(asked: Asked, number: int) -> Response:
        return page(asked, "desk/person_leaves.html", person=people.show(number))

    @router.post("/people/{number:int}/deactivate", Act.CHANGE_PEOPLE)
    def leave(asked: Asked, number: int) -> Response:
        people.deactivate(number, asked.form.number("version"), by=asked.person.number)
        return see("/desk/people")


NOTICES = {"saved": "Saved.", "reset": "The second factor is reset. It is set up anew at the next sign-in."}


def _address(number: int) -> str:
    return f"/desk/people/{number}"


def _details(form: Form) -> Details:
    return Details(form.text("name"), form.text("email"), form.all("roles"))


def _as_sent(asked: Asked) -> Mapping[str, Any]:
    """Return the version that the page had shown, which belongs to what was typed there: it may be an old one."""
    return {"version": asked.form.text("version")}


def _errors(words: str) -> dict[str, str]:
    """Put the words beside the field that they are about."""
    field = "roles" if "role" in words else "email" if "e-mail" in words else "name"
    return {field: words}


def in_teams(person: int, memberships: Sequence[Membership], titles: Mapping[str, str]) -> Sequence[str]:
    """Return what somebody does in which team, in words; a team that is no longer there keeps its name."""
    return [f"{titles.get(m.team, m.team)} ({m.function.value})" for m in memberships if m.person == person]


def team_rows(people: Sequence[Person], memberships: Sequence[Membership], teams: Sequence[str]) -> Sequence[Any]:
    """Return each team with its members, who are pairs of person and function."""
    known = {person.number: person for person in people if person.active}
    return [
        (team, [(known[m.person], m.function.value) for m in memberships if m.team == team and m.person in known])
        for team in teams
    ]
