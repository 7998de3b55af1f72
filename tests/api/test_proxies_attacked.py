"""Links between a proxy and a holder, as somebody meets them who wants more than was agreed to (SPEC B5)."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ankang.identity import service as identity
from ankang.identity.tables import proxy_links
from api.test_assessments_at_once import come_as_far_as_it_can
from support.application import Member, World, identity_number
from support.bodies import FORM
from support.gates import open_gate, register_at
from support.phones import Phone, give_code
from support.problems import problem_of

pytestmark = pytest.mark.anyio

WELL = FORM | {"arrival": {"from_outside": False}, "contact": {"close_contact": False}}


def of(name: str, number: str, relation: str, mobile: str | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "document_type": "mainland_id",
        "document_number": number,
        "relation": relation,
        "mobile": mobile,
    }


async def asked(proxy: Member, body: dict[str, Any]) -> dict[str, Any]:
    answer = await proxy.post("/identity/proxies", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def acting(proxy: Member, holder: Member) -> dict[str, Any]:
    """A link to which the holder agreed in the own app."""
    link = await asked(proxy, of(holder.name, holder.document_number, "parent", holder.mobile))
    assert (await holder.post(f"/identity/proxies/{link['link_id']}/agreement")).status_code == 200
    return link


@pytest.mark.spec("B5")
async def test_acting_for_a_child_ends_when_the_child_comes_of_age_and_the_adult_agrees_anew(world: World) -> None:
    mother = await world.register("王芳")
    child = of("王小宝", identity_number(born=date(2004, 7, 10)), "child")
    link = await asked(mother, child)
    path = f"/assessments/{link['person_id']}"
    midnight = datetime(2022, 7, 9, 16, 0, tzinfo=UTC)

    world.move_to(midnight - timedelta(seconds=1))
    before = await mother.get(path)
    world.move_to(midnight)
    after = await mother.get(path)

    assert (link["state"], before.status_code) == ("active", 200)
    assert problem_of(after).told == (404, "not_found")
    assert (await mother.get("/identity/proxies")).json()["i_act_for"] == []
    again = await asked(mother, child | {"relation": "other", "mobile": "13900000050"})
    assert (again["state"], again["is_minor"]) == ("pending", False)
    assert (await mother.get(path)).status_code == 404


@pytest.mark.spec("B5")
async def test_an_adult_who_agreed_is_not_affected_by_birthdays(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰", born=date(1960, 7, 10))
    await acting(daughter, mother)

    world.move_by(days=3)

    assert (await daughter.get(f"/assessments/{mother.person_id}")).status_code == 200


@pytest.mark.spec("B5", "D8")
async def test_when_the_holder_ends_it_the_code_on_the_proxys_phone_dies(world: World) -> None:
    gate = await open_gate(world)
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    await give_code(world, mother)
    link = await acting(daughter, mother)
    shown_by_proxy, own = Phone(daughter, mother.person_id), Phone(mother, mother.person_id)
    for phone in (shown_by_proxy, own):
        await phone.renew()
    assert (await gate.scan_phone(shown_by_proxy))["verdict"] == "pass"

    await mother.delete(f"/identity/proxies/{link['link_id']}")
    await world.run_jobs()

    assert (await gate.scan_phone(shown_by_proxy))["refusal"] == "dead_code"
    assert problem_of(await shown_by_proxy.ask(shown_by_proxy.request())).told == (404, "not_found")
    await own.renew()
    assert (await gate.scan_phone(own))["verdict"] == "pass"


@pytest.mark.spec("B5")
@pytest.mark.parametrize("ended_by", ["proxy", "holder"])
async def test_a_code_that_no_proxys_phone_shows_lives_on(world: World, ended_by: str) -> None:
    gate = await open_gate(world)
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    await give_code(world, mother)
    link = await acting(daughter, mother)
    own = Phone(mother, mother.person_id)
    await own.renew()

    ending = daughter if ended_by == "proxy" else mother
    await ending.delete(f"/identity/proxies/{link['link_id']}")
    await world.run_jobs()

    assert (await gate.scan_phone(own))["verdict"] == "pass"


@pytest.mark.spec("B5")
async def test_acting_for_somebody_is_not_acting_for_those_for_whom_they_act(world: World) -> None:
    daughter, mother, grandmother = [await world.register(name) for name in ("王芳", "李兰", "赵秀英")]
    await acting(daughter, mother)
    await acting(mother, grandmother)

    assert (await mother.get(f"/assessments/{grandmother.person_id}")).status_code == 200
    assert problem_of(await daughter.get(f"/assessments/{grandmother.person_id}")).told == (404, "not_found")


@pytest.mark.spec("B5")
async def test_agreeing_does_not_revive_what_was_ended_in_the_same_instant(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    link = await asked(daughter, of("李兰", mother.document_number, "parent", mother.mobile))
    path = f"/identity/proxies/{link['link_id']}/agreement"

    async def agree() -> None:
        assert problem_of(await mother.post(path)).told == (404, "not_found")

    async with world.call() as call:
        await identity.end_link(call, await daughter.actor(call), UUID(link["link_id"]))
        agreeing = asyncio.create_task(agree())
        await come_as_far_as_it_can(agreeing, call)
    await agreeing

    async with world.call() as call:
        assert (await call.connection.execute(select(proxy_links.c.state))).scalars().all() == ["ended"]


@pytest.mark.spec("B5", "A1")
async def test_a_proxy_cannot_give_the_own_number_for_the_holders(world: World) -> None:
    daughter = await world.register("王芳")
    number = identity_number(born=date(1960, 1, 1))

    refused = await daughter.post("/identity/proxies", json=of("李兰", number, "parent", daughter.mobile))
    other = await asked(daughter, of("李兰", number, "parent", (await world.register("赵强")).mobile))

    assert problem_of(refused).told == (422, "own_mobile")
    # A number that belongs to somebody else's account gets no code, and without one nothing begins.
    assert other["state"] == "pending"
    assert "proxy_consent" not in [text.template for text in await world.texts(world.members[-1].mobile)]


@pytest.mark.spec("B4", "C15")
async def test_an_officer_decides_nothing_about_somebody_for_whom_the_officer_acts(world: World) -> None:
    officer, mother, gate = await world.officer("3401"), await world.register("李兰"), await open_gate(world)
    await mother.post("/applications", json=WELL)
    waiting = (await mother.post("/applications/corrections", json=WELL | {"symptoms": []})).json()
    await acting(officer, mother)
    await officer.sign_in()
    visit_id = UUID(int=7)
    await register_at(gate, mother.person_id, visit_id, "waiting")
    decision = {"accept": True, "ground": "电话核实"}

    answers = [
        await officer.post(f"/applications/reviews/{waiting['application_id']}", json=decision),
        await officer.post(f"/checkpoints/registrations/{visit_id}/decision", json=decision | {"accept": False}),
    ]

    assert [problem_of(answer).told for answer in answers] == [(404, "not_found")] * 2
    assert (await mother.get(f"/assessments/{mother.person_id}")).json()["colour"] == "yellow"
