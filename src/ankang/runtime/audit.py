"""Every look at a person's record by somebody else, written in the transaction that looks (SPEC M2, D5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select

from ankang.core.ids import PersonId
from ankang.runtime.access import Actor
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection
from ankang.runtime.tables import looks


@dataclass(frozen=True, slots=True)
class Look:
    """One look, as the person and officers see it: who (masked), from where, what for."""

    looked_at: datetime
    looker_masked_name: str
    organisation: str
    purpose: str


async def record_look(
    connection: AsyncConnection,
    cipher: Cipher,
    actor: Actor,
    looker_masked_name: str,
    person_id: PersonId,
    purpose: str,
    now: datetime,
) -> None:
    """Write that `actor` looked at the person's record for `purpose`, a short stable word or sentence."""
    await record_looks(connection, cipher, actor, looker_masked_name, [person_id], purpose, now)


async def record_looks(
    connection: AsyncConnection,
    cipher: Cipher,
    actor: Actor,
    looker_masked_name: str,
    people: Iterable[PersonId],
    purpose: str,
    now: datetime,
) -> None:
    """The same about several people, in one round trip."""
    rows = [
        {
            "person_id": person_id,
            "look_id": uuid4(),
            "looked_at": now,
            "looker_id": actor.person_id,
            "looker": cipher.encrypt_json([looker_masked_name, actor.organisation], _context(person_id)),
            "purpose": purpose,
        }
        for person_id in people
    ]
    if rows:
        await connection.execute(insert(looks), rows)


async def list_looks(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, limit: int = 100
) -> Sequence[Look]:
    """The looks at one person's record, the latest first."""
    rows = await connection.execute(
        select(looks).where(looks.c.person_id == person_id).order_by(looks.c.looked_at.desc()).limit(limit)
    )
    found = []
    for row in rows:
        masked_name, organisation = cipher.decrypt_json(row.looker, _context(person_id))
        found.append(Look(row.looked_at, masked_name, organisation, row.purpose))
    return found


def _context(person_id: PersonId) -> str:
    return f"looks.looker/{person_id}"
