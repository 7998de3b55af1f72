"""Doors that no colour closes: a hospital's separate lane, and care or danger anywhere, each written down."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from ankang.applications.schemas import ContactHistory
from ankang.checkpoints.model.sites import Site, SiteKind
from ankang.checkpoints.store.openings import Opened, list_openings
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Device, Devices
from browser.support.server import JourneyServer
from browser.support.steps import (
    be_ready_without_a_network,
    code_of,
    count_of,
    go_on_duty,
    picture_of_code,
    picture_without_a_network,
    sign_in,
)

IN_CONTACT = {"contact": ContactHistory(close_contact=True, last_contact_on=date(2022, 7, 6))}
NOTE = "胸痛，由家属扶着"


def with_a_red_code(
    server: JourneyServer, devices: Devices, name: str, kind: SiteKind, *, is_reached: bool = True
) -> tuple[Site, Device]:
    """张三's code is red and was scanned at a site of that kind; without `is_reached` after the centre ended."""
    server.call(lambda call: have_applied(call, ZHANG, **IN_CONTACT))
    site = server.call(lambda call: work_at(call, LI, name, kind=kind))
    server.run_jobs()
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    expect(code_of(holder.page, "红码")).to_be_visible()
    sign_in(gate.page, LI)
    go_on_duty(gate.page, name)
    expect(gate.page.get_by_text("名单刚刚更新")).to_be_visible()
    if not is_reached:
        for page in (holder.page, gate.page):
            be_ready_without_a_network(page)
        server.close()
    picture = picture_of_code if is_reached else picture_without_a_network
    gate.camera.look_at(picture(holder.page, "红码"))
    gate.page.reload()
    expect(gate.page.get_by_text("红码", exact=True)).to_be_visible()
    gate.camera.look_at_the_wall()
    return site, gate


def opened_at(server: JourneyServer, site: Site) -> list[Opened]:
    """What is written of doors that were opened at a site."""

    async def openings(call: Call) -> list[Opened]:
        return await list_openings(call.connection, call.cipher, site.site_id, 10)

    return server.call(openings)


@pytest.mark.spec("E2", "R17", "M4")
def test_a_red_code_enters_a_hospital_by_the_separate_lane(server: JourneyServer, devices: Devices) -> None:
    """Care comes first.

    1. A red code is scanned at a hospital: the separate lane, with the red chip beside the name.
    2. 36.8 °C is taken as everywhere; the person is let in, and the opening is written with nobody's reason.
    """
    site, gate = with_a_red_code(server, devices, "市第一人民医院", SiteKind.HOSPITAL)
    lane(gate.page)
    gate.page.get_by_role("button", name="36.8").click()
    gate.page.get_by_role("button", name="记 36.8 °C，扫下一位").click()
    expect(count_of(gate.page, "今日通行")).to_have_text("1")
    (opened,) = opened_at(server, site)
    assert (opened.by, opened.reason, opened.note) == ("medical_site", None, "")


def lane(gate: Page) -> None:
    """The sentence and what staff do next."""
    expect(gate.get_by_role("heading", name="专用通道")).to_be_visible()
    expect(gate.get_by_text("看病优先，任何颜色都不拦")).to_be_visible()
    expect(gate.get_by_text("红码", exact=True)).to_be_visible()
    assert_accessible_by_day_and_night(gate)


@pytest.mark.spec("E2", "R17", "M4")
def test_care_opens_any_door_with_a_reason(server: JourneyServer, devices: Devices) -> None:
    """Somebody who needs a doctor stands at a gate that lets in green codes only.

    1. The red code is stopped; below stands that care and danger open the door.
    2. Staff write what they see and choose care: the separate lane, and the note and the reason are written.
    3. The visit counts as let in, not as refused.
    """
    site, gate = with_a_red_code(server, devices, "梧桐里小区 东门", SiteKind.COMMUNITY)
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    gate.page.get_by_role("button", name="看病救急或有危险，放行").click()
    expect(gate.page.get_by_text("任何规则都不拦。请选原因，会留下记录")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)
    gate.page.get_by_label("情况（可不填）").fill(NOTE)
    gate.page.get_by_role("button", name="看病救急，放行").click()
    expect(gate.page.get_by_text("看病救急或有危险，任何规则都不拦")).to_be_visible()
    expect(gate.page.get_by_role("heading", name="不能通行")).to_have_count(0)
    assert_accessible_by_day_and_night(gate.page)
    gate.page.get_by_role("button", name="扫下一位").click()
    expect(count_of(gate.page, "今日通行")).to_have_text("1")
    expect(count_of(gate.page, "未放行")).to_have_text("0")
    (opened,) = opened_at(server, site)
    assert (opened.by, opened.reason, opened.note) == ("override", "medical_care", NOTE)


@pytest.mark.spec("E2", "D9", "R17", "M4")
def test_care_opens_a_door_without_the_centre_and_is_uploaded(server: JourneyServer, devices: Devices) -> None:
    """The centre ends while somebody needs a doctor.

    1. The phone stops the red code by its own lists; staff name care: the separate lane.
    2. Scan and opening wait on the phone; the centre is back and takes both, with the reason and the note.
    """
    site, gate = with_a_red_code(server, devices, "梧桐里小区 东门", SiteKind.COMMUNITY, is_reached=False)
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    gate.page.get_by_role("button", name="看病救急或有危险，放行").click()
    gate.page.get_by_label("情况（可不填）").fill(NOTE)
    gate.page.get_by_role("button", name="看病救急，放行").click()
    expect(gate.page.get_by_role("heading", name="请走专用通道")).to_be_visible()
    expect(gate.page.get_by_text("看病救急或有危险，不受限制")).to_be_visible()
    assert_accessible_by_day_and_night(gate.page)
    gate.page.get_by_role("button", name="扫下一位").click()
    expect(gate.page.get_by_role("link", name="待上传 2 条")).to_be_visible()

    server.open()
    gate.page.reload()
    gate.page.get_by_role("link", name="上传记录").click()
    expect(gate.page.get_by_text("都已上传")).to_be_visible()
    expect(gate.page.get_by_role("listitem").filter(has_text="开门放行")).to_contain_text("已收到")
    expect(gate.page.get_by_text("没有收下")).to_have_count(0)
    assert_accessible_by_day_and_night(gate.page)
    (opened,) = opened_at(server, site)
    assert (opened.by, opened.reason, opened.note) == ("override", "medical_care", NOTE)
    assert opened.visit_id is not None
