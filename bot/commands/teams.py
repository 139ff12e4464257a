"""`sds teams`: what an administrator needs for Microsoft Teams."""

import pathlib
from typing import Annotated

import typer

from bot.errors import ConfigurationError
from bot.settings import settings

app = typer.Typer(no_args_is_help=True, help="Microsoft Teams: docs/teams.md walks through the registration.")


@app.callback()
def teams() -> None:
    """Keep `package` a command of its own though it is the only one."""


@app.command("package")
def package(
    out: Annotated[pathlib.Path, typer.Option(help="The file to write.")] = pathlib.Path("sds-guide-teams.zip"),
) -> None:
    """Write the app package that the tenant's administrator uploads in the Teams admin centre."""
    from bot.gateway.teams_cloud import is_id
    from bot.gateway.teams_package import package as built

    configuration = settings()
    if not is_id(configuration.teams_client_id):
        message = "SDS_TEAMS_CLIENT_ID is not set, or is no id. docs/teams.md says where to find it."
        raise ConfigurationError(message)
    content = built(configuration.teams_client_id, configuration.public_url)
    try:
        out.write_bytes(content)
    except OSError as error:
        message = f"{out} cannot be written ({error.strerror}). Name another file with --out."
        raise ConfigurationError(message) from error
    typer.echo(f"{out} is written. Upload it in the Teams admin centre under Teams apps, Manage apps.")
