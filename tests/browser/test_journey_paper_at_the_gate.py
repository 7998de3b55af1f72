"""A paper code: printed at the gate for somebody who was looked up, and checked there later without the centre."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from browser.support.accessibility import assert_accessible, assert_accessible_by_day_and_night
from browser.support.film import poster
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import be_ready_without_a_network, go_on_duty, sign_in

GATE = "梧桐里小区 东门"


@pytest.mark.spec("D10", "D9", "P9", "R16", "M4")
def test_paper_passes_without_the_centre_when_the_document_has_been_compared(
    server: JourneyServer, devices: Devices
) -> None:
    """Somebody without a phone.

    1. Staff look the person up by the document and print a paper code.
    2. The next publication brings its place in the permanent list to the gate's phone; then the centre ends.
    3. The paper before the camera: the document first; compared, it may enter, 36.5 °C; both are kept.
    4. The centre is back: both go up, none refused.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    gate = devices.phone("/staff/")
    sign_in(gate.page, LI)
    go_on_duty(gate.page, GATE)
    be_ready_without_a_network(gate.page)
    paper = print_for_who_was_looked_up(gate.page)

    server.clock.move_to(server.clock.now() + timedelta(minutes=6))
    server.run_jobs()
    # The phone asks for the time when it has both families of lists.
    with gate.page.expect_response(lambda response: response.url.endswith("/api/v1/codes/time")):
        gate.page.reload()
    expect(gate.page.get_by_text("名单刚刚更新")).to_be_visible()
    server.close()
    gate.camera.look_at(paper)
    gate.page.reload()
    expect(gate.page.get_by_role("heading", name="先核对证件")).to_be_visible()
    expect(gate.page.get_by_text("****" + ZHANG.document_number[-3:])).to_be_visible()
    expect(gate.page.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible_by_day_and_night(gate.page)
    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="证件已核对").click()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    gate.page.get_by_role("button", name="36.5").click()
    gate.page.get_by_role("button", name="记 36.5 °C，扫下一位").click()
    expect(gate.page.get_by_role("link", name="待上传 2 条")).to_be_visible()

    server.open()
    gate.page.reload()
    gate.page.get_by_role("link", name="上传记录").click()
    expect(gate.page.get_by_role("listitem")).to_have_count(2)
    expect(gate.page.get_by_text("已收到", exact=False).first).to_be_visible()
    expect(gate.page.get_by_text("没有收下")).to_have_count(0)
    expect(gate.page.get_by_text("与当时的颜色不一致")).to_have_count(0)


def print_for_who_was_looked_up(gate: Page) -> bytes:
    """A picture of the QR on the printed page."""
    gate.get_by_role("link", name="输证件号").click()
    gate.get_by_label("证件号码").fill(ZHANG.document_number)
    gate.get_by_role("button", name="核验").click()
    expect(gate.get_by_role("heading", name="可以通行")).to_be_visible()
    assert_accessible(gate)
    with gate.expect_download() as download:
        gate.get_by_role("button", name="给本人打印纸质码").click()
    page = PdfDocument(io.BytesIO(Path(download.value.path()).read_bytes()))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    gate.get_by_role("button", name="暂不测温，扫下一位").click()
    return poster(code.text)
