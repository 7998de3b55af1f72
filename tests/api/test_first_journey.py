"""From a form to a colour, through a checkpoint's two readings, and back to green by check-ins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from support.application import Member, World, identity_number

pytestmark = pytest.mark.anyio


def form(**changes: Any) -> dict[str, Any]:
    """A form of somebody who is well and came from nowhere."""
    return {
        "city_code": "3401",
        "address": {"division_code": "340102", "compound_name": "明珠花园", "building": "3", "unit": "2"},
        "contact": {"close_contact": False},
        "arrival": {"from_outside": False},
        "promise_accepted": True,
        **changes,
    }


async def applied(member: Member, **changes: Any) -> dict[str, Any]:
    """The assessment after applying."""
    answer = await member.post("/applications", json=form(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["assessment"]


@pytest.mark.spec("B1", "B2", "C3", "B9")
async def test_a_healthy_resident_gets_a_green_code_at_once(world: World) -> None:
    zhang = await world.register("张三")

    assessment = await applied(zhang)

    assert assessment["colour"] == "green"
    assert assessment["masked_name"] == "张*"
    assert (await zhang.get(f"/assessments/{zhang.person_id}")).json()["colour"] == "green"


@pytest.mark.spec("B1")
async def test_without_the_promise_nothing_is_written(world: World) -> None:
    zhang = await world.register("张三")

    answer = await zhang.post("/applications", json=form(promise_accepted=False))

    assert answer.status_code == 422
    assert answer.json()["code"] == "promise_needed"
    assert answer.json()["words"]["zh"] == "请阅读并同意承诺书后再提交。"
    assert (await zhang.get(f"/applications/{zhang.person_id}")).json()["forms"] == []


@pytest.mark.spec("B3")
async def test_a_second_application_is_refused_and_points_to_the_code(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang)

    answer = await zhang.post("/applications", json=form())

    assert answer.status_code == 409
    assert answer.json()["code"] == "code_exists"


@pytest.mark.spec("B4")
async def test_a_correction_that_improves_waits_for_an_officer_and_a_second_is_refused(world: World) -> None:
    zhang = await world.register("张三")
    assert (await applied(zhang, symptoms=["dry_cough"]))["colour"] == "yellow"

    answer = (await zhang.post("/applications/corrections", json=form())).json()

    assert answer["state"] == "waiting"
    assert answer["assessment"]["colour"] == "yellow"
    again = await zhang.post("/applications/corrections", json=form())
    assert (again.status_code, again.json()["code"]) == (409, "correction_ticket_needed")

    officer = await world.officer("3401")
    review = (await officer.get("/applications/reviews")).json()[0]
    assert (review["from_colour"], review["to_colour"]) == ("yellow", "green")
    decision = {"accept": True, "ground": "电话核实，填写时误选了干咳"}
    decided = await officer.post(f"/applications/reviews/{review['application_id']}", json=decision)
    assert decided.json()["assessment"]["colour"] == "green"


@pytest.mark.spec("M2", "B5")
async def test_a_stranger_can_neither_see_nor_apply_nor_check_in_for_somebody(world: World) -> None:
    zhang, li = await world.register("张三"), await world.register("李四")
    await applied(zhang)

    answers = [
        await li.get(f"/assessments/{zhang.person_id}"),
        await li.get(f"/check-ins/{zhang.person_id}"),
        await li.post("/applications", json=form(person_id=str(zhang.person_id))),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"not_found"}


@pytest.mark.spec("F1", "F3", "P7")
async def test_check_ins_of_today_count_once_and_are_corrected_once(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang, symptoms=["dry_cough"])
    world.move_by(days=1)
    path, report = f"/check-ins/{zhang.person_id}", {"temperature_celsius": 36.5}
    key = str(uuid4())

    first = await zhang.post(path, json={**report, "key": key})
    repeated = await zhang.post(path, json={**report, "key": key})

    assert first.json()["words"]["zh"] == "今日已打卡，连续 1 天"
    assert repeated.json()["can_correct_today"] is True
    assert (await zhang.post(path, json={**report, "key": str(uuid4())})).status_code == 201
    third = await zhang.post(path, json={**report, "key": str(uuid4())})
    assert (third.status_code, third.json()["code"]) == (409, "already_checked_in")


@pytest.mark.spec("F3")
@pytest.mark.parametrize(("hours", "status"), [(30, 201), (80, 410)])
async def test_an_offline_check_in_counts_for_its_day_within_72_hours(world: World, hours: int, status: int) -> None:
    zhang = await world.register("张三")
    await applied(zhang, symptoms=["dry_cough"])
    made_at = world.move_by(days=1)
    world.move_by(hours=hours)
    body = {"key": str(uuid4()), "temperature_celsius": 36.5, "made_at": made_at.isoformat()}

    answer = await zhang.post(f"/check-ins/{zhang.person_id}", json=body)

    assert answer.status_code == status
    if status == 410:
        assert answer.json()["code"] == "past_day"


@pytest.mark.spec("F1")
@pytest.mark.parametrize(("value", "code"), [(99, "temperature_out_of_range"), ("abc", "invalid_fields")])
async def test_an_impossible_temperature_is_refused_with_words(world: World, value: object, code: str) -> None:
    zhang = await world.register("张三")
    await applied(zhang)

    answer = await zhang.post(f"/check-ins/{zhang.person_id}", json={"key": str(uuid4()), "temperature_celsius": value})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["fields"][0]["field"] == "temperature_celsius"


@pytest.mark.spec("D5", "E3", "C8", "P9", "C5", "F4", "C13")
async def test_two_abnormal_readings_turn_the_code_yellow_and_seven_days_turn_it_green(world: World) -> None:
    number = identity_number(sequence=77)
    zhang = await world.register("张三", document_number=number)
    await applied(zhang)
    staff = await world.staff("3401")
    async with world.call() as call:
        site = await checkpoints.create_site(call, "梧桐里小区 东门", SiteKind.COMMUNITY, "340102")
        await checkpoints.assign_staff(call, staff.person_id, site.site_id)
    await staff.put("/checkpoints/duty", json={"site_id": str(site.site_id)})

    async def look_up() -> dict[str, Any]:
        answer = await staff.post("/checkpoints/look-ups", json={"key": str(uuid4()), "document_number": number})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def measure(visit_id: str, celsius: float) -> dict[str, Any]:
        body = {"key": str(uuid4()), "celsius": celsius}
        return (await staff.post(f"/checkpoints/visits/{visit_id}/temperatures", json=body)).json()

    verdict = await look_up()
    assert verdict["verdict"] == "pass"
    assert (await measure(verdict["visit_id"], 37.8))["outcome"] == "recheck"
    assert (await zhang.get(f"/assessments/{zhang.person_id}")).json()["colour"] == "green"
    world.move_by(minutes=6)
    registered = await measure((await look_up())["visit_id"], 37.9)

    assert (registered["outcome"], registered["colour"]) == ("registered", "yellow")
    cause = (await zhang.get(f"/assessments/{zhang.person_id}")).json()["causes"][0]
    assert cause["observation_days"] == 7
    assert [(item["kind"], item["days"]) for item in cause["missing"]] == [("observation", 7), ("check_ins", 7)]
    assert [lift["zh"] for lift in cause["lifts"]] == ["健康证明", "7 天内核酸检测正常的报告"]
    assert cause["area_names"] == []
    for _ in range(7):
        world.move_by(days=1)
        await zhang.post(f"/check-ins/{zhang.person_id}", json={"key": str(uuid4()), "temperature_celsius": 36.4})
    assert (await zhang.get(f"/assessments/{zhang.person_id}")).json()["colour"] == "yellow"
    world.move_to(datetime(2022, 7, 15, 16, 0, tzinfo=UTC) + timedelta(seconds=1))
    await world.run_jobs()
    assert (await zhang.get(f"/assessments/{zhang.person_id}")).json()["colour"] == "green"


@pytest.mark.spec("F2")
async def test_a_community_worker_checks_in_for_somebody_in_the_own_region_only(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang, symptoms=["dry_cough"])
    here, elsewhere = await world.community_worker("340102"), await world.community_worker("341324")
    body = {"key": str(uuid4()), "temperature_celsius": 36.5, "method": "telephone"}

    assert [entry["masked_name"] for entry in (await here.get("/check-ins/caseload")).json()] == ["张*"]
    assert (await here.post(f"/check-ins/{zhang.person_id}", json=body)).status_code == 201
    assert (await elsewhere.post(f"/check-ins/{zhang.person_id}", json=body)).status_code == 404


@pytest.mark.spec("F2", "M2")
async def test_a_community_worker_reads_address_and_telephone_of_whom_the_region_cares_for(world: World) -> None:
    zhang, li = await world.register("张三"), await world.register("李四")
    await applied(zhang, symptoms=["dry_cough"])
    await applied(li)
    here, elsewhere = await world.community_worker("340102"), await world.community_worker("341324")
    path = f"/applications/{zhang.person_id}/reach"

    refused = [await elsewhere.post(path), await here.post(f"/applications/{li.person_id}/reach")]
    assert [answer.status_code for answer in refused] == [404, 404]
    assert (await zhang.post(path)).json()["code"] == "role_needed"
    assert (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json() == []

    found = (await here.post(path)).json()

    declared = form()["address"]
    assert (found["compound_name"], found["building"]) == (declared["compound_name"], declared["building"])
    assert "瑶海区" in found["division_name"]
    assert found["telephone"] == zhang.mobile
    (look,) = (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json()
    assert (look["purpose_words"]["zh"], look["organisation"]) == ("健康随访", "明光路街道")


@pytest.mark.spec("M2")
async def test_an_officer_sees_the_region_and_the_person_sees_the_look(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang, symptoms=["dry_cough"])
    officer = await world.officer("3401")

    summary = (await officer.get("/console/summary")).json()
    page = (await officer.get("/console/people?colour=yellow")).json()
    coughing = (await officer.get("/console/people?rule=symptoms")).json()
    contacts = (await officer.get("/console/people?rule=close_contact")).json()
    person = (await officer.get(f"/console/people/{zhang.person_id}?purpose=follow_up")).json()

    assert summary["cities"][0]["yellow"] == 1
    assert [(cause["rule"], cause["people"]) for cause in summary["causes"]] == [("symptoms", 1)]
    assert [row["person_id"] for row in page["people"]] == [str(zhang.person_id)]
    assert ([row["person_id"] for row in coughing["people"]], contacts["people"]) == ([str(zhang.person_id)], [])
    assert "干咳" in str(person["facts"])
    looks = (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json()
    assert looks[0]["purpose_words"]["zh"] == "健康随访"
    assert (await zhang.get("/console/summary")).status_code == 403
