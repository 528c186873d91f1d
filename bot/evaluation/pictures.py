"""The pictures of the page, as SVG that is the same for the same numbers."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bot.evaluation.calibration import Calibration
from bot.evaluation.counting import Agreement
from bot.evaluation.latency import Latency

_INK, _PAPER, _LINE = "#1d2430", "#ffffff", "#c9ced6"
_NAMES = {"tuned": "chat and forum", "unseen": "holdout"}
_COLOURS = {"tuned": "#9aa4b2", "unseen": "#0b6e4f"}
_MOST_SLICES = 24
mpl.rcParams.update(
    {
        "svg.hashsalt": "candor",
        "svg.fonttype": "path",
        "font.size": 9,
        "text.color": _INK,
        "axes.edgecolor": _LINE,
        "axes.labelcolor": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)


def reliability(calibrations: Mapping[str, Calibration], path: Path) -> None:
    """Draw how often disclosures of each confidence are right; a dot's size is their number."""
    figure = Figure(figsize=(4.6, 4.4))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=_LINE, linewidth=1, label="as it should be")
    for name, one in calibrations.items():
        axes.scatter(
            [inside.confidence for inside in one.bins],
            [inside.right for inside in one.bins],
            s=[20 + inside.count for inside in one.bins],
            color=_COLOURS[name],
            alpha=0.8,
            label=f"{_NAMES[name]}, error {one.error:.3f}",
        )
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend(frameon=False, loc="lower right")
    _save(figure, path)


def slice_bars(slices: Mapping[str, Mapping[str, Agreement]], path: Path) -> None:
    """Draw the main F1 by phenomenon with its interval."""
    names = list(dict.fromkeys(name for part in ("unseen", "tuned") for name in slices[part]))
    names = names[:_MOST_SLICES][::-1]
    figure = Figure(figsize=(6.4, 0.3 * len(names) + 1))
    axes = figure.subplots()
    for offset, part in ((0.16, "unseen"), (-0.16, "tuned")):
        drawn = [
            (place, slices[part][name]) for place, name in enumerate(names) if name in slices[part]
        ]
        axes.errorbar(
            [one.f1 for _, one in drawn],
            [place + offset for place, _ in drawn],
            xerr=[
                [max(one.f1 - one.low, 0) for _, one in drawn],
                [max(one.high - one.f1, 0) for _, one in drawn],
            ],
            fmt="o",
            markersize=4,
            linewidth=1.2,
            color=_COLOURS[part],
            label=_NAMES[part],
        )
    axes.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    axes.set(xlabel="F1 of need, polarity and holder, with its 95 % interval", xlim=(0, 1.02))
    axes.grid(axis="x", color=_LINE, linewidth=0.5)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncol=2)
    _save(figure, path)


def confusion_map(confusions: Counter[tuple[str, str]], path: Path) -> None:
    """Draw which intents are taken for which; the right answers are left out."""
    names = sorted({name for pair in confusions for name in pair})
    counts = [[confusions[row, column] for column in names] for row in names]
    side = 0.26 * len(names) + 2
    figure = Figure(figsize=(side, side))
    axes = figure.subplots()
    axes.imshow(counts, cmap="Greens")
    axes.set_xticks(range(len(names)), [name.replace("_", " ") for name in names], rotation=90)
    axes.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    axes.set(xlabel="found", ylabel="labelled")
    most = max(confusions.values(), default=1)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                colour = _PAPER if count > most / 2 else _INK
                axes.text(column, row, str(count), ha="center", va="center", color=colour, size=8)
    _save(figure, path)


def latency_bars(measured: Mapping[str, Latency], path: Path) -> None:
    """Draw the percentiles of the time that one message takes."""
    figure = Figure(figsize=(6.4, 0.5 * len(measured) + 1))
    axes = figure.subplots()
    for place, one in enumerate(reversed(measured.values())):
        axes.plot([one.p50, one.p99], [place, place], color=_LINE, linewidth=5, zorder=1)
        for value, shape in ((one.p50, "o"), (one.p95, "D"), (one.p99, "|")):
            axes.scatter([value], [place], marker=shape, color=_COLOURS["unseen"], zorder=2, s=36)
    axes.set_yticks(range(len(measured)), list(reversed(measured)))
    axes.set(xlabel="milliseconds a message: median (dot), p95 (diamond), p99 (bar)", xscale="log")
    axes.set_ylim(-0.5, len(measured) - 0.5)
    axes.xaxis.set_major_formatter("{x:g}")
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None}, facecolor=_PAPER)
    # Matplotlib leaves blanks at the ends of lines, which no checked-in file of ours has.
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")
