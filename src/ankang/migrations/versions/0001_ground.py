"""What belongs to no capability: news that travels upward, looks at records, the kind of installation.

The function that guards append-only tables stands here too; the tables' triggers come with each table.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)

_REFUSE_CHANGE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('ankang.retention', true) = 'on' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'rows of % are never changed (%): append a correction or a withdrawal', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $body$
"""


def upgrade() -> None:
    op.execute(_REFUSE_CHANGE)
    _create_outbox()
    _create_looks()
    _create_installation()


def downgrade() -> None:
    op.drop_table("installation")
    op.drop_table("looks")
    op.drop_table("outbox")
    op.execute("DROP FUNCTION refuse_change()")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        Column("event_id", Uuid, nullable=False),
        Column("topic", Text, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("due_at", _INSTANT, nullable=False),
        Column("attempts", Integer, server_default="0", nullable=False),
        Column("last_error", Text),
        PrimaryKeyConstraint("event_id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"])


def _create_looks() -> None:
    op.create_table(
        "looks",
        Column("person_id", Uuid, nullable=False),
        Column("look_id", Uuid, nullable=False),
        Column("looked_at", _INSTANT, nullable=False),
        Column("looker_id", Uuid, nullable=False),
        Column("looker", LargeBinary, nullable=False),
        Column("purpose", Text, nullable=False),
        PrimaryKeyConstraint("person_id", "look_id", name="pk_looks"),
    )
    op.create_index("ix_looks_looked_at", "looks", ["person_id", "looked_at"])


def _create_installation() -> None:
    op.create_table(
        "installation",
        Column("name", Text, nullable=False),
        Column("value", JSONB, nullable=False),
        PrimaryKeyConstraint("name", name="pk_installation"),
    )
