"""SQL of sites with their entrances and posted codes, of assignments and duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Row, Select, exists, func, select, type_coerce, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from ankang.checkpoints.model.sites import Duty, Entrance, Site, SiteKind, SiteRules, SiteState
from ankang.checkpoints.store.keys import open_site, seal_site, site_key
from ankang.checkpoints.tables import duties, entrances, posted_codes, site_rule_sets, sites, staff_sites
from ankang.core.colours import Colour
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection, among


async def add_site(connection: AsyncConnection, site: Site, now: datetime) -> None:
    """Write a site with its entrances and their posted codes."""
    await connection.execute(
        insert(sites).values(
            site_id=site.site_id,
            name=site.name,
            kind=site.kind.value,
            division_code=site.division_code,
            temperature_limit_celsius=site.rules.temperature_limit_celsius,
            colours_let_in=sorted(colour.value for colour in site.rules.colours_let_in),
            created_at=now,
            state=site.state.value,
            address=site.address,
        )
    )
    for entrance in site.entrances:
        await add_entrance(connection, site.site_id, entrance, now)


async def add_entrance(connection: AsyncConnection, site_id: SiteId, entrance: Entrance, now: datetime) -> None:
    """Write an entrance with its posted code."""
    await connection.execute(
        insert(entrances).values(site_id=site_id, entrance_id=entrance.entrance_id, name=entrance.name, made_at=now)
    )
    await add_posted_code(connection, site_id, entrance.entrance_id, entrance.posted_code, now)


async def add_posted_code(
    connection: AsyncConnection, site_id: SiteId, entrance_id: UUID, posted_code: str, now: datetime
) -> None:
    """Give an entrance a posted code; those before it are revoked."""
    await connection.execute(
        update(posted_codes)
        .where(
            posted_codes.c.site_id == site_id,
            posted_codes.c.entrance_id == entrance_id,
            posted_codes.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    await connection.execute(
        insert(posted_codes).values(posted_code=posted_code, site_id=site_id, entrance_id=entrance_id, made_at=now)
    )


async def find_site(connection: AsyncConnection, site_id: SiteId) -> Site | None:
    """A site that was not closed, whatever its state."""
    row = (await connection.execute(select_sites().where(sites.c.site_id == site_id))).one_or_none()
    return site_of(row) if row is not None else None


async def find_posted(connection: AsyncConnection, posted_code: str) -> tuple[Site, Entrance | None] | None:
    """The site that a posted code was made for, and the entrance where it hangs; no entrance for a revoked code."""
    made_for = select(posted_codes.c.site_id).where(posted_codes.c.posted_code == posted_code).scalar_subquery()
    row = (await connection.execute(select_sites().where(sites.c.site_id == made_for))).one_or_none()
    if row is None:
        return None
    site = site_of(row)
    return site, next((entrance for entrance in site.entrances if entrance.posted_code == posted_code), None)


async def list_staff_sites(connection: AsyncConnection, cipher: Cipher, staff_id: PersonId) -> list[Site]:
    """The sites where somebody was taken on, suspended ones too, by name."""
    assigned = await connection.execute(select(staff_sites.c.site).where(staff_sites.c.person_id == staff_id))
    ids = [open_site(cipher, value, _assignment_context(staff_id)) for value in assigned.scalars()]
    rows = await connection.execute(
        select_sites().where(sites.c.site_id.in_(ids)).order_by(sites.c.name, sites.c.site_id)
    )
    return [site_of(row) for row in rows]


async def site_names(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of sites, closed ones too."""
    rows = await connection.execute(select(sites.c.site_id, sites.c.name).where(sites.c.site_id.in_(list(ids))))
    return {row.site_id: row.name for row in rows}


async def site_kinds(connection: AsyncConnection, ids: Iterable[SiteId]) -> dict[SiteId, SiteKind]:
    """The kinds of sites, closed ones too."""
    rows = await connection.execute(select(sites.c.site_id, sites.c.kind).where(sites.c.site_id.in_(list(ids))))
    return {SiteId(row.site_id): SiteKind(row.kind) for row in rows}


async def site_divisions(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[SiteId, str]:
    """The division codes of sites, closed ones too."""
    rows = await connection.execute(
        select(sites.c.site_id, sites.c.division_code).where(sites.c.site_id.in_(list(ids)))
    )
    return {SiteId(row.site_id): row.division_code for row in rows}


async def site_keys_in(connection: AsyncConnection, cipher: Cipher, region_code: str) -> list[bytes]:
    """What rows at the sites of a region are found by, closed sites too."""
    in_region = sites.c.division_code.startswith(region_code, autoescape=True)
    rows = await connection.execute(select(sites.c.site_id).where(in_region))
    return [site_key(cipher, SiteId(site_id)) for site_id in rows.scalars()]


async def assign_staff(
    connection: AsyncConnection, cipher: Cipher, staff_id: PersonId, site_id: SiteId, now: datetime
) -> None:
    """Let somebody work at a site; again changes nothing."""
    assigned = insert(staff_sites).values(
        person_id=staff_id,
        site_key=site_key(cipher, site_id),
        site=seal_site(cipher, site_id, _assignment_context(staff_id)),
        assigned_at=now,
    )
    await connection.execute(assigned.on_conflict_do_nothing())


async def find_duty(
    connection: AsyncConnection, cipher: Cipher, staff_id: PersonId, *, lock: bool = False
) -> Duty | None:
    """Where somebody is on duty at an active site. With `lock` this account's other requests wait for the end."""
    query = select(duties).where(duties.c.person_id == staff_id, duties.c.ended_at.is_(None))
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        return None
    return _duty(cipher, row, await find_site(connection, open_site(cipher, row.site, _duty_context(staff_id))))


async def plain_duties(connection: AsyncConnection, cipher: Cipher, staff: Iterable[PersonId]) -> dict[PersonId, Duty]:
    """As `find_duty`, for several accounts in two statements; left out is who is off duty or at a site with rules."""
    present = await connection.execute(_PRESENT_DUTIES, {"staff": list(staff)})
    began = [(row, open_site(cipher, row.site, _duty_context(row.person_id))) for row in present]
    rows = await connection.execute(_PLAIN_SITES, {"ids": list({site_id for _, site_id in began})})
    found = {site.site_id: site for site in map(site_of, rows)}
    duties_found = (_duty(cipher, row, found.get(site_id)) for row, site_id in began)
    return {duty.staff_id: duty for duty in duties_found if duty is not None}


async def first_duties(connection: AsyncConnection, cipher: Cipher, staff_id: PersonId) -> dict[SiteId, datetime]:
    """When somebody went on duty for the first time, by site; only sites in use take anybody on duty."""
    rows = await connection.execute(
        select(duties.c.site, duties.c.started_at)
        .where(duties.c.person_id == staff_id)
        .order_by(duties.c.started_at.desc())
    )
    return {open_site(cipher, row.site, _duty_context(staff_id)): row.started_at for row in rows}


async def start_duty(connection: AsyncConnection, cipher: Cipher, duty: Duty) -> None:
    """Begin a duty; the caller ended the one before."""
    where = {
        "site": seal_site(cipher, duty.site.site_id, _duty_context(duty.staff_id)),
        "entrance": cipher.encrypt(str(duty.entrance.entrance_id), _entrance_context(duty.staff_id))
        if duty.entrance
        else None,
    }
    await connection.execute(
        insert(duties)
        .values(person_id=duty.staff_id, started_at=duty.since, **where)
        .on_conflict_do_update(index_elements=["person_id", "started_at"], set_={**where, "ended_at": None})
    )


async def end_duty(connection: AsyncConnection, staff_id: PersonId, now: datetime) -> None:
    """End the present duty, if there is one."""
    await connection.execute(
        update(duties).where(duties.c.person_id == staff_id, duties.c.ended_at.is_(None)).values(ended_at=now)
    )


def select_sites() -> Select[Any]:
    """Sites that were not closed, each with its open entrances and their present posted codes."""
    named = func.json_build_array(entrances.c.entrance_id, entrances.c.name, posted_codes.c.posted_code)
    in_order = aggregate_order_by(named, entrances.c.made_at, entrances.c.name)
    present = (posted_codes.c.entrance_id == entrances.c.entrance_id) & posted_codes.c.revoked_at.is_(None)
    of_site = (
        select(func.json_agg(in_order))
        .join(posted_codes, present & (posted_codes.c.site_id == entrances.c.site_id))
        .where(entrances.c.site_id == sites.c.site_id, entrances.c.closed_at.is_(None))
        .scalar_subquery()
    )
    return select(sites, type_coerce(of_site, JSON).label("entrances")).where(sites.c.closed_at.is_(None))


_PRESENT_DUTIES = select(duties).where(among(duties.c.person_id, "staff"), duties.c.ended_at.is_(None))
_PLAIN_SITES = select_sites().where(
    among(sites.c.site_id, "ids"), ~exists().where(site_rule_sets.c.site_id == sites.c.site_id)
)


def site_of(row: Row[Any]) -> Site:
    """The site in a row of `select_sites`."""
    return Site(
        site_id=SiteId(row.site_id),
        name=row.name,
        kind=SiteKind(row.kind),
        division_code=row.division_code,
        rules=SiteRules(frozenset(map(Colour, row.colours_let_in)), row.temperature_limit_celsius),
        entrances=tuple(Entrance(UUID(entrance_id), name, code) for entrance_id, name, code in row.entrances),
        state=SiteState(row.state),
        address=row.address,
    )


def _duty(cipher: Cipher, row: Row[Any], site: Site | None) -> Duty | None:
    """The duty of a row at its site; none where the site is closed or rests."""
    if site is None or site.state is not SiteState.ACTIVE:
        return None
    staff_id = PersonId(row.person_id)
    entrance = None
    if row.entrance is not None:
        entrance = site.entrance(UUID(cipher.decrypt(row.entrance, _entrance_context(staff_id))))
    return Duty(staff_id, site, row.started_at, entrance or site.entrances[0])


def _assignment_context(staff_id: PersonId) -> str:
    return f"staff_sites.site/{staff_id}"


def _duty_context(staff_id: PersonId) -> str:
    return f"duties.site/{staff_id}"


def _entrance_context(staff_id: PersonId) -> str:
    return f"duties.entrance/{staff_id}"
