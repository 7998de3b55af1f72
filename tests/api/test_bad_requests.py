"""Requests that no app of ours makes: every route answers them with a problem, and nothing is written."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from ankang.entrypoints.http.app import create_app
from ankang.identity import service as identity
from ankang.runtime.access import Role
from support.application import Member, World
from support.bodies import bodies, forms
from support.gates import open_gate
from support.phones import give_code
from support.problems import problem_of
from support.routes import Operation, operations
from support.written import written

pytestmark = pytest.mark.anyio

OPERATIONS = {item.name: item for item in operations(create_app())}
WITH_JSON = [item for item in OPERATIONS.values() if item.takes_json]
JSON = {"content-type": "application/json"}

# What forms, phones and people who probe put where something else belongs.
BAD_VALUES: list[Any] = [
    None,
    "",
    " ",
    "张\x00三",
    "\ud800",
    "１２３４５６",
    "٣٤٠١٠٢",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2022-02-30",
    "2022-07-08T09:30:00",
    "99",
    "999999",
    "' OR 1=1 --",
    "A" * 5000,
    -1,
    1e308,
    float("nan"),
    float("inf"),
    10**30,
    True,
    [],
    ["x"] * 50,
    {},
    {"a": {"b": 1}},
]


async def somebody_with_every_role(world: World) -> Member:
    """A resident with a code who is staff on duty, community worker and officer of the city."""
    gate = await open_gate(world)
    member = gate.staff
    async with world.call() as call:
        for role in (Role.COMMUNITY_WORKER, Role.OFFICER):
            await identity.grant_role(call, member.person_id, role, "340102", "明珠广场物业")
    await member.sign_in()
    await give_code(world, member)
    return member


def path_of(operation: Operation, person_id: object) -> str:
    """The path with the person's own id, and with an id of nothing for other records."""
    return operation.path.format(**dict.fromkeys(operation.parameters("path"), uuid4()) | {"person_id": person_id})


def changed_one_by_one(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body with one value after the other replaced by each bad one."""

    def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if path:
            yield path
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            yield from places(item, (*path, key))

    for path in places(body, ()):
        for bad in BAD_VALUES:
            changed = copy.deepcopy(body)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = bad
            yield f"{'.'.join(map(str, path))} = {bad!r:.40}", changed


async def send(member: Member, method: str, path: str, body: Any) -> httpx.Response:
    """Send JSON as Python writes it, so that NaN and half characters go out as they are."""
    import json

    return await member.request(method, path, content=json.dumps(body).encode(), headers=JSON)


def test_every_route_that_takes_json_has_a_body_to_change() -> None:
    assert {item.name for item in WITH_JSON} == set(bodies())


async def forget(world: World) -> None:
    """Make room for the next try: what a person may do once, or so often, may be done again."""
    async with world.runtime.engine.begin() as connection:
        await connection.execute(text("TRUNCATE applications, check_ins, attempts, one_time_codes, proxy_links"))


@pytest.mark.parametrize("operation", WITH_JSON, ids=lambda item: item.name)
async def test_no_value_of_a_form_breaks_a_route(world: World, operation: Operation) -> None:
    member = await somebody_with_every_role(world)
    path = path_of(operation, member.person_id)

    for what, body in changed_one_by_one(bodies()[operation.name]):
        answer = await send(member, operation.method, path, body)

        assert answer.status_code < 500, (what, answer.text)
        if answer.status_code >= 400:
            problem_of(answer)
        if answer.status_code not in (400, 404, 422):
            await forget(world)


@pytest.mark.parametrize(
    "operation", [item for item in OPERATIONS.values() if item.parameters("query")], ids=lambda item: item.name
)
async def test_no_value_of_a_query_breaks_a_route(world: World, operation: Operation) -> None:
    member = await somebody_with_every_role(world)
    path = path_of(operation, member.person_id)
    possible = {"purpose": "follow_up", "division": "340102", "lat": "31.8", "lon": "117.2"}
    query = {name: possible[name] for name in operation.parameters("query") if name in possible}
    page_keys = [f"x\x00.{uuid4()}", f"2022-07-08~{uuid4()}", f"0001-01-01T00:00:00+14:00~{uuid4()}"]

    for name in operation.parameters("query"):
        for bad in [*BAD_VALUES, *page_keys]:
            value = str(bad).encode("utf-8", "replace").decode()
            answer = await member.get(path, params=query | {name: value})

            assert answer.status_code < 500, (name, value, answer.text)
            if answer.status_code >= 400:
                problem_of(answer)


@pytest.mark.parametrize("bad", ["abc", "1", "%00", "..%2f..", "00000000-0000-0000-0000-00000000000g", "%ff", "张三"])
async def test_an_id_that_is_none_of_ours_is_refused_in_words(world: World, bad: str) -> None:
    member = await world.register()
    before = await written(world)

    for operation in OPERATIONS.values():
        # A published file is asked for by its name, which is no id; whoever may not have it is refused first.
        if operation.parameters("path") and "paper-lists" not in operation.path:
            path = operation.path.format(**dict.fromkeys(operation.parameters("path"), bad))
            form = forms().get(operation.name)
            sent = member.request(operation.method, path, **form) if form else None
            answer = await (sent or send(member, operation.method, path, bodies().get(operation.name, {})))

            told = problem_of(answer).told
            # The number under a poster is no id: whatever it is, it names no site.
            named = (422, "unknown_posted_code") if "posted-codes" in path else (422, "invalid_fields")
            assert told in (named, (422, "invalid_fields"), (404, "http_404"), (405, "http_405")), path

    assert await written(world) == before
