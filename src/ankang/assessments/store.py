"""The ledger in the database: facts, standings and their locks.

Rows go in and out as arrays (`unnest`), one statement for a person as for a thousand: measured, one row at a
time costs ten times more. What a row says about health or places is encrypted and bound to the row, so that it
cannot be moved to another person; docs/decisions/0012-facts-are-encrypted.md says what stays readable and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, text, update

from ankang.assessments.content import fact_from_text, fact_to_text
from ankang.assessments.model import Standing
from ankang.assessments.tables import facts as facts_table
from ankang.assessments.tables import standings
from ankang.core.colours import Colour
from ankang.core.facts import Fact
from ankang.core.ids import FactId, PersonId
from ankang.core.policy.assessment_json import from_json, to_json
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_INSERT_MISSING = text("""
    INSERT INTO standings (person_id, colour, since, open_rules, ledger_version, policy_id, policy_version)
    SELECT wanted.person_id, 'grey', :now, '{}', 0, '', ''
    FROM unnest(CAST(:people AS uuid[])) AS wanted (person_id) ORDER BY wanted.person_id
    ON CONFLICT DO NOTHING
""")
_INSERT_FACTS = text("""
    INSERT INTO facts (person_id, fact_id, fact, recorded_at, actor_id)
    SELECT person_id, fact_id, fact, recorded_at, CAST(:actor AS uuid)
    FROM unnest(CAST(:people AS uuid[]), CAST(:ids AS uuid[]), CAST(:facts AS bytea[]),
                CAST(:recorded AS timestamptz[]))
         AS new (person_id, fact_id, fact, recorded_at)
    ON CONFLICT DO NOTHING
""")
_WRITE_STANDINGS = text("""
    UPDATE standings SET colour = new.colour, city_code = new.city_code, since = new.since,
        open_rules = string_to_array(new.open_rules, ' '), assessment = new.assessment,
        ledger_version = new.ledger_version, due_at = new.due_at,
        policy_id = new.policy_id, policy_version = new.policy_version
    FROM unnest(CAST(:people AS uuid[]), CAST(:colours AS text[]), CAST(:cities AS text[]),
                CAST(:since AS timestamptz[]), CAST(:open_rules AS text[]), CAST(:assessments AS bytea[]),
                CAST(:versions AS integer[]), CAST(:due AS timestamptz[]), CAST(:policy_ids AS text[]),
                CAST(:policy_versions AS text[]))
         AS new (person_id, colour, city_code, since, open_rules, assessment, ledger_version, due_at, policy_id,
                 policy_version)
    WHERE standings.person_id = new.person_id
""")


async def lock_standings(
    connection: AsyncConnection, people: Sequence[PersonId], now: datetime
) -> dict[PersonId, Row[Any]]:
    """The locked standing row of each person, made where it was missing.

    `people` must be sorted: whoever locks several takes them in one order, so that no two wait for each other.
    All missing rows are made before any is locked, for the same reason.
    """
    await connection.execute(_INSERT_MISSING, {"people": list(people), "now": now})
    rows = await connection.execute(
        select(standings).where(standings.c.person_id.in_(people)).order_by(standings.c.person_id).with_for_update()
    )
    return {PersonId(row.person_id): row for row in rows}


async def lock_due(connection: AsyncConnection, now: datetime, limit: int) -> dict[PersonId, Row[Any]]:
    """Locked standing rows that are due, the longest due first, without those that another process holds."""
    rows = await connection.execute(
        select(standings)
        .where(standings.c.due_at <= now)
        .order_by(standings.c.due_at, standings.c.person_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return {PersonId(row.person_id): row for row in rows}


async def add_facts(
    connection: AsyncConnection, cipher: Cipher, facts: Mapping[PersonId, Sequence[Fact]], actor_id: UUID | None
) -> None:
    """Append facts; those whose id is known for the person stay as they are."""
    rows = [(person_id, fact) for person_id, items in facts.items() for fact in items]
    if not rows:
        return
    await connection.execute(
        _INSERT_FACTS,
        {
            "people": [person_id for person_id, _ in rows],
            "ids": [fact.fact_id for _, fact in rows],
            "facts": [
                cipher.encrypt(fact_to_text(fact), _fact_context(person_id, fact.fact_id)) for person_id, fact in rows
            ],
            "recorded": [fact.recorded_at for _, fact in rows],
            "actor": actor_id,
        },
    )


async def facts_of(
    connection: AsyncConnection, cipher: Cipher, people: Iterable[PersonId]
) -> dict[PersonId, list[Fact]]:
    """Every fact of each person, in the order of recording; a person without facts has an empty list."""
    found: dict[PersonId, list[Fact]] = {person_id: [] for person_id in people}
    rows = await connection.execute(
        select(facts_table.c.person_id, facts_table.c.fact_id, facts_table.c.recorded_at, facts_table.c.fact)
        .where(facts_table.c.person_id.in_(list(found)))
        .order_by(facts_table.c.recorded_at, facts_table.c.fact_id)
    )
    for row in rows:
        fact_id = FactId(row.fact_id)
        text_of_fact = cipher.decrypt(row.fact, _fact_context(row.person_id, fact_id))
        found[PersonId(row.person_id)].append(fact_from_text(fact_id, row.recorded_at, text_of_fact))
    return found


async def write_standings(connection: AsyncConnection, cipher: Cipher, written: Sequence[Standing]) -> None:
    """Write back standings whose rows the caller has locked."""
    if not written:
        return
    await connection.execute(
        _WRITE_STANDINGS,
        {
            "people": [item.person_id for item in written],
            "colours": [item.colour.value for item in written],
            "cities": [item.city_code for item in written],
            "since": [item.since for item in written],
            "open_rules": [
                " ".join(rule_key(cipher, cause.rule) for cause in item.assessment.open_causes) for item in written
            ],
            "assessments": [
                cipher.encrypt_json(to_json(item.assessment), _assessment_context(item.person_id)) for item in written
            ],
            "versions": [item.ledger_version for item in written],
            "due": [item.due_at for item in written],
            "policy_ids": [item.assessment.policy_id for item in written],
            "policy_versions": [item.assessment.policy_version for item in written],
        },
    )


async def find_standings(
    connection: AsyncConnection, cipher: Cipher, people: Iterable[PersonId]
) -> dict[PersonId, Standing]:
    """The standings of those who have one."""
    rows = await connection.execute(select(standings).where(standings.c.person_id.in_(list(people))))
    return {PersonId(row.person_id): _standing(cipher, row) for row in rows if row.assessment is not None}


def rule_key(cipher: Cipher, rule: str) -> str:
    """What people with an open cause of the rule are counted and listed by; without the key it tells no rule."""
    return cipher.blind_index(rule, "standings.open_rules")[:8].hex()


def _standing(cipher: Cipher, row: Row[Any]) -> Standing:
    return Standing(
        person_id=PersonId(row.person_id),
        colour=Colour(row.colour),
        city_code=row.city_code,
        since=row.since,
        assessment=from_json(cipher.decrypt_json(row.assessment, _assessment_context(row.person_id))),
        ledger_version=row.ledger_version,
        due_at=row.due_at,
    )


async def mark_due(
    connection: AsyncConnection, now: datetime, *, city_prefix: str | None = None, moving_only: bool = False
) -> int:
    """Make people due now; how many that were.

    `city_prefix`: only those enrolled there, or nowhere yet. `moving_only`: only those whose answer moves with time,
    such as everybody under observation.
    """
    statement = update(standings).where(standings.c.assessment.is_not(None)).values(due_at=now)
    if city_prefix is not None:
        here = standings.c.city_code.startswith(city_prefix, autoescape=True)
        statement = statement.where(or_(here, standings.c.city_code.is_(None)))
    if moving_only:
        statement = statement.where(standings.c.due_at.is_not(None))
    return (await connection.execute(statement)).rowcount


def _fact_context(person_id: UUID, fact_id: FactId) -> str:
    return f"facts.fact/{person_id}/{fact_id}"


def _assessment_context(person_id: UUID) -> str:
    return f"standings.assessment/{person_id}"
