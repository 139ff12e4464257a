"""`sds people`: who may use the champions' desk."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.errors import RefusedError
from bot.helpdesk.days import day_in_words, start_of_day
from bot.services.access_links import PASSWORD, SIGN_IN, address_of
from bot.services.people import Details
from bot.services.people_records import Person
from bot.settings import settings

app = typer.Typer(no_args_is_help=True, help="Who may use the champions' desk.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who = Annotated[str, typer.Argument(help="A number, or the e-mail address.")]
Roles = Annotated[
    list[str] | None, typer.Option("--role", help="champion, reviewer, manager or admin; may be repeated.")
]
Teams = Annotated[
    list[str] | None, typer.Option("--team", help="A team and what the person does there, as team:deputy.")
]


@app.command("add")
def add(
    email: Annotated[str, typer.Option(help="The person signs in with it.")],
    name: Annotated[str, typer.Option(help='As colleagues see it, such as "Champion, adults team".')],
    role: Roles = None,
    team: Teams = None,
    as_json: JsonOption = False,
) -> None:
    """Add a person and print a one-time link for setting a password; it holds for a day."""
    product = _product()
    person = product.people.add(Details(name, email, role or []), functions=_functions(team or []))
    link = address_of(settings().public_url, PASSWORD, product.access_links.link(person.number, PASSWORD))
    if as_json:
        typer.echo(json.dumps(_plain(product, person.number) | {"link": link}, indent=1, ensure_ascii=False))
        return
    typer.echo(f"{person.name} is person {person.number}. To set a password, open within a day:\n{link}")


@app.command("list")
def list_people(as_json: JsonOption = False) -> None:
    """List everybody, those without access last."""
    product = _product()
    people = [_plain(product, person.number, person) for person in product.people.list()]
    if as_json:
        typer.echo(json.dumps(people, indent=1, ensure_ascii=False))
        return
    table = Table("Number", "Name", "E-mail address", "Roles", "Teams", "Now")
    for person in people:
        teams = ", ".join(f"{team} ({function})" for team, function in person["teams"].items())
        now = (
            "no access"
            if not person["active"]
            else f"away until {person['away_until']}"
            if person["away_until"]
            else ""
        )
        table.add_row(str(person["number"]), person["name"], person["email"], ", ".join(person["roles"]), teams, now)
    Console(markup=False).print(table if people else "Nobody yet. `sds people add` adds the first administrator.")


@app.command("show")
def show(who: Who, as_json: JsonOption = False) -> None:
    """Show one person."""
    product = _product()
    _say(product, _number(product, who), as_json, "")


@app.command("change")
def change(
    who: Who,
    name: Annotated[str, typer.Option(help="A new name.")] = "",
    email: Annotated[str, typer.Option(help="A new e-mail address.")] = "",
    role: Roles = None,
    team: Teams = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given; roles and teams that are given take the place of all that were there."""
    product = _product()
    person = product.people.show(_number(product, who))
    if name or email or role:
        details = Details(name or person.name, email or person.email or "", role or person.roles)
        product.people.change(person.number, person.version, details)
    if team is not None:
        product.people.put_teams(person.number, None, _functions(team))
    _say(product, person.number, as_json, f"Person {person.number} is changed.")


@app.command("away")
def away(
    who: Who,
    until: Annotated[str, typer.Argument(help="First day back, as 2026-11-30; nothing to be back now.")] = "",
    stand_in: Annotated[str, typer.Option(help="Who helps meanwhile.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Note that somebody is out of office, or back."""
    product = _product()
    person = product.people.away(_number(product, who), start_of_day(until), stand_in)
    back = day_in_words(person.away_until) if person.away_until else ""
    _say(product, person.number, as_json, f"{person.name} is away until {back}." if back else f"{person.name} is here.")


@app.command("deactivate")
def deactivate(who: Who, as_json: JsonOption = False) -> None:
    """End somebody's access at once; tickets go back to their teams."""
    product = _product()
    person = product.people.deactivate(_number(product, who))
    _say(product, person.number, as_json, f"{person.name} has no access any more.", person)


@app.command("link")
def link(
    who: Who,
    password: Annotated[bool, typer.Option("--password", help="A link for setting a password, for a day.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print a one-time link: for signing in within 15 minutes, or for setting a password."""
    product = _product()
    number = _number(product, who)
    purpose = PASSWORD if password else SIGN_IN
    address = address_of(settings().public_url, purpose, product.access_links.link(number, purpose))
    typer.echo(json.dumps({"number": number, "link": address}, indent=1) if as_json else address)


@app.command("reset")
def reset(who: Who, as_json: JsonOption = False) -> None:
    """Forget somebody's second factor; the next sign-in sets up another."""
    product = _product()
    person = product.access_links.reset_second_factor(_number(product, who))
    _say(product, person.number, as_json, f"{person.name} sets up a second factor at the next sign-in.")


def _product() -> Any:
    from bot import wiring

    return wiring.product()


def _number(product: Any, who: str) -> int:
    return int(who) if who.isdecimal() else int(product.people.by_email(who).number)


def _functions(teams: list[str]) -> dict[str, str]:
    chosen = {}
    for words in teams:
        team, _, function = words.partition(":")
        if not function:
            message = f"“{words}”: write a team and what the person does there, as {team}:champion."
            raise RefusedError(message)
        chosen[team] = function
    return chosen


def _say(product: Any, number: int, as_json: bool, words: str, person: Person | None = None) -> None:  # noqa: FBT001
    plain = _plain(product, number, person)
    if as_json:
        typer.echo(json.dumps(plain, indent=1, ensure_ascii=False))
        return
    if words:
        typer.echo(words)
        return
    for name, value in plain.items():
        if value not in (None, "", [], {}):
            typer.echo(f"{name}: {value}")


def _plain(product: Any, number: int, person: Person | None = None) -> dict[str, Any]:
    """Return what may be told: nothing that somebody could sign in with."""
    person = person or product.people.show(number)
    return {
        "number": person.number,
        "name": person.name,
        "email": person.email or "",
        "roles": list(person.roles),
        "teams": {m.team: m.function.value for m in product.people.memberships(person.number)},
        "active": person.active,
        "away_until": person.away_until.isoformat() if person.away_until else None,
        "stand_in": person.stand_in,
        "has_password": bool(person.password_hash),
        "has_second_factor": bool(person.totp_secret),
        "has_chat": bool(person.conversation),
        "version": person.version,
    }
