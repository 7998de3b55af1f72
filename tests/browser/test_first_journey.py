"""What people see first, in real Chromium: the first page of each app; then a code, scanned by camera."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from ankang.applications import service as applications
from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType, check_character
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible
from browser.support.chromium import DESKTOP, launch, open_page, phone
from browser.support.film import write_film
from browser.support.server import JourneyServer

PASSWORD = "correct-horse-8"


async def account(call: Call, name: str, mobile: str, sequence: int) -> PersonId:
    """Somebody with an account."""
    first_17 = f"340102{date(1990, 5, 17):%Y%m%d}{sequence:03d}"
    number = first_17 + check_character(first_17)
    person = await identity.ensure_person(call, name, DocumentType.MAINLAND_ID, number)
    await identity.open_account(call, person.person_id, mobile, PASSWORD)
    return person.person_id


async def resident_with_green_code(call: Call) -> None:
    """张三, who has applied."""
    person_id = await account(call, "张三", "13800000001", 1)
    form = ApplicationRequest(
        city_code="3401",
        address=Address(division_code="340102"),
        contact=ContactHistory(close_contact=False),
        arrival=ArrivalStatement(from_outside=False),
        promise_accepted=True,
    )
    await applications.apply(call, Actor(person_id, person_id), form)


async def staff_at_a_gate(call: Call) -> None:
    """李强, who may go on duty at one site."""
    person_id = await account(call, "李强", "13800000002", 2)
    await identity.grant_role(call, person_id, Role.STAFF, "3401", "梧桐里小区")
    site = await checkpoints.create_site(call, "梧桐里小区 东门", SiteKind.COMMUNITY, "340102")
    await checkpoints.assign_staff(call, person_id, site.site_id)


@pytest.mark.spec("M4")
@pytest.mark.parametrize("path", ["/", "/resident/", "/staff/", "/console/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_of_every_app_is_accessible(
    playwright: Playwright, server: JourneyServer, path: str, scheme: str
) -> None:
    browser = launch(playwright)
    context = phone(browser, color_scheme=scheme)
    page = open_page(context, server.address + path)

    expect(page.locator("h1").first).to_be_visible()
    assert_accessible(page)

    browser.close()


@pytest.mark.spec("D1", "D2", "D3", "D7", "E3")
def test_a_resident_shows_a_code_and_staff_scan_it_with_the_camera(
    playwright: Playwright, server: JourneyServer, tmp_path: Path
) -> None:
    """The resident signs in and shows the code; the staff scan it from a film of that screen and take 36.5 °C."""
    server.call(resident_with_green_code)
    server.call(staff_at_a_gate)
    holder_browser = launch(playwright)
    holder = open_page(phone(holder_browser), f"{server.address}/resident/#/sign-in")
    holder.locator("#mobile").fill("13800000001")
    holder.locator("#password").fill(PASSWORD)
    holder.get_by_role("button", name="登录", exact=True).click()
    expect(holder.locator(".ak-qr svg")).to_be_visible()
    expect(holder.get_by_text("绿码").first).to_be_visible()
    expect(holder.get_by_text("张*").first).to_be_visible()
    film = write_film(holder.locator(".ak-qr").screenshot(), tmp_path / "code.mjpeg")

    staff_browser = launch(playwright, film)
    staff = open_page(phone(staff_browser), f"{server.address}/staff/#/sign-in")
    staff.locator("#mobile").fill("13800000002")
    staff.locator("#password").fill(PASSWORD)
    staff.get_by_role("button", name="登录", exact=True).click()
    staff.get_by_role("button", name="梧桐里小区 东门").click()

    expect(staff.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(staff.get_by_text("张*").first).to_be_visible()
    assert_accessible(staff)
    staff.get_by_role("button", name="36.5").click()
    staff.get_by_role("button", name="记 36.5 °C，扫下一位").click()
    expect(staff.get_by_text("今日通行")).to_be_visible()

    holder_browser.close()
    staff_browser.close()


@pytest.mark.spec("D1", "L1")
def test_the_code_shows_without_a_network(playwright: Playwright, server: JourneyServer) -> None:
    """After one visit the page reloads with the network cut and still draws a fresh code."""
    server.call(resident_with_green_code)
    browser = launch(playwright)
    context = phone(browser)
    page = open_page(context, f"{server.address}/resident/#/sign-in")
    page.locator("#mobile").fill("13800000001")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".ak-qr svg")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    context.set_offline(True)
    page.reload()

    expect(page.locator(".ak-qr svg")).to_be_visible()
    expect(page.get_by_text("没有网络，码仍可用").first).to_be_visible()
    browser.close()


@pytest.mark.spec("M2")
def test_an_officer_reads_the_region_on_a_desktop(playwright: Playwright, server: JourneyServer) -> None:
    """The officer signs in, sees the figures, and the page is accessible."""

    async def officer(call: Call) -> None:
        person_id = await account(call, "王建国", "13800000003", 3)
        await identity.grant_role(call, person_id, Role.OFFICER, "34", "省卫生健康委员会")

    server.call(resident_with_green_code)
    server.call(officer)
    browser = launch(playwright)
    page = open_page(phone(browser, viewport=DESKTOP, has_touch=False), f"{server.address}/console/")
    page.locator("#mobile").fill("13800000003")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()

    expect(page.get_by_role("heading", name="安徽省总览")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="人员").first.click()
    expect(page.get_by_role("heading", name="人员")).to_be_visible()
    browser.close()
