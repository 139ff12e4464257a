"""`sds invite`: codes that let people into the chat."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.services.inviting_records import Invitation

app = typer.Typer(no_args_is_help=True, help="Invitations to the chat, for Telegram and the web (SDS_ACCESS=invite).")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("make")
def make(
    label: Annotated[str, typer.Argument(help="For whom it is: a team, a leaflet, an event.")],
    uses: Annotated[int, typer.Option(help="How many people may come with it.")] = 1,
    days: Annotated[int, typer.Option(help="For how many days it works.")] = 14,
    as_json: JsonOption = False,
) -> None:
    """Make a code. It is shown this once; whoever gets it types it into the chat."""
    code = _inviting().make(label, uses, days)
    typer.echo(json.dumps({"code": code, "uses": uses, "days": days}) if as_json else f"The code is {code}")


@app.command("list")
def list_invitations(as_json: JsonOption = False) -> None:
    """List invitations, the newest first. Codes are not kept, so they are not shown."""
    found = _inviting().all()
    if as_json:
        typer.echo(json.dumps([_plain(invitation) for invitation in found], indent=1, ensure_ascii=False))
        return
    table = Table("Number", "For", "Uses left", "Until")
    for each in found:
        table.add_row(str(each.number), each.label, str(each.uses_left), f"{each.expires:%Y-%m-%d %H:%M} UTC")
    Console(markup=False).print(table if found else "No invitations.")


@app.command("end")
def end(number: int, as_json: JsonOption = False) -> None:
    """Let nobody else in with an invitation; whoever came with it stays."""
    _inviting().end(number)
    typer.echo(json.dumps({"ended": number}) if as_json else f"Nobody else can come with invitation {number}.")


def _inviting() -> Any:
    from bot import wiring

    return wiring.product().inviting


def _plain(invitation: Invitation) -> dict[str, Any]:
    return {
        "number": invitation.number,
        "label": invitation.label,
        "uses_left": invitation.uses_left,
        "expires": invitation.expires.isoformat(),
    }
