import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiences.errors import RuleInvalid
from audiences.language import EVENTS, parse_rule, rule_schema
from audiences.rules import AtLeast, Did, Rule, Said, Window, rule_to_json
from audiences.shapes import Range
from tests.builders import ROOT, the_vocabulary
from tests.store.audience_strategies import rules_with_audiences

VOCABULARY = the_vocabulary()
SCHEMA = rule_schema(VOCABULARY)
PUBLISHED = ROOT / "docs/rule.schema.json"
SAID = {"said": {"trait": "concern:dryness", "answer": "yes"}}


def read(rule: object) -> Rule:
    return parse_rule(rule, VOCABULARY)


def refused(rule: object) -> list[tuple[str, str]]:
    with pytest.raises(RuleInvalid) as caught:
        read(rule)
    return [(problem.path, problem.message) for problem in caught.value.problems]


def obeys_schema(rule: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(rule))


@given(rules_with_audiences)
@settings(deadline=None)
def test_any_rule_survives_being_written_and_read_again(rule: Rule) -> None:
    written = json.loads(json.dumps(rule_to_json(rule)))

    assert rule_to_json(read(written)) == written
    assert obeys_schema(written)


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_what_is_left_out_has_its_default() -> None:
    assert read({"did": {"event": "viewed", "within": "90m"}}) == Did(
        event="viewed", window=Window(after=read_span("90m"))
    )


def read_span(text: str) -> Any:  # noqa: ANN401 - whatever the language makes of it
    rule = read({"said": {**SAID["said"], "within": text}})
    assert isinstance(rule, Said)
    return rule.within


def test_every_trait_of_the_vocabulary_can_stand_in_a_rule() -> None:
    for trait in VOCABULARY.all_traits():
        rule = {"said": {"trait": str(trait), "answer": "no"}}

        assert isinstance(read(rule), Said)
        assert obeys_schema(rule)


@pytest.mark.parametrize(
    "trait", ["need:dry", "constraint:allergy_*", "constraint:allergy_nuts", "budget:under_40"]
)
def test_groups_families_and_open_traits_can_stand_in_a_rule(trait: str) -> None:
    rule = {"said": {"trait": trait, "answer": "yes"}}

    assert rule_to_json(read(rule)) == {"said": {**rule["said"], "holder": "self"}}
    assert obeys_schema(rule)


@pytest.mark.parametrize("event", [*EVENTS, "track:Quiz Taken"])
def test_every_event_can_stand_in_a_rule(event: str) -> None:
    rule = {"did": {"event": event, "count": {"between": [1, 3]}}}

    assert read(rule) == Did(event=event, count=Range(at_least=1, at_most=3))
    assert obeys_schema(rule)


def test_all_that_is_wrong_is_said_at_once_with_its_path() -> None:
    problems = refused(
        {
            "all": [
                {"said": {"trait": "concern:drynes", "answer": "maybe"}},
                {"any": [{"stage": ["asleep"]}]},
                {"did": {"event": "bougt"}},
            ]
        }
    )

    assert [path for path, _ in problems] == [
        "$.all[0].said.trait",
        "$.all[0].said.answer",
        "$.all[1].any[0].stage[0]",
        "$.all[2].did.event",
    ]


def test_a_wrong_trait_is_answered_with_the_nearest_legal_ones() -> None:
    with pytest.raises(RuleInvalid, match="Legal here: concern:dryness"):
        read({"said": {"trait": "concern:drynes", "answer": "yes"}})


@pytest.mark.parametrize(
    ("trait", "legal"),
    [
        ("need:dri", "need:dry"),
        ("dryness", "concern:dryness"),
        ("budget:lots", "<type>:<value>"),
        ("constraint:allergies_*", "constraint:allergy_*"),
    ],
)
def test_whatever_is_written_for_a_trait_something_legal_is_offered(trait: str, legal: str) -> None:
    with pytest.raises(RuleInvalid) as caught:
        read({"said": {"trait": trait, "answer": "yes"}})

    assert legal in caught.value.problems[0].legal


_WRONG: Mapping[str, object] = {
    "a rule is an object, not a list": [],
    "a rule is an object, not nothing": None,
    "a rule has exactly one of these keys": {},
    "exactly one": {**SAID, "stage": "loyal"},
    "'colour' is not known here": {**SAID, "colour": 1},
    "this is missing": {"said": {"answer": "yes"}},
    "at least 1 is wanted": {"all": []},
    "a list is wanted, not an object": {"all": SAID},
    "only 1 rules are listed": {"at_least": {"count": 2, "of": [SAID]}},
    "0 is not between 1": {"at_least": {"count": 0, "of": [SAID]}},
    "a whole number is wanted, not true or false": {"at_least": {"count": True, "of": [SAID]}},
    "what was never said has no severity": {
        "said": {"trait": "concern:acne", "answer": "never", "severity": "mild"}
    },
    "'3w' is no duration": {"said": {**SAID["said"], "within": "3w"}},
    "'0d' is not between": {"said": {**SAID["said"], "within": "0d"}},
    "'99999999999d' is no duration": {"said": {**SAID["said"], "within": "99999999999d"}},
    "a duration such as 90d, 12h or 30m is wanted, not a number": {
        "said": {**SAID["said"], "within": 90}
    },
    "within stands alone": {"did": {"event": "viewed", "within": "3d", "before": "1d"}},
    "after is longer ago than before": {"did": {"event": "viewed", "after": "1d", "before": "3d"}},
    "one of these is wanted": {"did": {"event": "viewed", "product": {}}},
    "text is wanted, not a number": {"did": {"event": "viewed", "product": {"id": 5}}},
    "an object is wanted, not a number": {"did": {"event": "viewed", "count": 3}},
    "text is wanted, not a list": {"did": {"event": ["viewed"]}},
    "between 1 and 255 characters": {"did": {"event": "viewed", "product": {"brand": " "}}},
    "between takes two values": {"cart": {"value": {"between": [1]}}},
    "the lower end is above the upper": {"cart": {"value": {"between": [3, 1]}}},
    "an amount is wanted, not text": {"cart": {"value": {"at_least": "40"}}},
    "nan is not between": {"cart": {"value": {"at_least": float("nan")}}},
    "more than two decimals": {"cart": {"value": {"at_least": 1.005}}},
    "'asleep' is not known here": {"cart": {"state": "asleep"}},
    "rfm_r is not measured yet": {"measure": {"name": "rfm_r", "is": {"at_least": 3}}},
    "orders is counted in whole numbers": {"measure": {"name": "orders", "is": {"at_least": 1.5}}},
    "at most 36500 days": {"measure": {"name": "recency_days", "is": {"at_most": 99999}}},
    "between 1 and 80 characters": {"in_audience": ""},
}


@pytest.mark.parametrize("says", _WRONG)
def test_a_wrong_rule_is_refused_and_told_why(says: str) -> None:
    assert says in refused(_WRONG[says])[0][1]


def test_rules_are_not_nested_without_end() -> None:
    rule: dict[str, Any] = SAID
    for _ in range(30):
        rule = {"not": rule}

    assert refused(rule)[0][1] == "rules are nested more than 20 deep"


def test_a_yaml_key_that_is_no_text_is_refused() -> None:
    assert "exactly one" in refused({1: 2})[0][1]


def test_at_least_keeps_its_count() -> None:
    rule = read({"at_least": {"count": 1, "of": [SAID, SAID]}})

    assert isinstance(rule, AtLeast)
    assert (rule.count, len(rule.rules)) == (1, 2)


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_whatever_is_handed_in_is_read_or_refused(value: object) -> None:
    assert refused(value)
