"""Cells of any feed into values of a product, or the reason why not. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape

from catalogue.inci import ingredients_of, plain
from catalogue.knowing import Knowledge

UNCOUNTED_STOCK = 999
LONGEST = {"id": 255, "title": 512, "brand": 255, "sku": 255, "size": 64, "address": 1024}
_MOST_STOCK = 2**31 - 1
_DEAREST = Decimal(10**10)
_SYMBOLS = {
    "$": {"USD", "CAD", "AUD", "NZD", "SGD"},
    "£": {"GBP"},
    "€": {"EUR"},
    "¥": {"JPY", "CNY"},
}
_CODE = r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])"
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|section)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LISTED = re.compile(
    r"^\s*(?:full\s+|all\s+)?(?:ingredients|inci)(?:\s+list)?\s*(?:\(inci\))?\s*:\s*(\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)


class RowRefused(Exception):
    """A row that cannot be taken; the message says what is wrong and what to do."""


def price_of(text: str, currency: str) -> Decimal:
    """Read an amount such as `38.00`, `$38`, `38.00 USD` or `1,250.00` in the shop's currency.

    Raises:
        RowRefused: where it is no amount, is negative, or is in another currency.
    """
    amount = _without_currency(text, currency)
    if re.fullmatch(r"-\s*[\d.,]+", amount):
        message = f"the price {text!r} is negative: write what a shopper pays"
        raise RowRefused(message)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", amount):
        amount = amount.replace(",", "")
    elif re.fullmatch(r"\d+,\d{1,2}", amount):
        amount = amount.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", amount, re.ASCII) or Decimal(amount) >= _DEAREST:
        message = f"the price {text!r} is no amount: write it like 38.00"
        raise RowRefused(message)
    return Decimal(amount).quantize(Decimal("0.01"))


def _without_currency(text: str, currency: str) -> str:
    code = re.search(_CODE, text)
    symbol = next((symbol for symbol in _SYMBOLS if symbol in text), "")
    named = {code[0].upper()} if code else _SYMBOLS.get(symbol, {currency})
    if currency not in named:
        message = f"the price {text!r} is not in {currency}, the currency of this shop"
        raise RowRefused(message)
    return re.sub(rf"{_CODE}|[$£€¥\s]", "", text)


def stock_of(text: str) -> int:
    """Read units on hand; oversold stock (below zero) is none.

    Raises:
        RowRefused: where it is no whole number.
    """
    if not re.fullmatch(r"-?\d+(\.0+)?", text, re.ASCII):
        message = f"the stock {text!r} is no whole number"
        raise RowRefused(message)
    return max(0, min(_MOST_STOCK, int(text.partition(".")[0])))


def short(text: str, kind: str) -> str:
    """Return `text` where it is short enough for what it is.

    Raises:
        RowRefused: where it is longer than the catalogue keeps.
    """
    if len(text) > LONGEST[kind]:
        message = f"the {kind} is longer than {LONGEST[kind]} letters: shorten it"
        raise RowRefused(message)
    return text


def address(text: str) -> str:
    """Return the address of a page or a picture.

    Raises:
        RowRefused: where it is neither http(s) nor a path of the shop.
    """
    if text and not re.match(r"https?://|/(?!/)", text, re.IGNORECASE):
        message = f"the address {text[:60]!r} must begin with https:// or be a path of the shop"
        raise RowRefused(message)
    return short(text, "address")


def without_html(html: str) -> str:
    """Return the text of a description, a paragraph or list item a line."""
    text = _TAG.sub("", _BLOCK.sub("\n", _HIDDEN.sub("", html)))
    lines = (" ".join(line.split()) for line in unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


def described(text: str) -> tuple[str, tuple[str, ...]]:
    """Part a description from the ingredient list in it: `Ingredients: Aqua, Glycerin, …`."""
    found = _LISTED.search(text)
    if found is None:
        return text, ()
    rest = (text[: found.start()] + text[found.end() :]).strip()
    return re.sub(r"\n{2,}", "\n", rest), ingredients_of(found[1])


def category_of(texts: Iterable[str], knowledge: Knowledge) -> str:
    """Return the category named by the first of `texts` that names one, else nothing.

    A path such as `Skin Care > Facial Cleansers` is read from its narrowest part.
    """
    for text in texts:
        for part in reversed(text.split(">")):
            if slug := _named(f" {plain(part)} ", knowledge):
                return slug
    return ""


def _named(words: str, knowledge: Knowledge) -> str:
    found = (
        (len(name), slug)
        for slug, category in knowledge.categories.items()
        for name in category.words
        if f" {name} " in words
    )
    return max(found, default=(0, ""))[1]


def claims_of(tags: Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    """Return the attributes that tags state, in the knowledge's order."""
    said = {plain(tag) for tag in tags}
    return tuple(slug for slug, rule in knowledge.attributes.items() if rule.claims & said)
