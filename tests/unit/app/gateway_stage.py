"""A page, the gateway on a real record, and a scripted Rasa behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from app import gateway
from app.gateway_edge import SharedWithShops, SmallBodies
from catalogue.model import Product, Variant
from kit.db import reading
from profiles import service as profiles
from profiles.model import Event, Profile
from tests.scripted_rasa import ScriptedRasa, served

SHOP = "https://shop.example"
CREAM = Product(
    id="cream",
    title="Cream",
    description="",
    brand="Wrenlow",
    category="moisturizer",
    currency="USD",
    url="/shop/products/cream",
    image="",
    ingredients=(),
    claims=(),
    variants=(
        Variant(sku="CREAM-50", title="50 ml", price=Decimal("38.00"), stock=3),
        Variant(sku="CREAM-200", title="200 ml", price=Decimal("90.00"), stock=0),
    ),
)


@dataclass
class Stage:
    """A page, the gateway, and Rasa."""

    page: httpx.Client
    rasa: ScriptedRasa
    engine: sa.Engine
    token: str = ""
    subject: str = ""

    def begins(self, anonymous_id: str = "anon-1") -> Self:
        """Begin a conversation."""
        told = self.page.post("/chat/conversations", json={"anonymous_id": anonymous_id})
        assert told.status_code == 200, told.text
        self.token, self.subject = told.json()["conversation"], told.json()["subject"]
        return self

    def says(self, text: str, message_id: str = "m1") -> dict[str, Any]:
        """Say something and return the turn."""
        told = self.posts("messages", message_id=message_id, text=text)
        assert told.status_code == 200, told.text
        turn: dict[str, Any] = told.json()
        return turn

    def posts(self, path: str, **body: object) -> httpx.Response:
        """Post something in the conversation."""
        return self.page.post(f"/chat/{path}", json={"conversation": self.token, **body})

    def cart(self) -> Any:  # noqa: ANN401 - JSON
        """Return the cart as the page sees it."""
        told = self.page.get("/chat/cart", headers={"authorization": f"Bearer {self.token}"})
        assert told.status_code == 200, told.text
        return told.json()["cart"]

    def profile(self) -> Profile:
        """Return what is on record."""
        with reading(self.engine) as session:
            return profiles.profile(session, profiles.find_subject(session, self.subject).number)

    def deeds(self, name: str) -> list[Event]:
        """Return the recorded deeds of a name."""
        return [event for event in self.profile().events if event.name == name]


@contextmanager
def page_of(made_of: gateway.GatewayParts) -> Iterator[httpx.Client]:
    """Serve the gateway and give a browser's end of it."""
    with served(web_of(made_of)) as address, httpx.Client(base_url=address) as page:
        yield page


def web_of(made_of: gateway.GatewayParts) -> FastAPI:
    web = FastAPI()
    web.include_router(gateway.routes(made_of))
    web.add_middleware(SmallBodies, prefixes=["/chat"], limit=gateway.MAX_BODY_BYTES)
    web.add_middleware(SharedWithShops, prefixes=["/chat"], origins=[SHOP])
    return web
