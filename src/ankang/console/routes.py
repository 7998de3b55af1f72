"""The console over HTTP; every route is for officers, in their region."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Query, UploadFile

from ankang.areas import service as areas
from ankang.console import service
from ankang.console.schemas import (
    ListEffectAnswer,
    PeoplePage,
    PersonAnswer,
    PersonFound,
    PersonSearch,
    Purpose,
    RevealAnswer,
    RevealRequest,
    SummaryAnswer,
)
from ankang.core.colours import Colour
from ankang.core.ids import PersonId
from ankang.runtime.answers import DivisionText, PlainText
from ankang.runtime.edge import CurrentActor, CurrentCall, router, upload_route
from ankang.runtime.load import Load

_officers = router("/console", "console", load=Load.PANEL)
_lists = router("/console", "console", upload_route(areas.LARGEST_LIST), load=Load.PANEL)


@_lists.post("/lists/effect")
async def get_list_effect(
    call: CurrentCall,
    actor: CurrentActor,
    file: Annotated[UploadFile, File(description="A published list, JSON")],
) -> ListEffectAnswer:
    """How many people of the officer's region a list would give which colour; nothing is written."""
    return await service.get_list_effect(call, actor, areas.text_of_list(await file.read(areas.LARGEST_LIST + 1)))


@_officers.get("/summary")
async def get_summary(call: CurrentCall, actor: CurrentActor) -> SummaryAnswer:
    """The officer's region at a glance."""
    return await service.get_summary(call, actor)


@_officers.get("/people")
async def list_people(
    call: CurrentCall,
    actor: CurrentActor,
    city: DivisionText | None = None,
    colour: Colour | None = None,
    rule: Annotated[PlainText | None, Query(max_length=60)] = None,
    after: Annotated[PlainText | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PeoplePage:
    """People by colour, city and cause, paged by key."""
    wanted = service.Wanted(city or "", colour, rule or "")
    return await service.list_people(call, actor, wanted, after, limit)


@_officers.post("/people/search")
async def search_person(call: CurrentCall, actor: CurrentActor, body: PersonSearch) -> PersonFound:
    """Find one person by document number."""
    found = await service.search_person(call, actor, body.document_type, body.document_number, body.purpose)
    return PersonFound(person_id=found)


@_officers.get("/people/{person_id}")
async def get_person(call: CurrentCall, actor: CurrentActor, person_id: UUID, purpose: Purpose) -> PersonAnswer:
    """One person's causes and history; the look is logged and shown to the person."""
    return await service.get_person(call, actor, PersonId(person_id), purpose)


@_officers.post("/people/{person_id}/reveal")
async def reveal(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: RevealRequest) -> RevealAnswer:
    """Show one sensitive value in full."""
    return await service.reveal(call, actor, PersonId(person_id), body)


console = APIRouter()
console.include_router(_officers)
console.include_router(_lists)
