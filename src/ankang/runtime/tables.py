"""Tables that belong to the ground and to no capability."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from ankang.runtime.database import metadata

# News for capabilities above the one that writes it. Rows are taken with SKIP LOCKED and deleted when handled.
outbox = Table(
    "outbox",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
)
Index("ix_outbox_due_at", outbox.c.due_at)

# Every look at a person's record, shown to that person (SPEC M2). `looker`: masked name and organisation, encrypted,
# because the organisation of a gate tells where the person was.
looks = Table(
    "looks",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("look_id", Uuid, primary_key=True),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("looker_id", Uuid, nullable=False),
    Column("looker", LargeBinary, nullable=False),
    Column("purpose", Text, nullable=False),
)
Index("ix_looks_looked_at", looks.c.person_id, looks.c.looked_at)

# What kind of installation this database is: written once when it is made (`ankang demo` makes a demonstration).
installation = Table(
    "installation",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
)
