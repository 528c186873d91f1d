"""A shop's product export from Shopify, in the column names of its old and its new form."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
from catalogue.tabular import Row, Table, table_in

# Exports say Handle, templates of 2025 and later URL handle; both are about.
_NAMES = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "description"),
    "vendor": ("vendor",),
    "category": ("product category",),
    "type": ("type",),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "size": ("option1 value",),
    "second": ("option2 value",),
    "third": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "oversell": ("variant inventory policy", "continue selling when out of stock"),
    "image": ("image src", "product image url"),
    "variant_image": ("variant image", "variant image url"),
    "gift_card": ("gift card",),
}
_NEEDED = ("handle", "title", "price")
# "Key ingredients" is a shop's favourites, not the list; what is not mixed is made of materials.
_INGREDIENTS = re.compile(
    r"^(?!.*\b(?:key|hero|star|active)\b).*(?:ingredient|\b(?:inci|materials?)\b)"
)
_NO_OPTION = "Default Title"


@dataclass(slots=True)
class _Draft:
    """A product while its rows are read."""

    head: Row
    variants: list[Variant] = field(default_factory=list)
    image: str = ""


class _Columns:
    """Where a feed keeps what; a column it does not have reads as empty."""

    def __init__(self, table: Table, path: Path) -> None:
        self._of = {
            key: next((name for name in names if name in table.columns), "")
            for key, names in _NAMES.items()
        }
        missing = [_NAMES[key] for key in _NEEDED if not self._of[key]]
        if missing:
            wanted = ", ".join(" or ".join(name.title() for name in names) for names in missing)
            message = f"{path} is no Shopify product export: it has no column {wanted}"
            raise FeedUnreadable(message)
        self.ingredients = [name for name in table.columns if _INGREDIENTS.search(name)]
        self.counts_stock = bool(self._of["stock"])

    def cell(self, row: Row, key: str) -> str:
        return row[self._of[key]]


def read_shopify(path: Path, shop: Shop, knowledge: Knowledge) -> Feed:
    """Read a Shopify product CSV.

    Rows of one handle are one product; drafts, archived and unpublished products and gift cards
    are left out.

    Raises:
        FeedUnreadable: where the file as a whole is no such export.
    """
    with table_in(path) as table:
        columns = _Columns(table, path)
        reader = _Reader(columns, shop)
        reader.read(table.rows)
        products, unsold = reader.products(knowledge)
        notes = list(table.notes)
        if unsold:
            notes.append(f"left out as drafts, unpublished or gift cards: {unsold}")
        if not columns.ingredients:
            notes.append("no column of ingredients; they were looked for in the descriptions")
        return Feed(products=products, refused=tuple(reader.refused), notes=tuple(notes))


class _Reader:
    def __init__(self, columns: _Columns, shop: Shop) -> None:
        self._columns = columns
        self._shop = shop
        self._drafts: dict[str, _Draft] = {}
        self._skus: dict[str, int] = {}
        self._last = ""
        self.refused: list[Refused] = []

    def read(self, rows: Iterable[Row | Refused]) -> None:
        for row in rows:
            if isinstance(row, Refused):
                self.refused.append(row)
                continue
            handle = self._columns.cell(row, "handle")
            try:
                self._take(handle, row)
            except RowRefused as error:
                self.refused.append(Refused(row.line, str(error), handle))

    def _take(self, handle: str, row: Row) -> None:
        draft = self._draft(handle, row)
        self._last = handle
        if image := self._columns.cell(row, "image"):
            draft.image = draft.image or address(image)
        # Rows with a picture alone carry no price: they add to the product's pictures.
        if self._columns.cell(row, "price") or row is draft.head:
            draft.variants.append(self._variant(handle, row))

    def _draft(self, handle: str, row: Row) -> _Draft:
        if not handle:
            message = "it has no handle: give the product's Handle on each of its rows"
            raise RowRefused(message)
        title = self._columns.cell(row, "title")
        draft = self._drafts.get(handle)
        if draft is None:
            if not title:
                message = f"the first row of {handle!r} has no title"
                raise RowRefused(message)
            short(handle, "id")
            short(title, "title")
            return self._drafts.setdefault(handle, _Draft(row))
        first = self._columns.cell(draft.head, "title")
        if handle != self._last and title and title != first:
            message = f"the handle is that of {first!r} on line {draft.head.line}: give it its own"
            raise RowRefused(message)
        return draft

    def _variant(self, handle: str, row: Row) -> Variant:
        cell = self._columns.cell
        options = [cell(row, key) for key in ("size", "second", "third")]
        name = " / ".join(option for option in options if option and option != _NO_OPTION)
        sku = short(cell(row, "sku") or _made_sku(handle, name), "sku")
        if first := self._skus.get(sku):
            message = f"the SKU {sku!r} is already on line {first}: give each variant its own"
            raise RowRefused(message)
        variant = Variant(
            sku=sku,
            title=short(name, "size"),
            price=price_of(cell(row, "price"), self._shop.currency),
            stock=self._stock(row),
            size=short(name, "size"),
            image=address(cell(row, "variant_image")),
        )
        self._skus[sku] = row.line
        return variant

    def _stock(self, row: Row) -> int:
        """Units on hand; a shop that does not count them, or sells on, has enough."""
        tracked = self._columns.counts_stock and self._columns.cell(row, "tracker")
        oversells = self._columns.cell(row, "oversell").casefold() in {"continue", "true"}
        stock = self._columns.cell(row, "stock")
        if not tracked or oversells:
            return UNCOUNTED_STOCK
        return stock_of(stock) if stock else 0

    def products(self, knowledge: Knowledge) -> tuple[tuple[Product, ...], int]:
        """Return the products with a variant that are for sale, and how many are not."""
        whole = [(handle, draft) for handle, draft in self._drafts.items() if draft.variants]
        sold = [(handle, draft) for handle, draft in whole if self._sold(draft.head)]
        made = tuple(self._product(handle, draft, knowledge) for handle, draft in sold)
        return made, len(whole) - len(sold)

    def _sold(self, head: Row) -> bool:
        cell = self._columns.cell
        return (
            cell(head, "published").casefold() != "false"
            and cell(head, "status").casefold() in {"", "active"}
            and cell(head, "gift_card").casefold() != "true"
        )

    def _product(self, handle: str, draft: _Draft, knowledge: Knowledge) -> Product:
        cell, head = self._columns.cell, draft.head
        tags = cell(head, "tags").split(",")
        kinds = [cell(head, "type"), cell(head, "category"), *tags, cell(head, "title")]
        description, listed = described(without_html(cell(head, "body")))
        ingredients = next(self._ingredients(head), ()) or listed
        return Product(
            id=handle,
            title=cell(head, "title"),
            description=description,
            brand=cell(head, "vendor")[:255],
            category=category_of(kinds, knowledge),
            currency=self._shop.currency,
            url=self._shop.product_url.replace("{handle}", handle),
            image=draft.image,
            ingredients=ingredients,
            claims=claims_of(tags, knowledge),
            variants=tuple(draft.variants),
        )

    def _ingredients(self, head: Row) -> Iterator[tuple[str, ...]]:
        for column in self._columns.ingredients:
            if names := ingredients_of(without_html(head[column])):
                yield names


def _made_sku(handle: str, name: str) -> str:
    """Return a stable SKU for a variant that has none."""
    return re.sub(r"[^a-z0-9]+", "-", f"{handle} {name}".casefold()).strip("-")
