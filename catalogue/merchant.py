"""Product feeds as Google Merchant Center and Meta's catalogue take them: XML, CSV or TSV."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

from catalogue.errors import FeedUnreadable
from catalogue.inci import ingredients_of
from catalogue.knowing import Knowledge
from catalogue.model import Feed, Product, Refused, Shop, Variant
from catalogue.reading import (
    UNCOUNTED_STOCK,
    RowRefused,
    address,
    category_of,
    claims_of,
    described,
    price_of,
    short,
    stock_of,
    without_html,
)
from catalogue.tabular import table_in
from catalogue.xmlfeed import items_of

# The two platforms share most names; where they differ, both are read.
_IN_STOCK = {"in stock", "in_stock", "available for order", "preorder", "backorder"}
_OUT_OF_STOCK = {"out of stock", "out_of_stock", "discontinued"}
_STOCK = ("quantity_to_sell_on_facebook", "sell_on_google_quantity", "inventory")
_KINDS = ("product_type", "google_product_category", "fb_product_category")
_NEEDED = ("id", "title", "price", "availability")
_DETAIL = re.compile(r"(?:^|:)\s*(?:full\s+)?ingredients\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_LEAST_NAME = 6


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of a feed: the line it begins on, and its fields, some of which repeat."""

    line: int
    fields: dict[str, list[str]]

    def __getitem__(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")

    def all(self, *names: str) -> list[str]:
        return [text for name in names for text in self.fields.get(name, ())]

    @property
    def product_id(self) -> str:
        return self["item_group_id"] or self["id"]


@dataclass(slots=True)
class _Draft:
    items: list[_Item] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)


def read_merchant(path: Path, shop: Shop, knowledge: Knowledge) -> Feed:
    """Read a Google Merchant or a Meta catalogue feed, whichever of their forms it has.

    Items of one `item_group_id` are one product. Archived and hidden items are left out.

    Raises:
        FeedUnreadable: where the file as a whole is no such feed.
    """
    reader = _Reader(shop)
    notes: tuple[str, ...] = ()
    if _is_xml(path):
        reader.read(_Item(line, fields) for line, fields in items_of(path))
    else:
        with table_in(path) as table:
            columns = [name.removeprefix("g:").replace(" ", "_") for name in table.columns]
            missing = [name for name in _NEEDED if name not in columns]
            if missing:
                message = f"{path} is no product feed: it has no column {', '.join(missing)}"
                raise FeedUnreadable(message)
            notes = table.notes
            reader.read(
                row if isinstance(row, Refused) else _Item(row.line, _fields(row.cells.items()))
                for row in table.rows
            )
    if reader.unsold:
        notes = (*notes, f"left out as archived or hidden: {reader.unsold}")
    return Feed(
        products=tuple(reader.products(knowledge)), refused=tuple(reader.refused), notes=notes
    )


def _is_xml(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(256)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise FeedUnreadable(message) from error
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _fields(cells: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return cells as fields; `product_tags[0]` and `product_tags[1]` are one that repeats."""
    fields: dict[str, list[str]] = {}
    for column, cell in cells:
        name = re.sub(r"\[\d+\]$", "", column.removeprefix("g:").replace(" ", "_"))
        if cell:
            fields.setdefault(name, []).append(cell)
    return fields


class _Reader:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._drafts: dict[str, _Draft] = {}
        self._skus: dict[str, int] = {}
        self.refused: list[Refused] = []
        self.unsold = 0

    def read(self, items: Iterable[_Item | Refused]) -> None:
        for item in items:
            if isinstance(item, Refused):
                self.refused.append(item)
                continue
            try:
                self._take(item)
            except RowRefused as error:
                self.refused.append(Refused(item.line, str(error), item.product_id))

    def _take(self, item: _Item) -> None:
        if not item["id"]:
            message = "it has no id"
            raise RowRefused(message)
        if not item["title"]:
            message = "it has no title"
            raise RowRefused(message)
        if item["status"].casefold() == "archived" or item["visibility"].casefold() == "hidden":
            self.unsold += 1
            return
        short(item.product_id, "id")
        short(item["title"], "title")
        address(item["link"])
        address(item["image_link"])
        variant = self._variant(item)
        draft = self._drafts.setdefault(item.product_id, _Draft())
        draft.items.append(item)
        draft.variants.append(variant)

    def _variant(self, item: _Item) -> Variant:
        sku = short(item["id"], "sku")
        if first := self._skus.get(sku):
            message = f"the id {sku!r} is already on line {first}: give each item its own"
            raise RowRefused(message)
        size = " / ".join(text for name in ("size", "color") if (text := item[name]))
        variant = Variant(
            sku=sku,
            title=short(size, "size"),
            price=self._price(item),
            stock=self._stock(item),
            size=short(size, "size"),
            image=address(item["image_link"]),
        )
        self._skus[sku] = item.line
        return variant

    def _price(self, item: _Item) -> Decimal:
        """The sale price counts where it has no dates: whether a date has come is not ours."""
        on_sale = item["sale_price"] and not item["sale_price_effective_date"]
        return price_of(item["sale_price" if on_sale else "price"], self._shop.currency)

    def _stock(self, item: _Item) -> int:
        availability = item["availability"].casefold()
        if availability in _OUT_OF_STOCK:
            return 0
        if availability not in _IN_STOCK:
            message = (
                f"the availability {availability!r} is unknown: write in_stock or out_of_stock"
            )
            raise RowRefused(message)
        counted = next((text for name in _STOCK if (text := item[name])), "")
        return stock_of(counted) if counted else UNCOUNTED_STOCK

    def products(self, knowledge: Knowledge) -> Iterator[Product]:
        for product_id, draft in self._drafts.items():
            yield self._product(product_id, draft, knowledge)

    def _product(self, product_id: str, draft: _Draft, knowledge: Knowledge) -> Product:
        head = draft.items[0]
        title = _shared_title([item["title"] for item in draft.items])
        description, listed = described(without_html(head["description"]))
        labels = [f"custom_label_{number}" for number in range(5)]
        said = head.all("product_highlight", "product_tags", "tags", *labels)
        return Product(
            id=product_id,
            title=title,
            description=description,
            brand=head["brand"][:255],
            category=category_of([*head.all(*_KINDS), title], knowledge),
            currency=self._shop.currency,
            url=head["link"],
            image=head["image_link"],
            ingredients=next(_ingredients(head), ()) or listed,
            claims=claims_of((tag for text in said for tag in re.split(r"[,;]", text)), knowledge),
            variants=tuple(draft.variants),
        )


def _ingredients(item: _Item) -> Iterator[tuple[str, ...]]:
    """Yield what the item lists: in a field of its own, or as a detail called Ingredients."""
    for text in item.all("ingredients", "inci"):
        if names := ingredients_of(text):
            yield names
    for detail in item.all("product_detail"):
        found = _DETAIL.search(detail)
        if found and (names := ingredients_of(found[1])):
            yield names


def _shared_title(titles: list[str]) -> str:
    """Return what the titles of one product's variants begin with: `Calm Cream`, not its sizes."""
    columns = zip(*(title.split() for title in titles), strict=False)
    same = takewhile(lambda words: len(set(words)) == 1, columns)
    shared = " ".join(words[0] for words in same).rstrip(" ,;:|/([-")
    return shared if len(shared) >= _LEAST_NAME else titles[0]
