"""Showing and checking without a network and without a centre: the page still shows, the gate says what it knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.support.accessibility import assert_accessible
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
)

GATE = "梧桐里小区 东门"


@pytest.mark.spec("D1", "D2", "D3", "D9", "L1", "L5", "L6", "M4")
def test_a_code_shows_without_a_network_and_the_gate_never_passes_it_without_the_centre(
    server: JourneyServer, devices: Devices
) -> None:
    """A day without a network, then without a centre.

    1. The resident and the staff have opened their apps once; staff are on duty.
    2. The resident's phone loses the network and opens the page anew: a fresh code, and until when it is good.
    3. Staff, who reach the centre, scan it with the camera: may enter.
    4. The centre ends. Both open their apps anew: the code still shows, the gate still knows where it stands.
    5. Staff scan: amber, "cannot check now"; not green, no temperature.
    6. The centre is back. Staff scan again: may enter.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    open_both(holder.page, gate.page)

    holder.context.set_offline(True)
    show_a_fresh_code(server, holder, gate)
    gate.page.reload()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()

    holder.context.set_offline(False)
    server.close()
    show_a_fresh_code(server, holder, gate)
    assert_accessible(holder.page)
    gate.page.reload()
    check_without_the_centre(gate)

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
    be_ready_without_a_network(gate)


def show_a_fresh_code(server: JourneyServer, holder: Device, gate: Device) -> None:
    """The holder's page opens anew and shows a QR that was signed after that, before the camera of the gate."""
    before = server.clock.now()
    picture = picture_without_a_network(holder.page, "绿码")
    assert made_at(picture) >= before - timedelta(seconds=1)
    gate.camera.look_at(picture)


def check_without_the_centre(gate: Device) -> None:
    """Amber, with the name to compare and a way on, and nothing that could be taken for a pass."""
    expect(gate.page.get_by_role("heading", name="现在查不了")).to_be_visible()
    expect(gate.page.get_by_text("联系不上中心，只核对了签名")).to_be_visible()
    expect(gate.page.get_by_text(ZHANG.masked_name)).to_be_visible()
    expect(gate.page.get_by_text("可以通行")).to_have_count(0)
    expect(gate.page.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible(gate.page)
    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="扫下一位").click()
    expect(gate.page.get_by_role("heading", name=GATE)).to_be_visible()
    expect(gate.page.get_by_text("联系不上中心")).to_be_visible()
    assert_accessible(gate.page)
