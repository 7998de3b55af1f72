"""Codes that open no door: a screenshot, a yellow code, a red one; and what staff say then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ankang.applications.schemas import ContactHistory
from ankang.core.facts import Symptom
from browser.support.accessibility import assert_accessible
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Device, Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, count_of, go_on_duty, picture_of_code, sign_in

GATE = "梧桐里小区 东门"
COUGHING = {"symptoms": [Symptom.DRY_COUGH]}
IN_CONTACT = {"contact": ContactHistory(close_contact=True, last_contact_on=date(2022, 7, 6))}


def at_the_gate(server: JourneyServer, devices: Devices, **answers: Any) -> tuple[Page, Device]:
    """The holder with the page open, and staff who are signed in and not yet on duty."""
    server.call(lambda call: have_applied(call, ZHANG, **answers))
    server.call(lambda call: work_at(call, LI, GATE))
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    sign_in(holder.page, ZHANG)
    sign_in(gate.page, LI)
    return holder.page, gate


@pytest.mark.spec("D2", "D7", "M4", "R13")
@pytest.mark.parametrize("age", [timedelta(minutes=1), timedelta(minutes=10)], ids=["a minute", "ten minutes"])
def test_a_screenshot_of_a_code_does_not_pass(server: JourneyServer, devices: Devices, age: timedelta) -> None:
    """The holder is gone; somebody shows a screenshot.

    1. The holder's code is photographed; a minute, or ten, go by.
    2. Staff scan the picture: not live, and nobody's name is shown.
    3. The holder shows the app itself: may enter.
    """
    holder, gate = at_the_gate(server, devices)
    screenshot = picture_of_code(holder, "绿码")
    server.clock.move_to(server.clock.now() + age)

    gate.camera.look_at(screenshot)
    go_on_duty(gate.page, GATE)
    expect(gate.page.get_by_role("heading", name="画面不是实时的")).to_be_visible()
    expect(gate.page.get_by_text("请打开安康码")).to_be_visible()
    expect(gate.page.get_by_text("截屏不能通行")).to_be_visible()
    expect(gate.page.get_by_text(ZHANG.masked_name)).to_have_count(0)
    assert_accessible(gate.page)

    gate.camera.look_at(picture_of_code(holder, "绿码"))
    gate.page.get_by_role("button", name="扫下一位").click()
    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()


@pytest.mark.spec("D6", "C1", "C2", "M4")
@pytest.mark.parametrize(("word", "answers"), [("黄码", COUGHING), ("红码", IN_CONTACT)], ids=["yellow", "red"])
def test_a_yellow_or_red_code_is_stopped(
    server: JourneyServer, devices: Devices, word: str, answers: dict[str, Any]
) -> None:
    """A code that is not green.

    1. The holder shows a code that is yellow, or red; the page has its colour.
    2. Staff scan it: may not enter, green codes only here; the colour stands as a chip beside the name.
    3. Staff read out where the holder finds the reasons; no temperature is taken.
    4. The entry is counted as refused; the holder taps the colour and reads why.
    """
    holder, gate = at_the_gate(server, devices, **answers)
    expect(code_of(holder, word)).to_be_visible()
    assert_accessible(holder)

    gate.camera.look_at(picture_of_code(holder, word))
    go_on_duty(gate.page, GATE)
    expect(gate.page.get_by_role("heading", name="不能通行")).to_be_visible()
    expect(gate.page.get_by_text("本场所只放行绿码")).to_be_visible()
    expect(gate.page.get_by_text(ZHANG.masked_name)).to_be_visible()
    expect(gate.page.get_by_text(word, exact=True)).to_be_visible()
    expect(gate.page.get_by_text("点码上的颜色，可以看到原因")).to_be_visible()
    expect(gate.page.get_by_role("heading", name="体温")).to_have_count(0)
    assert_accessible(gate.page)

    gate.camera.look_at_the_wall()
    gate.page.get_by_role("button", name="记为未放行，扫下一位").click()
    expect(count_of(gate.page, "未放行")).to_have_text("1")
    expect(count_of(gate.page, "今日通行")).to_have_text("0")
    holder.get_by_role("heading", name=word).click()
    expect(holder.get_by_role("dialog", name=word)).to_contain_text("7月8日")
    assert_accessible(holder)
