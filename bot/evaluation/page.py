"""The results as a page of plain Markdown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

from bot.evaluation.calibration import Calibration
from bot.evaluation.counting import Agreement, Share
from bot.evaluation.disclosures import DisclosureScores
from bot.evaluation.gathering import TUNED, UNSEEN, Results
from bot.evaluation.intents import IntentScores
from bot.evaluation.latency import Latency
from bot.evaluation.steps import Step

_MOST_CONFUSIONS = 15
_MOST_WEAK = 15
_NAMES = {TUNED: "chat and forum", UNSEEN: "holdout"}
_TEMPLATE = Path(__file__).with_name("page.md")


def page(results: Results) -> str:
    """Write the page; its pictures stand in `evaluation/` beside it."""
    text = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return text.substitute(
        disclosures=_disclosures(results.disclosures, results.sizes),
        methods=_methods(results.methods, list(results.disclosures)),
        slices=_slices(results.slices),
        weakest=_table(("need", "F1", "labels"), _weakest(results.weakest)),
        intents=_intents(results.intents),
        confusions=_table(("labelled", "found", "times"), _confusions(results)),
        errors=_errors(results.calibrations),
        calibrations=_calibrations(results.calibrations),
        load=f"{results.load_seconds:.1f}",
        latencies=_latencies(results.latencies),
        bad_inputs=_table(
            ("input", "ms"), [(name, f"{ms:.0f}") for name, ms in results.bad_inputs.items()]
        ),
        added=_steps(results.added),
        taken_away=_steps(results.taken_away),
    )


def _disclosures(scores: Mapping[str, DisclosureScores], sizes: Mapping[str, int]) -> str:
    rows: list[tuple[str, Callable[[str], str]]] = [
        ("messages", lambda name: str(sizes[name])),
        ("disclosures", lambda name: str(scores[name].main.labels)),
        ("**main**", lambda name: _with_interval(scores[name].main)),
        ("main precision", lambda name: f"{scores[name].main.precision:.3f}"),
        ("main recall", lambda name: f"{scores[name].main.recall:.3f}"),
        ("need", lambda name: _with_interval(scores[name].value)),
        ("with time", lambda name: _with_interval(scores[name].timed)),
        ("to act on", lambda name: _with_interval(scores[name].acting)),
        ("polarity right where denied", lambda name: _share(scores[name].denied)),
        ("holder right where another's", lambda name: _share(scores[name].others)),
        ("misused", lambda name: _share(scores[name].misused)),
        ("safety", lambda name: _share(scores[name].safety)),
        ("false alarms", lambda name: _share(scores[name].alarms)),
    ]
    return _table(
        ("", *scores), [(label, *(cell(name) for name in scores)) for label, cell in rows]
    )


def _methods(methods: Mapping[str, Mapping[str, DisclosureScores]], sets: Sequence[str]) -> str:
    named = {**{name: name for name in sets}, **_NAMES}
    main = [
        (
            f"main F1, {label}",
            *(_with_interval(scores[name].main) for scores in methods.values()),
        )
        for name, label in named.items()
    ]
    details: list[tuple[str, Callable[[DisclosureScores], str]]] = [
        ("main precision", lambda one: f"{one.main.precision:.3f}"),
        ("main recall", lambda one: f"{one.main.recall:.3f}"),
        ("need", lambda one: _with_interval(one.value)),
        ("polarity right where denied", lambda one: _share(one.denied)),
        ("holder right where another's", lambda one: _share(one.others)),
        ("misused", lambda one: _share(one.misused)),
        ("safety", lambda one: _share(one.safety)),
        ("false alarms", lambda one: _share(one.alarms)),
    ]
    unseen = [
        (f"{label}, holdout", *(cell(scores[UNSEEN]) for scores in methods.values()))
        for label, cell in details
    ]
    return _table(("", *methods), [*main, *unseen])


def _slices(slices: Mapping[str, Mapping[str, Agreement]]) -> str:
    names = list(dict.fromkeys(name for part in (UNSEEN, TUNED) for name in slices[part]))
    return _table(
        ("phenomenon", "holdout", "labels", "chat and forum", "labels"),
        [
            (
                name.replace("_", " "),
                *(
                    cell
                    for part in (UNSEEN, TUNED)
                    for cell in _slice_cells(slices[part].get(name))
                ),
            )
            for name in names
        ],
    )


def _slice_cells(one: Agreement | None) -> tuple[str, str]:
    return ("", "") if one is None else (_with_interval(one), str(one.labels))


def _weakest(weakest: Sequence[tuple[str, float, int]]) -> Iterator[tuple[str, ...]]:
    for need, f1, labels in weakest[:_MOST_WEAK]:
        yield f"`{need}`", f"{f1:.2f}", str(labels)


def _intents(intents: Mapping[str, IntentScores]) -> str:
    rows: list[tuple[str, Callable[[IntentScores], str]]] = [
        ("messages", lambda one: str(one.count)),
        ("accuracy, strict", lambda one: f"{one.strict:.3f}"),
        ("**accuracy, lenient**", lambda one: f"{one.lenient:.3f} [{one.low:.2f}-{one.high:.2f}]"),
        ("macro F1, lenient", lambda one: f"{one.macro_f1:.3f}"),
        ("out of scope: AUROC", lambda one: _or_none(one.auroc)),
        ("out of scope: recall at 5 % rejected", lambda one: _or_none(one.recall_at_limit)),
        ("out of scope: recall at the model's line", lambda one: f"{one.recall:.3f}"),
        ("in scope but rejected there", lambda one: f"{one.rejected:.3f}"),
    ]
    return _table(
        ("", *intents), [(label, *(cell(one) for one in intents.values())) for label, cell in rows]
    )


def _confusions(results: Results) -> Iterator[tuple[str, ...]]:
    for (labelled, found), count in sorted(
        results.confusions.items(), key=lambda one: (-one[1], one[0])
    )[:_MOST_CONFUSIONS]:
        yield f"`{labelled}`", f"`{found}`", str(count)


def _errors(calibrations: Mapping[str, Calibration]) -> str:
    return ", ".join(
        f"{found.error:.3f} on {_NAMES[name]} messages" for name, found in calibrations.items()
    )


def _calibrations(calibrations: Mapping[str, Calibration]) -> str:
    rows = [
        (_NAMES[name], f"{one.confidence:.2f}", f"{one.right:.2f}", str(one.count))
        for name, found in calibrations.items()
        for one in found.bins
    ]
    return _table(("messages", "mean confidence", "share right", "heard"), rows)


def _latencies(measured: Mapping[str, Latency]) -> str:
    return _table(
        ("", "p50", "p95", "p99", "worst"),
        [
            (name, f"{one.p50:.2f}", f"{one.p95:.2f}", f"{one.p99:.2f}", f"{one.worst:.2f}")
            for name, one in measured.items()
        ],
    )


def _steps(steps: Sequence[Step]) -> str:
    sets = list(steps[0].scores)
    return _table(
        (
            "",
            *(f"main F1, {_NAMES[name]}" for name in sets),
            *(f"misused, {_NAMES[name]}" for name in sets),
        ),
        [
            (
                step.name,
                *(_with_interval(step.scores[name].main) for name in sets),
                *(_share(step.scores[name].misused) for name in sets),
            )
            for step in steps
        ],
    )


def _with_interval(one: Agreement) -> str:
    return f"{one.f1:.3f} [{one.low:.2f}-{one.high:.2f}]"


def _share(one: Share) -> str:
    return f"{one.value:.3f} ({one.part}/{one.whole})" if one.whole else "none"


def _or_none(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
