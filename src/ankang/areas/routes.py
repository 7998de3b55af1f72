"""Areas over HTTP. Divisions, compounds and the list of risks are public facts; importing is for officers."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, UploadFile

from ankang.areas import service
from ankang.areas.schemas import CompoundAnswer, DivisionAnswer, ImportAnswer, NearestCity, RisksPage
from ankang.areas.service import LARGEST_LIST, RiskFilter
from ankang.core.errors import invalid_field
from ankang.core.places import RiskLevel
from ankang.core.words import Words
from ankang.runtime.answers import DivisionText, Instant, PlainText
from ankang.runtime.edge import CurrentActor, CurrentCall, router, upload_route
from ankang.runtime.load import panel

_lists = router("/areas", "areas")
_imports = router("/areas", "areas", upload_route(LARGEST_LIST))


@_lists.get("/divisions")
async def list_divisions(parent: DivisionText | Literal[""] = "") -> list[DivisionAnswer]:
    """The divisions directly inside `parent`; the provinces without it or when it is empty."""
    return [DivisionAnswer(code=item.code, name=item.name) for item in service.list_divisions(parent)]


@_lists.get("/compounds")
@panel
async def search_compounds(
    call: CurrentCall,
    division: DivisionText,
    q: Annotated[PlainText, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[CompoundAnswer]:
    """Compounds in a division whose name contains `q`."""
    return [
        CompoundAnswer(
            compound_id=item.compound_id,
            division_code=item.division_code,
            division_name=service.division_name(item.division_code),
            name=item.name,
        )
        for item in await service.search_compounds(call, division, q, limit)
    ]


@_lists.get("/nearest")
@panel
async def get_nearest(
    lat: Annotated[float, Query(ge=-90, le=90)], lon: Annotated[float, Query(ge=-180, le=180)]
) -> NearestCity:
    """The city to offer for a device's position; the position is not kept."""
    found = service.nearest(lat, lon)
    if found is None:
        return NearestCity(city_code=None, city_name=None, distance_km=None)
    city, kilometres = found
    return NearestCity(city_code=city.code, city_name=city.name, distance_km=round(kilometres, 1))


@_lists.get("/risks")
@panel
async def list_risks(
    call: CurrentCall,
    division: DivisionText | None = None,
    level: RiskLevel | None = None,
    at: Instant | None = None,
    unresolved: bool = False,
    after: Annotated[PlainText | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RisksPage:
    """Area risks in force at an instant (now without one), by division, paged by key."""
    wanted = RiskFilter(at or call.now, division or "", level, unresolved_only=unresolved)
    return await service.list_area_risks(call, wanted, _key(after), limit)


@_imports.post("/risks/import")
async def import_risks(
    call: CurrentCall,
    actor: CurrentActor,
    file: Annotated[UploadFile, File(description="A published list, JSON")],
    dry_run: Annotated[bool, Form()] = False,
) -> ImportAnswer:
    """Import a published list of risk areas: what it opens, closes, keeps, and what matches no county."""
    report = await service.import_snapshot_as(
        call, actor, service.text_of_list(await file.read(LARGEST_LIST + 1)), dry_run=dry_run
    )
    return ImportAnswer.model_validate(report)


def _key(after: str | None) -> tuple[str, UUID] | None:
    if after is None:
        return None
    code, _, area_risk_id = after.partition(".")
    try:
        return code, UUID(area_risk_id)
    except ValueError as error:
        raise invalid_field(
            "after", "page_key_unknown", Words("翻页标记无法识别。", "This is not a page key of this list.")
        ) from error


areas = APIRouter()
areas.include_router(_lists)
areas.include_router(_imports)
