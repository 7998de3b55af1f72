"""Codes over HTTP."""

from __future__ import annotations

from uuid import UUID

from ankang.codes.schemas import (
    KeyBundleAnswer,
    KillRequest,
    StandingAnswer,
    StandingRequest,
    TokenAnswer,
    TokenRequest,
)
from ankang.runtime.edge import CurrentActor, CurrentCall, router

codes = router("/codes", "codes")


@codes.get("/keys")
async def get_key_bundle(call: CurrentCall) -> KeyBundleAnswer:
    """The signed key bundle; public."""
    raise NotImplementedError


@codes.post("/standing")
async def get_standing(call: CurrentCall, actor: CurrentActor, body: StandingRequest) -> StandingAnswer:
    """The standing of a code that staff on duty have scanned."""
    raise NotImplementedError


@codes.post("/{person_id}/tokens", status_code=201)
async def issue_token(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: TokenRequest) -> TokenAnswer:
    """Issue or renew a token for the phone that proves its key."""
    raise NotImplementedError


@codes.post("/{person_id}/kill", status_code=204)
async def kill_codes(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: KillRequest) -> None:
    """Kill every live code of the person."""
    raise NotImplementedError
