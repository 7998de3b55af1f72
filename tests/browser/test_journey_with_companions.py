"""One phone and a family at the gate: each companion has an own code, an own verdict and an own temperature."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from ankang.checkpoints.model.visits import Visit
from ankang.checkpoints.store import visits
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.film import poster
from browser.support.people import LI, SUN, ZHANG, Somebody, have_applied, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import count_of, go_on_duty, picture_of_code, sign_in
from support.application import identity_number

GATE = "梧桐里小区 东门"
CHILD = Somebody("张小满", "张**", "13800000007", identity_number(sequence=7))


@pytest.mark.spec("E3", "D10", "M4")
def test_two_companions_are_judged_each_for_themselves(server: JourneyServer, devices: Devices) -> None:
    """张三 comes with a child and with a neighbour who carries a paper code.

    1. Staff scan 张三 and say that somebody came along: 张三 is measured first, 36.5 °C.
    2. The page says with whom the next ones come; the child is looked up by the document number, 36.4 °C.
    3. The neighbour's paper is scanned: the document first, then an own temperature, 36.6 °C.
    4. Three people were let in; staff end the company.
    """
    for somebody in (ZHANG, CHILD, SUN):
        server.call(lambda call, somebody=somebody: have_applied(call, somebody))
    server.call(lambda call: work_at(call, LI, GATE))
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    sign_in(gate.page, LI)
    go_on_duty(gate.page, GATE)
    paper = paper_of_the_neighbour(gate.page)

    gate.camera.look_at(picture_of_code(holder.page, "绿码"))
    gate.page.reload()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="还有同行的人").click()
    expect(gate.page.get_by_text("先给本人测温，再扫同行的人")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)
    gate.page.get_by_role("button", name="36.5").click()
    gate.page.get_by_role("button", name="记 36.5 °C，扫下一位").click()
    expect(gate.page.get_by_text(f"与 {ZHANG.masked_name} 同行")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)
    look_up_the_child(gate.page)
    gate.camera.look_at(paper)
    gate.page.get_by_role("button", name="记 36.4 °C，扫下一位").click()
    measure_the_neighbour(gate.page)
    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="记 36.6 °C，扫下一位").click()

    expect(count_of(gate.page, "今日通行")).to_have_text("4")
    gate.page.get_by_role("button", name="同行的人都查完了").click()
    expect(gate.page.get_by_text("同行", exact=False)).to_have_count(0)
    zhang, child, sun = [server.call(lambda call, one=one: visits_of(call, one)) for one in (ZHANG, CHILD, SUN)]
    assert [len(zhang), len(child), len(sun)] == [1, 1, 2]
    assert zhang[0].companion_of is None
    assert {child[0].companion_of, sun[0].companion_of} == {zhang[0].visit_id}
    assert [visit.readings[0].celsius for visit in (*zhang, *child, sun[0])] == [36.5, 36.4, 36.6]


def paper_of_the_neighbour(gate: Page) -> bytes:
    """Staff print it on another visit; a picture of the QR on the page."""
    gate.get_by_role("link", name="输证件号").click()
    gate.get_by_label("证件号码").fill(SUN.document_number)
    gate.get_by_role("button", name="核验").click()
    with gate.expect_download() as download:
        gate.get_by_role("button", name="给本人打印纸质码").click()
    page = PdfDocument(io.BytesIO(Path(download.value.path()).read_bytes()))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    gate.get_by_role("button", name="暂不测温，扫下一位").click()
    return poster(code.text)


def look_up_the_child(gate: Page) -> None:
    """The page of the look-up says as well with whom the child came."""
    gate.get_by_role("link", name="输证件号").click()
    expect(gate.get_by_text(f"与 {ZHANG.masked_name} 同行")).to_be_visible()
    assert_accessible_by_day_and_night(gate)
    gate.get_by_label("证件号码").fill(CHILD.document_number)
    gate.get_by_role("button", name="核验").click()
    expect(gate.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.get_by_text(CHILD.masked_name, exact=True)).to_be_visible()
    gate.get_by_role("button", name="36.4").click()


def measure_the_neighbour(gate: Page) -> None:
    """Paper shows no face: the document is compared before anything else."""
    expect(gate.get_by_role("heading", name="先核对证件")).to_be_visible()
    gate.get_by_role("button", name="证件已核对").click()
    expect(gate.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.get_by_text(SUN.masked_name, exact=True)).to_be_visible()
    gate.get_by_role("button", name="36.6").click()


async def visits_of(call: Call, somebody: Somebody) -> list[Visit]:
    """What is written of somebody's visits, the latest first."""
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, somebody.document_number)
    assert person is not None
    return await visits.list_visits(call.connection, call.cipher, person.person_id)
