"""The advisor's checkout link comes back as an order that names its conversation."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from app.shop import ShopParts, routes
from catalogue.model import Product, Variant
from catalogue.store import replace
from kit.db import transaction
from kit.ids import random_id
from profiles.model import EventLine, EventName, Names, NewEvent, Origin
from profiles.service import record_event, subject_of
from tests.serving import served

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CREAM = Product(
    id="cream",
    title="Cream",
    description="",
    brand="Wrenlow",
    category="moisturizer",
    currency="USD",
    url="",
    image="",
    ingredients=(),
    claims=(),
    variants=(Variant(sku="CREAM-50", title="50 ml", price=Decimal("18.00"), stock=3),),
)


def test_an_order_from_the_advisors_link_names_the_conversation(
    sqlite_engine: sa.Engine, tmp_path: Path
) -> None:
    told: list[tuple[str, Any]] = []
    with transaction(sqlite_engine) as session:
        replace(session, [CREAM], {})
        number = subject_of(session, Names(anonymous_id="visitor-1"), NOW)
        line = EventLine(product_id="cream", sku="CREAM-50", price=Decimal("18.00"), quantity=1)
        carted = NewEvent(
            name=EventName.CARTED, at=NOW, message_id="m1", lines=(line,), source=Origin.ADVISOR
        )
        record_event(session, number=number, event=carted, now=NOW)
    shop = FastAPI()
    parts = ShopParts(
        engine=sqlite_engine,
        clock=lambda: NOW,
        new_id=random_id,
        track=lambda kind, message: told.append((kind, message)),
        currency="USD",
        name="Wrenlow",
        headline="",
        promise="",
        images=tmp_path,
    )
    shop.include_router(routes(parts))

    with served(shop) as address, httpx.Client(base_url=address, follow_redirects=True) as browser:
        browser.cookies.set("shop_visitor", "visitor-1")
        link = "/shop/cart/CREAM-50:1?attributes%5Bcandor_conversation%5D=talk-7"
        checkout = browser.get(link)
        thanks = browser.post("/shop/checkout")

    assert (checkout.status_code, checkout.url.path) == (200, "/shop/checkout")
    assert thanks.status_code == httpx.codes.OK
    [order] = [one for _, one in told if one.get("event") == "Order Completed"]
    assert order["properties"]["conversation_id"] == "talk-7"
