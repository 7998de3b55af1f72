"""Reporting symptoms at any time, for oneself and for a child (SPEC F5)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ankang.clinics import service as clinics
from ankang.demo.geography import sample_clinics
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.family import CHILD, FANG, ask_to_act_for, open_people
from browser.support.people import have_applied
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import choose, code_of, fill_in_form, sign_in


@pytest.mark.spec("F5", "C2", "C10")
def test_a_green_holder_reports_fever_and_is_told_what_to_do(server: JourneyServer, devices: Devices) -> None:
    """Sending nothing is told; with fever the code turns yellow, and the page says where to go first."""
    server.call(lambda call: have_applied(call, FANG))
    server.call(lambda call: clinics.import_directory(call, sample_clinics()))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, FANG)
    page.get_by_role("link", name="异常申报").click()
    page.get_by_role("button", name="提交申报").click()
    expect(page.get_by_role("alert")).to_contain_text("请至少选一个症状")
    assert_accessible_by_day_and_night(page)

    choose(page, "现在有哪些症状", "发热")
    page.get_by_role("button", name="提交申报").click()

    expect(page.get_by_role("heading", name="已收到您的申报")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("现在的码： 黄码")
    expect(page.get_by_role("listitem").first).to_contain_text("就近的发热门诊")
    clinic = page.get_by_role("region", name="离您住处最近的发热门诊")
    expect(clinic).to_contain_text("瑶海区演示医院发热门诊")
    expect(clinic.get_by_role("link", name="0551-00000101")).to_be_visible()
    expect(page.get_by_role("link", name="打热线")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    page.get_by_role("link", name="回到安康码").click()
    expect(code_of(page, "黄码")).to_be_visible()
    page.get_by_role("button", name="为什么是黄码").click()
    expect(page.get_by_role("dialog")).to_contain_text("症状")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(code_of(page, "黄码")).to_be_visible()


@pytest.mark.spec("F5", "B5")
def test_a_mother_reports_a_cough_of_her_child(server: JourneyServer, devices: Devices) -> None:
    """The child's code turns yellow, hers stays green."""
    server.call(lambda call: have_applied(call, FANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, FANG)
    open_people(page)
    ask_to_act_for(page, CHILD, "孩子")
    card = page.get_by_role("article").filter(has_text=CHILD.masked_name)
    card.get_by_role("link", name="申领").click()
    fill_in_form(page)
    page.get_by_role("button", name="提交，领取安康码").click()
    expect(page.get_by_role("heading", name="已领到绿码")).to_be_visible()
    page.get_by_role("link", name="出示安康码").click()
    page.get_by_role("button", name="返回").click()

    card.get_by_role("link", name="异常申报").click()
    expect(page.get_by_role("heading", name=f"替 {CHILD.masked_name} 申报")).to_be_visible()
    choose(page, "现在有哪些症状", "干咳")
    page.get_by_role("button", name="提交申报").click()
    expect(page.get_by_role("status")).to_contain_text("现在的码： 黄码")
    expect(page.get_by_text("本市的发热门诊名录还没有登记")).to_be_visible()
    expect(page.get_by_role("link", name="12345", exact=True)).to_be_visible()
    page.get_by_role("link", name="回到家人").click()

    expect(card.get_by_text("黄码")).to_be_visible()
    page.get_by_role("button", name="返回").click()
    expect(code_of(page, "绿码")).to_be_visible()
