"""`sds eval`, `sds ablation`, `sds bench` and its sisters."""

import json
import os
import pathlib
import tarfile
import tempfile
from collections.abc import Mapping
from typing import Annotated, Any

import typer
import yaml

from bot.commands.environment import quiet
from bot.errors import GuideError
from bot.settings import settings

GOLDEN = pathlib.Path("tests/questions")
_WEAKEST = 5
"""Files of judged questions that are named."""


def evaluate(
    questions: Annotated[
        pathlib.Path, typer.Argument(help="A question set, or the folder of golden questions.")
    ] = GOLDEN,
    floors: Annotated[pathlib.Path | None, typer.Option(help="Fail when a figure falls below its floor.")] = None,
    folder: Annotated[pathlib.Path, typer.Option(help="Where the run's folder is made.")] = pathlib.Path("runs"),
) -> None:
    """Ask a question set, keep a run folder, print the counts; shows the cuts and the cross-fitted figures too."""
    quiet()
    with tempfile.TemporaryDirectory() as place:
        os.environ["SDS_DATABASE_URL"] = f"sqlite:///{place}/throw-away.sqlite"
        settings.cache_clear()
        from bot import wiring
        from bot.evaluation.in_process import InProcessBot
        from bot.evaluation.questions import in_nation, load
        from bot.evaluation.run import evaluate as run
        from bot.evaluation.shown import shown
        from bot.nlu.training import model_path

        product, home = wiring.product(), settings().home
        chosen = in_nation(load(questions), {a.id: a.nations for a in product.content.articles.values()})
        trained = _trained(model_path(home))
        typer.echo("from calibration, on questions held out:")
        for line in _figures(trained):
            typer.echo(f"  {line}")
        with InProcessBot(product, model_path(home), "eval") as bot:
            done = run(bot, chosen, folder, name=questions.stem, home=home)
        five = shown(product, done.rows, "eval", f"eval-{done.folder.name}")
    for line in done.lines():
        typer.echo(line)
    typer.echo(f"a champion would see a right article among five: {five.among_five} of {five.questions}")
    if floors:
        _hold(floors, {**done.totals, "calibration": trained})


def ablation() -> None:
    """Show what each part of the retrieval brings: held-out questions with one part taken away at a time."""
    quiet()
    from bot.evaluation.ablation import run_ablation

    run_ablation(settings().knowledge, settings().local_profile)


def bench(
    questions: Annotated[pathlib.Path | None, typer.Option(help="A question set to judge both by.")] = None,
    epochs: Annotated[int, typer.Option(min=1, help="Of the default pipeline's training; Rasa's own are 100.")] = 10,
) -> None:
    """Measure this bot beside the same content on Rasa's default pipeline, in one run."""
    quiet()
    from bot.evaluation.bench import run_bench

    run_bench(questions, home=settings().home, epochs=epochs)


def bench_desk(
    times: Annotated[int, typer.Option(min=1, help="How often each page is asked.")] = 100,
) -> None:
    """Measure the desk's pages with 10,000 tickets and 1,000 articles, on a database that is thrown away."""
    quiet()
    from bot.evaluation.desk_speed import run_desk_speed

    run_desk_speed(times)


def bench_channels(
    seconds: Annotated[int, typer.Option(min=5, max=3600, help="For how long everybody talks.")] = 120,
    outage: Annotated[
        bool, typer.Option(help="Let Telegram and Teams be away for a minute in the middle, or for half the time.")
    ] = False,
) -> None:
    """Measure web, Telegram and Teams at once: 50 people on each, a message every 5 seconds, without Rasa."""
    quiet()
    from bot.evaluation.channel_load import run_channel_load

    if not run_channel_load(seconds, outage=outage).held:
        raise typer.Exit(1)


def bench_growth() -> None:
    """Measure retrieval with 300, 3,000 and 10,000 articles."""
    quiet()
    from bot.evaluation.bench import wordings
    from bot.evaluation.growth import QUESTIONS, WARM_UP, run_growth
    from bot.nlu.training import model_path

    home = settings().home
    run_growth(model_path(home), settings().knowledge, wordings(home / GOLDEN, QUESTIONS + WARM_UP))


def bench_nlu(
    banking: Annotated[str, typer.Option(help="BANKING77: folder, or train.csv,test.csv.")] = "",
    clinc: Annotated[str, typer.Option(help="CLINC150: data_full.json.")] = "",
) -> None:
    """Measure the intent pipeline on public tables."""
    quiet()
    from bot.evaluation.public import run_bench_nlu

    run_bench_nlu(banking, clinc)


def _figures(trained: Mapping[str, Any]) -> list[str]:
    """What calibration said, with the files of questions that are answered right least often last."""
    numbers = [(name, value) for name, value in trained.items() if not isinstance(value, Mapping)]
    lines = [f"{name}: {value if isinstance(value, int) else f'{value:.4g}'}" for name, value in numbers]
    by_file = sorted(trained.get("right_by_file", {}).items(), key=lambda pair: pair[1])[:_WEAKEST]
    return [*lines, "least often right: " + ", ".join(f"{name} {share:.3f}" for name, share in by_file)]


def _trained(model: pathlib.Path) -> dict[str, Any]:
    """What calibration on held-out questions said when the model was trained."""
    with tarfile.open(model) as archive:
        name = next((n for n in archive.getnames() if n.endswith("report.json")), None)
        kept = archive.extractfile(name) if name else None
        found: dict[str, Any] = json.loads(kept.read()) if kept else {}
    return found


def _hold(floors: pathlib.Path, totals: Mapping[str, Any]) -> None:
    """Compare figures with the floors that they may not fall below; raises GuideError with all that fell."""
    fallen = []
    for path, limit in yaml.safe_load(floors.read_text(encoding="utf-8")).items():
        value: Any = totals
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if not isinstance(value, int | float):
            fallen.append(f"{path} is no figure of this run; was a file renamed? Correct its floor")
        elif ("at_least" in limit and value < limit["at_least"]) or ("at_most" in limit and value > limit["at_most"]):
            fallen.append(f"{path} is {value}, the floor says {limit}")
    if fallen:
        message = (
            "Quality fell: " + "; ".join(fallen) + f". The run's folder shows the cases; {floors} holds the floors."
        )
        raise GuideError(message)
    typer.echo("All floors hold.")
