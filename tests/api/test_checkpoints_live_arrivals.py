"""An arrival reaches the staff of its entrance at once, in whichever process they listen (SPEC D4)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.store.keys import entrance_key
from ankang.core.errors import RefusedError
from ankang.runtime import signals as module
from ankang.runtime.signals import Signals, signal
from support.application import Member, World
from support.gates import Gate, open_gate
from support.keepers import accept, active_site, resident_with_phone, secret_of

pytestmark = pytest.mark.anyio

CHANGED = "event: arrivals\ndata:\n\n"
SOON = 20.0  # a nudge takes milliseconds; what never comes still fails


@pytest.fixture
async def workers(world: World) -> AsyncIterator[tuple[Signals, Signals]]:
    """What two worker processes of one installation hear."""
    both = Signals(world.runtime.engine.url), Signals(world.runtime.engine.url)
    yield both
    for signals in both:
        await signals.close()


async def following(world: World, staff: Member, signals: Signals) -> AsyncIterator[str]:
    """The stream of somebody on duty, once it is known to listen."""
    async with world.call() as call:
        events = await checkpoints.follow_arrivals(call, await staff.actor(call), signals)
    assert await next_of(events) == CHANGED
    # The connection was opened meanwhile, which nudges everybody once more.
    assert await next_of(events) == CHANGED
    return events


async def next_of(events: AsyncIterator[str]) -> str:
    async with asyncio.timeout(SOON):
        return await anext(events)


def key_of(world: World, entrance: dict[str, str]) -> str:
    """The keyed name of an entrance."""
    return entrance_key(world.runtime.keys.cipher, UUID(entrance["entrance_id"])).hex()


async def arrive(resident: Member, posted_code: str) -> str:
    body = {"key": str(uuid4()), "posted_code": posted_code}
    answer = await resident.post("/checkpoints/arrivals", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["arrival_id"])


@pytest.mark.spec("D4")
async def test_an_arrival_and_its_confirmation_nudge_the_gate_in_every_process(
    world: World, workers: tuple[Signals, Signals]
) -> None:
    gate = await open_gate(world)
    zhang, _ = await resident_with_phone(world)
    streams = [await following(world, gate.staff, signals) for signals in workers]

    arrival_id = await arrive(zhang, gate.site.posted_code)
    assert [await next_of(events) for events in streams] == [CHANGED, CHANGED]
    await gate.staff.post(f"/checkpoints/arrivals/{arrival_id}/confirmation")
    assert [await next_of(events) for events in streams] == [CHANGED, CHANGED]


@pytest.mark.spec("D4", "M2")
async def test_another_entrance_and_an_act_that_was_taken_back_nudge_nobody(
    world: World, workers: tuple[Signals, Signals]
) -> None:
    keeper = await world.register("马莉")
    site = await active_site(world, keeper, entrances=["北门", "南门"])
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(keeper, secret)
    north, south = site["entrances"]
    await keeper.put("/checkpoints/duty", json={"site_id": site["site_id"], "entrance_id": north["entrance_id"]})
    zhang, _ = await resident_with_phone(world)
    events = await following(world, keeper, workers[0])
    waiting = asyncio.create_task(next_of(events))
    marks = workers[0].nudges("mark", SOON, 1)
    assert await anext(marks)

    await arrive(zhang, south["posted_code"])
    async with world.runtime.engine.connect() as connection:
        await signal(connection, f"arrivals:{key_of(world, north)}")
        await connection.rollback()
    # A process hears nudges in the order of their commits: when this one came, the others would have come.
    async with world.runtime.engine.begin() as connection:
        await signal(connection, "mark")
    async with asyncio.timeout(SOON):
        assert await anext(marks)
    assert not waiting.done()

    await arrive(zhang, north["posted_code"])
    assert await waiting == CHANGED


@pytest.mark.spec("D4")
async def test_a_process_listens_again_after_its_connection_was_lost(
    world: World, workers: tuple[Signals, Signals], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AGAIN_AFTER_SECONDS", 0.0)
    gate = await open_gate(world)
    zhang, _ = await resident_with_phone(world)
    events = await following(world, gate.staff, workers[0])

    async with world.runtime.engine.begin() as connection:
        ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        assert (await connection.execute(ended)).scalars().all() == [True]
    # What came meanwhile is unknown, so the phone is told to look.
    assert await next_of(events) == CHANGED
    await arrive(zhang, gate.site.posted_code)
    assert await next_of(events) == CHANGED


@pytest.mark.spec("D4", "M2")
async def test_who_is_off_duty_follows_nothing_and_a_full_process_says_so(
    world: World, workers: tuple[Signals, Signals], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate: Gate = await open_gate(world)
    monkeypatch.setattr(module, "MOST_LISTENERS", 1)
    listening = await following(world, gate.staff, workers[0])
    async with world.call() as call:
        with pytest.raises(RefusedError) as full:
            await checkpoints.follow_arrivals(call, await gate.staff.actor(call), workers[0])
    assert listening
    await gate.staff.delete("/checkpoints/duty")

    answer = await gate.staff.get("/checkpoints/arrivals/stream")

    assert (full.value.code, full.value.retry_after_seconds) == ("too_many_listeners", 30)
    assert (answer.status_code, answer.json()["code"]) == (403, "off_duty")
