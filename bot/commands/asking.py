"""`sds ask`, `sds chat` and `sds mask`."""

import json
import os
import pathlib
import re
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from bot.commands.environment import quiet
from bot.errors import GuideError
from bot.gateway.tables import flattened
from bot.helpdesk.guided import TOOL_BUTTON
from bot.helpdesk.vocabulary import Choice, Nation, Reply
from bot.settings import settings

_MARKED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~&])")
"""A letter of somebody's own words that is marked so that Markdown leaves it alone (`bot/services/literal.py`)."""
NationOption = Annotated[Nation, typer.Option(help="Whose rules apply: scotland or england.")]


def ask(
    question: Annotated[str, typer.Argument(help="The question.")] = "",
    nation: NationOption = Nation.SCOTLAND,
    role: Annotated[str, typer.Option(help="Who asks: social_worker, pa, pa_employer, carer, person.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the machine-readable outcome.")] = False,
    batch: Annotated[pathlib.Path | None, typer.Option(help="A question set, one JSON object a line.")] = None,
    out: Annotated[pathlib.Path | None, typer.Option(help="Where the replies to a batch go.")] = None,
) -> None:
    """Ask one question, or a whole set of them with a throw-away database."""
    if batch and out:
        _ask_batch(batch, out)
        return
    if not question:
        typer.echo("Give a question, or --batch FILE --out FILE.", err=True)
        raise typer.Exit(2)
    with _bot() as bot:
        replies = bot.ask_all(question, conversation=f"once-{uuid.uuid4()}", nation=nation, role=role)
    for reply in replies:
        typer.echo(
            json.dumps({"text": reply.text, **reply.contract()}, ensure_ascii=False) if as_json else _shown(reply)
        )


def chat(nation: NationOption = Nation.SCOTLAND) -> None:
    """Chat in the terminal; choices are made by their number, an empty line ends."""
    with _bot() as bot:
        typer.echo("SDS Guide. Please leave out names and addresses. In danger ring 999. An empty line ends.")
        offered: list[str] = []
        talk = f"chat-{uuid.uuid4()}"
        while line := typer.prompt("You", default="", show_default=False).strip():
            choice = offered[int(line) - 1] if line.isdigit() and 0 < int(line) <= len(offered) else None
            replies = bot.ask_all(line, conversation=talk, nation=nation, choice=choice)
            offered = [c.payload for reply in replies for c in reply.choices if _is_numbered(c)]
            for reply in replies:
                typer.echo("\n" + _shown(reply) + "\n")


def mask(
    text: Annotated[str, typer.Argument(help="A message.")] = "",
    batch: Annotated[pathlib.Path | None, typer.Option(help="Messages, one JSON object a line with id and q.")] = None,
    out: Annotated[pathlib.Path | None, typer.Option(help="Where the masked messages go.")] = None,
) -> None:
    """Show what would be stored of a message."""
    from bot.safety.screening import screen

    if not (batch and out):
        typer.echo(screen(text).masked)
        return
    with out.open("w", encoding="utf-8") as lines:
        for line in _lines(batch):
            screening = screen(str(line.get("q") or line.get("text") or ""))
            row = {"id": line.get("id"), "masked": screening.masked, "kinds": list(screening.kinds)}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def _ask_batch(batch: pathlib.Path, out: pathlib.Path) -> None:
    entries = list(_lines(batch))
    with tempfile.TemporaryDirectory() as folder:
        # Whatever is asked here must not mix with real conversations.
        os.environ["SDS_DATABASE_URL"] = f"sqlite:///{folder}/throw-away.sqlite"
        settings.cache_clear()
        with _bot() as bot, out.open("w", encoding="utf-8") as lines:
            started, count = time.perf_counter(), 0
            for entry in entries:
                for number, turn in enumerate(entry.get("turns") or [entry], 1):
                    reply, milliseconds = _timed(bot.ask, turn, entry)
                    count += 1
                    lines.write(json.dumps(_row(entry["id"], number, reply, milliseconds), ensure_ascii=False) + "\n")
            seconds = time.perf_counter() - started
    typer.echo(f"{count} questions in {seconds:.1f} s ({count / max(seconds, 1e-9):.0f} a second)", err=True)


def _timed(ask_one: Callable[..., Reply], turn: dict[str, Any], entry: dict[str, Any]) -> tuple[Reply, float]:
    started = time.perf_counter()
    # The profile is known in real use; nothing else of a line but the question may reach the bot.
    nation = Nation.ENGLAND if entry.get("jurisdiction") == "england" else Nation.SCOTLAND
    reply = ask_one(turn["q"], conversation=f"batch-{entry['id']}", nation=nation, role=str(entry.get("asker") or ""))
    return reply, (time.perf_counter() - started) * 1000


def _row(identity: str, turn: int, reply: Reply, milliseconds: float) -> dict[str, Any]:
    return {
        "id": identity,
        "turn": turn,
        "outcome": reply.outcome.value,
        "text": reply.text,
        "article": reply.article,
        "confidence": reply.confidence,
        "reason": reply.reason.value if reply.reason else None,
        "ms": round(milliseconds, 1),
    }


def _lines(path: pathlib.Path) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Give a file with one JSON object a line."
        raise GuideError(message) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _entry(line, f"{path}, line {number}")


def _entry(line: str, where: str) -> dict[str, Any]:
    """Read one line of a set; raises GuideError that names the line when it is no question."""
    try:
        entry = json.loads(line)
    except ValueError as error:
        message = f"{where}: is not a JSON object. Correct or remove the line."
        raise GuideError(message) from error
    known = isinstance(entry, dict) and "id" in entry and ({"q", "text", "turns"} & entry.keys())
    if not known:
        message = f"{where}: needs an object with id and q (or turns). Correct or remove the line."
        raise GuideError(message)
    return dict(entry)


def _bot() -> Any:
    quiet()
    from bot import wiring
    from bot.evaluation.in_process import InProcessBot
    from bot.nlu.training import model_path

    return InProcessBot(wiring.product(), model_path(settings().home))


def _shown(reply: Reply) -> str:
    """Return a reply as a terminal shows it: tables row by row, links as addresses, letters without their marks."""
    numbered = [choice for choice in reply.choices if _is_numbered(choice)]
    lines = [f"  {number}. {choice.title}" for number, choice in enumerate(numbered, 1)]
    typed = [f"  - {choice.title}" for choice in reply.choices if _is_typed(choice)]
    links = [f"  {choice.title}: {choice.payload}" for choice in reply.choices if choice.is_link]
    return "\n".join([_MARKED.sub(r"\1", flattened(reply.text)), *links, *typed, *lines])


def _is_numbered(choice: Choice) -> bool:
    return not (choice.is_link or _is_typed(choice))


def _is_typed(choice: Choice) -> bool:
    """Tell whether a choice is typed in words: within a guided tool a number may be the answer itself."""
    return choice.payload.startswith(TOOL_BUTTON) and choice.payload.count(":") > 1
