"""Who is taken for the sender of a request, with and without a reverse proxy before the product."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ankang.entrypoints.http.proxies import behind_proxies
from ankang.runtime.config import ConfigError, config_from

pytestmark = pytest.mark.anyio

PHONE, OTHER, PROXY = "198.51.100.7", "198.51.100.8", "10.0.3.1"


async def sender(trusted: tuple[str, ...], peer: str, forwarded_for: str | None) -> str:
    """The address that the product sees."""

    async def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.client.host if request.client else "")

    app = behind_proxies(Starlette(routes=[Route("/", answer)]), trusted)
    headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
    transport = httpx.ASGITransport(app, client=(peer, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://ankang") as client:
        return (await client.get("/", headers=headers)).text


@pytest.mark.spec("L10")
async def test_two_phones_behind_a_named_proxy_are_two_senders() -> None:
    assert await sender((PROXY,), PROXY, PHONE) == PHONE
    assert await sender(("10.0.0.0/16",), PROXY, OTHER) == OTHER


@pytest.mark.spec("L10")
async def test_a_sender_cannot_name_an_address_for_itself() -> None:
    assert await sender((PROXY,), PHONE, OTHER) == PHONE
    assert await sender((), PHONE, OTHER) == PHONE
    assert await sender((PROXY,), PROXY, f"{OTHER}, {PHONE}") == PHONE


async def test_of_several_proxies_the_address_before_the_first_named_one_counts() -> None:
    assert await sender((PROXY, "10.0.4.1"), PROXY, f"{OTHER}, {PHONE}, 10.0.4.1") == PHONE


async def test_a_request_that_the_proxy_makes_itself_is_the_proxys() -> None:
    assert await sender((PROXY,), PROXY, None) == PROXY


def test_proxies_are_addresses_and_networks_separated_by_commas() -> None:
    assert config_from({}).proxies == ()
    assert config_from({"ANKANG_PROXIES": "127.0.0.1, 10.0.0.0/16,::1"}).proxies == ("127.0.0.1", "10.0.0.0/16", "::1")


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/16", "10.0.0.300"])
def test_a_setting_that_would_trust_everybody_or_nobody_stops_the_start(text: str) -> None:
    with pytest.raises(ConfigError, match="ANKANG_PROXIES must be addresses or networks"):
        config_from({"ANKANG_PROXIES": text})
