"""A keeper opens a shop's doors: registers, is approved, takes on staff, and reads the day's figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.support.accessibility import assert_accessible
from browser.support.people import LI, MA, WANG, ZHANG, be_an_officer, have_applied, open_account
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import sign_in

SHOP = "百姓超市 南七店"


@pytest.mark.spec("E1", "E6", "M4")
def test_a_keeper_registers_a_shop_takes_on_a_guard_and_reads_the_day(server: JourneyServer, devices: Devices) -> None:
    """From nothing to the first person at the south door.

    1. 马莉 registers her shop with two doors and is told that it waits for the health authority.
    2. The officer finds it among the sites of the region and approves it, with the ground.
    3. 马莉 prints a poster and makes a link for one person.
    4. 李强, who has an account and no post, opens the link, accepts, signs in again and goes on duty at the south door.
    5. He looks up 张三, who may enter, and takes 36.6 °C.
    6. 马莉 sees one person let in at the south door, none at the north door, and 李强 on duty; she lets him go.
    """
    server.call(lambda call: open_account(call, MA))
    server.call(lambda call: open_account(call, LI))
    server.call(lambda call: be_an_officer(call, WANG))
    server.call(lambda call: have_applied(call, ZHANG))
    keeper, guard = devices.phone("/staff/").page, devices.phone("/staff/").page
    officer = devices.desk("/console/").page

    sign_in(keeper, MA)
    register_shop(keeper)
    sign_in(officer, WANG)
    approve(officer)
    link = print_and_invite(keeper)
    guard.goto(f"{server.address}/staff/#/{link.partition('#/')[2]}")
    accept(guard)
    look_up_and_measure(guard)
    read_the_day(keeper)
    let_go(keeper)


def register_shop(keeper: Page) -> None:
    """From the list of sites, where there is none yet; what is missing is said first."""
    expect(keeper.get_by_text("您还没有登记场所")).to_be_visible()
    assert_accessible(keeper)
    keeper.get_by_role("link", name="登记场所").click()
    keeper.get_by_role("button", name="提交登记").click()
    expect(keeper.get_by_role("alert")).to_contain_text("有 4 处需要更正")
    assert_accessible(keeper)
    keeper.get_by_label("场所名称").fill(SHOP)
    keeper.get_by_label("场所类型").select_option(label="商超")
    keeper.get_by_label("区县").select_option(label="蜀山区")
    keeper.get_by_label("详细地址").fill("望江西路 10 号")
    keeper.get_by_label("出入口").fill("北门、南门")
    keeper.get_by_role("button", name="提交登记").click()
    expect(keeper.get_by_role("heading", name=SHOP, level=1)).to_be_visible()
    expect(keeper.get_by_text("等待审核")).to_be_visible()


def approve(officer: Page) -> None:
    """In the console, by name."""
    officer.get_by_role("link", name="场所", exact=True).click()
    expect(officer.get_by_text("1 个等待审核")).to_be_visible()
    officer.get_by_label("名称或地址").fill("南七")
    officer.get_by_role("button", name="查找").click()
    officer.get_by_role("button", name=f"处理：{SHOP}").click()
    officer.get_by_role("button", name="确定").click()
    expect(officer.get_by_role("alert")).to_contain_text("请写明理由")
    assert_accessible(officer)
    officer.get_by_label("理由（场所负责人看得到）").fill("营业执照与地址相符")
    officer.get_by_role("button", name="确定").click()
    expect(officer.get_by_text(f"{SHOP}：使用中。")).to_be_visible()


def print_and_invite(keeper: Page) -> str:
    """The poster comes as a file; the link stands below its QR."""
    keeper.reload()
    north = keeper.get_by_role("listitem", name="北门")
    with keeper.expect_download() as printing:
        north.get_by_role("button", name="打印海报 A4").click()
    assert printing.value.suggested_filename == "ankang-poster-a4.pdf"
    keeper.get_by_role("button", name="邀请一个人").click()
    expect(keeper.get_by_role("img", name="邀请二维码")).to_be_visible()
    assert_accessible(keeper)
    return keeper.get_by_text("/staff/#/invitation/").inner_text()


def accept(guard: Page) -> None:
    """Sign in, see where it leads, accept, sign in for the new duty."""
    sign_in(guard, LI)
    expect(guard.get_by_role("heading", name=SHOP)).to_be_visible()
    expect(guard.get_by_text("李*，马*请您在这个场所值守")).to_be_visible()
    assert_accessible(guard)
    guard.get_by_role("button", name="接受邀请").click()
    expect(guard.get_by_text(f"您已加入{SHOP}")).to_be_visible()
    assert_accessible(guard)
    guard.get_by_role("button", name="去值守").click()
    sign_in(guard, LI)
    guard.get_by_role("button", name=f"{SHOP} 南门").click()
    expect(guard.get_by_role("heading", name=f"{SHOP} 南门")).to_be_visible()


def look_up_and_measure(guard: Page) -> None:
    """Way 3, the quickest here."""
    guard.get_by_role("link", name="输证件号").click()
    guard.get_by_label("证件号码").fill(ZHANG.document_number)
    guard.get_by_role("button", name="核验").click()
    expect(guard.get_by_role("heading", name="可以通行")).to_be_visible()
    guard.get_by_role("button", name="36.6").click()
    guard.get_by_role("button", name="记 36.6 °C，扫下一位").click()
    expect(guard.get_by_role("heading", name=f"{SHOP} 南门")).to_be_visible()


def read_the_day(keeper: Page) -> None:
    """One person at the south door."""
    keeper.reload()
    expect(figure(keeper, "南门", "通行")).to_have_text("1")
    expect(figure(keeper, "南门", "测温")).to_have_text("1")
    expect(figure(keeper, "北门", "通行")).to_have_text("0")
    expect(keeper.get_by_text("正在南门值守")).to_be_visible()
    assert_accessible(keeper)


def let_go(keeper: Page) -> None:
    """Asked once more in place, and gone."""
    keeper.get_by_role("button", name="移除").click()
    keeper.get_by_role("button", name="再点一次：移除并马上下岗").click()
    expect(keeper.get_by_text("还没有值守人员")).to_be_visible()


def figure(keeper: Page, entrance: str, what: str) -> Locator:
    """One of today's figures at an entrance."""
    block = keeper.locator("section").first.locator("div", has=keeper.get_by_role("heading", name=entrance))
    return block.get_by_role("term").get_by_text(what, exact=True).locator("xpath=following-sibling::dd[1]")
