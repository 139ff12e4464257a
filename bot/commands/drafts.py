"""`sds drafts` and `sds export`: champions' answers on their way to become articles, and back out as files."""

import dataclasses
import json
import pathlib
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.errors import RefusedError
from bot.helpdesk.access import Act
from bot.helpdesk.drafts import OPEN
from bot.services.publishing_records import SERVED, Draft, Examination, Published

app = typer.Typer(no_args_is_help=True, help="Champions' answers on their way to become articles.")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option("--by", help="Who does it: a number, or the e-mail address.")]
Name = Annotated[str, typer.Argument(help="The answer's name, as budgets/champion-taxi.")]


@app.command("list")
def list_drafts(
    state: Annotated[str, typer.Option(help="draft, in_review, sent_back, approved, withdrawn; or all.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List drafts that wait for somebody, the longest first."""
    states = {"": sorted(each.value for each in OPEN), "all": []}.get(state, [state])
    drafts = _product().drafting.list(states)
    if as_json:
        return _json([_plain(draft) for draft in drafts])
    table = Table("Draft", "State", "Topic", "Title", "Author")
    for draft in drafts:
        table.add_row(str(draft.number), draft.state, draft.topic, draft.title, str(draft.author))
    Console(markup=False).print(table if drafts else "No drafts.")
    return None


@app.command("show")
def show(number: int, as_json: JsonOption = False) -> None:
    """Show one draft with all its words."""
    _say(_product().drafting.show(number), as_json, "")


@app.command("make")
def make(ticket: int, by: By, as_json: JsonOption = False) -> None:
    """Make a draft of an answered ticket and of all that were answered together with it."""
    from bot.services.offering import Offering

    product = _product()
    offering = Offering(product.units, product.drafting, product.clock)
    number = offering.offer(ticket, _number(product, by))
    _say(product.drafting.show(number), as_json, f"Ticket {ticket} is draft {number} now.")


@app.command("change")
def change(
    number: int,
    by: By,
    fields: Annotated[list[str], typer.Option("--set", help="field=words; lists one entry a line.")],
    as_json: JsonOption = False,
) -> None:
    """Change fields of a draft, such as title, short, detail, next_step, who_to_ask, asks, reaches."""
    product = _product()
    changes = {}
    for words in fields:
        name, equals, value = words.partition("=")
        if not equals:
            message = f"“{words}”: write a field and its words, as title=Taxis."
            raise RefusedError(message)
        changes[name] = value
    version = product.drafting.show(number).version
    draft = product.drafting.edit(number, changes, by=_number(product, by), version=version)
    _say(draft, as_json, f"Draft {number} is changed.")


@app.command("submit")
def submit(number: int, by: By, as_json: JsonOption = False) -> None:
    """Give a draft to the reviewers."""
    product = _product()
    version = product.drafting.show(number).version
    draft = product.drafting.submit(number, by=_number(product, by), version=version)
    _say(draft, as_json, f"Draft {number} waits for a reviewer.")


@app.command("review")
def review(
    number: int,
    by: By = "",
    accept: Annotated[str, typer.Option(help="Key of a differing figure that is right all the same.")] = "",
    reason: Annotated[str, typer.Option(help="Why it is right.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Show what stands between a draft and its publication; accept a differing figure with a reason."""
    product = _product()
    if accept:
        version = product.drafting.show(number).version
        product.publishing.acknowledge(number, accept, reason, by=_number(product, by), version=version)
    draft, examination = product.publishing.examine(number)
    if as_json:
        return _json(_plain(draft) | {"examination": _examined(examination)})
    for line in examination.blocks:
        typer.echo(f"Stands against it: {line}")
    for clash in examination.open_clashes:
        typer.echo(f"  {clash.key}\n    draft: {clash.figure.sentence}\n    {clash.name}: {clash.sentence}")
    for line in examination.warnings:
        typer.echo(f"Worth a look: {line}")
    if not examination.blocks:
        typer.echo(f"Nothing stands against draft {number}.")
    return None


@app.command("approve")
def approve(
    number: int,
    by: By,
    team: Annotated[str, typer.Option(help="In the name of which team; needed by those who are in several.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Publish a draft: within seconds the bot answers with it."""
    product = _product()
    person = _number(product, by)
    teams = [each.team for each in product.people.memberships(person)]
    if not team and len(teams) != 1:
        message = f"Say in the name of which team with --team; the person's teams are: {', '.join(teams) or 'none'}."
        raise RefusedError(message)
    version = product.drafting.show(number).version
    published = product.publishing.approve(number, by=person, version=version, team=team or teams[0])
    _published(published, as_json, f"{published.article} is published. `sds live` says when it is served.")


@app.command("send-back")
def send_back(
    number: int, by: By, note: Annotated[str, typer.Option(help="What to change.")], as_json: JsonOption = False
) -> None:
    """Give a draft back to its author with a note."""
    product = _product()
    version = product.drafting.show(number).version
    draft = product.publishing.send_back(number, note, by=_number(product, by), version=version)
    _say(draft, as_json, f"Draft {number} is with its author again.")


@app.command("withdraw")
def withdraw(number: int, by: By, as_json: JsonOption = False) -> None:
    """End a draft without publishing it."""
    product = _product()
    version = product.drafting.show(number).version
    draft = product.drafting.withdraw(number, by=_number(product, by), version=version)
    _say(draft, as_json, f"Draft {number} is withdrawn.")


@app.command("history")
def history(article: Name, as_json: JsonOption = False) -> None:
    """Show all versions of a published answer, the newest first."""
    versions = _product().publishing.history(article)
    if as_json:
        return _json([_plain(each) for each in versions])
    for each in versions:
        typer.echo(f"{each.version}  {each.at:%Y-%m-%d %H:%M}  {each.state}  by person {each.by}  {each.note}")
    return None


@app.command("roll-back")
def roll_back(article: Name, version: int, by: By, as_json: JsonOption = False) -> None:
    """Publish the words of an earlier version again."""
    product = _product()
    shown = product.publishing.history(article)[0].version
    published = product.publishing.roll_back(article, version, by=_number(product, by), shown=shown)
    _published(published, as_json, f"{article} says again what version {version} said.")


@app.command("unpublish")
def unpublish(
    article: Name, by: By, reason: Annotated[str, typer.Option(help="Why.")], as_json: JsonOption = False
) -> None:
    """Take a published answer back: within seconds the bot does not give it any more."""
    product = _product()
    shown = product.publishing.history(article)[0].version
    published = product.publishing.unpublish(article, reason, by=_number(product, by), shown=shown)
    _published(published, as_json, f"{article} is taken back.")


def export(
    folder: Annotated[pathlib.Path, typer.Argument(help="Where to write; files that are there stay.")],
    as_json: JsonOption = False,
) -> None:
    """Write published champions' answers as files for a commit, and list what a curator must still add."""
    from bot.content.exporting import LIST
    from bot.content.exporting import export as write

    current = [each for each in _product().publishing.current() if each.state == SERVED]
    done = write(folder, current)
    if as_json:
        return _json([dataclasses.asdict(each) for each in done])
    for each in done:
        typer.echo(f"{each.article}: {'written' if each.written else 'left as it was'}")
    typer.echo(f"Answers: {len(done)}. {folder / LIST} says what a curator must still add.")
    return None


def _product() -> Any:
    from bot import wiring

    # What is served holds the published answers, too, which drafts are compared with.
    return wiring.product(content=wiring.warm_up())


def _number(product: Any, who: str) -> int:
    person = product.people.show(int(who)) if who.isdecimal() else product.people.by_email(who)
    if not person.may(Act.DRAFTS):
        message = f"{person.name} may not work on drafts; `sds people change` can add the role champion."
        raise RefusedError(message)
    return int(person.number)


def _say(draft: Draft, as_json: bool, words: str) -> None:  # noqa: FBT001
    if as_json:
        return _json(_plain(draft))
    if words:
        return typer.echo(words)
    for name, value in _plain(draft).items():
        if value not in (None, "", [], {}):
            typer.echo(f"{name}: {value}")
    return None


def _published(published: Published, as_json: bool, words: str) -> None:  # noqa: FBT001
    return _json(_plain(published)) if as_json else typer.echo(words)


def _examined(examination: Examination) -> Mapping[str, Any]:
    clashes = [dataclasses.asdict(clash) | {"key": clash.key} for clash in examination.open_clashes]
    return {"blocks": list(examination.blocks), "warnings": list(examination.warnings), "clashes": clashes}


def _plain(record: Draft | Published) -> dict[str, Any]:
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in dataclasses.asdict(record).items()}


def _json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=1, ensure_ascii=False))
