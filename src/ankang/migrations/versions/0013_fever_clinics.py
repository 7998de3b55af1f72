"""The directory of fever clinics."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, Text

revision = "0013_fever_clinics"
down_revision = "0012_offline_gates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fever_clinics",
        Column("division_code", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("address", Text, nullable=False),
        Column("telephone", Text, nullable=False),
        Column("imported_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("division_code", "name", name="pk_fever_clinics"),
    )


def downgrade() -> None:
    op.drop_table("fever_clinics")
