"""Compounds, area risks and the lists they came from.

Small and the same for every city: reference tables on a cluster.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, Column, DateTime, Index, Integer, Table, Text, UniqueConstraint, Uuid, text

from ankang.runtime.database import metadata

# `normalised_name` is what makes two spellings one compound; `listed`: named by an authority, so offered to everyone.
compounds = Table(
    "compounds",
    metadata,
    Column("compound_id", Uuid, primary_key=True),
    Column("division_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("normalised_name", Text, nullable=False),
    Column("listed", Boolean, nullable=False),
    UniqueConstraint("division_code", "normalised_name"),
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
