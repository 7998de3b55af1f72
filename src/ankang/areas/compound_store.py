"""The SQL of compounds, and which divisions are related to which.

What an authority names is public and searched by its name. What a resident typed is part of an address: it stands
encrypted, and is found again by a blind index of its normalised name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from ankang.areas.naming import normalised_name
from ankang.areas.tables import compounds
from ankang.core.ids import CompoundId
from ankang.core.places import DIVISION_LENGTHS, prefixes_of
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_NAME = "compounds.name"


@dataclass(frozen=True, slots=True)
class Compound:
    """A residential compound, village or place in a division that an authority has named."""

    compound_id: CompoundId
    division_code: str
    name: str


async def ensure_compounds(
    connection: AsyncConnection, cipher: Cipher, wanted: Iterable[tuple[str, str]], *, listed: bool
) -> dict[tuple[str, str], CompoundId]:
    """The ids of compounds by (division code, normalised name), made where they are missing.

    `listed`: an authority names them. Their names are public from then on, also where a resident typed one before.
    """
    named = {(code, normalised_name(name)): name.strip() for code, name in wanted}
    if not named:
        return {}
    of_key = {(code, _name_key(cipher, normalised)): (code, normalised) for code, normalised in sorted(named)}
    rows = [
        {
            "compound_id": uuid4(),
            "division_code": code,
            "name_key": key,
            "name": named[code, normalised] if listed else None,
            "normalised_name": normalised if listed else None,
            "typed_name": None if listed else cipher.encrypt(named[code, normalised], _NAME),
        }
        for (_, key), (code, normalised) in of_key.items()
    ]
    statement = insert(compounds)
    added = statement.excluded
    # The update of a row, if only to itself, is what returns the id of one that was there.
    upsert = statement.on_conflict_do_update(
        index_elements=["division_code", "name_key"],
        set_={
            "name": func.coalesce(compounds.c.name, added.name),
            "normalised_name": func.coalesce(compounds.c.normalised_name, added.normalised_name),
            "typed_name": case((added.name.is_(None), compounds.c.typed_name)),
        },
    )
    found = await connection.execute(
        upsert.returning(compounds.c.division_code, compounds.c.name_key, compounds.c.compound_id), rows
    )
    return {of_key[row.division_code, row.name_key]: CompoundId(row.compound_id) for row in found}


async def search_compounds(
    connection: AsyncConnection, division_code: str, name_part: str, limit: int
) -> list[Compound]:
    """Listed compounds in, above or below a division whose name contains the text; shorter names first."""
    statement = (
        select(compounds.c.compound_id, compounds.c.division_code, compounds.c.name)
        .where(
            related(compounds.c.division_code, [division_code]),
            compounds.c.normalised_name.contains(normalised_name(name_part), autoescape=True),
        )
        .order_by(func.length(compounds.c.name), compounds.c.name, compounds.c.compound_id)
        .limit(limit)
    )
    rows = await connection.execute(statement)
    return [Compound(CompoundId(row.compound_id), row.division_code, row.name) for row in rows]


async def compound_names(
    connection: AsyncConnection, cipher: Cipher, ids: Iterable[CompoundId]
) -> dict[CompoundId, str]:
    """The names of compounds, as an authority or else a resident wrote them; unknown ids are left out."""
    rows = await connection.execute(select(compounds).where(compounds.c.compound_id.in_(list(ids))))
    return {CompoundId(row.compound_id): row.name or cipher.decrypt(row.typed_name, _NAME) for row in rows}


async def compounds_inside(
    connection: AsyncConnection,
    cipher: Cipher,
    listed: Iterable[CompoundId],
    among: Iterable[CompoundId] | None = None,
) -> list[tuple[CompoundId, CompoundId]]:
    """Pairs (listed place, compound of the same division whose name begins with the place's name).

    `among`: only these compounds. Names are compared here and not in SQL, because those that residents typed can be
    read by nobody else.
    """
    wholes = (await connection.execute(select(compounds).where(compounds.c.compound_id.in_(list(listed))))).all()
    if not wholes:
        return []
    parts = select(compounds).where(compounds.c.division_code.in_({row.division_code for row in wholes}))
    if among is not None:
        parts = parts.where(compounds.c.compound_id.in_(list(among)))
    names: dict[str, list[tuple[str, CompoundId]]] = {}
    for row in await connection.execute(parts):
        names.setdefault(row.division_code, []).append((_normalised(cipher, row), CompoundId(row.compound_id)))
    pairs = [
        (CompoundId(whole.compound_id), part)
        for whole in wholes
        for name, part in names.get(whole.division_code, ())
        if part != whole.compound_id and name.startswith(_normalised(cipher, whole))
    ]
    return sorted(pairs)


def related(column: ColumnElement[str], codes: Iterable[str]) -> ColumnElement[bool]:
    """Equal to a code, to one of its prefixes, or beginning with it."""
    distinct = sorted(set(codes))
    containing = {prefix for code in distinct for prefix in prefixes_of(code)}
    # A code of 12 digits contains nothing; only coarser ones are searched downward.
    inside = [column.startswith(code, autoescape=True) for code in distinct if len(code) < max(DIVISION_LENGTHS)]
    return or_(column.in_(sorted(containing)), *inside)


def _name_key(cipher: Cipher, normalised: str) -> bytes:
    return cipher.blind_index(normalised, _NAME)


def _normalised(cipher: Cipher, row: Row[Any]) -> str:
    if row.normalised_name is not None:
        return str(row.normalised_name)
    return normalised_name(cipher.decrypt(row.typed_name, _NAME))
