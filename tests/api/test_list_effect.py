"""What an officer is told before a list is imported: how many people of the region would turn which colour."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from sqlalchemy import func, select
from test_areas import listed

from ankang.areas import service as areas
from ankang.areas.tables import area_risks, area_snapshots, compounds
from ankang.assessments import service as assessments
from ankang.core.colours import Colour
from ankang.core.facts import Declaration, Enrolment, Source, Stay
from ankang.core.ids import PersonId
from ankang.core.places import Place
from ankang.runtime.tables import outbox
from support.application import Member, World
from support.ledger import at, person, record

pytestmark = pytest.mark.anyio

TODAY = date(2022, 7, 8)
OUTBREAK = listed(highlist=["运河街道富贵苑"])


async def living_in(world: World, compound: str, city: str = "3413") -> PersonId:
    """A person in good health who lives in a compound of 运河街道."""
    somebody = person()
    async with world.call() as call:
        place = Place("341324001", await areas.get_or_add_compound(call, "341324001", compound))
        home = Stay(place, date(2022, 6, 1), habitual=True)
        day = date(2022, 6, 1)
        await record(call, somebody, Declaration(day), Enrolment(city, day), home, source=Source.DECLARED)
    return somebody


async def effect(officer: Member, text: str) -> httpx.Response:
    return await officer.post("/console/lists/effect", files={"file": ("list.json", text.encode(), "application/json")})


async def written(world: World) -> list[int]:
    async with world.call() as call:
        tables = (area_risks, area_snapshots, compounds, outbox)
        return [int(await call.connection.scalar(select(func.count()).select_from(table)) or 0) for table in tables]


@pytest.mark.spec("G2")
async def test_the_trial_says_who_would_turn_and_writes_nothing(world: World) -> None:
    world.move_to(at(TODAY))
    inside = await living_in(world, "富贵苑")
    await living_in(world, "清风苑")
    officer, elsewhere = await world.officer("3413"), await world.officer("3401")
    before = await written(world)

    answer, other = await effect(officer, OUTBREAK), await effect(elsewhere, OUTBREAK)

    assert answer.status_code == 200, answer.text
    assert answer.json()["turns"] == [{"from_colour": "green", "to_colour": "red", "people": 1}]
    assert (answer.json()["assessed"], answer.json()["complete"], answer.json()["stale"]) == (1, True, False)
    assert (other.json()["turns"], other.json()["assessed"]) == ([], 0)
    assert await written(world) == before
    async with world.call() as call:
        assert (await assessments.colours_of(call, [inside]))[inside] is Colour.GREEN


@pytest.mark.spec("G2")
async def test_what_the_trial_says_is_what_the_import_does(world: World) -> None:
    world.move_to(at(TODAY))
    inside = await living_in(world, "富贵苑")
    promised = (await effect(await world.officer("3413"), OUTBREAK)).json()["turns"]

    async with world.call() as call:
        await areas.import_snapshot(call, OUTBREAK)
    async with world.call() as call:
        after = (await assessments.reassess_people(call, [inside]))[inside].colour

    assert [turn["to_colour"] for turn in promised] == [after.value]


@pytest.mark.spec("G2")
async def test_a_trial_that_leaves_people_out_says_so(world: World) -> None:
    world.move_to(at(TODAY))
    for _ in range(3):
        await living_in(world, "富贵苑")

    async with world.call() as call:
        found = await assessments.effect_of_list(call, OUTBREAK, "3413", most=2)

    assert (found.assessed, found.complete, sum(found.turns.values())) == (2, False, 2)


@pytest.mark.spec("G2")
async def test_an_old_list_is_said_to_be_old_on_its_thirty_first_day_only(world: World) -> None:
    officer = await world.officer("3413")
    world.move_to(at(date(2022, 8, 7), hour=8))
    await officer.sign_in()
    on_day_30 = await effect(officer, OUTBREAK)
    world.move_by(minutes=1)

    assert (on_day_30.json()["stale"], (await effect(officer, OUTBREAK)).json()["stale"]) == (False, True)


@pytest.mark.spec("G2")
async def test_a_list_that_cannot_be_imported_has_no_effect_either(world: World) -> None:
    world.move_to(at(TODAY))
    officer = await world.officer("3413")
    async with world.call() as call:
        await areas.import_snapshot(call, OUTBREAK)

    older = await effect(officer, listed("2022-07-07 8时"))

    assert (older.status_code, older.json()["code"]) == (409, "snapshot_not_newer")
