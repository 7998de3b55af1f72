"""SQL of sites, posted codes, assignments and duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from ankang.checkpoints.model.sites import Duty, Site, SiteKind, SiteRules
from ankang.checkpoints.store.keys import open_site, seal_site, site_key
from ankang.checkpoints.tables import duties, posted_codes, sites, staff_sites
from ankang.core.colours import Colour
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection


async def add_site(connection: AsyncConnection, site: Site, now: datetime) -> None:
    """Write a site with its posted code."""
    await connection.execute(
        insert(sites).values(
            site_id=site.site_id,
            name=site.name,
            kind=site.kind.value,
            division_code=site.division_code,
            temperature_limit_celsius=site.rules.temperature_limit_celsius,
            colours_let_in=sorted(colour.value for colour in site.rules.colours_let_in),
            created_at=now,
        )
    )
    await add_posted_code(connection, site.site_id, site.posted_code, now)


async def add_posted_code(connection: AsyncConnection, site_id: SiteId, posted_code: str, now: datetime) -> None:
    """Give a site a posted code; those before it are revoked."""
    await connection.execute(
        update(posted_codes)
        .where(posted_codes.c.site_id == site_id, posted_codes.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    await connection.execute(insert(posted_codes).values(posted_code=posted_code, site_id=site_id, made_at=now))


async def find_site(connection: AsyncConnection, site_id: SiteId) -> Site | None:
    """An open site."""
    row = (await connection.execute(_open_sites().where(sites.c.site_id == site_id))).one_or_none()
    return _site(row) if row is not None else None


async def find_site_by_posted_code(connection: AsyncConnection, posted_code: str) -> Site | None:
    """The open site whose posted code this is."""
    row = (await connection.execute(_open_sites().where(posted_codes.c.posted_code == posted_code))).one_or_none()
    return _site(row) if row is not None else None


async def list_staff_sites(connection: AsyncConnection, cipher: Cipher, staff_id: PersonId) -> list[Site]:
    """The open sites where somebody may work, by name."""
    assigned = await connection.execute(select(staff_sites.c.site).where(staff_sites.c.person_id == staff_id))
    ids = [open_site(cipher, value, _assignment_context(staff_id)) for value in assigned.scalars()]
    rows = await connection.execute(
        _open_sites().where(sites.c.site_id.in_(ids)).order_by(sites.c.name, sites.c.site_id)
    )
    return [_site(row) for row in rows]


async def site_names(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of sites, closed ones too."""
    rows = await connection.execute(select(sites.c.site_id, sites.c.name).where(sites.c.site_id.in_(list(ids))))
    return {row.site_id: row.name for row in rows}


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
    """Where somebody is on duty at an open site. With `lock` this account's other requests wait for the end."""
    query = select(duties).where(duties.c.person_id == staff_id, duties.c.ended_at.is_(None))
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        return None
    site = await find_site(connection, open_site(cipher, row.site, _duty_context(staff_id)))
    return Duty(staff_id, site, row.started_at) if site is not None else None


async def find_duties(connection: AsyncConnection, cipher: Cipher, staff: Iterable[PersonId]) -> dict[PersonId, Duty]:
    """As `find_duty`, for several accounts in two statements; those off duty are left out."""
    present = await connection.execute(
        select(duties).where(duties.c.person_id.in_(list(staff)), duties.c.ended_at.is_(None))
    )
    began = {
        PersonId(row.person_id): (open_site(cipher, row.site, _duty_context(row.person_id)), row.started_at)
        for row in present
    }
    wanted = {site_id for site_id, _ in began.values()}
    rows = await connection.execute(_open_sites().where(sites.c.site_id.in_(list(wanted))))
    found = {site.site_id: site for site in map(_site, rows)}
    return {
        staff_id: Duty(staff_id, found[site_id], since)
        for staff_id, (site_id, since) in began.items()
        if site_id in found
    }


async def start_duty(
    connection: AsyncConnection, cipher: Cipher, staff_id: PersonId, site_id: SiteId, now: datetime
) -> None:
    """Begin a duty; the caller ended the one before."""
    site = seal_site(cipher, site_id, _duty_context(staff_id))
    await connection.execute(
        insert(duties)
        .values(person_id=staff_id, site=site, started_at=now)
        .on_conflict_do_update(index_elements=["person_id", "started_at"], set_={"site": site, "ended_at": None})
    )


async def end_duty(connection: AsyncConnection, staff_id: PersonId, now: datetime) -> None:
    """End the present duty, if there is one."""
    await connection.execute(
        update(duties).where(duties.c.person_id == staff_id, duties.c.ended_at.is_(None)).values(ended_at=now)
    )


def _open_sites() -> Select[Any]:
    return (
        select(sites, posted_codes.c.posted_code)
        .join(posted_codes, (posted_codes.c.site_id == sites.c.site_id) & posted_codes.c.revoked_at.is_(None))
        .where(sites.c.closed_at.is_(None))
    )


def _assignment_context(staff_id: PersonId) -> str:
    return f"staff_sites.site/{staff_id}"


def _duty_context(staff_id: PersonId) -> str:
    return f"duties.site/{staff_id}"


def _site(row: Row[Any]) -> Site:
    return Site(
        site_id=SiteId(row.site_id),
        name=row.name,
        kind=SiteKind(row.kind),
        division_code=row.division_code,
        rules=SiteRules(frozenset(map(Colour, row.colours_let_in)), row.temperature_limit_celsius),
        posted_code=row.posted_code,
    )
