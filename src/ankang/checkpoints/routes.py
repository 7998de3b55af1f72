"""Checkpoints over HTTP."""

from __future__ import annotations

from uuid import UUID

from ankang.checkpoints.schemas import (
    ArrivalAnswer,
    ArrivalRequest,
    DutyAnswer,
    DutyRequest,
    IsolationEntry,
    LookUpRequest,
    MismatchRequest,
    PendingArrival,
    ScanRequest,
    SiteAnswer,
    TemperatureAnswer,
    TemperatureRequest,
    VerdictAnswer,
    VisitAnswer,
)
from ankang.runtime.edge import CurrentActor, CurrentCall, router

checkpoints = router("/checkpoints", "checkpoints")


@checkpoints.get("/sites")
async def list_sites(call: CurrentCall, actor: CurrentActor) -> list[SiteAnswer]:
    """The sites at which the signed-in staff may go on duty."""
    raise NotImplementedError


@checkpoints.get("/duty")
async def get_duty(call: CurrentCall, actor: CurrentActor) -> DutyAnswer:
    """Where the signed-in staff are on duty, with today's counts."""
    raise NotImplementedError


@checkpoints.put("/duty")
async def start_duty(call: CurrentCall, actor: CurrentActor, body: DutyRequest) -> DutyAnswer:
    """Go on duty at a site; ends the duty elsewhere."""
    raise NotImplementedError


@checkpoints.delete("/duty", status_code=204)
async def end_duty(call: CurrentCall, actor: CurrentActor) -> None:
    """Go off duty."""
    raise NotImplementedError


@checkpoints.post("/scans", status_code=201)
async def scan(call: CurrentCall, actor: CurrentActor, body: ScanRequest) -> VerdictAnswer:
    """Way 1: verify a shown code and decide by the site's rules."""
    raise NotImplementedError


@checkpoints.post("/look-ups", status_code=201)
async def look_up(call: CurrentCall, actor: CurrentActor, body: LookUpRequest) -> VerdictAnswer:
    """Way 3: decide by document number; on duty only, limited, logged, shown to the holder."""
    raise NotImplementedError


@checkpoints.post("/arrivals", status_code=201)
async def arrive(call: CurrentCall, actor: CurrentActor, body: ArrivalRequest) -> ArrivalAnswer:
    """Way 2: the holder scanned the posted code."""
    raise NotImplementedError


@checkpoints.get("/arrivals")
async def list_pending_arrivals(call: CurrentCall, actor: CurrentActor) -> list[PendingArrival]:
    """Arrivals at the site of duty that wait for staff, the latest first."""
    raise NotImplementedError


@checkpoints.post("/arrivals/{arrival_id}/confirmation", status_code=201)
async def confirm_arrival(call: CurrentCall, actor: CurrentActor, arrival_id: UUID) -> VerdictAnswer:
    """Staff saw the person: the arrival becomes a visit."""
    raise NotImplementedError


@checkpoints.post("/visits/{visit_id}/temperatures", status_code=201)
async def record_temperature(
    call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: TemperatureRequest
) -> TemperatureAnswer:
    """Record a reading; the second one, by staff and after five minutes, may be registered as abnormal."""
    raise NotImplementedError


@checkpoints.post("/visits/{visit_id}/departure", status_code=204)
async def record_departure(call: CurrentCall, actor: CurrentActor, visit_id: UUID) -> None:
    """The person left before the second reading: a refused entry, no fact."""
    raise NotImplementedError


@checkpoints.post("/visits/{visit_id}/mismatch", status_code=204)
async def report_mismatch(call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: MismatchRequest) -> None:
    """The person is not whom the code names: refused, recorded, the real holder is told."""
    raise NotImplementedError


@checkpoints.get("/isolation")
async def list_isolation(call: CurrentCall, actor: CurrentActor) -> list[IsolationEntry]:
    """Who waits in the isolation area of the site of duty, the longest first."""
    raise NotImplementedError


@checkpoints.get("/people/{person_id}/visits")
async def list_visits(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[VisitAnswer]:
    """The holder's own visits, the latest first."""
    raise NotImplementedError
