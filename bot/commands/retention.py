"""`sds retention`: takes away what has been kept for long enough; the gateway does so every hour by itself."""

import datetime
import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.helpdesk.keeping import in_days
from bot.services.retaining import Due, Retaining


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take away what has been kept for long enough, or show what that would be (docs/privacy.md)."""
    from bot import wiring

    retaining = wiring.product().retaining
    due = retaining.due()
    cleared = 0 if dry_run else _all(retaining)
    if as_json:
        rows = [{"rule": each.rule.name, "days": _lasts(retaining, each).days, "rows": each.rows} for each in due]
        typer.echo(json.dumps({"due": rows, "cleared": cleared}, indent=1))
        return
    Console().print(_table(retaining, due))
    typer.echo("Nothing was changed." if dry_run else f"{cleared} rows went or lost their words.")


def _all(retaining: Retaining) -> int:
    total = 0
    while cleared := retaining.once():
        total += cleared
    return total


def _table(retaining: Retaining, due: Sequence[Due]) -> Table:
    table = Table("Rule", "What", "Kept for", "Since", "What happens", "Due now")
    for each in due:
        happens = "words go" if each.rule.blanked else "deleted"
        lasts = in_days(_lasts(retaining, each))
        table.add_row(each.rule.name, each.rule.what, lasts, each.rule.since, happens, str(each.rows))
    return table


def _lasts(retaining: Retaining, due: Due) -> datetime.timedelta:
    return due.rule.lasts(retaining.periods)
