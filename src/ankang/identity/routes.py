"""Identity over HTTP: parse, call the use case, answer."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from ankang.identity.schemas import (
    AwaitingProofAnswer,
    LookAnswer,
    OneTimeCodeAnswer,
    OneTimeCodeRequest,
    PasswordResetRequest,
    ProofAnswer,
    ProofRequest,
    ProxyConfirmation,
    ProxyLinkAnswer,
    ProxyLinksAnswer,
    ProxyRequest,
    RegistrationRequest,
    SessionAnswer,
    SignInRequest,
)
from ankang.runtime.edge import CurrentActor, CurrentCall, router

identity = router("/identity", "identity")


@identity.post("/one-time-codes", status_code=202)
async def request_one_time_code(call: CurrentCall, body: OneTimeCodeRequest) -> OneTimeCodeAnswer:
    """Send a one-time code; the answer is the same for every number."""
    raise NotImplementedError


@identity.post("/registrations", status_code=201)
async def register(call: CurrentCall, body: RegistrationRequest, response: Response) -> SessionAnswer:
    """Register and sign in; sets the session and CSRF cookies."""
    raise NotImplementedError


@identity.post("/sessions", status_code=201)
async def sign_in(call: CurrentCall, body: SignInRequest, response: Response) -> SessionAnswer:
    """Sign in; sets the session and CSRF cookies."""
    raise NotImplementedError


@identity.get("/session")
async def get_session(call: CurrentCall, actor: CurrentActor) -> SessionAnswer:
    """Who is signed in."""
    raise NotImplementedError


@identity.delete("/session", status_code=204)
async def sign_out(call: CurrentCall, actor: CurrentActor, response: Response) -> None:
    """End the session."""
    raise NotImplementedError


@identity.post("/password-resets", status_code=204)
async def reset_password(call: CurrentCall, body: PasswordResetRequest) -> None:
    """Set a new password with a one-time code; ends every session of the account."""
    raise NotImplementedError


@identity.get("/proxies")
async def list_proxies(call: CurrentCall, actor: CurrentActor) -> ProxyLinksAnswer:
    """Whom I act for, and who acts for me."""
    raise NotImplementedError


@identity.post("/proxies", status_code=201)
async def ask_to_act_for(call: CurrentCall, actor: CurrentActor, body: ProxyRequest) -> ProxyLinkAnswer:
    """Ask to act for someone; an adult holder gets a one-time code to give as consent."""
    raise NotImplementedError


@identity.post("/proxies/{link_id}/confirmation")
async def confirm_proxy(
    call: CurrentCall, actor: CurrentActor, link_id: UUID, body: ProxyConfirmation
) -> ProxyLinkAnswer:
    """Confirm with the code that the holder was sent."""
    raise NotImplementedError


@identity.delete("/proxies/{link_id}", status_code=204)
async def end_proxy(call: CurrentCall, actor: CurrentActor, link_id: UUID) -> None:
    """End a link, from either side."""
    raise NotImplementedError


@identity.get("/people/{person_id}/looks")
async def list_looks(call: CurrentCall, actor: CurrentActor, person_id: UUID) -> list[LookAnswer]:
    """Who looked at the record, the latest first."""
    raise NotImplementedError


@identity.get("/awaiting-proof")
async def list_awaiting_proof(call: CurrentCall, actor: CurrentActor) -> list[AwaitingProofAnswer]:
    """People of the officer's region whose identity waits for manual proof."""
    raise NotImplementedError


@identity.post("/proofs", status_code=201)
async def prove_identity(call: CurrentCall, actor: CurrentActor, body: ProofRequest) -> ProofAnswer:
    """Record that a person proved identity at a counter; takes over account, mobile and code."""
    raise NotImplementedError
