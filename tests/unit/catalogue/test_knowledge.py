from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.errors import KnowledgeInvalid
from catalogue.fit import Knowledge, load_knowledge
from catalogue.knowing import singular

ROOT = Path(__file__).parents[3]
MEDICAL = (
    "cure",
    "treat ",
    "treats",
    "heal",
    "therap",
    "prevents acne",
    "disease",
    "antibacterial",
)


@pytest.fixture(scope="module")
def traits() -> dict[str, dict[str, Any]]:
    document = yaml.safe_load((ROOT / "nlu_data/vocabulary.yml").read_text(encoding="utf-8"))
    traits: dict[str, dict[str, Any]] = document["traits"]
    return traits


def test_every_trait_is_in_the_vocabulary(
    knowledge: Knowledge, traits: dict[str, dict[str, Any]]
) -> None:
    known = {f"{type_}:{value}" for type_, values in traits.items() for value in values}

    assert knowledge.traits() <= known


def test_every_attribute_and_category_of_the_vocabulary_is_known(
    knowledge: Knowledge, traits: dict[str, dict[str, Any]]
) -> None:
    assert set(knowledge.attributes) == set(traits["attribute"])
    assert set(knowledge.categories) == set(traits["product_interest"])


def test_nothing_said_to_shoppers_is_a_medical_claim(knowledge: Knowledge) -> None:
    said = [bearing.why for one in knowledge.categories.values() for bearing in one.bearings]
    said += [bearing.why for group in knowledge.groups.values() for bearing in group.bearings]
    said += [rule.yes for rule in knowledge.attributes.values()]

    assert [words for words in said if any(claim in words for claim in MEDICAL)] == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[", "the file"),
        ("- 1", "the file"),
        ("colour: red", "the file"),
        ("categories: {toner: {}}", "categories.toner"),
        ("categories: {toner: {words: toner}}", "categories.toner.words"),
        ("categories: {toner: {words: [a], strength: 2}}", "categories.toner.strength"),
        ("groups: {a: {includes: [b]}}", "groups.a.includes"),
        ("groups: {a: {includes: [b]}, b: {includes: [a]}}", "groups.a.includes"),
        ("groups: {a: {called: [x], size: 3}}", "groups.a"),
        ("groups: {a: {effects: 3}}", "groups.a.effects"),
        ("groups: {a: {effects: [{serves: {'goal:glow': 1}}]}}", "groups.a.effects"),
        ("groups: {a: {effects: [{why: x, serves: {glow: 1}}]}}", "groups.a.effects[0]"),
        ("groups: {a: {effects: [{why: x, serves: {'goal:glow': yes}}]}}", "groups.a.effects[0]"),
        ("attributes: {vegan: {never: [animal]}}", "attributes.vegan"),
        ("attributes: {vegan: {within: [toner]}}", "attributes.vegan.within"),
        ("taking: {tretinoin: [retinoids]}", "taking.tretinoin"),
        ("only_in: {'goal:glow': [toner]}", "only_in.goal:glow"),
        ("unserved: {scars: no}", "unserved"),
    ],
)
def test_a_wrong_file_is_refused_with_the_key_that_is_wrong(
    tmp_path: Path, text: str, where: str
) -> None:
    path = tmp_path / "shoes.yml"
    path.write_text(text)

    with pytest.raises(KnowledgeInvalid) as refusal:
        load_knowledge(path)

    assert refusal.value.where == where
    assert str(path) in str(refusal.value)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeInvalid):
        load_knowledge(tmp_path / "nothing.yml")


def test_another_vertical_is_another_file(tmp_path: Path) -> None:
    path = tmp_path / "shoes.yml"
    path.write_text(
        "vertical: shoes\n"
        "categories: {boot: {words: [boot, boots]}}\n"
        "groups: {leather: {inci: [Leather*], called: [leather]}}\n"
        "attributes: {vegan: {claims: [vegan], never: [leather]}}\n"
    )

    shoes = load_knowledge(path)

    assert shoes.categories["boot"].told == "a boot"
    assert shoes.called == {"leather": ("leather",)}


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("nuts", "nut"),
        ("berries", "berry"),
        ("citrus", "citrus"),
        ("gas", "gas"),
        ("grass", "grass"),
        ("pies", "pie"),
    ],
)
def test_plurals_are_folded(plural: str, one: str) -> None:
    assert singular(plural) == one
