"""Somebody without a phone: agrees in person, is applied for, and is checked in for by a community worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ankang.core.facts import Symptom
from ankang.runtime.access import Role
from browser.support.accessibility import assert_accessible, assert_accessible_by_day_and_night
from browser.support.family import FANG, GRANDMOTHER, WORKER, ask_to_act_for, open_people
from browser.support.people import WANG, ZHANG, be_an_officer, have_applied, hold_a_post, open_account
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import choose, fill_in_form, sign_in

STREET = "明光路街道"


def report_for(page: Page, masked_name: str, celsius: str) -> None:
    """The worker opens one person of the caseload and reports what was found on a visit."""
    person = page.get_by_role("listitem").filter(has_text=masked_name)
    person.get_by_role("button", name="地址和电话").click()
    expect(person.get_by_text("明光路街道 明珠花园 3")).to_be_visible()
    expect(person.get_by_text("本人看得到")).to_be_visible()
    person.get_by_role("button", name="代为打卡").click()
    choose(page, "怎样了解到的", "上门")
    page.get_by_label("体温", exact=True).fill(celsius)
    choose(page, "今天有什么症状", "都没有")
    assert_accessible_by_day_and_night(page)
    page.get_by_role("button", name="提交今日打卡").click()
    expect(page.get_by_role("status").filter(has_text=masked_name)).to_contain_text("今日已打卡，连续 1 天")


@pytest.mark.spec("B5", "F2", "M2")
def test_a_grandmother_agrees_in_person_and_a_worker_checks_in_for_her(server: JourneyServer, devices: Devices) -> None:
    """Her granddaughter asks; both go to the worker; the form gives yellow; next day the worker visits and reports."""
    server.call(lambda call: open_account(call, FANG))
    server.call(lambda call: hold_a_post(call, WORKER, Role.COMMUNITY_WORKER, "3401", STREET))
    hers, worker = (devices.phone(path, reduced_motion="reduce").page for path in ("/resident/", "/staff/"))
    sign_in(hers, FANG)
    open_people(hers)
    ask_to_act_for(hers, GRANDMOTHER, "祖辈")
    expect(hers.get_by_text("本人没有手机的，请两人一起带上证件")).to_be_visible()
    expect(hers.get_by_label("本人收到的验证码")).to_have_count(0)
    hers.get_by_role("link", name="回到家人").click()

    sign_in(worker, WORKER)
    expect(worker.get_by_text("本辖区现在没有需要照看的人")).to_be_visible()
    worker.get_by_role("link", name="当面同意代办").click()
    holder, proxy = (worker.get_by_role("group", name=name) for name in ("同意的人（由别人代办）", "代办的人"))
    worker.get_by_role("button", name="已核对两人证件，本人同意").click()
    expect(worker.get_by_role("alert")).to_contain_text("有 2 处需要更正")
    assert_accessible_by_day_and_night(worker)
    holder.get_by_label("证件号码").fill(GRANDMOTHER.document_number)
    proxy.get_by_label("证件号码").fill(FANG.document_number)
    worker.get_by_role("button", name="已核对两人证件，本人同意").click()
    expect(worker.get_by_text(f"已生效，{FANG.masked_name} 现在可以代办。")).to_be_visible()

    hers.reload()
    card = hers.get_by_role("article").filter(has_text=GRANDMOTHER.masked_name)
    card.get_by_role("link", name="申领").click()
    fill_in_form(hers, "发热")
    hers.get_by_role("button", name="提交，领取安康码").click()
    expect(hers.get_by_role("heading", name="已领到黄码")).to_be_visible()

    server.clock.move_to(server.clock.now() + timedelta(days=1))
    worker.get_by_role("button", name="返回").click()
    sign_in(worker, WORKER)  # a worker's session ends with the shift
    expect(worker.get_by_role("listitem").filter(has_text="没有手机")).to_contain_text(GRANDMOTHER.masked_name)
    report_for(worker, GRANDMOTHER.masked_name, "36.4")
    assert_accessible(worker)

    hers.get_by_role("link", name="出示安康码").click()
    hers.get_by_role("button", name="返回").click()
    card.get_by_role("link", name="看记录").click()
    expect(hers.get_by_role("heading", name=f"{GRANDMOTHER.masked_name} 的记录")).to_be_visible()
    looks = hers.get_by_role("listitem")
    expect(looks.filter(has_text="代为健康打卡")).to_contain_text(f"{STREET}")
    expect(looks.filter(has_text="当面确认代办关系")).to_contain_text(WORKER.masked_name)
    hers.get_by_text("打卡", exact=True).click()
    expect(hers.get_by_role("listitem").filter(has_text="36.4 ℃")).to_contain_text(
        f"社区工作者 {WORKER.masked_name} 上门"
    )
    assert_accessible_by_day_and_night(hers)


@pytest.mark.spec("F2", "M2")
def test_an_officer_sees_that_the_report_came_from_the_worker(server: JourneyServer, devices: Devices) -> None:
    """The worker reports for 张三 by visit; the officer opens his record and reads who recorded it."""
    zhang = server.call(lambda call: have_applied(call, ZHANG, symptoms=[Symptom.FEVER]))
    server.call(lambda call: hold_a_post(call, WORKER, Role.COMMUNITY_WORKER, "3401", STREET))
    server.call(lambda call: be_an_officer(call, WANG))
    server.clock.move_to(server.clock.now() + timedelta(days=1))
    worker = devices.phone("/staff/", reduced_motion="reduce").page
    sign_in(worker, WORKER)
    report_for(worker, ZHANG.masked_name, "36.5")

    desk = devices.desk("/console/").page
    sign_in(desk, WANG)
    desk.get_by_role("link", name="人员", exact=True).click()
    desk.get_by_role("link", name=ZHANG.masked_name).click()

    row = desk.get_by_role("row").filter(has_text="36.5 °C")
    expect(row).to_contain_text(f"健康打卡 · {WORKER.masked_name}")
    assert str(zhang) in desk.url
