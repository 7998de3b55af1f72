"""Applying, correcting and checking in with something wrong: what is told, and that nothing is half-written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from support.application import World
from support.bodies import FORM
from support.gates import open_gate
from support.phones import give_code, resident_with_phone
from support.problems import Problem, problem_of
from support.written import written

pytestmark = pytest.mark.anyio

WELL: dict[str, Any] = FORM | {"arrival": {"from_outside": False}, "contact": {"close_contact": False}, "symptoms": []}


def refusal_of(field: str, code: str, zh: str, en: str) -> Problem:
    """The refusal of one field."""
    return Problem(422, code, zh, en, {field: (zh, en)})


WRONG_FORMS = [
    (
        {"promise_accepted": False},
        refusal_of(
            "promise_accepted",
            "promise_needed",
            "请阅读并同意承诺书后再提交。",
            "Please read the promise statement and accept it before you submit.",
        ),
    ),
    (
        {"city_code": "3201"},
        refusal_of(
            "city_code",
            "city_unknown",
            "请从列表中选择本省的城市。",
            "Please choose a city of this province from the list.",
        ),
    ),
    (
        {"city_code": "3499"},
        refusal_of(
            "city_code",
            "city_unknown",
            "请从列表中选择本省的城市。",
            "Please choose a city of this province from the list.",
        ),
    ),
    (
        {"address": {"division_code": "3401"}},
        refusal_of(
            "address.division_code",
            "county_unknown",
            "请选择现住址所在的县（市、区）。",
            "Please choose the county of the present address from the list.",
        ),
    ),
    (
        {"address": {"division_code": "349999001"}},
        refusal_of(
            "address.division_code",
            "county_unknown",
            "请选择现住址所在的县（市、区）。",
            "Please choose the county of the present address from the list.",
        ),
    ),
    (
        {"contact": {"close_contact": True, "last_contact_on": "2022-07-09"}},
        refusal_of(
            "contact.last_contact_on",
            "day_in_future",
            "最后接触日 2022-07-09 还没有到，请填今天或以前的日子。",
            "The last contact 2022-07-09 lies in the future; enter today or an earlier day.",
        ),
    ),
    (
        {"arrival": {"from_outside": True, "arrives_on": "2022-07-06"}},
        refusal_of(
            "arrival.origin_division_code",
            "origin_needed",
            "请选择从哪里来。",
            "Please choose where the person comes from.",
        ),
    ),
    (
        {"arrival": {"from_outside": True, "origin_division_code": "31"}},
        refusal_of(
            "arrival.arrives_on",
            "arrival_needed",
            "请填写到达日期，还没到的填计划到达的日子。",
            "Please enter the day of arrival, also a coming one.",
        ),
    ),
    (
        {"arrival": {"from_outside": True, "origin_division_code": "31", "arrives_on": "2022-09-07"}},
        refusal_of(
            "arrival.arrives_on",
            "arrival_too_far",
            "到达日期最多填到 60 天以后，请核对。",
            "The arrival can lie at most 60 days ahead; please check the date.",
        ),
    ),
    (
        {
            "arrival": {
                "from_outside": True,
                "origin_division_code": "31",
                "left_origin_on": "2022-07-07",
                "arrives_on": "2022-07-06",
            }
        },
        refusal_of(
            "arrival.left_origin_on",
            "left_after_arrival",
            "离开日期不能晚于到达日期。",
            "The day of leaving cannot be after the day of arrival.",
        ),
    ),
]


@pytest.mark.spec("B1")
@pytest.mark.parametrize(("changes", "expected"), WRONG_FORMS, ids=lambda item: getattr(item, "code", ""))
async def test_a_wrong_form_is_refused_in_words_and_the_right_one_is_taken(
    world: World, changes: dict[str, Any], expected: Problem
) -> None:
    zhang = await world.register("张三")
    before = await written(world)

    answer = await zhang.post("/applications", json=WELL | changes)

    assert problem_of(answer) == expected
    assert await written(world) == before
    assert (await zhang.post("/applications", json=WELL)).status_code == 201


@pytest.mark.spec("B1")
@pytest.mark.parametrize("day", ["0001-01-01", "1799-12-31", "2201-01-01", "9999-12-31"])
async def test_a_day_that_no_form_means_is_refused_wherever_it_stands(world: World, day: str) -> None:
    zhang = await world.register("张三")
    arrival = {"from_outside": True, "origin_division_code": "31", "arrives_on": day}
    before = await written(world)

    arriving = await zhang.post("/applications", json=WELL | {"arrival": arrival})
    meeting = await zhang.post(
        "/applications", json=WELL | {"contact": {"close_contact": True, "last_contact_on": day}}
    )
    reporting = await zhang.post(
        f"/check-ins/{zhang.person_id}",
        json={"key": str(uuid4()), "temperature_celsius": 36.5, "made_at": f"{day}T08:00:00Z"},
    )

    words = ("年份应在 1800 到 2200 之间，请检查后重填。", "The year lies between 1800 and 2200; please check it.")
    assert problem_of(arriving).fields == {"arrival.arrives_on": words}
    assert problem_of(meeting).fields == {"contact.last_contact_on": words}
    assert problem_of(reporting).fields == {"made_at": words}
    assert await written(world) == before


@pytest.mark.spec("B3")
async def test_a_second_application_is_refused_in_words_that_point_to_the_code(world: World) -> None:
    zhang = await world.register("张三")
    await zhang.post("/applications", json=WELL)
    before = await written(world)

    answer = await zhang.post("/applications", json=WELL | {"symptoms": ["fever"]})

    assert problem_of(answer) == Problem(
        409,
        "code_exists",
        "您已经申领过安康码，一人一码，不能重复申领。请返回首页出示；填错了可以“重新申领”一次。",
        "This person has a code already; one person has one code. Show it on the code page; a wrong form can be "
        "corrected once with “re-apply”.",
        {},
    )
    assert await written(world) == before


@pytest.mark.spec("B4", "K3")
@pytest.mark.parametrize("first", ["accepted", "waiting", "refused"])
async def test_a_second_correction_is_refused_whatever_became_of_the_first(world: World, first: str) -> None:
    zhang, officer = await world.register("张三"), await world.officer("3401")
    begin, correction = (WELL, ["fever"]) if first == "accepted" else (WELL | {"symptoms": ["fever"]}, [])
    await zhang.post("/applications", json=begin)
    corrected = (await zhang.post("/applications/corrections", json=WELL | {"symptoms": correction})).json()
    if first == "refused":
        decision = {"accept": False, "ground": "没有证据"}
        await officer.post(f"/applications/reviews/{corrected['application_id']}", json=decision)
    before = await written(world)

    answer = await zhang.post("/applications/corrections", json=WELL)

    assert problem_of(answer) == Problem(
        409,
        "correction_ticket_needed",
        "重新申领只有一次，已经用过了。还有内容要更正，请打热线 0551-12345，由工作人员核实更正。",
        "Re-applying is possible once and has been used. For a further correction call 0551-12345; an officer "
        "checks and corrects it.",
        {},
    )
    assert await written(world) == before


@pytest.mark.spec("B4")
async def test_there_is_nothing_to_correct_before_the_first_form(world: World) -> None:
    zhang = await world.register("张三")
    before = await written(world)

    answer = await zhang.post("/applications/corrections", json=WELL)

    assert problem_of(answer) == Problem(
        409, "no_code", "还没有申领过安康码，请先申领。", "There is no code yet; please apply first.", {}
    )
    assert await written(world) == before


@pytest.mark.spec("F1", "F3", "P7")
async def test_a_third_check_in_of_a_day_is_refused(world: World) -> None:
    zhang = await world.register("张三")
    await give_code(world, zhang)
    path = f"/check-ins/{zhang.person_id}"

    def report() -> dict[str, Any]:
        return {"key": str(uuid4()), "temperature_celsius": 36.5}

    assert [(await zhang.post(path, json=report())).status_code for _ in range(2)] == [201, 201]
    before = await written(world)
    answer = await zhang.post(path, json=report())

    assert problem_of(answer) == Problem(
        409,
        "already_checked_in",
        "今日已打卡，并且已经更正过一次，请明天再来。",
        "You have checked in and corrected it once; come back tomorrow.",
        {},
    )
    assert await written(world) == before


@pytest.mark.spec("F3")
@pytest.mark.parametrize(
    ("made_at", "expected"),
    [
        (
            "2022-07-05T09:59:59+08:00",
            Problem(
                410,
                "past_day",
                "2022-07-05 的打卡已过补传期限（72 小时），不能再补。",
                "The check-in of 2022-07-05 came later than 72 hours; a past day cannot be filled in.",
                {},
            ),
        ),
        (
            "2022-07-08T10:05:01+08:00",
            refusal_of(
                "made_at",
                "made_in_future",
                "打卡时间比现在还晚，请校对手机时间后重试。",
                "The check-in is of the future; set the phone's clock.",
            ),
        ),
        (
            "2022-07-08T09:00:00",
            Problem(
                422,
                "invalid_fields",
                "有 1 处需要更正：请给出带时区的时间，例如 2022-07-08T09:00:00+08:00。",
                "1 field(s) need correcting: "
                "Please give an instant with its time zone, such as 2022-07-08T09:00:00+08:00.",
                {
                    "made_at": (
                        "请给出带时区的时间，例如 2022-07-08T09:00:00+08:00。",
                        "Please give an instant with its time zone, such as 2022-07-08T09:00:00+08:00.",
                    )
                },
            ),
        ),
    ],
    ids=["past", "future", "no zone"],
)
async def test_a_check_in_of_no_day_that_may_still_come_is_refused(
    world: World, made_at: str, expected: Problem
) -> None:
    zhang = await world.register("张三")
    await give_code(world, zhang)
    before = await written(world)
    body = {"key": str(uuid4()), "temperature_celsius": 36.5, "made_at": made_at}

    answer = await zhang.post(f"/check-ins/{zhang.person_id}", json=body)

    assert problem_of(answer) == expected
    assert await written(world) == before


@pytest.mark.spec("F1", "P7")
async def test_a_contact_that_is_still_to_come_is_no_fact(world: World) -> None:
    zhang = await world.register("张三")
    await give_code(world, zhang)
    before = await written(world)
    body = {"key": str(uuid4()), "temperature_celsius": 36.5, "contact": True, "contact_on": "2022-07-09"}

    answer = await zhang.post(f"/check-ins/{zhang.person_id}", json=body)

    assert problem_of(answer) == refusal_of(
        "contact_on",
        "day_in_future",
        "接触日 2022-07-09 还没有到，请填今天或以前的日子。",
        "The contact 2022-07-09 lies in the future; enter today or an earlier day.",
    )
    assert await written(world) == before


@pytest.mark.spec("P14")
async def test_nobody_without_a_code_checks_in_or_reports(world: World) -> None:
    zhang = await world.register("张三")
    before = await written(world)

    answers = [
        await zhang.post(f"/check-ins/{zhang.person_id}", json={"key": str(uuid4()), "temperature_celsius": 36.5}),
        await zhang.post(f"/check-ins/{zhang.person_id}/reports", json={"key": str(uuid4()), "symptoms": ["fever"]}),
    ]

    told = {(problem_of(answer).told, problem_of(answer).zh) for answer in answers}
    assert told == {((409, "no_code"), "还没有申领安康码，请先申领。")}
    assert await written(world) == before


TEMPERATURES = [
    (99, "99"),
    (33.9, "33.9"),
    (43.1, "43.1"),
    (-36.5, "-36.5"),
    (1e308, "1e+308"),
]


@pytest.mark.spec("F1", "E3")
@pytest.mark.parametrize(("celsius", "shown"), TEMPERATURES)
async def test_a_temperature_that_no_body_has_is_refused_at_home_and_at_the_gate(
    world: World, celsius: float, shown: str
) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    before = await written(world)

    at_home = await zhang.post(
        f"/check-ins/{zhang.person_id}", json={"key": str(uuid4()), "temperature_celsius": celsius}
    )
    at_gate = await gate.measure(visit_id, celsius)

    assert problem_of(at_home) == refusal_of(
        "temperature_celsius",
        "temperature_out_of_range",
        f"体温应在 34.0 到 43.0 °C 之间，收到的是 {shown}，请重新测量后填写。",
        f"A body temperature lies between 34.0 and 43.0 °C, {shown} came; please measure again and enter it.",
    )
    assert problem_of(at_gate) == refusal_of(
        "celsius",
        "temperature_out_of_range",
        f"体温应在 34.0 到 43.0 °C 之间，现在是“{shown}”，请重新测量或输入。",
        f"A body temperature lies between 34.0 and 43.0 °C, got “{shown}”; measure or enter it again.",
    )
    assert await written(world) == before


@pytest.mark.spec("F1", "E3")
@pytest.mark.parametrize("typed", ["abc", "", "三十七", "36,5", None, [], {}])
async def test_what_is_no_number_is_no_temperature(world: World, typed: object) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    before = await written(world)

    at_home = await zhang.post(
        f"/check-ins/{zhang.person_id}", json={"key": str(uuid4()), "temperature_celsius": typed}
    )
    at_gate = await gate.measure(visit_id, typed)

    for answer, field in ((at_home, "temperature_celsius"), (at_gate, "celsius")):
        problem = problem_of(answer)
        assert problem.told == (422, "invalid_fields")
        assert problem.fields == {field: ("请填写数字，例如 36.5。", "Enter a number, such as 36.5.")}
        assert problem.en == "1 field(s) need correcting: Enter a number, such as 36.5."
    assert await written(world) == before
