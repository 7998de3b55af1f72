"""Way 2: the holder scans the poster of a site, staff see the arrival and take the temperature."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ankang.checkpoints.model.sites import Site
from browser.support.accessibility import assert_accessible
from browser.support.film import poster
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Device, Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, count_of, go_on_duty, sign_in

GATE = "银泰中心 南门"
LIVE_MS = 10_000  # beside a stream the page asks every 30 s only, so this was the stream


@pytest.mark.spec("D4", "E3", "E6", "M4", "R5")
def test_a_holder_scans_a_poster_and_staff_confirm_the_arrival(server: JourneyServer, devices: Devices) -> None:
    """An arrival by the posted code.

    1. The holder scans the poster with the camera of the phone; opening its link alone leaves no arrival.
    2. The holder says "I am here" and is told to wait for staff.
    3. Staff see the arrival at once, with name, document and colour, confirm that they see the person: may enter.
    4. Staff take 36.6 °C; the holder's records keep the visit as confirmed.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    site = server.call(lambda call: work_at(call, LI, GATE))
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    expect(code_of(holder.page, "绿码")).to_be_visible()
    sign_in(gate.page, LI)
    go_on_duty(gate.page, GATE)
    gate.page.get_by_role("link", name="扫码到场").click()
    expect(gate.page.get_by_text("现在没有等待确认的人")).to_be_visible()
    expect(gate.page.get_by_text("有人扫码马上显示")).to_be_visible()
    assert_accessible(gate.page)

    scan_the_poster(server, holder, site)
    expect(gate.page.get_by_text("现在没有等待确认的人")).to_be_visible()
    arrive(holder.page)
    confirm_and_measure(gate)
    find_the_visit(holder.page)


def scan_the_poster(server: JourneyServer, holder: Device, site: Site) -> None:
    """Through the camera, from the page that scans posters."""
    holder.page.get_by_role("link", name="扫场所码").click()
    expect(holder.page.get_by_text("对准门口海报上的二维码")).to_be_visible()
    assert_accessible(holder.page)
    holder.page.get_by_role("button", name="返回").click()
    holder.camera.look_at(poster(f"{server.address}/s/{site.posted_code}"))
    holder.page.get_by_role("link", name="扫场所码").click()
    expect(holder.page.get_by_role("heading", name="您现在到了这个场所吗？")).to_be_visible()
    assert_accessible(holder.page)


def arrive(holder: Page) -> None:
    """The holder says so. The page is no pass and does not look like one: nothing of it is green."""
    holder.get_by_role("button", name="我到了").click()
    expect(holder.get_by_role("heading", name=GATE)).to_be_visible()
    expect(holder.get_by_text("请等工作人员确认")).to_be_visible()
    expect(holder.get_by_text("请备好证件")).to_be_visible()
    expect(holder.get_by_role("heading", name="已告诉工作人员")).to_be_visible()
    expect(holder.get_by_text("这个页面不是通行凭证")).to_be_visible()
    expect(holder.get_by_text("可以通行")).to_have_count(0)
    assert "green" not in holder.locator("body").inner_html()
    assert_accessible(holder)


def confirm_and_measure(gate: Device) -> None:
    """Staff see the person and the arrival becomes a visit."""
    arrival = gate.page.get_by_role("listitem").filter(has_text=ZHANG.masked_name)
    expect(arrival).to_be_visible(timeout=LIVE_MS)
    expect(arrival).to_contain_text("015")
    expect(arrival).to_contain_text("绿码")
    assert_accessible(gate.page)
    arrival.get_by_role("button", name="见到本人，测温").click()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    assert_accessible(gate.page)
    gate.page.get_by_role("button", name="36.6").click()
    gate.page.get_by_role("button", name="记 36.6 °C，扫下一位").click()
    expect(count_of(gate.page, "今日通行")).to_have_text("1")
    gate.page.get_by_role("link", name="扫码到场").click()
    expect(gate.page.get_by_text("现在没有等待确认的人")).to_be_visible()


def find_the_visit(holder: Page) -> None:
    """Where the holder has been, with the reading, no longer waiting for staff."""
    holder.get_by_role("link", name="出示安康码").click()
    expect(code_of(holder, "绿码")).to_be_visible()
    holder.get_by_role("button", name="返回").click()
    holder.get_by_role("link", name="记录").click()
    holder.get_by_text("去过哪里").click()
    visit = holder.get_by_role("listitem").filter(has_text=GATE)
    expect(visit).to_contain_text("扫场所码 · 已放行")
    expect(visit).to_contain_text("36.6 ℃")
    expect(visit).not_to_contain_text("等工作人员确认")
    assert_accessible(holder)


@pytest.mark.spec("D4", "D6", "M4")
def test_a_code_of_a_person_is_no_poster_and_an_old_poster_opens_nothing(
    server: JourneyServer, devices: Devices
) -> None:
    """What the page that scans posters does not take.

    1. The holder aims at another person's code: the page says that this is no poster.
    2. The holder types what stands under a poster that is not in use any more, and is told to scan the new one.
    3. The holder types what stands under the poster at the gate, in groups of four as it is printed, and is there.
    """
    site = server.call(lambda call: work_at(call, LI, GATE))
    server.call(lambda call: have_applied(call, ZHANG))
    holder = devices.phone("/resident/")
    sign_in(holder.page, ZHANG)
    holder.camera.look_at(code_of(holder.page, "绿码").screenshot())

    holder.page.get_by_role("link", name="扫场所码").click()
    expect(holder.page.get_by_text("这是别人的安康码，不是场所的码")).to_be_visible()
    assert_accessible(holder.page)
    holder.page.get_by_role("button", name="扫不了？输入编号").click()
    holder.page.get_by_label("海报下的编号").fill("aaaa-aaaa aaaa aaaa")
    assert_accessible(holder.page)
    holder.page.get_by_role("button", name="下一步").click()
    holder.page.get_by_role("button", name="我到了").click()
    expect(holder.page.get_by_role("alert")).to_contain_text("这张场所码不在使用中")
    assert_accessible(holder.page)

    holder.page.get_by_role("button", name="返回").click()
    holder.page.get_by_role("link", name="扫场所码").click()
    holder.page.get_by_role("button", name="扫不了？输入编号").click()
    code = site.posted_code
    printed = " ".join(code[start : start + 4] for start in range(0, len(code), 4))
    holder.page.get_by_label("海报下的编号").fill(printed)
    holder.page.get_by_role("button", name="下一步").click()
    holder.page.get_by_role("button", name="我到了").click()
    expect(holder.page.get_by_role("heading", name=GATE)).to_be_visible()
