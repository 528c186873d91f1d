"""The demo shop: a plain shop's pages that carry the advisor, as a shop of one's own would.

It keeps nothing itself. What visitors do goes to the collector over HTTP, and its cart is the one
on record, so that what the advisor puts into the cart is in the shop's cart as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.shop_tracking import Properties, Tracker
from catalogue import service as catalogue
from catalogue.errors import ProductNotFound
from catalogue.model import Product
from kit.clock import Clock
from kit.db import reading
from kit.ids import NewId
from kit.words import money_in_words
from profiles import service as profiles
from profiles.errors import SubjectNotFound
from profiles.model import Cart

_HERE = Path(__file__).parent
_IMAGE_NAME = re.compile(r"[a-z0-9-]+\.svg")
# Only for this visit: the shop needs it for the cart, and nothing lasting is kept without a yes.
VISITOR_COOKIE = "shop_visitor"
TALK_COOKIE = "shop_conversation"
_VISITOR_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopParts:
    """What the shop is made of; `name` stands on its pages, `track` reaches the collector.

    `headline` and `promise` are over the list of products, `images` the folder of their drawings.
    """

    engine: sa.Engine
    clock: Clock
    new_id: NewId
    track: Tracker
    currency: str
    name: str
    headline: str
    promise: str
    images: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visitor's request; `is_new` where the browser has no cookie of ours yet."""

    anonymous_id: str
    user_agent: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the cart as the shop shows it."""

    product: Product
    sku: str
    variant: str
    quantity: int
    unit_price: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """The visitor's cart, with what the shop knows of its products."""

    lines: tuple[Line, ...] = ()
    total: Decimal = Decimal()
    cart_id: str = ""

    @property
    def count(self) -> int:
        """How many things are in it."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The catalogue, or one category of it."""

    headline: str
    promise: str
    products: Sequence[Product]
    categories: Sequence[str]
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """One product, and a few more of its category."""

    product: Product
    others: Sequence[Product]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksPage:
    """What is said after an order or a subscription."""

    heading: str
    words: str


class _Shop:
    """The parts, and what every page does with them."""

    def __init__(self, parts: ShopParts) -> None:
        self.parts = parts
        loader = FileSystemLoader([_HERE / "templates"])
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        self._templates.filters["money"] = money_in_words
        self._templates.filters["words"] = lambda slug: slug.replace("_", " ")

    def visit(self, request: Request) -> Visit:
        """Return who visits: known by the cookie, or somebody new."""
        known = request.cookies.get(VISITOR_COOKIE, "")
        is_new = _VISITOR_ID.fullmatch(known) is None
        return Visit(
            anonymous_id=str(self.parts.new_id()) if is_new else known,
            user_agent=request.headers.get("user-agent", ""),
            is_new=is_new,
        )

    def page(self, template: str, view: object, visit: Visit) -> Response:
        """Print a page of the shop."""
        html = self._templates.get_template(template).render(
            view=view,
            shop=self.parts.name,
            currency=self.parts.currency,
            visitor=visit.anonymous_id,
            basket=self.basket(visit),
        )
        return self._remembering(HTMLResponse(html), visit)

    def gone_to(self, path: str, visit: Visit) -> Response:
        """Send the browser on to another page after a form."""
        return self._remembering(RedirectResponse(path, HTTPStatus.SEE_OTHER), visit)

    def tell(self, kind: str, visit: Visit, **message: object) -> None:
        """Tell the collector what the visitor did."""
        context: Properties = {"userAgent": visit.user_agent}
        self.parts.track(
            kind,
            {
                "anonymousId": visit.anonymous_id,
                "messageId": str(self.parts.new_id()),
                "timestamp": self.parts.clock().isoformat(),
                "context": context,
                **message,
            },
        )

    def track(self, event: str, visit: Visit, properties: Properties) -> None:
        """Tell the collector of one named event."""
        self.tell("track", visit, event=event, properties=properties)

    def products(self) -> list[Product]:
        """Return what the shop sells."""
        with reading(self.parts.engine) as session:
            return list(catalogue.products(session))

    def product(self, handle: str) -> Product:
        """Return one product.

        Raises:
            HTTPException: 404 where the shop has no such product.
        """
        with reading(self.parts.engine) as session:
            try:
                return catalogue.product(session, handle)
            except ProductNotFound as error:
                raise HTTPException(
                    HTTPStatus.NOT_FOUND, "The shop has no such product."
                ) from error

    def basket(self, visit: Visit) -> Basket:
        """Return the visitor's cart."""
        with reading(self.parts.engine) as session:
            try:
                subject = profiles.find_subject(session, f"anonymous:{visit.anonymous_id}")
            except SubjectNotFound:
                return Basket()
            cart = profiles.open_cart(session, subject.number)
            if cart is None:
                return Basket()
            known = {product.id: product for product in catalogue.products(session)}
        lines = tuple(_lines(cart, known))
        total = sum((line.total for line in lines), Decimal())
        return Basket(lines=lines, total=total, cart_id=cart.cart_id)

    @staticmethod
    def _remembering(response: Response, visit: Visit) -> Response:
        if visit.is_new:
            response.set_cookie(VISITOR_COOKIE, visit.anonymous_id, httponly=True, samesite="lax")
        return response


def routes(parts: ShopParts) -> APIRouter:
    """Return the pages under `/shop`."""
    router = APIRouter(prefix="/shop", include_in_schema=False)
    shop = _Shop(parts)
    _looking(router, shop)
    _carting(router, shop)
    _ordering(router, shop)
    return router


def _looking(router: APIRouter, shop: _Shop) -> None:
    @router.get("")
    def catalogue_page(
        visit: Annotated[Visit, Depends(shop.visit)], category: str = ""
    ) -> Response:
        """The catalogue, all of it or one category."""
        products = shop.products()
        shop.tell("page", visit, name="Catalogue", properties={"path": "/shop"})
        view = ListPage(
            headline=shop.parts.headline,
            promise=shop.parts.promise,
            products=[one for one in products if category in {"", one.category}],
            categories=sorted({one.category for one in products if one.category}),
            category=category,
        )
        return shop.page("shop_list.html", view, visit)

    @router.get("/products/{handle}")
    def product_page(handle: str, visit: Annotated[Visit, Depends(shop.visit)]) -> Response:
        """One product."""
        product = shop.product(handle)
        path = f"/shop/products/{product.id}"
        shop.tell("page", visit, name=product.title, properties={"path": path})
        shop.track("Product Viewed", visit, _about(product))
        others = [
            one
            for one in shop.products()
            if one.category == product.category and one.id != product.id
        ]
        return shop.page(
            "shop_product.html", ProductPage(product=product, others=others[:4]), visit
        )

    @router.get("/images/{name}")
    def image(name: str) -> FileResponse:
        """One of the drawings; each may style itself and do nothing else."""
        path = shop.parts.images / name
        if not _IMAGE_NAME.fullmatch(name) or not path.exists():
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "max-age=3600",
        }
        return FileResponse(path, media_type="image/svg+xml", headers=headers)


def _carting(router: APIRouter, shop: _Shop) -> None:
    @router.get("/cart")
    def cart_page(visit: Annotated[Visit, Depends(shop.visit)]) -> Response:
        """The cart."""
        shop.track("Cart Viewed", visit, {})
        return shop.page("shop_cart.html", None, visit)

    @router.get("/cart.json")
    def cart_numbers(visit: Annotated[Visit, Depends(shop.visit)]) -> dict[str, object]:
        """The cart for programs: how many things, and their sum."""
        basket = shop.basket(visit)
        return {
            "count": basket.count,
            "total": f"{basket.total:.2f}",
            "currency": shop.parts.currency,
        }

    @router.post("/cart")
    def add(
        visit: Annotated[Visit, Depends(shop.visit)],
        product_id: Annotated[str, Form()],
        sku: Annotated[str, Form()],
    ) -> Response:
        """Put one into the cart."""
        product = shop.product(product_id)
        shop.track("Product Added", visit, _about(product, sku) | {"quantity": 1})
        return shop.gone_to("/shop/cart", visit)

    @router.post("/cart/remove")
    def remove(
        visit: Annotated[Visit, Depends(shop.visit)],
        product_id: Annotated[str, Form()],
        sku: Annotated[str, Form()],
    ) -> Response:
        """Take a line out of the cart."""
        product = shop.product(product_id)
        shop.track("Product Removed", visit, _about(product, sku))
        return shop.gone_to("/shop/cart", visit)

    @router.get("/cart/{lines}")
    def from_advisor(
        request: Request, lines: str, visit: Annotated[Visit, Depends(shop.visit)]
    ) -> Response:
        """The advisor's checkout link: keep which talk it came from."""
        del lines  # the cart on record is the advisor's cart
        gone = shop.gone_to("/shop/checkout", visit)
        talk = request.query_params.get("attributes[candor_conversation]", "")
        if _VISITOR_ID.fullmatch(talk):
            gone.set_cookie(TALK_COOKIE, talk, httponly=True, samesite="lax")
        return gone


def _ordering(router: APIRouter, shop: _Shop) -> None:
    @router.get("/checkout")
    def checkout_page(visit: Annotated[Visit, Depends(shop.visit)]) -> Response:
        """What will be ordered, and where to."""
        basket = shop.basket(visit)
        if basket.lines:
            shop.track("Checkout Started", visit, _order_of(basket))
        return shop.page("shop_checkout.html", None, visit)

    @router.post("/checkout")
    def order(
        request: Request,
        visit: Annotated[Visit, Depends(shop.visit)],
        email: Annotated[str, Form()] = "",
    ) -> Response:
        """Order the cart: nothing is paid and nothing is sent, but the order is told."""
        basket = shop.basket(visit)
        if not basket.lines:
            return shop.gone_to("/shop/cart", visit)
        if email:
            shop.tell("identify", visit, traits={"email": email})
        order_id = f"W-{shop.parts.new_id().hex[:8].upper()}"
        talk = request.cookies.get(TALK_COOKIE)
        message = _order_of(basket) | {"order_id": order_id, "conversation_id": talk}
        shop.track("Order Completed", visit, message)
        view = ThanksPage(
            heading="Thank you!",
            words=f"Your order {order_id} is on its way, in this demo at least.",
        )
        return shop.page("shop_thanks.html", view, visit)

    @router.post("/newsletter")
    def newsletter(
        visit: Annotated[Visit, Depends(shop.visit)], email: Annotated[str, Form()]
    ) -> Response:
        """Keep an address for the newsletter: the visitor is somebody known from now on."""
        shop.tell("identify", visit, traits={"email": email})
        view = ThanksPage(
            heading="You are on the list", words="We write rarely, and never nonsense."
        )
        return shop.page("shop_thanks.html", view, visit)


def _lines(cart: Cart, known: dict[str, Product]) -> Iterator[Line]:
    for line in cart.lines:
        if product := known.get(line.product_id):
            variants = {variant.sku: variant.size or variant.title for variant in product.variants}
            yield Line(
                product=product,
                sku=line.sku or "",
                variant=variants.get(line.sku or "", ""),
                quantity=line.quantity,
                unit_price=line.unit_price,
                total=line.unit_price * line.quantity,
            )


def _about(product: Product, sku: str = "") -> dict[str, object]:
    variant = next((one for one in product.variants if one.sku == sku), product.variants[0])
    return {
        "product_id": product.id,
        "sku": variant.sku,
        "name": product.title,
        "brand": product.brand,
        "category": product.category,
        "price": float(variant.price),
        "currency": product.currency,
    }


def _order_of(basket: Basket) -> dict[str, object]:
    lines = [
        _about(line.product, line.sku)
        | {"price": float(line.unit_price), "quantity": line.quantity}
        for line in basket.lines
    ]
    total = float(basket.total)
    named = {"cart_id": basket.cart_id} if basket.cart_id else {}
    return {"products": lines, "total": total, "value": total, **named}
