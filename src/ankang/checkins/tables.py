"""Check-ins as they were made; the facts they state stand in the ledger."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, Table, Text, Uuid

from ankang.runtime.database import metadata

_INSTANT = DateTime(timezone=True)

check_ins = Table(
    "check_ins",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("key", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
    Column("uploaded_at", _INSTANT, nullable=False),
    Column("made_by", Uuid, nullable=False),
    Column("method", Text, nullable=False),
    Column("report", LargeBinary, nullable=False),
)
