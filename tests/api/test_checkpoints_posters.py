"""Posters: printed, replaced, photographed and passed on (SPEC E6, R5)."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
import zxingcpp
from pypdfium2 import PdfDocument
from sqlalchemy import select

from ankang.assessments.tables import facts
from ankang.checkpoints.tables import arrivals, visits
from support.application import World
from support.bodies import SITE
from support.keepers import accept, active_site, resident_with_phone, secret_of

pytestmark = pytest.mark.anyio


@pytest.mark.spec("E6")
@pytest.mark.parametrize(("size", "millimetres"), [("a4", (210, 297)), ("a3", (297, 420))])
async def test_a_keeper_prints_the_poster_of_an_entrance(world: World, size: str, millimetres: tuple[int, int]) -> None:
    keeper = await world.register("马莉")
    site = await active_site(world, keeper)
    entrance = site["entrances"][0]
    path = f"/checkpoints/kept-sites/{site['site_id']}/entrances/{entrance['entrance_id']}/poster"

    answer = await keeper.get(path, params={"size": size})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    page = PdfDocument(io.BytesIO(answer.content))[0]
    assert [round(side * 25.4 / 72) for side in page.get_size()] == list(millimetres)
    (found,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert found.text == f"{world.runtime.config.origin}/s/{entrance['posted_code']}"
    words = page.get_textpage().get_text_range()
    for word in (SITE["name"], "北门", "场所码", "Ankang Code", "Scan with any scanner", "A scan is no pass"):
        assert word in words


@pytest.mark.spec("E6", "R5")
async def test_a_new_poster_ends_the_old_one_of_that_entrance_alone(world: World) -> None:
    keeper, zhang = await world.register("马莉"), await world.register("张三")
    site = await active_site(world, keeper, entrances=["北门", "南门"])
    north, south = site["entrances"]
    path = f"/checkpoints/kept-sites/{site['site_id']}/entrances/{north['entrance_id']}/poster"

    fresh = (await keeper.post(path)).json()

    asked = {
        name: (await zhang.get(f"/checkpoints/posted-codes/{code}")).json().get("code", "open")
        for name, code in [
            ("old", north["posted_code"]),
            ("new", fresh["posted_code"]),
            ("south", south["posted_code"]),
        ]
    }
    assert asked == {"old": "unknown_posted_code", "new": "open", "south": "open"}
    old = await zhang.post("/checkpoints/arrivals", json={"key": str(uuid4()), "posted_code": north["posted_code"]})
    assert (old.status_code, old.json()["code"]) == (422, "unknown_posted_code")


@pytest.mark.spec("D4", "E6", "R5")
async def test_a_forwarded_photo_of_a_poster_leaves_no_presence_and_no_fact(world: World) -> None:
    """Somebody at home scans a photo: no visit, no fact, no colour; after an hour nobody can confirm it either."""
    keeper = await world.register("马莉")
    site = await active_site(world, keeper)
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(keeper, secret)
    await keeper.put("/checkpoints/duty", json={"site_id": site["site_id"]})
    zhang, _ = await resident_with_phone(world)
    async with world.call() as call:
        before = (await call.connection.execute(select(facts))).all()

    body = {"key": str(uuid4()), "posted_code": site["entrances"][0]["posted_code"]}
    arrival = (await zhang.post("/checkpoints/arrivals", json=body)).json()
    await world.run_jobs()

    async with world.call() as call:
        assert (await call.connection.execute(select(facts))).all() == before
        assert (await call.connection.execute(select(visits))).all() == []
        (row,) = (await call.connection.execute(select(arrivals))).all()
    assert (arrival["confirmed"], row.visit_id) == (False, None)
    (shown,) = (await zhang.get(f"/checkpoints/people/{zhang.person_id}/visits")).json()
    assert shown["confirmed"] is False
    world.move_by(hours=1, seconds=1)
    assert (await keeper.get("/checkpoints/arrivals")).json() == []
    late = await keeper.post(f"/checkpoints/arrivals/{arrival['arrival_id']}/confirmation")
    assert (late.status_code, late.json()["code"]) == (404, "not_found")


@pytest.mark.spec("E6", "R5")
async def test_guessing_posted_codes_finds_no_site(world: World) -> None:
    """One character off, lower case apart, is another code."""
    keeper, zhang = await world.register("马莉"), await world.register("张三")
    code = (await active_site(world, keeper))["entrances"][0]["posted_code"]
    guesses = {code[:place] + ("B" if code[place] != "B" else "C") + code[place + 1 :] for place in range(len(code))}

    answers = {(await zhang.get(f"/checkpoints/posted-codes/{guess}")).status_code for guess in guesses}

    assert (len(guesses), answers) == (26, {422})
    assert (await zhang.get(f"/checkpoints/posted-codes/{code.lower()}")).status_code == 200
