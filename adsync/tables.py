"""Mapped classes of the ledger: what each platform holds, and every attempt to change that.

The ledger is the only truth about what a platform holds; the workflow engine's own tables merely
remember how far a run came.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base


class SyncAudienceRow(Base):
    """The neutral name of an audience, the same on every platform; never given to another."""

    __tablename__ = "sync_audiences"

    audience_id: Mapped[UUID] = mapped_column(primary_key=True)
    neutral_name: Mapped[str] = mapped_column(sa.String(32), unique=True)
    named_at: Mapped[datetime]


class SyncListRow(Base):
    """One destination: one list on one platform that mirrors one audience."""

    __tablename__ = "sync_lists"
    __table_args__ = (sa.UniqueConstraint("audience_id", "platform"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    audience_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sync_audiences.audience_id"))
    platform: Mapped[str] = mapped_column(sa.String(16))
    list_ref: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None]
    growth_allowed_by: Mapped[str | None] = mapped_column(sa.String(255))
    created_at: Mapped[datetime]


class SyncRunRow(Base):
    """One attempt to bring a list to the members wanted now.

    `refusals` counts members without a usable key, who never travelled; `held_back` those who wait
    for a guard. All other counts are those of the run's batches.
    """

    __tablename__ = "sync_runs"
    __table_args__ = (
        sa.Index("ix_sync_runs_asked_at", "asked_at"),
        sa.Index("ix_sync_runs_list", "list_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sync_lists.id"))
    state: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by: Mapped[str] = mapped_column(sa.String(255))
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int]
    held_back: Mapped[int]
    refusals: Mapped[dict[str, int]] = mapped_column(sa.JSON)


class SyncBatchRow(Base):
    """One batch of a run. `rows` are the rows to travel, emptied once their fate is known."""

    __tablename__ = "sync_batches"
    __table_args__ = (sa.UniqueConstraint("run_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sync_runs.id"), index=True)
    number: Mapped[int]
    operation: Mapped[str] = mapped_column(sa.String(16))
    state: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str] = mapped_column(sa.Text)
    rows: Mapped[list[Any]] = mapped_column(sa.JSON, deferred=True)
    planned: Mapped[int]
    sent: Mapped[int]
    settled: Mapped[int]
    unresolved: Mapped[int]
    refusals: Mapped[dict[str, int]] = mapped_column(sa.JSON)
    receipt: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    attempts: Mapped[int]
    intended_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    check_due_at: Mapped[datetime | None]


class SyncHeldRow(Base):
    """What a list may hold of one subject: the digests that were sent, and what became of them.

    `fingerprint` tells apart the digests of a subject whose contact points changed. Once the
    removal is settled the digests are emptied; the row stays as evidence of the removal.
    """

    __tablename__ = "sync_held"
    __table_args__ = (
        sa.Index("ix_sync_held_subject", "subject_number"),
        sa.Index("ix_sync_held_batch", "batch_id"),
    )

    list_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sync_lists.id"), primary_key=True)
    subject_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    email_digest: Mapped[str] = mapped_column(sa.String(64))
    phone_digest: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str] = mapped_column(sa.String(64))
    batch_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sync_batches.id"))
    since: Mapped[datetime]


class SyncPauseRow(Base):
    """A platform, or one list of it, at rest until a person releases it."""

    __tablename__ = "sync_pauses"
    __table_args__ = (sa.Index("ix_sync_pauses_open", "platform", "released_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(sa.String(16))
    list_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("sync_lists.id"))
    kind: Mapped[str] = mapped_column(sa.String(16))
    reason: Mapped[str] = mapped_column(sa.Text)
    list_gone: Mapped[bool]
    since: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None] = mapped_column(sa.String(255))
