"""Queries of the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalogue.model import Effect, Fit, Product, Variant
from catalogue.tables import ProductFitRow, ProductRow, VariantRow

_EFFECTS = {effect.value: effect for effect in Effect}


def all_products(session: Session) -> list[Product]:
    """Return every product in the order of its feed."""
    rows = session.scalars(sa.select(ProductRow).order_by(ProductRow.position))
    variants = _variants(session, sa.true())
    return [_product(row, variants.get(row.id, ())) for row in rows]


def product_of(session: Session, product_id: str) -> Product | None:
    """Return one product; None where there is none of this id."""
    row = session.get(ProductRow, product_id)
    if row is None:
        return None
    variants = _variants(session, VariantRow.product_id == product_id)
    return _product(row, variants.get(product_id, ()))


def product_of_sku(session: Session, sku: str) -> Product | None:
    """Return the product that has a variant of this SKU; None where none has."""
    row = session.get(VariantRow, sku)
    return product_of(session, row.product_id) if row else None


def all_fits(session: Session) -> Mapping[str, tuple[Fit, ...]]:
    """Return the fits of every product that has any, the strongest first."""
    order = (ProductFitRow.product_id, ProductFitRow.weight.desc(), ProductFitRow.trait)
    # Plain columns: a large shop has hundreds of thousands of fits, and mapped objects are slow.
    columns = sa.select(*ProductFitRow.__table__.c).order_by(*order)
    found: dict[str, list[Fit]] = {}
    for product_id, trait, effect, fact, cites, weight in session.execute(columns):
        found.setdefault(product_id, []).append(
            Fit(trait=trait, effect=_EFFECTS[effect], fact=fact, cites=cites, weight=weight)
        )
    return {product_id: tuple(fits) for product_id, fits in found.items()}


def replace(
    session: Session, products: Sequence[Product], fits: Mapping[str, tuple[Fit, ...]]
) -> None:
    """Make the catalogue exactly these products with these fits."""
    for table in (ProductFitRow, VariantRow, ProductRow):
        session.execute(sa.delete(table))
    _insert(session, ProductRow, map(_product_values, range(len(products)), products))
    _insert(session, VariantRow, _variant_values(products))
    _insert(session, ProductFitRow, _fit_values(fits))
    session.expire_all()


def _insert(session: Session, table: type, values: Iterable[dict[str, object]]) -> None:
    if rows := list(values):
        session.execute(sa.insert(table), rows)


def _variants(session: Session, condition: sa.ColumnElement[bool]) -> dict[str, list[Variant]]:
    order = (VariantRow.product_id, VariantRow.position)
    found: dict[str, list[Variant]] = {}
    for row in session.scalars(sa.select(VariantRow).where(condition).order_by(*order)):
        found.setdefault(row.product_id, []).append(
            Variant(
                sku=row.sku,
                title=row.title,
                price=row.price,
                stock=row.stock,
                size=row.size,
                image=row.image,
            )
        )
    return found


def _product(row: ProductRow, variants: Iterable[Variant]) -> Product:
    return Product(
        id=row.id,
        title=row.title,
        description=row.description,
        brand=row.brand,
        category=row.category,
        currency=row.currency,
        url=row.url,
        image=row.image,
        ingredients=tuple(row.ingredients),
        claims=tuple(row.claims),
        variants=tuple(variants),
    )


def _product_values(position: int, product: Product) -> dict[str, object]:
    return {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "brand": product.brand,
        "category": product.category,
        "currency": product.currency,
        "url": product.url,
        "image": product.image,
        "ingredients": list(product.ingredients),
        "claims": list(product.claims),
        "position": position,
    }


def _variant_values(products: Iterable[Product]) -> Iterator[dict[str, object]]:
    for product in products:
        for position, variant in enumerate(product.variants):
            yield {
                "sku": variant.sku,
                "product_id": product.id,
                "title": variant.title,
                "price": variant.price,
                "stock": variant.stock,
                "size": variant.size,
                "image": variant.image,
                "position": position,
            }


def _fit_values(fits: Mapping[str, tuple[Fit, ...]]) -> Iterator[dict[str, object]]:
    for product_id, of_product in fits.items():
        for fit in of_product:
            yield {
                "product_id": product_id,
                "trait": fit.trait,
                "effect": fit.effect.value,
                "fact": fit.fact,
                "cites": fit.cites,
                "weight": fit.weight,
            }
