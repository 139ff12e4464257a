"""`sds live` and `sds rollback`: which version of the content is served."""

import json
from typing import Annotated

import typer

from bot.commands.environment import quiet
from bot.content.live import LIVE, Versions, fingerprint
from bot.settings import settings


def live(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show which version of the content is served, and why an edit is not."""
    quiet()
    from bot.nlu.live import status

    found = status(Versions(settings().data_folder / LIVE))
    if as_json:
        typer.echo(json.dumps({"served": found.served if found else None, "says": list(found.says) if found else []}))
    elif found is None:
        typer.echo("Nothing is served. Start the product with `sds serve`.")
    else:
        typer.echo(f"Version {found.served} of the content is served.")
        for line in found.says:
            typer.echo(f"Not served: {line}")


def rollback() -> None:
    """Serve the version of the content before the current one."""
    versions = Versions(settings().data_folder / LIVE)
    before = versions.go_back(fingerprint(settings().knowledge))
    typer.echo(f"Version {before.number} of the content is served again in a moment.")
    typer.echo("The files in knowledge/ still hold the newer words: correct them, or the next training takes them.")
