"""The scans of one moment share a transaction and are each what they would be alone (DESIGN: scan lane)."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from ankang.checkpoints.schemas import ScanRequest
from ankang.checkpoints.service.scan_lane import AskedScan, scan_alone, scan_together
from ankang.core.facts import Symptom, SymptomReport
from ankang.runtime.edge import SESSION_COOKIE
from ankang.runtime.lane import Alone
from support.application import Member, World
from support.gates import Gate, open_gate
from support.phones import Phone, add_facts, days_ago, resident_with_phone

pytestmark = pytest.mark.anyio


async def post(gate: Gate, phone: Phone | str, key: str | None = None) -> httpx.Response:
    qr_text = phone if isinstance(phone, str) else phone.qr()
    return await gate.staff.post("/checkpoints/scans", json={"key": key or str(uuid4()), "qr_text": qr_text})


def asked(gate: Gate, qr_text: str) -> AskedScan:
    client = gate.staff.client
    return AskedScan(
        client.cookies[SESSION_COOKIE], client.headers["X-CSRF-Token"], ScanRequest(key=uuid4(), qr_text=qr_text)
    )


async def written(world: World, table: str) -> list[int]:
    """The transaction of each row of a table."""
    async with world.call() as call:
        rows = await call.connection.execute(text(f"SELECT CAST(CAST(xmin AS text) AS bigint) FROM {table}"))  # noqa: S608  (the names stand below)
        return list(rows.scalars())


@pytest.mark.spec("D3", "L2")
async def test_scans_of_one_moment_share_a_commit(world: World) -> None:
    gates = [await open_gate(world), await open_gate(world, "明珠广场南门")]
    phones = [(await resident_with_phone(world, name=f"居民{n}"))[1] for n in range(6)]

    answers = await asyncio.gather(*(post(gates[n % 2], phone) for n, phone in enumerate(phones)))

    assert [answer.status_code for answer in answers] == [201] * 6
    assert {answer.json()["verdict"] for answer in answers} == {"pass"}
    for table in ("visits", "seen_proofs", "answered_keys"):
        rows = await written(world, table)
        # One commit where they come at once; two where this machine was busy in between.
        assert (table, len(rows), len(set(rows)) < 6) == (table, 6, True)


async def with_colour(world: World, colour: str) -> tuple[Member, Phone]:
    member, phone = await resident_with_phone(world)
    if colour == "yellow":
        await add_facts(world, member, SymptomReport(days_ago(world, 0), frozenset({Symptom.DRY_COUGH})))
    return member, phone


@pytest.mark.spec("D3", "D6")
@pytest.mark.parametrize("colour", ["green", "yellow"])
async def test_the_lane_answers_what_the_ordinary_scan_answers(world: World, colour: str) -> None:
    gate = await open_gate(world)
    _, phone = await with_colour(world, colour)

    async with world.call() as call:
        (together,) = await scan_together(call, [asked(gate, phone.qr())])
    world.move_by(seconds=20)
    async with world.call() as call:
        alone = await scan_alone(call, asked(gate, phone.qr()))

    assert not isinstance(together, (Alone, Exception))
    differing = {"visit_id": None, "decided_at": None}
    assert json.loads(together) | differing == json.loads(alone) | differing
    assert json.loads(together)["verdict"] == ("pass" if colour == "green" else "stop")
    async with world.call() as call:
        rows = (
            await call.connection.execute(
                text("SELECT way, colour, entry, verdict, refusal, is_identified, state FROM visits")
            )
        ).all()
    assert len(rows) == 2
    assert rows[0] == rows[1]


@pytest.mark.spec("D3", "L3")
async def test_bad_requests_spoil_nobodys_scan(world: World) -> None:
    """A forged and a dead code, a resident who plays staff, no session, a used key: all beside three good scans."""
    gate = await open_gate(world)
    phones = [(await resident_with_phone(world, name=f"居民{n}"))[1] for n in range(4)]
    resident, lost = await resident_with_phone(world, name="失主")
    used = str(uuid4())
    await post(gate, phones[3], used)
    text_of_lost = lost.qr()
    answer = await resident.post(f"/codes/{resident.person_id}/kill", json={"reason": "lost_phone"})
    assert answer.status_code == 204
    world.move_by(seconds=20)

    answers = await asyncio.gather(
        *(post(gate, phone) for phone in phones[:3]),
        post(gate, "AHC1:NOT A CODE"),
        post(gate, text_of_lost),
        post(Gate(resident, gate.site), phones[0].qr()),
        world.guest().post("/checkpoints/scans", json={"key": str(uuid4()), "qr_text": phones[0].qr()}),
        post(gate, phones[2].qr(), used),
    )

    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 201, 403, 401, 409]
    assert [answer.json()["verdict"] for answer in answers[:5]] == ["pass", "pass", "pass", "refused", "refused"]
    assert answers[4].json()["refusal"] == "dead_code"
    assert answers[7].json()["code"] == "key_used"


@pytest.mark.spec("D3", "E2")
async def test_one_picture_at_two_gates_in_one_moment_passes_once(world: World) -> None:
    gates = [await open_gate(world), await open_gate(world, "明珠广场南门")]
    _, phone = await resident_with_phone(world)
    picture = phone.qr()

    answers: list[dict[str, Any]] = [
        answer.json() for answer in await asyncio.gather(*(post(gate, picture) for gate in gates))
    ]

    assert sorted(answer["verdict"] for answer in answers) == ["pass", "refused"]
    assert {answer["refusal"] for answer in answers} == {None, "replayed"}


@pytest.mark.spec("D9")
async def test_a_request_sent_twice_in_one_moment_is_one_visit(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    qr_text, key = phone.qr(), str(uuid4())

    answers = await asyncio.gather(*(post(gate, qr_text, key) for _ in range(5)))

    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json()["visit_id"] for answer in answers}) == 1
    assert len(await written(world, "visits")) == 1


@pytest.mark.spec("E3")
async def test_whoever_waits_in_isolation_comes_back_to_the_same_visit_through_the_lane(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    first = (await post(gate, phone)).json()
    await gate.measure(first["visit_id"], 37.9)
    world.move_by(minutes=6)

    again = (await post(gate, phone)).json()

    assert (again["verdict"], again["visit_id"]) == ("recheck", first["visit_id"])
    assert len(await written(world, "visits")) == 1
