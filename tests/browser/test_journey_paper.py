"""Codes on paper: a mother prints for her child and ends what was lost; an officer prints at the counter."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from ankang.core.credential.paper import PAPER_PREFIX
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.family import CHILD, FANG, ask_to_act_for
from browser.support.people import WANG, ZHANG, be_an_officer, have_applied
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import fill_in_form, sign_in


def printed(page: Page, button: str) -> str:
    """The text of the QR in the PDF that a button brings, as a camera sees the printed page."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    sheet = PdfDocument(io.BytesIO(Path(download.value.path()).read_bytes()))[0]
    (found,) = zxingcpp.read_barcodes(sheet.render(scale=4).to_pil())
    return str(found.text)


@pytest.mark.spec("D10", "B5", "M4")
def test_a_mother_prints_for_her_child_prints_again_and_ends_all(server: JourneyServer, devices: Devices) -> None:
    """A small phone in elder mode, from the people she acts for: A6, then a card, which ends the first; then none."""
    server.call(lambda call: have_applied(call, FANG))
    page = devices.phone("/resident/", viewport={"width": 360, "height": 740}, reduced_motion="reduce").page
    page.get_by_role("button", name="长辈版").click()
    sign_in(page, FANG)
    page.get_by_role("link", name="替家人亮码").click()
    ask_to_act_for(page, CHILD, "孩子")
    card = page.get_by_role("article").filter(has_text=CHILD.masked_name)
    card.get_by_role("link", name="申领").click()
    fill_in_form(page, "都没有")
    page.get_by_role("button", name="提交，领取安康码").click()
    expect(page.get_by_role("heading", name="已领到绿码")).to_be_visible()
    page.get_by_role("link", name="出示安康码").click()
    page.get_by_role("button", name="返回").click()

    card.get_by_role("link", name="纸质码").click()
    expect(page.get_by_role("heading", name=f"{CHILD.masked_name} 的纸质码")).to_be_visible()
    first = printed(page, "打印纸质码")
    expect(page.get_by_text("再打印一张，以前印的马上作废。")).to_be_visible()
    page.get_by_text("卡片", exact=False).first.click()
    second = printed(page, "打印纸质码")

    assert [text.startswith(PAPER_PREFIX) for text in (first, second)] == [True, True]
    assert first != second
    expect(page.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("listitem").first).to_contain_text("有效到")
    expect(page.get_by_role("listitem").last).to_contain_text("已作废")
    assert_accessible_by_day_and_night(page)
    page.get_by_role("button", name="纸丢了，全部作废").click()
    page.get_by_role("button", name="确定作废").click()
    expect(page.get_by_role("listitem").first).to_contain_text("已作废")
    expect(page.get_by_text("再打印一张")).to_have_count(0)


@pytest.mark.spec("D10", "M2")
def test_an_officer_prints_at_the_counter_and_the_holder_sees_it(server: JourneyServer, devices: Devices) -> None:
    """From the person's page in the console; the holder's own list names who printed."""
    zhang = server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: be_an_officer(call, WANG))
    desk = devices.desk("/console/").page
    sign_in(desk, WANG)
    desk.goto(desk.url.partition("#")[0] + f"#/people/{zhang}")

    text = printed(desk, "打印纸质码 A6")

    assert text.startswith(PAPER_PREFIX)
    assert_accessible_by_day_and_night(desk)
    holder = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(holder, ZHANG)
    holder.get_by_role("link", name="纸质码").click()
    expect(holder.get_by_role("listitem").first).to_contain_text(f"{WANG.masked_name} 打印")
    assert_accessible_by_day_and_night(holder)
