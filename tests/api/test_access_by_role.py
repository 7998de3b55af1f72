"""Each route against each role, a missing session, a stale one and a forged request (SPEC M2)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from ankang.entrypoints.http.app import create_app
from ankang.runtime.access import Role
from support.access import ANYBODY, ROLES
from support.application import Member, World
from support.bodies import bodies
from support.problems import Problem, problem_of
from support.routes import Operation, operations
from support.written import written

pytestmark = pytest.mark.anyio

OPERATIONS = {item.name: item for item in operations(create_app())}
CLOSED = [OPERATIONS[name] for name, roles in ROLES.items() if roles is not ANYBODY and name in OPERATIONS]
CHANGING = [item for item in CLOSED if item.method != "GET"]
QUERY = {"purpose": "follow_up", "division": "340102", "lat": "31.8", "lon": "117.2"}


async def use(client: Member | httpx.AsyncClient, operation: Operation) -> httpx.Response:
    """A well-formed request for records that nobody has."""
    ids = dict.fromkeys(operation.parameters("path"), uuid4())
    options: dict[str, Any] = {
        "params": {name: value for name, value in QUERY.items() if name in operation.parameters("query")}
    }
    if operation.takes_json:
        options["json"] = bodies()[operation.name]
    elif "requestBody" in operation.described:
        options["files"] = {"file": ("list.json", b"{}")}
    return await client.request(operation.method, operation.path.format(**ids), **options)


async def member_with(world: World, role: Role) -> Member:
    """Somebody with this role and no other but that of a resident."""
    match role:
        case Role.STAFF:
            return await world.staff()
        case Role.COMMUNITY_WORKER:
            return await world.community_worker()
        case Role.OFFICER:
            return await world.officer()
        case _:
            return await world.register()


def test_every_route_says_who_may_use_it() -> None:
    assert set(OPERATIONS) == set(ROLES)


@pytest.mark.spec("M2")
@pytest.mark.parametrize("role", Role)
async def test_a_role_uses_its_routes_and_is_refused_at_all_others(world: World, role: Role) -> None:
    member = await member_with(world, role)
    before = await written(world)
    refused = [item for item in CLOSED if role not in ROLES[item.name]]

    for operation in refused:
        problem = problem_of(await use(member, operation))
        assert problem.told == (403, "role_needed"), operation.name
        assert problem.zh == "您的账号没有这项权限，请联系本单位管理员。"
        assert problem.en == "Your account may not do this; ask your organisation."
    assert await written(world) == before

    for operation in OPERATIONS.values():
        if operation not in refused:
            answer = await use(member, operation)
            assert answer.status_code < 500, (operation.name, answer.text)
            told = problem_of(answer).told if answer.status_code >= 400 else None
            assert told not in ((403, "role_needed"), (401, "not_signed_in")), operation.name


@pytest.mark.spec("M2")
async def test_without_a_session_every_closed_route_asks_to_sign_in(world: World) -> None:
    await refused_everywhere(
        world,
        world.guest(),
        CLOSED,
        Problem(
            401,
            "not_signed_in",
            "请先登录，登录可能已过期。",
            "Please sign in; your session may have ended.",
            {},
        ),
    )


@pytest.mark.spec("A2", "M2")
@pytest.mark.parametrize("role", Role)
async def test_a_stale_session_opens_nothing(world: World, role: Role) -> None:
    member = await member_with(world, role)
    world.move_by(days=31) if role is Role.RESIDENT else world.move_by(hours=12)

    await refused_everywhere(
        world,
        member.client,
        CLOSED,
        Problem(
            401,
            "not_signed_in",
            "请先登录，登录可能已过期。",
            "Please sign in; your session may have ended.",
            {},
        ),
    )


@pytest.mark.parametrize("token", [None, "", "0" * 64, "another's", "é"])
async def test_nothing_is_changed_without_the_sessions_own_csrf_token(world: World, token: str | None) -> None:
    member, other = await world.officer(), await world.register("李四")
    own = member.client.headers.pop("X-CSRF-Token")
    if token is not None:
        forged = other.client.headers["X-CSRF-Token"] if token == "another's" else token
        member.client.headers = httpx.Headers([*member.client.headers.raw, (b"X-CSRF-Token", forged.encode("latin-1"))])
        assert forged != own

    await refused_everywhere(
        world,
        member.client,
        CHANGING,
        Problem(
            403,
            "csrf_token_wrong",
            "页面已过期，请刷新后重试。",
            "This page is out of date; please reload it and try again.",
            {},
        ),
    )


async def refused_everywhere(
    world: World, client: httpx.AsyncClient, refused: list[Operation], expected: Problem
) -> None:
    """Each operation is refused with the same problem, and nothing is written."""
    before = await written(world)
    for operation in refused:
        assert problem_of(await use(client, operation)) == expected, operation.name
    assert await written(world) == before
