from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.recommending import Missed, recommend
from actions.suiting import breaks, harms_for, point_of
from catalogue.fit import stands_in
from profiles.model import Severity, TraitType
from tests.builders import denied, disclosed, taken_back, the_vocabulary
from tests.unit.actions.shop import the_shelf, wishes

BODY = {"skin_type", TraitType.CONCERN, TraitType.GOAL}
LISTED = sorted(map(str, the_vocabulary().all_traits()))
NEEDS = [name for name in LISTED if name.partition(":")[0] in BODY]
OTHERS = [name for name in LISTED if name.partition(":")[0] not in BODY]
LIMITS = [
    "constraint:allergy_nuts",
    "constraint:allergy_lanolin",
    "constraint:avoid_retinol",
    "constraint:on_tretinoin",
    "constraint:pregnancy_safe",
    "budget:under_20",
    "budget:20_to_50",
    "preference:ingredient_niacinamide",
]


@given(
    needs=st.lists(st.sampled_from(NEEDS), max_size=3),
    others=st.lists(st.sampled_from(OTHERS + LIMITS), max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_wished_each_card_is_true_and_safe(needs: list[str], others: list[str]) -> None:
    wanted = wishes(*(disclosed(name) for name in [*needs, *others]))

    advice = recommend(the_shelf(), wanted)

    for choice in advice.shown:
        assert choice.reasons
        assert choice.variant.stock > 0
        assert not harms_for(the_shelf(), choice.product, wanted)
        assert not any(breaks(the_shelf(), choice.product, must.trait) for must in wanted.musts)
        for reason in choice.reasons:
            price = f"{choice.variant.price:.2f}"
            assert stands_in(reason.cites, choice.product) or reason.cites == price
    assert all(not choice.misses for choice in advice.fitting)
    assert all(choice.misses for choice in advice.nearest)


@pytest.mark.parametrize("need", NEEDS)
def test_each_reason_names_what_the_shopper_said(need: str) -> None:
    wanted = wishes(disclosed(need))

    advice = recommend(the_shelf(), wanted)

    said_back = the_vocabulary().entry(disclosed(need).heard.trait).said_back
    assert {reason.because for one in advice.fitting for reason in one.reasons} <= {said_back}


def test_the_demo_shopper_gets_three_kinds_of_fragrance_free_products_within_budget() -> None:
    advice = recommend(
        the_shelf(),
        wishes(
            disclosed("concern:dryness", area="cheeks", severity=Severity.SEVERE),
            disclosed("preference:fragrance_free"),
            disclosed("budget:under_40"),
            denied("skin_type:oily"),
            disclosed("concern:rosacea", holder="other:mom"),
        ),
    )

    assert len(advice.fitting) == 3
    assert len({one.product.category for one in advice.fitting}) == 3
    assert all(one.variant.price <= Decimal(40) for one in advice.fitting)
    because = [{reason.because for reason in one.reasons} for one in advice.fitting]
    assert because == [{"dry skin", "wanting no fragrance"}] * 3


def test_cards_shown_together_do_not_all_make_the_same_point() -> None:
    advice = recommend(the_shelf(), wishes(disclosed("skin_type:dry")))

    assert len({point_of(one.reasons[0].fact) for one in advice.fitting}) > 1


def test_asked_for_one_kind_of_product_all_are_of_it() -> None:
    wanted = wishes(disclosed("skin_type:dry"), disclosed("product_interest:moisturizer"))

    advice = recommend(the_shelf(), wanted)

    assert {one.product.category for one in advice.fitting} == {"moisturizer"}
    assert len(advice.fitting) == 3


def test_where_nothing_fits_the_nearest_say_what_they_miss() -> None:
    wanted = wishes(disclosed("product_interest:retinoid"), disclosed("budget:under_5"))

    advice = recommend(the_shelf(), wanted)

    assert advice.fitting == ()
    assert {miss.kind for one in advice.nearest for miss in one.misses} == {Missed.BUDGET}
    assert all(reason.because != "your budget" for one in advice.nearest for reason in one.reasons)


def test_a_must_is_kept_and_a_soft_wish_gives_way() -> None:
    must = recommend(
        the_shelf(),
        wishes(disclosed("concern:wrinkles"), disclosed("constraint:vegan")),
    )
    soft = recommend(
        the_shelf(),
        wishes(disclosed("product_interest:shaving"), disclosed("preference:k_beauty")),
    )

    assert all("vegan" in one.product.claims for one in must.fitting)
    assert soft.fitting


def test_another_persons_needs_are_advised_on_apart() -> None:
    told = [disclosed("concern:rosacea", holder="other:mom"), disclosed("skin_type:oily")]

    own, mothers = wishes(*told), wishes(*told, holder="other:mom")

    assert [str(need.trait) for need in own.needs] == ["skin_type:oily"]
    assert [need.because for need in mothers.needs] == ["rosacea for your mom"]


def test_what_was_taken_back_or_denied_is_no_wish() -> None:
    wanted = wishes(
        disclosed("skin_type:oily", ago="3d"),
        taken_back("skin_type:oily", ago="2d"),
        denied("concern:acne"),
        denied("product_interest:serum"),
        disclosed("concern:dullness"),
    )

    advice = recommend(the_shelf(), wanted)

    assert [need.group for need in wanted.needs] == ["dull"]
    assert all(one.product.category != "serum" for one in advice.fitting)


def test_products_for_men_and_whole_sets_wait_until_they_are_asked_for() -> None:
    unasked = recommend(the_shelf(), wishes(disclosed("concern:clogged_pores")))
    asked = recommend(
        the_shelf(),
        wishes(disclosed("concern:clogged_pores"), disclosed("product_interest:routine_set")),
    )

    assert all("for_men" not in one.product.claims for one in unasked.fitting)
    assert all(one.product.category != "routine_set" for one in unasked.fitting)
    assert any(one.product.category == "routine_set" for one in asked.fitting)


def test_dry_hands_are_no_reason_for_a_face_cream() -> None:
    advice = recommend(the_shelf(), wishes(disclosed("concern:dryness", area="hands")))

    assert advice.fitting[0].product.category == "hand_cream"
    assert all(one.product.category != "moisturizer" for one in advice.fitting)


def test_what_was_seen_is_left_out_on_request() -> None:
    wanted = wishes(disclosed("concern:dullness"))
    first = [one.product.id for one in recommend(the_shelf(), wanted).fitting]

    second = [one.product.id for one in recommend(the_shelf(), wanted, without=first).fitting]

    assert second
    assert not set(first) & set(second)


def test_an_allergy_nobody_can_check_is_named() -> None:
    wanted = wishes(disclosed("skin_type:dry"), disclosed("constraint:allergy_moonstone"))

    advice = recommend(the_shelf(), wanted)

    assert [one.label for one in advice.unchecked] == ["allergy to moonstone"]
