"""What people see first, in real Chromium: the first page of each app; then a code, scanned by camera."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from browser.support.accessibility import assert_accessible
from browser.support.film import made_at
from browser.support.people import LI, WANG, ZHANG, be_an_officer, have_applied, work_at
from browser.support.phones import Devices
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


@pytest.mark.spec("M4")
@pytest.mark.parametrize("path", ["/", "/resident/", "/staff/", "/console/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_of_every_app_is_accessible(devices: Devices, path: str, scheme: str) -> None:
    page = devices.phone(path, color_scheme=scheme).page

    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert_accessible(page)


@pytest.mark.spec("D1", "D2", "D3", "D7", "E3")
def test_a_resident_shows_a_code_and_staff_scan_it_with_the_camera(server: JourneyServer, devices: Devices) -> None:
    """The resident signs in and shows the code; the staff scan it from a film of that screen and take 36.5 °C."""
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    holder = devices.phone("/resident/").page
    sign_in(holder, ZHANG)
    expect(code_of(holder, "绿码")).to_be_visible()
    expect(holder.get_by_text(ZHANG.masked_name).first).to_be_visible()
    gate = devices.phone("/staff/")
    sign_in(gate.page, LI)

    gate.camera.look_at(picture_of_code(holder, "绿码"))
    go_on_duty(gate.page, GATE)

    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.page.get_by_text(ZHANG.masked_name).first).to_be_visible()
    assert_accessible(gate.page)
    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="36.5").click()
    gate.page.get_by_role("button", name="记 36.5 °C，扫下一位").click()
    expect(gate.page.get_by_role("definition").first).to_have_text("1")


@pytest.mark.spec("D1", "D2", "D9", "L1", "M4")
def test_a_code_shown_without_a_network_passes_a_gate_with_one(server: JourneyServer, devices: Devices) -> None:
    """After one visit the page reloads with the network cut and draws a fresh code; staff scan it by camera."""
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    expect(code_of(holder.page, "绿码")).to_be_visible()
    be_ready_without_a_network(holder.page)
    sign_in(gate.page, LI)

    holder.context.set_offline(True)
    cut_at = server.clock.now()
    picture = picture_without_a_network(holder.page, "绿码")
    assert_accessible(holder.page)
    gate.camera.look_at(picture)
    go_on_duty(gate.page, GATE)

    assert made_at(picture) >= cut_at - timedelta(seconds=1)
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.page.get_by_text("按本机判定")).to_have_count(0)


@pytest.mark.spec("M2")
def test_an_officer_reads_the_region_on_a_desktop(server: JourneyServer, devices: Devices) -> None:
    """The officer signs in, sees the figures, and the page is accessible."""
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: be_an_officer(call, WANG))
    page = devices.desk("/console/").page
    sign_in(page, WANG)

    expect(page.get_by_role("heading", name="安徽省总览")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="人员").first.click()
    expect(page.get_by_role("heading", name="人员")).to_be_visible()
