"""Whoever is due is assessed once, however often and in however many processes the job runs."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from ankang.assessments import service as assessments
from ankang.core.colours import Colour
from ankang.core.facts import Arrival, Source
from support.application import World
from support.ledger import at, enrolled, person, record

pytestmark = pytest.mark.anyio


@pytest.mark.spec("P5", "B9")
async def test_a_coming_arrival_counts_from_its_midnight_and_the_job_is_safe_twice_and_at_once(world: World) -> None:
    people = [person() for _ in range(5)]
    async with world.call() as call:
        for item in people:
            await record(call, item, Arrival("420100", date(2022, 7, 10)), source=Source.DECLARED)
    world.move_to(at(date(2022, 7, 9), 23, 59))
    assert await assessments.reassess_due(world.runtime, world.clock.now()) == 0

    world.move_to(at(date(2022, 7, 10), 0))
    now = world.clock.now()
    at_once = await asyncio.gather(*(assessments.reassess_due(world.runtime, now) for _ in range(2)))

    assert sum(at_once) == 5
    assert await assessments.reassess_due(world.runtime, now) == 0


async def test_nobody_is_due_who_is_plainly_green(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        assert (await enrolled(call, zhang)).colour is Colour.GREEN

    world.move_by(days=30)

    assert await assessments.reassess_due(world.runtime, world.clock.now()) == 0
