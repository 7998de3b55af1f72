"""Uploads that are stored first and checked by a job: nothing counts before, everything once after (SPEC D9)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from ankang.checkpoints.tables import kept_uploads, readings, refused_scans, visits
from ankang.core.facts import Symptom, SymptomReport
from support.application import Member, World
from support.gates import Gate, open_gate
from support.phones import Phone, add_facts, days_ago, resident_with_phone

pytestmark = pytest.mark.anyio


def record(world: World, gate: Gate, kind: str, **more: Any) -> dict[str, Any]:
    """What a phone keeps of something that happens now."""
    at = world.clock.now().isoformat()
    return {"key": str(uuid4()), "kind": kind, "at": at, "site_id": str(gate.site.site_id), **more}


def scan(world: World, gate: Gate, phone: Phone, *, let_in: bool = True) -> dict[str, Any]:
    return record(world, gate, "scan", qr_text=phone.qr(), let_in=let_in)


async def send(gate: Gate, records: list[dict[str, Any]], check: str = "later") -> list[dict[str, Any]]:
    answer = await gate.staff.post("/checkpoints/uploads", json={"records": records, "check": check})
    assert answer.status_code == 201, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


async def counted(world: World, table: Any) -> int:
    async with world.call() as call:
        return int((await call.connection.execute(select(func.count()).select_from(table))).scalar_one())


async def colour_of(member: Member) -> str:
    return str((await member.get(f"/assessments/{member.person_id}")).json()["colour"])


@pytest.mark.spec("D9", "L5")
async def test_what_is_kept_counts_only_once_it_has_been_checked(world: World) -> None:
    """Two fevers six minutes apart, kept offline: green until the job has read both codes, yellow after it."""
    member, phone = await resident_with_phone(world)
    gate = await open_gate(world)
    first = scan(world, gate, phone)
    records = [first, record(world, gate, "temperature", scan_key=first["key"], celsius=37.8)]
    world.move_by(minutes=6)
    second = scan(world, gate, phone)
    records += [second, record(world, gate, "temperature", scan_key=second["key"], celsius=37.9)]
    world.move_by(hours=2)

    kept = await send(gate, records)

    assert [result["outcome"] for result in kept] == ["kept"] * 4
    assert (await counted(world, visits), await counted(world, kept_uploads)) == (0, 1)
    assert await colour_of(member) == "green"
    await world.run_jobs()
    assert await colour_of(member) == "yellow"
    assert (await counted(world, visits), await counted(world, readings), await counted(world, kept_uploads)) == (
        1,
        2,
        0,
    )
    told = await send(gate, records, "now")
    assert [result["outcome"] for result in told] == ["stored"] * 4
    assert told[-1]["colour"] == "yellow"
    assert (await counted(world, visits), await counted(world, readings)) == (1, 2)


@pytest.mark.spec("D9", "D6")
async def test_a_kept_scan_is_what_a_scan_that_is_checked_at_once_is(world: World) -> None:
    """One holder turned yellow before the gate let them in by older lists, one is green, one shows a picture."""
    gate = await open_gate(world)
    people = [await resident_with_phone(world, name=f"居民{n}") for n in range(6)]
    for member, _ in (people[0], people[3]):
        symptoms = SymptomReport(days_ago(world, 0), frozenset({Symptom.DRY_COUGH}))
        await add_facts(world, member, symptoms)
    world.move_by(minutes=10)
    records = [scan(world, gate, phone) for _, phone in people]
    for number in (2, 5):
        old = people[number][1].qr(world.clock.now() - timedelta(minutes=5))
        records[number]["qr_text"] = old
    world.move_by(hours=1)

    await send(gate, records[:3])
    await world.run_jobs()
    later, now = await send(gate, records[:3], "now"), await send(gate, records[3:], "now")

    ignored = {"key": None, "visit_id": None}
    assert [result | ignored for result in later] == [result | ignored for result in now]
    assert [result["verdict"] for result in later] == ["stop", "pass", "refused"]
    assert later[0]["conflict"] == "let_in"
    async with world.call() as call:
        columns = "way, at, colour, entry, verdict, is_identified, state, uploaded_at, conflict"
        rows = (await call.connection.execute(text(f"SELECT {columns} FROM visits ORDER BY colour"))).all()  # noqa: S608  (the names stand above)
    assert len(rows) == 4
    assert rows[0] == rows[1]
    assert rows[2] == rows[3]
    assert await counted(world, refused_scans) == 2


@pytest.mark.spec("D9")
async def test_uploads_that_come_twice_and_in_parts_and_in_both_ways_leave_one_visit_each(world: World) -> None:
    gate = await open_gate(world)
    phones = [(await resident_with_phone(world, name=f"居民{n}"))[1] for n in range(3)]
    records = [scan(world, gate, phone) for phone in phones]
    world.move_by(hours=1)

    await asyncio.gather(send(gate, records), send(gate, records), send(gate, records[:2]))
    await send(gate, records[1:], "now")
    await asyncio.gather(world.run_jobs(), world.run_jobs())
    await send(gate, records)
    await world.run_jobs()

    assert await counted(world, visits) == 3
    assert await counted(world, kept_uploads) == 0


@pytest.mark.spec("M2")
async def test_a_resident_keeps_no_upload(world: World) -> None:
    gate = await open_gate(world)
    member, phone = await resident_with_phone(world)

    answer = await member.post("/checkpoints/uploads", json={"records": [scan(world, gate, phone)], "check": "later"})

    assert (answer.status_code, answer.json()["code"]) == (403, "role_needed")
    assert await counted(world, kept_uploads) == 0


@pytest.mark.spec("D9", "E2")
async def test_a_kept_scan_is_judged_by_the_rules_of_its_site(world: World) -> None:
    """The site opens at noon; the gate let somebody in at ten: kept or checked at once, it is a conflict."""
    gate = await open_gate(world)
    officer = await world.officer()
    rules = [
        {"rule": "colours", "let_in": ["green"]},
        {"rule": "temperature", "limit_celsius": 37.3},
        {"rule": "opening_hours", "opens": "12:00", "closes": "18:00"},
    ]
    saved = await officer.put(
        f"/checkpoints/sites/{gate.site.site_id}/rules", json={"rules": rules, "after_version": 0}
    )
    assert saved.status_code == 200, saved.text
    phones = [(await resident_with_phone(world, name=f"居民{n}"))[1] for n in range(2)]
    records = [scan(world, gate, phone) for phone in phones]
    world.move_by(hours=1)

    await send(gate, records[:1])
    await world.run_jobs()
    (later,), (now,) = await send(gate, records[:1], "now"), await send(gate, records[1:], "now")

    assert (later["verdict"], later["conflict"]) == ("stop", "let_in")
    assert (now["verdict"], now["conflict"]) == ("stop", "let_in")
