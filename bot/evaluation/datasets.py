"""Public intent benchmarks in their own formats: BANKING77 (Casanueva et al. 2020), CLINC150 (Larson et al. 2019)."""

import collections
import csv
import json
import pathlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import ContentError

Example = tuple[str, str]
"""A text and its intent."""


@dataclass(frozen=True)
class Banking:
    """BANKING77: 77 intents of bank customers."""

    train: Sequence[Example]
    test: Sequence[Example]


@dataclass(frozen=True)
class Clinc:
    """CLINC150: 150 intents, and questions that belong to none."""

    train: Sequence[Example]
    test: Sequence[Example]
    outside: Sequence[str]


def banking(where: str) -> Banking:
    """Read a folder with `banking77_train.csv` and `banking77_test.csv`, or two files joined by a comma."""
    folder = pathlib.Path(where)
    names = where.split(",")
    if folder.is_dir():
        train, test = folder / "banking77_train.csv", folder / "banking77_test.csv"
    elif len(names) == 2:
        train, test = pathlib.Path(names[0].strip()), pathlib.Path(names[1].strip())
    else:
        raise ContentError([f"BANKING={where}: give the folder of both files, or train.csv,test.csv"])
    return Banking(_csv(train), _csv(test))


def clinc(path: pathlib.Path) -> Clinc:
    """Read `clinc150_data_full.json`."""
    path = path / "clinc150_data_full.json" if path.is_dir() else path
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        train, test = ([(str(text), str(intent)) for text, intent in parts[name]] for name in ("train", "test"))
        outside = [str(text) for text, _ in parts["oos_test"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = f"CLINC={path}: is not clinc150_data_full.json ({error!r}); see docs/quality.md"
        raise ContentError([fault]) from error
    return Clinc(train, test, outside)


def few(examples: Sequence[Example], count: int, seed: int) -> list[Example]:
    """Draw the same number of examples of every intent."""
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for text, intent in examples:
        groups[intent].append(text)
    draw = random.Random(seed)
    return [(text, intent) for intent in sorted(groups) for text in draw.sample(groups[intent], count)]


def _csv(path: pathlib.Path) -> list[Example]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [(line["text"], line["category"]) for line in csv.DictReader(file)]
    except (OSError, KeyError, ValueError) as error:
        raise ContentError([f"{path}: is not a BANKING77 file with text,category ({error!r})"]) from error
