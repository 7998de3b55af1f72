"""Accounts in the resident app: register, sign in three ways, a forgotten password, and leaving a phone clean."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from ankang.demo.accounts import WANG_YULAN
from ankang.runtime.installation import mark_as_demonstration
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.people import SUN, ZHANG, have_applied, one_time_code, open_account
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, sign_in

NEW_PASSWORD = "battery-staple-9"


def ask_for_code(page: Page) -> None:
    """Have a code sent to the mobile that is filled in."""
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("验证码已发送")).to_be_visible()
    expect(page.get_by_role("button", name="秒后可再发")).to_be_disabled()


def press_sign_in(page: Page) -> None:
    """Send the form of the sign-in page."""
    page.get_by_role("button", name="登录", exact=True).click()


@pytest.mark.spec("A1", "M4")
def test_a_newcomer_to_a_demonstration_registers_with_the_message_that_it_shows(
    server: JourneyServer, devices: Devices
) -> None:
    """A mistyped number is told at its field; the code is read in a window beside the form, which is not lost."""
    server.call(lambda call: mark_as_demonstration(call.connection))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    page.get_by_role("link", name="还没有账号，去注册").click()
    page.get_by_role("button", name="注册", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("有 5 处需要更正")
    assert_accessible_by_day_and_night(page)

    page.get_by_label("姓名").fill(ZHANG.name)
    number = ZHANG.document_number
    page.get_by_label("证件号码").fill(number[:15] + number[16] + number[15] + number[17])
    page.get_by_label("手机号码").fill(ZHANG.mobile)
    expect(page.get_by_text("最后一位校验码不对").first).to_be_visible()
    page.get_by_label("证件号码").fill(number)
    page.get_by_label("设置密码").fill(ZHANG.password)
    ask_for_code(page)
    server.run_jobs()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="看演示短信").click()
    messages = opened.value
    message = messages.get_by_role("listitem").filter(has_text="138****0001")
    expect(message).to_contain_text("用于注册")
    code = message.locator("b").inner_text()
    messages.get_by_role("button", name="返回").click()
    expect(messages.get_by_role("heading", name="登录")).to_be_visible()
    page.get_by_label("短信验证码").fill(code)
    page.get_by_role("button", name="注册", exact=True).click()

    expect(page.get_by_role("heading", name="未申领")).to_be_visible()
    assert_accessible_by_day_and_night(page)


@pytest.mark.spec("A2")
def test_a_resident_signs_in_with_mobile_and_password(server: JourneyServer, devices: Devices) -> None:
    """A wrong password is refused without saying which part is wrong; the right one leads to the code."""
    server.call(lambda call: have_applied(call, ZHANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    page.get_by_label("手机号码").fill(ZHANG.mobile)
    page.get_by_label("密码", exact=True).fill("wrong-horse-8")
    press_sign_in(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible_by_day_and_night(page)

    sign_in(page, ZHANG)

    expect(code_of(page, "绿码")).to_be_visible()


@pytest.mark.spec("A2")
def test_a_resident_signs_in_with_document_and_password(server: JourneyServer, devices: Devices) -> None:
    """For people whose mobile is out of reach: the number of the document instead."""
    server.call(lambda call: have_applied(call, ZHANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    page.get_by_text("证件密码", exact=True).click()
    page.get_by_label("证件号码").fill(ZHANG.document_number.lower())
    page.get_by_label("密码", exact=True).fill(ZHANG.password)
    assert_accessible_by_day_and_night(page)
    press_sign_in(page)

    expect(code_of(page, "绿码")).to_be_visible()


@pytest.mark.spec("A2")
def test_a_resident_signs_in_with_the_code_of_a_text_message(server: JourneyServer, devices: Devices) -> None:
    """No password at all: a wrong code is told, the right one leads to the code page."""
    server.call(lambda call: have_applied(call, ZHANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    page.get_by_text("短信验证", exact=True).click()
    page.get_by_label("手机号码").fill(ZHANG.mobile)
    ask_for_code(page)
    code = one_time_code(server, ZHANG)
    page.get_by_label("短信验证码").fill(str((int(code) + 1) % 1_000_000).zfill(6))
    press_sign_in(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    page.get_by_label("短信验证码").fill(code)
    press_sign_in(page)

    expect(code_of(page, "绿码")).to_be_visible()


@pytest.mark.spec("A3")
def test_a_forgotten_password_is_set_anew_with_a_text_message(server: JourneyServer, devices: Devices) -> None:
    """The new password works, the old one does not, and the phone that was signed in is signed out."""
    server.call(lambda call: have_applied(call, ZHANG))
    old, page = (devices.phone("/resident/", reduced_motion="reduce").page for _ in range(2))
    sign_in(old, ZHANG)
    expect(code_of(old, "绿码")).to_be_visible()

    page.get_by_role("link", name="忘记密码").click()
    expect(page.get_by_role("heading", name="找回密码")).to_be_visible()
    page.get_by_label("手机号码").fill(ZHANG.mobile)
    ask_for_code(page)
    page.get_by_label("短信验证码").fill(one_time_code(server, ZHANG))
    page.get_by_label("设置密码").fill("short")
    page.get_by_role("button", name="设置新密码").click()
    expect(page.get_by_role("alert")).to_contain_text("密码至少 8 位")
    assert_accessible_by_day_and_night(page)
    page.get_by_label("设置密码").fill(NEW_PASSWORD)
    page.get_by_role("button", name="设置新密码").click()
    expect(page.get_by_text("新密码已设好，请重新登录。")).to_be_visible()
    assert_accessible_by_day_and_night(page)

    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_label("手机号码").fill(ZHANG.mobile)
    page.get_by_label("密码", exact=True).fill(ZHANG.password)
    press_sign_in(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密码", exact=True).fill(NEW_PASSWORD)
    press_sign_in(page)
    expect(code_of(page, "绿码")).to_be_visible()
    old.reload()
    expect(old.get_by_role("heading", name="登录")).to_be_visible()


@pytest.mark.spec("A2", "M1")
def test_signing_out_leaves_nothing_on_the_phone(server: JourneyServer, devices: Devices) -> None:
    """After signing out the code is gone, also without a network; the page asks who one is."""
    server.call(lambda call: have_applied(call, ZHANG))
    phone = devices.phone("/resident/", reduced_motion="reduce")
    page = phone.page
    sign_in(page, ZHANG)
    expect(code_of(page, "绿码")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("link", name="帮助", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()

    phone.context.set_offline(True)
    page.reload()

    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert ZHANG.masked_name not in kept


@pytest.mark.spec("A6")
def test_a_stranger_learns_nothing_from_asking_for_a_code(server: JourneyServer, devices: Devices) -> None:
    """A number with an account and one without get the same words."""
    server.call(lambda call: open_account(call, ZHANG))
    page = devices.phone("/resident/#/forgotten").page
    said = []
    for mobile in (ZHANG.mobile, "13900000099"):
        page.reload()
        page.get_by_label("手机号码").fill(mobile)
        ask_for_code(page)
        said.append(page.get_by_role("status").all_inner_texts())

    assert said[0] == said[1]


@pytest.mark.spec("M4")
def test_a_name_on_the_start_page_signs_in_to_that_account_and_out_of_the_one_before(
    server: JourneyServer, devices: Devices
) -> None:
    """Zhang is signed in; a press on Wang Yulan's line opens the resident app as Wang."""
    server.call(lambda call: mark_as_demonstration(call.connection))
    wang = replace(SUN, mobile=WANG_YULAN.mobile, password=WANG_YULAN.password)
    server.call(lambda call: have_applied(call, wang))
    server.call(lambda call: have_applied(call, ZHANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, ZHANG)
    expect(page.get_by_text(ZHANG.masked_name).first).to_be_visible()

    page.goto(urljoin(page.url, "/"))
    expect(page.get_by_text("现在登录的账号会退出")).to_be_visible()
    page.get_by_role("link", name="居民 王玉兰").click()

    expect(code_of(page, "绿码")).to_be_visible()
    expect(page.get_by_text(wang.masked_name).first).to_be_visible()
    expect(page.get_by_text(ZHANG.masked_name)).to_have_count(0)
