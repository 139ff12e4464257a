"""The `sds` command: a map of the product."""

import pathlib
import sys
from typing import Annotated

import typer

from bot.commands import (
    asking,
    drafts,
    evaluating,
    invitations,
    live,
    outbox,
    people,
    retention,
    serving,
    teams,
    tickets,
    training,
)
from bot.errors import GuideError
from bot.settings import settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="SDS Guide: curated guidance on self-directed support, in the chat people already use.",
)
app.command()(asking.ask)
app.command()(asking.chat)
app.command()(asking.mask)
app.command()(serving.serve)
app.command()(training.train)
app.command()(live.live)
app.command()(live.rollback)
app.command("eval")(evaluating.evaluate)
app.command()(evaluating.bench)
app.command("ablation")(evaluating.ablation)
app.command("bench-channels")(evaluating.bench_channels)
app.command("bench-desk")(evaluating.bench_desk)
app.command("bench-growth")(evaluating.bench_growth)
app.command("bench-nlu")(evaluating.bench_nlu)
app.add_typer(tickets.app, name="tickets")
app.add_typer(drafts.app, name="drafts")
app.command()(drafts.export)
app.add_typer(outbox.app, name="outbox")
app.add_typer(people.app, name="people")
app.add_typer(teams.app, name="teams")
app.add_typer(invitations.app, name="invite")
app.command("retention")(retention.retention)


@app.command()
def check(
    questions: Annotated[pathlib.Path, typer.Option(help="Golden questions.")] = pathlib.Path("tests/questions"),
) -> None:
    """Check the content: every fault at once, with file, field and what to do."""
    from bot.content.champions import OVERLAY
    from bot.content.champions import check as check_published
    from bot.content.checking import check as check_content
    from bot.content.library import today
    from bot.retrieval.checking import check as check_teaching

    knowledge = settings().knowledge
    faults = [
        *check_content(knowledge, settings().local_profile, questions, today()),
        *check_teaching(knowledge),
        *check_published(settings().data_folder / OVERLAY, knowledge, settings().local_profile),
    ]
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{len(faults)} faults" if faults else "The content is in order.")
    raise typer.Exit(1 if faults else 0)


def main() -> None:
    """Run the command; what went wrong is said in one sentence, without a traceback."""
    try:
        app()
    except GuideError as error:
        typer.echo(f"{error}", err=True)
        sys.exit(1)
