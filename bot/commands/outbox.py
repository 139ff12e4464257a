"""`sds outbox`: messages that did not reach their chat."""

import dataclasses
import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.services.posting import Posting

app = typer.Typer(no_args_is_help=True, help="Messages that did not reach their chat.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_dead(as_json: JsonOption = False) -> None:
    """List messages that were given up, the newest first; never who they are for."""
    letters = _posting().dead()
    if as_json:
        plain = [dataclasses.asdict(letter) | {"created": letter.created.isoformat()} for letter in letters]
        typer.echo(json.dumps(plain, indent=1))
        return
    table = Table("Message", "Ticket", "What", "Channel", "Written", "Tries")
    for letter in letters:
        ticket = str(letter.ticket or "")
        when = letter.created.isoformat(timespec="minutes")
        table.add_row(str(letter.number), ticket, letter.kind, letter.channel, when, str(letter.tries))
    Console(markup=False).print(table if letters else "No message was given up.")


@app.command("resend")
def resend(number: Annotated[int, typer.Argument(help="The message's number.")], as_json: JsonOption = False) -> None:
    """Put a message that was given up on its way again."""
    _posting().send_again(number)
    typer.echo(json.dumps({"number": number, "on_its_way": True}) if as_json else f"Message {number} is on its way.")


def _posting() -> Posting:
    from bot import wiring

    product = wiring.product()
    return Posting(product.units, product.clock)
