"""A turnstile from its box to the first person, and out of service again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.gate.centre import WebCentre
from ankang.gate.device import GateDevice, Person
from ankang.identity import service as identity
from ankang.identity.model.documents import DocumentType
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible
from browser.support.people import MA, ZHANG, have_applied, open_account
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import sign_in

NAME = "北门 1 号"


@pytest.mark.spec("D5", "M4")
def test_a_keeper_puts_a_turnstile_into_service_and_takes_it_out(
    server: JourneyServer, devices: Devices, tmp_path: Path
) -> None:
    """With the reference client as the turnstile, over HTTP.

    1. 马莉 opens the devices of her site, registers a gate that may read documents, and makes its code.
    2. The gate enrols with the code and reads 张三's card: it opens.
    3. 马莉 sees that the gate is in use and was seen; she suspends it.
    4. The gate asks again: it stays shut and says that it is suspended. The same card opens it once she resumes.
    """
    server.call(lambda call: open_account(call, MA))
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(shop_of_ma)
    keeper = devices.phone("/staff/").page
    sign_in(keeper, MA)
    keeper.get_by_role("link", name="百姓超市").click()
    keeper.get_by_role("link", name="闸机设备").click()
    expect(keeper.get_by_text("还没有登记闸机")).to_be_visible()
    gate = GateDevice(tmp_path, WebCentre(server.address), server.clock.now)

    gate.enrol(register(keeper))
    answer = gate.ask(Person(document_number=ZHANG.document_number, celsius=36.5))

    assert (answer.is_open, answer.prompt, answer.by) == (True, "green_pass", "centre")
    suspend(keeper)
    shut = gate.ask(Person(document_number=ZHANG.document_number))
    assert (shut.is_open, shut.words["zh"]) == (False, "这台设备已暂停，请联系场所负责人。")
    keeper.get_by_role("button", name="恢复使用").click()
    expect(keeper.get_by_role("listitem", name=NAME)).to_contain_text("使用中")
    assert gate.ask(Person(document_number=ZHANG.document_number)).is_open


async def shop_of_ma(call: Call) -> None:
    """An approved site that 马莉 keeps."""
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, MA.document_number)
    assert person is not None
    site = await checkpoints.create_site(call, "百姓超市 南七店", SiteKind.SUPERMARKET, "340104")
    await checkpoints.give_to_keeper(call, site.site_id, person.person_id)


def register(keeper: Page) -> str:
    """What is missing is said first; the code stands in the list, for this once."""
    keeper.get_by_role("button", name="登记闸机").click()
    expect(keeper.get_by_role("alert")).to_be_visible()
    keeper.get_by_label("设备名称").fill(NAME)
    keeper.get_by_label("可以刷证件").check()
    keeper.get_by_role("button", name="登记闸机").click()
    device = keeper.get_by_role("listitem", name=NAME)
    expect(device).to_contain_text("等待登记")
    device.get_by_role("button", name="生成登记码").click()
    expect(device.get_by_role("status")).to_contain_text("只用一次")
    assert_accessible(keeper)
    return device.get_by_role("status").locator(".text").inner_text()


def suspend(keeper: Page) -> None:
    """The page shows what became of the gate, and stops it."""
    keeper.reload()
    device = keeper.get_by_role("listitem", name=NAME)
    expect(device).to_contain_text("使用中")
    expect(device).to_contain_text("最近联系")
    device.get_by_role("button", name="暂停").click()
    expect(device).to_contain_text("已暂停")
    assert_accessible(keeper)
