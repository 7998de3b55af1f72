"""SQL of codes that were shown at two far sites within minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from ankang.checkpoints.tables import far_shows
from ankang.core.ids import PersonId
from ankang.runtime.database import AsyncConnection


async def add_far_show(
    connection: AsyncConnection, person_id: PersonId, earlier_visit_id: UUID, later_visit_id: UUID, now: datetime
) -> None:
    """Write a report; the same pair again changes nothing."""
    await connection.execute(
        insert(far_shows)
        .values(person_id=person_id, earlier_visit_id=earlier_visit_id, later_visit_id=later_visit_id, found_at=now)
        .on_conflict_do_nothing()
    )


async def list_far_shows(connection: AsyncConnection, limit: int = 200) -> Sequence[Row[Any]]:
    """The reports, the latest first."""
    rows = await connection.execute(select(far_shows).order_by(far_shows.c.found_at.desc()).limit(limit))
    return rows.all()
