"""The three ways through a gate, over HTTP."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.checkpoints.model.limits import LOOK_UPS_PER_HOUR
from ankang.checkpoints.tables import arrivals, look_ups, mismatches, refused_scans, visits
from ankang.core.facts import Case, Symptom, SymptomReport
from ankang.runtime.tables import looks, outbox
from support.application import World, identity_number
from support.gates import open_gate
from support.phones import add_facts, days_ago, resident_with_phone

pytestmark = pytest.mark.anyio


async def _notices(world: World) -> list[str]:
    async with world.call() as call:
        rows = await call.connection.execute(select(outbox.c.payload).where(outbox.c.topic == "notice"))
        return [payload["template"] for payload in rows.scalars()]


@pytest.mark.spec("D3", "D7", "P19")
async def test_a_green_code_passes_and_shows_only_the_masked_name_and_document(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world, name="张三丰")

    verdict = await gate.scan_phone(phone)

    assert (verdict["verdict"], verdict["headline"]) == ("pass", {"zh": "可以通行", "en": "May enter"})
    assert verdict["next_step"]["zh"] == "请看证件，再测体温"
    assert verdict["masked_name"] == "张**"
    assert verdict["masked_document"] == "****" + zhang.document_number[-3:]
    assert zhang.document_number not in str(verdict)
    async with world.call() as call:
        (visit,) = (await call.connection.execute(select(visits))).all()
    assert (visit.person_id, visit.way, visit.verdict, visit.is_identified) == (zhang.person_id, "scan", "pass", True)
    (mine,) = (await zhang.get(f"/checkpoints/people/{zhang.person_id}/visits")).json()
    assert (mine["site_name"], mine["verdict"], mine["confirmed"]) == ("明珠广场北门", "pass", True)


@pytest.mark.spec("D6")
async def test_a_yellow_code_does_not_pass_where_only_green_is_let_in(world: World) -> None:
    gate = await open_gate(world)
    fever = SymptomReport(days_ago(world, 0), frozenset({Symptom.FEVER}))
    _, phone = await resident_with_phone(world, fever)

    verdict = await gate.scan_phone(phone)

    assert (verdict["verdict"], verdict["colour"]) == ("stop", "yellow")
    assert verdict["headline"] == {"zh": "不能通行", "en": "May not enter"}
    assert verdict["reason"] == {"zh": "本场所只放行绿码", "en": "green codes only here"}
    assert verdict["next_step"]["zh"] == "点码上的颜色看原因"


@pytest.mark.spec("C10", "D6")
async def test_a_colour_that_got_worse_since_the_token_decides(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    await add_facts(world, zhang, Case(days_ago(world, 0)))

    verdict = await gate.scan_phone(phone)

    assert (verdict["verdict"], verdict["colour"]) == ("stop", "red")


@pytest.mark.spec("D2", "R12", "R13")
async def test_a_screenshot_does_not_pass(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    picture = phone.qr()
    world.move_by(seconds=61)

    verdict = await gate.scan(picture)

    assert (verdict["verdict"], verdict["refusal"], verdict["visit_id"]) == ("refused", "step_up_needed", None)
    assert verdict["headline"]["zh"] == "画面不是实时的"
    assert verdict["next_step"] == {"zh": "截屏不能通行", "en": "A screenshot does not pass"}
    async with world.call() as call:
        assert (await call.connection.execute(select(refused_scans.c.refusal))).scalars().all() == ["step_up_needed"]


async def test_an_expired_code_asks_to_go_online(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    world.move_by(hours=24)
    await gate.staff.put("/checkpoints/duty", json={"site_id": str(gate.site.site_id)})

    verdict = await gate.scan_phone(phone)

    assert (verdict["verdict"], verdict["refusal"]) == ("refused", "expired")
    assert (verdict["headline"]["zh"], verdict["reason"]["zh"]) == ("码已过期", "请联网刷新")


async def test_a_killed_code_is_refused_and_the_holder_sees_it(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    await zhang.post(f"/codes/{zhang.person_id}/kill", json={"reason": "lost_phone"})

    verdict = await gate.scan_phone(phone)

    assert (verdict["verdict"], verdict["refusal"], verdict["masked_name"]) == ("refused", "dead_code", None)
    (mine,) = (await zhang.get(f"/checkpoints/people/{zhang.person_id}/visits")).json()
    assert mine["verdict"] == "refused"


@pytest.mark.parametrize("text", ["", "AHC1:", "HC1:6BF", "AHC1:%%%", "不是码", "AHC1:" + "A" * 2000])
async def test_a_malformed_qr_is_refused_in_words(world: World, text: str) -> None:
    gate = await open_gate(world)

    verdict = await gate.scan(text)

    assert verdict["verdict"] == "refused"
    assert verdict["refusal"] in ("malformed", "unknown_prefix", "too_long")
    assert verdict["reason"]["zh"]
    assert verdict["reason"]["en"]


@pytest.mark.spec("R14")
async def test_the_same_qr_at_a_second_gate_is_refused_and_reported(world: World) -> None:
    first, second = await open_gate(world), await open_gate(world, "明珠广场南门")
    _, phone = await resident_with_phone(world)
    qr_text = phone.qr()
    assert (await first.scan(qr_text))["verdict"] == "pass"
    world.move_by(seconds=5)

    again = await second.scan(qr_text)

    assert (again["verdict"], again["refusal"]) == ("refused", "replayed")
    assert await _notices(world) == ["code_replayed"]


async def test_one_camera_reading_the_same_qr_again_within_seconds_is_one_visit(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    qr_text = phone.qr()
    first = await gate.scan(qr_text)
    world.move_by(seconds=15)

    assert await gate.scan(qr_text) == first
    world.move_by(seconds=1)
    assert (await gate.scan(qr_text))["refusal"] == "replayed"


async def test_the_same_key_is_the_same_scan(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    key, qr_text = str(uuid4()), phone.qr()

    first = await gate.scan(qr_text, key)
    world.move_by(minutes=10)
    second = await gate.scan(qr_text, key)

    assert second == first
    async with world.call() as call:
        assert len((await call.connection.execute(select(visits))).all()) == 1


@pytest.mark.spec("D5")
async def test_off_duty_nobody_scans_or_looks_up(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    name = phone.claims.code_name
    await gate.staff.delete("/checkpoints/duty")

    scan = {"key": str(uuid4()), "qr_text": phone.qr()}
    answers = [
        await gate.staff.post("/checkpoints/scans", json=scan),
        await gate.look_up(zhang.document_number),
        await gate.staff.post("/codes/standing", json={"list_id": name.list_id, "index": name.index}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "off_duty")] * 3
    assert answers[0].json()["words"]["en"] == "You are not on duty; choose the site where you work first."
    async with world.call() as call:
        assert (await call.connection.execute(select(looks))).all() == []


@pytest.mark.spec("M2")
async def test_a_resident_can_neither_scan_nor_read_anothers_visits(world: World) -> None:
    zhang, phone = await resident_with_phone(world)
    li = await world.register("李四")

    scan = await li.post("/checkpoints/scans", json={"key": str(uuid4()), "qr_text": phone.qr()})
    others = await li.get(f"/checkpoints/people/{zhang.person_id}/visits")

    assert (scan.status_code, scan.json()["code"]) == (403, "role_needed")
    assert (others.status_code, others.json()["code"]) == (404, "not_found")


@pytest.mark.spec("D5", "R11", "M2")
async def test_a_look_up_decides_is_logged_and_shown_to_the_holder(world: World) -> None:
    gate = await open_gate(world)
    zhang, _ = await resident_with_phone(world)

    verdict = (await gate.look_up(zhang.document_number)).json()

    assert (verdict["verdict"], verdict["way"], verdict["masked_name"]) == ("pass", "document", "张*")
    assert zhang.document_number not in str(verdict)
    (look,) = (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json()
    assert (look["purpose"], look["looker_masked_name"]) == ("checkpoint_look_up", "周*")
    # Where it happened, not the organisation which the account belongs to.
    assert look["organisation"] == gate.site.name != "明珠广场物业"
    assert await _notices(world) == ["looked_up"]


@pytest.mark.spec("D5", "P14", "A6")
async def test_unknown_people_and_people_without_a_code_get_the_same_answer(world: World) -> None:
    gate = await open_gate(world)
    li = await world.register("李四")

    without_code = (await gate.look_up(li.document_number)).json()
    unknown = (await gate.look_up(identity_number(sequence=901))).json()

    assert without_code == unknown
    assert (unknown["verdict"], unknown["visit_id"]) == ("grey", None)
    assert unknown["headline"] == {"zh": "未申领", "en": "No code yet"}
    assert "0551-12345" in unknown["next_step"]["zh"]


@pytest.mark.spec("D5", "R11")
async def test_look_ups_above_the_quota_are_refused_and_logged(world: World) -> None:
    gate = await open_gate(world)
    number = identity_number(sequence=901)
    for _ in range(LOOK_UPS_PER_HOUR):
        assert (await gate.look_up(number)).status_code == 201

    refused = await gate.look_up(number)

    assert (refused.status_code, refused.json()["code"]) == (429, "look_up_quota")
    assert "60 look-ups an hour are used up" in refused.json()["words"]["en"]
    async with world.call() as call:
        outcomes = (await call.connection.execute(select(look_ups.c.outcome))).scalars().all()
    assert (len(outcomes), outcomes.count("look_up_quota")) == (LOOK_UPS_PER_HOUR + 1, 1)
    assert (await gate.staff.get("/checkpoints/duty")).json()["today"]["look_ups_left"] == 0
    world.move_by(hours=1)
    await gate.staff.get("/checkpoints/duty")
    assert (await gate.look_up(number)).status_code == 201


@pytest.mark.spec("D4", "R5")
async def test_an_arrival_by_posted_code_is_no_visit_until_staff_confirm_it(world: World) -> None:
    gate = await open_gate(world)
    zhang, _ = await resident_with_phone(world)
    body = {"key": str(uuid4()), "posted_code": gate.site.posted_code}

    arrival = (await zhang.post("/checkpoints/arrivals", json=body)).json()
    again = (await zhang.post("/checkpoints/arrivals", json=body)).json()

    assert (arrival["verdict"], arrival["confirmed"]) == ("pass", False)
    assert again == arrival
    async with world.call() as call:
        assert (await call.connection.execute(select(visits))).all() == []
    (pending,) = (await gate.staff.get("/checkpoints/arrivals")).json()
    assert (pending["masked_name"], pending["colour"]) == ("张*", "green")

    path = f"/checkpoints/arrivals/{arrival['arrival_id']}/confirmation"
    verdict = (await gate.staff.post(path)).json()
    assert (await gate.staff.post(path)).json() == verdict
    assert (verdict["verdict"], verdict["way"]) == ("pass", "posted_code")
    assert (await gate.staff.get("/checkpoints/arrivals")).json() == []
    async with world.call() as call:
        (visit,) = (await call.connection.execute(select(visits))).all()
        (row,) = (await call.connection.execute(select(arrivals))).all()
    assert (visit.is_identified, row.visit_id) == (False, visit.visit_id)


async def test_a_posted_code_that_is_not_in_use_is_refused(world: World) -> None:
    zhang, _ = await resident_with_phone(world)

    answer = await zhang.post("/checkpoints/arrivals", json={"key": str(uuid4()), "posted_code": "A" * 26})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_posted_code")
    assert "not in use" in answer.json()["words"]["en"]


@pytest.mark.spec("D7", "R15")
async def test_a_mismatch_is_refused_recorded_and_told_to_the_holder(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    path = f"/checkpoints/visits/{visit_id}/mismatch"

    answers = [await gate.staff.post(path, json={"note": "照片不符"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    async with world.call() as call:
        (visit,) = (await call.connection.execute(select(visits))).all()
        assert len((await call.connection.execute(select(mismatches))).all()) == 1
    assert (visit.verdict, visit.state) == ("refused", "mismatched")
    assert await _notices(world) == ["code_mismatch"]
    assert (await gate.measure(visit_id, 37.9)).json()["code"] == "already_measured"
