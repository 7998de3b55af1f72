"""The SQL of the directory of fever clinics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, text

from ankang.clinics.model import FeverClinic
from ankang.clinics.tables import fever_clinics
from ankang.runtime.database import AsyncConnection

_FIELDS = (
    fever_clinics.c.name,
    fever_clinics.c.division_code,
    fever_clinics.c.address,
    fever_clinics.c.telephone,
)


async def lock_directory(connection: AsyncConnection) -> None:
    """Wait until no other import writes; requests still read."""
    await connection.execute(text("LOCK TABLE fever_clinics IN SHARE ROW EXCLUSIVE MODE"))


async def list_clinics(connection: AsyncConnection, division_prefix: str = "") -> Sequence[FeverClinic]:
    """The clinics of a division, by code and name; all of them for an empty prefix."""
    statement = select(*_FIELDS).where(fever_clinics.c.division_code.startswith(division_prefix, autoescape=True))
    rows = await connection.execute(statement.order_by(fever_clinics.c.division_code, fever_clinics.c.name))
    return [FeverClinic(row.name, row.division_code, row.address, row.telephone) for row in rows]


async def replace_all(connection: AsyncConnection, clinics: Iterable[FeverClinic], now: datetime) -> None:
    """Let the directory hold these and no others."""
    await connection.execute(delete(fever_clinics))
    rows = [
        {
            "name": clinic.name,
            "division_code": clinic.division_code,
            "address": clinic.address,
            "telephone": clinic.telephone,
            "imported_at": now,
        }
        for clinic in clinics
    ]
    if rows:
        await connection.execute(insert(fever_clinics), rows)
