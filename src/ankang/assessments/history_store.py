"""Beside the ledger: the history of colours, the places of people, the days out of service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, exists, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from ankang.assessments.model import CauseTitle, ColourChange, Standing
from ankang.assessments.tables import colour_changes, person_places, service_outages, standings
from ankang.core.colours import Colour
from ankang.core.facts import Stay
from ankang.core.ids import CompoundId, PersonId
from ankang.core.places import Area, Place
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
    INSERT INTO person_places (person_id, place_key, division_code, compound_id, habitual)
    SELECT person_id, place_key, min(division_code), CAST(min(compound_id) AS uuid), bool_or(habitual)
    FROM unnest(CAST(:people AS uuid[]), CAST(:keys AS text[]), CAST(:divisions AS text[]),
                CAST(:compounds AS text[]), CAST(:habitual AS boolean[]))
         AS new (person_id, place_key, division_code, compound_id, habitual)
    GROUP BY person_id, place_key
""")

# `~>=~` and `~<~` are the comparisons of the index; ':' is the character after '9'.
_PEOPLE_TOUCHED = text("""
    SELECT place.person_id
    FROM unnest(CAST(:divisions AS text[]), CAST(:compounds AS uuid[])) AS area (division_code, compound_id)
    JOIN person_places AS place
      ON place.division_code ~>=~ area.division_code AND place.division_code ~<~ (area.division_code || ':')
     AND (area.compound_id IS NULL OR place.compound_id IS NULL OR place.compound_id = area.compound_id)
    WHERE place.person_id > CAST(:after AS uuid)
    UNION
    SELECT person_id FROM person_places
    WHERE division_code = ANY(CAST(:coarser AS text[])) AND compound_id IS NULL AND person_id > CAST(:after AS uuid)
    ORDER BY 1 LIMIT :limit
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


async def replace_places(connection: AsyncConnection, stays: Mapping[PersonId, Sequence[Stay]]) -> None:
    """Write where people are or were by the stays in force, instead of what was known before."""
    await connection.execute(delete(person_places).where(person_places.c.person_id.in_(list(stays))))
    rows = [(person_id, stay) for person_id, items in stays.items() for stay in items]
    if not rows:
        return
    await connection.execute(
        _INSERT_PLACES,
        {
            "people": [person_id for person_id, _ in rows],
            "keys": [_place_key(stay.place) for _, stay in rows],
            "divisions": [stay.place.division_code for _, stay in rows],
            "compounds": [_text(stay.place.compound_id) for _, stay in rows],
            "habitual": [stay.habitual for _, stay in rows],
        },
    )


async def people_touched(
    connection: AsyncConnection, areas: Sequence[Area], after: PersonId | None, limit: int
) -> list[PersonId]:
    """People who lie or might lie in one of the areas, each once, in the order of their ids, those after `after`.

    Inside: the same or a smaller division, and not known to be in another compound. Might: known too coarsely.
    """
    rows = await connection.execute(
        _PEOPLE_TOUCHED,
        {
            "divisions": [area.division_code for area in areas],
            "compounds": [area.compound_id for area in areas],
            "coarser": sorted({code for area in areas for code in _coarser(area.division_code)}),
            "after": after or UUID(int=0),
            "limit": limit,
        },
    )
    return [PersonId(person_id) for person_id in rows.scalars()]


async def people_living_in(
    connection: AsyncConnection, region_code: str, colours: Sequence[Colour], limit: int
) -> list[PersonId]:
    """People of these colours who live in a region, or are enrolled in it, in the order of their ids."""
    lives_here = exists().where(
        person_places.c.person_id == standings.c.person_id,
        person_places.c.habitual,
        person_places.c.division_code.startswith(region_code, autoescape=True),
    )
    enrolled_here = standings.c.city_code.startswith(region_code, autoescape=True)
    rows = await connection.execute(
        select(standings.c.person_id)
        .where(standings.c.colour.in_([colour.value for colour in colours]), or_(enrolled_here, lives_here))
        .order_by(standings.c.person_id)
        .limit(limit)
    )
    return [PersonId(person_id) for person_id in rows.scalars()]


async def add_outage(connection: AsyncConnection, day: date, reason: str, now: datetime) -> bool:
    """Write a day out of service; False where it was written before."""
    statement = insert(service_outages).values(day=day, reason=reason, declared_at=now).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def outage_days(connection: AsyncConnection) -> frozenset[date]:
    """Every day out of service."""
    return frozenset((await connection.execute(select(service_outages.c.day))).scalars())


def _coarser(division_code: str) -> list[str]:
    return [division_code[:length] for length in (2, 4, 6, 9) if length < len(division_code)]


def _place_key(place: Place) -> str:
    return place.division_code if place.compound_id is None else f"{place.division_code}/{place.compound_id}"


def _text(compound_id: CompoundId | None) -> str | None:
    return None if compound_id is None else str(compound_id)


def _causes_text(standing: Standing) -> str:
    return json.dumps(
        [
            {"rule": cause.rule, "zh": cause.title.zh, "en": cause.title.en, "colour": cause.colour.value}
            for cause in standing.assessment.open_causes
        ],
        ensure_ascii=False,
    )
