"""`sds train`."""

import logging
import pathlib
import time
from typing import Annotated

import typer

from bot.commands.environment import quiet
from bot.content.live import LIVE, Versions
from bot.errors import ModelError
from bot.settings import settings


def train(
    force: Annotated[bool, typer.Option(help="Train even when the model fits.")] = False,
) -> None:
    """Train the model when content, training data, settings or code have changed."""
    ensure_trained(settings().home, force=force)


def ensure_trained(home: pathlib.Path, *, train: bool = True, force: bool = False) -> pathlib.Path:
    """Return the path of a model that fits; raises ModelError when there is none and training is not wanted."""
    quiet()
    from bot.nlu import training

    if not force and training.up_to_date(home):
        typer.echo("The model fits the content; nothing to train.")
        return training.model_path(home)
    if not train:
        message = "The model is missing or does not fit the content. Run `sds train`."
        raise ModelError(message)
    typer.echo("Training (about twelve minutes the first time, then three)")
    logging.basicConfig(level=logging.WARNING, format="  %(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("bot").setLevel(logging.INFO)
    started = time.perf_counter()
    model = training.train(home, settings().data_folder / "vectors.npz")
    Versions(settings().data_folder / LIVE).forget()
    typer.echo(f"Trained in {time.perf_counter() - started:.0f} s: {model}")
    return model
