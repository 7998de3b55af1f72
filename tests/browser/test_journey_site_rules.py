"""A site's own rules: a keeper writes and tries them, imports the residents, and the door says which rule decided."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from ankang.checkpoints.model.sites import Site
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.people import LI, MA, SUN, ZHANG, have_applied, work_at
from browser.support.phones import Devices
from browser.support.rules import ask_here, keep, residents
from browser.support.server import JourneyServer
from browser.support.steps import count_of, go_on_duty, picture_of_code, sign_in

GATE = "梧桐里小区 东门"
QUOTA = {"rule": "household_quota", "exits": 1, "days": 2}
RESIDENTS_ONLY = {"rule": "listed_only", "lists": ["residents"]}
EXIT_PASS = {"rule": "papers", "on_entry": ["exit_pass"], "on_exit": []}


async def kept_gate(call: Call) -> Site:
    """马莉 answers for the gate at which 李强 works."""
    site = await work_at(call, LI, GATE)
    await keep(call, MA, site)
    return site


@pytest.mark.spec("E2", "M4")
def test_a_keeper_tries_rules_saves_them_and_imports_the_residents(server: JourneyServer, devices: Devices) -> None:
    """Rules that are seen to do what they should, before anybody stands at the door.

    1. 马莉 opens her site's rules and fills in 7:00 to 22:00, residents only, one exit of a household in two days.
    2. She tries them at 7:30: a second exit, a yellow employee and a visitor are each stopped by another rule.
    3. At 23:00 the door is closed to the visitor; the resident who goes out is still one exit too many.
    4. She saves; the page names the new version, and reads it back after a reload.
    5. Of her list of three one row has no household: two are taken, and the page says line and column of the third.
    """
    server.call(kept_gate)
    keeper = devices.phone("/staff/").page
    sign_in(keeper, MA)
    keeper.goto(f"{server.address}/staff/#/sites")
    keeper.get_by_role("link", name=GATE).click()
    keeper.get_by_role("link", name="场所规则").click()
    expect(keeper.get_by_text("现在是第 0 版")).to_be_visible()

    write_rules(keeper)
    try_rules(keeper)
    keeper.get_by_role("button", name="保存，现在生效").click()
    expect(keeper.get_by_text("已保存为第 1 版")).to_be_visible()
    keeper.reload()
    expect(keeper.get_by_label("关门时间")).to_have_value("22:00")
    expect(keeper.get_by_label("最多几次")).to_have_value("1")
    import_residents(keeper)


def write_rules(keeper: Page) -> None:
    """Green only is what a site begins with."""
    expect(keeper.get_by_role("group", name="放行的颜色").get_by_label("绿码")).to_be_checked()
    keeper.get_by_label("开门时间").fill("07:00")
    keeper.get_by_label("关门时间").fill("22:00")
    keeper.get_by_role("group", name="只限名单上的人进入").get_by_text("居民").click()
    keeper.get_by_label("每几天").fill("2")
    keeper.get_by_label("最多几次").fill("1")


def try_rules(keeper: Page) -> None:
    """Nothing is saved by it."""
    people = keeper.get_by_role("region", name="先试一试")
    people.get_by_role("button", name="看这几个人能不能过").click()
    expect(people.get_by_role("listitem").filter(has_text="这户已出过门")).to_contain_text("出门次数已满")
    expect(people.get_by_role("listitem").filter(has_text="黄码员工")).to_contain_text("本场所只放行绿码")
    visitor = people.get_by_role("listitem").filter(has_text="绿码访客")
    expect(visitor).to_contain_text("只限名单上的居民进入")
    assert_accessible_by_day_and_night(keeper)
    people.get_by_label("时间").fill("23:00")
    people.get_by_role("button", name="看这几个人能不能过").click()
    expect(visitor).to_contain_text("本场所开放时间 07:00–22:00")
    expect(people.get_by_role("listitem").filter(has_text="这户已出过门")).to_contain_text("出门次数已满")


def import_residents(keeper: Page) -> None:
    """Good rows are kept; the fault stands with its place and what to do."""
    keeper.get_by_role("link", name="居民和员工名单").click()
    expect(keeper.get_by_text("名单还是空的")).to_be_visible()
    content = residents((ZHANG, "1202"), (LI, ""), (SUN, "501"))
    file = FilePayload(name="居民.csv", mimeType="text/csv", buffer=content)
    keeper.get_by_label("文件", exact=True).set_input_files(file)
    keeper.get_by_role("button", name="导入").click()
    expect(keeper.get_by_text("新增 2 人")).to_be_visible()
    expect(keeper.get_by_text("1 行没有收下")).to_be_visible()
    expect(keeper.get_by_role("listitem").filter(has_text="第 3 行第 4 列")).to_contain_text("户号是空的")
    expect(keeper.get_by_role("listitem").filter(has_text=ZHANG.masked_name)).to_contain_text("3-1202")
    assert_accessible_by_day_and_night(keeper)


@pytest.mark.spec("E2", "E3", "P18", "M4")
def test_the_door_says_which_rule_decided(server: JourneyServer, devices: Devices) -> None:
    """Residents only, with an exit pass on the way in, one exit of a household in two days.

    1. 张三 is listed: first the exit pass is asked for, and no temperature; once seen, 36.6 °C.
    2. 孙梅 is green and not listed: stopped, with the sentence of that rule and not of the colour.
    3. On the way out 张三 passes without a temperature; a second time the exits are used up, and it says until when.
    """
    site = server.call(kept_gate)
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: have_applied(call, SUN))
    server.call(lambda call: ask_here(call, MA, site, RESIDENTS_ONLY, QUOTA, EXIT_PASS, listed=[(ZHANG, "1202")]))
    holder, other, gate = devices.phone("/resident/"), devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    sign_in(other.page, SUN)
    sign_in(gate.page, LI)

    gate.camera.look_at(picture_of_code(holder.page, "绿码"))
    go_on_duty(gate.page, GATE)
    see_papers_then_measure(gate.page)
    gate.camera.look_at(picture_of_code(other.page, "绿码"))
    gate.page.get_by_role("button", name="记 36.6 °C，扫下一位").click()
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    expect(gate.page.get_by_text("只限名单上的居民进入")).to_be_visible()
    expect(gate.page.get_by_text("请联系场所负责人登记")).to_be_visible()
    expect(gate.page.get_by_text("本场所只放行绿码")).to_have_count(0)
    assert_accessible_by_day_and_night(gate.page)

    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="记为未放行，扫下一位").click()
    expect(count_of(gate.page, "未放行")).to_have_text("1")
    go_out(gate.page)
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.page.get_by_role("heading", name="体温")).to_have_count(0)
    gate.page.get_by_role("button", name="扫下一位").click()
    go_out(gate.page)
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    expect(gate.page.get_by_text("这一户出门次数已满，7 月 10 日起可再出")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)


def see_papers_then_measure(gate: Page) -> None:
    """The papers come before the temperature."""
    expect(gate.get_by_role("heading", name="先看证明")).to_be_visible()
    expect(gate.get_by_text("请对方出示出行证")).to_be_visible()
    expect(gate.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible_by_day_and_night(gate)
    gate.get_by_role("button", name="已查看，证明齐全").click()
    expect(gate.get_by_role("heading", name="可以通行")).to_be_visible()
    gate.get_by_role("button", name="36.6").click()


def go_out(gate: Page) -> None:
    """Whoever goes out is looked up by the document, so that the household is known."""
    gate.get_by_role("link", name="输证件号").click()
    gate.get_by_text("出", exact=True).click()
    gate.get_by_label("证件号码").fill(ZHANG.document_number)
    gate.get_by_role("button", name="核验").click()
