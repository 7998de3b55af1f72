"""Acting for somebody: the holder agrees in the own app, both sides are told, and the record shows who did it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.identity.tables import proxy_links
from api.test_first_journey import applied
from support.application import Member, World, identity_number

pytestmark = pytest.mark.anyio


async def asked(proxy: Member, holder: Member, **changes: Any) -> dict[str, Any]:
    """The link after asking to act for somebody who has an account."""
    body = {
        "name": holder.name,
        "document_type": "mainland_id",
        "document_number": holder.document_number,
        "relation": "parent",
        "mobile": holder.mobile,
        **changes,
    }
    answer = await proxy.post("/identity/proxies", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def notices_of(world: World, member: Member) -> list[str]:
    """The templates in somebody's inbox after the jobs ran, the latest first."""
    await world.run_jobs()
    return [notice["template"] for notice in (await member.get("/notices")).json()]


@pytest.mark.spec("B5")
async def test_a_holder_agrees_in_the_own_app_without_a_code_and_both_are_told(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    link = await asked(daughter, mother)

    told = await notices_of(world, mother)
    agreed = await mother.post(f"/identity/proxies/{link['link_id']}/agreement")

    assert told == ["proxy_asked"]
    assert (agreed.status_code, agreed.json()["state"], agreed.json()["masked_name"]) == (200, "active", "王*")
    assert (await daughter.get(f"/identity/people/{mother.person_id}/looks")).status_code == 200
    assert await notices_of(world, daughter) == ["proxy_began"]
    again = await mother.post(f"/identity/proxies/{link['link_id']}/agreement")
    assert (again.status_code, again.json()["code"]) == (409, "link_active_already")


@pytest.mark.spec("B5")
async def test_nobody_but_the_holder_agrees(world: World) -> None:
    daughter, mother, stranger = [await world.register(name) for name in ("王芳", "李兰", "赵强")]
    link = await asked(daughter, mother)

    answers = [await someone.post(f"/identity/proxies/{link['link_id']}/agreement") for someone in (daughter, stranger)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2
    async with world.call() as call:
        assert (await call.connection.execute(select(proxy_links.c.state))).scalars().all() == ["pending"]


@pytest.mark.spec("B5")
async def test_a_holder_refuses_and_nothing_begins(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    link = await asked(daughter, mother)

    refused = await mother.delete(f"/identity/proxies/{link['link_id']}")
    late = await mother.post(f"/identity/proxies/{link['link_id']}/agreement")

    assert (refused.status_code, late.status_code) == (204, 404)
    assert (await daughter.get("/identity/proxies")).json()["i_act_for"] == []
    assert (await mother.get("/identity/proxies")).json()["act_for_me"] == []


@pytest.mark.spec("B5")
async def test_whoever_is_left_is_told_when_the_other_side_ends_it(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    link = await asked(daughter, mother)
    await mother.post(f"/identity/proxies/{link['link_id']}/agreement")
    assert await notices_of(world, daughter) == ["proxy_began"]
    world.move_by(minutes=1)

    await mother.delete(f"/identity/proxies/{link['link_id']}")

    assert await notices_of(world, daughter) == ["proxy_ended", "proxy_began"]
    assert (await daughter.get(f"/identity/people/{mother.person_id}/looks")).status_code == 404


@pytest.mark.spec("F2")
async def test_each_day_shows_who_checked_in_for_the_person(world: World) -> None:
    mother, worker = await world.register("王芳"), await world.community_worker()
    body = {"name": "王小宝", "document_type": "mainland_id", "relation": "child"}
    body["document_number"] = identity_number(born=date(2015, 6, 1))
    child = (await mother.post("/identity/proxies", json=body)).json()["person_id"]
    await applied(mother, person_id=child, symptoms=["dry_cough"])

    for member, method in ((mother, "proxy"), (worker, "visit")):
        world.move_by(days=1)
        report = {"key": str(uuid4()), "temperature_celsius": 36.5, "method": method}
        assert (await member.post(f"/check-ins/{child}", json=report)).status_code == 201

    days = {day["day"]: day for day in (await mother.get(f"/check-ins/{child}")).json()["days"]}
    made = [(days[day]["made_by"], days[day]["made_by_masked_name"]) for day in ("2022-07-09", "2022-07-10")]
    assert made == [("proxy", "王*"), ("visit", "方*")]
    assert days["2022-07-08"]["made_by"] is None
    (look,) = (await mother.get(f"/identity/people/{child}/looks")).json()
    assert (look["purpose"], look["looker_masked_name"], look["organisation"]) == (
        "check_in_for_person",
        "方*",
        "明光路街道",
    )


@pytest.mark.spec("F2", "B5")
async def test_an_officer_sees_who_recorded_a_fact_for_the_person(world: World) -> None:
    mother, officer = await world.register("王芳"), await world.officer()
    body = {"name": "王小宝", "document_type": "mainland_id", "relation": "child"}
    body["document_number"] = identity_number(born=date(2015, 6, 1))
    child = (await mother.post("/identity/proxies", json=body)).json()["person_id"]
    await applied(mother, person_id=child)

    for person_id, recorded_by in ((child, "王*"), (str(mother.person_id), "")):
        if not recorded_by:
            await applied(mother)
        person = (await officer.get(f"/console/people/{person_id}", params={"purpose": "follow_up"})).json()
        assert {fact["recorded_by_masked_name"] for fact in person["facts"]} == {recorded_by}


@pytest.mark.spec("F1", "F3")
async def test_days_on_which_a_green_holder_did_not_report_were_not_missed(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang)
    report = {"key": str(uuid4()), "temperature_celsius": 36.5}
    await zhang.post(f"/check-ins/{zhang.person_id}", json=report)

    world.move_by(days=3)

    days = (await zhang.get(f"/check-ins/{zhang.person_id}")).json()["days"]
    assert [(day["day"], day["state"]) for day in days] == [("2022-07-08", "normal")]
