"""All SQL of check-ins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from ankang.checkins.tables import check_ins
from ankang.core.ids import PersonId
from ankang.runtime.database import AsyncConnection


async def find_key(connection: AsyncConnection, person_id: PersonId, key: UUID) -> Row[Any] | None:
    """The check-in with that key, if it came before."""
    statement = select(check_ins).where(check_ins.c.person_id == person_id, check_ins.c.key == key)
    return (await connection.execute(statement)).one_or_none()


async def count_of_day(connection: AsyncConnection, person_id: PersonId, day: date) -> int:
    """How many check-ins there are for a day."""
    statement = select(func.count()).select_from(check_ins)
    return (
        await connection.execute(statement.where(check_ins.c.person_id == person_id, check_ins.c.day == day))
    ).scalar_one()


async def add(connection: AsyncConnection, *rows: dict[str, Any]) -> None:
    """Append check-ins."""
    await connection.execute(insert(check_ins), rows)


async def list_latest(connection: AsyncConnection, person_id: PersonId) -> Sequence[RowMapping]:
    """For each day its last version: day, version, who made it by which method, and the encrypted report."""
    statement = (
        select(check_ins.c.day, check_ins.c.version, check_ins.c.made_by, check_ins.c.method, check_ins.c.report)
        .where(check_ins.c.person_id == person_id)
        .ext(distinct_on(check_ins.c.day))
        .order_by(check_ins.c.day, check_ins.c.version.desc())
    )
    return (await connection.execute(statement)).mappings().all()


async def checked_in_on(connection: AsyncConnection, people: Iterable[PersonId], day: date) -> set[PersonId]:
    """Those of the people who checked in on a day."""
    statement = select(check_ins.c.person_id).where(check_ins.c.day == day, check_ins.c.person_id.in_(list(people)))
    return {PersonId(row.person_id) for row in await connection.execute(statement)}
