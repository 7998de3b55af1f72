"""What people do with the pages, in their own words: each step finds what it touches by role and label.

Every step ends by seeing what came of it, so that the next one begins on a page that is ready.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from browser.support.accessibility import assert_accessible
from browser.support.people import Somebody, one_time_code
from browser.support.phones import Device
from browser.support.server import JourneyServer


def choose(page: Page, question: str, answer: str) -> None:
    """Answer one question of a form by pressing one of its buttons."""
    group = page.get_by_role("group", name=question)
    group.get_by_text(answer, exact=True).click()
    expect(group.get_by_label(answer, exact=True)).to_be_checked()


def register(
    page: Page, server: JourneyServer, somebody: Somebody, check: Callable[[Page], None] = lambda _: None
) -> None:
    """Register with real name, document, mobile and the code of the text message; `check` looks at the form."""
    page.get_by_role("link", name="还没有账号，去注册").click()
    page.get_by_label("姓名").fill(somebody.name)
    page.get_by_label("证件号码").fill(somebody.document_number)
    page.get_by_label("手机号码").fill(somebody.mobile)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("验证码已发送")).to_be_visible()
    page.get_by_label("短信验证码").fill(one_time_code(server, somebody))
    page.get_by_label("设置密码").fill(somebody.password)
    check(page)
    page.get_by_role("button", name="注册", exact=True).click()
    expect(page.get_by_role("heading", name="未申领")).to_be_visible()


def fill_in_form(page: Page, symptom: str = "都没有", check: Callable[[Page], None] = lambda _: None) -> None:
    """Answer the form of somebody in 瑶海区 who came from nowhere, up to the promise; `check` looks at each step."""

    def next_step(question: str) -> None:
        check(page)
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_role("heading", name=question)).to_be_visible()

    expect(page.get_by_role("heading", name="您现在住在哪个城市？")).to_be_visible()
    page.get_by_label("城市", exact=True).select_option(label="合肥市")
    page.get_by_label("区县", exact=True).select_option(label="瑶海区")
    next_step("您的住址和工作单位？")
    page.get_by_label("街道或乡镇").select_option(label="明光路街道")
    page.get_by_label("小区、村或大院").fill("明珠花园")
    page.get_by_label("楼栋或门牌").fill("3 幢")
    page.get_by_label("单元", exact=True).fill("2")
    next_step("最近 14 天，您从外地来吗？")
    choose(page, "最近 14 天，您从外地来吗？", "不是")
    next_step("您最近身体怎么样？")
    choose(page, "现在有没有这些症状", symptom)
    choose(page, "最近 14 天接触过确诊或疑似的人吗", "没有")
    next_step("请核对，并作出承诺")
    expect(page.get_by_text("合肥市 瑶海区 明光路街道 明珠花园 3 幢 2")).to_be_visible()
    page.get_by_role("checkbox", name="我承诺").check()
    check(page)


def apply_for_code(page: Page, check: Callable[[Page], None] = lambda _: None) -> None:
    """Apply as somebody who is well, see the green code; `check` looks at each step."""
    page.get_by_role("link", name="申领安康码").click()
    fill_in_form(page, check=check)
    page.get_by_role("button", name="提交，领取安康码").click()
    expect(page.get_by_role("heading", name="已领到绿码")).to_be_visible()
    check(page)
    page.get_by_role("link", name="出示安康码").click()


def report_today(page: Page, celsius: str = "36.6") -> None:
    """Fill in and send the day's report of somebody who is well."""
    page.get_by_label("今天的体温").fill(celsius)
    choose(page, "有没有这些症状", "都没有")
    choose(page, "接触过确诊或疑似的人吗", "没有")
    choose(page, "离开过本市吗", "没有")
    page.get_by_role("button", name="提交今日打卡").click()
    expect(page.get_by_role("heading", name="今日已打卡")).to_be_visible()


def check_in(page: Page, celsius: str = "36.6") -> None:
    """Report today as a normal day, from the code page."""
    page.get_by_role("link", name="今日打卡").click()
    report_today(page, celsius)


def sign_in(page: Page, somebody: Somebody) -> None:
    """Sign in with mobile and password, in any of the apps."""
    page.get_by_label(re.compile("^手机号")).fill(somebody.mobile)
    page.get_by_label("密码", exact=True).fill(somebody.password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name="登录", exact=True)).to_have_count(0)


def go_on_duty(page: Page, site_name: str) -> None:
    """Take up work at a site; the camera opens."""
    page.get_by_role("button", name=site_name).click()
    expect(page.get_by_role("heading", name=site_name)).to_be_visible()


def code_of(page: Page, word: str) -> Locator:
    """The QR on the code page while the code is of that colour."""
    return page.get_by_role("img", name=f"{word}，动态二维码")


def picture_of_code(page: Page, word: str) -> bytes:
    """A photograph of the code, of a QR drawn just now: the holder opens the page and shows the phone."""
    page.reload()
    expect(page.get_by_text("已联网")).to_be_visible()
    return code_of(page, word).screenshot()


def picture_without_a_network(page: Page, word: str) -> bytes:
    """The same while the centre cannot be reached: the page says so, and that the code is good."""
    page.reload()
    expect(page.get_by_text("没有网络，码仍可用").first).to_be_visible()
    return code_of(page, word).screenshot()


def be_ready_without_a_network(page: Page) -> None:
    """The app has been loaded once and keeps itself on the phone."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def count_of(gate: Page, what: str) -> Locator:
    """One of the counts of today below the camera's picture."""
    return gate.get_by_role("term").filter(has_text=what).locator("xpath=following-sibling::dd[1]")


def take_temperature(page: Page, celsius: str, button: str) -> None:
    """Type the thermometer's figure and record it; `button` is what the button says."""
    page.get_by_role("button", name="偏高").click()
    page.get_by_label("体温计读数").fill(celsius)
    page.get_by_role("button", name=button).click()


def ask_for_digits(page: Page) -> str:
    """Staff ask for a step-up; the digits as the holder reads them."""
    page.get_by_role("button", name="请对方输入六位数字").click()
    panel = page.get_by_role("group", name="六位数字")
    digits = panel.get_by_role("status").inner_text().replace(" ", "")
    assert len(digits) == 6
    assert digits.isdigit()
    assert_accessible(page)
    return digits


def scan_without_a_restart(gate: Device, picture: bytes) -> None:
    """The camera opens anew and the app does not: digits that were asked for still stand."""
    gate.camera.look_at(picture)
    gate.page.get_by_role("link", name="上传记录").or_(gate.page.get_by_role("link", name="待上传")).click()
    gate.page.get_by_role("button", name="返回").click()
