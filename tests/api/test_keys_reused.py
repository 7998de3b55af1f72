"""A key names one request: the same again is the same, another under the same key is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from ankang.assessments import service as assessments
from ankang.core.facts import SymptomReport
from support.application import Member, World, identity_number
from support.gates import Gate, open_gate
from support.phones import Phone, give_code, resident_with_phone
from support.problems import Problem, problem_of
from support.written import written

pytestmark = pytest.mark.anyio

USED = Problem(
    409,
    "key_used",
    "这次提交已经收到过，但内容与这次不同。请重新打开页面，核对后再提交。",
    "This was received before with other contents. Open the page anew, check it and submit again.",
    {},
)


async def twice_and_changed(
    world: World, member: Member, path: str, body: dict[str, Any], **changes: Any
) -> tuple[httpx.Response, httpx.Response]:
    """The first answer and that to a changed body under the same key; the repetition between them changes nothing."""
    body = {"key": str(uuid4()), **body}
    first = await member.post(path, json=body)
    assert first.status_code == 201, first.text
    stands = await written(world)
    again = await member.post(path, json=body)
    assert (again.status_code, await written(world)) == (201, stands)
    changed = await member.post(path, json=body | changes)
    assert await written(world) == stands
    return first, changed


@pytest.mark.spec("D3")
async def test_the_verdict_about_one_code_is_never_shown_for_another(world: World) -> None:
    gate = await open_gate(world)
    _, green = await resident_with_phone(world)
    _, other = await resident_with_phone(world, name="李四")

    first, changed = await twice_and_changed(
        world, gate.staff, "/checkpoints/scans", {"qr_text": green.qr()}, qr_text=other.qr()
    )

    assert first.json()["masked_name"] == "张*"
    assert problem_of(changed) == USED


@pytest.mark.spec("D5")
async def test_the_verdict_about_one_document_is_never_shown_for_another(world: World) -> None:
    gate = await open_gate(world)
    zhang, _ = await resident_with_phone(world)

    first, changed = await twice_and_changed(
        world,
        gate.staff,
        "/checkpoints/look-ups",
        {"document_number": zhang.document_number},
        document_number=identity_number(sequence=901),
    )

    assert first.json()["verdict"] == "pass"
    assert problem_of(changed) == USED


@pytest.mark.spec("E3")
async def test_another_reading_under_the_same_key_is_not_swallowed(world: World) -> None:
    gate = await open_gate(world)
    _, phone = await resident_with_phone(world)
    path = f"/checkpoints/visits/{(await gate.scan_phone(phone))['visit_id']}/temperatures"

    _, changed = await twice_and_changed(world, gate.staff, path, {"celsius": 36.5}, celsius=38.5)

    assert problem_of(changed) == USED


@pytest.mark.spec("D4")
async def test_an_arrival_at_one_site_is_none_at_another(world: World) -> None:
    gate, other = await open_gate(world), await open_gate(world, "明珠广场南门")
    zhang, _ = await resident_with_phone(world)

    _, changed = await twice_and_changed(
        world,
        zhang,
        "/checkpoints/arrivals",
        {"posted_code": gate.site.posted_code},
        posted_code=other.site.posted_code,
    )

    assert problem_of(changed) == USED


@pytest.mark.spec("F1", "P7")
async def test_a_changed_check_in_is_not_taken_for_the_one_that_came(world: World) -> None:
    zhang = await world.register("张三")
    await give_code(world, zhang)

    _, changed = await twice_and_changed(
        world, zhang, f"/check-ins/{zhang.person_id}", {"temperature_celsius": 36.5}, temperature_celsius=38.5
    )

    assert problem_of(changed) == USED


@pytest.mark.spec("F5")
async def test_a_report_of_symptoms_sent_again_the_next_day_is_still_the_one_of_its_day(world: World) -> None:
    zhang = await world.register("张三")
    await give_code(world, zhang)
    path, key = f"/check-ins/{zhang.person_id}/reports", str(uuid4())
    _, changed = await twice_and_changed(
        world, zhang, path, {"key": key, "symptoms": ["dry_cough"]}, symptoms=["fever"]
    )

    world.move_by(days=1)
    again = await zhang.post(path, json={"key": key, "symptoms": ["dry_cough"]})

    assert problem_of(changed) == USED
    assert again.status_code == 201
    async with world.call() as call:
        facts = await assessments.facts_of(call, zhang.person_id)
    reports = [fact.content for fact in facts if isinstance(fact.content, SymptomReport)]
    assert [report.reported_on.isoformat() for report in reports] == ["2022-07-08"]


@pytest.mark.spec("D3", "D5")
async def test_a_key_of_a_scan_is_none_of_a_look_up_and_another_account_has_its_own(world: World) -> None:
    gate, other = await open_gate(world), await open_gate(world, "明珠广场南门")
    zhang, phone = await resident_with_phone(world)
    key = str(uuid4())
    assert (await gate.scan(phone.qr(), key))["verdict"] == "pass"
    world.move_by(seconds=20)

    look_up = await gate.look_up(zhang.document_number, key)

    assert problem_of(look_up) == USED
    assert await _scan(other, phone, key) == "pass"


async def _scan(gate: Gate, phone: Phone, key: str) -> str:
    return str((await gate.scan(phone.qr(), key))["verdict"])
