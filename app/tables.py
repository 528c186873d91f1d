"""Mapped classes that belong to the console itself."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base


class MarketerRow(Base):
    """One person who may log in to the console; the password is kept as an Argon2 hash."""

    __tablename__ = "marketers"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(16))
    password_hash: Mapped[str] = mapped_column(sa.String(255))
    added_at: Mapped[datetime]
