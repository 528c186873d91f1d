"""Mapped classes of the record. Every fact carries the number of its subject.

`origin_number` is the subject a row was recorded under: a join moves rows to the known subject and
keeps it, so that a wrong join can be undone.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, RowNumber

Money = sa.Numeric(12, 2)


class SubjectRow(Base):
    """One subject. `number` is dense, 32-bit and never reused; `id` is for the outside."""

    __tablename__ = "subjects"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it from the class

    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    joined_into: Mapped[int | None] = mapped_column(sa.ForeignKey("subjects.number"))
    erased_at: Mapped[datetime | None]
    minor_sign_at: Mapped[datetime | None]


class SubjectNameRow(Base):
    """A name a subject goes by: a visitor's `anonymous` id or the shop's `user` id."""

    __tablename__ = "subject_names"

    kind: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"), index=True)
    origin_number: Mapped[int]
    since: Mapped[datetime]


class ContactPointRow(Base):
    """One contact point, encrypted; looked up by keyed HMAC; digests made once, at write."""

    __tablename__ = "contact_points"
    # A join may bring the same address from two origins; both stay, so that it can be undone.
    __table_args__ = (sa.UniqueConstraint("subject_number", "kind", "lookup", "origin_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"), index=True)
    origin_number: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(16))
    ciphertext: Mapped[bytes]
    lookup: Mapped[bytes] = mapped_column(sa.LargeBinary(32), index=True)
    meta_digest: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    google_digest: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    recorded_at: Mapped[datetime]


class ConsentRow(Base):
    """One answer of a person; append-only. Its id is the consent receipt."""

    __tablename__ = "consents"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it from the class

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"), index=True)
    origin_number: Mapped[int]
    purpose: Mapped[str] = mapped_column(sa.String(32))
    answer: Mapped[str] = mapped_column(sa.String(16))
    wording_version: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(16))
    source: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]


class PermissionRow(Base):
    """The newest answer per subject and purpose, kept beside `consents` so that all can be read."""

    __tablename__ = "permissions"
    __table_args__ = (sa.Index("ix_permissions_purpose_answer", "purpose", "answer"),)

    subject_number: Mapped[int] = mapped_column(
        sa.ForeignKey("subjects.number"), primary_key=True, autoincrement=False
    )
    purpose: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    answer: Mapped[str] = mapped_column(sa.String(16))
    consent_id: Mapped[UUID]
    at: Mapped[datetime]


class DisclosureRow(Base):
    """One disclosure or retraction; never edited."""

    __tablename__ = "disclosures"
    __table_args__ = (
        sa.Index("ix_disclosures_message", "conversation_id", "message_id"),
        sa.Index("ix_disclosures_trait", "type", "value", "subject_number", "holder", "heard_at"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"), index=True)
    origin_number: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(16))
    type: Mapped[str] = mapped_column(sa.String(32))
    value: Mapped[str] = mapped_column(sa.String(64))
    polarity: Mapped[str] = mapped_column(sa.String(16))
    holder: Mapped[str] = mapped_column(sa.String(32))
    time: Mapped[str] = mapped_column(sa.String(16))
    severity: Mapped[str | None] = mapped_column(sa.String(16))
    area: Mapped[str | None] = mapped_column(sa.String(128))
    since: Mapped[date | None]
    confidence: Mapped[float]
    evidence: Mapped[str] = mapped_column(sa.Text)
    conversation_id: Mapped[str | None] = mapped_column(sa.String(64))
    message_id: Mapped[str | None] = mapped_column(sa.String(255))
    position: Mapped[int]
    consent_id: Mapped[UUID]
    heard_at: Mapped[datetime]


class EventRow(Base):
    """One deed. A tracked message makes one row, an order one `bought` row for each line."""

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_name_at", "name", "at", "subject_number"),
        sa.Index("ix_events_name_product_at", "name", "product_id", "at", "subject_number"),
        sa.Index("ix_events_subject_at", "subject_number", "at"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"))
    origin_number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(128))
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    message_id: Mapped[str] = mapped_column(sa.String(255))
    position: Mapped[int]
    product_id: Mapped[str | None] = mapped_column(sa.String(255))
    sku: Mapped[str | None] = mapped_column(sa.String(255))
    price: Mapped[Decimal | None] = mapped_column(Money)
    quantity: Mapped[int]
    order_id: Mapped[str | None] = mapped_column(sa.String(128))
    cart_id: Mapped[str | None] = mapped_column(sa.String(128))
    conversation_id: Mapped[str | None] = mapped_column(sa.String(64))
    source: Mapped[str] = mapped_column(sa.String(16))
    properties: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class CartRow(Base):
    """One cart of one subject; `cart_id` is empty for the default cart."""

    __tablename__ = "carts"
    __table_args__ = (
        sa.Index("ix_carts_subject", "subject_number", "cart_id"),
        sa.Index("ix_carts_state", "closed_at", "last_event_at"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"))
    origin_number: Mapped[int]
    cart_id: Mapped[str] = mapped_column(sa.String(128))
    checkout_id: Mapped[str | None] = mapped_column(sa.String(128))
    opened_at: Mapped[datetime]
    last_event_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    order_id: Mapped[str | None] = mapped_column(sa.String(128))


class CartLineRow(Base):
    """One line of a cart; its key is the product and, where one is known, the SKU."""

    __tablename__ = "cart_lines"

    cart_sequence: Mapped[int] = mapped_column(
        RowNumber, sa.ForeignKey("carts.sequence", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    sku: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    quantity: Mapped[int]
    unit_price: Mapped[Decimal] = mapped_column(Money)
    origin: Mapped[str] = mapped_column(sa.String(16))


class OrderRow(Base):
    """One confirmed order of one subject; `refunded` is the sum given back."""

    __tablename__ = "orders"
    __table_args__ = (sa.Index("ix_orders_subject_at", "subject_number", "at"),)

    subject_number: Mapped[int] = mapped_column(
        sa.ForeignKey("subjects.number"), primary_key=True, autoincrement=False
    )
    order_id: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    origin_number: Mapped[int]
    at: Mapped[datetime]
    value: Mapped[Decimal] = mapped_column(Money)
    refunded: Mapped[Decimal] = mapped_column(Money)
    conversation_id: Mapped[str | None] = mapped_column(sa.String(64))


class JoinRow(Base):
    """One join of an anonymous subject into a known one: the log that makes it reversible."""

    __tablename__ = "joins"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    from_number: Mapped[int]
    into_number: Mapped[int]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class MessageRow(Base):
    """What is kept of a conversation after consent to advice: masked words, for explaining."""

    __tablename__ = "conversation_messages"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "message_id", "speaker"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    subject_number: Mapped[int] = mapped_column(sa.ForeignKey("subjects.number"), index=True)
    origin_number: Mapped[int]
    conversation_id: Mapped[str] = mapped_column(sa.String(64))
    message_id: Mapped[str] = mapped_column(sa.String(255))
    speaker: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]


class TakenMessageRow(Base):
    """A message that was taken, so that a repeat is dropped; says nothing of whose it was.

    `kind` is what it was taken for; `scope` is the conversation whose message ids these are, and
    empty for ids that are unique by themselves.
    """

    __tablename__ = "taken_messages"

    kind: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
