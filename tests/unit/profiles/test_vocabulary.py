from pathlib import Path

import pytest

from profiles.errors import UnknownTrait, VocabularyInvalid
from profiles.model import Trait, TraitType
from profiles.vocabulary import Sensitivity, load_vocabulary
from tests.builders import the_vocabulary

SMALL = """\
vertical: shoes
traits:
  concern:
    blisters: {label: blisters, said_back: your blisters, need: sore, sensitivity: health}
    rubbing:
      label: rubbing
      said_back: the rubbing
      need: sore
      sensitivity: cosmetic
      on_part: concern:blisters
  attribute:
    leather_free: {label: no leather, said_back: wanting no leather, sensitivity: cosmetic}
families:
  constraint:
    allergy: {label: "allergy to {}", said_back: "your allergy to {}", sensitivity: health}
    avoid: {label: "avoids {}", said_back: "avoiding {}", sensitivity: cosmetic}
  preference:
    brand: {label: "likes {}", said_back: "liking {}", sensitivity: cosmetic}
budget: {label: budget, said_back: your budget, sensitivity: cosmetic}
holders: {mom: [mom], son: [son]}
child_holders: [son]
areas: {heel: [heel]}
"""


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "vocabulary.yml"
    path.write_text(text)
    return path


def test_another_vertical_is_another_file(tmp_path: Path) -> None:
    shoes = load_vocabulary(_written(tmp_path, SMALL))

    assert shoes.vertical == "shoes"
    assert [str(trait) for trait in shoes.all_traits()] == [
        "concern:blisters",
        "concern:rubbing",
        "preference:leather_free",
        "constraint:leather_free",
    ]
    assert shoes.in_need("sore") == {Trait("concern", "blisters"), Trait("concern", "rubbing")}
    assert shoes.needs() == ("sore", "leather_free")
    assert shoes.areas == ("heel",)


@pytest.mark.parametrize(
    ("said", "family", "need", "health"),
    [
        ("constraint:allergy_leather", "constraint:allergy_*", "leather_free", True),
        ("constraint:avoid_wool", "constraint:avoid_*", "without_wool", False),
        ("preference:brand_acme", "preference:brand_*", "brand_acme", False),
        ("concern:blisters", None, "sore", True),
        ("budget:under_40", None, "budget", False),
    ],
)
def test_open_slugs_are_traits_like_others(
    tmp_path: Path, said: str, family: str | None, need: str, *, health: bool
) -> None:
    shoes = load_vocabulary(_written(tmp_path, SMALL))
    trait = shoes.trait(said)

    assert shoes.family_of(trait) == family
    assert shoes.need_of(trait) == need
    assert shoes.is_health(trait) is health


@pytest.mark.parametrize(
    ("said", "known"),
    [("under_40", True), ("around_39.90", True), ("20_to_40", True), ("cheap", True),
     ("no_limit", True), ("under_", False), ("lots", False), ("under_-4", False)],
)  # fmt: skip
def test_budgets_are_numbers_or_words(said: str, *, known: bool) -> None:
    assert the_vocabulary().knows("budget", said) is known


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ("concern:drynes", "concern:dryness"),
        ("goal:dryness", "concern:dryness"),
        ("constraint:allergy_", "constraint:allergy_*"),
        ("concern:Dryness", "concern:dryness"),
    ],
)
def test_an_unknown_trait_names_the_nearest(said: str, nearest: str) -> None:
    with pytest.raises(UnknownTrait) as refused:
        the_vocabulary().trait(said)

    assert nearest in refused.value.nearest
    assert nearest in str(refused.value)


@pytest.mark.parametrize("value", ["allergy_" + "x" * 60, "allergy_Nuts", "allergy_a b"])
def test_an_open_slug_is_one_short_word(value: str) -> None:
    assert not the_vocabulary().knows("constraint", value)
    with pytest.raises(UnknownTrait):
        the_vocabulary().entry(Trait("constraint", value))


def test_holders_are_known_and_children_among_them() -> None:
    vocabulary = the_vocabulary()

    assert vocabulary.knows_holder("self")
    assert vocabulary.knows_holder("other:mom")
    assert vocabulary.knows_holder("other:unknown")
    assert not vocabulary.knows_holder("other:goldfish")
    assert not vocabulary.knows_holder("mom")
    assert vocabulary.is_child("other:daughter")
    assert not vocabulary.is_child("other:mom")


def test_wordings_name_the_shoppers_own_word() -> None:
    vocabulary = the_vocabulary()
    entry = vocabulary.entry(vocabulary.trait("constraint:allergy_shea_butter"))

    assert "shea butter" in entry.label
    assert "shea butter" in entry.said_back
    assert vocabulary.entry(vocabulary.trait("budget:under_40")).label == "budget: under 40"


def test_the_shipped_vocabulary_calls_health_what_the_guard_must_stop() -> None:
    vocabulary = the_vocabulary()
    health = {trait.value for trait in vocabulary.all_traits() if vocabulary.is_health(trait)}

    assert health == {
        "acne", "acne_scars", "rosacea", "eczema", "irritation", "clear_skin", "spot_treatment",
        "pimple_patch", "pregnancy_safe", "breastfeeding_safe",
    }  # fmt: skip
    assert vocabulary.is_health(Trait("constraint", "on_tretinoin"))
    assert vocabulary.is_health(Trait("constraint", "allergy_nuts"))
    assert vocabulary.types() == ("skin_type", *TraitType)
    assert vocabulary.entry(Trait("concern", "dryness")).sensitivity is Sensitivity.COSMETIC


@pytest.mark.parametrize(
    ("right", "wrong", "line", "told"),
    [
        ("health}\n    rub", "healthy}\n    rub", 4, "health or cosmetic"),
        ("      label: rubbing\n", "", 6, "'label' is missing"),
        ("      said_back: the rubbing\n", "      said_back:\n", 7, "a word is expected"),
        ("    rubbing:", "    Rubbing!:", 5, "is no name"),
        ("on_part: concern:blisters", "on_part: concern:corns", 10, "not listed"),
        ("    rubbing:", "    blisters:", 5, "written twice"),
        ("  attribute:", "  attributes:", 11, "no type of traits"),
        ('"likes {}"', "likes it", 18, "lacks {}"),
        ("  preference:\n    brand", "  goal:\n    brand", 17, "no open families"),
        ("child_holders: [son]", "child_holders: [dog]", 21, "none of the holders"),
        ("child_holders: [son]", "child_holders: son", 21, "a list is expected"),
        ("areas: {heel: [heel]}", "areas: [heel]", 22, "names with values"),
        ("vertical: shoes\n", "", 1, "'vertical' is missing"),
        ("areas: {heel: [heel]}", "areas: {heel: [", 23, "while parsing|expected"),
    ],
)  # fmt: skip
def test_a_bad_vocabulary_is_refused_with_the_line_that_is_wrong(
    tmp_path: Path, right: str, wrong: str, line: int, told: str
) -> None:
    assert right in SMALL
    path = _written(tmp_path, SMALL.replace(right, wrong))

    with pytest.raises(VocabularyInvalid, match=told) as refused:
        load_vocabulary(path)

    assert str(refused.value).startswith(f"{path}, line {line}: ")


def test_an_empty_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyInvalid, match="line 1: it is empty"):
        load_vocabulary(_written(tmp_path, ""))
