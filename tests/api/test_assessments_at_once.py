"""The lock of the ledger: two facts about one person, recorded at once."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select, text

from ankang.assessments import service as assessments
from ankang.assessments.tables import colour_changes, facts, standings
from ankang.core.colours import Colour
from ankang.core.facts import Case, Source, Symptom, SymptomReport
from ankang.core.ids import PersonId
from ankang.runtime.context import Call
from ankang.runtime.tables import outbox
from support.application import START, World
from support.ledger import at, enrolled, person, record

pytestmark = pytest.mark.anyio

FEVER = SymptomReport(date(2022, 7, 8), frozenset({Symptom.FEVER}))
CASE = Case(date(2022, 7, 8))


async def come_as_far_as_it_can(task: asyncio.Task[None], call: Call) -> None:
    """Return when the task has ended or waits for a lock; `pg_locks` is live, unlike the activity view."""
    for _ in range(5000):
        waiting = await call.connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        if task.done() or waiting.scalar_one():
            return
    raise AssertionError("the other transaction neither ended nor waited")


@pytest.mark.spec("C11", "C10")
async def test_a_case_and_a_fever_recorded_at_once_end_red(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        await enrolled(call, zhang)

    async def report_fever() -> None:
        async with world.call() as call:
            await record(call, zhang, FEVER, source=Source.DECLARED)

    async with world.call() as call:
        await record(call, zhang, CASE)
        fever = asyncio.create_task(report_fever())
        await come_as_far_as_it_can(fever, call)
    await fever

    async with world.call() as call:
        standing = await assessments.find_standing(call, zhang)
        changes = await assessments.colour_changes_of(call, zhang)
    assert standing is not None
    assert standing.colour is Colour.RED
    assert {cause.rule for cause in standing.assessment.open_causes} >= {"confirmed_case", "symptoms"}
    assert [(change.from_colour, change.to_colour) for change in changes] == [
        (Colour.GREEN, Colour.RED),
        (Colour.GREY, Colour.GREEN),
    ]


async def test_two_first_facts_about_somebody_unknown_are_both_kept(world: World) -> None:
    zhang = person()

    async def one(ref: str) -> None:
        async with world.call() as call:
            await record(call, zhang, CASE, ref=ref)

    await asyncio.gather(one("row/1"), one("row/2"))

    async with world.call() as call:
        assert len(await assessments.facts_of(call, zhang)) == 2
        standing = await assessments.find_standing(call, zhang)
    assert standing is not None
    assert standing.ledger_version == 2


async def test_batches_in_opposite_order_do_not_wait_for_each_other(world: World) -> None:
    people = sorted(person() for _ in range(20))

    async def all_of(order: list[PersonId], ref: str) -> None:
        async with world.call() as call:
            batch = {item: [assessments.new_fact(call, item, Source.HEALTH_DEPARTMENT, ref, CASE)] for item in order}
            await assessments.record_many(call, batch, None)

    await asyncio.gather(all_of(people, "a"), all_of(people[::-1], "b"), all_of(people[5:], "c"))

    async with world.call() as call:
        counted = (await call.connection.execute(select(func.count()).select_from(facts))).scalar_one()
    assert counted == 20 + 20 + 15


async def test_a_refused_transaction_leaves_nothing(world: World) -> None:
    zhang = person()

    async def fail_after_recording() -> None:
        async with world.call() as call:
            await record(call, zhang, CASE)
            raise RuntimeError("the rest of the use case failed")

    with pytest.raises(RuntimeError, match="the rest of the use case failed"):
        await fail_after_recording()

    async with world.call() as call:
        for table in (facts, standings, colour_changes, outbox):
            assert (await call.connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


@pytest.mark.spec("P12")
async def test_the_same_fact_twice_is_kept_once_with_its_first_day(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        await record(call, zhang, CASE)

    world.move_by(days=3)
    async with world.call() as call:
        await record(call, zhang, CASE)

    async with world.call() as call:
        (fact,) = await assessments.facts_of(call, zhang)
    assert fact.recorded_at == START
    assert at(date(2022, 7, 8)) == START
