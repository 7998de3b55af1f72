"""SQL of decoys, and of the look-ups that touched one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ankang.checkpoints.store.keys import open_site
from ankang.checkpoints.tables import decoys, look_ups
from ankang.core.ids import PersonId, SiteId
from ankang.identity.model import DocumentType
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

DECOY = "decoy"
"""The outcome of a look-up that touched one."""


@dataclass(frozen=True, slots=True)
class DecoyLookUp:
    """Who looked up a number that nobody has, where and when."""

    look_up_id: UUID
    staff_id: PersonId
    site_id: SiteId
    looked_at: datetime


def look_up_index(cipher: Cipher, document_type: DocumentType, number: str) -> bytes:
    """What look-ups and decoys are compared by, of a canonical number."""
    return cipher.blind_index(f"{document_type}:{number}", "look_ups.document")


async def add_decoy(connection: AsyncConnection, document_index: bytes, now: datetime) -> bool:
    """Mark a number; whether it was not marked yet."""
    added = await connection.execute(
        insert(decoys)
        .values(document_index=document_index, made_at=now)
        .on_conflict_do_nothing()
        .returning(decoys.c.made_at)
    )
    return added.first() is not None


async def is_decoy(connection: AsyncConnection, document_index: bytes) -> bool:
    """Whether a number is marked."""
    found = await connection.execute(select(decoys.c.made_at).where(decoys.c.document_index == document_index))
    return found.first() is not None


async def list_decoy_look_ups(connection: AsyncConnection, cipher: Cipher, limit: int = 500) -> list[DecoyLookUp]:
    """The look-ups that touched a decoy, the latest first."""
    rows = await connection.execute(
        select(look_ups)
        .where(look_ups.c.outcome == DECOY)
        .order_by(look_ups.c.looked_at.desc(), look_ups.c.look_up_id)
        .limit(limit)
    )
    return [
        DecoyLookUp(
            row.look_up_id,
            PersonId(row.person_id),
            open_site(cipher, row.site, f"look_ups.site/{row.person_id}"),
            row.looked_at,
        )
        for row in rows
    ]
