"""Uploads that say more than their phone can have done: other sites, other times, other rules (SPEC D9, P9, M2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.checkpoints.tables import refused_scans, visits
from support.application import Member, World
from support.gates import open_gate
from support.keepers import accept, active_site, decide, register_site, secret_of
from support.phones import Phone, resident_with_phone

pytestmark = pytest.mark.anyio


def scan(site_id: str, phone: Phone, at: datetime, **more: Any) -> dict[str, Any]:
    """A scan as a phone keeps it."""
    return {
        "key": str(uuid4()),
        "kind": "scan",
        "at": at.isoformat(),
        "site_id": site_id,
        "qr_text": phone.qr(at),
        "let_in": True,
        **more,
    }


def reading(seen: dict[str, Any], at: datetime, celsius: float) -> dict[str, Any]:
    """A reading that follows a scan."""
    said = {"at": at.isoformat(), "site_id": seen["site_id"], "scan_key": seen["key"], "celsius": celsius}
    return {"key": str(uuid4()), "kind": "temperature", **said}


async def send(staff: Member, records: list[dict[str, Any]], check: str = "now") -> list[dict[str, Any]]:
    answer = await staff.post("/checkpoints/uploads", json={"records": records, "check": check})
    assert answer.status_code == 201, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


async def visits_written(world: World) -> list[Any]:
    async with world.call() as call:
        return list((await call.connection.execute(select(visits).order_by(visits.c.at))).all())


async def nothing_written(world: World) -> bool:
    async with world.call() as call:
        refused = (await call.connection.execute(select(refused_scans))).all()
    return not refused and not await visits_written(world)


async def colour_of(member: Member) -> str:
    return str((await member.get(f"/assessments/{member.person_id}")).json()["colour"])


async def taken_on(keeper: Member, site_id: str) -> None:
    """The keeper makes herself staff of her own site."""
    _, secret = await secret_of(keeper, site_id)
    assert (await accept(keeper, secret)).status_code == 201


@pytest.mark.spec("E1", "M2", "P9")
@pytest.mark.parametrize("check", ["now", "later"])
async def test_a_site_that_nobody_approved_turns_nobody_yellow(world: World, check: str) -> None:
    """Anybody may register a site and be its staff at once: what such staff send counts for nothing."""
    zhang, phone = await resident_with_phone(world)
    stranger = await world.register("马莉")
    site = await register_site(stranger)
    await taken_on(stranger, site["site_id"])
    began = world.clock.now()
    first = scan(site["site_id"], phone, began)
    records = [first, reading(first, began, 38.2)]
    world.move_by(minutes=6)
    second = scan(site["site_id"], phone, world.clock.now())
    records += [second, reading(second, world.clock.now(), 38.4)]

    await send(stranger, records, check)
    await world.run_jobs()

    results = await send(stranger, records)
    assert {(result["outcome"], result["code"], result["colour"]) for result in results[::2]} == {
        ("refused", "not_your_site", None)
    }
    assert await nothing_written(world)
    assert await colour_of(zhang) == "green"


@pytest.mark.spec("E1", "D9")
@pytest.mark.parametrize("check", ["now", "later"])
async def test_a_suspended_site_still_sends_what_it_did_before_and_nothing_after(world: World, check: str) -> None:
    keeper, (_, phone) = await world.register("马莉"), await resident_with_phone(world)
    site = await active_site(world, keeper)
    await taken_on(keeper, site["site_id"])
    assert (await keeper.put("/checkpoints/duty", json={"site_id": site["site_id"]})).status_code == 200
    before = scan(site["site_id"], phone, world.move_by(minutes=1))
    world.move_by(minutes=10)
    assert (await decide(await world.officer(), site["site_id"], "suspend")).status_code == 201
    after = scan(site["site_id"], phone, world.move_by(minutes=10))

    await send(keeper, [before, after], check)
    await world.run_jobs()

    results = await send(keeper, [before, after])
    assert [(result["outcome"], result["code"]) for result in results] == [
        ("stored", None),
        ("refused", "not_your_site"),
    ]
    assert len(await visits_written(world)) == 1


@pytest.mark.spec("D9", "R5")
@pytest.mark.parametrize("check", ["now", "later"])
async def test_nobody_was_seen_by_staff_who_came_later(world: World, check: str) -> None:
    """A picture of a code, kept until its taker works somewhere, puts nobody there."""
    _, phone = await resident_with_phone(world)
    gate = await open_gate(world)
    early = scan(str(gate.site.site_id), phone, world.clock.now() - timedelta(minutes=30))

    await send(gate.staff, [early], check)
    await world.run_jobs()

    (result,) = await send(gate.staff, [early])
    assert (result["outcome"], result["code"]) == ("refused", "not_your_site")
    assert await nothing_written(world)


@pytest.mark.spec("P9")
async def test_no_reading_was_taken_before_the_person_came(world: World) -> None:
    """Or the five minutes between the readings would be a matter of what one writes."""
    zhang, phone = await resident_with_phone(world)
    gate = await open_gate(world)
    now = world.move_by(minutes=20)
    seen = scan(str(gate.site.site_id), phone, now)
    again = scan(str(gate.site.site_id), phone, now)
    records = [seen, reading(seen, now - timedelta(minutes=6), 38.2), again, reading(again, now, 38.4)]

    results = await send(gate.staff, records)

    assert [(result["outcome"], result["code"]) for result in results] == [
        ("stored", None),
        ("stored", None),
        ("stored", None),
        ("refused", "too_early"),
    ]
    assert await colour_of(zhang) == "green"


@pytest.mark.spec("E2", "D9")
async def test_what_is_checked_later_keeps_its_direction_and_its_companion(world: World) -> None:
    """And whoever was let in against the rules went in by that, at a site without rules of its own too."""
    gate = await open_gate(world)
    (father, his), (mother, hers), (cared_for, theirs) = [
        await resident_with_phone(world, name=f"张{n}") for n in "一二三"
    ]
    site_id, now = str(gate.site.site_id), world.clock.now()
    first = scan(site_id, his, now, direction="out")
    beside = scan(site_id, hers, now, direction="out", companion_key=first["key"])
    cared = scan(site_id, theirs, now, override="medical_care")

    await send(gate.staff, [first, beside, cared], "later")
    await world.run_jobs()

    rows = {row.person_id: row for row in await visits_written(world)}
    went, beside_him, came = (rows[member.person_id] for member in (father, mother, cared_for))
    assert (went.direction, beside_him.direction, came.direction) == ("out", "out", "in")
    assert (went.companion_of, beside_him.companion_of) == (None, went.visit_id)
    assert (went.opened_by, came.opened_by) == (None, "override")
