"""Applications over HTTP."""

from __future__ import annotations

from uuid import UUID

from ankang.applications import service
from ankang.applications.schemas import (
    ApplicationAnswer,
    ApplicationFormAnswer,
    ApplicationRequest,
    ReachAnswer,
    ReviewAnswer,
    ReviewDecision,
)
from ankang.core.ids import PersonId
from ankang.runtime.edge import CurrentActor, CurrentCall, router
from ankang.runtime.load import panel

applications = router("/applications", "applications")


@applications.post("", status_code=201)
async def apply(call: CurrentCall, actor: CurrentActor, body: ApplicationRequest) -> ApplicationAnswer:
    """Apply for oneself or a linked person; the code is issued at once (SPEC B2)."""
    return await service.apply(call, actor, body)


@applications.post("/corrections", status_code=201)
async def reapply(call: CurrentCall, actor: CurrentActor, body: ApplicationRequest) -> ApplicationAnswer:
    """Re-apply once to correct a wrong form (SPEC B4)."""
    return await service.reapply(call, actor, body)


@applications.get("/reviews")
@panel
async def list_reviews(call: CurrentCall, actor: CurrentActor) -> list[ReviewAnswer]:
    """Re-applications in the officer's region that wait, the earliest due first."""
    return await service.list_reviews(call, actor)


@applications.post("/reviews/{application_id}")
async def decide_review(
    call: CurrentCall, actor: CurrentActor, application_id: UUID, body: ReviewDecision
) -> ApplicationAnswer:
    """Accept or refuse a waiting re-application."""
    return await service.decide_review(call, actor, application_id, body)


@applications.get("/{person_id}")
async def get_forms(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> ApplicationFormAnswer:
    """The person's forms, and whether re-applying is still possible."""
    return await service.get_forms(call, actor, PersonId(person_id))


@applications.post("/{person_id}/reach")
async def reach(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> ReachAnswer:
    """Address and telephone for the community worker who looks after the person; logged and shown to the person."""
    return await service.reach(call, actor, PersonId(person_id))
