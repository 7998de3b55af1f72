"""The main job from end to end: a resident applies, is measured twice at a gate, turns yellow and green again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.support.accessibility import assert_accessible
from browser.support.people import LI, ZHANG, work_at
from browser.support.phones import Device, Devices
from browser.support.server import JourneyServer
from browser.support.steps import (
    apply_for_code,
    check_in,
    code_of,
    go_on_duty,
    picture_of_code,
    register,
    sign_in,
    take_temperature,
)

GATE = "梧桐里小区 东门"
MORNING = datetime(2022, 7, 8, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai: day 0, on which the temperature is registered


@pytest.mark.spec("A1", "B1", "B2", "C5", "C8", "C13", "D1", "D3", "D6", "E3", "F1", "F4", "M4", "P1", "P9")
def test_a_resident_is_registered_at_a_gate_and_turns_green_after_seven_days(
    server: JourneyServer, devices: Devices
) -> None:
    """From registration to green, to yellow, to green.

    1. The resident registers with the code of the text message and applies, every step; the code is green.
    2. Staff go on duty, scan the code with the camera and take 37.8 °C: one reading changes no code.
    3. Five minutes later staff find the resident on the list, scan again and take 37.9 °C: registered.
    4. The resident's page is yellow and says why, what is missing and the earliest day.
    5. The resident checks in on days 1 to 7.
    6. At 0:00 of day 8 the code is green; nobody did anything.
    7. The records keep the visit with both readings and the two changes of colour.
    """
    server.call(lambda call: work_at(call, LI, GATE))
    holder = devices.phone("/resident/").page
    gate = devices.phone("/staff/")

    become_green(server, holder)
    measure_twice(server, holder, gate)
    read_the_reasons(holder)
    for day in range(1, 8):
        report_on_day(server, holder, day)
    turn_green_at_midnight(server, holder)
    read_the_records(holder)


def become_green(server: JourneyServer, holder: Page) -> None:
    """Register and apply."""
    register(holder, server, ZHANG, check=assert_accessible)
    assert_accessible(holder)
    apply_for_code(holder, check=assert_accessible)
    expect(code_of(holder, "绿码")).to_be_visible()
    assert_accessible(holder)


def measure_twice(server: JourneyServer, holder: Page, gate: Device) -> None:
    """Two scans and two readings, five minutes apart."""
    assert_accessible(gate.page)
    sign_in(gate.page, LI)
    expect(gate.page.get_by_role("button", name=GATE)).to_be_visible()
    assert_accessible(gate.page)
    gate.camera.look_at(picture_of_code(holder, "绿码"))
    go_on_duty(gate.page, GATE)

    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    assert_accessible(gate.page)
    gate.camera.look_at_the_wall()
    take_temperature(gate.page, "37.8", "记 37.8 °C，偏高")
    expect(gate.page.get_by_role("heading", name="请等复测")).to_be_visible()
    assert_accessible(gate.page)
    gate.page.get_by_role("button", name="到时再测，先扫下一位").click()
    assert_accessible(gate.page)
    expect(code_of(holder, "绿码")).to_be_visible()

    server.clock.move_to(server.clock.now() + timedelta(minutes=5))
    gate.camera.look_at(picture_of_code(holder, "绿码"))
    gate.page.get_by_role("link", name="待复测名单").click()
    expect(gate.page.get_by_role("button", name=ZHANG.masked_name)).to_contain_text("37.8")
    expect(gate.page.get_by_role("button", name=ZHANG.masked_name)).to_contain_text("开始等")
    assert_accessible(gate.page)
    gate.page.get_by_role("button", name=ZHANG.masked_name).click()
    expect(gate.page.get_by_text("请再扫一次本人的码")).to_be_visible()
    assert_accessible(gate.page)
    gate.page.get_by_role("button", name="扫码", exact=True).click()
    expect(gate.page.get_by_role("heading", name="可以复测了")).to_be_visible()
    expect(gate.page.get_by_role("heading", name="体温")).to_be_visible()
    assert_accessible(gate.page)
    gate.camera.look_at_the_wall()
    take_temperature(gate.page, "37.9", "记第二次 37.9 °C")
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    expect(gate.page.get_by_text("已登记，码的颜色已更新")).to_be_visible()
    expect(gate.page.get_by_text("黄码")).to_be_visible()
    assert_accessible(gate.page)


def read_the_reasons(holder: Page) -> None:
    """The page is yellow; its colour says cause, what is missing and the earliest day."""
    holder.reload()
    expect(code_of(holder, "黄码")).to_be_visible()
    assert_accessible(holder)
    holder.get_by_role("heading", name="黄码").click()
    reasons = holder.get_by_role("dialog", name="黄码")
    expect(reasons.get_by_role("heading", name="检查点复测体温异常")).to_be_visible()
    expect(reasons.get_by_text("7月16日 0:00", exact=True)).to_be_visible()
    expect(reasons.get_by_text("还差 7 天连续打卡")).to_be_visible()
    expect(reasons.get_by_text("观察满 7 天")).to_be_visible()
    assert_accessible(holder)
    reasons.get_by_role("button", name="关闭").click()


def report_on_day(server: JourneyServer, holder: Page, day: int) -> None:
    """Check in at 9:00 of the day."""
    server.clock.move_to(MORNING + timedelta(days=day))
    holder.reload()
    expect(code_of(holder, "黄码")).to_be_visible()
    check_in(holder)
    expect(holder.get_by_role("heading", name=f"今日已打卡 · 连续 {day} 天")).to_be_visible()
    if day == 1:
        assert_accessible(holder)
    holder.get_by_role("link", name="回到安康码").click()


def turn_green_at_midnight(server: JourneyServer, holder: Page) -> None:
    """A second before midnight the code is yellow, at 0:00 green."""
    midnight = datetime(2022, 7, 15, 16, 0, tzinfo=UTC)
    server.clock.move_to(midnight - timedelta(minutes=1))
    server.run_jobs()
    holder.reload()
    expect(code_of(holder, "黄码")).to_be_visible()

    server.clock.move_to(midnight)
    server.run_jobs()
    holder.reload()
    expect(code_of(holder, "绿码")).to_be_visible()
    assert_accessible(holder)


def read_the_records(holder: Page) -> None:
    """What the centre keeps, as the holder sees it."""
    holder.get_by_role("link", name="记录").click()
    holder.get_by_text("去过哪里").click()
    expect(holder.get_by_role("listitem").filter(has_text=GATE)).to_contain_text("37.8 ℃ · 37.9 ℃")
    assert_accessible(holder)
    holder.get_by_text("颜色变化").click()
    changes = holder.get_by_role("listitem").filter(has_text="→")
    expect(changes).to_contain_text(["黄码 → 绿码", "绿码 → 黄码", "暂无法判定 → 绿码"])
    assert_accessible(holder)
