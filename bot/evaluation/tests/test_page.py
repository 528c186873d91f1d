"""A whole evaluation over a handful of messages, with a stand-in for the trained model."""

import json
from pathlib import Path

import pytest

from bot.evaluation import pictures
from bot.evaluation.gathering import Results, results
from bot.evaluation.intents import Answer
from bot.evaluation.labels import Message
from bot.evaluation.page import page
from bot.evaluation.trained import Parsed

MESSAGES = [
    ("my cheeks are dry", "inform_needs", [{"type": "concern", "value": "dryness", "span": "dry"}]),
    (
        "no acne",
        "inform_needs",
        [{"type": "concern", "value": "acne", "polarity": "absent", "span": "no acne"}],
    ),
    ("who won the match", "out_of_scope", []),
]


class AgreeableModel:
    """Takes every message for a greeting."""

    load_seconds = 1.0

    def parse(self, text: str) -> Parsed:
        return Parsed("greet", float(len(text) % 2), 0.1)

    def answers(self, messages: tuple[Message, ...]) -> list[Answer]:
        return [Answer(message.intent, "greet", 0.5) for message in messages]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("labels")
    for name in ("chat_messages", "forum_messages", "intent_messages", "holdout_talk"):
        lines = [
            json.dumps(
                {"id": f"{name}{place}", "text": text, "intent": intent, "disclosures": told}
            )
            for place, (text, intent, told) in enumerate(MESSAGES * 3)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return results(folder, AgreeableModel())


def test_the_page_tells_each_set_and_leaves_no_place_empty(found: Results) -> None:
    text = page(found)
    assert "| messages | 9 | 9 | 9 |" in text
    assert "holdout talk" in text
    assert "$" not in text.replace("`$`", "")


def test_the_ear_hears_what_the_baseline_takes_wrongly(found: Results) -> None:
    assert found.disclosures["holdout talk"].main.f1 == 1.0
    assert found.keywords["holdout talk"].main.f1 < 1.0


def test_steps_end_where_the_whole_ear_is(found: Results) -> None:
    whole = found.disclosures["holdout talk"].main.f1
    assert found.added[-1].scores["unseen"].main.f1 == whole
    without_polarity = next(step for step in found.taken_away if "polarity" in step.name)
    assert without_polarity.scores["unseen"].main.f1 < whole


def test_pictures_are_the_same_for_the_same_numbers(found: Results, tmp_path: Path) -> None:
    drawings = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        pictures.slice_bars(found.slices, folder / "slices.svg")
        pictures.confusion_map(found.confusions, folder / "confusion.svg")
        pictures.reliability(found.calibrations, folder / "reliability.svg")
        pictures.latency_bars(found.latencies, folder / "latency.svg")
        drawings.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert drawings[0] == drawings[1]
    assert len(drawings[0]) == 4
    assert all(b"<svg" in drawing for drawing in drawings[0])
