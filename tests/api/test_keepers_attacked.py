"""Keepers' and officers' pages of sites under requests that no app makes (SPEC E1, M2)."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from ankang.checkpoints.model.keeping import MOST_AWAITING
from support.application import World
from support.bodies import SITE
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
        f"region-sites?after=9999-12-31T23:59:59-14:00~{uuid4()}",
        "posted-codes/%00",
    ],
)
async def test_bytes_and_days_that_no_database_takes_are_refused_in_words(world: World, asked: str) -> None:
    answer = await (await world.officer()).get(f"/checkpoints/{asked}")

    assert problem_of(answer).told[0] == 422
