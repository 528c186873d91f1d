"""Score the labelled messages and write the page: `bot/.venv/bin/python -m bot.evaluation`."""

import argparse
import sys
from pathlib import Path

from bot.evaluation import pictures
from bot.evaluation.gathering import results
from bot.evaluation.labels import LabelsInvalid
from bot.evaluation.page import page
from bot.evaluation.trained import TrainedModel
from bot.tagger.tagging import NoTagger
from bot.understanding.trained import Trained

_ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Write `evaluation.md` and `evaluation/*.svg` below the folder asked for."""
    parser = argparse.ArgumentParser(prog="bot.evaluation", description=__doc__)
    parser.add_argument("--model", type=Path, default=_ROOT / "models" / "candor.tar.gz")
    parser.add_argument("--hearing", type=Path, default=_ROOT / "models" / "hearing" / "skincare")
    parser.add_argument("--labels", type=Path, default=_ROOT / "nlu_data" / "evaluation")
    parser.add_argument("--out", type=Path, default=_ROOT / "docs")
    asked = parser.parse_args()
    try:
        trained = _trained(asked.hearing)
        found = results(asked.labels, TrainedModel(asked.model), trained)
    except (LabelsInvalid, NoTagger, OSError) as error:
        sys.stderr.write(f"cannot evaluate: {error}\n")
        return 1
    folder = asked.out / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    pictures.slice_bars(found.slices, folder / "slices.svg")
    pictures.confusion_map(found.confusions, folder / "confusion.svg")
    pictures.reliability(found.calibrations, folder / "reliability.svg")
    pictures.latency_bars(found.latencies, folder / "latency.svg")
    (asked.out / "evaluation.md").write_text(page(found), encoding="utf-8")
    for name, one in found.disclosures.items():
        main_f1 = f"{one.main.f1:.3f} [{one.main.low:.2f}-{one.main.high:.2f}]"
        sys.stdout.write(f"{name:16} main F1 {main_f1}, safety {one.safety.value:.3f}\n")
    for name, one in found.intents.items():
        sys.stdout.write(f"{name:16} intents {one.lenient:.3f}\n")
    sys.stdout.write(f"written to {asked.out / 'evaluation.md'}\n")
    return 0


def _trained(folder: Path) -> Trained:
    trained = Trained.of(folder)
    if trained.scales is None:
        message = f"{folder} holds a tagger and no scales to weigh it; make them with `make setup`"
        raise NoTagger(message)
    return trained


if __name__ == "__main__":
    sys.exit(main())
