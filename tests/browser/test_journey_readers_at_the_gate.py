"""A card reader at USB, a Bluetooth thermometer, and a tap where the person is not the one of the code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.support.accessibility import assert_accessible
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import count_of, go_on_duty, sign_in

GATE = "梧桐里小区 东门"
# A browser with a thermometer in reach: a page calls `measure` as somebody holds it to a forehead.
THERMOMETER = """
const measurement = new EventTarget();
measurement.startNotifications = async () => measurement;
const device = new EventTarget();
const service = { getCharacteristic: async () => measurement };
device.gatt = { connect: async () => ({ getPrimaryService: async () => service }) };
Object.defineProperty(navigator, "bluetooth", { value: { requestDevice: async () => device } });
window.measure = (tenths) => {
  measurement.value = new DataView(new ArrayBuffer(5));
  measurement.value.setInt32(1, (0xff << 24) | tenths, true);
  measurement.dispatchEvent(new Event("characteristicvaluechanged"));
};
"""


def read_card(gate: Page, number: str) -> None:
    """The reader types the number and Enter, wherever the focus is."""
    gate.get_by_role("link", name="输证件号").click()
    expect(gate.get_by_role("heading", name="输证件号", level=1)).to_be_focused()
    gate.keyboard.type(number)
    gate.keyboard.press("Enter")


@pytest.mark.spec("D5", "E3", "M4")
def test_staff_read_a_card_and_a_thermometer(server: JourneyServer, devices: Devices) -> None:
    """Nobody types anything.

    1. 李强 lays 张三's card on the reader: may enter, although no field had the focus.
    2. He connects the thermometer once; its 36.7 °C stands in the field, he records it.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    gate = devices.phone("/staff/").page
    gate.add_init_script(THERMOMETER)
    gate.reload()
    sign_in(gate, LI)
    go_on_duty(gate, GATE)

    read_card(gate, ZHANG.document_number)
    expect(gate.get_by_role("heading", name="可以通行")).to_be_visible()
    gate.get_by_role("button", name="连接蓝牙体温计").click()
    expect(gate.get_by_text("蓝牙体温计已连接")).to_be_visible()
    gate.evaluate("measure(367)")
    expect(gate.get_by_label("体温计读数")).to_have_value("36.7")
    assert_accessible(gate)
    gate.get_by_role("button", name="记 36.7 °C，扫下一位").click()
    expect(count_of(gate, "今日通行")).to_have_text("1")


@pytest.mark.spec("D7", "M4")
def test_one_tap_reports_another_persons_document_and_the_holder_is_told(
    server: JourneyServer, devices: Devices
) -> None:
    """Somebody came with 张三's card.

    1. 李强 reads the card, sees that the person is another one, and taps once: may not enter.
    2. 张三 finds a message in the app, and the visit as not let in.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    gate, holder = devices.phone("/staff/").page, devices.phone("/resident/").page
    sign_in(gate, LI)
    go_on_duty(gate, GATE)

    read_card(gate, ZHANG.document_number)
    expect(gate.get_by_role("button", name="连接蓝牙体温计")).to_have_count(0)
    gate.get_by_role("button", name="不是本人").click()
    expect(gate.get_by_role("heading", name="不能通行")).to_be_visible()
    expect(gate.get_by_role("status").filter(has_text="持码本人会收到提醒")).to_be_visible()
    assert_accessible(gate)

    server.run_jobs()
    sign_in(holder, ZHANG)
    expect(holder.get_by_role("img", name="绿码").first).to_be_visible()
    holder.goto(f"{server.address}/resident/#/notices")
    expect(holder.get_by_text("有人用您的码通过哨点").first).to_be_visible()
    holder.goto(f"{server.address}/resident/#/records")
    holder.get_by_text("去过哪里").click()
    expect(holder.get_by_role("listitem").filter(has_text=GATE)).to_contain_text("未放行")
