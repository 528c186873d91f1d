"""Moments, amounts and counts as people read them."""

from datetime import datetime
from decimal import Decimal


def moment_in_words(moment: datetime | None) -> str:
    """Return `21 Nov 2026, 14:05 UTC`, or a dash where there is none."""
    return "–" if moment is None else f"{moment:%-d %b %Y, %H:%M} UTC"  # noqa: RUF001 - a dash for readers


def money_in_words(amount: Decimal) -> str:
    """Return an amount with two decimals and thousands parted."""
    return f"{amount:,.2f}"


def count_in_words(number: int) -> str:
    """Return a count with thousands parted."""
    return f"{number:,}"
