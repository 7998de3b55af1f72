"""The console over HTTP; every route is for officers, in their region."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from ankang.console.schemas import (
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
from ankang.runtime.edge import CurrentActor, CurrentCall, router

console = router("/console", "console")


@console.get("/summary")
async def get_summary(call: CurrentCall, actor: CurrentActor) -> SummaryAnswer:
    """The officer's region at a glance."""
    raise NotImplementedError


@console.get("/people")
async def list_people(
    call: CurrentCall,
    actor: CurrentActor,
    city: str | None = None,
    colour: Colour | None = None,
    rule: str | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PeoplePage:
    """People by colour, city and cause, paged by key."""
    raise NotImplementedError


@console.post("/people/search")
async def search_person(call: CurrentCall, actor: CurrentActor, body: PersonSearch) -> PersonFound:
    """Find one person by document number."""
    raise NotImplementedError


@console.get("/people/{person_id}")
async def get_person(call: CurrentCall, actor: CurrentActor, person_id: UUID, purpose: Purpose) -> PersonAnswer:
    """One person's causes and history; the look is logged and shown to the person."""
    raise NotImplementedError


@console.post("/people/{person_id}/reveal")
async def reveal(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: RevealRequest) -> RevealAnswer:
    """Show one sensitive value in full."""
    raise NotImplementedError
