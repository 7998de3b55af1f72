"""People without a phone carry a printed code: no colour on it, live in the permanent list, dead when printed anew."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged
from ankang.core.credential.manifest import MANIFEST_NAME, Family
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.facts import Symptom, SymptomReport
from support.application import Member, World
from support.gates import open_gate
from support.phones import add_facts, days_ago, resident_with_phone
from support.verifiers import FolderVerifier, publish

pytestmark = pytest.mark.anyio


async def printed(member: Member, holder: Member, size: str = "a6") -> bytes:
    answer = await member.post(f"/codes/{holder.person_id}/paper", json={"size": size})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def scanned(pdf: bytes) -> str:
    """The text of the QR as a camera sees the printed page."""
    found = zxingcpp.read_barcodes(PdfDocument(io.BytesIO(pdf))[0].render(scale=4).to_pil())
    assert len(found) == 1
    return str(found[0].text)


async def gate_after(world: World) -> FolderVerifier:
    """A registered checkpoint device, five minutes later."""
    world.move_by(minutes=5)
    await publish(world)
    gate = FolderVerifier(world, Family.PAPER)
    gate.sync()
    return gate


@pytest.mark.spec("D10", "D7")
@pytest.mark.parametrize(("size", "width", "height"), [("a6", 105, 148), ("card", 85.6, 54)])
async def test_the_page_names_the_holder_masked_and_says_what_to_do(
    world: World, size: str, width: float, height: float
) -> None:
    member, _ = await resident_with_phone(world)

    page = PdfDocument(io.BytesIO(await printed(member, member, size)))[0]

    text = page.get_textpage().get_text_range()
    assert [round(side * 25.4 / 72, 1) for side in page.get_size()] == [width, height]
    assert "张*" in text
    assert member.document_number[-3:] in text
    assert member.document_number not in text
    assert "证件" in text
    assert "together with the document" in text
    assert "2023-01-04" in text
    assert not any(word in text for word in ("绿", "黄", "红", "green", "yellow", "red"))


@pytest.mark.spec("D10", "D9")
async def test_paper_shows_the_live_colour_to_registered_devices_without_the_centre(world: World) -> None:
    member, _ = await resident_with_phone(world)
    text = scanned(await printed(member, member, "card"))
    before = (await gate_after(world)).judge(text)

    await add_facts(world, member, SymptomReport(days_ago(world, 0), frozenset({Symptom.DRY_COUGH})))
    after = (await gate_after(world)).judge(text)

    assert isinstance(before, Judged)
    assert (before.colour, before.is_paper, before.code.name) == (Colour.GREEN, True, "张*")
    assert isinstance(after, Judged)
    assert after.colour is Colour.YELLOW


@pytest.mark.spec("D10")
async def test_printing_again_kills_the_old_paper_and_draws_another_place(world: World) -> None:
    member, _ = await resident_with_phone(world)
    old = scanned(await printed(member, member))
    new = scanned(await printed(member, member))

    gate = await gate_after(world)

    dead, live = gate.judge(old), gate.judge(new)
    assert isinstance(dead, Refused)
    assert dead.reason is Refusal.DEAD_CODE
    assert isinstance(live, Judged)
    history = (await member.get(f"/codes/{member.person_id}/paper")).json()
    assert [item["counts"] for item in history] == [True, False]


@pytest.mark.spec("D10")
async def test_lost_paper_is_ended_and_stays_dead(world: World) -> None:
    member, _ = await resident_with_phone(world)
    text = scanned(await printed(member, member))

    ended = await member.delete(f"/codes/{member.person_id}/paper")
    again = await member.delete(f"/codes/{member.person_id}/paper")

    assert (ended.status_code, again.status_code) == (204, 204)
    assert isinstance(refused := (await gate_after(world)).judge(text), Refused)
    assert refused.reason is Refusal.DEAD_CODE


@pytest.mark.spec("D10")
async def test_paper_is_over_after_180_days(world: World) -> None:
    member, _ = await resident_with_phone(world)
    text = scanned(await printed(member, member))
    world.move_by(days=179, hours=23)
    last = (await gate_after(world)).judge(text)

    world.move_by(hours=1)
    over = (await gate_after(world)).judge(text)

    assert isinstance(last, Judged)
    assert isinstance(over, Refused)
    assert over.reason is Refusal.EXPIRED


@pytest.mark.spec("D10", "M2")
async def test_an_officer_of_the_region_prints_and_the_holder_sees_it(world: World) -> None:
    member, _ = await resident_with_phone(world)
    officer = await world.officer("34", "省卫生健康委员会")
    stranger = await world.register("路人")
    elsewhere = await world.officer("3402", "芜湖市卫生健康委员会")

    await printed(officer, member)
    refused = [await someone.post(f"/codes/{member.person_id}/paper", json={}) for someone in (stranger, elsewhere)]

    assert [answer.status_code for answer in refused] == [404, 404]
    looks = (await member.get(f"/identity/people/{member.person_id}/looks")).json()
    assert any("纸质码" in str(look) for look in looks)


@pytest.mark.spec("D10")
async def test_nobody_without_a_code_has_a_paper(world: World) -> None:
    member = await world.register("李四")

    answer = await member.post(f"/codes/{member.person_id}/paper", json={})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_code")


@pytest.mark.spec("D10")
async def test_the_list_of_paper_codes_is_for_devices_of_staff_on_duty_only(world: World) -> None:
    member, _ = await resident_with_phone(world)
    await printed(member, member)
    gate = await open_gate(world)
    folder = (await gate_after(world)).folder

    manifest = await gate.staff.get(f"/checkpoints/paper-lists/{MANIFEST_NAME}")
    delta = next(folder.glob("deltas/*.cose"))
    file = await gate.staff.get(f"/checkpoints/paper-lists/deltas/{delta.name}")
    none = await gate.staff.get("/checkpoints/paper-lists/deltas/9-9-none.cose")
    refused = await member.get(f"/checkpoints/paper-lists/{MANIFEST_NAME}")

    assert (manifest.status_code, manifest.content) == (200, (folder / MANIFEST_NAME).read_bytes())
    assert (file.status_code, file.content) == (200, delta.read_bytes())
    assert (none.status_code, refused.status_code) == (404, 403)


@pytest.mark.spec("D10", "D5")
async def test_staff_print_for_somebody_whose_document_they_read(world: World) -> None:
    member, _ = await resident_with_phone(world)
    gate = await open_gate(world)
    visit_id = (await gate.look_up(member.document_number)).json()["visit_id"]

    answer = await gate.staff.post(f"/checkpoints/visits/{visit_id}/paper", json={"size": "a6"})

    assert answer.status_code == 201
    assert isinstance((await gate_after(world)).judge(scanned(answer.content)), Judged)


@pytest.mark.spec("D10", "P9")
async def test_paper_is_scanned_at_the_gate_and_registers_with_the_document_only(world: World) -> None:
    member, _ = await resident_with_phone(world)
    gate = await open_gate(world)
    text = scanned(await printed(member, member))
    seen = await gate.scan(text)
    await gate.measure(seen["visit_id"], 37.8)
    world.move_by(minutes=6)

    without = await gate.measure(seen["visit_id"], 37.9)
    body = {"key": str(uuid4()), "celsius": 37.9, "document_compared": True}
    compared = await gate.staff.post(f"/checkpoints/visits/{seen['visit_id']}/temperatures", json=body)

    assert (seen["verdict"], seen["way"], seen["masked_name"]) == ("pass", "paper", "张*")
    assert (without.status_code, without.json()["code"]) == (409, "identity_needed")
    assert compared.json()["outcome"] == "registered"


@pytest.mark.spec("R14")
async def test_one_code_at_two_far_sites_within_minutes_is_reported_to_officers(world: World) -> None:
    _, phone = await resident_with_phone(world)
    near, far = await open_gate(world), await open_gate(world, "泗县汽车站", division_code="341324")
    await near.scan_phone(phone)
    world.move_by(minutes=9)
    await far.scan_phone(phone)
    world.move_by(minutes=30)
    await near.scan_phone(phone)

    officer = await world.officer("3413")
    elsewhere = await world.officer("3402")
    (report,) = (await officer.get("/checkpoints/far-shows")).json()

    assert [visit["site_name"] for visit in report["visits"]] == ["明珠广场北门", "泗县汽车站"]
    assert report["masked_name"] == "张*"
    assert (await elsewhere.get("/checkpoints/far-shows")).json() == []
