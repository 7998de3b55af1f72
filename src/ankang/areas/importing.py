"""Importing one published list: read, resolve, compare with what is open, write, tell the capabilities above.

    text -> Snapshot -> ListedArea, … -> ImportPlan -> rows that end, rows that start -> news `area_risks_changed`

The same list again writes nothing. Who is recoloured by the change is not known here: assessments listens
to the news and assesses everybody who was or is in one of the areas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ankang.areas import compound_store, store
from ankang.areas.lists import divisions
from ankang.areas.matching import Unmatched
from ankang.areas.naming import normalised_name
from ankang.areas.plan import ImportPlan, check_newer, plan_import
from ankang.areas.resolution import ListedArea, resolve_listings
from ankang.areas.snapshot import Snapshot, parse_snapshot
from ankang.core.ids import CompoundId
from ankang.core.places import Area, RiskLevel
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

TOPIC_AREAS_CHANGED = "area_risks_changed"

Progress = Callable[[str, int, int], None]
"""(what is done: "read", "opened", "closed"; how many; of how many)"""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One area of a report. `closest`, `why` and `county_name` (as published) are set for an unmatched one."""

    level: RiskLevel
    division_code: str
    name: str
    compound: str
    closest: str
    why: Unmatched | None = None
    county_name: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do (`dry_run`). `already_applied`: this very list was the newest one.

    `changed`: the areas in which somebody's colour may change; empty for a dry run, which gives no compound its id.
    """

    published_at: datetime
    opened: tuple[ReportRow, ...]
    closed: tuple[ReportRow, ...]
    kept: int
    unmatched: tuple[ReportRow, ...]
    dry_run: bool
    already_applied: bool
    changed: tuple[Area, ...] = ()


async def apply_snapshot(
    call: Call, text: str, imported_by: UUID | None, *, dry_run: bool, progress: Progress
) -> ImportReport:
    """Bring the open areas to what the list says, from the instant it was published."""
    snapshot = parse_snapshot(text)
    listed = resolve_listings(divisions(), snapshot.listings)
    progress("read", len(listed), len(listed))
    await store.lock_imports(call.connection)
    newest = await store.newest_snapshot(call.connection)
    check_newer(snapshot, *(newest or (None, "")))
    plan = plan_import(await store.open_keys(call.connection, store.NATIONAL_LIST), listed)
    closing = await store.rows_by_id(call.connection, plan.closed)
    changed = () if dry_run else await _apply(call, snapshot, plan, imported_by, closing, progress)
    return ImportReport(
        snapshot.published_at,
        opened=tuple(_listed_row(area) for area in plan.opened),
        closed=tuple(ReportRow(RiskLevel(row.level), row.division_code, row.name, "", "") for row in closing),
        kept=len(plan.kept),
        unmatched=tuple(_listed_row(area) for area in plan.unmatched),
        dry_run=dry_run,
        already_applied=newest == (snapshot.published_at, snapshot.digest),
        changed=changed,
    )


async def _apply(
    call: Call,
    snapshot: Snapshot,
    plan: ImportPlan,
    imported_by: UUID | None,
    closing: Sequence[Row[Any]],
    progress: Progress,
) -> tuple[Area, ...]:
    await store.close_area_risks(call.connection, plan.closed, snapshot.published_at)
    progress("closed", len(plan.closed), len(plan.closed))
    compound_ids = await compound_store.ensure_compounds(
        call.connection, call.cipher, _compounds_of(plan.opened), listed=True
    )
    await store.open_area_risks(call.connection, plan.opened, compound_ids, snapshot.published_at)
    progress("opened", len(plan.opened), len(plan.opened))
    await store.add_snapshot(call.connection, snapshot, plan, call.now, imported_by)
    changed = await _changed(call, plan.opened, compound_ids, closing)
    if changed:
        payload = {"areas": [{"division_code": code, "compound_id": compound} for code, compound in changed]}
        await publish(call.connection, TOPIC_AREAS_CHANGED, payload, call.now)
    return tuple(Area(code, CompoundId(UUID(compound)) if compound else None) for code, compound in changed)


def _compounds_of(areas: Iterable[ListedArea]) -> set[tuple[str, str]]:
    named = {(area.division_code, area.compound) for area in areas if area.compound and area.resolved}
    return named.union(*(area.excluded_compounds for area in areas)) if areas else named


async def _changed(
    call: Call,
    opened: Iterable[ListedArea],
    compound_ids: dict[tuple[str, str], CompoundId],
    closing: Iterable[Row[Any]],
) -> list[tuple[str, str | None]]:
    """The areas in which somebody's colour may change, each once, as division code and compound id.

    Low-level areas are left out: no pack opens a cause for them, and "the rest of the county" is everybody. A
    place brings the compounds inside it along, because people know their compound and not its neighbourhood.
    """
    compounds: dict[str, str] = {}
    whole: set[str] = set()
    for area in opened:
        if area.resolved and area.level is not RiskLevel.LOW:
            key = (area.division_code, normalised_name(area.compound))
            if area.compound:
                compounds[str(compound_ids[key])] = area.division_code
            else:
                whole.add(area.division_code)
    for row in closing:
        if row.resolved and row.level != RiskLevel.LOW.value:
            if row.compound_id is not None:
                compounds[str(row.compound_id)] = row.division_code
            else:
                whole.add(row.division_code)
    listed = [CompoundId(UUID(compound)) for compound in compounds]
    for place, inside in await compound_store.compounds_inside(call.connection, call.cipher, listed):
        compounds.setdefault(str(inside), compounds[str(place)])
    # A compound in a division that changes as a whole is reached with it.
    single = sorted((code, compound) for compound, code in compounds.items() if code not in whole)
    return [*((code, None) for code in sorted(whole)), *single]


def _listed_row(area: ListedArea) -> ReportRow:
    return ReportRow(area.level, area.division_code, area.name, area.compound, area.closest, area.why, area.county_name)
