from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from catalogue.errors import FeedUnreadable
from catalogue.model import Feed, FeedFormat
from catalogue.reading import UNCOUNTED_STOCK

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,"
    "Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Image Src,Gift Card,"
    "Ingredients (product.metafields.custom.ingredients),Status\n"
)
CREAM = (
    'calm,Calm Cream,<p>Soft.</p>,Acme,Skin Care > Moisturizer,Day Cream,"vegan, Fragrance-Free",'
    'TRUE,Size,50 ml,C-50,shopify,4,deny,38.00,/calm.svg,FALSE,"Aqua, Glycerin",active\n'
)
BIGGER = "calm,,,,,,,,Size,100 ml,C-100,shopify,0,deny,60.00,,,,\n"

Reading = Callable[[str | bytes], Feed]


@pytest.fixture
def shopify(reading: Callable[..., Feed]) -> Reading:
    return partial(reading, feed_format=FeedFormat.SHOPIFY)


def test_rows_of_one_handle_become_one_product_with_its_variants(shopify: Reading) -> None:
    (product,) = shopify(HEADER + CREAM + BIGGER).products

    assert (product.id, product.title, product.brand) == ("calm", "Calm Cream", "Acme")
    assert product.category == "moisturizer"
    assert product.claims == ("fragrance_free", "vegan")
    assert product.ingredients == ("Aqua", "Glycerin")
    assert (product.url, product.image) == ("/p/calm", "/calm.svg")
    assert [(v.sku, v.price, v.stock, v.size) for v in product.variants] == [
        ("C-50", Decimal("38.00"), 4, "50 ml"),
        ("C-100", Decimal("60.00"), 0, "100 ml"),
    ]


def test_the_column_names_of_the_newer_template_are_read_too(shopify: Reading) -> None:
    feed = shopify(
        "Title,URL handle,Description,Vendor,Type,Tags,Published on online store,Status,SKU,"
        "Option1 name,Option1 value,Price,Inventory tracker,Inventory quantity,"
        "Continue selling when out of stock,Product image URL\n"
        "Calm Cream,calm,Soft.,Acme,Serum,,TRUE,Active,C-1,Title,Default Title,12,shopify,0,TRUE,\n"
    )

    (product,) = feed.products
    assert (product.id, product.category, product.description) == ("calm", "serum", "Soft.")
    assert product.variants[0].size == ""
    assert product.variants[0].stock == UNCOUNTED_STOCK


def test_html_is_taken_off_and_a_list_in_the_description_is_read(shopify: Reading) -> None:
    body = (
        "<p>Soft &amp; plain.</p><style>p{}</style><ul><li>Calms</li></ul>"
        "<p>Key ingredients: love</p><p><b>Ingredients:</b> Aqua, 1,2-Hexanediol, "
        "Parfum (Fragrance, natural).</p>"
    )
    (product,) = shopify(f'Handle,Title,Body (HTML),Price\nx,X,"{body}",9\n').products

    assert product.description == "Soft & plain.\nCalms\nKey ingredients: love"
    assert product.ingredients == ("Aqua", "1,2-Hexanediol", "Parfum (Fragrance, natural)")


def test_a_picture_row_adds_no_variant(shopify: Reading) -> None:
    picture = "calm,,,,,,,,,,,,,,,/second.svg,,,\n"

    (product,) = shopify(HEADER + CREAM + picture).products

    assert len(product.variants) == 1
    assert product.image == "/calm.svg"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (CREAM.replace("38.00", "-3").replace("calm", "b"), "negative"),
        (CREAM.replace("38.00", "€38.00").replace("calm", "b"), "not in USD"),
        (CREAM.replace("38.00", "38.00 EUR").replace("calm", "b"), "not in USD"),
        (CREAM.replace("38.00", "cheap").replace("calm", "b"), "no amount"),
        (CREAM.replace("38.00", "").replace("calm", "b"), "no amount"),
        (CREAM.replace("C-50,shopify,4", "D,shopify,some").replace("calm", "b"), "whole number"),
        (CREAM.replace("calm,Calm Cream", "b,"), "no title"),
        (CREAM.replace("calm,Calm", ",Calm"), "no handle"),
        (CREAM.replace("/calm.svg", "javascript:1").replace("calm", "b"), "must begin with"),
        (CREAM.replace("calm,Calm", "b," + "Calm" * 200), "longer than 512"),
        ("b,too,many" + "," * 30 + "\n", "cells"),
        ('b,"broken" quote,,\n', "quotes are broken"),
        ('b,"never closed,,\n', "quotes are broken"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_others_stay(
    shopify: Reading, row: str, reason: str
) -> None:
    other = CREAM.replace("calm", "other").replace("C-50", "C-99")

    feed = shopify(HEADER + CREAM.replace("C-50", "C-1") + row + other)

    assert [product.id for product in feed.products] == ["calm", "other"]
    assert [refused.line for refused in feed.refused] == [3]
    assert reason in feed.refused[0].reason


def test_a_second_sku_is_refused_with_the_line_of_the_first(shopify: Reading) -> None:
    feed = shopify(HEADER + CREAM + BIGGER.replace("C-100", "C-50"))

    assert [variant.sku for variant in feed.products[0].variants] == ["C-50"]
    assert "already on line 2" in feed.refused[0].reason


def test_a_handle_used_again_for_another_product_is_refused(shopify: Reading) -> None:
    between = CREAM.replace("calm", "b").replace("C-50", "B")
    again = CREAM.replace("Calm Cream", "Other Cream").replace("C-50", "A")

    feed = shopify(HEADER + CREAM + between + again)

    assert [product.title for product in feed.products] == ["Calm Cream", "Calm Cream"]
    assert (feed.refused[0].line, feed.refused[0].product_id) == (4, "calm")
    assert "'Calm Cream' on line 2" in feed.refused[0].reason


def test_what_is_not_for_sale_is_left_out_and_counted(shopify: Reading) -> None:
    draft = CREAM.replace("calm", "draft").replace("C-50", "D").replace("active", "draft")
    hidden = CREAM.replace("calm", "hidden").replace("C-50", "H").replace("TRUE", "FALSE")
    card = CREAM.replace("calm", "card").replace("C-50", "G").replace(",FALSE,", ",TRUE,")

    feed = shopify(HEADER + CREAM + draft + hidden + card)

    assert [product.id for product in feed.products] == ["calm"]
    assert feed.refused == ()
    assert any("left out" in note and note.endswith("3") for note in feed.notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (("\ufeff" + HEADER + CREAM).encode(), None),
        ((HEADER + CREAM).encode("utf-16"), None),
        ((HEADER + CREAM.replace("Soft", "Doux à côté")).encode("cp1252"), "Windows-1252"),
        ((HEADER + CREAM).replace("\n", "\r\n").encode(), None),
        (b"Handle;Title;Price\ncalm;Calm Cream;38,00\n", "';'"),
        (b"Handle\tTitle\tPrice\ncalm\tCalm Cream\t$38\n", None),
    ],
)
def test_marks_encodings_and_delimiters_are_seen_through(
    shopify: Reading, text: bytes, note: str | None
) -> None:
    feed = shopify(text)

    assert feed.refused == ()
    assert feed.products[0].title == "Calm Cream"
    assert feed.products[0].variants[0].price == Decimal("38.00")
    assert note is None or any(note in remark for remark in feed.notes)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "no header"),
        (b"Name,Cost\nCalm,3\n", "no column Handle or Url Handle, Title, Variant Price or Price"),
        (b"PK\x03\x04 a spreadsheet", "is no text"),
        ("Handle,Title,Price".encode("utf-16-le"), "is no text"),
        (b'"Handle,Title', "header with broken quotes"),
    ],
)
def test_a_file_that_is_no_export_says_so(shopify: Reading, text: bytes, reason: str) -> None:
    with pytest.raises(FeedUnreadable, match=reason):
        shopify(text)


def test_an_inch_sign_inside_a_cell_costs_nothing(shopify: Reading) -> None:
    feed = shopify('Handle,Title,Price\na,Stick 5" long,3\nb,Balm,4\n')

    assert [product.title for product in feed.products] == ['Stick 5" long', "Balm"]


def test_thousands_and_stock_beyond_measure_are_read(shopify: Reading) -> None:
    feed = shopify(
        "Handle,Title,Price,Inventory tracker,Inventory quantity\n"
        'a,Gold,"$1,250.00",shopify,99999999999\nb,Owed,3,shopify,-4\nc,Blank,3,shopify,\n'
        "d,Untracked,3,,7\n"
    )

    gold, owed, blank, untracked = (product.variants[0] for product in feed.products)
    assert gold.price == Decimal(1250)
    assert gold.stock == 2**31 - 1
    assert (owed.stock, blank.stock, untracked.stock) == (0, 0, UNCOUNTED_STOCK)


def test_a_favourite_is_no_ingredient_list(shopify: Reading) -> None:
    feed = shopify(
        "Handle,Title,Price,Key ingredients (product.metafields.custom.key),INCI\n"
        "a,Balm,3,Love,\nb,Cream,3,Love,<p>Aqua; Mel</p>\n"
    )

    assert [product.ingredients for product in feed.products] == [(), ("Aqua", "Mel")]
