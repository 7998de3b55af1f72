"""What a worker of the rush serves: the product, and beside it the plain handlers that its figures are compared with.

`/bench/verify` only verifies a code; `/bench/sign` only signs a token; `/bench/scan` is the ordinary scan in a
transaction of its own, as it would be without the lane, and `/bench/renew` likewise. All stand on the same edge.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import Request

from ankang.checkpoints.schemas import ScanRequest, VerdictAnswer
from ankang.checkpoints.service.scanning import scan as scan_in_transaction
from ankang.codes.model import TIMES
from ankang.codes.model.codes import base64url, issuer_name, request_bytes
from ankang.codes.schemas import TokenAnswer, TokenRequest
from ankang.codes.service import issue_token, publish_keys
from ankang.core.colours import Colour
from ankang.core.credential.claims import claims_for
from ankang.core.credential.code_name import code_name
from ankang.core.credential.issue import issue_token as sign_token
from ankang.core.credential.key_bundle import KeyBundle, KeyUse
from ankang.core.credential.possession import check_possession
from ankang.core.credential.refusals import Refused
from ankang.core.credential.verify import Verified, verify
from ankang.core.days import local_day
from ankang.core.ids import PersonId
from ankang.entrypoints.http.app import create_app
from ankang.entrypoints.http.proxies import behind_proxies
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.answers import Answer
from ankang.runtime.config import config
from ankang.runtime.context import Call
from ankang.runtime.edge import CurrentActor, CurrentCall, LaneRoute, router

_pure = router("/bench", "bench", LaneRoute)
_plain = router("/bench", "bench")
_settings = config()
_runtime = runtime_for(_settings)
_bundles: list[KeyBundle] = []


class Read(Answer):
    """A genuine code."""

    verdict: str
    colour: Colour | None
    name: str | None


class Signed(Answer):
    """A token."""

    token: str
    expires_at: datetime


async def _bundle() -> KeyBundle:
    if not _bundles:
        async with _runtime.engine.begin() as connection:
            call = Call(connection, _runtime.clock.now(), _runtime.keys, _runtime.config)
            _bundles.append((await publish_keys(call)).bundle)
    return _bundles[0]


@_pure.post("/verify", status_code=201)
async def only_verify(body: ScanRequest) -> Read:
    """Both signatures and the times, and nothing else."""
    code = verify(body.qr_text, await _bundle(), _runtime.clock.now(), TIMES)
    if not isinstance(code, Verified):
        return Read(verdict=code.reason.value, colour=None, name=None)
    return Read(verdict="genuine", colour=code.colour, name=code.name)


@_pure.post("/sign/{person_id}/tokens", status_code=201)
async def only_sign(request: Request, person_id: UUID, body: TokenRequest) -> Signed:
    """The proof of the phone's key and the token's signature, and nothing else."""
    del request, person_id
    now = _runtime.clock.now()
    key = check_possession(request_bytes(body.request), now, TIMES)
    assert not isinstance(key, Refused)
    day = local_day(now)
    claims = claims_for(
        issuer=issuer_name(_settings.city_code),
        now=now,
        device_key=key,
        colour=Colour.GREEN,
        name="居民",
        document_number="340102199001011234",
        code_name=code_name(1, day, _runtime.keys.day_key(day)),
        times=TIMES,
    )
    found = (await _bundle()).signing_key(KeyUse.TOKEN, now)
    assert found is not None
    signer = _runtime.keys.signers.get(found.key_id)
    token = sign_token(claims, signer.sign, signer.key_id)
    return Signed(token=base64url(token), expires_at=claims.expires_at)


@_plain.post("/scan", status_code=201)
async def plain_scan(call: CurrentCall, actor: CurrentActor, body: ScanRequest) -> VerdictAnswer:
    """The ordinary scan, one transaction for each request."""
    return await scan_in_transaction(call, actor, body)


@_plain.post("/renew/{person_id}/tokens", status_code=201)
async def plain_renewal(call: CurrentCall, actor: CurrentActor, person_id: UUID, body: TokenRequest) -> TokenAnswer:
    """The ordinary renewal, one transaction for each request."""
    return await issue_token(call, actor, PersonId(person_id), body.request)


_product = create_app(_runtime)
# Before the pages, which answer every other path.
_product.router.routes[:0] = [*_pure.routes, *_plain.routes]
app = behind_proxies(_product, _settings.proxies)
