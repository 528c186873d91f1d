from decimal import Decimal

import pytest

from catalogue.finding import Names, mentioned, search, similar
from catalogue.fit import Knowledge, fits_of
from catalogue.model import Product, Variant

Brand = dict[str, Product]


def named(product_id: str, title: str, description: str = "") -> Product:
    return Product(
        id=product_id, title=title, description=description, brand="Acme", category="",
        currency="USD", url="", image="", ingredients=(), claims=(),
        variants=(Variant(sku=product_id, title="", price=Decimal(9), stock=1),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("does the Snowdrift Barrier Cream have nuts?", ["snowdrift-barrier-cream"]),
        ("is snowdrift good for winter", ["snowdrift-barrier-cream"]),
        ("the snowdrfit one", ["snowdrift-barrier-cream"]),
        ("the evenfal serum?", ["evenfall-niacinamide-serum-10"]),
        ("ripple or briar?", ["ripple-body-oil", "briar-rosehip-oil"]),
        ("two hearthside sets please", ["hearthside-dry-skin-set"]),
        ("what about gilt saffron", ["gilt-saffron-elixir"]),
        ("Nightfall's retinol", ["nightfall-retinol-serum-0-3"]),
        ("i have redness and dry skin, any night cream?", []),
        ("a vitamin c serum or a daily lotion", []),
        ("my skin is oily and i want a clay mask", []),
        ("", []),
    ],
)
def test_products_are_heard_in_free_text(brand: Brand, text: str, ids: list[str]) -> None:
    assert mentioned(brand.values(), text) == ids


def test_every_product_is_heard_by_its_whole_title(brand: Brand) -> None:
    names = Names.of(tuple(brand.values()))

    for product in brand.values():
        assert product.id in names.mentioned(f"tell me about {product.title.upper()}, please")


def test_a_brand_in_front_is_no_name_of_a_product() -> None:
    shelf = [named("a", "Acme Pebble Toner"), named("b", "Acme Meadow Toner")]

    assert mentioned(shelf, "acme toner") == []
    assert mentioned(shelf, "acme pebble") == ["a"]


def test_a_word_that_others_say_is_no_name() -> None:
    shelf = [named("a", "Radiance Toner"), named("b", "Meadow Toner", "For radiance.")]

    assert mentioned(shelf, "i want radiance") == []


def test_a_typo_that_could_be_two_products_names_neither() -> None:
    shelf = [named("a", "Marlow Toner"), named("b", "Harrow Toner"), named("c", "Marrow Toner")]

    assert mentioned(shelf, "the marrlow") == []


def test_two_products_of_one_title_are_both_named() -> None:
    shelf = [named("a", "Meadow Toner"), named("b", "Meadow Toner")]

    assert mentioned(shelf, "meadow toner") == ["a", "b"]


def test_search_puts_titles_first(brand: Brand) -> None:
    assert search(brand.values(), "oat cleanser")[0].category == "cleanser"
    assert search(brand.values(), "rosehip")[0].id == "briar-rosehip-oil"
    assert search(brand.values(), "lawnmower") == []


def test_similar_products_do_the_same_and_are_in_stock_first(
    brand: Brand, knowledge: Knowledge
) -> None:
    fits = {product.id: fits_of(product, knowledge) for product in brand.values()}
    cream = brand["snowdrift-barrier-cream"]

    near = similar(cream, brand.values(), fits)

    assert cream not in near
    assert {product.category for product in near[:3]} == {"moisturizer"}
    assert [product.in_stock for product in near] == sorted(
        (product.in_stock for product in near), reverse=True
    )


def test_nothing_is_similar_to_what_serves_nothing() -> None:
    lone = named("a", "Meadow Toner")

    assert similar(lone, [lone, named("b", "Pebble Toner")], {}) == []
