"""Check-ins as they were made."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Text, Uuid

revision = "0009_checkins"
down_revision = "0008_applications"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "check_ins",
        Column("person_id", Uuid, nullable=False),
        Column("key", Uuid, nullable=False),
        Column("day", Date, nullable=False),
        Column("version", Integer, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
        Column("uploaded_at", _INSTANT, nullable=False),
        Column("made_by", Uuid, nullable=False),
        Column("method", Text, nullable=False),
        Column("report", LargeBinary, nullable=False),
        PrimaryKeyConstraint("person_id", "key", name="pk_check_ins"),
    )


def downgrade() -> None:
    op.drop_table("check_ins")
