"""Two readings at a gate: one never changes a colour, two may (SPEC E3, P9, C8)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from ankang.assessments import service as assessments
from ankang.assessments.tables import standings
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteRules
from ankang.checkpoints.tables import readings
from ankang.core.facts import AbnormalTemperature, Case
from support.application import Member, World
from support.gates import Gate, open_gate, register_at
from support.phones import Phone, days_ago, resident_with_phone

pytestmark = pytest.mark.anyio


async def _colour(member: Member) -> str:
    return str((await member.get(f"/assessments/{member.person_id}")).json()["colour"])


async def _isolated(gate: Gate, phone: Phone) -> str:
    visit_id = str((await gate.scan_phone(phone))["visit_id"])
    answer = (await gate.measure(visit_id, 37.8)).json()
    assert answer["outcome"] == "recheck"
    return visit_id


async def _abnormal_facts(world: World) -> int:
    async with world.call() as call:
        people = (await call.connection.execute(select(standings.c.person_id))).scalars().all()
        facts = [fact for person_id in people for fact in await assessments.facts_of(call, person_id)]
    return len([fact for fact in facts if isinstance(fact.content, AbnormalTemperature)])


@pytest.mark.spec("C8", "E3", "P9")
async def test_a_second_abnormal_reading_is_registered_and_the_colour_changes_at_once(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = await _isolated(gate, phone)
    assert await _colour(zhang) == "green"
    (waiting,) = (await gate.staff.get("/checkpoints/isolation")).json()
    assert (waiting["masked_name"], waiting["first_reading_celsius"]) == ("张*", 37.8)

    world.move_by(minutes=5)
    again = await gate.scan_phone(phone)
    answer = (await gate.measure(again["visit_id"], 37.9)).json()

    assert (again["visit_id"], again["verdict"], again["first_reading_celsius"]) == (visit_id, "recheck", 37.8)
    assert (answer["outcome"], answer["colour"]) == ("registered", "yellow")
    assert (answer["first_reading_celsius"], answer["second_reading_celsius"]) == (37.8, 37.9)
    assert await _colour(zhang) == "yellow"
    assert await _abnormal_facts(world) == 1
    assert (await gate.staff.get("/checkpoints/isolation")).json() == []
    today = (await gate.staff.get("/checkpoints/duty")).json()["today"]
    assert (today["scans"], today["stopped"], today["registered"]) == (1, 1, 1)


@pytest.mark.spec("E1", "E3")
async def test_who_was_measured_before_midnight_still_waits_after_it(world: World) -> None:
    gate = await open_gate(world)
    keeper = await world.register("马莉")
    async with world.call() as call:
        await checkpoints.give_to_keeper(call, gate.site.site_id, keeper.person_id)
    _, phone = await resident_with_phone(world)
    world.move_to(datetime(2022, 7, 8, 15, 50, tzinfo=UTC))  # 23:50 in Shanghai
    await gate.staff.sign_in()
    await keeper.sign_in()
    await _isolated(gate, phone)

    seen = []
    for at in ("15:59", "16:00", "16:01", "19:50", "19:51"):  # 23:59, 00:00, 00:01; the four hours end at 03:50
        world.move_to(datetime.fromisoformat(f"2022-07-08T{at}:00+00:00"))
        seen.append(await _waiting(gate, keeper))

    assert seen == [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 1, 0), (1, 1, 1, 0), (0, 0, 0, 0)]


async def _waiting(gate: Gate, keeper: Member) -> tuple[int, int, int, int]:
    """Who waits: on the list, in the count at the gate, in the keeper's; and the scans of the day."""
    listed = (await gate.staff.get("/checkpoints/isolation")).json()
    today = (await gate.staff.get("/checkpoints/duty")).json()["today"]
    kept = (await keeper.get(f"/checkpoints/kept-sites/{gate.site.site_id}/today")).json()
    return len(listed), today["isolated_now"], sum(row["isolated_now"] for row in kept), today["scans"]


@pytest.mark.spec("E3", "P9")
async def test_a_second_reading_registers_nobody_who_was_not_seen_again(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = await _isolated(gate, phone)
    world.move_by(minutes=5)

    unseen = await gate.measure(visit_id, 37.9)
    assert (unseen.status_code, unseen.json()["code"]) == (409, "identity_needed")
    assert await _colour(zhang) == "green"
    assert await _abnormal_facts(world) == 0

    compared = (await gate.measure(visit_id, 37.9, document_compared=True)).json()
    assert (compared["outcome"], compared["colour"]) == ("registered", "yellow")


@pytest.mark.spec("P9")
async def test_the_second_reading_before_five_minutes_is_refused_with_the_seconds_left(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = await _isolated(gate, phone)
    world.move_by(minutes=4, seconds=59)

    early = await gate.measure(visit_id, 38.0)
    world.move_by(seconds=1)
    in_time = await gate.measure(visit_id, 38.0, document_compared=True)

    assert (early.status_code, early.json()["code"]) == (409, "too_early")
    assert early.json()["words"]["en"] == "The readings lie at least 5 minutes apart; measure again in 1 seconds."
    assert in_time.json()["outcome"] == "registered"
    assert await _colour(zhang) == "yellow"


@pytest.mark.spec("P9")
@pytest.mark.parametrize(("celsius", "outcome"), [(37.2, "normal"), (37.3, "recheck")])
async def test_37_3_degrees_is_abnormal_and_less_is_not(world: World, celsius: float, outcome: str) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]

    assert (await gate.measure(visit_id, celsius)).json()["outcome"] == outcome


@pytest.mark.spec("P9")
async def test_a_normal_second_reading_lets_in_and_changes_nothing(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = await _isolated(gate, phone)
    world.move_by(minutes=5)

    answer = (await gate.measure(visit_id, 36.9)).json()

    assert (answer["outcome"], answer["verdict"]) == ("normal_after_recheck", "pass")
    assert answer["reason"]["zh"] == "体温正常"
    assert await _colour(zhang) == "green"
    assert await _abnormal_facts(world) == 0


@pytest.mark.spec("P9")
async def test_leaving_before_the_second_reading_is_a_refused_entry_without_a_fact(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    visit_id = await _isolated(gate, phone)

    left = await gate.staff.post(f"/checkpoints/visits/{visit_id}/departure")

    assert left.status_code == 204
    world.move_by(minutes=6)
    assert (await gate.measure(visit_id, 38.0)).json()["code"] == "already_measured"
    assert (await zhang.get(f"/checkpoints/people/{zhang.person_id}/visits")).json()[0]["verdict"] == "stop"
    assert await _abnormal_facts(world) == 0


@pytest.mark.spec("P9", "R5")
async def test_after_a_posted_code_alone_nothing_is_registered(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world)
    body = {"key": str(uuid4()), "posted_code": gate.site.posted_code}
    arrival = (await zhang.post("/checkpoints/arrivals", json=body)).json()
    path = f"/checkpoints/arrivals/{arrival['arrival_id']}/confirmation"
    visit_id = (await gate.staff.post(path)).json()["visit_id"]
    await gate.measure(visit_id, 37.8)
    world.move_by(minutes=5)

    refused = await gate.measure(visit_id, 37.9, document_compared=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "identity_needed")
    assert await _colour(zhang) == "green"

    await gate.scan_phone(phone)
    assert (await gate.measure(visit_id, 37.9)).json()["outcome"] == "registered"


@pytest.mark.spec("P9")
async def test_a_red_code_stays_red_after_a_registration(world: World) -> None:
    gate = await open_gate(world)
    zhang, phone = await resident_with_phone(world, Case(days_ago(world, 1)))
    visit_id = await _isolated(gate, phone)
    world.move_by(minutes=5)
    await gate.scan_phone(phone)

    assert (await gate.measure(visit_id, 38.4)).json()["colour"] == "red"
    assert await _colour(zhang) == "red"


@pytest.mark.spec("P9")
async def test_registrations_above_the_accounts_quota_wait_for_an_officer(world: World) -> None:
    gate = await open_gate(world)
    officer = await world.officer()
    zhang, phone = await resident_with_phone(world)
    for _ in range(20):
        await register_at(gate, uuid4(), uuid4())
    visit_id = await _isolated(gate, phone)
    world.move_by(minutes=5)
    await gate.scan_phone(phone)

    answer = (await gate.measure(visit_id, 38.0)).json()

    assert (answer["outcome"], answer["colour"]) == ("registration_waits", "green")
    assert await _colour(zhang) == "green"
    (waiting,) = (await officer.get("/checkpoints/registrations")).json()
    assert (waiting["visit_id"], waiting["celsius"], waiting["staff_masked_name"]) == (visit_id, 38.0, "周*")
    path = f"/checkpoints/registrations/{visit_id}/decision"
    decided = await officer.post(path, json={"accept": True, "ground": "电话核实两次发热"})
    assert decided.json() == {"visit_id": visit_id, "state": "accepted", "colour": "yellow"}
    assert (await officer.post(path, json={"accept": False, "ground": "重复"})).status_code in (409, 422)
    assert await _colour(zhang) == "yellow"


@pytest.mark.spec("E3")
@pytest.mark.parametrize("celsius", [99, 33.9, 43.1, -1])
async def test_a_temperature_that_no_body_has_is_refused_and_not_written(world: World, celsius: float) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]

    answer = await gate.measure(visit_id, celsius)

    assert (answer.status_code, answer.json()["code"]) == (422, "temperature_out_of_range")
    expected = f"A body temperature lies between 34.0 and 43.0 °C, got “{celsius:g}”; measure or enter it again."
    assert answer.json()["fields"][0]["words"]["en"] == expected
    async with world.call() as call:
        assert (await call.connection.execute(select(readings))).all() == []


@pytest.mark.spec("E3")
async def test_abc_is_no_temperature(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]

    answer = await gate.measure(visit_id, "abc")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
    assert answer.json()["fields"][0]["field"] == "celsius"
    assert answer.json()["fields"][0]["words"] == {
        "zh": "请填写数字，例如 36.5。",
        "en": "Enter a number, such as 36.5.",
    }


async def test_the_same_key_is_the_same_reading(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    key = str(uuid4())

    answers = [(await gate.measure(visit_id, 37.8, key)).json() for _ in range(2)]

    assert answers[0] == answers[1]
    async with world.call() as call:
        assert len((await call.connection.execute(select(readings))).all()) == 1


async def test_staff_of_another_site_cannot_measure(world: World) -> None:
    gate, other = await open_gate(world), await open_gate(world, "南门")
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]

    assert (await other.measure(visit_id, 38.0)).json()["code"] == "not_found"


@pytest.mark.spec("P9")
async def test_a_sites_own_limit_decides_entry_only(world: World) -> None:
    gate = await open_gate(world, rules=SiteRules(temperature_limit_celsius=37.0))
    zhang, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]

    answer = (await gate.measure(visit_id, 37.1)).json()

    assert (answer["outcome"], answer["verdict"]) == ("normal", "stop")
    assert answer["reason"]["zh"] == "本场所体温限值 37.0 °C"
    assert await _colour(zhang) == "green"
