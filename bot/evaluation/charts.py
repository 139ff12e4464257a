"""Two pictures of a run: what answering more costs, and whether confidence can be believed."""

import pathlib
from collections.abc import Sequence

import matplotlib as mpl

mpl.use("Agg")  # before pyplot: servers and build machines have no screen

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluation.scoring import Row, confident, risk_coverage

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#595959"
"""Told apart with any colour vision (Okabe and Ito 2008), and on white with a contrast of at least 3."""
BINS = 10


def draw(rows: Sequence[Row], folder: pathlib.Path, error_budget: float | None) -> None:
    """Write risk-coverage.png and reliability.png."""
    _risk_coverage(rows, folder / "risk-coverage.png", error_budget)
    _reliability(rows, folder / "reliability.png")


def _risk_coverage(rows: Sequence[Row], path: pathlib.Path, error_budget: float | None) -> None:
    figure, axes = plt.subplots(figsize=(6.4, 4.8))
    points = risk_coverage(rows)
    axes.plot(
        [100 * c for _, c, _ in points],
        [100 * r for _, _, r in points],
        color=BLUE,
        marker="o",
        ms=3,
        label="answers given, by falling confidence",
    )
    if error_budget is not None:
        axes.axhline(100 * error_budget, color=ORANGE, linestyle="--", label=f"error budget {100 * error_budget:.0f} %")
    axes.set(
        xlabel="Coverage: questions answered (%)",
        ylabel="Risk: wrong of these (%)",
        xlim=(0, 100),
        title=f"Risk and coverage, {len(rows)} questions",
    )
    axes.set_ylim(bottom=0)
    _finish(figure, axes, path)


def _reliability(rows: Sequence[Row], path: pathlib.Path) -> None:
    figure, axes = plt.subplots(figsize=(6.4, 4.8))
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="promised = kept")
    for promised, kept, count in reliability(rows):
        axes.scatter(promised, kept, s=20 + 4 * count, color=BLUE, edgecolor="white", zorder=3)
        axes.annotate(str(count), (promised, kept), textcoords="offset points", xytext=(8, 5), color=GREY)
    axes.scatter([], [], color=BLUE, label="answers given (number beside)")
    axes.set(
        xlabel="Confidence promised",
        ylabel="Share that was right",
        xlim=(0, 1.02),
        ylim=(-0.03, 1.08),
        title="Reliability of confidence",
    )
    _finish(figure, axes, path)


def reliability(rows: Sequence[Row]) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, number) of the answers in each bin of confidence that has some."""
    promised, kept = confident(rows)
    places = np.minimum((promised * BINS).astype(int), BINS - 1)
    groups = [places == place for place in range(BINS)]
    return [(float(promised[g].mean()), float(kept[g].mean()), int(g.sum())) for g in groups if g.any()]


def _finish(figure: Figure, axes: Axes, path: pathlib.Path) -> None:
    axes.grid(color="#E5E5E5")
    axes.set_axisbelow(True)
    axes.legend(loc="best")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
