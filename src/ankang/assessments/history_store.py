"""Beside the ledger: the history of colours and the days out of service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from ankang.assessments.model import CauseTitle, ColourChange, Standing
from ankang.assessments.tables import colour_changes, service_outages
from ankang.core.colours import Colour
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_INSERT_CHANGES = text("""
    INSERT INTO colour_changes (person_id, ledger_version, changed_at, city_code, from_colour, to_colour, causes,
                                policy_id, policy_version)
    SELECT person_id, ledger_version, changed_at, city_code, from_colour, to_colour, causes, policy_id,
           policy_version
    FROM unnest(CAST(:people AS uuid[]), CAST(:versions AS integer[]), CAST(:changed AS timestamptz[]),
                CAST(:cities AS text[]), CAST(:before AS text[]), CAST(:after AS text[]), CAST(:causes AS bytea[]),
                CAST(:policy_ids AS text[]), CAST(:policy_versions AS text[]))
         AS new (person_id, ledger_version, changed_at, city_code, from_colour, to_colour, causes, policy_id,
                 policy_version)
""")


async def add_colour_changes(
    connection: AsyncConnection, cipher: Cipher, changes: Sequence[tuple[Colour, Standing]]
) -> None:
    """Append changes: the colour before, and the standing after."""
    if not changes:
        return
    after = [standing for _, standing in changes]
    await connection.execute(
        _INSERT_CHANGES,
        {
            "people": [item.person_id for item in after],
            "versions": [item.ledger_version for item in after],
            "changed": [item.since for item in after],
            "cities": [item.city_code for item in after],
            "before": [colour.value for colour, _ in changes],
            "after": [item.colour.value for item in after],
            "causes": [
                cipher.encrypt_json(_causes_json(item), _causes_context(item.person_id, item.ledger_version))
                for item in after
            ],
            "policy_ids": [item.assessment.policy_id for item in after],
            "policy_versions": [item.assessment.policy_version for item in after],
        },
    )


async def list_colour_changes(connection: AsyncConnection, cipher: Cipher, person_id: PersonId) -> list[ColourChange]:
    """Every change of one person's colour, the latest first."""
    rows = await connection.execute(
        select(colour_changes)
        .where(colour_changes.c.person_id == person_id)
        .order_by(colour_changes.c.changed_at.desc(), colour_changes.c.ledger_version.desc())
    )
    return [
        ColourChange(
            row.changed_at,
            Colour(row.from_colour),
            Colour(row.to_colour),
            _causes(cipher.decrypt_json(row.causes, _causes_context(person_id, row.ledger_version))),
            row.policy_id,
            row.policy_version,
        )
        for row in rows
    ]


async def add_outage(connection: AsyncConnection, day: date, reason: str, now: datetime) -> bool:
    """Write a day out of service; False where it was written before."""
    statement = insert(service_outages).values(day=day, reason=reason, declared_at=now).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def outage_days(connection: AsyncConnection) -> frozenset[date]:
    """Every day out of service."""
    return frozenset((await connection.execute(select(service_outages.c.day))).scalars())


def _causes_context(person_id: UUID, ledger_version: int) -> str:
    return f"colour_changes.causes/{person_id}/{ledger_version}"


def _causes(value: list[dict[str, str]]) -> tuple[CauseTitle, ...]:
    return tuple(CauseTitle(cause["rule"], Words(cause["zh"], cause["en"]), Colour(cause["colour"])) for cause in value)


def _causes_json(standing: Standing) -> list[dict[str, str]]:
    return [
        {"rule": cause.rule, "zh": cause.title.zh, "en": cause.title.en, "colour": cause.colour.value}
        for cause in standing.assessment.open_causes
    ]
