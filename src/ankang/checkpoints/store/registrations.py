"""SQL of registered abnormal temperatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from ankang.checkpoints.model.visits import Registration
from ankang.checkpoints.tables import registrations
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.database import AsyncConnection


async def add_registration(connection: AsyncConnection, registration: Registration) -> None:
    """Write a registration, or one that waits."""
    await connection.execute(
        insert(registrations).values(
            person_id=registration.person_id,
            visit_id=registration.visit_id,
            staff_id=registration.staff_id,
            site_id=registration.site_id,
            division_code=registration.division_code,
            celsius=registration.celsius,
            registered_at=registration.registered_at,
            state=registration.state,
        )
    )


async def count_since(connection: AsyncConnection, staff_id: PersonId, since: datetime) -> int:
    """How many one account registered since an instant, those that wait too."""
    counted = await connection.execute(
        select(func.count())
        .select_from(registrations)
        .where(registrations.c.staff_id == staff_id, registrations.c.registered_at >= since)
    )
    return int(counted.scalar_one())


async def list_waiting(connection: AsyncConnection, region_code: str, limit: int = 200) -> list[Registration]:
    """The registrations in a region that wait for an officer, the oldest first."""
    rows = await connection.execute(
        select(registrations)
        .where(registrations.c.state == "waiting", registrations.c.division_code.startswith(region_code))
        .order_by(registrations.c.registered_at)
        .limit(limit)
    )
    return [_registration(row) for row in rows]


async def lock_registration(connection: AsyncConnection, visit_id: UUID) -> Registration | None:
    """The registration of a visit, locked until the end of the transaction."""
    row = (
        await connection.execute(select(registrations).where(registrations.c.visit_id == visit_id).with_for_update())
    ).one_or_none()
    return _registration(row) if row is not None else None


async def write_decision(
    connection: AsyncConnection, waiting: Registration, state: str, officer_id: PersonId, ground: bytes, now: datetime
) -> None:
    """Write an officer's decision; `ground` is encrypted."""
    await connection.execute(
        update(registrations)
        .where(registrations.c.person_id == waiting.person_id, registrations.c.visit_id == waiting.visit_id)
        .values(state=state, decided_at=now, decided_by=officer_id, ground=ground)
    )


def _registration(row: Row[Any]) -> Registration:
    return Registration(
        person_id=PersonId(row.person_id),
        visit_id=row.visit_id,
        staff_id=PersonId(row.staff_id),
        site_id=SiteId(row.site_id),
        division_code=row.division_code,
        celsius=row.celsius,
        registered_at=row.registered_at,
        state=row.state,
    )
