from collections.abc import Callable
from decimal import Decimal

import pytest

from catalogue.errors import FeedUnreadable
from catalogue.model import Feed, FeedFormat
from catalogue.reading import UNCOUNTED_STOCK

Reading = Callable[..., Feed]

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item>
  <g:id>C-50</g:id><g:item_group_id>calm</g:item_group_id><title>Calm Cream - 50 ml</title>
  <description>&lt;p&gt;Soft.&lt;/p&gt;</description><link>https://shop.example/calm</link>
  <g:image_link>https://shop.example/calm.svg</g:image_link><g:brand>Acme</g:brand>
  <g:price>38.00 USD</g:price><g:availability>in_stock</g:availability><g:size>50 ml</g:size>
  <g:google_product_category>Beauty &gt; Lotion &amp; Moisturizer</g:google_product_category>
  <g:product_highlight>Fragrance free</g:product_highlight>
  <g:product_highlight>Vegan</g:product_highlight>
  <g:product_detail><g:section_name>Label</g:section_name>
    <g:attribute_name>Ingredients</g:attribute_name>
    <g:attribute_value>Aqua, Glycerin</g:attribute_value></g:product_detail>
</item>
<item>
  <g:id>C-100</g:id><g:item_group_id>calm</g:item_group_id><title>Calm Cream - 100 ml</title>
  <link>https://shop.example/calm</link><g:price>60.00 USD</g:price>
  <g:sale_price>50.00 USD</g:sale_price>
  <g:availability>out of stock</g:availability><g:size>100 ml</g:size>
</item>
EXTRA</channel></rss>
"""
ITEM = (
    "<item><g:id>{id}</g:id><title>Balm</title><g:price>{price}</g:price>"
    "<g:availability>{availability}</g:availability></item>"
)
TSV = (
    "id\ttitle\tdescription\tlink\timage_link\tprice\tavailability\tproduct_type\tbrand\n"
    "B1\tHand Balm\tIngredients: Aqua\thttps://s.example/b\t\t9.50 USD\tin_stock\t"
    "Skin > Hand Cream\tAcme\n"
)
META = (
    "# id is required\nid,title,description,availability,condition,price,link,image_link,brand,"
    "fb_product_category,product_tags[0],product_tags[1],quantity_to_sell_on_facebook,ingredients,"
    "status\n"
)


def test_items_of_one_group_become_one_product(reading: Reading) -> None:
    (product,) = reading(RSS.replace("EXTRA", ""), FeedFormat.GOOGLE).products

    assert (product.id, product.title, product.brand) == ("calm", "Calm Cream", "Acme")
    assert (product.category, product.description) == ("moisturizer", "Soft.")
    assert product.claims == ("fragrance_free", "vegan")
    assert product.ingredients == ("Aqua", "Glycerin")
    assert [(v.sku, v.price, v.stock, v.size) for v in product.variants] == [
        ("C-50", Decimal("38.00"), UNCOUNTED_STOCK, "50 ml"),
        ("C-100", Decimal("50.00"), 0, "100 ml"),
    ]


def test_an_atom_feed_is_read_with_the_addresses_in_its_links(reading: Reading) -> None:
    feed = reading(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">'
        '<entry><g:id>a</g:id><title>Calm Toner</title><link href="https://s.example/a"/>'
        "<g:price>9 USD</g:price><g:availability>preorder</g:availability></entry></feed>",
        FeedFormat.GOOGLE,
    )

    (product,) = feed.products
    assert (product.url, product.category) == ("https://s.example/a", "toner")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "", "price": "1 USD", "availability": "in_stock"}, "no id"),
        ({"id": "x" * 300, "price": "1 USD", "availability": "in_stock"}, "longer than 255"),
        ({"id": "x", "price": "1 EUR", "availability": "in_stock"}, "not in USD"),
        ({"id": "x", "price": "1 USD", "availability": "maybe"}, "unknown"),
        ({"id": "C-50", "price": "1 USD", "availability": "in_stock"}, "already on line 3"),
    ],
)
def test_a_bad_item_is_named_by_its_line(
    reading: Reading, fields: dict[str, str], reason: str
) -> None:
    feed = reading(RSS.replace("EXTRA", ITEM.format(**fields)), FeedFormat.GOOGLE)

    assert [product.id for product in feed.products] == ["calm"]
    assert [refused.line for refused in feed.refused] == [21]
    assert reason in feed.refused[0].reason


def test_broken_xml_replaces_nothing_and_names_the_line(reading: Reading) -> None:
    with pytest.raises(FeedUnreadable, match="broken XML on line 21"):
        reading(RSS.replace("EXTRA", "<item>"), FeedFormat.GOOGLE)


def test_xml_that_declares_entities_is_refused(reading: Reading) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss><channel><item>&a;</item></channel></rss>'

    with pytest.raises(FeedUnreadable, match="entities"):
        reading(bomb, FeedFormat.META)


def test_xml_without_items_is_no_feed(reading: Reading) -> None:
    with pytest.raises(FeedUnreadable, match="no item"):
        reading("<html><body/></html>", FeedFormat.GOOGLE)


def test_a_tab_separated_feed_is_read(reading: Reading) -> None:
    (product,) = reading(TSV, FeedFormat.GOOGLE).products

    assert (product.id, product.category) == ("B1", "hand_cream")
    assert product.ingredients == ("Aqua",)


def test_metas_columns_are_read(reading: Reading) -> None:
    rows = (
        "M1,Calm Serum,Soft.,in stock,new,19.00 USD,https://s.example/m,,Acme,"
        'Health & Beauty > Beauty > Skin Care,vegan,Oil-free,7,"Aqua, Glycerin",active\n'
        "M2,Old Serum,,in stock,new,19.00 USD,,,Acme,,,,,,archived\n"
    )

    feed = reading(META.partition("\n")[2] + rows, FeedFormat.META)

    (product,) = feed.products
    assert product.claims == ("oil_free", "vegan")
    assert product.ingredients == ("Aqua", "Glycerin")
    assert product.variants[0].stock == 7
    assert feed.notes == ("left out as archived or hidden: 1",)


def test_a_feed_without_needed_columns_says_which(reading: Reading) -> None:
    with pytest.raises(FeedUnreadable, match="no column price, availability"):
        reading("id,title\na,b\n", FeedFormat.META)


def test_a_bad_row_and_an_item_without_a_title_are_named(reading: Reading) -> None:
    bad = "B2\t\t\t\t\t9 USD\tin_stock\t\t\n" + "B3" + "\tx" * 12 + "\n"

    feed = reading(TSV + bad, FeedFormat.GOOGLE)

    assert [(refused.line, refused.product_id) for refused in feed.refused] == [(3, "B2"), (4, "")]
    assert "no title" in feed.refused[0].reason


def test_a_sale_with_dates_is_not_ours_to_judge(reading: Reading) -> None:
    feed = reading(
        "id,title,price,availability,sale_price,sale_price_effective_date,product_detail\n"
        "a,Balm,9 USD,in stock,7 USD,2026-01-01/2026-02-01,General:Origin:Here\n",
        FeedFormat.META,
    )

    assert feed.products[0].variants[0].price == Decimal(9)
    assert feed.products[0].ingredients == ()


def test_titles_that_share_too_little_leave_the_first(reading: Reading) -> None:
    feed = reading(
        "id,item_group_id,title,price,availability\n"
        "a,g,Red Balm,9 USD,in stock\nb,g,Blue Balm,9 USD,in stock\n",
        FeedFormat.META,
    )

    assert feed.products[0].title == "Red Balm"
