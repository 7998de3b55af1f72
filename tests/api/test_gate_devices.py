"""How a turnstile gets its key and proves it: codes that end, clocks that are wrong, keys that are not its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from ankang.checkpoints.tables import gate_devices, visits
from ankang.entrypoints.http.app import create_app
from ankang.gate.centre import Answered
from ankang.gate.device import GateDevice, Person
from support.access import DEVICES
from support.application import Member, World
from support.bodies import device_bodies
from support.devices import Installed, Turnstile, code_for, devices_of, installed, register_device
from support.gates import open_gate
from support.keepers import active_site, decide
from support.phones import resident_with_phone
from support.problems import problem_of
from support.routes import device_operations
from support.written import written

pytestmark = pytest.mark.anyio


async def row_of(world: World) -> Any:
    async with world.runtime.engine.connect() as connection:
        return (await connection.execute(select(gate_devices))).one()


async def keepers_device(world: World) -> tuple[Member, str, dict[str, Any]]:
    """A keeper, the path of their approved site's devices, and a device that awaits enrolment."""
    keeper = await world.register("王芳")
    site = await active_site(world, keeper)
    path = f"/checkpoints/sites/{site['site_id']}/devices"
    body = {"key": str(uuid4()), "entrance_id": site["entrances"][0]["entrance_id"], "name": "北门 1 号"}
    answer = await keeper.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return keeper, path, answer.json()


async def test_a_keeper_registers_a_device_which_enrols_with_a_code_and_is_seen(world: World) -> None:
    keeper, path, device = await keepers_device(world)
    assert (device["state"], device["on_timeout"], device["last_seen_at"]) == ("awaiting", "bar", None)
    made = (await keeper.post(f"{path}/{device['device_id']}/enrolment")).json()
    turnstile = Turnstile(world)

    settings = (await turnstile.enrol(made["code"].lower())).json()

    assert (settings["device_id"], settings["entrance_name"]) == (device["device_id"], "北门")
    assert settings["answer_within_seconds"] == 2.0
    world.move_by(minutes=3)
    assert (await turnstile.send("GET", "/settings")).status_code == 200
    (seen,) = (await keeper.get(path)).json()
    assert (seen["state"], seen["last_seen_at"]) == ("active", "2022-07-08T02:03:00Z")
    row = await row_of(world)
    assert row.public_key.hex()[2:] == turnstile.public_key[2:66]
    assert made["code"].encode() not in b"".join(value for value in row if isinstance(value, bytes))


async def test_a_code_enrols_one_key_once_and_its_own_key_again_after_a_lost_answer(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    device = await register_device(officer, gate)
    code = await code_for(officer, gate, device["device_id"])
    turnstile, thief = Turnstile(world), Turnstile(world)
    assert (await turnstile.enrol(code)).status_code == 201
    turnstile.device_id = ""

    assert (await turnstile.enrol(code)).status_code == 201
    assert problem_of(await thief.enrol(code)).told == (422, "enrolment_over")


@pytest.mark.parametrize("end", ["expired", "revoked", "replaced", "suspended"])
async def test_a_code_that_ended_enrols_nothing(world: World, end: str) -> None:
    gate, officer = await open_gate(world), await world.officer()
    device = await register_device(officer, gate)
    place = Installed(Turnstile(world, device["device_id"]), gate, officer)
    code = await code_for(officer, gate, device["device_id"])
    match end:
        case "expired":
            world.move_by(hours=2)
        case "revoked":
            assert (await officer.delete(f"{place.path}/{device['device_id']}/enrolment")).status_code == 204
        case "replaced":
            await code_for(officer, gate, device["device_id"])
        case _:
            assert (await place.change(state="suspended")).status_code == 200

    assert problem_of(await Turnstile(world).enrol(code)).told == (422, "enrolment_over")
    assert (await row_of(world)).public_key is None


async def test_a_key_is_enrolled_only_by_who_holds_it(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    device = await register_device(officer, gate)
    code = await code_for(officer, gate, device["device_id"])
    turnstile, other = Turnstile(world), Turnstile(world)

    body = {"code": code, "public_key": other.public_key}
    assert problem_of(await turnstile.send("POST", "/enrolment", body)).told == (401, "device_signature")
    bad = {"code": code, "public_key": "04" + "00" * 64}
    assert problem_of(await turnstile.send("POST", "/enrolment", bad)).told == (422, "public_key_format")
    assert (await row_of(world)).public_key is None


async def test_a_replaced_key_opens_nothing_any_more(world: World) -> None:
    place = await installed(world)
    fresh = Turnstile(world)
    code = await code_for(place.officer, place.gate, place.turnstile.device_id)
    assert (await place.turnstile.send("GET", "/settings")).status_code == 200

    assert (await fresh.enrol(code)).status_code == 201

    assert problem_of(await place.turnstile.send("GET", "/settings")).told == (401, "device_signature")
    assert (await fresh.send("GET", "/settings")).status_code == 200


@pytest.mark.parametrize("minutes", [-5, 5])
async def test_a_clock_up_to_five_minutes_off_is_accepted(world: World, minutes: int) -> None:
    place = await installed(world)
    place.turnstile.clock_off = timedelta(minutes=minutes)

    assert (await place.turnstile.send("GET", "/settings")).status_code == 200


@pytest.mark.parametrize("seconds", [-301, 301, 3 * 365 * 86_400])
async def test_a_clock_further_off_is_told_the_centres_time_and_goes_right_by_it(world: World, seconds: int) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)
    place.turnstile.clock_off = timedelta(seconds=seconds)

    refused = await place.turnstile.ask(qr_text=phone.qr())

    assert problem_of(refused).told == (401, "clock_off")
    assert refused.json()["centre_time"] == world.clock.now().isoformat()
    async with world.runtime.engine.connect() as connection:
        assert (await connection.execute(select(visits))).all() == []
    place.turnstile.clock_off = timedelta()
    assert (await place.turnstile.answers(qr_text=phone.qr()))["open"] is True


async def test_a_wrong_key_and_an_unknown_device_are_told_alike_and_nothing_of_the_clock(world: World) -> None:
    place = await installed(world)
    wrong = Turnstile(world, place.turnstile.device_id, clock_off=timedelta(hours=1))
    unknown = Turnstile(world, str(uuid4()), place.turnstile.private_key)
    nonsense = Turnstile(world, "闸机".encode().hex(), place.turnstile.private_key)

    problems = [problem_of(await one.ask(qr_text="AHC1:6BF")) for one in (wrong, unknown, nonsense)]

    assert {problem.told for problem in problems} == {(401, "device_signature")}
    assert len(set(map(repr, problems))) == 1


@pytest.mark.parametrize("changed", ["body", "path", "time", "signature", "unsigned"])
async def test_a_request_that_is_not_what_was_signed_is_refused(world: World, changed: str) -> None:
    place = await installed(world)
    body = b'{"key": "5a0c1f0e-2f0b-4a54-9c9d-0c8f5f3f7a11", "qr_text": "AHC1:6BF"}'
    headers = place.turnstile.headers("POST", "/gate/v1/pass" if changed != "path" else "/gate/v1/enrolment", body)
    match changed:
        case "body":
            body = body.replace(b"6BF", b"6BG")
        case "time":
            headers["Gate-Time"] = str(int(headers["Gate-Time"]) + 1)
        case "signature":
            headers["Gate-Signature"] = "zz" + headers["Gate-Signature"][2:]
        case "unsigned":
            del headers["Gate-Signature"]

    answer = await world.guest().post("http://test/gate/v1/pass", content=body, headers=headers)

    assert problem_of(answer).told == (401, "device_signature")


@pytest.mark.parametrize(("state", "code"), [("suspended", "device_suspended"), ("revoked", "device_revoked")])
async def test_a_device_that_was_stopped_is_told_so_and_records_nothing(world: World, state: str, code: str) -> None:
    place = await installed(world)
    _, phone = await resident_with_phone(world)
    assert (await place.change(state=state)).json()["state"] == state
    before = await written(world)

    assert problem_of(await place.turnstile.ask(qr_text=phone.qr())).told == (403, code)

    assert await written(world) == before
    again = await place.change(state="active")
    assert again.status_code == (200 if state == "suspended" else 409)


async def test_a_keeper_cannot_let_a_device_work_again_that_an_officer_suspended(world: World) -> None:
    keeper, path, device = await keepers_device(world)
    officer = await world.officer()
    body = {"state": "suspended", "on_timeout": "bar", "reads_documents": False}
    one = f"{path}/{device['device_id']}"
    assert (await officer.put(one, json=body)).json()["held"] is True

    refused = await keeper.put(one, json=body | {"state": "active"})

    assert problem_of(refused).told == (409, "device_state")
    assert (await officer.put(one, json=body | {"state": "active"})).json()["state"] == "awaiting"


async def test_the_gates_of_a_suspended_site_rest(world: World) -> None:
    keeper, path, device = await keepers_device(world)
    code = (await keeper.post(f"{path}/{device['device_id']}/enrolment")).json()["code"]
    turnstile = Turnstile(world)
    assert (await turnstile.enrol(code)).status_code == 201
    site_id = path.split("/")[3]
    assert (await decide(await world.officer(), site_id, "suspend")).status_code == 201

    assert problem_of(await turnstile.ask(qr_text="AHC1:6BF")).told == (403, "site_resting")


async def test_another_keeper_sees_and_changes_no_device(world: World) -> None:
    place, stranger = await installed(world), await world.register("李四")
    device_id = place.turnstile.device_id

    answers = [
        await stranger.get(place.path),
        await place.change(stranger, state="revoked"),
        await stranger.post(f"{place.path}/{device_id}/enrolment"),
        await stranger.delete(f"{devices_of(place.gate)}/{device_id}/enrolment"),
    ]

    assert {problem_of(answer).told for answer in answers} == {(404, "not_found")}
    assert (await row_of(world)).state == "active"


def test_every_route_of_devices_is_known() -> None:
    assert {item.name for item in device_operations(create_app())} == DEVICES


@pytest.mark.spec("M2")
@pytest.mark.parametrize("member_of", [World.register, World.staff, World.community_worker, World.officer])
async def test_a_session_of_any_role_opens_no_route_of_devices(
    world: World, member_of: Callable[[World], Awaitable[Member]]
) -> None:
    member = await member_of(world)
    before = await written(world)

    for operation in device_operations(create_app()):
        body = device_bodies().get(operation.name) if operation.takes_json else None
        answer: httpx.Response = await member.request(operation.method, f"http://test{operation.path}", json=body)
        assert problem_of(answer).told == (401, "device_signature"), operation.name

    assert await written(world) == before


async def test_a_private_key_of_another_curve_signs_nothing(world: World) -> None:
    place = await installed(world)
    place.turnstile.private_key = ec.generate_private_key(ec.SECP384R1())

    assert problem_of(await place.turnstile.send("GET", "/settings")).told == (401, "device_signature")


async def test_the_reference_client_enrols_asks_and_puts_its_clock_right(world: World, tmp_path: Path) -> None:
    gate, officer = await open_gate(world), await world.officer()
    device = await register_device(officer, gate)
    code = await code_for(officer, gate, device["device_id"])
    _, phone = await resident_with_phone(world)
    loop, guest = asyncio.get_running_loop(), world.guest()

    class InTheTest:
        def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answered:
            del seconds
            asked = guest.request(method, f"http://test{path}", content=body, headers=dict(headers))
            answer = asyncio.run_coroutine_threadsafe(asked, loop).result(30)
            return Answered(answer.status_code, answer.json())

    client = GateDevice(tmp_path, InTheTest(), lambda: world.clock.now() + timedelta(hours=8))
    enrolled = await asyncio.to_thread(client.enrol, code)
    passage = await asyncio.to_thread(client.ask, Person(qr_text=phone.qr(), celsius=36.5))

    assert (enrolled["device_id"], enrolled["green_enters"]) == (device["device_id"], True)
    assert (passage.is_open, passage.prompt, passage.masked_name) == (True, "green_pass", "张*")
    assert client.clock_offset == timedelta(hours=-8)
