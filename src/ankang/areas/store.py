"""The SQL of area risks and imported lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.sql.elements import ColumnElement

from ankang.areas.compound_store import related
from ankang.areas.naming import normalised_name
from ankang.areas.plan import ImportPlan
from ankang.areas.resolution import ListedArea
from ankang.areas.snapshot import Snapshot
from ankang.areas.tables import area_risks, area_snapshots, compounds
from ankang.core.ids import CompoundId
from ankang.core.places import Area, AreaRisk, RiskLevel
from ankang.runtime.database import AsyncConnection

NATIONAL_LIST = "national_list"
# Any constant will do, it only has to be ours: two imports at once take turns.
_IMPORT_LOCK = 3401_2022


async def lock_imports(connection: AsyncConnection) -> None:
    """Wait until no other import runs; holds until the transaction ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})


async def newest_snapshot(connection: AsyncConnection) -> tuple[datetime, str] | None:
    """When the newest applied list was published, and its digest; None before the first."""
    statement = select(area_snapshots.c.published_at, area_snapshots.c.digest)
    row = (await connection.execute(statement.order_by(area_snapshots.c.published_at.desc()).limit(1))).one_or_none()
    return None if row is None else (row.published_at, row.digest)


async def add_snapshot(
    connection: AsyncConnection, snapshot: Snapshot, plan: ImportPlan, now: datetime, imported_by: UUID | None
) -> None:
    """Write that a list was applied; the same list a second time leaves the first entry."""
    await connection.execute(
        insert_or(area_snapshots)
        .values(
            published_at=snapshot.published_at,
            digest=snapshot.digest,
            imported_at=now,
            imported_by=imported_by,
            opened=len(plan.opened),
            closed=len(plan.closed),
            kept=len(plan.kept),
            unmatched=len(plan.unmatched),
        )
        .on_conflict_do_nothing()
    )


async def open_keys(connection: AsyncConnection, source: str) -> dict[str, UUID]:
    """The keys of the areas of a source that have not ended."""
    rows = await connection.execute(
        select(area_risks.c.key, area_risks.c.area_risk_id).where(
            area_risks.c.ends_at.is_(None), area_risks.c.source == source
        )
    )
    return {row.key: row.area_risk_id for row in rows}


async def close_area_risks(connection: AsyncConnection, ids: Sequence[UUID], at: datetime) -> None:
    """End the areas at `at`."""
    if not ids:
        return
    statement = update(area_risks).where(area_risks.c.area_risk_id.in_(ids))
    await connection.execute(statement.values(ends_at=at))


async def rows_by_id(connection: AsyncConnection, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """The area risks with these ids."""
    return (await connection.execute(select(area_risks).where(area_risks.c.area_risk_id.in_(ids)))).all()


async def open_area_risks(
    connection: AsyncConnection,
    areas: Sequence[ListedArea],
    compound_ids: Mapping[tuple[str, str], CompoundId],
    at: datetime,
) -> None:
    """Open the areas at `at`; every compound they name is in `compound_ids` by division and normalised name."""
    rows = [
        {
            "area_risk_id": uuid4(),
            "key": area.key,
            "division_code": area.division_code,
            "compound_id": _compound_id(area, compound_ids),
            "excluded_compounds": sorted(
                compound_ids[code, normalised_name(name)] for code, name in area.excluded_compounds
            ),
            "excluded_divisions": sorted(area.excluded_divisions),
            "level": area.level.value,
            "name": area.name,
            "resolved": area.resolved,
            "closest": area.closest,
            "source": NATIONAL_LIST,
            "starts_at": at,
        }
        for area in areas
    ]
    if rows:
        await connection.execute(insert(area_risks), rows)


def _compound_id(area: ListedArea, compound_ids: Mapping[tuple[str, str], CompoundId]) -> CompoundId | None:
    if not area.compound or not area.resolved:
        return None
    return compound_ids[area.division_code, normalised_name(area.compound)]


async def area_risks_near(connection: AsyncConnection, codes: Iterable[str]) -> Sequence[Row[Any]]:
    """Every resolved area risk, ended ones too, whose division contains one of the codes or lies in it."""
    statement = select(area_risks).where(area_risks.c.resolved, related(area_risks.c.division_code, codes))
    return (await connection.execute(statement.order_by(area_risks.c.starts_at, area_risks.c.area_risk_id))).all()


@dataclass(frozen=True, slots=True)
class RiskFilter:
    """Which area risks a list shows: in force at an instant, in a division, at a level."""

    at: datetime
    division_code: str = ""
    level: RiskLevel | None = None
    unresolved_only: bool = False


async def list_area_risks(
    connection: AsyncConnection, wanted: RiskFilter, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """One page by division code and id, with the compound's name; at most `limit` rows."""
    statement = (
        select(area_risks, compounds.c.name.label("compound_name"))
        .join_from(area_risks, compounds, area_risks.c.compound_id == compounds.c.compound_id, isouter=True)
        .where(*_conditions(wanted))
        .order_by(area_risks.c.division_code, area_risks.c.area_risk_id)
        .limit(limit)
    )
    if after is not None:
        code, area_risk_id = after
        later = (area_risks.c.division_code == code) & (area_risks.c.area_risk_id > area_risk_id)
        statement = statement.where(or_(area_risks.c.division_code > code, later))
    return (await connection.execute(statement)).all()


async def count_area_risks(connection: AsyncConnection, wanted: RiskFilter) -> dict[RiskLevel, int]:
    """How many area risks the filter shows, by level."""
    rows = await connection.execute(
        select(area_risks.c.level, func.count()).where(*_conditions(wanted)).group_by(area_risks.c.level)
    )
    return {RiskLevel(level): count for level, count in rows}


def _conditions(wanted: RiskFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        area_risks.c.starts_at <= wanted.at,
        or_(area_risks.c.ends_at.is_(None), area_risks.c.ends_at > wanted.at),
    ]
    if wanted.division_code:
        conditions.append(area_risks.c.division_code.startswith(wanted.division_code, autoescape=True))
    if wanted.level is not None:
        conditions.append(area_risks.c.level == wanted.level.value)
    if wanted.unresolved_only:
        conditions.append(area_risks.c.resolved.is_(False))
    return conditions


def area_risk_from(row: Row[Any], compound_id: CompoundId | None = None) -> AreaRisk:
    """The area risk of a row; `compound_id` instead of the row's own where the place lies inside it."""
    return AreaRisk(
        Area(
            row.division_code,
            compound_id or (CompoundId(row.compound_id) if row.compound_id is not None else None),
            frozenset() if compound_id else frozenset(CompoundId(item) for item in row.excluded_compounds),
            frozenset(row.excluded_divisions),
        ),
        RiskLevel(row.level),
        row.starts_at,
        row.ends_at,
        row.name,
    )
