"""Every version of every application form."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Text, Uuid, text

revision = "0008_applications"
down_revision = "0007_notices"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "applications",
        Column("person_id", Uuid, nullable=False),
        Column("application_id", Uuid, nullable=False),
        Column("version", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("city_code", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("form", LargeBinary, nullable=False),
        Column("submitted_at", _INSTANT, nullable=False),
        Column("submitted_by", Uuid, nullable=False),
        Column("by_proxy", Boolean, nullable=False),
        Column("answer_due_at", _INSTANT),
        Column("decided_at", _INSTANT),
        Column("decided_by", Uuid),
        Column("ground", LargeBinary),
        PrimaryKeyConstraint("person_id", "application_id", name="pk_applications"),
    )
    op.create_index(
        "ix_applications_waiting", "applications", ["city_code"], postgresql_where=text("state = 'waiting'")
    )
    op.create_index("uq_applications_person_id_version", "applications", ["person_id", "version"], unique=True)


def downgrade() -> None:
    op.drop_table("applications")
