"""A gate whose lists grow old, and codes that are not fresh: what staff read at each step (SPEC D8, D9, L5, L6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ankang.core.ids import PersonId
from browser.support.accessibility import assert_accessible, assert_accessible_by_day_and_night
from browser.support.holder import Holder
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Device, Devices
from browser.support.server import JourneyServer
from browser.support.steps import (
    ask_for_digits,
    be_ready_without_a_network,
    go_on_duty,
    scan_without_a_restart,
    sign_in,
)

GATE = "梧桐里小区 东门"


def holder_and_gate(server: JourneyServer, devices: Devices) -> tuple[Holder, Device]:
    """Somebody with a green code, and a gate on duty that has the lists; then the centre ends."""
    person_id: PersonId = server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    server.run_jobs()
    holder = Holder()
    server.call(lambda call: holder.renew(call, person_id))
    gate = devices.phone("/staff/")
    sign_in(gate.page, LI)
    go_on_duty(gate.page, GATE)
    expect(gate.page.get_by_text("名单刚刚更新")).to_be_visible()
    be_ready_without_a_network(gate.page)
    server.close()
    return holder, gate


def scan(gate: Device, picture: bytes) -> None:
    """Open the app anew with the picture before the camera."""
    gate.camera.look_at(picture)
    gate.page.reload()


def next_person(gate: Device, button: str) -> None:
    """Away from the verdict, the camera before a wall."""
    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name=button).click()
    expect(gate.page.get_by_role("heading", name=GATE)).to_be_visible()


@pytest.mark.spec("D8", "D9", "R13", "M4")
def test_a_screenshot_passes_for_a_minute_then_is_asked_for_digits_and_then_is_stale(
    server: JourneyServer, devices: Devices
) -> None:
    """Pictures of a code, 0, 45, 90 and 200 seconds old, at a gate without the centre.

    At 90 seconds staff ask for six digits, which the picture cannot answer; the holder's phone can.
    """
    holder, gate = holder_and_gate(server, devices)

    for age in (0, 45):
        scan(gate, holder.picture(server.clock.now() - timedelta(seconds=age)))
        expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    next_person(gate, "暂不测温，扫下一位")
    picture = holder.picture(server.clock.now() - timedelta(seconds=90))
    scan(gate, picture)
    expect(gate.page.get_by_role("heading", name="画面不是实时的")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)
    digits = ask_for_digits(gate.page)
    expect(gate.page.get_by_text("等对方输入数字，再扫新的码")).to_be_visible()

    scan_without_a_restart(gate, holder.picture(server.clock.now(), digits))
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()

    scan(gate, holder.picture(server.clock.now() - timedelta(seconds=200)))
    expect(gate.page.get_by_role("heading", name="画面不是实时的")).to_be_visible()
    expect(gate.page.get_by_role("button", name="请对方输入六位数字")).to_have_count(0)


@pytest.mark.spec("D9", "L5", "L6", "M4")
def test_the_words_of_the_ladder_after_a_quarter_of_an_hour_a_day_and_three_days(
    server: JourneyServer, devices: Devices
) -> None:
    """The centre stays away; the clock of the gate goes on.

    1. After 16 minutes: judged by the lists, whose age stands there.
    2. After 25 hours: amber; the door opens when the document has been compared.
    3. After 73 hours: no code of before the outage counts any more, and the page says that its lists do not either.
    """
    holder, gate = holder_and_gate(server, devices)
    began = server.clock.now()

    def later(time: timedelta) -> bytes:
        server.clock.move_to(began + time)
        gate.let_pass(time)
        return holder.picture(server.clock.now())

    scan(gate, later(timedelta(minutes=16)))
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.page.get_by_text("名单是 16 分钟前的，照常核验")).to_be_visible()

    scan(gate, later(timedelta(hours=25)))
    expect(gate.page.get_by_role("heading", name="先核对证件")).to_be_visible()
    expect(gate.page.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible_by_day_and_night(gate.page)
    gate.page.get_by_role("button", name="证件已核对").click()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    next_person(gate, "暂不测温，扫下一位")
    expect(gate.page.get_by_text("名单是 1 天前的，请先核对证件")).to_be_visible()

    scan(gate, later(timedelta(hours=71, minutes=59)))
    expect(gate.page.get_by_role("heading", name="先核对证件")).to_be_visible()

    scan(gate, later(timedelta(hours=73)))
    expect(gate.page.get_by_role("heading", name="码已过期")).to_be_visible()
    expect(gate.page.get_by_text("可以通行")).to_have_count(0)
    next_person(gate, "扫下一位")
    expect(gate.page.get_by_text("名单是 3 天前的，不能再用，请按证件人工核对")).to_be_visible()
    assert_accessible(gate.page)
