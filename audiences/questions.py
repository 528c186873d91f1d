"""What can be asked of all subjects at once: each question is one plain SELECT of their numbers.

A rule's leaf comes down to a few questions (`bitmaps.py`); `leaves.py` asks them. They are frozen
and compare by value, so that one refresh asks each only once, whichever audiences want it. Every
moment stands in the question: a span includes `since` and not `until`. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from audiences.moments import Span
from audiences.rules import CartSource, CartState, ProductFilter, TraitRef, Whose
from profiles.folding import Said as Told
from profiles.model import Severity


@dataclass(frozen=True, slots=True)
class Everyone:
    """Whoever is on record: not erased, not joined into another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whose last word on a trait is one of `answers`; of that, `heard` is when it was said.

    `without` names holders whose disclosures do not count.
    """

    trait: TraitRef
    answers: tuple[Told, ...]
    holder: Whose
    heard: Span
    severity: tuple[Severity, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """Who did one of `events` (empty: anything) from `least` to `most` times in the span."""

    events: tuple[str, ...]
    span: Span
    product: ProductFilter | None = None
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carted:
    """Who has a cart of which all this is true. Values are in cents.

    `touched` is when its last event, or for a bought one its order, may have been; None: ever.
    """

    state: CartState | None
    now: datetime
    abandoned_after: timedelta
    touched: Span | None
    least_value: int | None = None
    most_value: int | None = None
    product: ProductFilter | None = None
    source: CartSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """Who has from `least` to `most` orders in the span."""

    span: Span
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Whose orders until before `until` come to from `least` to `most` cents."""

    until: datetime
    least: int
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOrdered:
    """Whose last order until before `until` lies in the span."""

    span: Span
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CartTouched:
    """Who has a cart whose last event or whose end lies in the span."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Of whom nothing was on record until `since`."""

    since: datetime


type Question = (
    Everyone | Answered | Acted | Carted | Ordered | Spent | LastOrdered | CartTouched | Newcomer
)
