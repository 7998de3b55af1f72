"""Compounds, area risks and the lists they came from."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0002_areas"
down_revision = "0001_ground"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    _create_compounds()
    _create_area_risks()
    _create_area_snapshots()


def downgrade() -> None:
    op.drop_table("area_snapshots")
    op.drop_table("area_risks")
    op.drop_table("compounds")


def _create_compounds() -> None:
    op.create_table(
        "compounds",
        Column("compound_id", Uuid, nullable=False),
        Column("division_code", Text, nullable=False),
        Column("name_key", LargeBinary, nullable=False),
        Column("name", Text),
        Column("normalised_name", Text),
        Column("typed_name", LargeBinary),
        CheckConstraint(
            "(name IS NULL) = (normalised_name IS NULL) AND (name IS NULL) <> (typed_name IS NULL)",
            name=op.f("ck_compounds_one_name"),
        ),
        PrimaryKeyConstraint("compound_id", name="pk_compounds"),
        UniqueConstraint("division_code", "name_key", name="uq_compounds_division_code_name_key"),
    )


def _create_area_risks() -> None:
    op.create_table(
        "area_risks",
        Column("area_risk_id", Uuid, nullable=False),
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
        Column("starts_at", _INSTANT, nullable=False),
        Column("ends_at", _INSTANT),
        PrimaryKeyConstraint("area_risk_id", name="pk_area_risks"),
    )
    op.create_index(
        "ix_area_risks_division_code",
        "area_risks",
        ["division_code"],
        postgresql_ops={"division_code": "text_pattern_ops"},
    )
    op.create_index(
        "uq_area_risks_open_key", "area_risks", ["key"], unique=True, postgresql_where=text("ends_at IS NULL")
    )


def _create_area_snapshots() -> None:
    op.create_table(
        "area_snapshots",
        Column("published_at", _INSTANT, nullable=False),
        Column("digest", Text, nullable=False),
        Column("imported_at", _INSTANT, nullable=False),
        Column("imported_by", Uuid),
        Column("opened", Integer, nullable=False),
        Column("closed", Integer, nullable=False),
        Column("kept", Integer, nullable=False),
        Column("unmatched", Integer, nullable=False),
        PrimaryKeyConstraint("published_at", name="pk_area_snapshots"),
    )
