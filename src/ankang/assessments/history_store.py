"""Beside the ledger: the history of colours, the places of people, the days out of service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, literal, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from ankang.assessments.model import CauseTitle, ColourChange, Standing
from ankang.assessments.tables import colour_changes, person_places, service_outages
from ankang.core.colours import Colour
from ankang.core.ids import CompoundId, PersonId
from ankang.core.places import Place
from ankang.core.words import Words
from ankang.runtime.database import AsyncConnection

_INSERT_CHANGES = text("""
    INSERT INTO colour_changes (person_id, ledger_version, changed_at, city_code, from_colour, to_colour, causes,
                                policy_id, policy_version)
    SELECT person_id, ledger_version, changed_at, city_code, from_colour, to_colour, causes::jsonb, policy_id,
           policy_version
    FROM unnest(CAST(:people AS uuid[]), CAST(:versions AS integer[]), CAST(:changed AS timestamptz[]),
                CAST(:cities AS text[]), CAST(:before AS text[]), CAST(:after AS text[]), CAST(:causes AS text[]),
                CAST(:policy_ids AS text[]), CAST(:policy_versions AS text[]))
         AS new (person_id, ledger_version, changed_at, city_code, from_colour, to_colour, causes, policy_id,
                 policy_version)
""")
_INSERT_PLACES = text("""
    INSERT INTO person_places (person_id, place_key, division_code, compound_id)
    SELECT person_id, place_key, division_code, compound_id
    FROM unnest(CAST(:people AS uuid[]), CAST(:keys AS text[]), CAST(:divisions AS text[]), CAST(:compounds AS uuid[]))
         AS new (person_id, place_key, division_code, compound_id)
    ON CONFLICT DO NOTHING
""")


async def add_colour_changes(connection: AsyncConnection, changes: Sequence[tuple[Colour, Standing]]) -> None:
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
            "causes": [_causes_text(item) for item in after],
            "policy_ids": [item.assessment.policy_id for item in after],
            "policy_versions": [item.assessment.policy_version for item in after],
        },
    )


async def list_colour_changes(connection: AsyncConnection, person_id: PersonId) -> list[ColourChange]:
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
            tuple(
                CauseTitle(cause["rule"], Words(cause["zh"], cause["en"]), Colour(cause["colour"]))
                for cause in row.causes
            ),
            row.policy_id,
            row.policy_version,
        )
        for row in rows
    ]


async def add_places(connection: AsyncConnection, places: Mapping[PersonId, Sequence[Place]]) -> None:
    """Remember where people were; places are only added, a withdrawn stay costs one needless assessment at most."""
    rows = [(person_id, place) for person_id, items in places.items() for place in items]
    if not rows:
        return
    await connection.execute(
        _INSERT_PLACES,
        {
            "people": [person_id for person_id, _ in rows],
            "keys": [_place_key(place) for _, place in rows],
            "divisions": [place.division_code for _, place in rows],
            "compounds": [place.compound_id for _, place in rows],
        },
    )


async def people_touched(
    connection: AsyncConnection,
    division_code: str,
    compound_id: CompoundId | None,
    after: PersonId | None,
    limit: int,
) -> list[PersonId]:
    """People who lie or might lie in an area, in the order of their ids, those after `after`."""
    statement: Select[Any] = (
        select(person_places.c.person_id)
        .where(_might_lie_in(division_code, compound_id))
        .distinct()
        .order_by(person_places.c.person_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(person_places.c.person_id > after)
    return [PersonId(person_id) for person_id in (await connection.execute(statement)).scalars()]


async def add_outage(connection: AsyncConnection, day: date, reason: str, now: datetime) -> bool:
    """Write a day out of service; False where it was written before."""
    statement = insert(service_outages).values(day=day, reason=reason, declared_at=now).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def outage_days(connection: AsyncConnection) -> frozenset[date]:
    """Every day out of service."""
    return frozenset((await connection.execute(select(service_outages.c.day))).scalars())


def _might_lie_in(division_code: str, compound_id: CompoundId | None) -> Any:
    inside = person_places.c.division_code.startswith(division_code, autoescape=True)
    coarser = and_(
        literal(division_code).startswith(person_places.c.division_code), person_places.c.compound_id.is_(None)
    )
    if compound_id is None:
        return or_(inside, coarser)
    here = or_(person_places.c.compound_id == compound_id, person_places.c.compound_id.is_(None))
    return or_(and_(inside, here), coarser)


def _place_key(place: Place) -> str:
    return place.division_code if place.compound_id is None else f"{place.division_code}/{_hex(place.compound_id)}"


def _hex(value: UUID) -> str:
    return value.hex


def _causes_text(standing: Standing) -> str:
    return json.dumps(
        [
            {"rule": cause.rule, "zh": cause.title.zh, "en": cause.title.en, "colour": cause.colour.value}
            for cause in standing.assessment.open_causes
        ],
        ensure_ascii=False,
    )
