"""The SQL of compounds, and which divisions are related to which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from ankang.areas.naming import normalised_name
from ankang.areas.tables import compounds
from ankang.core.ids import CompoundId
from ankang.runtime.database import AsyncConnection

_LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Compound:
    """A named residential compound, village or place in a division."""

    compound_id: CompoundId
    division_code: str
    name: str


async def ensure_compounds(
    connection: AsyncConnection, wanted: Iterable[tuple[str, str]], *, listed: bool
) -> dict[tuple[str, str], CompoundId]:
    """The ids of compounds by (division code, normalised name), made where they are missing.

    One that an authority names becomes listed and stays so.
    """
    names = {(code, normalised_name(name)): name.strip() for code, name in wanted}
    if not names:
        return {}
    rows = [
        {
            "compound_id": uuid4(),
            "division_code": code,
            "name": name,
            "normalised_name": normalised,
            "listed": listed,
        }
        for (code, normalised), name in sorted(names.items())
    ]
    statement = insert(compounds)
    key = ["division_code", "normalised_name"]
    # The update of a row to itself is what returns the id of one that was there.
    upsert = statement.on_conflict_do_update(
        index_elements=key, set_={"listed": or_(compounds.c.listed, statement.excluded.listed)}
    )
    found = await connection.execute(
        upsert.returning(compounds.c.division_code, compounds.c.normalised_name, compounds.c.compound_id), rows
    )
    return {(row.division_code, row.normalised_name): CompoundId(row.compound_id) for row in found}


async def search_compounds(
    connection: AsyncConnection, division_code: str, name_part: str, limit: int
) -> list[Compound]:
    """Listed compounds in, above or below a division whose name contains the text; shorter names first."""
    statement = (
        select(compounds.c.compound_id, compounds.c.division_code, compounds.c.name)
        .where(
            compounds.c.listed,
            related(compounds.c.division_code, [division_code]),
            compounds.c.normalised_name.contains(normalised_name(name_part), autoescape=True),
        )
        .order_by(func.length(compounds.c.name), compounds.c.name, compounds.c.compound_id)
        .limit(limit)
    )
    rows = await connection.execute(statement)
    return [Compound(CompoundId(row.compound_id), row.division_code, row.name) for row in rows]


async def compounds_by_id(connection: AsyncConnection, ids: Iterable[CompoundId]) -> dict[CompoundId, Compound]:
    """The compounds with these ids; unknown ids are left out."""
    rows = await connection.execute(select(compounds).where(compounds.c.compound_id.in_(list(ids))))
    return {
        CompoundId(row.compound_id): Compound(CompoundId(row.compound_id), row.division_code, row.name) for row in rows
    }


async def compounds_inside(
    connection: AsyncConnection, listed: Iterable[tuple[CompoundId, str]]
) -> list[tuple[CompoundId, CompoundId]]:
    """Pairs (listed place, compound of the same division whose name begins with the place's name)."""
    ids = [compound_id for compound_id, _ in listed]
    if not ids:
        return []
    whole, part = compounds.alias("whole"), compounds.alias("part")
    rows = await connection.execute(
        select(whole.c.compound_id, part.c.compound_id)
        .where(
            whole.c.compound_id.in_(ids),
            part.c.division_code == whole.c.division_code,
            part.c.compound_id != whole.c.compound_id,
            func.starts_with(part.c.normalised_name, whole.c.normalised_name),
        )
        .order_by(whole.c.compound_id, part.c.compound_id)
    )
    return [(CompoundId(row[0]), CompoundId(row[1])) for row in rows]


def related(column: ColumnElement[str], codes: Iterable[str]) -> ColumnElement[bool]:
    """Equal to a code, to one of its prefixes, or beginning with it."""
    distinct = sorted(set(codes))
    prefixes = {code[:length] for code in distinct for length in _LENGTHS if length <= len(code)}
    # A code of 12 digits contains nothing; only coarser ones are searched downward.
    inside = [column.startswith(code, autoescape=True) for code in distinct if len(code) < max(_LENGTHS)]
    return or_(column.in_(sorted(prefixes)), *inside)
