"""Turnstiles and doors that ask by themselves, each with a key of its own."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, LargeBinary, PrimaryKeyConstraint, Text, Uuid

revision = "0017_gate_devices"
down_revision = "0016_kept_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gate_devices",
        Column("site_id", Uuid, nullable=False),
        Column("device_id", Uuid, nullable=False),
        Column("entrance_id", Uuid, nullable=False),
        Column("name", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("on_timeout", Text, nullable=False),
        Column("reads_documents", Boolean, nullable=False),
        Column("held", Boolean, nullable=False),
        Column("registered_at", DateTime(timezone=True), nullable=False),
        Column("public_key", LargeBinary),
        Column("enrolled_at", DateTime(timezone=True)),
        Column("last_seen_at", DateTime(timezone=True)),
        Column("code_digest", LargeBinary),
        Column("code_expires_at", DateTime(timezone=True)),
        Column("code_used_at", DateTime(timezone=True)),
        PrimaryKeyConstraint("site_id", "device_id", name="pk_gate_devices"),
    )
    op.create_index("ix_gate_devices_device_id", "gate_devices", ["device_id"])
    op.create_index("ix_gate_devices_code_digest", "gate_devices", ["code_digest"])


def downgrade() -> None:
    op.drop_table("gate_devices")
