"""The holder's half of a step-up and the beacon: what the QR on the screen really carries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ankang.core.credential.step_up import nonce_of
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.film import proof_in
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import (
    ask_for_digits,
    be_ready_without_a_network,
    code_of,
    go_on_duty,
    picture_of_code,
    picture_without_a_network,
    scan_without_a_restart,
    sign_in,
)

DIGITS = "074205"
GATE = "梧桐里小区 东门"


def open_code(page: Page) -> None:
    """Sign in and load what the app keeps on the phone."""
    sign_in(page, ZHANG)
    expect(code_of(page, "绿码")).to_be_visible()
    be_ready_without_a_network(page)


@pytest.mark.spec("D2", "D9", "M4")
def test_the_holder_types_the_digits_offline_and_the_code_answers_them(server: JourneyServer, devices: Devices) -> None:
    """In elder mode, with large letters on a small phone and no network.

    1. Five digits are refused in words.
    2. Six digits, pasted with a space: the page says that it answers, and the QR carries them.
    3. Back to normal: the next QR carries nothing.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    page = devices.phone("/resident/", viewport={"width": 360, "height": 740}, reduced_motion="reduce").page
    page.get_by_role("button", name="长辈版").click()
    sign_in(page, ZHANG)
    page.get_by_role("link", name="出示安康码").click()
    expect(code_of(page, "绿码")).to_be_visible()
    be_ready_without_a_network(page)
    page.context.set_offline(True)

    page.get_by_role("button", name="输入六位数字").click()
    field = page.get_by_label("核验手机上的六位数字")
    expect(field).to_be_focused()
    field.fill("07420")
    page.get_by_role("button", name="回答").click()
    expect(page.get_by_text("请输入六位数字")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    field.fill("074 205")
    field.press("Enter")

    expect(page.get_by_role("status").filter(has_text="正在回答核验数字 074 205")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    assert proof_in(code_of(page, "绿码").screenshot()).claims.nonce == nonce_of(DIGITS)

    page.get_by_role("button", name="恢复平常").click()
    expect(page.get_by_role("button", name="输入六位数字")).to_be_visible()
    assert proof_in(code_of(page, "绿码").screenshot()).claims.nonce is None


@pytest.mark.spec("D2", "L7")
def test_the_code_carries_the_beacon_that_the_centre_published(server: JourneyServer, devices: Devices) -> None:
    """The page fetches the manifest once; the next QR carries its beacon, and opening anew asks no second time."""
    server.call(lambda call: have_applied(call, ZHANG))
    server.run_jobs()
    page = devices.phone("/resident/").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "manifest.cose" in request.url else None)
    with page.expect_response("**/published/days/manifest.cose") as published:
        open_code(page)
    manifest = published.value.body()

    beacon = proof_in(picture_of_code(page, "绿码")).claims.beacon
    picture_of_code(page, "绿码")

    assert beacon is not None
    assert beacon in manifest
    assert len(asked) == 1


@pytest.mark.spec("D2", "D8", "D9")
def test_with_both_phones_offline_the_holder_answers_the_digits_on_the_staffs_screen(
    server: JourneyServer, devices: Devices
) -> None:
    """The clock of the gate's phone is a minute and a half ahead, and nobody has a network.

    1. The holder's live code looks like an old picture: staff read so, and ask for six digits.
    2. The code that is still shown gives no answer, as no picture can: staff are told to wait.
    3. The holder types the digits from the staff's screen; the next QR carries them and passes.
    """
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: work_at(call, LI, GATE))
    server.run_jobs()
    holder, gate = devices.phone("/resident/"), devices.phone("/staff/")
    open_code(holder.page)
    sign_in(gate.page, LI)
    go_on_duty(gate.page, GATE)
    expect(gate.page.get_by_text("名单刚刚更新")).to_be_visible()
    be_ready_without_a_network(gate.page)
    server.close()
    gate.let_pass(timedelta(seconds=90))

    gate.camera.look_at(picture_without_a_network(holder.page, "绿码"))
    gate.page.reload()
    expect(gate.page.get_by_role("heading", name="画面不是实时的")).to_be_visible()
    digits = ask_for_digits(gate.page)
    expect(gate.page.get_by_text("等对方输入数字，再扫新的码")).to_be_visible()
    holder.page.get_by_role("button", name="输入六位数字").click()
    holder.page.get_by_label("核验手机上的六位数字").fill(digits)
    holder.page.get_by_role("button", name="回答").click()
    answering = holder.page.get_by_role("status").filter(has_text=f"正在回答核验数字 {digits[:3]} {digits[3:]}")
    expect(answering).to_be_visible()
    scan_without_a_restart(gate, code_of(holder.page, "绿码").screenshot())

    expect(gate.page.get_by_role("heading", name="可以通行")).to_be_visible()
    expect(gate.page.get_by_text(ZHANG.masked_name)).to_be_visible()
