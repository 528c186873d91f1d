"""Mapped classes of the catalogue."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base


class ProductRow(Base):
    """One product of the shop, as its last import had it."""

    __tablename__ = "products"

    id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(512))
    description: Mapped[str] = mapped_column(sa.Text)
    brand: Mapped[str] = mapped_column(sa.String(255), index=True)
    category: Mapped[str] = mapped_column(sa.String(64), index=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    url: Mapped[str] = mapped_column(sa.String(1024))
    image: Mapped[str] = mapped_column(sa.String(1024))
    ingredients: Mapped[list[str]] = mapped_column(sa.JSON)
    claims: Mapped[list[str]] = mapped_column(sa.JSON)
    position: Mapped[int]


class VariantRow(Base):
    """One variant of a product: what goes into a cart."""

    __tablename__ = "variants"

    sku: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    product_id: Mapped[str] = mapped_column(
        sa.ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(sa.String(255))
    price: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    stock: Mapped[int]
    size: Mapped[str] = mapped_column(sa.String(64))
    image: Mapped[str] = mapped_column(sa.String(1024))
    position: Mapped[int]


class ProductFitRow(Base):
    """A trait that a product serves or harms, worked out at import so that rules can read it."""

    __tablename__ = "product_fits"

    product_id: Mapped[str] = mapped_column(
        sa.ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    trait: Mapped[str] = mapped_column(sa.String(97), primary_key=True)
    effect: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    fact: Mapped[str] = mapped_column(sa.Text)
    cites: Mapped[str] = mapped_column(sa.Text)
    weight: Mapped[float]
