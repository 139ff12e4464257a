"""`sds live` and `sds rollback`: which version of the content is served."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.commands.environment import quiet
from bot.content.live import LIVE, Versions, fingerprint
from bot.settings import settings


def live(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show which version of the content is served, and why an edit is not."""
    quiet()
    found = Versions(settings().data_folder / LIVE).status()
    if as_json:
        typer.echo(json.dumps(asdict(found) if found else {"served": None, "says": []}))
    elif found is None:
        typer.echo("Nothing is served. Start the product with `sds serve`.")
    else:
        typer.echo(f"Version {found.served} of the content is served.")
        for line in found.says:
            typer.echo(f"Not served: {line}")
        for article, lines in found.left_out.items():
            typer.echo(f"Champions' answer {article} is not served in its newest words: {' '.join(lines)}")
        for article, lines in found.missed.items():
            typer.echo(f"Champions' answer {article} is served, but: {' '.join(lines)}")


def rollback() -> None:
    """Serve the version of the content before the current one."""
    versions = Versions(settings().data_folder / LIVE)
    before = versions.go_back(fingerprint(settings().knowledge))
    typer.echo(f"Version {before.number} of the content is served again in a moment.")
    typer.echo("The files in knowledge/ still hold the newer words: correct them, or the next training takes them.")
