"""What people are told when more comes than can be done, and that codes are served on (L3, L7, L10)."""

from __future__ import annotations

import pytest
from fastapi.routing import iter_route_contexts

from ankang.runtime.load import FROM_SESSION, RUSH, Load, Loads
from support.application import World
from support.gates import open_gate
from support.phones import resident_with_phone

pytestmark = pytest.mark.anyio


@pytest.mark.spec("L3", "L7")
async def test_in_a_rush_a_summary_is_shed_with_a_time_to_try_again_and_a_scan_is_not(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    officer = await world.officer()
    loads: Loads = world.app.state.loads
    loads.working[Load.CODE] += RUSH
    loads.working[Load.PANEL] += 2

    summary = await officer.get("/console/summary")
    verdict = await gate.scan(phone.qr())

    assert (summary.status_code, summary.json()["code"]) == (503, "overloaded")
    assert int(summary.headers["Retry-After"]) >= 1
    assert summary.json()["words"]["zh"]
    assert verdict["verdict"] == "pass"
    loads.working[Load.CODE] -= RUSH
    loads.working[Load.PANEL] -= 2
    assert (await officer.get("/console/summary")).status_code == 200
    assert loads.working == dict.fromkeys(Load, 0)


@pytest.mark.spec("L3")
async def test_codes_are_declared_as_codes_and_lists_as_panels(world: World) -> None:
    loads = {}
    for context in iter_route_contexts(world.app.routes):
        route = context.original_route
        endpoint = getattr(route, "endpoint", None)
        for method in context.methods or ():
            loads[f"{method} {context.path}"] = getattr(endpoint, "load", getattr(route, "load", None))

    codes = {name for name, load in loads.items() if load is Load.CODE}
    assert codes == {
        "POST /api/v1/codes/{person_id}/tokens",
        "POST /api/v1/codes/standing",
        "POST /api/v1/checkpoints/scans",
        "POST /api/v1/checkpoints/uploads",
        "POST /gate/v1/enrolment",
        "GET /gate/v1/settings",
        "POST /gate/v1/pass",
    }
    assert {load for name, load in loads.items() if "/api/v1/console/" in name} == {Load.PANEL}
    assert loads["GET /api/v1/checkpoints/far-shows"] is Load.PANEL


@pytest.mark.spec("L10")
async def test_a_phone_that_floods_is_stopped_and_the_family_behind_its_address_is_not(world: World) -> None:
    flood, sister = await world.register("张三"), await world.register("张四")
    for _ in range(FROM_SESSION.burst + 5):
        answer = await flood.get(f"/assessments/{flood.person_id}")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await sister.get(f"/assessments/{sister.person_id}")).status_code == 200
    world.move_by(seconds=60)
    assert (await flood.get(f"/assessments/{flood.person_id}")).status_code == 200
