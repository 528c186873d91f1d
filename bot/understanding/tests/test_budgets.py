"""Money in the words of shoppers."""

from datetime import date

import pytest

from bot.understanding.personal_data import personal_data
from bot.understanding.pipeline import Ear

EAR = Ear.of()


def budgets(text: str) -> list[str]:
    told = EAR.understand(text, heard_on=date(2026, 11, 21)).disclosures
    return [one.value for one in told if one.type == "budget"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ideally below $45", "under_45"),
        ("nothing over 25 quid", "under_25"),
        ("don't want to pay more than 60", "under_60"),
        ("between 20 and 40 euros", "20_to_40"),
        ("£15-£25", "15_to_25"),
        ("around 70 is fine", "around_70"),
        ("fifty bucks max", "under_50"),
        ("at least $100", "over_100"),
        ("1,200 dollars tops", "under_1200"),
        ("sub-30 if you can", "under_30"),
        ("4000 yen max", "under_4000"),
        ("a fiver, not a penny more", "under_5"),
        ("upwards of 90 dollars", "over_90"),
        ("not thirty, twenty", "under_20"),
        ("did I say 50? make that 80", "under_80"),
        ("cut the budget to 45", "under_45"),
    ],
)
def test_a_budget_is_read_in_any_wording(text: str, value: str) -> None:
    assert budgets(text) == [value]


@pytest.mark.parametrize(
    "text", ["I'm over 40", "SPF 50 please", "acne since 15", "a 3 step routine", "10% niacinamide"]
)
def test_numbers_that_are_no_money_are_no_budget(text: str) -> None:
    assert budgets(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("mail me at jo.doe@example.org.", "email", "jo.doe@example.org"),
        ("call 020 7946 0958 please", "phone", "020 7946 0958"),
        ("card 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("I live at 12 Maple Street", "address", "12 Maple Street"),
        ("my name is Ada Lovelace and I have acne", "name", "Ada Lovelace"),
    ],
)
def test_personal_data_is_found(text: str, kind: str, span: str) -> None:
    (found,) = personal_data(text)

    assert (found.kind, found.span) == (kind, span)


def test_a_long_number_that_fails_the_checksum_is_no_card() -> None:
    assert [item.kind for item in personal_data("order 4111111111111112")] != ["card"]
