"""Two requests at the same instant, over two connections: what may happen once happens once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Table, func, select

from ankang.applications.tables import applications
from ankang.assessments import service as assessments
from ankang.checkins.tables import check_ins
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.limits import LOOK_UPS_PER_HOUR
from ankang.checkpoints.store import gates
from ankang.checkpoints.tables import look_ups, readings, registrations, visits
from ankang.codes.tables import enrolments, phone_keys
from ankang.core.facts import AbnormalTemperature, Content, Declaration
from ankang.identity.model import check_character
from ankang.identity.model.proxies import MOST_PEOPLE
from ankang.identity.tables import accounts, people, proxy_links, sessions
from support.application import PASSWORD, Member, World, identity_number
from support.bodies import FORM
from support.gates import Gate, open_gate
from support.phones import give_code, resident_with_phone
from support.problems import problem_of

pytestmark = pytest.mark.anyio


async def at_once(*requests: Awaitable[httpx.Response]) -> tuple[list[httpx.Response], list[str]]:
    """The answers that succeeded and the codes of the refusals, sorted."""
    answers = await asyncio.gather(*requests)
    done = [answer for answer in answers if answer.status_code < 300]
    return done, sorted(problem_of(answer).code for answer in answers if answer.status_code >= 300)


async def rows(world: World, table: Table, *where: Any) -> int:
    async with world.call() as call:
        return (await call.connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one()


async def facts_like(world: World, member: Member, content_type: type[Content]) -> int:
    async with world.call() as call:
        facts = await assessments.facts_of(call, member.person_id)
    return len([fact for fact in facts if isinstance(fact.content, content_type)])


@pytest.mark.spec("B3")
async def test_two_applications_at_once_give_one_code(world: World) -> None:
    zhang = await world.register("张三")

    done, refused = await at_once(*(zhang.post("/applications", json=FORM) for _ in range(3)))

    assert (len(done), refused) == (1, ["code_exists", "code_exists"])
    assert await rows(world, applications) == 1
    assert await rows(world, enrolments) == 1
    assert await facts_like(world, zhang, Declaration) == 1


@pytest.mark.spec("B4")
async def test_two_corrections_at_once_are_one(world: World) -> None:
    zhang = await world.register("张三")
    await zhang.post("/applications", json=FORM)

    worse = FORM | {"symptoms": ["fever", "dry_cough"]}
    done, refused = await at_once(*(zhang.post("/applications/corrections", json=worse) for _ in range(3)))

    assert (len(done), refused) == (1, ["correction_ticket_needed", "correction_ticket_needed"])
    assert await rows(world, applications) == 2


@pytest.mark.spec("B4")
async def test_two_officers_who_decide_at_once_decide_once(world: World) -> None:
    zhang = await world.register("张三")
    well = FORM | {"arrival": {"from_outside": False}, "contact": {"close_contact": False}}
    await zhang.post("/applications", json=well)
    waiting = (await zhang.post("/applications/corrections", json=well | {"symptoms": []})).json()
    path = f"/applications/reviews/{waiting['application_id']}"
    one, other = await world.officer(), await world.officer()

    done, refused = await at_once(
        one.post(path, json={"accept": True, "ground": "电话核实"}),
        other.post(path, json={"accept": False, "ground": "证据不足"}),
    )

    assert (len(done), refused) == (1, ["not_found"])
    state = "accepted" if done[0].json()["state"] == "accepted" else "refused"
    assert await rows(world, applications, applications.c.state == state) >= 1
    assert await rows(world, applications, applications.c.state == "waiting") == 0


async def registering(world: World, mobile: str, document_number: str, code: str) -> httpx.Response:
    body = {
        "name": "李四",
        "document_type": "mainland_id",
        "document_number": document_number,
        "mobile": mobile,
        "one_time_code": code,
        "password": PASSWORD,
    }
    return await world.guest().post("/identity/registrations", json=body)


@pytest.mark.spec("A1", "A6")
async def test_one_document_registered_from_two_phones_at_once_is_one_account(world: World) -> None:
    mobiles = ["13900000001", "13900000002"]
    codes = [await world.ask_code(world.guest(), mobile, "register") for mobile in mobiles]

    done, refused = await at_once(
        *(registering(world, mobile, identity_number(), code) for mobile, code in zip(mobiles, codes, strict=True))
    )

    assert (len(done), refused) == (1, ["registration_not_possible"])
    assert (await rows(world, people), await rows(world, accounts)) == (1, 1)


@pytest.mark.spec("A1")
async def test_one_code_typed_twice_at_once_opens_once(world: World) -> None:
    code = await world.ask_code(world.guest(), "13900000001", "register")

    done, refused = await at_once(
        *(registering(world, "13900000001", identity_number(sequence=number), code) for number in (1, 2, 3))
    )

    assert (len(done), refused) == (1, ["one_time_code_used", "one_time_code_used"])
    assert (await rows(world, people), await rows(world, accounts)) == (1, 1)


@pytest.mark.spec("A2")
async def test_one_sign_in_code_typed_twice_at_once_begins_one_session(world: World) -> None:
    zhang = await world.register("张三")
    code = await world.ask_code(world.guest(), zhang.mobile, "sign_in")
    body = {"method": "sms_code", "mobile": zhang.mobile, "one_time_code": code}

    done, refused = await at_once(*(world.guest().post("/identity/sessions", json=body) for _ in range(3)))

    assert (len(done), refused) == (1, ["one_time_code_used", "one_time_code_used"])
    assert await rows(world, sessions) == 2  # that of registering, and this one


@pytest.mark.spec("L10")
async def test_codes_asked_for_at_once_are_one_message(world: World) -> None:
    body = {"mobile": "13900000001", "purpose": "register"}

    done, refused = await at_once(*(world.guest().post("/identity/one-time-codes", json=body) for _ in range(4)))

    assert (len(done), refused) == (1, ["one_time_code_too_soon"] * 3)
    assert len(await world.texts("13900000001")) == 1


@pytest.mark.spec("A1")
async def test_guesses_of_a_code_at_once_are_counted_one_by_one(world: World) -> None:
    code = await world.ask_code(world.guest(), "13900000001", "register")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    _, refused = await at_once(*(registering(world, "13900000001", identity_number(), wrong) for _ in range(8)))

    assert refused == ["one_time_code_tried_too_often"] * 3 + ["one_time_code_wrong"] * 5
    right = problem_of(await registering(world, "13900000001", identity_number(), code))
    assert right.code == "one_time_code_tried_too_often"


@pytest.mark.spec("B5")
async def test_asks_at_once_do_not_link_more_people_than_allowed(world: World) -> None:
    zhang = await world.register("张三")

    def child(number: int) -> dict[str, Any]:
        born = identity_number(sequence=number).replace("19900517", "20150601")
        return {
            "name": f"小{number}",
            "document_type": "mainland_id",
            "document_number": born[:17] + check_character(born[:17]),
            "relation": "child",
        }

    done, refused = await at_once(*(zhang.post("/identity/proxies", json=child(number)) for number in range(1, 9)))

    assert (len(done), refused) == (MOST_PEOPLE, ["too_many_people"] * 2)
    assert await rows(world, proxy_links) == MOST_PEOPLE


@pytest.mark.spec("B5")
async def test_agreeing_and_ending_at_once_leaves_no_link_that_somebody_ended(world: World) -> None:
    daughter, mother = await world.register("王芳"), await world.register("李兰")
    body = {"name": "李兰", "document_type": "mainland_id", "document_number": mother.document_number}
    link = (
        await daughter.post("/identity/proxies", json=body | {"relation": "parent", "mobile": mother.mobile})
    ).json()
    path = f"/identity/proxies/{link['link_id']}"

    ended, agreed = await asyncio.gather(daughter.delete(path), mother.post(f"{path}/agreement"))

    assert ended.status_code == 204
    assert agreed.status_code in (200, 404)
    assert await rows(world, proxy_links, proxy_links.c.state == "ended") == 1


@pytest.mark.spec("A1", "A4")
async def test_one_mobile_given_at_two_counters_at_once_is_bound_once(world: World) -> None:
    officers = [await world.officer(), await world.officer()]
    zhang, li = await world.register("张三"), await world.register("李四")

    def proof(member: Member) -> dict[str, Any]:
        number = member.document_number
        document = {"document_type": "mainland_id", "document_number": number}
        return {"name": member.name, **document, "mobile": "13900000077"}

    done, refused = await at_once(
        *(
            officer.post("/identity/proofs", json=proof(member))
            for officer, member in zip(officers, (zhang, li), strict=True)
        )
    )

    assert (len(done), refused) == (1, ["mobile_in_use"])
    assert await rows(world, people, people.c.identity_proof == "proved") == 1
    code = await world.ask_code(world.guest(), "13900000077", "sign_in")
    body = {"method": "sms_code", "mobile": "13900000077", "one_time_code": code}
    entered = await world.guest().post("/identity/sessions", json=body)
    assert entered.json()["person_id"] == done[0].json()["person_id"]


@pytest.mark.spec("F3", "P7")
async def test_check_ins_at_once_are_the_first_and_its_one_correction(world: World) -> None:
    zhang = await world.register("张三")
    await give_code(world, zhang)
    path = f"/check-ins/{zhang.person_id}"

    def report() -> dict[str, Any]:
        return {"key": str(uuid4()), "temperature_celsius": 36.5}

    done, refused = await at_once(*(zhang.post(path, json=report()) for _ in range(4)))

    assert (len(done), refused) == (2, ["already_checked_in", "already_checked_in"])
    assert await rows(world, check_ins) == 2
    same = report()
    world.move_by(days=1)
    repeated, none = await at_once(*(zhang.post(path, json=same) for _ in range(3)))
    assert (len(repeated), none, await rows(world, check_ins)) == (3, [], 3)


async def colleague_of(world: World, gate: Gate) -> Gate:
    """Somebody else on duty at the same site."""
    staff = await world.staff()
    async with world.call() as call:
        await checkpoints.assign_staff(call, staff.person_id, gate.site.site_id)
    assert (await staff.put("/checkpoints/duty", json={"site_id": str(gate.site.site_id)})).status_code == 200
    return Gate(staff, gate.site)


@pytest.mark.spec("E3", "P9", "C8")
async def test_two_second_readings_at_once_register_once(world: World) -> None:
    gate = await open_gate(world)
    colleague = await colleague_of(world, gate)
    zhang, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    await gate.measure(visit_id, 37.8)
    world.move_by(minutes=5)
    await gate.scan_phone(phone)

    done, refused = await at_once(
        gate.measure(visit_id, 37.9), colleague.measure(visit_id, 38.1), gate.measure(visit_id, 36.5)
    )

    assert (len(done), refused) == (1, ["already_measured", "already_measured"])
    assert await rows(world, readings) == 2
    abnormal = await facts_like(world, zhang, AbnormalTemperature)
    is_registered = done[0].json()["outcome"] == "registered"
    assert abnormal == await rows(world, registrations) == int(is_registered)


@pytest.mark.spec("P9")
async def test_two_first_readings_at_once_are_not_two_readings(world: World) -> None:
    gate = await open_gate(world)
    colleague = await colleague_of(world, gate)
    zhang, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]

    done, refused = await at_once(gate.measure(visit_id, 37.8), colleague.measure(visit_id, 37.9))

    assert (len(done), refused) == (1, ["too_early"])
    assert done[0].json()["outcome"] == "recheck"
    assert await facts_like(world, zhang, AbnormalTemperature) == 0


@pytest.mark.spec("R14", "D2")
async def test_one_qr_read_at_two_gates_at_once_passes_at_one(world: World) -> None:
    north_and_south = [await open_gate(world), await open_gate(world, "明珠广场南门")]
    _, phone = await resident_with_phone(world)
    qr_text = phone.qr()

    verdicts = await asyncio.gather(*(gate.scan(qr_text) for gate in north_and_south))

    assert sorted(verdict["verdict"] for verdict in verdicts) == ["pass", "refused"]
    assert await rows(world, visits, visits.c.verdict == "pass") == 1


async def test_one_key_sent_twice_at_once_is_one_scan(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    key, qr_text = str(uuid4()), phone.qr()

    verdicts = await asyncio.gather(*(gate.scan(qr_text, key) for _ in range(3)))

    assert verdicts[0] == verdicts[1] == verdicts[2]
    assert await rows(world, visits) == 1


@pytest.mark.spec("D5", "R11")
async def test_look_ups_at_once_do_not_pass_the_quota(world: World) -> None:
    gate = await open_gate(world)
    async with world.call() as call:
        for _ in range(LOOK_UPS_PER_HOUR - 1):
            await gates.add_look_up(
                call.connection,
                call.cipher,
                gate.staff.person_id,
                gate.site.site_id,
                b"0" * 32,
                gates.ANSWERED,
                call.now,
            )

    done, refused = await at_once(*(gate.look_up(identity_number(sequence=number)) for number in range(1, 6)))

    assert (len(done), refused) == (1, ["look_up_quota"] * 4)
    assert await rows(world, look_ups, look_ups.c.outcome == "answered") == LOOK_UPS_PER_HOUR


@pytest.mark.spec("D2")
async def test_one_renewal_request_sent_twice_at_once_gets_one_token(world: World) -> None:
    _, phone = await resident_with_phone(world)
    before = await rows(world, phone_keys)
    request = phone.request()

    done, refused = await at_once(phone.ask(request), phone.ask(request))

    assert (len(done), refused) == (1, ["replayed_request"])
    assert await rows(world, phone_keys) == before + 1
