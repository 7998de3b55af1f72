"""Rule sets beside the packaged one."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from ankang.runtime.database import metadata

# A version is written once and never changed: what decided a colour must stay readable as it was.
policy_versions = Table(
    "policy_versions",
    metadata,
    Column("policy_id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    # A province (two digits) or a city (four digits), whose pack is laid over its province's.
    Column("division_code", Text, nullable=False),
    Column("effective_at", DateTime(timezone=True), nullable=False),
    Column("files", JSONB, nullable=False),
    Column("installed_at", DateTime(timezone=True), nullable=False),
)
Index("ix_policy_versions_division_code", policy_versions.c.division_code, policy_versions.c.effective_at)
