"""Rule sets in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from ankang.policies.model import PolicyVersion
from ankang.policies.tables import policy_versions
from ankang.runtime.database import AsyncConnection


async def versions_for(connection: AsyncConnection, division_codes: Sequence[str]) -> Sequence[PolicyVersion]:
    """Every version of the divisions, future ones too."""
    rows = await connection.execute(select(policy_versions).where(policy_versions.c.division_code.in_(division_codes)))
    return [PolicyVersion(row.policy_id, row.version, row.division_code, row.effective_at, row.files) for row in rows]


async def add_version(connection: AsyncConnection, version: PolicyVersion, now: datetime) -> None:
    """Write a version; the database refuses one that exists."""
    await connection.execute(
        insert(policy_versions).values(
            policy_id=version.policy_id,
            version=version.version,
            division_code=version.division_code,
            effective_at=version.effective_at,
            files=dict(version.files),
            installed_at=now,
        )
    )
