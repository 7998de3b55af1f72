"""SQL of what a gate counts and remembers: answered keys, seen proofs, look-ups, refused scans, today's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.model.visits import Today
from ankang.checkpoints.store.decoys import DECOY
from ankang.checkpoints.store.keys import entrance_key, seal_site, site_key
from ankang.checkpoints.tables import answered_keys, look_ups, refused_scans, registrations, seen_proofs, visits
from ankang.core.credential.code_name import CodeName
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

ANSWERED = "answered"
"""The outcome of a look-up that got an answer; one above the quota is logged with the refusal's name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Who saw a proof first."""

    staff_id: PersonId
    key: UUID
    seen_at: datetime


async def lock_account(connection: AsyncConnection, staff_id: PersonId) -> None:
    """Let what one account does, such as its uploads, happen one after the other."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"upload:{staff_id}", 0))))


async def claim_key(
    connection: AsyncConnection, person_id: PersonId, key: UUID, act: str, now: datetime
) -> tuple[str, bytes | None]:
    """The act of a key and its answer, None while it has none; a second request waits for the first."""
    await connection.execute(
        upsert(answered_keys).values(person_id=person_id, key=key, act=act, answered_at=now).on_conflict_do_nothing()
    )
    claimed = await find_answer(connection, person_id, key)
    assert claimed is not None  # noqa: S101  (it was written above, or by whoever came first)
    return claimed


async def find_answer(connection: AsyncConnection, person_id: PersonId, key: UUID) -> tuple[str, bytes | None] | None:
    """The act and the answer of a claimed key; None for one that nobody claimed."""
    row = (
        await connection.execute(
            select(answered_keys.c.act, answered_keys.c.answer).where(
                answered_keys.c.person_id == person_id, answered_keys.c.key == key
            )
        )
    ).one_or_none()
    return (row.act, row.answer) if row is not None else None


async def write_answer(connection: AsyncConnection, person_id: PersonId, key: UUID, answer: bytes) -> None:
    """Keep the encrypted answer of a claimed key."""
    await connection.execute(
        update(answered_keys)
        .where(answered_keys.c.person_id == person_id, answered_keys.c.key == key)
        .values(answer=answer)
    )


async def see_proof(connection: AsyncConnection, name: CodeName, proof_at: datetime, seen: Seen) -> Seen | None:
    """Remember a proof; who saw it before, or None. Two gates at once: the second waits for the first."""
    added = await connection.execute(
        upsert(seen_proofs)
        .values(
            list_id=name.list_id,
            index=name.index,
            proof_at=proof_at,
            staff_id=seen.staff_id,
            key=seen.key,
            seen_at=seen.seen_at,
        )
        .on_conflict_do_nothing()
        .returning(seen_proofs.c.index)
    )
    if added.first() is not None:
        return None
    row = (
        await connection.execute(
            select(seen_proofs).where(
                seen_proofs.c.list_id == name.list_id,
                seen_proofs.c.index == name.index,
                seen_proofs.c.proof_at == proof_at,
            )
        )
    ).one()
    return Seen(PersonId(row.staff_id), row.key, row.seen_at)


async def add_refused_scan(
    connection: AsyncConnection, cipher: Cipher, duty: Duty, refusal: str, now: datetime
) -> None:
    """Count a scan that named nobody."""
    await connection.execute(
        insert(refused_scans).values(
            site_key=site_key(cipher, duty.site.site_id),
            scan_id=uuid4(),
            entrance_key=entrance_key(cipher, duty.entrance.entrance_id) if duty.entrance else None,
            staff_id=duty.staff_id,
            refusal=refusal,
            at=now,
        )
    )


async def add_look_up(
    connection: AsyncConnection,
    cipher: Cipher,
    staff_id: PersonId,
    site_id: SiteId,
    document_index: bytes,
    outcome: str,
    now: datetime,
) -> None:
    """Log a look-up by document number."""
    await connection.execute(
        insert(look_ups).values(
            person_id=staff_id,
            look_up_id=uuid4(),
            site=seal_site(cipher, site_id, f"look_ups.site/{staff_id}"),
            looked_at=now,
            document_index=document_index,
            outcome=outcome,
        )
    )


async def look_ups_since(
    connection: AsyncConnection, staff_id: PersonId, since: datetime
) -> tuple[int, datetime | None]:
    """How many look-ups of an account were answered since an instant, decoys too, and when the first of them was."""
    row = (
        await connection.execute(
            select(func.count(), func.min(look_ups.c.looked_at)).where(
                look_ups.c.person_id == staff_id,
                look_ups.c.looked_at > since,
                look_ups.c.outcome.in_((ANSWERED, DECOY)),
            )
        )
    ).one()
    return int(row[0]), row[1]


async def today_at(
    connection: AsyncConnection, cipher: Cipher, site_id: SiteId, day_began: datetime, isolated_since: datetime
) -> Today:
    """The figures of one local day at one site; who waits for the second reading waits across midnight."""
    here = site_key(cipher, site_id)
    today = visits.c.at >= day_began
    isolated = (visits.c.state == VisitState.ISOLATED.value) & (visits.c.at >= isolated_since)
    counted = (
        await connection.execute(
            select(
                func.count().filter(today),
                func.count().filter(today, visits.c.verdict == Verdict.PASS.value),
                func.count().filter(today, visits.c.verdict.not_in((Verdict.PASS.value, Verdict.RECHECK.value))),
                func.count().filter(isolated),
            ).where(visits.c.site_key == here, visits.c.at >= min(day_began, isolated_since))
        )
    ).one()
    refused = (
        await connection.execute(
            select(func.count())
            .select_from(refused_scans)
            .where(refused_scans.c.site_key == here, refused_scans.c.at >= day_began)
        )
    ).scalar_one()
    registered = (
        await connection.execute(
            select(func.count())
            .select_from(registrations)
            .where(
                registrations.c.site_key == here,
                registrations.c.registered_at >= day_began,
                registrations.c.state.in_(("registered", "accepted")),
            )
        )
    ).scalar_one()
    return Today(counted[0] + refused, counted[1], counted[2] + refused, counted[3], int(registered))


async def forget(connection: AsyncConnection, proofs_before: datetime, answers_before: datetime) -> int:
    """Delete what no gate needs to remember any more; how many rows that were."""
    proofs = await connection.execute(delete(seen_proofs).where(seen_proofs.c.seen_at < proofs_before))
    answers = await connection.execute(delete(answered_keys).where(answered_keys.c.answered_at < answers_before))
    return proofs.rowcount + answers.rowcount
