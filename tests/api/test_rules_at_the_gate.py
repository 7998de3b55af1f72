"""Sites' own rules where they count: at scans, look-ups, arrivals and uploads (SPEC E2, P18; R17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.tables import opened_doors, visits
from ankang.core.days import SHANGHAI
from ankang.core.facts import Case, Symptom, SymptomReport, Test, TestResult
from ankang.runtime.tables import outbox
from support.application import Member, World
from support.gates import Gate, open_gate
from support.phones import Phone, add_facts, days_ago, resident_with_phone

pytestmark = pytest.mark.anyio

BASE: list[dict[str, Any]] = [{"rule": "colours", "let_in": ["green"]}, {"rule": "temperature", "limit_celsius": 37.3}]
ONE_IN_TWO_DAYS = {"rule": "household_quota", "exits": 1, "days": 2}
HOME = {"rule": "home_open"}


@dataclass
class KeptGate(Gate):
    """A gate with its keeper."""

    keeper: Member


async def gate_with(world: World, *rules: dict[str, Any], kind: SiteKind = SiteKind.COMMUNITY) -> KeptGate:
    """A gate with staff on duty, whose keeper saved these rules beside the usual two."""
    gate, keeper = await open_gate(world, kind=kind), await world.register("郑万")
    async with world.call() as call:
        await checkpoints.give_to_keeper(call, gate.site.site_id, keeper.person_id)
    body = {"rules": [*BASE, *rules], "after_version": 0}
    answer = await keeper.put(f"/checkpoints/sites/{gate.site.site_id}/rules", json=body)
    assert answer.status_code == 200, answer.text
    return KeptGate(gate.staff, gate.site, keeper)


async def list_residents(gate: KeptGate, *members: Member, household: str = "1202") -> None:
    rows = "".join(f"{member.name},{member.document_number},3,{household}\n" for member in members)
    answer = await gate.keeper.post(
        f"/checkpoints/sites/{gate.site.site_id}/people/imports",
        files={"file": ("residents.csv", f"姓名,证件号码,楼栋,户号\n{rows}".encode())},
        data={"kind": "residents"},
    )
    assert answer.status_code == 201, answer.text


async def scan(gate: Gate, phone: Phone, **more: Any) -> Any:
    await phone.renew()
    body = {"key": str(uuid4()), "qr_text": phone.qr(), **more}
    answer = await gate.staff.post("/checkpoints/scans", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def made_red(world: World, member: Member) -> None:
    await add_facts(world, member, Case(days_ago(world, 0)))


@pytest.mark.spec("E2", "P18")
async def test_one_person_of_a_household_goes_out_in_two_days_until_midnight(world: World) -> None:
    gate = await gate_with(world, ONE_IN_TWO_DAYS)
    father, his_phone = await resident_with_phone(world, name="张一")
    mother, her_phone = await resident_with_phone(world, name="李二")
    await list_residents(gate, father, mother)

    first = await scan(gate, his_phone, direction="out")
    second = await scan(gate, her_phone, direction="out")
    world.move_by(minutes=1)
    home = await scan(gate, her_phone)
    world.move_to(datetime(2022, 7, 9, 23, 59, 58, tzinfo=SHANGHAI))
    last_second = await scan(gate, her_phone, direction="out")
    world.move_to(datetime(2022, 7, 10, 0, 0, 1, tzinfo=SHANGHAI))
    after_midnight = await scan(gate, her_phone, direction="out")

    assert [first["verdict"], first["needs_temperature"], first["direction"]] == ["pass", False, "out"]
    assert (second["verdict"], second["by"]) == ("stop", "household_quota")
    assert second["reason"]["zh"] == "这一户出门次数已满，7 月 10 日起可再出"
    assert (home["verdict"], last_second["verdict"], after_midnight["verdict"]) == ("pass", "stop", "pass")


@pytest.mark.spec("E2", "P18", "D9")
async def test_exits_of_a_phone_without_a_centre_are_settled_at_upload(world: World) -> None:
    gate = await gate_with(world, ONE_IN_TWO_DAYS)
    father, his_phone = await resident_with_phone(world, name="张一")
    mother, her_phone = await resident_with_phone(world, name="李二")
    await list_residents(gate, father, mother)
    at = world.clock.now().isoformat()
    common = {"kind": "scan", "at": at, "site_id": str(gate.site.site_id), "let_in": True, "direction": "out"}
    records = [
        {**common, "key": str(uuid4()), "qr_text": his_phone.qr()},
        {**common, "key": str(uuid4()), "qr_text": her_phone.qr()},
    ]

    results = (await gate.staff.post("/checkpoints/uploads", json={"records": records})).json()["results"]

    assert [(result["outcome"], result["conflict"]) for result in results] == [("stored", None), ("stored", "let_in")]
    async with world.call() as call:
        rows = (await call.connection.execute(select(visits.c.direction, visits.c.household_key))).all()
    assert {row.direction for row in rows} == {"out"}
    assert len({row.household_key for row in rows}) == 1


@pytest.mark.spec("E2")
async def test_papers_are_seen_before_anybody_is_measured(world: World) -> None:
    gate = await gate_with(world, {"rule": "papers", "on_entry": ["work_resumption"], "on_exit": []})
    _, phone = await resident_with_phone(world)

    verdict = await scan(gate, phone)
    early = await gate.measure(verdict["visit_id"], 36.5)
    seen = await gate.staff.post(f"/checkpoints/visits/{verdict['visit_id']}/papers", json={"seen": True})
    measured = await gate.measure(verdict["visit_id"], 36.5)

    assert (verdict["verdict"], verdict["asks"]) == ("cannot_check", ["work_resumption"])
    assert verdict["reason"] == {"zh": "请对方出示复工证明", "en": "Ask for the work resumption proof"}
    assert (early.status_code, early.json()["code"]) == (409, "papers_first")
    assert (seen.status_code, seen.json()["verdict"], seen.json()["needs_temperature"]) == (201, "pass", True)
    assert measured.json()["verdict"] == "pass"


@pytest.mark.spec("E2")
async def test_whoever_has_no_papers_is_stopped_although_the_code_is_green(world: World) -> None:
    gate = await gate_with(world, {"rule": "papers", "on_entry": ["work_resumption"], "on_exit": []})
    _, phone = await resident_with_phone(world)
    visit_id = (await scan(gate, phone))["visit_id"]

    answer = await gate.staff.post(f"/checkpoints/visits/{visit_id}/papers", json={"seen": False})

    assert (answer.json()["verdict"], answer.json()["by"]) == ("stop", "papers")
    async with world.call() as call:
        assert (await call.connection.execute(select(visits.c.verdict))).scalar_one() == "stop"


@pytest.mark.spec("E2")
async def test_a_red_resident_comes_home_recorded_and_the_community_is_told(world: World) -> None:
    gate = await gate_with(world, HOME)
    resident, phone = await resident_with_phone(world, name="张一")
    stranger, other_phone = await resident_with_phone(world, name="李二")
    await list_residents(gate, resident)
    await made_red(world, resident)
    await made_red(world, stranger)

    home, elsewhere = await scan(gate, phone), await scan(gate, other_phone)

    assert (home["verdict"], home["by"], home["colour"]) == ("pass", "home_open", "red")
    assert (elsewhere["verdict"], elsewhere["by"]) == ("stop", "colours")
    path = f"/checkpoints/sites/{gate.site.site_id}/openings"
    (opening,) = (await gate.keeper.get(path)).json()
    assert (opening["by"], opening["masked_name"], opening["seen_at"]) == ("home_open", "张*", None)
    assert (await gate.keeper.put(f"{path}/seen")).status_code == 204
    assert (await gate.keeper.get(path)).json()[0]["seen_at"] is not None
    async with world.call() as call:
        news = (await call.connection.execute(select(outbox.c.payload).where(outbox.c.topic == "notice"))).scalars()
        told = [item["person_id"] for item in news if item["template"] == "door_opened"]
    assert told == [str(gate.keeper.person_id)]


@pytest.mark.spec("E2", "D5")
async def test_a_listed_resident_without_a_code_comes_home_by_document(world: World) -> None:
    gate = await gate_with(world, HOME)
    resident = await world.register("张一")
    await list_residents(gate, resident)

    listed = (await gate.look_up(resident.document_number)).json()
    stranger = (await gate.look_up((await world.register("李二")).document_number)).json()

    assert (listed["verdict"], listed["by"]) == ("pass", "home_open")
    assert (stranger["verdict"], stranger["headline"]["zh"]) == ("grey", "未申领")


@pytest.mark.spec("E2")
@pytest.mark.parametrize("reason", ["medical_care", "danger"])
async def test_care_and_danger_open_any_door_with_a_reason(world: World, reason: str) -> None:
    gate = await gate_with(world, {"rule": "listed_only", "lists": ["residents"]})
    _, phone = await resident_with_phone(world)
    visit_id = (await scan(gate, phone))["visit_id"]
    body = {"key": str(uuid4()), "reason": reason, "note": "胸痛", "visit_id": visit_id}

    answer, again = [await gate.staff.post("/checkpoints/openings", json=body) for _ in range(2)]
    fever = (await gate.measure(visit_id, 37.2)).json()

    assert answer.status_code == 201, answer.text
    assert again.json() == answer.json()
    assert (answer.json()["verdict"], answer.json()["separate_lane"]) == ("pass", True)
    assert fever["verdict"] == "pass"
    (opening,) = (await gate.keeper.get(f"/checkpoints/sites/{gate.site.site_id}/openings")).json()
    assert (opening["by"], opening["reason"], opening["note"]) == ("override", reason, "胸痛")
    async with world.call() as call:
        row = (await call.connection.execute(select(visits))).one()
    assert (row.verdict, row.opened_by) == ("pass", "override")


@pytest.mark.spec("E2", "M1")
async def test_a_door_opens_for_somebody_whom_nothing_names(world: World) -> None:
    gate = await gate_with(world)
    body = {"key": str(uuid4()), "reason": "medical_care", "note": "昏迷"}

    answer = await gate.staff.post("/checkpoints/openings", json=body)

    assert (answer.json()["verdict"], answer.json()["visit_id"]) == ("pass", None)
    async with world.call() as call:
        (row,) = (await call.connection.execute(select(opened_doors))).all()
    assert "昏迷".encode() not in row.report


@pytest.mark.spec("E2", "P9")
async def test_nobody_is_refused_at_a_hospital_and_a_fever_is_still_registered(world: World) -> None:
    gate = await gate_with(world, kind=SiteKind.HOSPITAL)
    patient, phone = await resident_with_phone(world, name="张一")
    await add_facts(world, patient, SymptomReport(days_ago(world, 0), frozenset({Symptom.FEVER})))

    verdict = await scan(gate, phone)
    unreadable = await gate.scan("HC1:nothing")
    await gate.measure(verdict["visit_id"], 38.5)
    world.move_by(minutes=6)
    again = await scan(gate, phone)
    second = (await gate.measure(again["visit_id"], 38.6)).json()

    assert (verdict["verdict"], verdict["separate_lane"], verdict["by"]) == ("pass", True, "medical_site")
    assert (unreadable["verdict"], unreadable["separate_lane"]) == ("pass", True)
    assert (second["outcome"], second["verdict"], second["headline"]["zh"]) == ("registered", "pass", "请走专用通道")
    openings = (await gate.keeper.get(f"/checkpoints/sites/{gate.site.site_id}/openings")).json()
    assert {opening["by"] for opening in openings} == {"medical_site"}


@pytest.mark.spec("E2")
async def test_a_test_within_the_hours_opens_and_none_stops(world: World) -> None:
    gate = await gate_with(world, {"rule": "recent_test", "hours": 48})
    tested, phone = await resident_with_phone(world, name="张一")
    _, other_phone = await resident_with_phone(world, name="李二")
    await add_facts(world, tested, Test(days_ago(world, 1), TestResult.NEGATIVE))

    assert (await scan(gate, phone))["verdict"] == "pass"
    untested = await scan(gate, other_phone)
    assert (untested["verdict"], untested["by"]) == ("stop", "recent_test")


@pytest.mark.spec("D4", "E2")
async def test_an_arrival_by_posted_code_follows_the_sites_rules(world: World) -> None:
    gate = await gate_with(world, {"rule": "listed_only", "lists": ["residents"]})
    stranger, _ = await resident_with_phone(world)
    body = {"key": str(uuid4()), "posted_code": gate.site.posted_code}

    answer = (await stranger.post("/checkpoints/arrivals", json=body)).json()
    (waiting,) = (await gate.staff.get("/checkpoints/arrivals")).json()

    assert (answer["verdict"], answer["reason"]["zh"]) == ("stop", "只限名单上的居民进入")
    assert waiting["verdict"] == "stop"


@pytest.mark.spec("D8", "E2")
async def test_companions_have_their_own_record_colour_and_reading(world: World) -> None:
    gate, other_gate = await gate_with(world), await open_gate(world, "别的小区")
    _, phone = await resident_with_phone(world, name="张一")
    child, _ = await resident_with_phone(world, name="张小")
    await made_red(world, child)

    mother = await scan(gate, phone)
    body = {"key": str(uuid4()), "document_number": child.document_number, "companion_of": mother["visit_id"]}
    brought = (await gate.staff.post("/checkpoints/look-ups", json=body)).json()
    await gate.measure(mother["visit_id"], 36.5)
    elsewhere = await other_gate.staff.post("/checkpoints/look-ups", json=body | {"key": str(uuid4())})

    assert (mother["verdict"], mother["colour"]) == ("pass", "green")
    assert (brought["verdict"], brought["colour"], brought["masked_name"]) == ("stop", "red", "张*")
    assert brought["companion_of"] == mother["visit_id"]
    assert brought["first_reading_celsius"] is None
    assert elsewhere.status_code == 404
    assert "red" not in str(mother)
