"""Train what hearing learns: `python -m bot.teaching tagger|scales VOCABULARY MESSAGES FOLDER`.

`MESSAGES` is a folder of labelled messages: those in `teaching` teach the tagger, those in
`weighing`, which the tagger never sees, fit the scales. Both are written into `FOLDER`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bot.evaluation.needs import Needs
from bot.tagger.tagging import MOST_PIECES, SHAPE, Tagger, pretrained, save
from bot.tagger.tags import lessons_of, tags_of
from bot.teaching.fitting import fit
from bot.teaching.learning import Settings, learn
from bot.understanding.pipeline import LANGUAGE, Ear
from bot.understanding.trained import Trained
from bot.understanding.vocabulary import load_vocabulary


def teach_tagger(vocabulary: Path, messages: Path, written: Path) -> None:  # noqa: ARG001 - all parts are called alike
    """Teach the tagger and write it."""
    taught = _labelled(messages / "teaching")
    tags = tags_of(taught)
    weights, pieces = pretrained()
    lessons = lessons_of(taught, tags, pieces, MOST_PIECES)
    save(written, learn(lessons, weights, SHAPE, Settings(), told=_say), tags)


def fit_scales(vocabulary: Path, messages: Path, written: Path) -> None:
    """Fit the scales for a tagger that is written already, and write them."""
    known = load_vocabulary(vocabulary, LANGUAGE)
    ear = Ear(known, trained=Trained(Tagger.of(written), scales=None))
    scales = fit(_labelled(messages / "weighing"), ear, known.siblings, Needs.of(vocabulary))
    scales.write(written)


PARTS = {"tagger": teach_tagger, "scales": fit_scales}


def _labelled(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _say(line: str) -> None:
    sys.stderr.write(f"candor: {line}\n")


if __name__ == "__main__":
    PARTS[sys.argv[1]](*map(Path, sys.argv[2:5]))
