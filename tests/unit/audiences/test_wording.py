from typing import Any

import pytest

from audiences.language import parse_rule
from audiences.matching import Context, explain
from audiences.moments import Moment
from audiences.shelf import Shelf
from audiences.stages import StageSettings
from audiences.wording import explained, in_words
from profiles.model import Cart, Disclosure, Event, Order
from tests.builders import (
    NOW,
    a_cart,
    a_profile,
    an_order,
    denied,
    did,
    disclosed,
    the_vocabulary,
)
from tests.store.audience_stories import FITS, PRODUCTS

VOCABULARY = the_vocabulary()
DRY = {"said": {"trait": "concern:dryness", "answer": "yes"}}
GLOW = {"said": {"trait": "goal:glow", "answer": "no", "holder": "anyone"}}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (DRY, "told us of dryness"),
        (
            {"said": {**DRY["said"], "within": "90d", "severity": ["mild", "severe"]}},
            "told us of dryness (mild or severe) in the last 90 days",
        ),
        (
            {"said": {**DRY["said"], "answer": "no", "holder": "other"}},
            "told us dryness does not apply or is over for someone else",
        ),
        (
            {"said": {"trait": "need:dry", "answer": "never"}},
            "has said nothing of anything about “dry”",
        ),
        (
            {"said": {"trait": "constraint:allergy_*", "answer": "yes"}},
            "told us of any “allergy …” (constraint)",
        ),
        ({"did": {"event": "bought", "within": "1d"}}, "bought anything in the last 1 day"),
        (
            {"did": {"event": "considered", "product": {"id": "cream"}, "count": {"at_least": 2}}},
            "considered cream, at least 2 times",
        ),
        (
            {"did": {"event": "viewed", "product": {"category": "eye_cream", "brand": "Dew"}}},
            "viewed a product from eye cream by Dew",
        ),
        (
            {
                "did": {
                    "event": "bought",
                    "product": {"serves": "goal:glow", "price": {"at_most": 9}},
                }
            },
            "bought a product that helps with a glow priced at most 9",
        ),
        ({"did": {"event": "track:Quiz", "before": "12h"}}, "did “Quiz” more than 12 hours ago"),
        (
            {"did": {"event": "visited", "after": "60d", "before": "45m"}},
            "visited between 60 days and 45 minutes ago",
        ),
        (
            {"cart": {"state": "abandoned", "source": "advisor", "value": {"between": [40, 80]}}},
            "has an abandoned cart built with the advisor worth 40 to 80",
        ),
        (
            {"cart": {"source": "shop", "age": {"at_most": "90s"}, "product": {"id": "cream"}}},
            "has a cart built alone holding cream untouched for at most 90 seconds",
        ),
        ({"stage": ["loyal", "lapsed"]}, "is loyal or lapsed"),
        (
            {"stage": "prospect", "for_at_least": "7d"},
            "has been a prospect for at least 7 days",
        ),
        (
            {"measure": {"name": "orders", "is": {"between": [3, 3]}}},
            "has a number of orders of 3",
        ),
        ({"in_audience": "VIP"}, "is in the audience “VIP”"),
        (
            {"any": [DRY, {"all": [DRY, {"not": GLOW}]}]},
            (
                "told us of dryness, or (told us of dryness, and (does not fit this: "
                "told us a glow does not apply or is over for anyone))"
            ),
        ),
        (
            {"at_least": {"count": 1, "of": [DRY, {"stage": "loyal"}]}},
            "fits at least 1 of these: told us of dryness; is loyal",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(rule: dict[str, Any], sentence: str) -> None:
    read = parse_rule(rule, VOCABULARY)

    assert in_words(read, VOCABULARY).lower() == f"a shopper who {sentence}.".lower()


def why(rule: dict[str, Any], *facts: Disclosure | Event | Cart | Order) -> list[tuple[str, str]]:
    moment = Moment(now=NOW, stages=StageSettings(), audiences={}, children=())
    context = Context(moment=moment, shelf=Shelf.of(PRODUCTS, FITS), vocabulary=VOCABULARY)
    part = explain(parse_rule(rule, VOCABULARY), a_profile(*facts), context)
    return [(fact.words, fact.quoted) for fact in explained(part, context).evidence]


def test_evidence_is_the_shoppers_words_and_deeds() -> None:
    mom = disclosed("concern:dryness", holder="other:mom")

    assert why({"said": {**DRY["said"], "holder": "anyone"}}, mom) == [
        ("told us of dryness (mom)", "about concern:dryness")
    ]
    assert why({"said": {**DRY["said"], "answer": "no"}}, denied("concern:dryness")) == [
        ("does not have, or no longer dryness", "about concern:dryness")
    ]
    assert why({"did": {"event": "viewed"}}, did("viewed", "sku-cream")) == [("viewed Cream", "")]
    assert why({"did": {"event": "visited"}}, did("visited")) == [("visited", "")]
    assert why({"cart": {"state": "abandoned"}}, a_cart("serum", "ghost", ago="2h")) == [
        ("cart with Serum, ghost", "")
    ]
    assert why({"measure": {"name": "orders", "is": {"at_least": 1}}}, an_order()) == [
        ("order of 10.00", "")
    ]
    assert why({"stage": "prospect"}) == [("is a prospect", "")]


def test_a_trait_of_an_older_vocabulary_is_shown_as_it_was_recorded() -> None:
    moment = Moment(now=NOW, stages=StageSettings(), audiences={}, children=())
    context = Context(moment=moment, shelf=Shelf.of(PRODUCTS, FITS), vocabulary=VOCABULARY)
    old = disclosed("concern:forgotten")
    part = explain(parse_rule(DRY, VOCABULARY), a_profile(old), context)

    assert part.facts == ()
    assert "forgotten" in explained(replace_facts(part, old), context).evidence[0].words


def replace_facts(part: Any, fact: Disclosure) -> Any:  # noqa: ANN401 - a part, with other facts
    return type(part)(rule=part.rule, holds=True, facts=(fact,))


def test_a_part_heads_its_inner_parts() -> None:
    moment = Moment(now=NOW, stages=StageSettings(), audiences={}, children=())
    context = Context(moment=moment, shelf=Shelf.of(PRODUCTS, FITS), vocabulary=VOCABULARY)
    rule = {
        "all": [
            {"any": [DRY]},
            {"not": DRY},
            {"at_least": {"count": 1, "of": [DRY]}},
        ]
    }
    told = explained(explain(parse_rule(rule, VOCABULARY), a_profile(), context), context)

    assert told.words == "all of these"
    assert [part.words for part in told.parts] == [
        "any of these",
        "not this",
        "at least 1 of these",
    ]
