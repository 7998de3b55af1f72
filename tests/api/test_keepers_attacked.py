"""Keepers' and officers' pages of sites under requests that no app makes (SPEC E1, M2)."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from ankang.checkpoints.model.keeping import MOST_AWAITING
from support.application import World
from support.bodies import SITE
from support.keepers import accept, active_site, secret_of
from support.problems import problem_of

pytestmark = pytest.mark.anyio


@pytest.mark.spec("E1")
async def test_sites_that_are_registered_all_at_once_are_no_more_than_one_after_the_other(world: World) -> None:
    keeper = await world.register("马莉")

    answers = await asyncio.gather(
        *(keeper.post("/checkpoints/kept-sites", json=SITE | {"key": str(uuid4())}) for _ in range(MOST_AWAITING + 6))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * MOST_AWAITING + [409] * 6
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"too_many_sites"}
    assert len((await keeper.get("/checkpoints/kept-sites")).json()) == MOST_AWAITING


@pytest.mark.spec("E1")
@pytest.mark.parametrize(
    "asked",
    [
        "region-sites?text=%00",
        "region-sites?after=%00",
        "region-sites?after=9999-12-31T23:59:59-14:00~00000000-0000-4000-8000-000000000001",
        "posted-codes/%00",
    ],
)
async def test_bytes_and_days_that_no_database_takes_are_refused_in_words(world: World, asked: str) -> None:
    answer = await (await world.officer()).get(f"/checkpoints/{asked}")

    assert problem_of(answer).told[0] == 422


@pytest.mark.spec("D4", "L10")
async def test_whoever_scans_a_poster_a_hundred_times_waits_once(world: World) -> None:
    """Staff read the list of their door again at each arrival; one name does not fill it, also from two entrances."""
    zhang, keeper = await world.register("张三"), await world.register("马莉")
    site = await active_site(world, keeper, entrances=["北门", "南门"])
    north, south = site["entrances"]
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(keeper, secret)
    duty = {"site_id": site["site_id"], "entrance_id": north["entrance_id"]}
    assert (await keeper.put("/checkpoints/duty", json=duty)).status_code == 200
    arrivals = [{"key": str(uuid4()), "posted_code": north["posted_code"]} for _ in range(20)]
    arrivals.append({"key": str(uuid4()), "posted_code": south["posted_code"]})

    answers = await asyncio.gather(*(zhang.post("/checkpoints/arrivals", json=arrival) for arrival in arrivals))
    latest = await zhang.post("/checkpoints/arrivals", json=arrivals[0] | {"key": str(uuid4())})

    assert {answer.status_code for answer in answers} == {201}
    (waiting,) = (await keeper.get("/checkpoints/arrivals")).json()
    assert waiting["arrival_id"] == latest.json()["arrival_id"]
    confirmed = await keeper.post(f"/checkpoints/arrivals/{waiting['arrival_id']}/confirmation")
    assert confirmed.status_code == 201
