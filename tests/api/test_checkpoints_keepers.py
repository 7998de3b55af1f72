"""Keepers: a site from its registration to its first visit, and all that strangers and latecomers may not do."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.checkpoints.tables import site_decisions, site_invitations, staff_sites
from support.application import World
from support.bodies import SITE
from support.gates import Gate
from support.keepers import accept, active_site, decide, register_site, resident_with_phone, secret_of

pytestmark = pytest.mark.anyio


@pytest.mark.spec("E1")
async def test_a_site_works_once_an_officer_approved_it(world: World) -> None:
    keeper, zhang = await world.register("马莉"), await world.register("张三")
    site = await register_site(keeper, entrances=["北门", "南门"], latitude=31.84, longitude=117.26)
    north = site["entrances"][0]
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(keeper, secret)
    arrival = {"key": str(uuid4()), "posted_code": north["posted_code"]}

    assert (site["state"], [entrance["name"] for entrance in site["entrances"]]) == ("awaiting", ["北门", "南门"])
    refused = (await zhang.post("/checkpoints/arrivals", json=arrival)).json()
    assert refused["code"] == "site_awaiting"
    assert "等待" in refused["words"]["zh"]
    assert "awaits approval" in refused["words"]["en"]
    duty = {"site_id": site["site_id"], "entrance_id": north["entrance_id"]}
    assert (await keeper.put("/checkpoints/duty", json=duty)).json()["code"] == "not_your_site"

    officer = await world.officer()
    (seen,) = (await officer.get("/checkpoints/region-sites")).json()["sites"]
    assert (seen["site_id"], seen["keeper_masked_name"], seen["state"]) == (site["site_id"], "马*", "awaiting")
    assert (await decide(officer, site["site_id"], "approve")).json()["state"] == "active"
    assert (await keeper.put("/checkpoints/duty", json=duty)).json()["entrance"]["name"] == "北门"
    assert (await zhang.post("/checkpoints/arrivals", json=arrival)).status_code == 201
    async with world.call() as call:
        (row,) = (await call.connection.execute(select(site_decisions))).all()
    assert (row.act, row.ground, row.decided_by) == ("approve", "现场核对", officer.person_id)


@pytest.mark.spec("E1")
async def test_a_suspended_site_stops_at_once_and_its_keeper_reads_why(world: World) -> None:
    keeper, zhang, officer = await world.register("马莉"), await world.register("张三"), await world.officer()
    site = await active_site(world, keeper)
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(keeper, secret)
    assert (await keeper.put("/checkpoints/duty", json={"site_id": site["site_id"]})).status_code == 200

    world.move_by(minutes=1)
    assert (await decide(officer, site["site_id"], "suspend", ground="消防整改")).status_code == 201

    arrival = {"key": str(uuid4()), "posted_code": site["entrances"][0]["posted_code"]}
    refused = (await zhang.post("/checkpoints/arrivals", json=arrival)).json()
    assert (refused["status"], refused["code"]) == (422, "site_suspended")
    assert ("暂停使用" in refused["words"]["zh"], "suspended" in refused["words"]["en"]) == (True, True)
    posted = await zhang.get(f"/checkpoints/posted-codes/{arrival['posted_code']}")
    assert posted.json()["code"] == "site_suspended"
    assert (await keeper.get("/checkpoints/arrivals")).json()["code"] == "off_duty"
    (mine,) = (await keeper.get("/checkpoints/kept-sites")).json()
    assert (mine["state"], mine["ground"]) == ("suspended", "消防整改")
    assert (await decide(officer, site["site_id"], "approve")).json()["code"] == "site_state"
    assert (await decide(officer, site["site_id"], "resume")).json()["state"] == "active"
    assert (await zhang.post("/checkpoints/arrivals", json=arrival)).status_code == 201


@pytest.mark.spec("E1", "M2")
async def test_an_invitation_makes_one_person_staff_of_that_site_alone(world: World) -> None:
    keeper, guard, late = [await world.register(name) for name in ("马莉", "李强", "赵强")]
    site, other = await active_site(world, keeper), await active_site(world, keeper, name="百姓超市 望江店")
    _, secret = await secret_of(keeper, site["site_id"])
    seen = (await guard.post("/checkpoints/invitations/look", json={"secret": secret})).json()
    assert (seen["site_name"], seen["keeper_masked_name"]) == (SITE["name"], "马*")

    joined = await accept(guard, secret)

    assert (joined.status_code, joined.json()["signed_out"]) == (201, True)
    assert (await accept(late, secret)).json()["code"] == "invitation_over"
    assert [item["name"] for item in (await guard.get("/checkpoints/sites")).json()] == [SITE["name"]]
    assert (await guard.put("/checkpoints/duty", json={"site_id": other["site_id"]})).json()["code"] == "not_your_site"
    assert (await guard.put("/checkpoints/duty", json={"site_id": site["site_id"]})).status_code == 200
    session = (await guard.get("/identity/session")).json()
    assert (set(session["roles"]), session["organisation"]) == ({"resident", "staff"}, SITE["name"])
    detail = (await keeper.get(f"/checkpoints/kept-sites/{site['site_id']}")).json()
    assert [(item["masked_name"], item["on_duty_at"]) for item in detail["staff"]] == [("李*", "北门")]
    assert detail["invitations"] == []


@pytest.mark.spec("M2")
async def test_staff_of_a_site_check_nobody_in_whom_they_do_not_act_for(world: World) -> None:
    """A keeper must not make somebody a worker who reports for a whole county (F2)."""
    keeper, guard = await world.register("马莉"), await world.register("李强")
    zhang, _ = await resident_with_phone(world)
    site = await active_site(world, keeper)
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(guard, secret)
    report = {
        "key": str(uuid4()),
        "made_at": "2022-07-08T09:30:00+08:00",
        "temperature_celsius": 36.5,
        "symptoms": [],
        "contact": False,
        "whereabouts": {"left_city": False},
        "method": "visit",
    }

    answer = await guard.post(f"/check-ins/{zhang.person_id}", json=report)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.spec("E1", "M2")
async def test_an_invitation_ends_when_it_is_revoked_or_two_days_old(world: World) -> None:
    keeper, guard = await world.register("马莉"), await world.register("李强")
    site = await active_site(world, keeper)
    path = f"/checkpoints/kept-sites/{site['site_id']}/invitations"
    revoked_id, revoked = await secret_of(keeper, site["site_id"])
    _, old = await secret_of(keeper, site["site_id"])

    assert (await keeper.delete(f"{path}/{revoked_id}")).status_code == 204
    assert (await accept(guard, revoked)).json()["code"] == "invitation_over"
    world.move_by(hours=48)
    assert (await accept(guard, old)).json()["code"] == "invitation_over"
    assert (await keeper.get(f"/checkpoints/kept-sites/{site['site_id']}")).json()["invitations"] == []
    async with world.call() as call:
        rows = (await call.connection.execute(select(site_invitations))).all()
        assert (await call.connection.execute(select(staff_sites))).all() == []
    assert [revoked.encode() in row.secret_digest for row in rows] == [False, False]


@pytest.mark.spec("E1", "M2")
async def test_somebody_with_another_post_does_not_become_staff_of_a_shop(world: World) -> None:
    keeper, officer = await world.register("马莉"), await world.officer("3401")
    site = await active_site(world, keeper)
    _, secret = await secret_of(keeper, site["site_id"])

    assert (await accept(officer, secret)).json()["code"] == "another_post"
    guard = await world.register("李强")
    assert (await accept(guard, secret)).status_code == 201


@pytest.mark.spec("E1", "M2")
async def test_staff_whom_the_keeper_lets_go_are_off_duty_at_once_and_staff_no_more(world: World) -> None:
    keeper, guard = await world.register("马莉"), await world.register("李强")
    site = await active_site(world, keeper)
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(guard, secret)
    await guard.put("/checkpoints/duty", json={"site_id": site["site_id"]})
    path = f"/checkpoints/kept-sites/{site['site_id']}/staff/{guard.person_id}"

    assert (await keeper.delete(path)).status_code == 204

    assert (await guard.get("/checkpoints/duty")).json()["code"] == "role_needed"
    assert (await guard.get("/identity/session")).json()["roles"] == ["resident"]
    assert (await keeper.delete(path)).json()["code"] == "not_found"


@pytest.mark.spec("E1")
async def test_duty_is_at_one_of_several_entrances_and_each_counts_its_own_day(world: World) -> None:
    keeper, officer = await world.register("马莉"), await world.officer()
    site = await active_site(world, keeper, entrances=["北门", "南门"])
    north, south = site["entrances"]
    _, secret = await secret_of(keeper, site["site_id"])
    await accept(keeper, secret)
    zhang, phone = await resident_with_phone(world)

    assert (await keeper.put("/checkpoints/duty", json={"site_id": site["site_id"]})).json()["code"] == "which_entrance"
    body = {"site_id": site["site_id"], "entrance_id": south["entrance_id"]}
    assert (await keeper.put("/checkpoints/duty", json=body)).json()["entrance"]["name"] == "南门"
    gate = Gate(keeper, None)  # type: ignore[arg-type]  # scans and readings need only the staff
    visit = await gate.scan_phone(phone)
    assert (await gate.measure(visit["visit_id"], 36.6)).json()["outcome"] == "normal"
    await gate.scan("nothing of ours")
    arrival = {"key": str(uuid4()), "posted_code": north["posted_code"]}
    assert (await zhang.post("/checkpoints/arrivals", json=arrival)).json()["entrance_name"] == "北门"

    today = (await keeper.get(f"/checkpoints/kept-sites/{site['site_id']}/today")).json()
    assert [(row["name"], row["passed"], row["stopped"], row["measured"], row["waiting"]) for row in today] == [
        ("北门", 0, 0, 0, 1),
        ("南门", 1, 1, 1, 0),
    ]
    assert (await keeper.get("/checkpoints/arrivals")).json() == []
    await keeper.put("/checkpoints/duty", json=body | {"entrance_id": north["entrance_id"]})
    assert [row["masked_name"] for row in (await keeper.get("/checkpoints/arrivals")).json()] == ["张*"]
    assert (await officer.get(f"/checkpoints/kept-sites/{site['site_id']}/today")).json()["code"] == "not_found"


@pytest.mark.spec("E1")
async def test_entrances_come_and_go_but_the_last_one_stays(world: World) -> None:
    keeper = await world.register("马莉")
    site = await active_site(world, keeper)
    path = f"/checkpoints/kept-sites/{site['site_id']}/entrances"
    first = site["entrances"][0]

    assert (await keeper.delete(f"{path}/{first['entrance_id']}")).json()["code"] == "last_entrance"
    body = {"key": str(uuid4()), "name": "南门"}
    south = (await keeper.post(path, json=body)).json()
    assert (await keeper.post(path, json=body)).json() == south
    taken = await keeper.post(path, json={"key": str(uuid4()), "name": "南门"})
    assert taken.json()["code"] == "entrance_name_taken"
    assert (await keeper.delete(f"{path}/{first['entrance_id']}")).status_code == 204
    detail = (await keeper.get(f"/checkpoints/kept-sites/{site['site_id']}")).json()
    assert [entrance["name"] for entrance in detail["entrances"]] == ["南门"]
    posted = await keeper.get(f"/checkpoints/posted-codes/{first['posted_code']}")
    assert posted.json()["code"] == "unknown_posted_code"


@pytest.mark.spec("E1")
async def test_a_minor_keeps_no_site_and_a_flood_of_sites_is_refused(world: World) -> None:
    child, keeper = await world.register("小宝", born=date(2006, 1, 1)), await world.register("马莉")

    refused = await child.post("/checkpoints/kept-sites", json=SITE | {"key": str(uuid4())})
    assert (refused.status_code, refused.json()["code"]) == (403, "adults_only")
    for number in range(10):
        await register_site(keeper, name=f"门店 {number}")
    flood = await keeper.post("/checkpoints/kept-sites", json=SITE | {"key": str(uuid4())})
    assert (flood.status_code, flood.json()["code"]) == (409, "too_many_sites")
    assert len((await keeper.get("/checkpoints/kept-sites")).json()) == 10


@pytest.mark.spec("E1", "M2")
async def test_an_officer_decides_about_sites_of_the_region_and_moves_them_within_their_city(world: World) -> None:
    keeper, elsewhere = await world.register("马莉"), await world.officer("3413", "宿州市卫生健康委员会")
    site = await active_site(world, keeper)
    county, city = await world.officer("340104", "蜀山区卫生健康委员会"), await world.officer("3401")
    street = {"division_code": "340103", "address": "长江中路 1 号"}

    assert (await elsewhere.get("/checkpoints/region-sites")).json()["sites"] == []
    assert (await decide(elsewhere, site["site_id"], "suspend")).json()["code"] == "not_found"
    assert (await decide(county, site["site_id"], "move", **street)).json()["code"] == "not_found"
    far = await decide(city, site["site_id"], "move", division_code="341302", address="汴河路 1 号")
    assert far.json()["code"] == "another_city"
    assert (await decide(city, site["site_id"], "move")).json()["code"] == "new_place_needed"
    moved = (await decide(city, site["site_id"], "move", **street)).json()
    assert (moved["division_code"], moved["address"], moved["state"]) == ("340103", "长江中路 1 号", "active")


@pytest.mark.spec("E1")
async def test_an_officer_pages_and_searches_the_sites_of_the_region(world: World) -> None:
    keeper, officer = await world.register("马莉"), await world.officer()
    for number in range(3):
        await register_site(keeper, name=f"门店 {number}", address=f"望江路 {number} 号")
        world.move_by(minutes=1)

    async def names(**query: Any) -> tuple[list[str], str | None]:
        page = (await officer.get("/checkpoints/region-sites", params=query)).json()
        return [site["name"] for site in page["sites"]], page["next_after"]

    first, after = await names(limit=2)
    assert (first, await names(limit=2, after=after)) == (["门店 2", "门店 1"], (["门店 0"], None))
    assert await names(text="望江路 1") == (["门店 1"], None)
    assert await names(text="100%") == ([], None)
    assert await names(state="active") == ([], None)
    assert (await officer.get("/checkpoints/region-sites", params={"after": "x"})).json()["code"] == "page_format"
