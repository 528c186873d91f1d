"""Small readers of words: cues, phrases, memory, wording."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from actions.cues import load_cues
from actions.memory import Question, Waiting, as_slot, waiting_of
from actions.phrases import listed, money, noted
from actions.referring import referred
from actions.skincare import ingredients_named
from actions.turn import Turn
from actions.wishes import about_whom
from actions.wording import consent_card, load_wording
from profiles.model import (
    Answer,
    ConversationId,
    MessageId,
    PersonalData,
    Polarity,
    Purpose,
    RecordKind,
    Severity,
)
from tests.builders import NOW, heard, the_vocabulary
from tests.unit.actions.shop import the_shelf

CUES = load_cues()
TURN = Turn(
    conversation_id=ConversationId("talk"), message_id=MessageId("m1"), subject=None, now=NOW
)
SHOWN = ("oatfield-cream-cleanser", "meadowlark-daily-lotion", "mortar-ceramide-ampoule")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("make it two", 2),
        ("i want 3 of them", 3),
        ("add the second one", None),
        ("i'll take all three", None),
        ("number 2 please", None),
        ("anything under $40?", None),
        ("the 50 ml one", None),
        ("add two of the first one", 2),
    ],
)
def test_a_quantity_is_told_from_a_place_a_price_and_a_size(
    text: str, quantity: int | None
) -> None:
    assert CUES.number(text) == quantity


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("add the second one", [1]),
        ("the first and the third", [0, 2]),
        ("the last one please", [2]),
        ("tell me about the cleanser", [0]),
        ("both of them", [0, 1, 2]),
        ("the cheapest", [0]),
        ("how much is meadowlark daily lotion", [1]),
        ("is it vegan", []),
    ],
)
def test_products_are_meant_by_place_kind_price_or_name(text: str, meant: list[int]) -> None:
    turn = replace(TURN, text=text, shown=SHOWN)

    found = referred(turn, the_shelf().products, SHOWN, CUES)

    assert sorted(one.id for one in found) == sorted(SHOWN[place] for place in meant)


def test_it_is_what_was_last_spoken_of() -> None:
    turn = replace(TURN, text="add it", shown=SHOWN, focus=SHOWN[2:])

    assert [one.id for one in referred(turn, the_shelf().products, SHOWN, CUES)] == [SHOWN[2]]


def test_a_button_names_its_product_whatever_its_text() -> None:
    turn = replace(TURN, text="/add_to_cart", given={"product_id": SHOWN[1]}, shown=SHOWN)

    assert [one.id for one in referred(turn, the_shelf().products, SHOWN, CUES)] == [SHOWN[1]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("please forget me", "forget"),
        ("stop showing me ads on instagram", "withdraw"),
        ("what do you know about me?", "know"),
        ("why do you ask?", "why"),
        ("do you sell my data?", "how_used"),
    ],
)
def test_a_privacy_request_is_understood_by_its_words(text: str, kind: str) -> None:
    assert CUES.kinds("privacy", text)[0] == kind


@pytest.mark.parametrize("text", ["i'm 15", "my 13th birthday is soon", "i'm in middle school"])
def test_a_minor_shows(text: str) -> None:
    assert CUES.matches("minor", text)


@pytest.mark.parametrize("text", ["i'm 45", "i'm 12 weeks pregnant", "i have 3 kids"])
def test_an_adult_is_no_minor(text: str) -> None:
    assert not CUES.matches("minor", text)


def test_what_waits_comes_back_from_its_slot_unchanged() -> None:
    waiting = (
        Waiting(
            kind=RecordKind.RETRACTION,
            heard=heard("concern:dryness", area="cheeks", severity=Severity.SEVERE),
            message_id="m1",
            at=NOW,
            message="my name is Zoe",
            personal=(PersonalData("name", "Zoe"),),
        ),
    )

    assert waiting_of(as_slot(waiting)) == waiting


def test_a_question_comes_back_from_its_slot_unchanged() -> None:
    question = Question(kind="contact", purposes=("ads_meta",), about={"kind": "email"})

    assert Question.of(question.as_slot()) == question
    assert Question.of(None) is None


def test_words_of_personal_data_do_not_print() -> None:
    waiting = Waiting(
        kind=RecordKind.DISCLOSURE,
        heard=heard("concern:dryness"),
        message_id="m1",
        at=NOW,
        message="write to zoe@example.com",
    )

    assert "zoe" not in repr(waiting)
    assert "zoe" not in repr(replace(TURN, text="write to zoe@example.com"))


@pytest.mark.parametrize(
    ("amount", "text"), [("38.00", "$38"), ("38.50", "$38.50"), ("1200", "$1200")]
)
def test_money_is_written_as_shoppers_write_it(amount: str, text: str) -> None:
    assert money(Decimal(amount), "USD") == text


def test_other_currencies_keep_their_name() -> None:
    assert money(Decimal(38), "CHF") == "38 CHF"


def test_a_list_reads_as_a_sentence() -> None:
    assert listed(["dryness"]) == "dryness"
    assert listed(["dryness", "redness", "shine"]) == "dryness, redness and shine"
    assert listed(["shine and oil", "redness"]) == "shine and oil, and redness"


def test_only_what_stands_is_said_back_and_each_need_once() -> None:
    said = [
        heard("concern:dryness", area="cheeks"),
        heard("skin_type:dry"),
        heard("skin_type:oily", polarity=Polarity.ABSENT),
        heard("budget:under_40"),
    ]

    assert noted(said, the_vocabulary(), "USD") == "dry cheeks and under $40"


@pytest.mark.parametrize(
    ("holders", "before", "whom"),
    [
        (["other:mom"], "self", "other:mom"),
        (["other:mom", "self"], "other:mom", "self"),
        ([], "other:mom", "other:mom"),
        (["other:unknown"], "other:mom", "other:mom"),
        (["other:unknown"], "self", "other:unknown"),
    ],
)
def test_advice_is_for_whom_the_message_is_about(
    holders: list[str], before: str, whom: str
) -> None:
    told = [heard("concern:dryness", holder=holder) for holder in holders]

    assert about_whom([*told, heard("budget:under_40")], before) == whom


def test_a_longer_ingredient_is_not_also_the_shorter_one_in_it() -> None:
    named = ingredients_named("what does hyaluronic acid do?", the_shelf().knowledge)

    assert [words for words, _ in named] == ["hyaluronic acid"]


def test_the_wording_covers_every_purpose_and_names_both_parts_of_google() -> None:
    wording = load_wording()

    assert set(wording.texts) == set(Purpose)
    assert "personalised" in wording.texts[Purpose.ADS_GOOGLE]
    assert "use this data" in wording.texts[Purpose.ADS_GOOGLE]


def test_a_wording_without_a_purpose_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wording.yml"
    file.write_text('version: "1"\nlanguage: en\npurposes: {advice: {title: a, name: b, text: c}}')

    with pytest.raises(ValueError, match="ads_google"):
        load_wording(file)


def test_a_consent_card_shows_what_stands() -> None:
    card = consent_card(load_wording(), {Purpose.ADVICE: Answer.GRANTED})

    assert card["kind"] == "consent"
    assert card["state"] == {
        "advice": "granted",
        "ads_meta": "not_asked",
        "ads_google": "not_asked",
    }
    assert card["wording_version"] == "2026-11"
