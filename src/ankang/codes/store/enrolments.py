"""All SQL of enrolments and the phones that hold tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from ankang.codes.model.codes import Enrolment, Phone
from ankang.codes.tables import code_numbers, enrolment_numbers, enrolments, phone_keys
from ankang.core.ids import PersonId
from ankang.runtime.database import AsyncConnection, among

_ADD_ENROLMENTS = text("""
    WITH added AS (
        INSERT INTO enrolments (person_id, number, city_code, enrolled_at)
        SELECT person_id, nextval('enrolment_numbers'), city_code, :now
        FROM unnest(CAST(:people AS uuid[]), CAST(:cities AS text[])) AS new (person_id, city_code)
        ON CONFLICT DO NOTHING
        RETURNING number, person_id
    )
    INSERT INTO code_numbers (number, person_id) SELECT number, person_id FROM added
""")

# What is replaced and what is forgotten are rows of their own: one statement changes no row twice.
_RENEW_KEYS = text("""
    WITH new AS (
        SELECT * FROM unnest(CAST(:people AS uuid[]), CAST(:prints AS bytea[]), CAST(:ends AS timestamptz[]))
            AS new (person_id, thumbprint, expires_at)
    ), forgotten AS (
        DELETE FROM phone_keys USING new
        WHERE phone_keys.person_id = new.person_id AND phone_keys.expires_at < :before
    ), replaced AS (
        UPDATE phone_keys SET replaced_at = :now FROM new
        WHERE phone_keys.person_id = new.person_id AND phone_keys.shower_id = new.person_id
            AND phone_keys.thumbprint <> new.thumbprint AND phone_keys.replaced_at IS NULL
            AND phone_keys.expires_at >= :before
    )
    INSERT INTO phone_keys (person_id, thumbprint, shower_id, issued_at, expires_at)
    SELECT person_id, thumbprint, person_id, :now, expires_at FROM new
    ON CONFLICT DO NOTHING
""")
_LIVE = (
    select(enrolments)
    .where(among(enrolments.c.person_id, "people"), enrolments.c.ended_at.is_(None))
    .order_by(enrolments.c.number)
)
_OWNERS = select(code_numbers.c.number, code_numbers.c.person_id).where(among(code_numbers.c.number, "numbers"))
_NUMBERED = select(enrolments).where(among(enrolments.c.person_id, "people"), among(enrolments.c.number, "numbers"))


async def list_live(connection: AsyncConnection, person_id: PersonId) -> list[Enrolment]:
    """The live enrolments of a person, the latest first."""
    rows = await connection.execute(
        select(enrolments)
        .where(enrolments.c.person_id == person_id, enrolments.c.ended_at.is_(None))
        .order_by(enrolments.c.number.desc())
    )
    return [_enrolment(row) for row in rows]


async def live_of(connection: AsyncConnection, people: Iterable[PersonId]) -> dict[PersonId, Enrolment]:
    """The latest live enrolment of each who has one."""
    rows = await connection.execute(_LIVE, {"people": list(people)})
    return {PersonId(row.person_id): _enrolment(row) for row in rows}


async def list_of(
    connection: AsyncConnection, people: Iterable[PersonId], since: datetime
) -> dict[PersonId, list[Enrolment]]:
    """The enrolments of several people that live or ended after an instant."""
    rows = await connection.execute(
        select(enrolments).where(
            enrolments.c.person_id.in_(list(people)),
            or_(enrolments.c.ended_at.is_(None), enrolments.c.ended_at > since),
        )
    )
    found: dict[PersonId, list[Enrolment]] = defaultdict(list)
    for row in rows:
        found[PersonId(row.person_id)].append(_enrolment(row))
    return dict(found)


async def find_by_number(connection: AsyncConnection, number: int) -> Enrolment | None:
    """The enrolment that has this number; two look-ups, so that each goes to one shard."""
    person_id = (
        await connection.execute(select(code_numbers.c.person_id).where(code_numbers.c.number == number))
    ).scalar()
    if person_id is None:
        return None
    row = (
        await connection.execute(
            select(enrolments).where(enrolments.c.person_id == person_id, enrolments.c.number == number)
        )
    ).one_or_none()
    return _enrolment(row) if row is not None else None


async def list_by_numbers(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, Enrolment]:
    """As `find_by_number`, for several numbers."""
    owners = await connection.execute(_OWNERS, {"numbers": list(numbers)})
    owned = {row.number: row.person_id for row in owners}
    rows = await connection.execute(_NUMBERED, {"people": list(owned.values()), "numbers": list(owned)})
    return {row.number: _enrolment(row) for row in rows if owned[row.number] == row.person_id}


async def add_enrolment(connection: AsyncConnection, person_id: PersonId, city_code: str, now: datetime) -> bool:
    """Give the person the next number for a city; False when a live enrolment is there already."""
    number = (await connection.execute(select(func.nextval(enrolment_numbers.name)))).scalar_one()
    added = await connection.execute(
        insert(enrolments)
        .values(person_id=person_id, number=number, city_code=city_code, enrolled_at=now)
        .on_conflict_do_nothing()
        .returning(enrolments.c.number)
    )
    if added.first() is None:
        return False
    await connection.execute(insert(code_numbers).values(number=number, person_id=person_id))
    return True


async def add_enrolments(connection: AsyncConnection, cities: Mapping[PersonId, str], now: datetime) -> None:
    """Give each person the next number for a city; those who have a live enrolment there are left out."""
    await connection.execute(_ADD_ENROLMENTS, {"now": now, "people": list(cities), "cities": list(cities.values())})


async def end_live(connection: AsyncConnection, person_id: PersonId, reason: str, now: datetime) -> list[str]:
    """End every live enrolment of a person; the cities whose enrolments ended."""
    rows = await connection.execute(
        update(enrolments)
        .where(enrolments.c.person_id == person_id, enrolments.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
        .returning(enrolments.c.city_code)
    )
    return [row.city_code for row in rows]


async def add_phone_key(
    connection: AsyncConnection, person_id: PersonId, thumbprint: bytes, phone: Phone, forget_before: datetime
) -> bool:
    """Make a phone key the active one of its shower; False, and nothing changed, when the key was used before.

    Keys whose tokens ended before `forget_before` are forgotten.
    """
    added = await connection.execute(
        insert(phone_keys)
        .values(
            person_id=person_id,
            thumbprint=thumbprint,
            shower_id=phone.shower_id,
            issued_at=phone.issued_at,
            expires_at=phone.expires_at,
        )
        .on_conflict_do_nothing()
        .returning(phone_keys.c.thumbprint)
    )
    if added.first() is None:
        return False
    await connection.execute(
        update(phone_keys)
        .where(
            phone_keys.c.person_id == person_id,
            phone_keys.c.shower_id == phone.shower_id,
            phone_keys.c.thumbprint != thumbprint,
            phone_keys.c.replaced_at.is_(None),
        )
        .values(replaced_at=phone.issued_at)
    )
    await connection.execute(
        delete(phone_keys).where(phone_keys.c.person_id == person_id, phone_keys.c.expires_at < forget_before)
    )
    return True


async def add_own_phone_keys(
    connection: AsyncConnection, keys: Mapping[PersonId, tuple[bytes, datetime]], now: datetime, forget_before: datetime
) -> int:
    """As `add_phone_key`, for holders who each renew on their own phone: thumbprint and end of each; how many were new.

    Where it is fewer than were given, nothing may be committed.
    """
    people = sorted(keys)
    values = {"people": people, "prints": [keys[person_id][0] for person_id in people], "now": now}
    ends = {"ends": [keys[person_id][1] for person_id in people], "before": forget_before}
    added = await connection.execute(_RENEW_KEYS, values | ends)
    return added.rowcount


async def list_active_phones(connection: AsyncConnection, person_id: PersonId, now: datetime) -> list[Phone]:
    """The active phone of each shower whose token has not ended, the latest first."""
    rows = await connection.execute(
        select(phone_keys)
        .where(
            phone_keys.c.person_id == person_id,
            phone_keys.c.replaced_at.is_(None),
            phone_keys.c.expires_at > now,
        )
        .order_by(phone_keys.c.issued_at.desc())
    )
    return [Phone(PersonId(row.shower_id), row.issued_at, row.expires_at) for row in rows]


async def end_phones(connection: AsyncConnection, person_id: PersonId, now: datetime) -> None:
    """No phone of the person is active any more; used keys stay known."""
    await connection.execute(
        update(phone_keys)
        .where(phone_keys.c.person_id == person_id, phone_keys.c.replaced_at.is_(None))
        .values(replaced_at=now)
    )


def _enrolment(row: Row[Any]) -> Enrolment:
    return Enrolment(PersonId(row.person_id), row.number, row.city_code, row.enrolled_at, row.ended_at)
