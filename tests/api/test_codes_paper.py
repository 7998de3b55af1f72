"""People without a phone carry a printed code: no colour on it, live in the permanent list, dead when printed anew."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged
from ankang.core.credential.manifest import Family
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.facts import Symptom, SymptomReport
from support.application import Member, World
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
