"""Where people are found by place: the SQL behind `place_names`, in which no place can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select, text

from ankang.assessments.place_names import names_inside, names_of_place, names_touching
from ankang.assessments.tables import person_places, standings
from ankang.core.colours import Colour
from ankang.core.facts import Stay
from ankang.core.ids import PersonId
from ankang.core.places import Area
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_KEY_BYTES = 16  # half of the digest: one row a name is the largest table beside the ledger

_INSERT = text("""
    INSERT INTO person_places (person_id, place_key, habitual)
    SELECT person_id, place_key, habitual
    FROM unnest(CAST(:people AS uuid[]), CAST(:keys AS bytea[]), CAST(:habitual AS boolean[]))
         AS new (person_id, place_key, habitual)
""")
# Each key gives its first people in the order of the index, so that a piece of the work reads a piece of the table,
# however many people live in the area.
_TOUCHED = text("""
    SELECT DISTINCT touched.person_id
    FROM unnest(CAST(:keys AS bytea[])) AS wanted (place_key)
    CROSS JOIN LATERAL (
        SELECT person_id FROM person_places
        WHERE person_places.place_key = wanted.place_key AND person_id > CAST(:after AS uuid)
        ORDER BY person_id LIMIT :limit
    ) AS touched
    ORDER BY touched.person_id LIMIT :limit
""")


async def replace_places(connection: AsyncConnection, cipher: Cipher, stays: Mapping[PersonId, Sequence[Stay]]) -> None:
    """Write where people are or were by the stays in force, instead of what was known before."""
    await connection.execute(delete(person_places).where(person_places.c.person_id.in_(list(stays))))
    rows: dict[tuple[PersonId, str], bool] = {}
    for person_id, items in stays.items():
        for stay in items:
            for name in names_of_place(stay.place):
                rows[person_id, name] = rows.get((person_id, name), False) or stay.habitual
    if not rows:
        return
    # Neighbours share most of their names.
    keys = {name: place_key(cipher, name) for name in {name for _, name in rows}}
    await connection.execute(
        _INSERT,
        {
            "people": [person_id for person_id, _ in rows],
            "keys": [keys[name] for _, name in rows],
            "habitual": list(rows.values()),
        },
    )


async def people_touched(
    connection: AsyncConnection, cipher: Cipher, areas: Iterable[Area], after: PersonId | None, limit: int
) -> list[PersonId]:
    """People who lie or might lie in one of the areas, each once, in the order of their ids, those after `after`."""
    names = {name for area in areas for name in names_touching(area)}
    rows = await connection.execute(
        _TOUCHED,
        {
            "keys": [place_key(cipher, name) for name in sorted(names)],
            "after": after or UUID(int=0),
            "limit": limit,
        },
    )
    return [PersonId(person_id) for person_id in rows.scalars()]


async def people_living_in(
    connection: AsyncConnection, cipher: Cipher, region_code: str, colours: Sequence[Colour], limit: int
) -> list[PersonId]:
    """People of these colours who live in a region, or are enrolled in it, in the order of their ids."""
    rows = await connection.execute(
        select(standings.c.person_id)
        .where(standings.c.colour.in_([colour.value for colour in colours]), _of_region(cipher, region_code))
        .order_by(standings.c.person_id)
        .limit(limit)
    )
    return [PersonId(person_id) for person_id in rows.scalars()]


async def of_region(
    connection: AsyncConnection, cipher: Cipher, region_code: str, people: Sequence[PersonId]
) -> list[PersonId]:
    """Those of the people who live in a region, or are enrolled in it, in the order of their ids."""
    rows = await connection.execute(
        select(standings.c.person_id)
        .where(standings.c.person_id.in_(people), _of_region(cipher, region_code))
        .order_by(standings.c.person_id)
    )
    return [PersonId(person_id) for person_id in rows.scalars()]


def _of_region(cipher: Cipher, region_code: str) -> ColumnElement[bool]:
    lives_here = exists().where(
        person_places.c.person_id == standings.c.person_id,
        person_places.c.habitual,
        person_places.c.place_key.in_(region_keys(cipher, region_code)),
    )
    return or_(standings.c.city_code.startswith(region_code, autoescape=True), lives_here)


def region_keys(cipher: Cipher, region_code: str) -> list[bytes]:
    """The keys of every place inside a region; a row under one of them means a stay there."""
    return [place_key(cipher, name) for name in names_inside(region_code)]


def place_key(cipher: Cipher, name: str) -> bytes:
    """The blind index of one of `place_names`."""
    return cipher.blind_index(name, "person_places")[:_KEY_BYTES]
