"""SQL of visits, readings, arrivals and mismatches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.model.visits import Arrival, Taken, Visit
from ankang.checkpoints.store.keys import entrance_key, open_site, seal_site, site_key
from ankang.checkpoints.tables import arrivals, mismatches, readings, visits
from ankang.core.colours import Colour
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection, as_lists, insert_lists

_SITE_AND_STAFF = 2
ADD_VISITS = insert_lists(visits)


async def add_visit(connection: AsyncConnection, cipher: Cipher, visit: Visit) -> None:
    """Write a new visit."""
    await add_visits(connection, cipher, [visit])


async def add_visits(connection: AsyncConnection, cipher: Cipher, new: Iterable[Visit]) -> None:
    """Write new visits, in one statement."""
    if added := list(new):
        await connection.execute(ADD_VISITS, as_lists(visits, visit_rows(cipher, added)))


def visit_rows(cipher: Cipher, new: Iterable[Visit]) -> list[dict[str, Any]]:
    """New visits as rows."""
    return [
        {
            "person_id": visit.person_id,
            "visit_id": visit.visit_id,
            "site_key": site_key(cipher, visit.site_id),
            "entrance_key": entrance_key(cipher, visit.entrance_id) if visit.entrance_id else None,
            "gate": cipher.encrypt_json(_gate_of(visit), _gate_context(visit.visit_id)),
            "way": visit.way,
            "at": visit.at,
            "uploaded_at": visit.uploaded_at,
            "conflict": visit.conflict,
            "direction": visit.direction,
            "household_key": visit.household_key,
            "companion_of": visit.companion_of,
            **_changing(visit),
        }
        for visit in new
    ]


async def write_visit(connection: AsyncConnection, visit: Visit) -> None:
    """Write what may change of a visit that the caller has locked."""
    await connection.execute(
        update(visits)
        .where(visits.c.person_id == visit.person_id, visits.c.visit_id == visit.visit_id)
        .values(**_changing(visit))
    )


async def lock_visit(connection: AsyncConnection, cipher: Cipher, visit_id: UUID) -> Visit | None:
    """The visit with its readings, locked until the end of the transaction."""
    row = (
        await connection.execute(select(visits).where(visits.c.visit_id == visit_id).with_for_update())
    ).one_or_none()
    return (await _with_readings(connection, cipher, [row]))[0] if row is not None else None


async def visitors(connection: AsyncConnection, visit_ids: Iterable[UUID]) -> dict[UUID, PersonId]:
    """Whose visits these are; those that were erased are left out."""
    rows = await connection.execute(
        select(visits.c.visit_id, visits.c.person_id).where(visits.c.visit_id.in_(list(visit_ids)))
    )
    return {row.visit_id: PersonId(row.person_id) for row in rows}


async def lock_isolated(
    connection: AsyncConnection, cipher: Cipher, site_id: SiteId, person_id: PersonId, since: datetime
) -> Visit | None:
    """The visit for which somebody waits in the isolation area of a site, locked."""
    row = (
        await connection.execute(
            select(visits)
            .where(
                visits.c.site_key == site_key(cipher, site_id),
                visits.c.person_id == person_id,
                visits.c.state == VisitState.ISOLATED.value,
                visits.c.at >= since,
            )
            .order_by(visits.c.at.desc())
            .limit(1)
            .with_for_update()
        )
    ).one_or_none()
    return (await _with_readings(connection, cipher, [row]))[0] if row is not None else None


async def list_isolated(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, since: datetime) -> list[Visit]:
    """Who waits in the isolation area of a site, the longest first."""
    rows = await connection.execute(
        select(visits)
        .where(
            visits.c.site_key == site_key(cipher, site_id),
            visits.c.state == VisitState.ISOLATED.value,
            visits.c.at >= since,
        )
        .order_by(visits.c.at, visits.c.visit_id)
    )
    return await _with_readings(connection, cipher, rows.all())


async def list_visits(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, limit: int = 200
) -> list[Visit]:
    """The visits of a person, the latest first."""
    rows = await connection.execute(
        select(visits)
        .where(visits.c.person_id == person_id)
        .order_by(visits.c.at.desc(), visits.c.visit_id)
        .limit(limit)
    )
    return await _with_readings(connection, cipher, rows.all())


async def list_visits_between(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, since: datetime, until: datetime
) -> list[Visit]:
    """The visits of a person from an instant to another, both included, the earliest first."""
    rows = await connection.execute(
        select(visits)
        .where(visits.c.person_id == person_id, visits.c.at.between(since, until))
        .order_by(visits.c.at, visits.c.visit_id)
    )
    return await _with_readings(connection, cipher, rows.all())


async def find_visit(connection: AsyncConnection, cipher: Cipher, visit_id: UUID) -> Visit | None:
    """A visit with its readings."""
    rows = await connection.execute(select(visits).where(visits.c.visit_id == visit_id))
    row = rows.one_or_none()
    return (await _with_readings(connection, cipher, [row]))[0] if row is not None else None


async def add_reading(
    connection: AsyncConnection, cipher: Cipher, visit: Visit, taken: Taken, staff_id: PersonId
) -> Visit:
    """The visit with one more reading, which is written."""
    position = len(visit.readings)
    reading = {"celsius": taken.celsius, "staff_id": str(staff_id)}
    await connection.execute(
        insert(readings).values(
            person_id=visit.person_id,
            visit_id=visit.visit_id,
            position=position,
            reading=cipher.encrypt_json(reading, _reading_context(visit.visit_id, position)),
            read_at=taken.read_at,
        )
    )
    return replace(visit, readings=(*visit.readings, taken))


async def add_mismatch(
    connection: AsyncConnection, cipher: Cipher, visit: Visit, staff_id: PersonId, note: str, now: datetime
) -> None:
    """Write that the person was not whom the code names."""
    report = {"staff_id": str(staff_id), "note": note}
    await connection.execute(
        insert(mismatches).values(
            person_id=visit.person_id,
            visit_id=visit.visit_id,
            report=cipher.encrypt_json(report, f"mismatches.report/{visit.visit_id}"),
            reported_at=now,
        )
    )


async def add_arrival(connection: AsyncConnection, cipher: Cipher, arrival: Arrival) -> None:
    """Write an arrival by posted code."""
    await connection.execute(
        insert(arrivals).values(
            person_id=arrival.person_id,
            arrival_id=arrival.arrival_id,
            site_key=site_key(cipher, arrival.site_id),
            entrance_key=entrance_key(cipher, arrival.entrance_id) if arrival.entrance_id else None,
            site=seal_site(cipher, arrival.site_id, _arrival_context(arrival.arrival_id)),
            shower_id=arrival.shower_id,
            arrived_at=arrival.arrived_at,
            colour=arrival.colour.value,
            verdict=arrival.verdict.value,
        )
    )


async def forget_waiting(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, entrance_id: UUID, since: datetime
) -> None:
    """Delete the arrivals of a person at an entrance that still wait for staff: a newer one stands for them."""
    await connection.execute(
        delete(arrivals).where(
            arrivals.c.person_id == person_id,
            arrivals.c.entrance_key == entrance_key(cipher, entrance_id),
            arrivals.c.visit_id.is_(None),
            arrivals.c.arrived_at >= since,
        )
    )


async def lock_arrival(connection: AsyncConnection, cipher: Cipher, arrival_id: UUID) -> Arrival | None:
    """The arrival, locked until the end of the transaction."""
    row = (
        await connection.execute(select(arrivals).where(arrivals.c.arrival_id == arrival_id).with_for_update())
    ).one_or_none()
    return _arrival(cipher, row) if row is not None else None


async def confirm_arrival(connection: AsyncConnection, arrival: Arrival, visit_id: UUID) -> None:
    """Write which visit an arrival became."""
    await connection.execute(
        update(arrivals)
        .where(arrivals.c.person_id == arrival.person_id, arrivals.c.arrival_id == arrival.arrival_id)
        .values(visit_id=visit_id)
    )


async def list_pending_arrivals(
    connection: AsyncConnection, cipher: Cipher, duty: Duty, since: datetime
) -> list[Arrival]:
    """The arrivals at an entrance that nobody confirmed, the latest first; those at no known entrance are at each."""
    here: ColumnElement[bool] = arrivals.c.entrance_key.is_(None)
    if duty.entrance is not None:
        here |= arrivals.c.entrance_key == entrance_key(cipher, duty.entrance.entrance_id)
    rows = await connection.execute(
        select(arrivals)
        .where(
            arrivals.c.site_key == site_key(cipher, duty.site.site_id),
            here,
            arrivals.c.visit_id.is_(None),
            arrivals.c.arrived_at >= since,
        )
        .order_by(arrivals.c.arrived_at.desc(), arrivals.c.arrival_id)
    )
    return [_arrival(cipher, row) for row in rows]


async def list_unconfirmed(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, limit: int = 200
) -> list[Arrival]:
    """The arrivals of a person that became no visit, the latest first."""
    rows = await connection.execute(
        select(arrivals)
        .where(arrivals.c.person_id == person_id, arrivals.c.visit_id.is_(None))
        .order_by(arrivals.c.arrived_at.desc())
        .limit(limit)
    )
    return [_arrival(cipher, row) for row in rows]


def _changing(visit: Visit) -> dict[str, Any]:
    return {
        "colour": visit.colour.value,
        "entry": visit.entry.value,
        "verdict": visit.verdict.value,
        "refusal": visit.refusal,
        "is_identified": visit.is_identified,
        "state": visit.state.value,
        "opened_by": visit.opened_by,
    }


async def _with_readings(connection: AsyncConnection, cipher: Cipher, rows: Sequence[Row[Any]]) -> list[Visit]:
    taken = await _readings_of(connection, cipher, {row.person_id for row in rows}, [row.visit_id for row in rows])
    gates = {row.visit_id: cipher.decrypt_json(row.gate, _gate_context(row.visit_id)) for row in rows}
    return [
        Visit(
            person_id=PersonId(row.person_id),
            visit_id=row.visit_id,
            site_id=SiteId(UUID(gates[row.visit_id][0])),
            staff_id=PersonId(UUID(gates[row.visit_id][1])),
            way=row.way,
            at=row.at,
            colour=Colour(row.colour),
            entry=Verdict(row.entry),
            verdict=Verdict(row.verdict),
            refusal=row.refusal,
            is_identified=row.is_identified,
            state=VisitState(row.state),
            uploaded_at=row.uploaded_at,
            conflict=row.conflict,
            entrance_id=UUID(gates[row.visit_id][2]) if len(gates[row.visit_id]) > _SITE_AND_STAFF else None,
            direction=row.direction,
            household_key=row.household_key,
            companion_of=row.companion_of,
            opened_by=row.opened_by,
            readings=tuple(taken.get(row.visit_id, ())),
        )
        for row in rows
    ]


async def _readings_of(
    connection: AsyncConnection, cipher: Cipher, people: Iterable[UUID], visit_ids: list[UUID]
) -> dict[UUID, list[Taken]]:
    found: dict[UUID, list[Taken]] = {}
    if visit_ids:
        rows = await connection.execute(
            select(readings)
            .where(readings.c.person_id.in_(list(people)), readings.c.visit_id.in_(visit_ids))
            .order_by(readings.c.visit_id, readings.c.position)
        )
        for row in rows:
            reading = cipher.decrypt_json(row.reading, _reading_context(row.visit_id, row.position))
            found.setdefault(row.visit_id, []).append(Taken(reading["celsius"], row.read_at))
    return found


def _gate_of(visit: Visit) -> list[str]:
    entrance = [str(visit.entrance_id)] if visit.entrance_id else []
    return [str(visit.site_id), str(visit.staff_id), *entrance]


def _gate_context(visit_id: UUID) -> str:
    return f"visits.gate/{visit_id}"


def _reading_context(visit_id: UUID, position: int) -> str:
    return f"readings.reading/{visit_id}/{position}"


def _arrival_context(arrival_id: UUID) -> str:
    return f"arrivals.site/{arrival_id}"


def _arrival(cipher: Cipher, row: Row[Any]) -> Arrival:
    return Arrival(
        person_id=PersonId(row.person_id),
        arrival_id=row.arrival_id,
        site_id=open_site(cipher, row.site, _arrival_context(row.arrival_id)),
        shower_id=PersonId(row.shower_id),
        arrived_at=row.arrived_at,
        colour=Colour(row.colour),
        verdict=Verdict(row.verdict),
        visit_id=row.visit_id,
    )
