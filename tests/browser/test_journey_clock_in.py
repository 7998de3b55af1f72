"""An employee comes to work by the works' posted code, and the keeper reads the attendance sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import Site, SiteKind
from ankang.core.ids import PersonId
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible
from browser.support.people import LI, MA, SUN, ZHANG, have_applied, open_account, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import go_on_duty, sign_in

WORKS = "明珠纺织厂 东门"


async def keep(call: Call, keeper_id: PersonId, site: Site) -> None:
    await checkpoints.give_to_keeper(call, site.site_id, keeper_id)


@pytest.mark.spec("E4", "M4")
def test_an_employee_clocks_in_at_the_gate_and_stands_on_the_sheet(
    server: JourneyServer, devices: Devices, tmp_path: Path
) -> None:
    """The morning of a works with two employees.

    1. 马莉, who keeps the works, imports the list of 张三 and 孙梅; a row without a number is named by its line.
    2. 张三 says "I am here" at the poster; nothing stands on the sheet before 李强 at the gate has seen him.
    3. 李强 confirms and takes 36.6 °C: now 张三 is present, 孙梅 is missing, and no colour is to be read.
    4. 马莉 looks at who is missing and downloads the sheet.
    5. 张三 reads in his records that this was his clock-in, and that 马莉 looked at the sheet.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: have_applied(call, SUN))
    keeper_id = server.call(lambda call: open_account(call, MA))
    site = server.call(lambda call: work_at(call, LI, WORKS, kind=SiteKind.ENTERPRISE))
    server.call(lambda call: keep(call, keeper_id, site))
    keeper, gate = devices.phone("/staff/").page, devices.phone("/staff/").page
    employee = devices.phone("/resident/").page

    sign_in(keeper, MA)
    import_the_list(keeper, tmp_path)
    sign_in(employee, ZHANG)
    expect(employee.get_by_role("img", name="绿码").first).to_be_visible()
    employee.goto(f"{server.address}/s/{site.posted_code}")
    employee.get_by_role("button", name="我到了").click()
    expect(employee.get_by_text("请等工作人员确认")).to_be_visible()
    keeper.reload()
    expect(line_of(keeper, "张三")).to_contain_text("未到")
    let_in(gate)
    read_the_sheet(keeper)
    read_the_records(server, employee)


def import_the_list(keeper: Page, folder: Path) -> None:
    """From the page of the site; the sheet is empty before."""
    keeper.get_by_role("link", name=WORKS).click()
    keeper.get_by_role("link", name="考勤表").click()
    expect(keeper.get_by_text("还没有员工名单")).to_be_visible()
    assert_accessible(keeper)
    keeper.get_by_role("link", name="居民和员工名单").click()
    rows = f"张三,{ZHANG.document_number},一车间\n孙梅,{SUN.document_number},二车间\n钱进,,二车间\n"
    file = folder / "employees.csv"
    file.write_text(f"姓名,证件号码,部门\n{rows}", encoding="utf-8")
    keeper.get_by_label("名单", exact=True).select_option(label="员工")
    keeper.get_by_label("文件", exact=True).set_input_files(file)
    keeper.get_by_role("button", name="导入", exact=True).click()
    expect(keeper.get_by_text("新增 2 人")).to_be_visible()
    expect(keeper.get_by_text("第 4 行第 2 列")).to_be_visible()
    keeper.go_back()
    expect(line_of(keeper, "孙梅")).to_contain_text("未到")


def let_in(gate: Page) -> None:
    """李强 sees 张三 at the door."""
    sign_in(gate, LI)
    go_on_duty(gate, WORKS)
    gate.get_by_role("link", name="扫码到场").click()
    gate.get_by_role("button", name="见到本人，测温").click()
    gate.get_by_role("button", name="36.6").click()
    gate.get_by_role("button", name="记 36.6 °C，扫下一位").click()
    expect(gate.get_by_role("heading", name=WORKS)).to_be_visible()


def read_the_sheet(keeper: Page) -> None:
    """Who is present, who is missing; colours are no employer's business."""
    keeper.reload()
    expect(line_of(keeper, "张三")).to_contain_text("已到岗")
    expect(line_of(keeper, "孙梅")).to_contain_text("未到")
    expect(keeper.get_by_text("绿码")).to_have_count(0)
    assert_accessible(keeper)
    keeper.get_by_label("显示").select_option(label="未到")
    expect(line_of(keeper, "张三")).to_have_count(0)
    expect(line_of(keeper, "孙梅")).to_be_visible()
    with keeper.expect_download() as downloading:
        keeper.get_by_role("button", name="下载 CSV").click()
    text = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    assert "孙梅" in text
    assert "张三" not in text


def read_the_records(server: JourneyServer, employee: Page) -> None:
    """The visit is the clock-in, and the look of the keeper is there to read."""
    employee.goto(f"{server.address}/resident/#/records")
    expect(employee.get_by_role("listitem").filter(has_text="查看单位考勤表").first).to_contain_text(WORKS)
    employee.get_by_text("去过哪里").click()
    expect(employee.get_by_role("listitem").filter(has_text=WORKS)).to_contain_text("上班打卡")


def line_of(keeper: Page, name: str) -> Locator:
    """The line of an employee on the sheet."""
    return keeper.get_by_role("listitem", name=name)
