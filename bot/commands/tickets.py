"""`sds tickets`: what the bot could not answer."""

import dataclasses
import getpass
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.services.records import Ticket

app = typer.Typer(no_args_is_help=True, help="Questions that wait for a champion.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_tickets(
    state: Annotated[str, typer.Option(help="open, answered, or empty for all.")] = "open", as_json: JsonOption = False
) -> None:
    """List tickets, urgent ones first, then the oldest."""
    tickets = _escalation().list(state or None)
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
    Console().print(table if tickets else "No tickets.")


@app.command("show")
def show(number: int, as_json: JsonOption = False) -> None:
    """Show one ticket: the masked question, the reason, the nearest articles and their scores."""
    ticket = _escalation().show(number)
    if as_json:
        typer.echo(json.dumps(_plain(ticket), indent=1, ensure_ascii=False))
        return
    for name, value in _plain(ticket).items():
        if name == "candidates":
            typer.echo("nearest articles:")
            for candidate in ticket.candidates:
                typer.echo(f"  {candidate['confidence']:.2f}  {candidate['article']}  {candidate['title']}")
        elif value not in {None, ""}:
            typer.echo(f"{name}: {value}")


@app.command("answer")
def answer(
    number: int,
    text: str,
    by: Annotated[str, typer.Option(help="Who answers.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Answer a ticket; the asker gets it in the chat."""
    ticket = _escalation().answer(number, text, by or getpass.getuser())
    typer.echo(
        json.dumps(_plain(ticket), indent=1) if as_json else f"Ticket {number} is answered; the asker gets it now."
    )


def _escalation() -> Any:
    from bot import wiring

    return wiring.product().escalation


def _plain(ticket: Ticket) -> dict[str, Any]:
    values = dataclasses.asdict(ticket)
    # The conversation's id would tell champions which asker it was across tickets.
    values.pop("conversation")
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}
