"""Areas: divisions to choose from, compounds, risk levels, and the import of published lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ankang.areas import compound_store, store
from ankang.areas.compound_store import Compound
from ankang.areas.divisions import Division, KnownDivision
from ankang.areas.importing import TOPIC_AREAS_CHANGED, ImportReport, Progress, ReportRow, apply_snapshot
from ankang.areas.lists import centres, divisions
from ankang.areas.matching import Unmatched
from ankang.areas.naming import normalised_name
from ankang.areas.places_near import nearest_centre
from ankang.areas.plan import check_published
from ankang.areas.resolution import ListedArea, resolve_listings
from ankang.areas.schemas import RiskRow, RisksPage
from ankang.areas.snapshot import LARGEST_LIST, parse_snapshot, text_of_list
from ankang.areas.store import RiskFilter
from ankang.areas.tables import STORED_LISTS
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import CompoundId
from ankang.core.places import AreaRisk, Place, RiskLevel
from ankang.core.words import Words
from ankang.runtime.access import Actor, Role, check_role
from ankang.runtime.context import Call
from ankang.runtime.scratch import hide_behind_empty_copies
from ankang.runtime.tables import outbox

__all__ = [
    "LARGEST_LIST",
    "TOPIC_AREAS_CHANGED",
    "Compound",
    "ImportReport",
    "ListedArea",
    "ReportRow",
    "RiskFilter",
    "Unmatched",
    "area_risks_for",
    "areas_named_by",
    "check_published_by_now",
    "compound_names",
    "division_name",
    "find_division",
    "get_or_add_compound",
    "import_snapshot",
    "import_snapshot_as",
    "known_division",
    "list_area_risks",
    "list_divisions",
    "nearest",
    "published_at",
    "search_compounds",
    "set_lists_aside",
    "text_of_list",
]

_FARTHEST_KM = 60.0  # no point of Anhui is farther from a seat; beyond that there is nothing to offer


def list_divisions(parent_code: str) -> tuple[Division, ...]:
    """The divisions directly inside a division, by code; the provinces for an empty code."""
    return divisions().children_of(parent_code)


def find_division(code: str) -> Division | None:
    """The division in force with exactly this code."""
    return divisions().find(code)


def division_name(code: str) -> str:
    """The division's names from the province down; the code itself where no list has it."""
    return divisions().path_of(code) or code


def known_division(code6: str) -> KnownDivision:
    """What the lists say of the region code of an identity number."""
    return divisions().known(code6)


def nearest(latitude: float, longitude: float) -> tuple[Division, float] | None:
    """The nearest city of Anhui and its distance in km; None where none is near enough to offer."""
    centre, kilometres = nearest_centre(centres(), latitude, longitude)
    city = divisions().find(centre.code[:4])
    return None if city is None or kilometres > _FARTHEST_KM else (city, kilometres)


async def area_risks_for(call: Call, places: Iterable[Place]) -> tuple[AreaRisk, ...]:
    """Every area risk, ended ones too, in which one of the places lies or might lie.

    A compound whose name begins with a listed place's name in the same division lies in it: who lives in
    文昌社区三清财富城 is in 文昌社区. Such an area risk is returned once more under the compound's own id.
    """
    known = list(places)
    rows = await store.area_risks_near(call.connection, (place.division_code for place in known))
    own = {place.compound_id for place in known if place.compound_id is not None}
    listed = {CompoundId(row.compound_id) for row in rows if row.compound_id is not None} if own else set()
    inside: dict[CompoundId, list[CompoundId]] = {}
    for place, compound in await compound_store.compounds_inside(call.connection, call.cipher, listed, own):
        inside.setdefault(place, []).append(compound)
    found = [store.area_risk_from(row) for row in rows]
    for row in rows:
        excluded = set(row.excluded_compounds)
        found += [
            store.area_risk_from(row, compound)
            for compound in inside.get(row.compound_id, ())
            if compound not in excluded
        ]
    return tuple(found)


async def search_compounds(call: Call, division_code: str, name_part: str, limit: int = 20) -> list[Compound]:
    """Compounds that an authority has named, to choose one's own from; not what other residents typed."""
    return await compound_store.search_compounds(call.connection, division_code, name_part, limit)


async def compound_names(call: Call, ids: Iterable[CompoundId]) -> dict[CompoundId, str]:
    """The names of compounds; the caller has checked that the reader may know who is there."""
    return await compound_store.compound_names(call.connection, call.cipher, ids)


async def get_or_add_compound(call: Call, division_code: str, name: str) -> CompoundId:
    """The compound of this name in a street or county, made when it is new; for addresses that people type."""
    if not normalised_name(name) or len(name) > 80 or len(division_code) < 6:
        raise invalid_field(
            "compound",
            "compound_unusable",
            Words(
                "请填写所在县区和小区（村）名称，名称不超过 80 个字。",
                "Please give the county and the name of the compound or village, at most 80 characters.",
            ),
        )
    ids = await compound_store.ensure_compounds(call.connection, call.cipher, [(division_code, name)], listed=False)
    return ids[division_code, normalised_name(name)]


async def import_snapshot_as(call: Call, actor: Actor, text: str, *, dry_run: bool = False) -> ImportReport:
    """Import a published list as an officer; a trial run is open to every officer.

    The list is of the whole country, so applying it needs an officer of a province.
    """
    check_role(actor, Role.OFFICER)
    if not dry_run and len(actor.region_code) != 2:
        raise RefusedError(
            RefusalKind.FORBIDDEN,
            "province_officer_needed",
            Words(
                "名单涉及全国，需由省级卫生健康部门人员导入；您可以先试算查看变化。",
                "The list is of the whole country, so an officer of the province imports it; you may make a dry run.",
            ),
        )
    check_published_by_now(text, call.now)
    return await import_snapshot(call, text, imported_by=actor.person_id, dry_run=dry_run)


def areas_named_by(text: str) -> tuple[ListedArea, ...]:
    """The areas that a list names, each once; nothing is read from the database or written."""
    return resolve_listings(divisions(), parse_snapshot(text).listings)


def published_at(text: str) -> datetime:
    """When a list was published; RefusedError `snapshot_unreadable` where the text is none."""
    return parse_snapshot(text).published_at


def check_published_by_now(text: str, now: datetime) -> datetime:
    """When a list was published; RefusedError where the text is no list, or one of the future."""
    snapshot = parse_snapshot(text)
    check_published(snapshot, now)
    return snapshot.published_at


async def import_snapshot(
    call: Call,
    text: str,
    *,
    imported_by: UUID | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _what, _done, _of: None,
) -> ImportReport:
    """Import a published list; the caller is the operator at the command line or has checked the officer.

    RefusedError `snapshot_unreadable` or `snapshot_not_newer`; then nothing is written.
    """
    return await apply_snapshot(call, text, imported_by, dry_run=dry_run, progress=progress)


async def set_lists_aside(call: Call) -> None:
    """Let nothing be listed until the transaction ends, in this transaction alone: for a replay of other years."""
    await hide_behind_empty_copies(call.connection, *STORED_LISTS, outbox)


async def list_area_risks(call: Call, wanted: RiskFilter, after: tuple[str, UUID] | None, limit: int) -> RisksPage:
    """One page of the public list, by division; `after` is the key of the last row of the page before."""
    rows = await store.list_area_risks(call.connection, wanted, after, limit + 1)
    counts = await store.count_area_risks(call.connection, wanted)
    newest = await store.newest_snapshot(call.connection)
    last = rows[limit - 1] if len(rows) > limit else None
    return RisksPage(
        risks=[_risk_row(row) for row in rows[:limit]],
        next_after=None if last is None else f"{last.division_code}.{last.area_risk_id}",
        total=sum(counts.values()),
        totals=dict(counts),
        published_at=_published_at(newest),
    )


def _published_at(newest: tuple[datetime, str] | None) -> datetime | None:
    return None if newest is None else newest[0]


def _risk_row(row: Row[Any]) -> RiskRow:
    return RiskRow(
        area_risk_id=row.area_risk_id,
        level=RiskLevel(row.level),
        division_code=row.division_code,
        division_name=division_name(row.division_code),
        compound_name=row.compound_name,
        name=row.name,
        excludes_parts=bool(row.excluded_compounds or row.excluded_divisions),
        resolved=row.resolved,
        closest=row.closest,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
