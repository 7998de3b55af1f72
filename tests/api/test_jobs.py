"""What happens without a request."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Table, func, select

from ankang.checkpoints.tables import answered_keys, seen_proofs
from ankang.entrypoints.jobs import Jobs
from support.application import World
from support.gates import open_gate
from support.phones import resident_with_phone

pytestmark = pytest.mark.anyio


async def rows_in(world: World, table: Table) -> int:
    """How many rows a table holds."""
    async with world.call() as call:
        return (await call.connection.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.mark.spec("M3")
async def test_proofs_are_forgotten_after_minutes_and_answers_when_no_upload_comes_any_more(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    key, text = str(uuid4()), phone.qr()
    first = await gate.scan(text, key)

    world.move_by(minutes=3)
    await world.run_jobs()
    assert (await rows_in(world, seen_proofs), await rows_in(world, answered_keys)) == (1, 1)

    world.move_by(seconds=1)
    await world.run_jobs()
    assert await rows_in(world, seen_proofs) == 0
    assert await gate.scan(text, key) == first

    world.move_by(days=8)
    await world.run_jobs()
    assert await rows_in(world, answered_keys) == 0


async def test_forgetting_waits_five_minutes_between_two_times(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    jobs = Jobs(world.runtime)
    await jobs.run_once(world.clock.now())
    await gate.scan(phone.qr())

    await jobs.run_once(world.move_by(minutes=4))
    assert await rows_in(world, seen_proofs) == 1

    await jobs.run_once(world.move_by(minutes=1))
    assert await rows_in(world, seen_proofs) == 0
