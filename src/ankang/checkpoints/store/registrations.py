"""SQL of registered abnormal temperatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from ankang.checkpoints.model.visits import Registration
from ankang.checkpoints.store.keys import region_key, region_keys, site_key, staff_key
from ankang.checkpoints.tables import registrations
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection


async def add_registration(connection: AsyncConnection, cipher: Cipher, registration: Registration) -> None:
    """Write a registration, or one that waits."""
    report = {
        "site_id": str(registration.site_id),
        "division_code": registration.division_code,
        "staff_id": str(registration.staff_id),
        "celsius": registration.celsius,
    }
    await connection.execute(
        insert(registrations).values(
            person_id=registration.person_id,
            visit_id=registration.visit_id,
            site_key=site_key(cipher, registration.site_id),
            staff_key=staff_key(cipher, registration.staff_id),
            region_keys=region_keys(cipher, registration.division_code),
            report=cipher.encrypt_json(report, _report_context(registration.visit_id)),
            registered_at=registration.registered_at,
            state=registration.state,
        )
    )


async def count_since(connection: AsyncConnection, cipher: Cipher, staff_id: PersonId, since: datetime) -> int:
    """How many one account registered since an instant, those that wait too."""
    counted = await connection.execute(
        select(func.count())
        .select_from(registrations)
        .where(registrations.c.staff_key == staff_key(cipher, staff_id), registrations.c.registered_at >= since)
    )
    return int(counted.scalar_one())


async def list_waiting(
    connection: AsyncConnection, cipher: Cipher, region_code: str, limit: int = 200
) -> list[Registration]:
    """The registrations in a region that wait for an officer, the oldest first."""
    rows = await connection.execute(
        select(registrations)
        .where(
            registrations.c.state == "waiting",
            registrations.c.region_keys.contains([region_key(cipher, region_code)]),
        )
        .order_by(registrations.c.registered_at)
        .limit(limit)
    )
    return [_registration(cipher, row) for row in rows]


async def lock_registration(connection: AsyncConnection, cipher: Cipher, visit_id: UUID) -> Registration | None:
    """The registration of a visit, locked until the end of the transaction."""
    row = (
        await connection.execute(select(registrations).where(registrations.c.visit_id == visit_id).with_for_update())
    ).one_or_none()
    return _registration(cipher, row) if row is not None else None


async def write_decision(
    connection: AsyncConnection,
    cipher: Cipher,
    waiting: Registration,
    state: str,
    officer_id: PersonId,
    ground: str,
    now: datetime,
) -> None:
    """Write an officer's decision."""
    sealed = cipher.encrypt(ground, f"registrations.ground/{waiting.visit_id}")
    await connection.execute(
        update(registrations)
        .where(registrations.c.person_id == waiting.person_id, registrations.c.visit_id == waiting.visit_id)
        .values(state=state, decided_at=now, decided_by=officer_id, ground=sealed)
    )


def _report_context(visit_id: UUID) -> str:
    return f"registrations.report/{visit_id}"


def _registration(cipher: Cipher, row: Row[Any]) -> Registration:
    report = cipher.decrypt_json(row.report, _report_context(row.visit_id))
    return Registration(
        person_id=PersonId(row.person_id),
        visit_id=row.visit_id,
        staff_id=PersonId(UUID(report["staff_id"])),
        site_id=SiteId(UUID(report["site_id"])),
        division_code=report["division_code"],
        celsius=report["celsius"],
        registered_at=row.registered_at,
        state=row.state,
    )
