"""Rule sets beside the packaged one."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, Text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_policies"
down_revision = "0003_identity"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "policy_versions",
        Column("policy_id", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("division_code", Text, nullable=False),
        Column("effective_at", _INSTANT, nullable=False),
        Column("files", JSONB, nullable=False),
        Column("installed_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("policy_id", "version", name="pk_policy_versions"),
    )
    op.create_index("ix_policy_versions_division_code", "policy_versions", ["division_code", "effective_at"])


def downgrade() -> None:
    op.drop_table("policy_versions")
