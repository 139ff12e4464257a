"""The `sds` command: a map of the product."""

import datetime
import pathlib
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="SDS Guide: guidance on self-directed support.")


@app.callback()
def _app() -> None:
    pass


@app.command()
def check(
    folder: Annotated[pathlib.Path, typer.Argument(help="The content folder.")] = pathlib.Path("knowledge"),
    council: Annotated[str, typer.Option(help="The local profile.")] = "example-council",
    questions: Annotated[pathlib.Path, typer.Option(help="Golden questions.")] = pathlib.Path("tests/questions"),
) -> None:
    """Check the content: every fault at once, with file, field and what to do."""
    from bot.content.checking import check as check_content

    day = datetime.datetime.now(tz=datetime.UTC).date()
    faults = check_content(folder, council, questions, day)
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{len(faults)} faults" if faults else "The content is in order.")
    raise typer.Exit(1 if faults else 0)


def main() -> None:
    """Run the command."""
    app()
