"""`sds tickets`: what the bot could not answer, read and worked on from a terminal."""

import dataclasses
import getpass
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.errors import RefusedError
from bot.helpdesk import snoozing
from bot.helpdesk.access import Act
from bot.helpdesk.tickets import WAITING, State
from bot.services.handling import Actor
from bot.services.people_records import Person
from bot.services.records import Ticket

app = typer.Typer(no_args_is_help=True, help="Questions that wait for a champion.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Number = Annotated[int, typer.Argument(help="The ticket's number.")]
By = Annotated[str, typer.Option(help="E-mail address of the person of the desk who does it.")]
Text = Annotated[str, typer.Argument(help="The words.")]


@app.command("list")
def list_tickets(
    state: Annotated[str, typer.Option(help="waiting, another state such as answered, or empty for all.")] = "waiting",
    team: Annotated[str, typer.Option(help="Only this team's.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List tickets, urgent ones first, then the oldest."""
    states = {"waiting": WAITING, "": frozenset(State)}.get(state, frozenset({state}))
    found = _product().escalation.list()
    tickets = [ticket for ticket in found if ticket.state in states and team in {"", ticket.team}]
    if as_json:
        typer.echo(json.dumps([_plain(ticket) for ticket in tickets], indent=1, ensure_ascii=False))
        return
    table = Table("Ticket", "Urgent", "State", "Reason", "Team", "Question", "Nearest article")
    for ticket in tickets:
        nearest = (
            f"{ticket.candidates[0]['article']} ({ticket.candidates[0]['confidence']:.2f})" if ticket.candidates else ""
        )
        urgent = "URGENT" if ticket.urgent else ""
        table.add_row(str(ticket.number), urgent, ticket.state, ticket.reason, ticket.team, ticket.question, nearest)
    Console(markup=False).print(table if tickets else "No tickets.")


@app.command("show")
def show(number: Number, as_json: JsonOption = False) -> None:
    """Show one ticket: the masked question, the reason, the nearest articles and their scores, what happened."""
    product = _product()
    ticket = product.escalation.show(number)
    view = product.viewing.view(number)
    events = [
        {"at": e.at.isoformat(), "kind": e.kind, "by": view.names.get(e.by or 0, ""), "text": e.text}
        for e in view.events
    ]
    if as_json:
        typer.echo(json.dumps(_plain(ticket) | {"events": events}, indent=1, ensure_ascii=False))
        return
    for name, value in _plain(ticket).items():
        if name == "candidates":
            typer.echo("nearest articles:")
            for candidate in ticket.candidates:
                typer.echo(f"  {candidate['confidence']:.2f}  {candidate['article']}  {candidate['title']}")
        elif value not in {None, ""}:
            typer.echo(f"{name}: {value}")
    typer.echo("what happened:")
    for event in events:
        typer.echo("  " + "  ".join(str(event[part]) for part in ("at", "kind", "by", "text") if event[part]))


@app.command("claim")
def claim(number: Number, by: By, as_json: JsonOption = False) -> None:
    """Claim a ticket for somebody."""
    product = _product()
    ticket = product.handling.claim(number, _person(product, by))
    _say(ticket, as_json, f"Ticket {number} is claimed by {by}.")


@app.command("release")
def release(number: Number, by: By, as_json: JsonOption = False) -> None:
    """Give a ticket back to its team."""
    product = _product()
    ticket = product.handling.release(number, _person(product, by))
    _say(ticket, as_json, f"Ticket {number} is back with the team {ticket.team}.")


@app.command("hand-on")
def hand_on(
    number: Number,
    to: Annotated[str, typer.Argument(help="A colleague's e-mail address, or a team.")],
    by: By = "",
    as_json: JsonOption = False,
) -> None:
    """Give a ticket to a colleague or to another team."""
    product = _product()
    actor = _actor(product, by)
    if "@" in to:
        colleague = _person(product, to)
        ticket = product.handling.hand_to_person(number, actor, colleague.number or 0, colleague.name)
    else:
        ticket = product.handling.hand_to_team(number, actor, to)
    _say(ticket, as_json, f"Ticket {number} was handed on to {to}.")


@app.command("snooze")
def snooze(
    number: Number,
    until: Annotated[str, typer.Argument(help="tomorrow, week, or a day such as 2026-11-30.")],
    by: By,
    as_json: JsonOption = False,
) -> None:
    """Put a ticket aside until its team opens on a day."""
    product = _product()
    hours = product.routing.of(product.escalation.show(number).team).hours
    choice = until if until in {snoozing.TOMORROW, snoozing.IN_A_WEEK} else snoozing.DATE
    moment = snoozing.until(choice, until, product.clock(), hours)
    ticket = product.handling.snooze(number, _person(product, by), moment)
    _say(ticket, as_json, f"Ticket {number} is put aside until {moment.isoformat()}.")


@app.command("note")
def note(number: Number, text: Text, by: By = "", as_json: JsonOption = False) -> None:
    """Leave a private note for colleagues; the asker never sees it."""
    product = _product()
    _say(product.handling.note(number, _actor(product, by), text), as_json, f"Ticket {number} has your note.")


@app.command("ask")
def ask(number: Number, text: Text, by: By, as_json: JsonOption = False) -> None:
    """Ask the asker for detail; the reply lands in the ticket."""
    product = _product()
    ticket = product.handling.ask_back(number, _person(product, by), text)
    _say(ticket, as_json, f"Your question about ticket {number} is on its way to the asker.")


@app.command("answer")
def answer(
    number: Number,
    text: Text,
    by: Annotated[str, typer.Option(help="Who answers: an e-mail address of the desk, or any name.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Answer a ticket and all that were merged with it; the askers get it in the chat."""
    product = _product()
    _not_answered(product, number)
    answered = product.handling.answer(number, text, _actor(product, by))
    _say(answered[0], as_json, _gets_it(number, len(answered)))


@app.command("send")
def send(
    number: Number,
    article: Annotated[str, typer.Argument(help="An article, such as pa-pay/holiday.")],
    by: By = "",
    as_json: JsonOption = False,
) -> None:
    """Answer a ticket, and all that were merged with it, with an article."""
    product = _product()
    _not_answered(product, number)
    answered = product.handling.send_article(number, article, _actor(product, by))
    _say(answered[0], as_json, _gets_it(number, len(answered)))


@app.command("merge")
def merge(
    number: Number,
    into: Annotated[int, typer.Argument(help="The ticket whose answer will answer both.")],
    by: By = "",
    as_json: JsonOption = False,
) -> None:
    """Let the answer to another ticket answer this one, too."""
    product = _product()
    ticket = product.handling.merge(number, into, _actor(product, by))
    _say(ticket, as_json, f"The answer to ticket {into} will answer ticket {number}, too.")


@app.command("part")
def part(number: Number, by: By = "", as_json: JsonOption = False) -> None:
    """Undo a merge."""
    product = _product()
    ticket = product.handling.part(number, _actor(product, by))
    _say(ticket, as_json, f"Ticket {number} waits for its own answer again.")


def _product() -> Any:
    from bot import wiring

    return wiring.product()


def _actor(product: Any, by: str) -> Actor:
    """Return a person of the desk by e-mail address; any other name, or none, counts as the command line."""
    return _person(product, by) if "@" in by else Actor(None, by or getpass.getuser())


def _person(product: Any, email: str) -> Actor:
    if "@" not in email:
        message = f"“{email}” is no e-mail address. `sds people list` shows everybody."
        raise RefusedError(message)
    person: Person = product.people.by_email(email)
    if not person.may(Act.TICKETS):
        message = f"{person.name} may not work on tickets; `sds people change` can add the role champion."
        raise RefusedError(message)
    return Actor(person.number, person.name, hands_on_all=person.may(Act.REASSIGN))


def _not_answered(product: Any, number: int) -> None:
    ticket: Ticket = product.escalation.show(number)
    if ticket.state in {"answered", "closed"} and ticket.answered_by:
        message = f"Ticket {number} was answered by {ticket.answered_by} before. Nothing was sent."
        raise RefusedError(message)


def _gets_it(number: int, count: int) -> str:
    if count == 1:
        return f"Ticket {number} is answered; the asker gets it now."
    return f"Ticket {number} and {count - 1} merged with it are answered; the askers get it now."


def _say(ticket: Ticket, as_json: JsonOption, words: str) -> None:
    typer.echo(json.dumps(_plain(ticket), indent=1, ensure_ascii=False) if as_json else words)


def _plain(ticket: Ticket) -> dict[str, Any]:
    values = dataclasses.asdict(ticket)
    # The conversation's id would tell champions which asker it was across tickets.
    values.pop("conversation")
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}
