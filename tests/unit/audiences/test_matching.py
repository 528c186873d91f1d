"""Rows of the road's promise, each told as one shopper's story."""

from typing import Any

import pytest

from audiences.language import parse_rule
from audiences.matching import Context, explain, matches
from audiences.moments import Counted, Moment
from audiences.rules import Rule
from audiences.shelf import Shelf
from audiences.stages import StageSettings
from profiles.model import (
    Cart,
    Disclosure,
    Event,
    Order,
    Origin,
    Polarity,
    Severity,
    Tense,
)
from tests.builders import (
    NOW,
    a_cart,
    a_profile,
    an_order,
    before,
    denied,
    did,
    disclosed,
    taken_back,
    the_vocabulary,
)
from tests.store.audience_stories import FITS, PRODUCTS

VOCABULARY = the_vocabulary()
DRY = {"said": {"trait": "concern:dryness", "answer": "yes"}}


def context(counted: Counted = Counted.EVERYBODY, **audiences: Rule) -> Context:
    moment = Moment(
        now=NOW,
        stages=StageSettings(),
        audiences=audiences,
        children=("other:son",),
        counted=counted,
    )
    return Context(moment=moment, shelf=Shelf.of(PRODUCTS, FITS), vocabulary=VOCABULARY)


def holds(rule: dict[str, Any], *facts: Disclosure | Event | Cart | Order) -> bool:
    return matches(parse_rule(rule, VOCABULARY), a_profile(*facts), context())


def said(trait: str = "concern:dryness", answer: str = "yes", **rest: object) -> dict[str, Any]:
    return {"said": {"trait": trait, "answer": answer, **rest}}


def test_the_last_word_on_a_trait_decides() -> None:
    assert holds(DRY, disclosed("concern:dryness"))
    assert not holds(DRY, disclosed("concern:dryness", ago="2d"), denied("concern:dryness"))
    assert holds(DRY, denied("concern:dryness", ago="2d"), disclosed("concern:dryness"))
    assert not holds(DRY, disclosed("concern:dryness", ago="2d"), taken_back("concern:dryness"))


def test_denied_or_past_is_no_and_nothing_said_is_never() -> None:
    past = disclosed("concern:dryness", time=Tense.PAST)

    assert holds(said(answer="no"), denied("concern:dryness"))
    assert holds(said(answer="no"), past)
    assert holds(said(answer="never"))
    assert holds(said(answer="never"), disclosed("concern:dryness"), taken_back("concern:dryness"))
    assert not holds(said(answer="never"), past)


def test_a_feared_concern_counts_and_a_feared_skin_type_does_not() -> None:
    assert holds(said("concern:dryness"), disclosed("concern:dryness", time=Tense.FUTURE))
    assert not holds(said("skin_type:dry"), disclosed("skin_type:dry", time=Tense.FUTURE))


def test_her_mothers_rosacea_is_not_hers() -> None:
    hers = said("concern:rosacea")
    rosacea = disclosed("concern:rosacea", holder="other:mom")

    assert not holds(hers, rosacea)
    assert holds(said("concern:rosacea", holder="other"), rosacea)
    assert holds(said("concern:rosacea", holder="anyone"), rosacea)
    assert holds(said("concern:rosacea", "never"), rosacea)


def test_what_is_told_of_a_child_counts_only_where_nothing_leaves() -> None:
    rule = parse_rule(said(holder="other"), VOCABULARY)
    profile = a_profile(disclosed("concern:dryness", holder="other:son"))

    assert matches(rule, profile, context())
    assert not matches(rule, profile, context(Counted.NO_CHILDREN))


def test_severity_and_recency_of_what_was_said() -> None:
    severe = disclosed("concern:dryness", ago="30d", severity=Severity.SEVERE)

    assert holds(said(severity=["severe", "moderate"]), severe)
    assert not holds(said(severity="mild"), severe)
    assert holds(said(within="30d"), severe)
    assert not holds(said(within="29d"), severe)


def test_a_need_group_and_a_family_stand_for_their_traits() -> None:
    assert holds(said("need:dry"), disclosed("skin_type:dry"))
    assert holds(said("need:fragrance_free"), disclosed("constraint:allergy_fragrance"))
    assert holds(said("constraint:allergy_*"), disclosed("constraint:allergy_nuts"))
    assert not holds(said("constraint:allergy_*"), disclosed("constraint:avoid_retinol"))


def test_a_trait_the_vocabulary_no_longer_has_belongs_to_no_need() -> None:
    assert not holds(said("need:dry"), disclosed("concern:forgotten"))


def test_several_concerns_join_by_all_any_not_and_at_least() -> None:
    dull, glow = disclosed("concern:dullness"), disclosed("goal:glow")
    both = {"count": 2, "of": [said("concern:dullness"), said("goal:glow"), DRY]}

    assert holds({"at_least": both}, dull, glow)
    assert not holds({"at_least": both}, dull)
    assert holds({"any": [DRY, said("goal:glow")]}, glow)
    assert not holds({"all": [DRY, said("goal:glow")]}, glow)
    assert holds({"not": DRY}, glow)


def test_a_recommended_product_can_be_asked_for_by_what_it_is() -> None:
    recommended = did("recommended", "cream", ago="3d")

    for product in (
        {"id": "cream"},
        {"category": "moisturizer"},
        {"brand": ["Dew", "Other"]},
        {"serves": "need:dry"},
        {"serves": "constraint:avoid_*", "category": "moisturizer"},
    ):
        assert holds({"did": {"event": "recommended", "product": product}}, recommended)
    for product in ({"id": "serum"}, {"category": "serum"}, {"serves": "concern:acne"}):
        assert not holds({"did": {"event": "recommended", "product": product}}, recommended)


def test_a_product_is_known_by_its_sku_where_its_id_says_nothing() -> None:
    rule = {"did": {"event": "viewed", "product": {"category": "moisturizer"}}}

    assert holds(rule, did("viewed", "elsewhere", sku="sku-cream"))
    assert holds(rule, did("viewed", "sku-cream"))
    assert not holds(rule, did("viewed", "serum", sku="sku-cream"))
    assert holds({"did": {"event": "viewed", "product": {"id": "sku-17"}}}, did("viewed", "sku-17"))


def test_how_often_and_when_something_was_done() -> None:
    twice = [did("considered", "cream", ago="3d"), did("considered", "cream", ago="13d")]
    often = {"event": "considered", "product": {"id": "cream"}, "count": {"at_least": 2}}

    assert holds({"did": {**often, "within": "14d"}}, *twice)
    assert not holds({"did": {**often, "within": "12d"}}, *twice)
    assert holds({"did": {"event": "bought", "count": {"at_most": 0}}})
    assert holds({"did": {"event": "considered", "after": "20d", "before": "10d"}}, *twice)
    assert not holds({"did": {"event": "considered", "after": "60d", "before": "30d"}}, *twice)


def test_a_window_includes_its_far_end_and_not_its_near_one() -> None:
    rule = {"did": {"event": "viewed", "after": "60d", "before": "30d"}}

    assert holds(rule, did("viewed", ago="60d"))
    assert not holds(rule, did("viewed", ago="30d"))


def test_carted_and_not_bought_is_asked_of_the_cart_and_not_of_the_person() -> None:
    bought = a_cart("cream", ago="3h", cart_id="a", closed_at=before("2h"))
    left = a_cart("serum", ago="3h", cart_id="b")
    abandoned = {"cart": {"state": "abandoned", "product": {"id": "serum"}}}

    assert holds(abandoned, bought, left, an_order(ago="2h"))
    assert not holds({"cart": {"state": "abandoned", "product": {"id": "cream"}}}, bought, left)
    assert holds({"cart": {"state": "bought"}}, bought)


@pytest.mark.parametrize(
    ("cart", "asked"),
    [
        (a_cart("cream", ago="59m"), {"state": "open"}),
        (a_cart("cream", ago="60m"), {"state": "abandoned"}),
        (a_cart("cream", ago="2h", price="40.00"), {"value": {"at_least": 40}}),
        (a_cart("cream", "serum", ago="2h"), {"value": {"between": [19.99, 20]}}),
        (a_cart("cream", ago="2h", origin=Origin.ADVISOR), {"source": "advisor"}),
        (a_cart("cream", ago="2h"), {"source": "shop"}),
        (a_cart("cream", ago="3h"), {"age": {"at_least": "3h"}}),
        (a_cart("cream", ago="3h"), {"age": {"between": ["1h", "3h"]}}),
        (a_cart("cream", ago="9d", closed_at=before("2h")), {"age": {"at_most": "2h"}}),
        (a_cart("cream", ago="2h", price="40.00"), {"product": {"price": {"at_least": 40}}}),
    ],
)
def test_what_can_be_asked_of_a_cart(cart: Cart, asked: dict[str, Any]) -> None:
    assert holds({"cart": asked}, cart)
    assert not holds({"cart": asked}, a_cart())


def test_orders_can_be_measured() -> None:
    orders = [an_order(ago="10d", value="30.00"), an_order(ago="40d", value="20.50")]

    assert holds({"measure": {"name": "orders", "is": {"at_least": 2}}}, *orders)
    assert holds({"measure": {"name": "spend", "is": {"between": [50.5, 50.5]}}}, *orders)
    assert holds({"measure": {"name": "recency_days", "is": {"at_most": 10}}}, *orders)
    assert not holds({"measure": {"name": "recency_days", "is": {"at_least": 11}}}, *orders)
    assert not holds({"measure": {"name": "recency_days", "is": {"at_most": 9}}}, *orders)
    assert not holds({"measure": {"name": "recency_days", "is": {"at_least": 0}}})
    assert holds({"measure": {"name": "orders", "is": {"at_most": 0}}})


def test_a_stage_can_be_asked_for_and_for_how_long() -> None:
    lapsed = an_order(ago="300d")

    assert holds({"stage": ["lapsed", "loyal"]}, lapsed)
    assert not holds({"stage": "prospect"}, lapsed)
    assert holds({"stage": "lapsed", "for_at_least": "30d"}, lapsed, did("visited", ago="290d"))


def test_another_audience_is_its_rule_now() -> None:
    rule = parse_rule({"in_audience": "Dry"}, VOCABULARY)
    dry = context(Dry=parse_rule(DRY, VOCABULARY))

    part = explain(rule, a_profile(disclosed("concern:dryness")), dry)

    assert part.holds
    assert part.parts[0].facts
    assert not matches(rule, a_profile(), dry)


def test_an_explanation_names_the_facts_of_each_part() -> None:
    rule = parse_rule({"all": [DRY, {"not": {"did": {"event": "bought"}}}]}, VOCABULARY)
    heard = disclosed("concern:dryness")

    part = explain(rule, a_profile(heard, did("bought", "cream")), context())

    assert not part.holds
    assert part.parts[0].facts == (heard,)
    assert part.parts[1].parts[0].holds


def test_a_denial_stands_against_and_is_shown() -> None:
    no = disclosed("concern:dryness", polarity=Polarity.ABSENT)

    part = explain(parse_rule(said(answer="never"), VOCABULARY), a_profile(no), context())

    assert (part.holds, part.facts) == (False, (no,))
