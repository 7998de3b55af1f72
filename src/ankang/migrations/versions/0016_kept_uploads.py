"""Uploads that are stored first and checked afterwards."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Uuid

revision = "0016_kept_uploads"
down_revision = "0015_site_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_uploads",
        Column("person_id", Uuid, nullable=False),
        Column("upload_id", Uuid, nullable=False),
        Column("records", LargeBinary, nullable=False),
        Column("record_count", Integer, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("received_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("person_id", "upload_id", name="pk_kept_uploads"),
    )
    op.create_index("ix_kept_uploads_received_at", "kept_uploads", ["received_at"])


def downgrade() -> None:
    op.drop_table("kept_uploads")
