"""Run by the bot's Python: times the hearing of texts, in this process and without Rasa's server.

JSON on standard input, `{"rounds": 10, "texts": {"kind": ["text", ...]}}`; JSON on standard output,
the milliseconds of each round, `{"kind": [12.3, ...]}`. Hearing is what the running bot does with a
message: both readers and their weighing, personal data, and the trained intent model. In each round
every kind has its turn, so that a busy moment hits all alike.
"""

import json
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.components import intent_file  # noqa: E402 - only now can it be found
from bot.components.intent_reading import read  # noqa: E402 - as above
from bot.understanding.pipeline import Ear  # noqa: E402 - as above

HEARD_ON = date(2026, 1, 1)
INTENT_FILES = ("weights.npz", "names.json")


def hearing() -> Callable[[str], None]:
    """Return what hears one text, from what `make setup` trained.

    Raises:
        OSError: where nothing is trained.
        NoTagger: where the tagger is not.
    """
    ear = Ear.of(trained=ROOT / "models/hearing")
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(ROOT / "models/candor.tar.gz") as kept,
    ):
        for member in kept.getmembers():
            member.name = Path(member.name).name
            if member.name in INTENT_FILES:
                kept.extract(member, folder)
        weights, lexicon = intent_file.load(Path(folder))

    def hear(text: str) -> None:
        ear.understand(text, heard_on=HEARD_ON)
        read(text, weights, lexicon)

    return hear


def milliseconds(hear: Callable[[str], None], text: str) -> float:
    """Time one hearing."""
    begun = time.perf_counter()
    hear(text)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Time what is asked for, after a first round that nobody counts."""
    asked = json.load(sys.stdin)
    hear = hearing()
    spent: dict[str, list[float]] = {kind: [] for kind in asked["texts"]}
    for turn in range(-1, asked["rounds"]):
        for kind, texts in asked["texts"].items():
            took = milliseconds(hear, texts[turn % len(texts)])
            if turn >= 0:
                spent[kind].append(took)
    json.dump(spent, sys.stdout)


if __name__ == "__main__":
    main()
