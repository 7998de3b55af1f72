"""Who proves identity at a counter takes over (SPEC A1): what the stranger who had account and code still can do."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from ankang.identity.tables import sessions
from ankang.runtime.tables import looks
from support.application import PASSWORD, Member, World, identity_number
from support.gates import open_gate
from support.phones import Phone, give_code
from support.problems import Problem, problem_of
from support.written import written

pytestmark = pytest.mark.anyio

OWN_MOBILE = "13900000601"
NEUTRAL = Problem(404, "not_found", "没有找到您可以查看的记录。", "There is no record here that you may see.", {})


def proof(name: str, number: str, mobile: str = OWN_MOBILE) -> dict[str, Any]:
    return {"name": name, "document_type": "mainland_id", "document_number": number, "mobile": mobile}


async def acting(proxy: Member, holder: Member) -> None:
    body = {"name": holder.name, "document_type": "mainland_id", "document_number": holder.document_number}
    link = await proxy.post("/identity/proxies", json=body | {"relation": "other", "mobile": holder.mobile})
    agreed = await holder.post(f"/identity/proxies/{link.json()['link_id']}/agreement")
    assert agreed.status_code == 200, agreed.text


@pytest.mark.spec("A1", "A4", "B5")
async def test_the_stranger_keeps_nothing_after_the_person_proved_identity(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    stranger, friend = await world.register("李兰"), await world.register("马六")
    await give_code(world, stranger)
    await acting(friend, stranger)
    phone, proxys = Phone(stranger, stranger.person_id), Phone(friend, stranger.person_id)
    for shown in (phone, proxys):
        await shown.renew()
    guest = world.guest()
    reset_code = await world.ask_code(guest, stranger.mobile, "reset_password")

    proved = await officer.post("/identity/proofs", json=proof("李兰", stranger.document_number))
    await world.run_jobs()

    assert proved.json()["account_taken_over"] is True
    assert proved.json()["proxies_ended"] == 1
    assert proved.json()["words"]["en"].startswith("Identity proved. Sessions, proxies and codes")
    assert (await stranger.client.get("/identity/session")).status_code == 401
    by_mobile = {"method": "mobile_password", "mobile": stranger.mobile, "password": PASSWORD}
    by_document = {"method": "document_password", "document_number": stranger.document_number, "password": PASSWORD}
    reset = {"mobile": stranger.mobile, "one_time_code": reset_code, "password": "another-horse-9"}
    refused = [
        await guest.post("/identity/sessions", json=by_mobile),
        await guest.post("/identity/sessions", json=by_document),
        await guest.post("/identity/password-resets", json=reset),
    ]
    assert {problem_of(answer).told for answer in refused} == {(401, "sign_in_failed")}
    assert problem_of(await friend.get(f"/assessments/{stranger.person_id}")) == NEUTRAL
    for shown in (phone, proxys):
        assert (await gate.scan_phone(shown))["refusal"] == "dead_code"
    world.move_by(minutes=2)
    await guest.post("/identity/one-time-codes", json={"mobile": stranger.mobile, "purpose": "sign_in"})
    assert (await world.texts(stranger.mobile))[-1].template == "no_account"


@pytest.mark.spec("A1", "A2")
async def test_the_proved_person_enters_by_a_code_and_gets_a_living_one(world: World) -> None:
    gate, officer, stranger = await open_gate(world), await world.officer(), await world.register("李兰")
    await give_code(world, stranger)
    await officer.post("/identity/proofs", json=proof("李兰", stranger.document_number))
    await world.run_jobs()

    owner = Member(world, "李兰", stranger.document_number, OWN_MOBILE, world.guest())
    code = await world.ask_code(owner.client, OWN_MOBILE, "sign_in")
    body = {"method": "sms_code", "mobile": OWN_MOBILE, "one_time_code": code}
    owner.welcomed(await owner.client.post("/identity/sessions", json=body))
    phone = Phone(owner, owner.person_id)
    await phone.renew()

    assert owner.person_id == stranger.person_id
    assert (await owner.get("/identity/session")).json()["identity_proof"] == "proved"
    assert (await gate.scan_phone(phone))["verdict"] == "pass"


@pytest.mark.spec("A1")
async def test_proving_the_own_account_ends_nothing(world: World) -> None:
    officer, zhang, friend = await world.officer(), await world.register("张三"), await world.register("马六")
    await acting(friend, zhang)

    proved = await officer.post("/identity/proofs", json=proof("张三", zhang.document_number, zhang.mobile))

    assert (proved.json()["account_taken_over"], proved.json()["proxies_ended"]) == (False, 0)
    assert (await zhang.client.get("/identity/session")).json()["identity_proof"] == "proved"
    assert (await friend.get(f"/assessments/{zhang.person_id}")).status_code == 200


@pytest.mark.spec("A1", "A6")
async def test_a_document_that_was_proved_is_opened_by_nobody_else(world: World) -> None:
    officer, number = await world.officer(), identity_number(sequence=701)
    assert (await officer.post("/identity/proofs", json=proof("李兰", number))).status_code == 201
    code = await world.ask_code(world.guest(), "13900000777", "register")
    body = proof("李兰", number, "13900000777") | {"one_time_code": code, "password": PASSWORD}

    answer = await world.guest().post("/identity/registrations", json=body)

    assert problem_of(answer) == Problem(
        409,
        "registration_not_possible",
        "用这些信息暂时无法完成注册。请核对姓名和证件号码；仍不行请带证件到社区窗口，或拨打 0551-12345。",
        "We cannot register with these details. Check name and number; otherwise bring your document to a community "
        "counter or call 0551-12345.",
        {},
    )


@pytest.mark.spec("A1", "M2")
@pytest.mark.parametrize("known", [True, False])
async def test_a_counter_elsewhere_serves_nobody_here_and_learns_nothing(world: World, known: bool) -> None:
    zhang = await world.register("张三")
    number = zhang.document_number if known else identity_number(sequence=702)
    elsewhere = [await world.officer("3413", "宿州市卫生健康委员会"), await world.community_worker("341324", "泗城镇")]
    before = await written(world)

    for member in elsewhere:
        assert problem_of(await member.post("/identity/proofs", json=proof("张三", number))) == NEUTRAL
    search = {"document_number": number, "purpose": "follow_up"}
    assert problem_of(await elsewhere[0].post("/console/people/search", json=search)) == NEUTRAL

    assert await written(world) == before


@pytest.mark.spec("A1")
async def test_nobody_proves_the_own_identity(world: World) -> None:
    officer = await world.officer()
    before = await written(world)

    answer = await officer.post("/identity/proofs", json=proof("顾晓", officer.document_number))

    assert problem_of(answer) == NEUTRAL
    assert await written(world) == before


@pytest.mark.spec("B5", "M2")
async def test_an_agreement_in_person_needs_a_link_that_waits_and_a_third_person_at_the_counter(world: World) -> None:
    worker, officer = await world.community_worker(), await world.officer()
    daughter, mother = await world.register("王芳"), await world.register("李兰")

    def consent(holder: Member, proxy: Member) -> dict[str, str]:
        return {"holder_document_number": holder.document_number, "proxy_document_number": proxy.document_number}

    nothing_asked = await worker.post("/identity/proxies/in-person", json=consent(mother, daughter))
    body = {"name": "李兰", "document_type": "mainland_id", "document_number": mother.document_number}
    await officer.post("/identity/proxies", json=body | {"relation": "friend", "mobile": mother.mobile})
    own_link = await officer.post("/identity/proxies/in-person", json=consent(mother, officer))
    begun = await worker.post("/identity/proxies/in-person", json=consent(mother, officer))

    assert (problem_of(nothing_asked), problem_of(own_link)) == (NEUTRAL, NEUTRAL)
    assert (begun.status_code, begun.json()["state"]) == (200, "active")
    async with world.call() as call:
        seen = select(func.count()).select_from(looks).where(looks.c.person_id == mother.person_id)
        assert (await call.connection.execute(seen)).scalar_one() == 1


@pytest.mark.spec("A2", "M3")
async def test_sessions_codes_and_counts_that_are_over_are_deleted_by_the_job(world: World) -> None:
    zhang = await world.register("张三")
    await world.ask_code(world.guest(), zhang.mobile, "sign_in")
    await world.guest().post(
        "/identity/sessions", json={"method": "mobile_password", "mobile": zhang.mobile, "password": "wrong-wrong"}
    )
    kept = await counts(world)

    world.move_by(days=31)
    await world.run_jobs()

    assert kept["sessions"] == 1
    assert min(kept["one_time_codes"], kept["attempts"]) > 0
    assert await counts(world) == {"sessions": 0, "one_time_codes": 0, "attempts": 0}


async def counts(world: World) -> dict[str, int]:
    names = (sessions.name, "one_time_codes", "attempts")
    return {name: count for name, (count, _) in (await written(world)).items() if name in names}
