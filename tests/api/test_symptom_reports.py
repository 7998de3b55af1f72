"""Reporting symptoms at any time: the colour follows in the same transaction, and the answer says what to do."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.assessments import service as assessments
from ankang.assessments.tables import colour_changes
from ankang.clinics import service as clinics
from ankang.core.facts import SymptomReport
from api.test_first_journey import applied
from support.application import World

pytestmark = [pytest.mark.anyio, pytest.mark.spec("F5")]


async def test_a_green_holder_who_reports_fever_turns_yellow_at_once_and_is_told_where_to_go(world: World) -> None:
    zhang = await world.register("张三")
    assert (await applied(zhang))["colour"] == "green"

    answer = await zhang.post(
        f"/check-ins/{zhang.person_id}/reports", json={"key": str(uuid4()), "symptoms": ["fever"]}
    )

    assert answer.status_code == 201
    body = answer.json()
    assert (body["assessment"]["colour"], body["assessment"]["causes"][0]["rule"]) == ("yellow", "symptoms")
    assert "发热门诊" in body["advice"][0]["zh"]
    assert "fever clinic" in body["advice"][0]["en"]
    assert body["hotline"] == "0551-12345"
    async with world.call() as call:
        changes = (
            await call.connection.execute(select(colour_changes.c.from_colour, colour_changes.c.to_colour))
        ).all()
    assert ("green", "yellow") in changes


@pytest.mark.parametrize(
    ("directory", "named"),
    [
        (["区医院,340102", "市医院,340104"], "区医院"),
        (["市医院,340104", "外市医院,340202"], "市医院"),
        (["外市医院,340202"], None),
    ],
)
async def test_the_answer_names_the_clinic_nearest_to_the_home(
    world: World, directory: list[str], named: str | None
) -> None:
    """张三 lives in 瑶海区 (340102) of Hefei: that county's clinic, else the city's, else none."""
    rows = "".join(f"{row},明珠路 1 号,0551-62345678\n" for row in directory)
    async with world.call() as call:
        await clinics.import_directory(call, f"name,division_code,address,telephone\n{rows}")
    zhang = await world.register("张三")
    await applied(zhang)

    answer = await zhang.post(
        f"/check-ins/{zhang.person_id}/reports", json={"key": str(uuid4()), "symptoms": ["fever"]}
    )

    assert answer.status_code == 201
    clinic = answer.json()["clinic"]
    assert (clinic["name"] if clinic else None) == named
    if clinic:
        assert clinic["telephone"] == "0551-62345678"
        assert clinic["division_name"].startswith("安徽省合肥市")


async def test_the_same_report_sent_twice_is_one_fact(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang)
    body = {"key": str(uuid4()), "symptoms": ["dry_cough"]}

    answers = [await zhang.post(f"/check-ins/{zhang.person_id}/reports", json=body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    async with world.call() as call:
        known = await assessments.facts_of(call, zhang.person_id)
    assert len([fact for fact in known if isinstance(fact.content, SymptomReport)]) == 1


async def test_symptoms_that_the_rules_do_not_colour_leave_the_code_green(world: World) -> None:
    zhang = await world.register("张三")
    await applied(zhang)

    answer = await zhang.post(
        f"/check-ins/{zhang.person_id}/reports", json={"key": str(uuid4()), "symptoms": ["fatigue"]}
    )

    assert answer.json()["assessment"]["colour"] == "green"


async def test_nobody_reports_symptoms_of_a_stranger(world: World) -> None:
    zhang, li = await world.register("张三"), await world.register("李四")
    await applied(zhang)

    answer = await li.post(f"/check-ins/{zhang.person_id}/reports", json={"key": str(uuid4()), "symptoms": ["fever"]})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await zhang.get(f"/assessments/{zhang.person_id}")).json()["colour"] == "green"
