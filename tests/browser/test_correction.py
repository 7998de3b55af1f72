"""A form that was filled in wrong is corrected once, beginning with what was declared."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.support.accessibility import assert_accessible
from browser.support.people import ZHANG, have_applied
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, sign_in


@pytest.mark.spec("B4", "R4")
def test_a_form_is_corrected_from_the_reasons_and_only_once(server: JourneyServer, devices: Devices) -> None:
    """A wrong building.

    1. The holder opens the reasons, where a correction is offered, and finds in the form what was declared.
    2. The holder changes the building and promises; the page says that the correction is adopted.
    3. Neither the reasons nor the records offer a second correction.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, ZHANG)
    page.get_by_role("button", name="为什么是绿码").click()
    offer = page.get_by_role("dialog").get_by_role("button", name="填错了？更正申报（限一次）")
    expect(offer).to_be_visible()
    assert_accessible(page)
    offer.click()

    expect(page.get_by_label("区县", exact=True)).to_have_value("340102")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("小区、村或大院")).to_have_value("明珠花园")
    page.get_by_label("楼栋或门牌").fill("5 幢")
    for _ in range(3):
        page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("明珠花园 5 幢 2")).to_be_visible()
    page.get_by_role("checkbox", name="我承诺").check()
    page.get_by_role("button", name="提交，领取安康码").click()
    expect(page.get_by_role("heading", name="更正已采用，现在是绿码")).to_be_visible()
    expect(page.get_by_text("申领成功")).to_have_count(0)
    assert_accessible(page)

    page.get_by_role("link", name="出示安康码").click()
    expect(code_of(page, "绿码")).to_be_visible()
    page.get_by_role("link", name="记录").click()
    page.get_by_text("申领", exact=True).click()
    expect(page.get_by_text("第 2 份申领表 · 已采用")).to_be_visible()
    expect(page.get_by_role("link", name="填错了？更正申报")).to_have_count(0)
    page.go_back()
    page.get_by_role("button", name="为什么是绿码").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="申诉")).to_be_visible()
    expect(page.get_by_role("button", name="填错了？更正申报")).to_have_count(0)
