"""SQL of sites as their keepers and officers see them: who keeps and who works, invitations, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on

from ankang.checkpoints.model.keeping import SiteAct
from ankang.checkpoints.model.sites import Site, SiteState
from ankang.checkpoints.store.keys import site_key, staff_key
from ankang.checkpoints.store.sites import select_sites, site_of
from ankang.checkpoints.tables import entrances, posted_codes, site_decisions, site_invitations, sites, staff_sites
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection


@dataclass(frozen=True, slots=True)
class Kept:
    """A site with who keeps it and since when it is known."""

    site: Site
    keeper_id: PersonId | None
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Employed:
    """Somebody who works at a site, and since when."""

    person_id: PersonId
    since: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to one site, not used yet."""

    site_id: SiteId
    invitation_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sites of a region an officer asks for; empty values ask for all. `after`: the last of the page before."""

    region_code: str
    text: str = ""
    state: SiteState | None = None
    after: tuple[datetime, UUID] | None = None


async def give_to_keeper(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, keeper_id: PersonId) -> None:
    """Write who answers for a site."""
    keeper = cipher.encrypt(str(keeper_id), _keeper_context(site_id))
    await connection.execute(
        update(sites).where(sites.c.site_id == site_id).values(keeper_key=staff_key(cipher, keeper_id), keeper=keeper)
    )


async def write_position(connection: AsyncConnection, site_id: SiteId, latitude: float, longitude: float) -> None:
    """Write where a site stands."""
    await connection.execute(
        update(sites).where(sites.c.site_id == site_id).values(latitude=latitude, longitude=longitude)
    )


async def list_kept(connection: AsyncConnection, cipher: Cipher, keeper_id: PersonId) -> list[Kept]:
    """The sites of a keeper, the latest first."""
    query = select_sites().where(sites.c.keeper_key == staff_key(cipher, keeper_id))
    rows = await connection.execute(query.order_by(sites.c.created_at.desc(), sites.c.site_id))
    return [_kept(cipher, row) for row in rows]


async def find_kept(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, *, lock: bool = False) -> Kept | None:
    """A site; with `lock` others who change it wait for the end of the transaction."""
    query = select_sites().where(sites.c.site_id == site_id)
    row = (await connection.execute(query.with_for_update(of=sites) if lock else query)).one_or_none()
    return _kept(cipher, row) if row is not None else None


async def list_in_region(connection: AsyncConnection, cipher: Cipher, wanted: Wanted, limit: int) -> list[Kept]:
    """Sites of a region, the latest registered first."""
    query = select_sites().where(sites.c.division_code.startswith(wanted.region_code, autoescape=True))
    if wanted.state is not None:
        query = query.where(sites.c.state == wanted.state.value)
    if wanted.text:
        found = sites.c.name.icontains(wanted.text, autoescape=True)
        query = query.where(found | sites.c.address.icontains(wanted.text, autoescape=True))
    if wanted.after is not None:
        query = query.where(tuple_(sites.c.created_at, sites.c.site_id) < wanted.after)
    query = query.order_by(sites.c.created_at.desc(), sites.c.site_id.desc()).limit(limit)
    return [_kept(cipher, row) for row in await connection.execute(query)]


async def count_awaiting(connection: AsyncConnection, region_code: str) -> int:
    """How many sites of a region wait for an officer."""
    query = select(func.count()).where(
        sites.c.division_code.startswith(region_code, autoescape=True), sites.c.state == SiteState.AWAITING.value
    )
    return int((await connection.execute(query)).scalar_one())


async def write_state(connection: AsyncConnection, site: Site) -> None:
    """Write what an officer decides of a site that the caller has locked."""
    await connection.execute(
        update(sites)
        .where(sites.c.site_id == site.site_id)
        .values(state=site.state.value, division_code=site.division_code, address=site.address)
    )


async def add_decision(
    connection: AsyncConnection, site_id: SiteId, act: str, ground: str, officer_id: PersonId, now: datetime
) -> None:
    """Write that an officer decided something about a site."""
    await connection.execute(
        insert(site_decisions).values(
            site_id=site_id, decision_id=uuid4(), act=act, ground=ground, decided_by=officer_id, decided_at=now
        )
    )


async def last_grounds(connection: AsyncConnection, ids: Iterable[SiteId]) -> dict[UUID, str]:
    """The ground of the last decision about each site that had one."""
    query = (
        select(site_decisions.c.site_id, site_decisions.c.ground)
        .where(site_decisions.c.site_id.in_(list(ids)))
        .ext(distinct_on(site_decisions.c.site_id))
        .order_by(site_decisions.c.site_id, site_decisions.c.decided_at.desc(), site_decisions.c.decision_id)
    )
    return {row.site_id: row.ground for row in await connection.execute(query)}


async def suspended_since(connection: AsyncConnection, ids: Iterable[SiteId]) -> dict[SiteId, datetime]:
    """When each of the sites that are suspended was."""
    query = (
        select(sites.c.site_id, func.max(site_decisions.c.decided_at).label("since"))
        .join(site_decisions, site_decisions.c.site_id == sites.c.site_id)
        .where(sites.c.site_id.in_(list(ids)), sites.c.state == SiteState.SUSPENDED.value)
        .where(site_decisions.c.act == SiteAct.SUSPEND.value)
        .group_by(sites.c.site_id)
    )
    return {SiteId(row.site_id): row.since for row in await connection.execute(query)}


async def close_entrance(connection: AsyncConnection, site_id: SiteId, entrance_id: UUID, now: datetime) -> None:
    """Close an entrance; what is posted there opens nothing any more."""
    here = (entrances.c.site_id == site_id) & (entrances.c.entrance_id == entrance_id)
    await connection.execute(update(entrances).where(here).values(closed_at=now))
    posted = (posted_codes.c.site_id == site_id) & (posted_codes.c.entrance_id == entrance_id)
    await connection.execute(
        update(posted_codes).where(posted, posted_codes.c.revoked_at.is_(None)).values(revoked_at=now)
    )


async def list_staff(connection: AsyncConnection, cipher: Cipher, site_id: SiteId) -> list[Employed]:
    """Who works at a site, the first taken on first."""
    here = staff_sites.c.site_key == site_key(cipher, site_id)
    query = select(staff_sites.c.person_id, staff_sites.c.assigned_at).where(here)
    rows = await connection.execute(query.order_by(staff_sites.c.assigned_at, staff_sites.c.person_id))
    return [Employed(PersonId(row.person_id), row.assigned_at) for row in rows]


async def remove_staff(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, staff_id: PersonId) -> bool:
    """Take somebody off a site; False when they did not work there."""
    theirs = (staff_sites.c.person_id == staff_id) & (staff_sites.c.site_key == site_key(cipher, site_id))
    return bool((await connection.execute(delete(staff_sites).where(theirs))).rowcount)


async def add_invitation(
    connection: AsyncConnection,
    site_id: SiteId,
    invitation_id: UUID,
    digest: bytes,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Write an invitation."""
    await connection.execute(
        insert(site_invitations).values(
            site_id=site_id, invitation_id=invitation_id, secret_digest=digest, made_at=now, expires_at=expires_at
        )
    )


async def list_open_invitations(connection: AsyncConnection, site_id: SiteId, now: datetime) -> Sequence[Row[Any]]:
    """Invitations of a site that can still be used: rows of invitation_id, made_at and expires_at."""
    query = select(site_invitations).where(site_invitations.c.site_id == site_id, *_usable(now))
    return (await connection.execute(query.order_by(site_invitations.c.made_at))).all()


async def revoke_invitation(connection: AsyncConnection, site_id: SiteId, invitation_id: UUID, now: datetime) -> bool:
    """Revoke an invitation; False for one that is not of this site."""
    this = (site_invitations.c.site_id == site_id) & (site_invitations.c.invitation_id == invitation_id)
    known = update(site_invitations).where(this)
    revoked = func.coalesce(site_invitations.c.revoked_at, now)
    return bool((await connection.execute(known.values(revoked_at=revoked))).rowcount)


async def lock_invitation(connection: AsyncConnection, digest: bytes, now: datetime) -> Invitation | None:
    """The usable invitation of a secret, locked."""
    query = select(site_invitations).where(site_invitations.c.secret_digest == digest, *_usable(now))
    row = (await connection.execute(query.with_for_update())).one_or_none()
    return Invitation(SiteId(row.site_id), row.invitation_id, row.expires_at) if row is not None else None


async def use_invitation(connection: AsyncConnection, site_id: SiteId, invitation_id: UUID, now: datetime) -> None:
    """Write that an invitation was used; the caller has locked it."""
    this = (site_invitations.c.site_id == site_id) & (site_invitations.c.invitation_id == invitation_id)
    await connection.execute(update(site_invitations).where(this).values(used_at=now))


def _usable(now: datetime) -> tuple[Any, ...]:
    table = site_invitations.c
    return table.used_at.is_(None), table.revoked_at.is_(None), table.expires_at > now


def _kept(cipher: Cipher, row: Row[Any]) -> Kept:
    keeper = cipher.decrypt(row.keeper, _keeper_context(row.site_id)) if row.keeper is not None else None
    return Kept(site_of(row), PersonId(UUID(keeper)) if keeper else None, row.created_at)


def _keeper_context(site_id: UUID) -> str:
    return f"sites.keeper/{site_id}"
