"""An officer imports a published list; people who live in its areas change colour and can see who looked and why."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ankang.applications.schemas import Address
from ankang.core.ids import PersonId
from ankang.runtime.access import Role
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.family import FANG
from browser.support.people import SUN, WANG, ZHANG, Somebody, be_an_officer, have_applied, hold_a_post
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, sign_in

YUNHE_STREET = "341324001"  # 运河街道 of 泗县, 宿州市


def published_list(project: Path, folder: Path) -> Path:
    """The list of 8 July 2022, 8:00, as it was published, with one county misprinted."""
    path = project / "src" / "ankang" / "demo" / "data" / "snapshots" / "2022070808.json"
    snapshot: dict[str, Any] = json.loads(path.read_text("utf-8"))
    misprint = {"province": "安徽省", "city": "宿州市", "county": "泗水县", "communitys": ["大庄镇曙光村"]}
    snapshot["data"]["highlist"].append(misprint)
    copy = folder / "list.json"
    copy.write_text(json.dumps(snapshot, ensure_ascii=False), "utf-8")
    return copy


async def lives_at(call: Call, somebody: Somebody, compound: str) -> PersonId:
    """An accepted form of somebody who lives in that compound of 运河街道."""
    address = Address(division_code=YUNHE_STREET, compound_name=compound, building="3")
    return await have_applied(call, somebody, city_code="3413", address=address)


def choose_list(page: Page, file: Path) -> None:
    """Go to the area risks and pick the file."""
    page.get_by_role("link", name="风险地区").click()
    page.get_by_label("名单文件").set_input_files(file)


def try_list(page: Page, file: Path) -> None:
    """The trial says what would open and close, and names the misprinted county with the closest one."""
    choose_list(page, file)
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_text("这是试算，还没有改变任何数据。")).to_contain_text("名单发布于 今天 08:00")
    expect(page.get_by_text("绿码 → 红码：")).to_be_visible()
    unmatched = page.get_by_role("list", name="未匹配 1 处")
    expect(unmatched).to_contain_text("泗水县")
    expect(unmatched).to_contain_text("最接近 泗县")
    expect(page.get_by_text("关闭 0 处")).to_be_visible()
    page.get_by_text(re.compile(r"^新增 \d+ 处$")).click()
    opened = page.get_by_role("list", name=re.compile(r"^新增 \d+ 处$"))
    expect(opened.get_by_role("listitem").filter(has_text="运河街道南都贵苑")).to_contain_text("高风险")
    assert_accessible_by_day_and_night(page)
    expect(page.get_by_text("没有符合条件的地区。")).to_be_visible()


def find_by_colour(page: Page, word: str, somebody: Somebody) -> None:
    """The list of people, filtered by a colour, holds this person alone."""
    page.get_by_label("颜色").select_option(label=word)
    expect(page.get_by_role("row").filter(has_text="****")).to_have_count(1)
    expect(page.get_by_role("link", name=somebody.masked_name)).to_be_visible()


def read_why(page: Page) -> None:
    """The person's page: causes against time, evidence, history, who looked, and a number shown on a click."""
    expect(page.get_by_role("heading", name=ZHANG.masked_name)).to_be_visible()
    causes = page.get_by_role("region", name="原因与解除")
    expect(causes.get_by_role("listitem").first).to_contain_text("高风险")
    evidence = page.get_by_role("region", name="证据")
    stay = evidence.get_by_role("row").filter(has_text="居住或停留")
    expect(stay).to_contain_text("安徽省宿州市泗县运河街道南都贵苑 常住")
    expect(stay).to_contain_text("开启“到过高风险地区”")
    expect(page.get_by_text("还需要：离开风险地区，或该地区风险解除")).to_be_visible()
    expect(page.get_by_role("region", name="变码经过").get_by_role("cell", name="绿码 → 红码")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("健康随访")
    page.get_by_role("button", name="显示手机号").click()
    expect(page.get_by_role("status").filter(has_text=ZHANG.mobile)).to_be_visible()
    assert_accessible_by_day_and_night(page)


def read_at_home(page: Page) -> None:
    """The holder: a red code, the reason with the place, and both looks of the officer."""
    expect(code_of(page, "红码")).to_be_visible()
    page.get_by_role("button", name="为什么是红码").click()
    expect(page.get_by_role("dialog")).to_contain_text("运河街道南都贵苑")
    assert_accessible_by_day_and_night(page)
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("link", name="记录", exact=True).click()
    looks = page.get_by_role("listitem").filter(has_text="省卫生健康委员会")
    expect(looks).to_have_count(2)
    expect(looks.first).to_contain_text("健康随访")
    expect(looks.first).to_contain_text(WANG.masked_name)
    page.get_by_text("颜色变化", exact=True).click()
    expect(page.get_by_role("listitem").first).to_contain_text("红码")


@pytest.mark.spec("G2", "C1", "C2", "C13", "M2", "R4")
def test_a_published_list_turns_residents_red_and_the_officer_sees_why(
    server: JourneyServer, devices: Devices, project: Path, tmp_path: Path
) -> None:
    """Trial, commit, people by colour, one person's causes and evidence; then that person reads all of it at home."""
    server.call(lambda call: lives_at(call, ZHANG, "南都贵苑"))  # listed as high risk
    server.call(lambda call: lives_at(call, SUN, "汴河小区"))  # in the rest of the street, medium
    server.call(lambda call: have_applied(call, FANG))  # in 合肥
    server.call(lambda call: be_an_officer(call, WANG))
    desk = devices.desk("/console/", reduced_motion="reduce").page
    sign_in(desk, WANG)

    try_list(desk, published_list(project, tmp_path))
    desk.get_by_role("button", name="确认导入").click()
    expect(desk.get_by_text("已导入。受影响的人正在重新判定。")).to_be_visible()
    expect(desk.get_by_role("row").filter(has_text="运河街道南都贵苑")).to_contain_text("进行中")
    server.run_jobs()

    desk.get_by_role("link", name="人员", exact=True).click()
    find_by_colour(desk, "绿码", FANG)
    find_by_colour(desk, "黄码", SUN)
    find_by_colour(desk, "红码", ZHANG)
    assert_accessible_by_day_and_night(desk)
    desk.get_by_role("link", name=ZHANG.masked_name).click()
    read_why(desk)

    holder = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(holder, ZHANG)
    read_at_home(holder)


@pytest.mark.spec("G2")
def test_an_officer_of_a_city_may_try_a_list_and_not_import_it(
    server: JourneyServer, devices: Devices, project: Path, tmp_path: Path
) -> None:
    """The list is of the whole country: the city sees what it would change and is told who imports it."""
    server.call(lambda call: hold_a_post(call, WANG, Role.OFFICER, "3413", "宿州市卫生健康委员会"))
    desk = devices.desk("/console/").page
    sign_in(desk, WANG)

    choose_list(desk, published_list(project, tmp_path))
    desk.get_by_role("button", name="试算").click()
    desk.get_by_role("button", name="确认导入").click()

    expect(desk.get_by_role("alert")).to_contain_text("需由省级卫生健康部门人员导入")
    expect(desk.get_by_text("没有符合条件的地区。")).to_be_visible()


@pytest.mark.spec("G2")
def test_a_file_that_is_no_list_and_a_list_that_is_too_old_are_told_apart(
    server: JourneyServer, devices: Devices, project: Path, tmp_path: Path
) -> None:
    """A page saved by mistake, then the right list, then an older one: each answer says what to do."""
    server.call(lambda call: be_an_officer(call, WANG))
    desk = devices.desk("/console/").page
    sign_in(desk, WANG)
    wrong = tmp_path / "page.json"
    wrong.write_text("<html>", "utf-8")

    choose_list(desk, wrong)
    desk.get_by_role("button", name="试算").click()
    expect(desk.get_by_role("alert")).to_contain_text("这个文件不是可读取的风险地区名单")
    desk.get_by_label("名单文件").set_input_files(published_list(project, tmp_path))
    desk.get_by_role("button", name="试算").click()
    desk.get_by_role("button", name="确认导入").click()
    expect(desk.get_by_text("已导入。")).to_be_visible()
    desk.get_by_label("名单文件").set_input_files(
        project / "src" / "ankang" / "demo" / "data" / "snapshots" / "2022070507.json"
    )
    desk.get_by_role("button", name="试算").click()

    expect(desk.get_by_role("alert")).to_contain_text("只能导入更新的名单")
