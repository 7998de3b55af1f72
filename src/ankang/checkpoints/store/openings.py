"""SQL of doors that were opened against the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from ankang.checkpoints.model.ruling import Override
from ankang.checkpoints.store.keys import site_key
from ankang.checkpoints.tables import opened_doors
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection


@dataclass(frozen=True, slots=True)
class Opened:
    """A door that was opened: by what, why, by whom. `visit_id` None where nobody could be identified."""

    opening_id: UUID
    by: str
    reason: Override | None
    note: str
    staff_id: PersonId
    visit_id: UUID | None
    opened_at: datetime
    seen_at: datetime | None = None


async def add_opening(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, opened: Opened) -> None:
    """Write that a door was opened."""
    said = {
        "by": opened.by,
        "reason": opened.reason.value if opened.reason else None,
        "note": opened.note,
        "staff_id": str(opened.staff_id),
        "visit_id": str(opened.visit_id) if opened.visit_id else None,
    }
    await connection.execute(
        insert(opened_doors).values(
            site_key=site_key(cipher, site_id),
            opening_id=opened.opening_id,
            report=cipher.encrypt_json(said, _context(opened.opening_id)),
            opened_at=opened.opened_at,
        )
    )


async def list_openings(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, limit: int) -> list[Opened]:
    """The doors that were opened at a site, the latest first."""
    rows = await connection.execute(
        select(opened_doors)
        .where(opened_doors.c.site_key == site_key(cipher, site_id))
        .order_by(opened_doors.c.opened_at.desc(), opened_doors.c.opening_id)
        .limit(limit)
    )
    found = []
    for row in rows:
        said = cipher.decrypt_json(row.report, _context(row.opening_id))
        found.append(
            Opened(
                opening_id=row.opening_id,
                by=said["by"],
                reason=Override(said["reason"]) if said["reason"] else None,
                note=said["note"],
                staff_id=PersonId(UUID(said["staff_id"])),
                visit_id=UUID(said["visit_id"]) if said["visit_id"] else None,
                opened_at=row.opened_at,
                seen_at=row.seen_at,
            )
        )
    return found


async def mark_seen(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, now: datetime) -> None:
    """Whoever answers for the site has seen what was opened so far."""
    await connection.execute(
        update(opened_doors)
        .where(opened_doors.c.site_key == site_key(cipher, site_id), opened_doors.c.seen_at.is_(None))
        .values(seen_at=now)
    )


def _context(opening_id: UUID) -> str:
    return f"opened_doors.report/{opening_id}"
