"""Way 3: no phone, staff on duty type the document number; counted, logged, and shown to the holder."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.limits import LOOK_UPS_PER_HOUR
from ankang.checkpoints.schemas import LookUpRequest
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible
from browser.support.people import LI, SUN, ZHANG, have_applied, open_account, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, count_of, go_on_duty, sign_in

GATE = "梧桐里小区 东门"


def look_up(gate: Page, number: str) -> None:
    """Type a document number and have it checked."""
    gate.get_by_label("证件号码").fill(number)
    gate.get_by_role("button", name="核验").click()


@pytest.mark.spec("D5", "E3", "M2", "M4")
def test_staff_look_a_person_up_and_the_person_sees_who_looked(server: JourneyServer, devices: Devices) -> None:
    """A visitor without a phone.

    1. Staff on duty type the number from the document: may enter, masked name and number to compare; 36.4 °C.
    2. One look-up less is left for the hour.
    3. A number of somebody who has no code, and one whom nobody knows: 未申领, the same words for both.
    4. At home the visitor opens the app and sees who looked, and what for.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: open_account(call, SUN))
    server.call(lambda call: work_at(call, LI, GATE))
    gate = devices.phone("/staff/").page
    sign_in(gate, LI)
    go_on_duty(gate, GATE)

    gate.get_by_role("link", name="输证件号").click()
    expect(gate.get_by_text(f"这一小时还可以查 {LOOK_UPS_PER_HOUR} 次")).to_be_visible()
    assert_accessible(gate)
    look_up(gate, ZHANG.document_number)
    expect(gate.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.get_by_text(ZHANG.masked_name)).to_be_visible()
    expect(gate.get_by_text("****" + ZHANG.document_number[-3:])).to_be_visible()
    expect(gate.get_by_text(ZHANG.document_number)).to_have_count(0)
    assert_accessible(gate)
    gate.get_by_role("button", name="36.4").click()
    gate.get_by_role("button", name="记 36.4 °C，扫下一位").click()
    expect(count_of(gate, "今日通行")).to_have_text("1")

    find_nobody(gate, SUN.document_number, left=LOOK_UPS_PER_HOUR - 1)
    find_nobody(gate, "110101199003070011", left=LOOK_UPS_PER_HOUR - 2)
    see_who_looked(devices.phone("/resident/").page)


def find_nobody(gate: Page, number: str, left: int) -> None:
    """Grey, with the hotline as the way on; nobody is named and no temperature is taken."""
    gate.get_by_role("link", name="输证件号").click()
    expect(gate.get_by_text(f"这一小时还可以查 {left} 次")).to_be_visible()
    look_up(gate, number)
    expect(gate.get_by_role("heading", name="未申领")).to_be_visible()
    expect(gate.get_by_text("没有颜色，不能当作绿码")).to_be_visible()
    expect(gate.get_by_text("请打热线")).to_be_visible()
    expect(gate.get_by_text(SUN.masked_name)).to_have_count(0)
    expect(gate.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible(gate)
    gate.get_by_role("button", name="扫下一位").click()


def see_who_looked(holder: Page) -> None:
    """The holder's records name the site's organisation, the masked name of the staff and the purpose."""
    sign_in(holder, ZHANG)
    expect(code_of(holder, "绿码")).to_be_visible()
    holder.get_by_role("link", name="记录").click()
    looks = holder.get_by_role("listitem").filter(has_text=GATE)
    expect(looks).to_have_count(1)
    expect(looks).to_contain_text(LI.masked_name)
    expect(looks).to_contain_text("证件")
    assert_accessible(holder)


@pytest.mark.spec("D5", "L10", "M4", "R11")
def test_look_ups_are_for_staff_on_duty_and_limited_by_the_hour(server: JourneyServer, devices: Devices) -> None:
    """What keeps look-ups from becoming a way to read people's records.

    1. Staff who are not on duty type a number and are told to choose a site first.
    2. On duty the hour's look-ups are used up: the page says so, and when the next is possible.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    gate = devices.phone("/staff/").page
    sign_in(gate, LI)
    expect(gate.get_by_role("button", name=GATE)).to_be_visible()

    gate.goto(f"{server.address}/staff/#/look-up")
    look_up(gate, ZHANG.document_number)
    expect(gate.get_by_role("alert")).to_contain_text("您还没有上岗，请先选择值班场所")
    assert_accessible(gate)

    gate.goto(f"{server.address}/staff/#/duty")
    go_on_duty(gate, GATE)
    server.call(use_up_the_hour)
    gate.get_by_role("link", name="输证件号").click()
    look_up(gate, ZHANG.document_number)
    expect(gate.get_by_role("alert")).to_contain_text(f"每小时最多查 {LOOK_UPS_PER_HOUR} 次，已经用完")
    expect(gate.get_by_role("alert")).to_contain_text("有手机的请扫码")
    expect(gate.get_by_text("这一小时还可以查 0 次")).to_be_visible()
    assert_accessible(gate)


async def use_up_the_hour(call: Call) -> None:
    """李强 looks up as many numbers as an hour allows."""
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, LI.document_number)
    assert person is not None
    staff_id = PersonId(person.person_id)
    staff = Actor(staff_id, staff_id, frozenset({Role.STAFF}), "3401", GATE)
    for _ in range(LOOK_UPS_PER_HOUR):
        await checkpoints.look_up(call, staff, LookUpRequest(key=uuid4(), document_number=SUN.document_number))
