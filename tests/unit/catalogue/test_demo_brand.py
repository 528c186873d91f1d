"""The demo brand, read as a shopper and as a chemist would."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from catalogue.fit import Answer, Knowledge, contradictions, fits_of, meets, suits_area
from catalogue.model import Effect, Product

ROOT = Path(__file__).parents[3]
VOCABULARY = yaml.safe_load((ROOT / "nlu_data/vocabulary.yml").read_text(encoding="utf-8"))
NEEDS = [
    f"{type_}:{value}"
    for type_ in ("skin_type", "concern", "goal")
    for value in VOCABULARY["traits"][type_]
]
ENOUGH = 2
FEWEST_PRODUCTS = 66
LARGEST_PICTURE = 4_000

Brand = dict[str, Product]
Served = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def served(brand: Brand, knowledge: Knowledge) -> Served:
    """For each product in stock, the weight of each trait it serves."""
    return {
        product.id: {
            fit.trait: fit.weight
            for fit in fits_of(product, knowledge)
            if fit.effect is Effect.SERVES
        }
        for product in brand.values()
        if product.in_stock
    }


def has(product: Product, knowledge: Knowledge, *attributes: str) -> bool:
    return all(meets(product, slug, knowledge).answer is Answer.YES for slug in attributes)


def test_every_category_has_something_in_stock(brand: Brand) -> None:
    offered = Counter(product.category for product in brand.values() if product.in_stock)

    assert set(offered) == set(VOCABULARY["traits"]["product_interest"])
    assert min(offered.values()) >= ENOUGH
    assert len(brand) >= FEWEST_PRODUCTS


def test_prices_run_from_six_to_a_hundred_and_twenty(brand: Brand) -> None:
    prices = [variant.price for product in brand.values() for variant in product.variants]

    assert (min(prices), max(prices)) == (Decimal(6), Decimal(120))


def test_something_is_sold_out(brand: Brand) -> None:
    assert any(not product.in_stock for product in brand.values())
    assert any(
        product.in_stock and any(not variant.stock for variant in product.variants)
        for product in brand.values()
    )


@pytest.mark.parametrize("trait", NEEDS)
def test_every_need_is_served_by_two_products_in_stock_or_declared_unserved(
    trait: str, served: Served, knowledge: Knowledge
) -> None:
    serving = [product_id for product_id, traits in served.items() if trait in traits]

    assert (len(serving) >= ENOUGH) is (trait not in knowledge.unserved), serving


@pytest.mark.parametrize("attribute", VOCABULARY["traits"]["attribute"])
def test_every_attribute_is_had_by_something_in_stock(
    attribute: str, brand: Brand, knowledge: Knowledge
) -> None:
    assert any(has(one, knowledge, attribute) for one in brand.values() if one.in_stock)


def test_dry_cheeks_find_three_things_without_fragrance_under_forty(
    brand: Brand, served: Served, knowledge: Knowledge
) -> None:
    fitting = [
        product.id
        for product in brand.values()
        if product.in_stock
        and has(product, knowledge, "fragrance_free")
        and suits_area(product, "cheeks", knowledge)
        and min(variant.price for variant in product.variants if variant.stock) < Decimal(40)
        and served[product.id].get("concern:dryness", 0) > 0.6
    ]

    assert "snowdrift-barrier-cream" in fitting
    assert len(fitting) >= 3


def test_no_claim_is_denied_by_the_label(brand: Brand, knowledge: Knowledge) -> None:
    denied = [note for product in brand.values() for note in contradictions(product, knowledge)]

    assert denied == []


def test_every_ingredient_is_listed_once_and_every_product_lists_its_own(brand: Brand) -> None:
    for product in brand.values():
        assert product.ingredients, product.id
        assert len(product.ingredients) == len(set(product.ingredients))


def test_retinoids_are_never_for_pregnancy(brand: Brand, knowledge: Knowledge) -> None:
    retinoids = [product for product in brand.values() if product.category == "retinoid"]

    verdicts = {meets(product, "pregnancy_safe", knowledge).answer for product in retinoids}
    assert verdicts == {Answer.NO}


def test_constraints_leave_something_and_take_something(brand: Brand, knowledge: Knowledge) -> None:
    for attribute in ("fragrance_free", "vegan", "pregnancy_safe", "alcohol_free"):
        answers = {meets(product, attribute, knowledge).answer for product in brand.values()}
        assert {Answer.YES, Answer.NO} <= answers, attribute


def test_every_product_has_its_own_small_picture(brand: Brand) -> None:
    for product in brand.values():
        picture = ROOT / "catalogue/demo/images" / f"{product.id}.svg"
        assert product.image == f"/shop/images/{picture.name}"
        text = picture.read_text(encoding="utf-8")
        assert "<script" not in text
        assert len(text) < LARGEST_PICTURE
