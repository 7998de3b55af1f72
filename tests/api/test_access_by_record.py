"""Each route that names a record, asked by everybody whom the record is none of the business of (SPEC M2, A6).

The refusal is the neutral one, the same for a record that exists and for one that does not, and nothing is written,
not even a look: what was not shown was not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from ankang.checkpoints import service as checkpoints
from ankang.entrypoints.http.app import create_app
from ankang.runtime.access import Role
from support.access import RECORDS, ROLES
from support.application import Member, World
from support.bodies import FORM, bodies, forms
from support.devices import register_device
from support.gates import Gate, open_gate, register_at
from support.phones import Phone
from support.problems import Problem, problem_of
from support.routes import Operation, operations
from support.written import written

pytestmark = pytest.mark.anyio

OPERATIONS = {item.name: item for item in operations(create_app())}
NEUTRAL = Problem(404, "not_found", "没有找到您可以查看的记录。", "There is no record here that you may see.", {})
NOT_YOUR_ROLE = (403, "role_needed")
# Refuses record by record, and needs no present duty; tests/api/test_checkpoints_uploads.py asks it as a stranger.
UPLOADS = "POST /checkpoints/uploads"
# A visit named beside what a scan or a look-up is about; tests/api/test_rules_at_the_gate.py asks as another gate.
BESIDE = {"POST /checkpoints/scans": {"companion_of"}, "POST /checkpoints/look-ups": {"companion_of"}}


@dataclass(frozen=True)
class Records:
    """Records of one resident and her gate, of every kind that a route names."""

    owner: Member
    gate: Gate
    ids: dict[str, str]


async def records(world: World) -> Records:
    """Somebody yellow with a waiting correction, a pending proxy, an arrival, a visit, a registration and a notice."""
    owner, daughter, gate = await world.register("李兰"), await world.register("王芳"), await open_gate(world)
    form = FORM | {"arrival": {"from_outside": False}, "contact": {"close_contact": False}}
    await posted(owner, "/applications", form)
    correction = await posted(owner, "/applications/corrections", form | {"symptoms": []})
    assert correction["state"] == "waiting"
    ask = {"name": "李兰", "document_type": "mainland_id", "document_number": owner.document_number}
    link = await posted(daughter, "/identity/proxies", ask | {"relation": "parent", "mobile": owner.mobile})
    phone = Phone(owner, owner.person_id)
    await phone.renew()
    visit = await gate.scan_phone(phone)
    assert (await gate.measure(visit["visit_id"], 37.8)).json()["outcome"] == "recheck"
    arrival = {"key": str(uuid4()), "posted_code": gate.site.posted_code}
    await register_at(gate, owner.person_id, UUID(visit["visit_id"]), "waiting")
    await world.run_jobs()
    notice = (await owner.get("/notices")).json()[0]
    ids = {
        "person_id": str(owner.person_id),
        "application_id": correction["application_id"],
        "link_id": link["link_id"],
        "visit_id": visit["visit_id"],
        "arrival_id": (await posted(owner, "/checkpoints/arrivals", arrival))["arrival_id"],
        "notice_id": notice["notice_id"],
        "site_id": str(gate.site.site_id),
        "entrance_id": str(gate.site.entrances[0].entrance_id),
        "invitation_id": await invited_to(owner, gate),
        "import_id": await imported_by(owner, gate),
        "device_id": (await register_device(owner, gate))["device_id"],
    }
    return Records(owner, gate, ids)


async def invited_to(keeper: Member, gate: Gate) -> str:
    """An open invitation to a gate, whose site the keeper answers for."""
    async with keeper.world.call() as call:
        await checkpoints.give_to_keeper(call, gate.site.site_id, keeper.person_id)
    invitation = await posted(keeper, f"/checkpoints/kept-sites/{gate.site.site_id}/invitations", {"key": str(uuid4())})
    return str(invitation["invitation_id"])


async def imported_by(keeper: Member, gate: Gate) -> str:
    """An imported list of a gate that the keeper answers for."""
    path = f"/checkpoints/sites/{gate.site.site_id}/people/imports"
    answer = await keeper.post(path, **forms()["POST /checkpoints/sites/{site_id}/people/imports"])
    assert answer.status_code == 201, answer.text
    return str(answer.json()["import_id"])


async def posted(member: Member, path: str, body: dict[str, Any]) -> Any:
    answer = await member.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def ask(member: Member, operation: Operation, ids: dict[str, str], **changes: Any) -> httpx.Response:
    """The operation on the records of these ids."""
    named = {name: ids[name] for name in operation.object_ids() if name in ids}
    query: dict[str, Any] = {"purpose": "follow_up"} if "purpose" in operation.parameters("query") else {}
    query |= {name: named[name] for name in operation.parameters("query") if name in named}
    body = bodies().get(operation.name)
    if body is not None:
        body = body | {name: named[name] for name in operation.body_fields() if name in named} | changes
    path = operation.path.format(**{name: ids[name] for name in operation.parameters("path")})
    sent = forms().get(operation.name) or {"json": body}
    return await member.request(operation.method, path, params=query, **sent)


def test_every_route_that_takes_the_id_of_a_record_is_asked_by_strangers() -> None:
    named = {name: item.object_ids() for name, item in OPERATIONS.items() if item.object_ids()}

    assert named == RECORDS | BESIDE


@pytest.mark.spec("M2", "A6", "D8")
@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.RESIDENT, ""),
        (Role.OFFICER, "3413"),
        (Role.OFFICER, "340103"),
        (Role.COMMUNITY_WORKER, "341324"),
        (Role.STAFF, "340102"),
    ],
)
async def test_a_stranger_gets_the_neutral_refusal_at_every_record(world: World, role: Role, region: str) -> None:
    mine = await records(world)
    stranger = await stranger_with(world, role, region)
    nobodys = {name: str(uuid4()) for name in mine.ids}
    before = await written(world)

    for name in RECORDS:
        operation = OPERATIONS[name]
        if name == UPLOADS and role is Role.STAFF:
            continue
        answer, of_nothing = [await ask(stranger, operation, ids) for ids in (mine.ids, nobodys)]

        problem = problem_of(answer)
        assert (name, problem) == (name, problem_of(of_nothing))
        if role not in ROLES[name]:
            assert problem.told == NOT_YOUR_ROLE, name
        elif name == "PUT /checkpoints/duty":
            assert problem.told == (403, "not_your_site")
        else:
            assert (name, problem) == (name, NEUTRAL)

    assert await written(world) == before


async def stranger_with(world: World, role: Role, region: str) -> Member:
    match role:
        case Role.RESIDENT:
            return await world.register("赵强")
        case Role.OFFICER:
            return await world.officer(region, "外地卫生健康委员会")
        case Role.COMMUNITY_WORKER:
            return await world.community_worker(region, "外地街道")
        case Role.STAFF:
            # In the same county, on duty, and at another gate.
            return (await open_gate(world, "明珠广场南门")).staff


@pytest.mark.spec("M2", "F2")
@pytest.mark.parametrize("method", ["visit", "telephone"])
async def test_a_resident_does_not_check_in_for_a_stranger_in_the_name_of_a_worker(world: World, method: str) -> None:
    mine, stranger = await records(world), await world.register("赵强")
    worker = await world.community_worker("341324")
    before = await written(world)
    operation = OPERATIONS["POST /check-ins/{person_id}"]

    by_resident = await ask(stranger, operation, mine.ids, method=method)
    by_worker = await ask(worker, operation, mine.ids, method=method)

    assert problem_of(by_resident).told == NOT_YOUR_ROLE
    assert problem_of(by_worker) == NEUTRAL
    assert await written(world) == before


@pytest.mark.spec("D5", "M2")
async def test_staff_who_went_off_duty_reach_no_record_of_their_gate(world: World) -> None:
    mine = await records(world)
    await mine.gate.staff.delete("/checkpoints/duty")
    before = await written(world)

    for name in RECORDS:
        if ROLES[name] == {Role.STAFF} and name not in ("PUT /checkpoints/duty", UPLOADS):
            assert problem_of(await ask(mine.gate.staff, OPERATIONS[name], mine.ids)).told == (403, "off_duty"), name

    assert await written(world) == before


@pytest.mark.spec("M2")
async def test_the_records_are_there_for_those_whose_business_they_are(world: World) -> None:
    """Without this, a route that refuses everybody would pass all tests above."""
    mine, officer = await records(world), await world.officer("3401")

    for name, roles in ROLES.items():
        if name not in RECORDS or OPERATIONS[name].method != "GET":
            continue
        answer = await ask(officer if roles == {Role.OFFICER} else mine.owner, OPERATIONS[name], mine.ids)
        assert answer.status_code == 200, (name, answer.text)


@pytest.mark.spec("M2")
@pytest.mark.parametrize("region", ["3413", "340103"])
async def test_no_list_of_another_region_names_the_person(world: World, region: str) -> None:
    mine = await records(world)
    strangers = {
        Role.OFFICER: await world.officer(region, "外地卫生健康委员会"),
        Role.COMMUNITY_WORKER: await world.community_worker(region, "外地街道"),
        Role.STAFF: (await open_gate(world, "明珠广场南门")).staff,
    }
    # The files of the paper list are no list of people: bits by place, for devices on duty. Nor is a poster, nor the
    # stream that says that a list changed, and does not end.
    gets = [name for name in ROLES if name.startswith("GET ") and name not in RECORDS]
    lists = [name for name in gets if "paper-lists" not in name and "posted-codes" not in name and "stream" not in name]

    for name in lists:
        for role in ROLES[name] & strangers.keys():
            answer = await strangers[role].get(OPERATIONS[name].path)
            assert answer.status_code == 200, (name, answer.text)
            for told in (mine.ids["person_id"], f"*{mine.owner.document_number[-3:]}", mine.ids["application_id"]):
                assert told not in answer.text, (name, role)
