"""SQL of what many requests of one moment read and write together (`runtime/lane`): one statement for all of them.

Rows are written in the order of their keys, so that two processes that write some of the same rows wait for each
other and never in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, text

from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.visits import Way
from ankang.checkpoints.store.gates import Seen
from ankang.checkpoints.tables import visits
from ankang.core.credential.code_name import CodeName
from ankang.core.ids import PersonId
from ankang.runtime.database import AsyncConnection, among

KeyOf = tuple[PersonId, UUID]
"""An account, and the key with which it sent a request."""
ProofOf = tuple[int, int, datetime]
"""List and index of a code's name, and when the proof was made."""

_MET = text("""
    SELECT person_id, key, NULL AS list_id, NULL AS index, NULL AS proof_at
    FROM answered_keys
    JOIN unnest(CAST(:people AS uuid[]), CAST(:keys AS uuid[])) AS asked (person_id, key) USING (person_id, key)
    UNION ALL
    SELECT NULL, NULL, list_id, index, proof_at
    FROM seen_proofs
    JOIN unnest(CAST(:lists AS bigint[]), CAST(:indices AS integer[]), CAST(:times AS timestamptz[]))
        AS shown (list_id, index, proof_at) USING (list_id, index, proof_at)
""")
_VISITS_SINCE = select(visits.c.person_id, visits.c.site_key, visits.c.way, visits.c.state, visits.c.at).where(
    among(visits.c.person_id, "people"), visits.c.at >= bindparam("since")
)
_ADD_ANSWERS = text("""
    INSERT INTO answered_keys (person_id, key, act, answer, answered_at)
    SELECT person_id, key, act, answer, :now
    FROM unnest(CAST(:people AS uuid[]), CAST(:keys AS uuid[]), CAST(:acts AS text[]), CAST(:answers AS bytea[]))
        AS new (person_id, key, act, answer)
    ON CONFLICT DO NOTHING
""")
_ADD_PROOFS = text("""
    INSERT INTO seen_proofs (list_id, index, proof_at, staff_id, key, seen_at)
    SELECT list_id, index, proof_at, staff_id, key, :now
    FROM unnest(
        CAST(:lists AS bigint[]), CAST(:indices AS integer[]), CAST(:times AS timestamptz[]),
        CAST(:people AS uuid[]), CAST(:keys AS uuid[])
    ) AS new (list_id, index, proof_at, staff_id, key)
    ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class RecentVisit:
    """Where and how somebody was seen lately."""

    person_id: PersonId
    site_key: bytes
    way: Way
    state: VisitState
    at: datetime


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """The first answer to a key."""

    person_id: PersonId
    key: UUID
    act: str
    sealed: bytes


async def met_before(
    connection: AsyncConnection, keys: Iterable[KeyOf], proofs: Iterable[ProofOf]
) -> tuple[set[KeyOf], set[ProofOf]]:
    """Those of the keys that came before, and those of the proofs that a gate saw before."""
    asked, shown = list(keys), list(proofs)
    rows = await connection.execute(
        _MET,
        {
            "people": [person_id for person_id, _ in asked],
            "keys": [key for _, key in asked],
            "lists": [list_id for list_id, _, _ in shown],
            "indices": [index for _, index, _ in shown],
            "times": [proof_at for _, _, proof_at in shown],
        },
    )
    met_keys: set[KeyOf] = set()
    met_proofs: set[ProofOf] = set()
    for person_id, key, list_id, index, proof_at in rows:
        if person_id is not None:
            met_keys.add((person_id, key))
        else:
            met_proofs.add((list_id, index, proof_at))
    return met_keys, met_proofs


async def visits_since(connection: AsyncConnection, people: Iterable[PersonId], since: datetime) -> list[RecentVisit]:
    """The visits of these people since then, in no order."""
    rows = await connection.execute(_VISITS_SINCE, {"people": list(people), "since": since})
    return [RecentVisit(row.person_id, row.site_key, row.way, VisitState(row.state), row.at) for row in rows]


async def add_answers(connection: AsyncConnection, answers: Iterable[NewAnswer], now: datetime) -> int:
    """Keep the answers of keys; how many were new."""
    rows = sorted(answers, key=lambda item: (item.person_id, item.key))
    added = await connection.execute(
        _ADD_ANSWERS,
        {
            "people": [row.person_id for row in rows],
            "keys": [row.key for row in rows],
            "acts": [row.act for row in rows],
            "answers": [row.sealed for row in rows],
            "now": now,
        },
    )
    return added.rowcount


async def add_proofs(connection: AsyncConnection, proofs: Iterable[tuple[CodeName, datetime, Seen]]) -> int:
    """Remember proofs that were all seen at one instant; how many were new."""
    rows = sorted(proofs, key=lambda item: (item[0].list_id, item[0].index, item[1]))
    added = await connection.execute(
        _ADD_PROOFS,
        {
            "lists": [name.list_id for name, _, _ in rows],
            "indices": [name.index for name, _, _ in rows],
            "times": [proof_at for _, proof_at, _ in rows],
            "people": [seen.staff_id for _, _, seen in rows],
            "keys": [seen.key for _, _, seen in rows],
            "now": rows[0][2].seen_at,
        },
    )
    return added.rowcount
