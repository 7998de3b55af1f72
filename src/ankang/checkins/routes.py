"""Check-ins over HTTP."""

from __future__ import annotations

from uuid import UUID

from ankang.checkins import service
from ankang.checkins.schemas import (
    CaseloadEntry,
    CheckInAnswer,
    CheckInRequest,
    SymptomReportAnswer,
    SymptomReportRequest,
)
from ankang.core.ids import PersonId
from ankang.runtime.edge import CurrentActor, CurrentCall, router
from ankang.runtime.load import panel

checkins = router("/check-ins", "check-ins")


@checkins.get("/caseload")
@panel
async def list_caseload(call: CurrentCall, actor: CurrentActor) -> list[CaseloadEntry]:
    """Whom a community worker looks after: yellow and red in the region, not yet reported first."""
    return await service.list_caseload(call, actor)


@checkins.get("/{person_id}")
async def get_check_ins(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> CheckInAnswer:
    """Today's state and the run so far."""
    return await service.get_check_ins(call, actor, PersonId(person_id))


@checkins.post("/{person_id}", status_code=201)
async def check_in(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: CheckInRequest) -> CheckInAnswer:
    """Check in for today, or for its day when uploaded within 72 hours; once more to correct."""
    return await service.check_in(call, actor, PersonId(person_id), body)


@checkins.post("/{person_id}/reports", status_code=201)
async def report_symptoms(
    call: CurrentCall, actor: CurrentActor, person_id: UUID, body: SymptomReportRequest
) -> SymptomReportAnswer:
    """Report symptoms at any time."""
    return await service.report_symptoms(call, actor, PersonId(person_id), body)
