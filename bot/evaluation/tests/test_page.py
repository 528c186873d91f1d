"""A whole evaluation over a handful of messages, with stand-ins for all that is trained."""

import json
import sys
from pathlib import Path

import pytest

from bot.evaluation import pictures
from bot.evaluation.__main__ import main
from bot.evaluation.gathering import Results, results
from bot.evaluation.intents import Answer
from bot.evaluation.labels import Message
from bot.evaluation.methods import BOTH, LOOKED_UP, RULES, TAGGER
from bot.evaluation.page import page
from bot.evaluation.tests.readers import trained
from bot.evaluation.trained import Parsed

MESSAGES = [
    ("my cheeks are dry", "inform_needs", [{"type": "concern", "value": "dryness", "span": "dry"}]),
    (
        "no acne",
        "inform_needs",
        [{"type": "concern", "value": "acne", "polarity": "absent", "span": "no acne"}],
    ),
    (
        "I am a human blotter",
        "inform_needs",
        [{"type": "concern", "value": "oiliness", "span": "human blotter"}],
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
    return results(folder, AgreeableModel(), trained({"blotter": {"concern:oiliness": 0.8}}))


def test_the_page_tells_each_set_and_leaves_no_place_empty(found: Results) -> None:
    text = page(found)
    assert "| messages | 12 | 12 | 12 |" in text
    assert "holdout talk" in text
    assert "$" not in text.replace("`$`", "")


def test_every_way_of_hearing_is_scored_on_its_own(found: Results) -> None:
    f1 = {name: scores["holdout talk"].main.f1 for name, scores in found.methods.items()}
    assert f1[BOTH] == 1.0
    assert max(f1[LOOKED_UP], f1[RULES], f1[TAGGER]) < 1.0
    assert found.methods[BOTH]["holdout talk"] == found.disclosures["holdout talk"]


def test_what_was_tuned_on_and_what_was_not_are_also_taken_together(found: Results) -> None:
    by_set = found.methods[RULES]
    assert by_set["tuned"].main.labels == 2 * by_set["unseen"].main.labels == 18


def test_steps_are_of_the_rules_and_end_where_all_of_them_are(found: Results) -> None:
    whole = found.methods[RULES]["unseen"].main.f1
    assert found.added[-1].scores["unseen"].main.f1 == whole
    without_polarity = next(step for step in found.taken_away if "polarity" in step.name)
    assert without_polarity.scores["unseen"].main.f1 < whole


def test_each_reader_and_the_whole_model_are_timed(found: Results) -> None:
    assert list(found.latencies) == [LOOKED_UP, RULES, BOTH, "the whole model"]


def test_a_folder_where_nothing_is_trained_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluation", "--hearing", str(tmp_path)])
    assert main() == 1
    assert "make setup" in capsys.readouterr().err


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
