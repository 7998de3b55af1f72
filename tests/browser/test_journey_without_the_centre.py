"""A gate without a centre: it judges, measures twice, keeps what it did, and the centre gets all of it later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.support.accessibility import assert_accessible, assert_accessible_by_day_and_night
from browser.support.film import made_at
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Device, Devices
from browser.support.server import JourneyServer
from browser.support.steps import (
    be_ready_without_a_network,
    code_of,
    go_on_duty,
    picture_of_code,
    picture_without_a_network,
    sign_in,
    take_temperature,
)

GATE = "梧桐里小区 东门"


@pytest.mark.spec("D1", "D2", "D3", "D9", "C8", "P9", "L1", "L5", "L6", "M4")
def test_two_readings_without_the_centre_are_uploaded_and_turn_the_code_yellow(
    server: JourneyServer, devices: Devices
) -> None:
    """The centre ends in the morning and is back later.

    1. The resident and the staff have opened their apps once; staff are on duty and have the lists.
    2. The centre ends. Both open their apps anew. Staff scan: may enter, by the phone's own lists.
    3. 37.8 °C: to the isolation area. Staff open the app anew, which still knows who waits since when.
    4. Five minutes later staff scan again and take 37.9 °C: kept, not yet in force.
    5. Staff open the app anew: a copy of that code opens no door, four records still wait and cannot be read there.
    6. The centre is back: everything goes up once, in order, and the resident's code is yellow.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    server.run_jobs()
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    open_both(holder.page, gate.page)

    server.close()
    show_a_fresh_code(server, holder, gate)
    gate.page.reload()
    pass_by_the_lists_of_the_phone(gate)
    measure_twice(server, holder, gate)

    gate.page.reload()
    expect(gate.page.get_by_text("这个二维码刚刚已经用过")).to_be_visible()
    gate.camera.look_at_the_wall()
    gate.page.reload()
    expect(gate.page.get_by_role("link", name="待上传 4 条")).to_be_visible()

    server.open()
    gate.page.reload()
    expect(gate.page.get_by_role("link", name="上传记录")).to_be_visible()
    gate.page.get_by_role("link", name="上传记录").click()
    see_what_became_of_it(gate.page)
    holder.page.reload()
    expect(code_of(holder.page, "黄码")).to_be_visible()


@pytest.mark.spec("D3", "D9", "L6")
def test_without_lists_a_gate_says_that_it_cannot_check(server: JourneyServer, devices: Devices) -> None:
    """Nothing was published yet when the centre ended: a genuine code is grey, and named, and never green."""
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    expect(code_of(holder.page, "绿码")).to_be_visible()
    be_ready_without_a_network(holder.page)
    sign_in(gate.page, LI)
    go_on_duty(gate.page, GATE)
    be_ready_without_a_network(gate.page)
    expect(gate.page.get_by_text("本机还没有名单")).to_be_visible()

    server.close()
    show_a_fresh_code(server, holder, gate)
    gate.page.reload()

    expect(gate.page.get_by_role("heading", name="现在查不了")).to_be_visible()
    expect(gate.page.get_by_text("可以通行")).to_have_count(0)
    expect(gate.page.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible(gate.page)
    server.open()
    gate.camera.look_at(picture_of_code(holder.page, "绿码"))
    gate.page.reload()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()


def open_both(holder: Page, gate: Page) -> None:
    """Sign in and load what the apps keep on the phones."""
    sign_in(holder, ZHANG)
    expect(code_of(holder, "绿码")).to_be_visible()
    be_ready_without_a_network(holder)
    sign_in(gate, LI)
    go_on_duty(gate, GATE)
    expect(gate.get_by_text("名单刚刚更新")).to_be_visible()
    assert_accessible(gate)
    be_ready_without_a_network(gate)


def show_a_fresh_code(server: JourneyServer, holder: Device, gate: Device) -> None:
    """The holder's page opens anew and shows a QR that was signed after that, before the camera of the gate."""
    before = server.clock.now()
    picture = picture_without_a_network(holder.page, "绿码")
    assert made_at(picture) >= before - timedelta(seconds=1)
    gate.camera.look_at(picture)


def pass_by_the_lists_of_the_phone(gate: Device) -> None:
    """Green by what the phone knows, and it says how old that is."""
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.page.get_by_text("按本机判定 · 名单")).to_be_visible()
    expect(gate.page.get_by_text(ZHANG.masked_name)).to_be_visible()
    assert_accessible(gate.page)


def measure_twice(server: JourneyServer, holder: Device, gate: Device) -> None:
    """37.8, five minutes by the clock of the phones, a new start of the app, the code once more, 37.9."""
    gate.camera.look_at_the_wall()
    take_temperature(gate.page, "37.8", "记 37.8 °C，偏高")
    expect(gate.page.get_by_role("heading", name="请等复测")).to_be_visible()
    expect(gate.page.get_by_text("登记会在上传时按测温的时间生效")).to_be_visible()
    assert_accessible(gate.page)
    server.clock.move_to(server.clock.now() + timedelta(minutes=5))
    for device in (holder, gate):
        device.let_pass(timedelta(minutes=5))
    gate.page.reload()
    expect(gate.page.get_by_role("heading", name="待复测名单")).to_be_visible()
    waiting = gate.page.get_by_role("listitem").filter(has_text=ZHANG.masked_name)
    expect(waiting).to_contain_text("37.8 °C")
    waiting.get_by_role("button").click()
    expect(gate.page.get_by_text("请再扫一次本人的码")).to_be_visible()
    show_a_fresh_code(server, holder, gate)
    gate.page.get_by_role("button", name="扫码", exact=True).click()
    expect(gate.page.get_by_role("heading", name="可以复测了")).to_be_visible()
    take_temperature(gate.page, "37.9", "记第二次 37.9 °C")
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    expect(gate.page.get_by_text("已记在本机，上传后按现在的时间生效")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)


def see_what_became_of_it(page: Page) -> None:
    """Four records, none refused, the last one yellow."""
    expect(page.get_by_text("都已上传")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_text("没有收下")).to_have_count(0)
    expect(page.get_by_role("listitem").first).to_contain_text("黄码")
    assert_accessible(page)
