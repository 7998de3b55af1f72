"""Assessments over HTTP: the holder's own, a linked person's, or one in the officer's region."""

from __future__ import annotations

from uuid import UUID

from ankang.assessments import service
from ankang.assessments.schemas import AssessmentAnswer, ColourChangeAnswer
from ankang.core.ids import PersonId
from ankang.runtime.edge import CurrentActor, CurrentCall, router
from ankang.runtime.load import panel

assessments = router("/assessments", "assessments")


@assessments.get("/{person_id}")
async def get_assessment(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> AssessmentAnswer:
    """The present colour with its reasons; the holder and approved proxies only (officers use the console)."""
    return await service.get_assessment(call, actor, PersonId(person_id))


@assessments.get("/{person_id}/history")
@panel
async def list_colour_changes(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[ColourChangeAnswer]:
    """Every change of colour with its causes."""
    return await service.list_colour_changes(call, actor, PersonId(person_id))
