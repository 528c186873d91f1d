from typing import Any

import pytest

from audiences.definitions import (
    LEGAL,
    AudienceState,
    Definition,
    check_references,
    document_of,
    moved_to,
    read_definition,
)
from audiences.errors import AudienceInvalid, IllegalTransition
from audiences.language import parse_rule
from audiences.naming import traits_named
from audiences.rules import InAudience, Not, Rule
from tests.builders import the_vocabulary

VOCABULARY = the_vocabulary()
DRY = {"said": {"trait": "concern:dryness", "answer": "yes"}}


def refused(document: object) -> str:
    with pytest.raises(AudienceInvalid) as caught:
        read_definition(document, VOCABULARY)
    return str(caught.value)


def named(rule: dict[str, Any], **rules: Rule) -> frozenset[str]:
    categories = {"patch": "pimple_patch", "cream": "moisturizer", "odd": "gadget"}
    return traits_named(parse_rule(rule, VOCABULARY), rules, categories, VOCABULARY)


def test_a_file_is_read_as_json_or_yaml() -> None:
    written = "name: Dry\nrule:\n  said: {trait: concern:dryness, answer: 'yes'}\nmin_size: 5\n"

    definition = read_definition(document_of(written), VOCABULARY)

    assert definition == Definition(
        name="Dry", rule=parse_rule(DRY, VOCABULARY), min_size=5, destinations=()
    )


def test_destinations_are_named_once() -> None:
    document = {"name": "Dry", "rule": DRY, "destinations": ["meta", "google", "meta"]}

    assert read_definition(document, VOCABULARY).destinations == ("meta", "google")


def test_a_description_may_be_empty() -> None:
    document = {"name": "Dry", "rule": DRY, "description": "", "max_days": None}

    assert read_definition(document, VOCABULARY).description == ""


def test_a_file_that_is_neither_says_in_which_line() -> None:
    with pytest.raises(AudienceInvalid, match="line 2 is neither JSON nor YAML"):
        document_of('{"name": "x",\n ]')
    with pytest.raises(AudienceInvalid, match="cannot be read"):
        document_of("since: 2026-13-45")
    with pytest.raises(AudienceInvalid, match="cannot be read"):
        document_of("\x00")


def test_all_that_is_wrong_with_a_file_is_said_at_once() -> None:
    told = refused(
        {
            "name": "a/b",
            "rule": {"said": {"trait": "x", "answer": "yes"}},
            "destinations": ["myspace"],
            "min_size": -1,
            "colour": "red",
        }
    )

    for part in (
        "$.name: a name has no slash",
        "$.rule.said.trait: 'x' is not in the vocabulary",
        "$.destinations[0]: 'myspace' is not known here. Legal here: meta, google.",
        "$.min_size: -1 is not between",
        "$: 'colour' is not known here",
    ):
        assert part in told


def test_what_is_no_file_of_an_audience_is_refused() -> None:
    assert "an object is wanted" in refused(["name"])
    assert "$.rule: this is missing" in refused({"name": "x"})


@pytest.mark.parametrize("state", AudienceState)
@pytest.mark.parametrize("wanted", AudienceState)
def test_states_follow_the_table_and_nothing_else(
    state: AudienceState, wanted: AudienceState
) -> None:
    if wanted in LEGAL[state]:
        assert moved_to("x", state, wanted) is wanted
    else:
        with pytest.raises(IllegalTransition):
            moved_to("x", state, wanted)


def test_a_loop_through_several_audiences_is_found_and_a_diamond_is_none() -> None:
    leaf = parse_rule(DRY, VOCABULARY)
    rules: dict[str, Rule] = {"A": leaf, "B": InAudience("A"), "C": Not(InAudience("B"))}

    check_references(Definition(name="D", rule=InAudience("C")), rules)
    with pytest.raises(AudienceInvalid, match="A → C → B → A"):
        check_references(Definition(name="A", rule=InAudience("C")), rules)


def test_a_trait_is_named_however_it_is_hidden() -> None:
    acne = {"said": {"trait": "concern:acne", "answer": "never"}}

    assert named({"not": {"any": [acne]}}) == {"concern:acne"}
    assert "concern:acne" in named({"said": {"trait": "need:blemish", "answer": "yes"}})
    assert named({"did": {"event": "viewed", "product": {"serves": "concern:acne"}}}) == {
        "concern:acne"
    }
    assert named({"cart": {"product": {"category": "spot_treatment"}}}) == {
        "product_interest:spot_treatment"
    }
    assert named({"did": {"event": "viewed", "product": {"id": ["patch", "odd"]}}}) == {
        "product_interest:pimple_patch"
    }
    assert named({"said": {"trait": "constraint:allergy_*", "answer": "yes"}}) == {
        "constraint:allergy_any"
    }
    assert "constraint:allergy_fragrance" in named(
        {"said": {"trait": "need:fragrance_free", "answer": "yes"}}
    )


def test_a_trait_is_named_through_other_audiences() -> None:
    rules = {
        "A": parse_rule({"in_audience": "B"}, VOCABULARY),
        "B": parse_rule({"any": [DRY, {"in_audience": "A"}]}, VOCABULARY),
    }

    assert named({"in_audience": "A"}, **rules) == {"concern:dryness"}
    assert named({"in_audience": "gone"}) == frozenset()
    assert named({"stage": "loyal"}) == frozenset()


def test_every_trait_named_is_one_the_vocabulary_can_judge() -> None:
    for need in VOCABULARY.needs():
        for trait in named({"said": {"trait": f"need:{need}", "answer": "yes"}}):
            VOCABULARY.is_health(VOCABULARY.trait(trait))
