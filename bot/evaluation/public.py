"""`make bench-nlu`: public intent benchmarks through the project's own pipeline, trained by Rasa like any NLU data."""

import asyncio
import logging
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import yaml
from sklearn.metrics import roc_auc_score

from bot.errors import ModelError
from bot.evaluation.datasets import Example, banking, clinc, few
from bot.evaluation.processes import environment

SHOTS, SEEDS = 10, (1, 2, 3)
KEPT = 0.95
"""Share of in-scope test questions that the cut for CLINC150's out-of-scope recall keeps."""
CONFIG = {
    "recipe": "default.v1",
    "language": "en",
    "pipeline": [
        {"name": "bot.nlu.text_preparation.TextPreparation"},
        {"name": "bot.nlu.sentence_encoder.SentenceEncoder"},
        {"name": "bot.nlu.subject_classifier.SubjectClassifier"},
    ],
}
"""The intent part of config.yml; in an empty folder, so without our glossary."""
LONGEST_TRAINING = 900
_HOME = pathlib.Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Figures:
    """What one training reached."""

    name: str
    accuracy: float
    training_seconds: float
    outside_recall: float | None = None
    auroc: float | None = None

    def line(self) -> str:
        """Return a line of the table."""
        outside = ""
        if self.outside_recall is not None and self.auroc is not None:
            outside = f"  out-of-scope recall {100 * self.outside_recall:.1f} %  AUROC {self.auroc:.3f}"
        return f"{self.name:34} {100 * self.accuracy:5.1f} %  trained in {self.training_seconds:4.0f} s{outside}"


@dataclass(frozen=True)
class Guess:
    """What the trained graph made of a text."""

    intent: str
    familiarity: float


def run_bench_nlu(
    banking_files: str = "", clinc_file: str = "", *, tell: Callable[[str], None] = print
) -> list[Figures]:
    """Measure on the files that are given, and tell a line for each training."""
    found: list[Figures] = []
    if banking_files:
        data = banking(banking_files)
        for seed in SEEDS:
            drawn = few(data.train, SHOTS, seed)
            found.append(measure(f"BANKING77, {SHOTS} an intent, seed {seed}", drawn, data.test))
            tell(found[-1].line())
        mean = float(np.mean([figures.accuracy for figures in found]))
        tell(f"BANKING77, {SHOTS} an intent, mean of {len(SEEDS)} seeds: {100 * mean:.1f} %")
        found.append(measure("BANKING77, full", data.train, data.test))
        tell(found[-1].line())
    if clinc_file:
        questions = clinc(pathlib.Path(clinc_file))
        found.append(measure("CLINC150, full", questions.train, questions.test, questions.outside))
        tell(found[-1].line())
    return found


def measure(name: str, train: Sequence[Example], test: Sequence[Example], outside: Sequence[str] = ()) -> Figures:
    """Train on examples with `rasa train nlu`, ask the trained graph, and count."""
    with tempfile.TemporaryDirectory(prefix="sds-bench-nlu-") as place:
        folder = pathlib.Path(place)
        seconds = train_nlu(folder, train)
        guesses = ask(folder / "model.tar.gz", [text for text, _ in test] + list(outside))
    inside, strange = guesses[: len(test)], guesses[len(test) :]
    accuracy = float(np.mean([g.intent == intent for g, (_, intent) in zip(inside, test, strict=True)]))
    if not strange:
        return Figures(name, accuracy, seconds)
    recall, auroc = outside_figures([g.familiarity for g in inside], [g.familiarity for g in strange])
    return Figures(name, accuracy, seconds, recall, auroc)


def outside_figures(inside: Sequence[float], outside: Sequence[float]) -> tuple[float, float]:
    """Return recall of outside questions at the cut that keeps KEPT of the inside ones, and AUROC."""
    cut = float(np.quantile(inside, 1 - KEPT))
    labels = [1] * len(inside) + [0] * len(outside)
    return float(np.mean(np.asarray(outside) < cut)), float(roc_auc_score(labels, [*inside, *outside]))


def write_nlu(path: pathlib.Path, examples: Sequence[Example]) -> None:
    """Write examples as an ordinary Rasa NLU file."""
    intents = sorted({intent for _, intent in examples})
    groups = [
        {"intent": name, "examples": [{"text": " ".join(text.split())} for text, intent in examples if intent == name]}
        for name in intents
    ]
    content = yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True, width=10**6)
    path.write_text(content, encoding="utf-8")


def train_nlu(folder: pathlib.Path, examples: Sequence[Example]) -> float:
    """Train in a folder of its own, without any earlier result to reuse; return the seconds of the whole command."""
    write_nlu(folder / "nlu.yml", examples)
    (folder / "config.yml").write_text(yaml.safe_dump(CONFIG, sort_keys=False), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "nlu",
        "--config",
        "config.yml",
        "--nlu",
        "nlu.yml",
        "--out",
        ".",
        "--fixed-model-name",
        "model",
    ]
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(_HOME),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_TRAINING,
    )
    if done.returncode or not (folder / "model.tar.gz").exists():
        message = f"`rasa train nlu` failed: {(done.stderr or done.stdout)[-2000:]}"
        raise ModelError(message)
    return time.perf_counter() - start


def ask(model: pathlib.Path, texts: Sequence[str]) -> list[Guess]:
    """Ask the trained graph, one text at a time."""
    # Rasa takes six seconds to import, and only this function needs it.
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    from bot.nlu.subject_classifier import FAMILIARITY

    # Without this every text is printed.
    configure_structlog(logging.WARNING)
    agent = Agent.load(str(model))

    async def all_of_them() -> list[Guess]:
        parsed = [await agent.parse_message(text) for text in texts]
        return [Guess(p["intent"]["name"] or "", float(p[FAMILIARITY])) for p in parsed]

    return asyncio.run(all_of_them())
