"""Checkpoints over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from ankang.checkpoints import service
from ankang.checkpoints.attendance_routes import attendance
from ankang.checkpoints.device_routes import devices, gate_devices
from ankang.checkpoints.keeping_routes import keeping
from ankang.checkpoints.rule_routes import site_rules
from ankang.checkpoints.schemas import (
    ArrivalAnswer,
    ArrivalRequest,
    DecoyAlarm,
    DutyAnswer,
    DutyRequest,
    FarShowAnswer,
    IsolationEntry,
    LookUpRequest,
    MismatchRequest,
    PendingArrival,
    PostedAnswer,
    QueueKeyAnswer,
    RegistrationAnswer,
    RegistrationDecision,
    ScanRequest,
    SiteAnswer,
    TemperatureAnswer,
    TemperatureRequest,
    UploadAnswer,
    UploadRequest,
    VerdictAnswer,
    VisitAnswer,
    WaitingRegistration,
)
from ankang.codes.model import STATE_WORDS
from ankang.codes.schemas import PaperRequest, StandingAnswer, StandingRequest
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.answers import PlainText, WordsAnswer
from ankang.runtime.edge import (
    CurrentActor,
    CurrentCall,
    CurrentSender,
    CurrentSignals,
    LaneRoute,
    larger_route,
    router,
)
from ankang.runtime.load import Load, panel

# 200 records of at most 2,048 characters of QR text, each with some 400 of ids and times (`UploadRequest`).
_LARGEST_UPLOAD = 512 * 1024

_gates = router("/checkpoints", "checkpoints")
_scans = router("/checkpoints", "checkpoints", LaneRoute)
_uploads = router("/checkpoints", "checkpoints", larger_route(_LARGEST_UPLOAD, base=LaneRoute))
# The path belongs to codes, the check to us: only checkpoints know who is on duty.
_standings = router("/codes", "codes", load=Load.CODE)


@_standings.post("/standing")
async def get_standing(call: CurrentCall, actor: CurrentActor, body: StandingRequest) -> StandingAnswer:
    """The standing of a code that staff on duty have scanned."""
    standing = await service.code_standing(call, actor, body.list_id, body.index)
    return StandingAnswer(
        state=standing.state.value,
        colour=standing.colour,
        checked_at=call.now,
        words=WordsAnswer.of(STATE_WORDS[standing.state]),
    )


@_gates.get("/sites")
async def list_sites(call: CurrentCall, actor: CurrentActor) -> list[SiteAnswer]:
    """The sites at which the signed-in staff may go on duty."""
    return await service.list_sites(call, actor)


@_gates.get("/duty")
async def get_duty(call: CurrentCall, actor: CurrentActor) -> DutyAnswer:
    """Where the signed-in staff are on duty, with today's counts."""
    return await service.get_duty(call, actor)


@_gates.put("/duty")
async def start_duty(call: CurrentCall, actor: CurrentActor, body: DutyRequest) -> DutyAnswer:
    """Go on duty at an entrance of a site; ends the duty elsewhere."""
    return await service.start_duty(call, actor, SiteId(body.site_id), body.entrance_id)


@_gates.delete("/duty", status_code=204)
async def end_duty(call: CurrentCall, actor: CurrentActor) -> None:
    """Go off duty."""
    await service.end_duty(call, actor)


@_scans.post("/scans", status_code=201, response_model=VerdictAnswer)
async def scan(sender: CurrentSender, body: ScanRequest) -> Response:
    """Way 1: verify a shown code and decide by the site's rules."""
    answer = await sender.lanes.do(service.SCANS, service.AskedScan(sender.cookie, sender.csrf, body))
    return Response(answer, status_code=201, media_type="application/json")


@_uploads.post("/uploads", status_code=201, response_model=UploadAnswer)
async def upload(sender: CurrentSender, body: UploadRequest) -> Response:
    """Records that staff made while the centre was away: in order, each once, with its true time."""
    answer = await sender.lanes.do(service.UPLOADS, service.AskedUpload(sender.cookie, sender.csrf, body))
    return Response(answer, status_code=201, media_type="application/json")


@_gates.get("/paper-lists/manifest.cose", response_class=Response)
async def get_paper_manifest(call: CurrentCall, actor: CurrentActor) -> Response:
    """The manifest of the paper family, for devices of staff on duty."""
    content = await service.paper_list_file(call, actor, "manifest.cose")
    return Response(content, media_type="application/cose")


@_gates.get("/paper-lists/{folder}/{name}", response_class=Response)
async def get_paper_list_file(call: CurrentCall, actor: CurrentActor, folder: PlainText, name: PlainText) -> Response:
    """A file that the manifest of the paper family names."""
    content = await service.paper_list_file(call, actor, f"{folder}/{name}")
    return Response(content, media_type="application/cose")


@_gates.post("/visits/{visit_id}/paper", status_code=201, response_class=Response)
@panel
async def print_for_visitor(call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: PaperRequest) -> Response:
    """Print a paper code for somebody whose document or live code was read."""
    content = await service.print_for_visitor(call, actor, visit_id, body.size)
    return Response(content, status_code=201, media_type="application/pdf")


@_gates.get("/queue-key")
async def get_queue_key(call: CurrentCall, actor: CurrentActor) -> QueueKeyAnswer:
    """What opens the records that the signed-in staff's phones keep; asked for at upload, forgotten at sign-out."""
    return service.queue_key(call, actor)


@_gates.get("/far-shows")
@panel
async def list_far_shows(call: CurrentCall, actor: CurrentActor) -> list[FarShowAnswer]:
    """Codes that were shown at two far sites within minutes, in the officer's region."""
    return await service.list_far_shows(call, actor)


@_gates.get("/decoy-alarms")
@panel
async def list_decoy_alarms(call: CurrentCall, actor: CurrentActor) -> list[DecoyAlarm]:
    """Look-ups of document numbers that nobody has, in the officer's region."""
    return await service.list_decoy_alarms(call, actor)


@_gates.post("/look-ups", status_code=201)
async def look_up(call: CurrentCall, actor: CurrentActor, body: LookUpRequest) -> VerdictAnswer:
    """Way 3: decide by document number; on duty only, limited, logged, shown to the holder."""
    return await service.look_up(call, actor, body)


@_gates.get("/posted-codes/{posted_code}")
async def get_posted(call: CurrentCall, _: CurrentActor, posted_code: PlainText) -> PostedAnswer:
    """The site and the entrance at which a poster hangs, so that the holder sees where "I am here" would be."""
    return await service.get_posted(call, posted_code)


@_gates.post("/arrivals", status_code=201)
async def arrive(call: CurrentCall, actor: CurrentActor, body: ArrivalRequest) -> ArrivalAnswer:
    """Way 2: the holder scanned the posted code."""
    return await service.arrive(call, actor, body)


@_gates.get("/arrivals")
async def list_pending_arrivals(call: CurrentCall, actor: CurrentActor) -> list[PendingArrival]:
    """Arrivals at the site of duty that wait for staff, the latest first."""
    return await service.list_pending_arrivals(call, actor)


@_gates.get("/arrivals/stream", response_class=StreamingResponse)
async def follow_arrivals(call: CurrentCall, actor: CurrentActor, signals: CurrentSignals) -> StreamingResponse:
    """Server-sent events for staff on duty: `arrivals` whenever the list of their entrance changed. Nothing in it.

    The stream ends by itself after minutes, so that whoever went off duty since does not listen on; clients come again.
    """
    return StreamingResponse(
        await service.follow_arrivals(call, actor, signals),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},  # proxies hand each event on at once
    )


@_gates.post("/arrivals/{arrival_id}/confirmation", status_code=201)
async def confirm_arrival(call: CurrentCall, actor: CurrentActor, arrival_id: UUID) -> VerdictAnswer:
    """Staff saw the person: the arrival becomes a visit."""
    return await service.confirm_arrival(call, actor, arrival_id)


@_gates.post("/visits/{visit_id}/temperatures", status_code=201)
async def record_temperature(
    call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: TemperatureRequest
) -> TemperatureAnswer:
    """Record a reading; the second one, by staff and after five minutes, may be registered as abnormal."""
    return await service.record_temperature(call, actor, visit_id, body)


@_gates.post("/visits/{visit_id}/departure", status_code=204)
async def record_departure(call: CurrentCall, actor: CurrentActor, visit_id: UUID) -> None:
    """The person left before the second reading: a refused entry, no fact."""
    await service.record_departure(call, actor, visit_id)


@_gates.post("/visits/{visit_id}/mismatch", status_code=204)
async def report_mismatch(call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: MismatchRequest) -> None:
    """The person is not whom the code names: refused, recorded, the real holder is told."""
    await service.report_mismatch(call, actor, visit_id, body.note)


@_gates.get("/isolation")
async def list_isolation(call: CurrentCall, actor: CurrentActor) -> list[IsolationEntry]:
    """Who waits in the isolation area of the site of duty, the longest first."""
    return await service.list_isolation(call, actor)


@_gates.get("/people/{person_id}/visits")
@panel
async def list_visits(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[VisitAnswer]:
    """The holder's own visits, the latest first."""
    return await service.list_visits(call, actor, PersonId(person_id))


@_gates.get("/registrations")
@panel
async def list_waiting_registrations(call: CurrentCall, actor: CurrentActor) -> list[WaitingRegistration]:
    """Registered temperatures of the officer's region that wait for an officer."""
    return await service.list_waiting_registrations(call, actor)


@_gates.post("/registrations/{visit_id}/decision", status_code=201)
async def decide_registration(
    call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: RegistrationDecision
) -> RegistrationAnswer:
    """Accept or reject a registration that waits."""
    return await service.decide_registration(call, actor, visit_id, body)


checkpoints = APIRouter()
checkpoints.include_router(_gates)
checkpoints.include_router(_scans)
checkpoints.include_router(_uploads)
checkpoints.include_router(_standings)
checkpoints.include_router(keeping)
checkpoints.include_router(site_rules)
checkpoints.include_router(devices)
checkpoints.include_router(gate_devices)
checkpoints.include_router(attendance)
