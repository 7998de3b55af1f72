"""Messages in the app, and the text messages that a demonstration keeps."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, LargeBinary, PrimaryKeyConstraint, Text, Uuid

revision = "0007_notices"
down_revision = "0006_codes"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    _create_text_messages()
    _create_notices()


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("text_messages")


def _create_text_messages() -> None:
    op.create_table(
        "text_messages",
        Column("mobile_index", LargeBinary, nullable=False),
        Column("message_id", Uuid, nullable=False),
        Column("mobile", LargeBinary, nullable=False),
        Column("template", Text, nullable=False),
        Column("parameters", LargeBinary, nullable=False),
        Column("sent_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("mobile_index", "message_id", name="pk_text_messages"),
    )
    op.create_index("ix_text_messages_sent_at", "text_messages", ["sent_at"])


def _create_notices() -> None:
    op.create_table(
        "notices",
        Column("person_id", Uuid, nullable=False),
        Column("notice_id", Uuid, nullable=False),
        Column("template", Text, nullable=False),
        Column("parameters", LargeBinary, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("read_at", _INSTANT),
        PrimaryKeyConstraint("person_id", "notice_id", name="pk_notices"),
    )
    op.create_index("ix_notices_created_at", "notices", ["person_id", "created_at"])
