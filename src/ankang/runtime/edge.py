"""The edge of a request: its body, its transaction, and who acts. Routes of every capability stand on this.

`TransactionRoute` reads the body, opens one transaction for each request and commits it before the answer leaves.
`LaneRoute` opens none: its handlers ask a lane, which commits for many requests at once (`runtime/lane`).
`TimedRoute` is for those who wait at a gate: what is not done in time is taken back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.routing import APIRoute

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.signed_requests import (
    AT_ENROLMENT,
    DEVICE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    SignedRequest,
    signed_bytes,
)
from ankang.core.words import Words
from ankang.runtime.access import Actor, not_signed_in
from ankang.runtime.bodies import LARGEST_BODY, BodyFormat, read_body
from ankang.runtime.context import Call, Runtime
from ankang.runtime.lane import Lanes
from ankang.runtime.load import Load, Loads
from ankang.runtime.signals import Signals
from ankang.runtime.transactions import in_transaction

SESSION_COOKIE = "ankang_session"
CSRF_COOKIE = "ankang_csrf"
CSRF_HEADER = "X-CSRF-Token"

Authenticate = Callable[[Call, str, str | None], Awaitable[Actor | None]]
"""(call, session cookie, CSRF header or None for a safe method) -> who acts. Identity provides it at start."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionRoute(APIRoute):
    """A route whose handler runs in one transaction, committed before the answer is sent."""

    body_format = BodyFormat.JSON
    largest_body = LARGEST_BODY
    opens_transaction = True
    load = Load.ORDINARY
    limit_seconds: float | None = None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, wrapped."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            loads: Loads = request.app.state.loads
            load = getattr(self.endpoint, "load", self.load)
            loads.check(load)
            # Whoever sends a byte a minute keeps nobody out: a place is taken when the body is here.
            request = await read_body(request, self.body_format if self.body_field else None, self.largest_body)
            with loads.work(load):
                return await work(request)

        async def work(request: Request) -> Response:
            if not self.opens_transaction:
                return await handler(request)

            async def use_case(call: Call) -> Response:
                request.state.call = call
                return await handler(request)

            runtime: Runtime = request.app.state.runtime
            try:
                async with asyncio.timeout(self.limit_seconds) as limit:
                    return await in_transaction(runtime, use_case)
            except TimeoutError as error:
                if not limit.expired():
                    raise
                raise out_of_time() from error

        return handle


class TimedRoute(TransactionRoute):
    """A route of gate devices: within the limit it is answered and committed, or refused and rolled back."""

    load = Load.CODE
    # A gate waits two seconds; the rest is for the way.
    limit_seconds = 1.8


class LaneRoute(TransactionRoute):
    """A route whose handler asks a lane; nobody has been authenticated when it begins."""

    opens_transaction = False
    load = Load.CODE


def out_of_time() -> RefusedError:
    """The work was stopped at its limit; the same key asks again whether it was done after all."""
    return RefusedError(
        RefusalKind.UNAVAILABLE,
        "out_of_time",
        Words(
            "中心没有在规定时间内办完，这次没有记录；请用同一个编号再试，或按设备的超时设置处理。",
            "The centre was not done in time and recorded nothing. Try again with the same key, "
            "or do what the device is set to do on a time-out.",
        ),
        retry_after_seconds=1,
    )


def gate_router(tag: str) -> APIRouter:
    """The router of what gate devices ask, under `/gate/v1`: no session, every request is signed."""
    return APIRouter(prefix="/gate/v1", tags=[tag], route_class=TimedRoute)


def router(
    prefix: str, tag: str, route_class: type[TransactionRoute] = TransactionRoute, load: Load | None = None
) -> APIRouter:
    """A capability's router under `/api/v1`; `load` is what its routes are in a rush, where they do not say it."""
    if load is not None:
        route_class = type(route_class.__name__, (route_class,), {"load": load})
    return APIRouter(prefix=f"/api/v1{prefix}", tags=[tag], route_class=route_class)


def larger_route(
    largest: int, takes: BodyFormat = BodyFormat.JSON, base: type[TransactionRoute] = TransactionRoute
) -> type[TransactionRoute]:
    """For a router whose routes take bodies of another size or format than forms have."""
    return type("LargerRoute", (base,), {"body_format": takes, "largest_body": largest})


def upload_route(largest_file: int) -> type[TransactionRoute]:
    """For a router whose routes take one file of at most so many bytes, with a few form fields beside it."""
    return larger_route(largest_file + LARGEST_BODY, BodyFormat.FORM)


def _call(request: Request) -> Call:
    call: Call = request.state.call
    return call


async def _actor(request: Request) -> Actor:
    actor = await _find_actor(request)
    if actor is None:
        raise not_signed_in()
    return actor


async def _find_actor(request: Request) -> Actor | None:
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    authenticate: Authenticate = request.app.state.authenticate
    csrf = None if request.method in _SAFE_METHODS else request.headers.get(CSRF_HEADER, "")
    return await authenticate(_call(request), cookie, csrf)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says to have sent a request that goes through a lane; the lane authenticates together with the others."""

    lanes: Lanes
    cookie: str
    csrf: str


def _sender(request: Request) -> Sender:
    lanes: Lanes = request.app.state.lanes
    return Sender(lanes, request.cookies.get(SESSION_COOKIE, ""), request.headers.get(CSRF_HEADER, ""))


async def _signed(
    request: Request,
    device: Annotated[str, Header(alias=DEVICE_HEADER, description="The device; none at enrolment")] = "",
    seconds: Annotated[str, Header(alias=TIME_HEADER, description="Unix seconds of the device's clock")] = "",
    signature: Annotated[str, Header(alias=SIGNATURE_HEADER, description="ES256, hexadecimal")] = "",
) -> SignedRequest:
    path = request.scope["path"]
    message = signed_bytes(request.method, path, device or AT_ENROLMENT, seconds, await request.body())
    return SignedRequest(device, seconds, signature, message)


def _signals(request: Request) -> Signals:
    signals: Signals = request.app.state.signals
    return signals


CurrentSigned = Annotated[SignedRequest, Depends(_signed)]
CurrentSignals = Annotated[Signals, Depends(_signals)]
CurrentSender = Annotated[Sender, Depends(_sender)]
CurrentCall = Annotated[Call, Depends(_call)]
CurrentActor = Annotated[Actor, Depends(_actor)]
OptionalActor = Annotated[Actor | None, Depends(_find_actor)]
