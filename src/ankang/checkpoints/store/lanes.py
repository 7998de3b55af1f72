"""SQL of what many requests of one moment read and write together (`runtime/lane`): one statement for all of them.

Rows are written in the order of their keys, so that two processes that write some of the same rows wait for each
other and never in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, text

from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.visits import Visit, Way
from ankang.checkpoints.store.gates import Seen
from ankang.checkpoints.store.visits import ADD_VISITS, visit_rows
from ankang.checkpoints.tables import answered_keys, seen_proofs, visits
from ankang.core.credential.code_name import CodeName
from ankang.core.ids import PersonId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection, among, as_lists, insert_lists

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
_ADD_ANSWERS = insert_lists(answered_keys).on_conflict_do_nothing()
_ADD_PROOFS = insert_lists(seen_proofs).on_conflict_do_nothing()
_ANSWERED = _ADD_ANSWERS.returning(answered_keys.c.key).cte("answered")
_SEEN = _ADD_PROOFS.returning(seen_proofs.c.list_id).cte("seen")
_ADD_SCANS = select(
    select(func.count()).select_from(_ANSWERED).scalar_subquery().label("answers"),
    select(func.count()).select_from(_SEEN).scalar_subquery().label("proofs"),
).add_cte(ADD_VISITS.cte("visited"))


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
    at: datetime


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


async def add_answers(connection: AsyncConnection, answers: Iterable[NewAnswer]) -> int:
    """Keep the answers of keys; how many were new."""
    added = await connection.execute(_ADD_ANSWERS, as_lists(answered_keys, _answer_rows(answers)))
    return added.rowcount


async def add_scans(
    connection: AsyncConnection,
    cipher: Cipher,
    answers: Sequence[NewAnswer],
    proofs: Sequence[tuple[CodeName, datetime, Seen]],
    new: Sequence[Visit],
) -> bool:
    """Write scans with their answers and proofs, in one statement; whether every answer and every proof was new.

    Where one was not, nothing may be committed.
    """
    added = (
        await connection.execute(
            _ADD_SCANS,
            as_lists(answered_keys, _answer_rows(answers))
            | as_lists(seen_proofs, _proof_rows(proofs))
            | as_lists(visits, visit_rows(cipher, new)),
        )
    ).one()
    return bool(added.answers == len(answers) and added.proofs == len(proofs))


def _answer_rows(answers: Iterable[NewAnswer]) -> list[dict[str, Any]]:
    return [
        {"person_id": item.person_id, "key": item.key, "act": item.act, "answer": item.sealed, "answered_at": item.at}
        for item in sorted(answers, key=lambda item: (item.person_id, item.key))
    ]


def _proof_rows(proofs: Iterable[tuple[CodeName, datetime, Seen]]) -> list[dict[str, Any]]:
    return [
        {
            "list_id": name.list_id,
            "index": name.index,
            "proof_at": proof_at,
            "staff_id": seen.staff_id,
            "key": seen.key,
            "seen_at": seen.seen_at,
        }
        for name, proof_at, seen in sorted(proofs, key=lambda item: (item[0].list_id, item[0].index, item[1]))
    ]
