"""Codes over HTTP. Whose a scanned code is, only checkpoints ask: they know who is on duty."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from ankang.codes import service
from ankang.codes.model import EndReason, base64url
from ankang.codes.schemas import (
    KeyBundleAnswer,
    KillRequest,
    PaperAnswer,
    PaperRequest,
    PhoneAnswer,
    TokenAnswer,
    TokenRequest,
)
from ankang.core.credential import cbor
from ankang.core.ids import PersonId
from ankang.runtime.edge import CurrentActor, CurrentCall, CurrentSender, LaneRoute, router
from ankang.runtime.load import panel

_codes = router("/codes", "codes")
_tokens = router("/codes", "codes", LaneRoute)


@_tokens.post("/{person_id}/tokens", status_code=201, response_model=TokenAnswer)
async def issue_token(sender: CurrentSender, person_id: UUID, body: TokenRequest) -> Response:
    """Issue or renew a token for the phone that proves its key."""
    asked = service.AskedToken(sender.cookie, sender.csrf, PersonId(person_id), body.request)
    answer = await sender.lanes.do(service.RENEWALS, asked)
    return Response(answer, status_code=201, media_type="application/json")


@_codes.get("/keys")
async def get_key_bundle(call: CurrentCall) -> KeyBundleAnswer:
    """The signed key bundle; public."""
    published = await service.publish_keys(call)
    return KeyBundleAnswer(
        sequence=published.bundle.sequence,
        bundle=base64url(published.content),
        bundle_key=base64url(cbor.write(published.bundle_key.to_cose())),
        server_time=call.now,
    )


@_codes.get("/{person_id}/phones")
@panel
async def list_phones(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[PhoneAnswer]:
    """The phones that can show the code now: the holder's and each proxy's."""
    return await service.list_phones(call, actor, PersonId(person_id))


@_codes.post("/{person_id}/kill", status_code=204)
async def kill_codes(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: KillRequest) -> None:
    """Kill every live code of the person."""
    await service.kill_own(call, actor, PersonId(person_id), EndReason(body.reason))


@_codes.post("/{person_id}/paper", status_code=201, response_class=Response)
@panel
async def print_paper(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: PaperRequest) -> Response:
    """Print a paper code as a PDF; what was printed before dies."""
    content = await service.print_paper(call, actor, PersonId(person_id), body.size)
    return Response(content, status_code=201, media_type="application/pdf")


@_codes.get("/{person_id}/paper")
@panel
async def list_papers(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[PaperAnswer]:
    """Every printing of the person's paper code, the latest first."""
    return await service.list_papers(call, actor, PersonId(person_id))


@_codes.delete("/{person_id}/paper", status_code=204)
async def end_papers(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> None:
    """End every paper code of the person, such as after a loss."""
    await service.end_papers(call, actor, PersonId(person_id))


codes = APIRouter()
codes.include_router(_tokens)
codes.include_router(_codes)
