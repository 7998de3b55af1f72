"""The ledger is only appended to, and one record writes everything that follows from it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import Executable, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ankang.assessments import service as assessments
from ankang.assessments.place_store import place_key
from ankang.assessments.tables import colour_changes, facts, person_places, service_outages, standings
from ankang.core.colours import Colour
from ankang.core.facts import Case, CloseContact, Source, Stay, Symptom, SymptomReport, Withdrawal
from ankang.core.ids import CompoundId
from ankang.core.places import Place
from ankang.runtime.cipher import CipherError
from ankang.runtime.tables import outbox
from support.application import START, World
from support.ledger import ACTOR, enrolled, person, record

pytestmark = pytest.mark.anyio

CASE = Case(date(2022, 7, 8))


@pytest.mark.spec("R21")
@pytest.mark.parametrize("table", [facts, colour_changes, service_outages], ids=lambda table: table.name)
async def test_rows_are_never_changed_or_removed(world: World, table: Table) -> None:
    zhang = person()
    async with world.call() as call:
        await record(call, zhang, CASE)
        await enrolled(call, zhang)
        await assessments.declare_outage(call, date(2022, 7, 8), "机房断电")

    async def attempt(statement: Executable) -> None:
        async with world.call() as call:
            await call.connection.execute(statement)

    column = next(iter(table.c))
    for statement in (update(table).values({column.name: column}), delete(table), text(f"TRUNCATE {table.name}")):
        with pytest.raises(DBAPIError, match="never changed"):
            await attempt(statement)

    async with world.call() as call:
        count = select(func.count()).select_from(table)
        assert (await call.connection.execute(count)).scalar_one() > 0


async def test_only_retention_may_delete_and_even_it_may_not_change(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        await record(call, zhang, CASE)

    async def as_retention(statement: Executable) -> None:
        async with world.call() as call:
            await call.connection.execute(text("SET LOCAL ankang.retention = 'on'"))
            await call.connection.execute(statement)

    with pytest.raises(DBAPIError, match="never changed"):
        await as_retention(update(facts).values(fact=b"another"))
    await as_retention(delete(facts))
    async with world.call() as call:
        assert await assessments.facts_of(call, zhang) == []


@pytest.mark.spec("M1")
async def test_a_fact_that_is_copied_to_another_person_does_not_decrypt(world: World) -> None:
    zhang, li = person(), person()
    async with world.call() as call:
        await record(call, zhang, CASE)
        (row,) = await call.connection.execute(select(facts))
        await call.connection.execute(insert(facts).values({**row._mapping, "person_id": li}))

    async with world.call() as call:
        assert [fact.content for fact in await assessments.facts_of(call, zhang)] == [CASE]
        with pytest.raises(CipherError, match="altered, or of another"):
            await assessments.facts_of(call, li)


@pytest.mark.spec("C11", "P13")
async def test_lifting_one_cause_leaves_the_others(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        await enrolled(call, zhang)
        contact = assessments.new_fact(call, zhang, Source.HEALTH_DEPARTMENT, "row/9", CloseContact(date(2022, 7, 7)))
        await assessments.record(call, zhang, [contact], ACTOR)
        await record(
            call, zhang, SymptomReport(date(2022, 7, 8), frozenset({Symptom.DRY_COUGH})), source=Source.DECLARED
        )

    world.move_by(minutes=5)
    async with world.call() as call:
        after = await record(call, zhang, Withdrawal(contact.fact_id, "entered for the wrong person"))

    assert after.colour is Colour.YELLOW
    assert [cause.rule for cause in after.open_causes] == ["symptoms"]


@pytest.mark.spec("C10")
async def test_a_record_that_arrives_later_changes_the_colour_later_and_says_so_upward(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        assert (await enrolled(call, zhang)).colour is Colour.GREEN

    world.move_by(days=2)
    async with world.call() as call:
        assert (await record(call, zhang, CloseContact(date(2022, 7, 7)))).colour is Colour.RED

    async with world.call() as call:
        standing = await assessments.find_standing(call, zhang)
        news = (
            await call.connection.execute(
                select(outbox.c.payload).where(outbox.c.topic == "colour_changed").order_by(outbox.c.created_at)
            )
        ).scalars()
        assert [(item["from"], item["to"]) for item in news] == [("grey", "green"), ("green", "red")]
    assert standing is not None
    assert standing.since == world.clock.now()
    assert standing.city_code == "3401"


async def test_a_trial_writes_nothing(world: World) -> None:
    zhang = person()
    async with world.call() as call:
        await enrolled(call, zhang)

    async with world.call() as call:
        trial = await assessments.would_be(call, zhang, [CASE])

    async with world.call() as call:
        standing = await assessments.find_standing(call, zhang)
        assert len(await assessments.facts_of(call, zhang)) == 2
    assert trial.colour is Colour.RED
    assert standing is not None
    assert standing.colour is Colour.GREEN


async def test_places_follow_the_stays_in_force(world: World) -> None:
    zhang = person()
    compound = CompoundId(uuid4())
    async with world.call() as call:
        home = assessments.new_fact(
            call, zhang, Source.DECLARED, "a", Stay(Place("340102001", compound), date(2022, 6, 1), habitual=True)
        )
        visit = assessments.new_fact(
            call, zhang, Source.CHECK_IN, "b", Stay(Place("341324"), date(2022, 7, 1), date(2022, 7, 2))
        )
        await assessments.record(call, zhang, [home, visit], ACTOR)
        await record(call, zhang, Withdrawal(visit.fact_id, "mistyped"))

    async with world.call() as call:
        cipher = call.cipher
        rows = (await call.connection.execute(select(person_places))).all()
    places = ("with/34", "with/3401", "with/340102", "with/340102001", f"compound/{compound}")
    assert {(row.person_id, row.place_key, row.habitual) for row in rows} == {
        (zhang, place_key(cipher, name), True) for name in places
    }


async def test_many_people_are_recorded_in_one_go(world: World) -> None:
    people = [person() for _ in range(300)]

    async with world.call() as call:
        batch = {item: [assessments.new_fact(call, item, Source.HEALTH_DEPARTMENT, "row", CASE)] for item in people}
        await assessments.record_many(call, batch, None)

    async with world.call() as call:
        rows = (await call.connection.execute(select(standings.c.ledger_version, standings.c.since))).all()
        found = await assessments.standings(call, people)
    assert {(row.ledger_version, row.since) for row in rows} == {(1, START)}
    assert len(found) == 300
    assert {standing.colour for standing in found.values()} == {Colour.GREY}
