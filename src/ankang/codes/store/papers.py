"""All SQL of paper codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ankang.codes.model.statuses import PaperCode
from ankang.codes.tables import paper_codes, paper_holders, paper_numbers
from ankang.core.ids import PersonId
from ankang.runtime.database import AsyncConnection


async def add_paper(
    connection: AsyncConnection, person_id: PersonId, now: datetime, expires_at: datetime, printed_by: PersonId
) -> PaperCode:
    """A printing with the next number."""
    number = (await connection.execute(select(func.nextval(paper_numbers.name)))).scalar_one()
    await connection.execute(
        insert(paper_codes).values(
            person_id=person_id, number=number, printed_at=now, expires_at=expires_at, printed_by=printed_by
        )
    )
    await connection.execute(insert(paper_holders).values(number=number, person_id=person_id))
    return PaperCode(person_id, number, now, expires_at, printed_by, None)


async def end_papers(connection: AsyncConnection, person_id: PersonId, now: datetime) -> int:
    """End every paper code of a person that still counts; how many they were."""
    rows = await connection.execute(
        update(paper_codes)
        .where(paper_codes.c.person_id == person_id, paper_codes.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(paper_codes.c.number)
    )
    return len(rows.all())


async def find_by_number(connection: AsyncConnection, number: int) -> PaperCode | None:
    """The paper code with this number; two look-ups, so that each goes to one shard."""
    person_id = (
        await connection.execute(select(paper_holders.c.person_id).where(paper_holders.c.number == number))
    ).scalar()
    if person_id is None:
        return None
    rows = await connection.execute(
        select(paper_codes).where(paper_codes.c.person_id == person_id, paper_codes.c.number == number)
    )
    row = rows.one_or_none()
    return _paper(row) if row is not None else None


async def list_of(connection: AsyncConnection, people: Iterable[PersonId]) -> dict[PersonId, list[PaperCode]]:
    """Every paper code of these people, the latest first."""
    rows = await connection.execute(
        select(paper_codes).where(paper_codes.c.person_id.in_(list(people))).order_by(paper_codes.c.number.desc())
    )
    found: dict[PersonId, list[PaperCode]] = defaultdict(list)
    for row in rows:
        found[PersonId(row.person_id)].append(_paper(row))
    return dict(found)


def _paper(row: Row[Any]) -> PaperCode:
    return PaperCode(
        PersonId(row.person_id), row.number, row.printed_at, row.expires_at, PersonId(row.printed_by), row.ended_at
    )
