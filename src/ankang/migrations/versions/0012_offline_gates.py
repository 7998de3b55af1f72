"""Visits that a phone kept while the centre was away, and codes shown at two far sites."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, Text, Uuid

revision = "0012_offline_gates"
down_revision = "0011_publication"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", Column("uploaded_at", DateTime(timezone=True)))
    op.add_column("visits", Column("conflict", Text))
    op.create_table(
        "far_shows",
        Column("person_id", Uuid, nullable=False),
        Column("earlier_visit_id", Uuid, nullable=False),
        Column("later_visit_id", Uuid, nullable=False),
        Column("found_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("person_id", "earlier_visit_id", "later_visit_id", name="pk_far_shows"),
    )
    op.create_index("ix_far_shows_found_at", "far_shows", ["found_at"])


def downgrade() -> None:
    op.drop_table("far_shows")
    op.drop_column("visits", "conflict")
    op.drop_column("visits", "uploaded_at")
