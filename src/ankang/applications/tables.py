"""Applications: every version of every form, never changed; what it says stands encrypted."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid

from ankang.runtime.database import metadata

_INSTANT = DateTime(timezone=True)

applications = Table(
    "applications",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("application_id", Uuid, primary_key=True),
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
)
Index("uq_applications_person_id_version", applications.c.person_id, applications.c.version, unique=True)
# An officer's decision names the application alone.
Index("ix_applications_waiting", applications.c.city_code, postgresql_where=applications.c.state == "waiting")
