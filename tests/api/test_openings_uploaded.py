"""Doors that care opened while the centre was away, and companions whose company the centre knew: by upload."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.store.openings import Opened, list_openings
from ankang.checkpoints.tables import visits
from support.application import World
from support.gates import Gate, open_gate
from support.phones import resident_with_phone

pytestmark = pytest.mark.anyio


async def send(gate: Gate, *records: dict[str, Any]) -> list[dict[str, Any]]:
    body = {"records": [{"key": str(uuid4()), "site_id": str(gate.site.site_id), **record} for record in records]}
    answer = await gate.staff.post("/checkpoints/uploads", json=body)
    assert answer.status_code == 201, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


async def openings(world: World, gate: Gate) -> list[Opened]:
    async with world.call() as call:
        return await list_openings(call.connection, call.cipher, gate.site.site_id, 10)


@pytest.mark.spec("E2", "D9", "R17")
async def test_care_without_a_centre_opens_the_visit_of_its_scan_once(world: World) -> None:
    """With the reason, the note and the time of the fact; the same record again is the same opening."""
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    at = world.clock.now()
    world.move_by(minutes=20)
    key, opening = str(uuid4()), str(uuid4())
    seen = {"key": key, "kind": "scan", "at": at.isoformat(), "qr_text": phone.qr(at), "let_in": False}
    opened = {"key": opening, "kind": "opening", "at": at.isoformat(), "scan_key": key, "override": "danger"}

    first = await send(gate, seen, opened | {"note": "有人追打"})
    again = await send(gate, opened | {"note": "有人追打"})

    assert [result["outcome"] for result in first] == ["stored", "stored"]
    assert again == first[1:]
    (written,) = await openings(world, gate)
    assert (written.by, written.reason, written.note, written.opened_at) == ("override", "danger", "有人追打", at)
    assert written.visit_id == UUID(first[0]["visit_id"])
    async with world.call() as call:
        row = (await call.connection.execute(select(visits))).one()
    assert (row.verdict, row.opened_by) == ("pass", "override")


@pytest.mark.spec("E2", "D9", "R17")
async def test_an_opening_needs_a_reason_and_no_code(world: World) -> None:
    gate = await open_gate(world)
    at = world.clock.now().isoformat()

    stored, refused = await send(
        gate,
        {"kind": "opening", "at": at, "override": "medical_care"},
        {"kind": "opening", "at": at},
    )

    assert (stored["outcome"], stored["visit_id"]) == ("stored", None)
    assert (refused["outcome"], refused["code"]) == ("refused", "reason_needed")
    assert [item.reason for item in await openings(world, gate)] == ["medical_care"]


@pytest.mark.spec("E2", "D9", "R17")
async def test_a_code_that_a_hospital_could_not_read_is_an_opening_of_that_time(world: World) -> None:
    gate = await open_gate(world, kind=SiteKind.HOSPITAL)
    at = world.clock.now()
    world.move_by(minutes=20)

    (result,) = await send(gate, {"kind": "scan", "at": at.isoformat(), "qr_text": "no code of ours", "let_in": True})

    assert (result["outcome"], result["verdict"], result["conflict"]) == ("stored", "pass", None)
    (written,) = await openings(world, gate)
    assert (written.by, written.opened_at) == ("medical_site", at)


@pytest.mark.spec("E2", "D9")
@pytest.mark.parametrize("check", ["now", "later"])
async def test_a_companion_without_a_centre_stays_with_whoever_was_scanned_online(world: World, check: str) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    child, hers = await resident_with_phone(world, name="张小")
    brought_by = (await gate.scan_phone(phone))["visit_id"]
    at = world.clock.now()
    record = {"key": str(uuid4()), "kind": "scan", "site_id": str(gate.site.site_id), "at": at.isoformat()}
    record |= {"qr_text": hers.qr(at), "let_in": True, "companion_of": brought_by}

    answer = await gate.staff.post("/checkpoints/uploads", json={"records": [record], "check": check})
    await world.run_jobs()

    assert answer.status_code == 201, answer.text
    async with world.call() as call:
        rows = await call.connection.execute(select(visits).where(visits.c.person_id == child.person_id))
    assert rows.one().companion_of == UUID(brought_by)
