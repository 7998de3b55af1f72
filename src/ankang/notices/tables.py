"""The tables of notices."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, LargeBinary, Table, Text, Uuid

from ankang.runtime.database import metadata

# Text messages that a demonstration keeps instead of sending them; in any other installation the table stays empty.
text_messages = Table(
    "text_messages",
    metadata,
    Column("mobile_index", LargeBinary, primary_key=True),
    Column("message_id", Uuid, primary_key=True),  # the sender's key: a message handed over twice is kept once
    Column("mobile", LargeBinary, nullable=False),
    Column("template", Text, nullable=False),
    Column("parameters", LargeBinary, nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
)
Index("ix_text_messages_sent_at", text_messages.c.sent_at)

notices = Table(
    "notices",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("notice_id", Uuid, primary_key=True),
    Column("template", Text, nullable=False),
    Column("parameters", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True)),
)
Index("ix_notices_created_at", notices.c.person_id, notices.c.created_at)
