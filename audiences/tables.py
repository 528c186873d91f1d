"""Mapped classes of audiences. Sets of subjects are Roaring bitmaps in their portable form."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, RowNumber


class AudienceRow(Base):
    """One audience: its definition, its state, and its members as last computed.

    `traits_named` is every trait the rule named, in any way, when `members` were computed; both
    are empty until the first computation.
    """

    __tablename__ = "audiences"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    description: Mapped[str] = mapped_column(sa.Text)
    rule: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    destinations: Mapped[list[str]] = mapped_column(sa.JSON)
    min_size: Mapped[int]
    holdout_percent: Mapped[int]
    max_days: Mapped[int | None]
    state: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    traits_named: Mapped[list[str]] = mapped_column(sa.JSON)
    members: Mapped[bytes | None] = mapped_column(deferred=True)
    computed_at: Mapped[datetime | None]


class AudienceStateRow(Base):
    """One change of an audience's state: who made it and when; append-only."""

    __tablename__ = "audience_states"
    __table_args__ = ({"sqlite_autoincrement": True},)

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    audience_id: Mapped[UUID] = mapped_column(sa.ForeignKey("audiences.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(16))
    person: Mapped[str] = mapped_column(sa.String(128))
    at: Mapped[datetime]


class ComputationRow(Base):
    """One evaluation of an audience: its size, who joined and who left, and how long it took."""

    __tablename__ = "computations"
    __table_args__ = (
        sa.Index("ix_computations_audience_at", "audience_id", "at"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    audience_id: Mapped[UUID] = mapped_column(sa.ForeignKey("audiences.id"))
    at: Mapped[datetime]
    seconds: Mapped[float]
    size: Mapped[int]
    joined_count: Mapped[int]
    left_count: Mapped[int]
    joined: Mapped[bytes]
    left: Mapped[bytes]
