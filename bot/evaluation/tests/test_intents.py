"""Scoring of intents, and the public sets."""

import json
import sys
from pathlib import Path

import pytest

from bot.evaluation import public
from bot.evaluation.intents import Answer, auroc, confusions, intent_scores, recall_at_limit


def test_a_need_told_taken_for_advice_asked_for_is_right_leniently_only() -> None:
    found = intent_scores(
        [
            Answer("inform_needs", "ask_recommendation", 0.0),
            Answer("greet", "greet", 0.0),
        ]
    )
    assert (found.strict, found.lenient, found.macro_f1) == (0.5, 1.0, 1.0)


def test_without_anything_out_of_scope_there_is_no_score_of_telling_it() -> None:
    found = intent_scores([Answer("greet", "greet", 0.1)])
    assert (found.auroc, found.recall_at_limit) == (None, None)


def test_what_is_rejected_is_counted_at_the_models_own_line() -> None:
    found = intent_scores(
        [
            Answer("greet", "out_of_scope", 0.6),
            Answer("thank", "thank", 0.1),
            Answer("out_of_scope", "out_of_scope", 0.9),
            Answer("out_of_scope", "greet", 0.2),
        ]
    )
    assert (found.recall, found.rejected) == (0.5, 0.5)
    assert found.auroc == 0.75


def test_a_tie_of_scores_is_worth_half() -> None:
    assert auroc([0.5], [0.5]) == 0.5


def test_recall_is_read_where_one_in_twenty_is_rejected() -> None:
    inside = [number / 100 for number in range(100)]
    assert recall_at_limit([0.951, 0.96, 0.2, 0.99], inside) == 0.75


def test_only_mistakes_are_confusions() -> None:
    answers = [
        Answer("greet", "greet", 0),
        Answer("greet", "thank", 0),
        Answer("greet", "thank", 0),
    ]
    assert confusions(answers) == {("greet", "thank"): 2}


WEATHER = ["will it rain today", "is it sunny outside", "rain tomorrow morning", "how cold is it"]
MONEY = [
    "send ten dollars to ann",
    "pay my rent now",
    "transfer cash to bob",
    "pay bob ten dollars",
]
ELSE = ["sing a song to me", "why do cats purr", "tell a joke", "who painted this"]


@pytest.fixture
def clinc(tmp_path: Path) -> Path:
    path = tmp_path / "data_full.json"
    parts = {
        "train": [[text, "weather"] for text in WEATHER] + [[text, "transfer"] for text in MONEY],
        "val": [],
        "test": [["will it rain tomorrow", "weather"], ["transfer ten dollars", "transfer"]],
        "oos_train": [[text, "oos"] for text in ELSE],
        "oos_val": [],
        "oos_test": [["tell me why cats sing", "oos"]],
    }
    path.write_text(json.dumps(parts), encoding="utf-8")
    return path


def test_a_file_shaped_like_clinc150_is_learned_and_scored(clinc: Path) -> None:
    found = public.scores(public.clinc150([clinc]), public.everyday_lexicon())
    assert (found.intents, found.trained_on, found.tested_on) == (2, 12, 3)
    assert found.accuracy == 1.0
    assert found.auroc == 1.0


def test_files_shaped_like_banking77_are_learned_and_scored(tmp_path: Path) -> None:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    named = {"weather": WEATHER, "transfer": MONEY, "chatting": ELSE}
    rows = [(text, name) for name, texts in named.items() for text in texts]
    for path, some in ((train, rows), (test, rows[::3])):
        lines = ["text,category", *(f'"{text}",{intent}' for text, intent in some)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = public.scores(public.banking77([train, test]), public.everyday_lexicon())
    assert (found.intents, found.accuracy, found.auroc) == (3, 1.0, None)


def test_the_command_prints_one_line(
    clinc: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["public", "--format", "clinc150", str(clinc)])
    assert public.main() == 0
    assert "accuracy 1.000, out of scope AUROC 1.000" in capsys.readouterr().out


def test_a_file_of_another_shape_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["public", "--format", "clinc150", str(path)])
    assert public.main() == 1
    assert "CLINC150" in capsys.readouterr().err
