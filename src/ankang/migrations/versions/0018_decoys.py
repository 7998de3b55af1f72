"""Document numbers that nobody has: a look-up of one is an alarm."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, LargeBinary, PrimaryKeyConstraint, text

revision = "0018_decoys"
down_revision = "0017_gate_devices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decoys",
        Column("document_index", LargeBinary, nullable=False),
        Column("made_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("document_index", name="pk_decoys"),
    )
    op.create_index("ix_look_ups_decoy", "look_ups", ["looked_at"], postgresql_where=text("outcome = 'decoy'"))


def downgrade() -> None:
    op.drop_index("ix_look_ups_decoy", "look_ups")
    op.drop_table("decoys")
