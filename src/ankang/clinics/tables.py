"""The directory of fever clinics: public, small, and the same for every city."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, Table, Text

from ankang.runtime.database import metadata

fever_clinics = Table(
    "fever_clinics",
    metadata,
    Column("division_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("telephone", Text, nullable=False),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("division_code", "name"),
)
