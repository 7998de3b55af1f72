"""Compounds, area risks and the lists they came from.

Small and the same for every city: reference tables on a cluster.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from ankang.runtime.database import metadata

# The normalised name is what makes two spellings one compound, and `name_key` is its blind index. Named by an
# authority, a compound has a public name and is offered to everyone. Typed by a resident, it is part of an address:
# its name stands encrypted in `typed_name`.
compounds = Table(
    "compounds",
    metadata,
    Column("compound_id", Uuid, primary_key=True),
    Column("division_code", Text, nullable=False),
    Column("name_key", LargeBinary, nullable=False),
    Column("name", Text),
    Column("normalised_name", Text),
    Column("typed_name", LargeBinary),
    UniqueConstraint("division_code", "name_key"),
    CheckConstraint(
        "(name IS NULL) = (normalised_name IS NULL) AND (name IS NULL) <> (typed_name IS NULL)", "one_name"
    ),
)

# One row an area and period; a row ends and is never changed otherwise. `resolved` false: the county is not
# certain, the row is shown to officers and opens no cause.
area_risks = Table(
    "area_risks",
    metadata,
    Column("area_risk_id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("division_code", Text, nullable=False),
    Column("compound_id", Uuid),
    Column("excluded_compounds", ARRAY(Uuid), nullable=False),
    Column("excluded_divisions", ARRAY(Text), nullable=False),
    Column("level", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("resolved", Boolean, nullable=False),
    Column("closest", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True)),
)
Index("uq_area_risks_open_key", area_risks.c.key, unique=True, postgresql_where=text("ends_at IS NULL"))
# Prefixes are searched both ways; the operator class makes LIKE 'x%' use the index in every collation.
Index("ix_area_risks_division_code", area_risks.c.division_code, postgresql_ops={"division_code": "text_pattern_ops"})

area_snapshots = Table(
    "area_snapshots",
    metadata,
    Column("published_at", DateTime(timezone=True), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    Column("imported_by", Uuid),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("unmatched", Integer, nullable=False),
)

# All that importing a list reads and writes here.
STORED_LISTS = (compounds, area_risks, area_snapshots)
