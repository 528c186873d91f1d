"""Scoring of disclosures, on messages small enough to count by hand."""

import json
from pathlib import Path

import pytest

from bot.evaluation.calibration import of_answers
from bot.evaluation.counting import agreement
from bot.evaluation.disclosures import (
    DisclosureScores,
    Scored,
    disclosure_scores,
    main_key,
    slices,
    weakest,
)
from bot.evaluation.labels import LabelsInvalid, Message, Told, messages
from bot.evaluation.needs import Needs
from bot.understanding.pipeline import VOCABULARY

NEEDS = Needs.of(VOCABULARY)
DRY = Told("concern", "dryness", span="dry")
MUMS_ACNE = Told("concern", "acne", holder="other:mom", span="spots")
NO_REDNESS = Told("concern", "redness", polarity="absent", span="no redness")
NUTS = Told("constraint", "allergy_nuts", span="nuts")


def said(*told: Told, tags: tuple[str, ...] = ()) -> Message:
    return Message("m1", "dry, spots, no redness, nuts", "inform_needs", told, frozenset(tags))


def scores(*pairs: tuple[Message, tuple[Told, ...]]) -> DisclosureScores:
    scored = Scored.of([message for message, _ in pairs], [heard for _, heard in pairs])
    return disclosure_scores(scored, NEEDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Told("skin_type", "dry"), Told("concern", "dehydration")),
        (Told("goal", "clear_skin"), Told("concern", "acne")),
        (Told("preference", "vegan"), Told("constraint", "vegan")),
        (Told("constraint", "allergy_fragrance"), Told("preference", "fragrance_free")),
        (Told("constraint", "allergy_coconut_oil"), Told("constraint", "avoid_coconut")),
        (Told("constraint", "avoid_perfume"), Told("preference", "fragrance_free")),
        (Told("budget", "under_30"), Told("budget", "around_30")),
    ],
)
def test_two_names_of_one_need_are_one_answer(one: Told, other: Told) -> None:
    assert NEEDS.of_trait(one) == NEEDS.of_trait(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Told("concern", "dark_circles"), Told("concern", "puffiness")),
        (Told("constraint", "avoid_retinol"), Told("preference", "ingredient_retinol")),
        (Told("constraint", "on_tretinoin"), Told("constraint", "on_isotretinoin")),
        (Told("budget", "under_30"), Told("budget", "under_50")),
        (Told("budget", "cheap"), Told("budget", "no_limit")),
    ],
)
def test_different_needs_stay_different(one: Told, other: Told) -> None:
    assert NEEDS.of_trait(one) != NEEDS.of_trait(other)


def test_an_answer_with_the_wrong_polarity_counts_as_missed_and_as_wrong() -> None:
    heard = (Told("concern", "redness"), DRY)
    found = scores((said(NO_REDNESS, DRY), heard))
    assert (found.main.precision, found.main.recall, found.main.f1) == (0.5, 0.5, 0.5)
    assert found.value.f1 == 1.0
    assert (found.denied.part, found.denied.whole) == (0, 1)


def test_a_need_of_another_person_taken_as_the_shoppers_own_is_misused() -> None:
    found = scores((said(MUMS_ACNE), (Told("concern", "acne"),)))
    assert (found.misused.part, found.misused.whole) == (1, 1)
    assert (found.others.part, found.others.whole) == (0, 1)


def test_a_past_need_taken_as_of_today_is_misused_though_the_main_score_forgives_it() -> None:
    found = scores(
        (said(Told("concern", "acne", time="past", span="spots")), (Told("concern", "acne"),))
    )
    assert found.main.f1 == 1.0
    assert found.timed.f1 == 0.0
    assert found.misused.value == 1.0


def test_safety_asks_only_whether_what_could_harm_was_found() -> None:
    found = scores((said(NUTS, DRY), (NUTS,)), (said(NUTS), ()))
    assert (found.safety.part, found.safety.whole) == (1, 2)


def test_a_message_that_tells_nothing_is_a_false_alarm_once_something_is_heard() -> None:
    found = scores((said(), (DRY, NUTS)), (said(), ()))
    assert (found.alarms.part, found.alarms.whole) == (1, 2)


def test_messages_for_a_doctor_are_not_scored() -> None:
    found = scores((said(tags=("medical",)), (DRY,)), (said(DRY), (DRY,)))
    assert found.main.f1 == 1.0
    assert found.alarms.whole == 0


def test_nothing_heard_and_nothing_told_scores_zero_without_failing() -> None:
    assert scores((said(), ())).main.f1 == 0.0


def test_the_interval_holds_the_score_and_is_the_same_in_every_run() -> None:
    group = [said(DRY), said(NUTS), said(MUMS_ACNE), said(NO_REDNESS)] * 5
    heard = [(DRY,), (), (MUMS_ACNE,), (DRY,)] * 5
    first, second = (agreement(group, heard, main_key(NEEDS)) for _ in range(2))
    assert first == second
    assert first.low < first.f1 < first.high


def test_slices_too_small_to_speak_of_are_left_out() -> None:
    group = [said(DRY, tags=("typo",))] * 5 + [said(DRY, tags=("rare",))] * 4
    assert list(slices(Scored.of(group, [(DRY,)] * 9), NEEDS)) == ["typo"]


def test_the_weakest_need_stands_first() -> None:
    group = [said(DRY, NUTS)] * 3
    table = weakest(Scored.of(group, [(NUTS,)] * 3), NEEDS)
    assert table == [("need:dry", 0.0, 3), ("attribute:exclude_nut", 1.0, 3)]


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    honest = of_answers([(0.75, True)] * 3 + [(0.75, False)])
    boastful = of_answers([(0.95, True), (0.95, False)])
    assert honest.error == pytest.approx(0.0)
    assert boastful.error == pytest.approx(0.45)
    assert [(one.right, one.count) for one in boastful.bins] == [(0.5, 2)]


def test_full_confidence_has_a_place_too() -> None:
    assert of_answers([(1.0, True)]).bins[0].count == 1


UNFOUNDED = {
    "id": "x",
    "text": "dry",
    "intent": "greet",
    "disclosures": [{"type": "concern", "value": "dryness", "span": "Dry"}],
}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "x"', "line 1"),
        ('{"id": "x", "intent": "greet"}', "text"),
        (json.dumps(UNFOUNDED), "evidence 'Dry'"),
    ],
)
def test_a_label_that_cannot_be_right_is_named_with_its_line(
    tmp_path: Path, line: str, complaint: str
) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LabelsInvalid, match=complaint):
        messages(path)
