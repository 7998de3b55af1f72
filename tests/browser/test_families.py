"""Acting for one's family in the resident app: a child at once, an adult who agrees and may end it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.support.accessibility import assert_accessible, assert_accessible_by_day_and_night
from browser.support.family import CHILD, FANG, FATHER, ask_to_act_for, open_people
from browser.support.people import have_applied, one_time_code, open_account
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, fill_in_form, report_today, sign_in


@pytest.mark.spec("B5", "F1", "F2", "D8")
def test_a_mother_applies_for_her_child_and_checks_in_for_it(server: JourneyServer, devices: Devices) -> None:
    """She adds the child, applies for it with a dry cough, shows its own yellow code, and reports for it next day."""
    server.call(lambda call: have_applied(call, FANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, FANG)
    expect(code_of(page, "绿码")).to_be_visible()

    open_people(page)
    ask_to_act_for(page, CHILD, "孩子")
    card = page.get_by_role("article").filter(has_text=CHILD.masked_name)
    expect(card.get_by_text("未申领")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    card.get_by_role("link", name="申领").click()
    expect(page.get_by_role("heading", name=f"替 {CHILD.masked_name} 申领")).to_be_visible()
    fill_in_form(page, "干咳")
    assert_accessible(page)
    page.get_by_role("button", name="提交，领取安康码").click()
    expect(page.get_by_role("heading", name="已领到黄码")).to_be_visible()
    assert_accessible_by_day_and_night(page)

    page.get_by_role("link", name="出示安康码").click()
    expect(page.get_by_role("heading", name=f"{CHILD.masked_name} 的安康码")).to_be_visible()
    expect(code_of(page, "黄码")).to_be_visible()
    expect(page.get_by_text(f"****{CHILD.document_number[-3:]}")).to_be_visible()
    assert_accessible_by_day_and_night(page)

    server.clock.move_to(server.clock.now() + timedelta(days=1))
    page.get_by_role("button", name="返回").click()
    card.get_by_role("link", name="打卡").click()
    expect(page.get_by_role("heading", name=f"替 {CHILD.masked_name} 打卡")).to_be_visible()
    report_today(page, "36.6")
    expect(page.get_by_role("heading", name="今日已打卡 · 连续 1 天")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    page.get_by_role("link", name="看打卡记录").click()
    page.get_by_text("打卡", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="36.6 ℃")).to_contain_text(f"{FANG.masked_name} 代打")
    page.get_by_text("申领", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="第 1 份申领表")).to_contain_text(f"由 {FANG.masked_name} 代填")


@pytest.mark.spec("B5")
def test_an_adult_agrees_in_the_own_app_and_ends_it_there(server: JourneyServer, devices: Devices) -> None:
    """The daughter asks; her father finds the request by its notice, agrees, and after a while ends it.

    Her phone showed his code; when it learns of the end, it keeps none any more.
    """
    server.call(lambda call: open_account(call, FANG))
    server.call(lambda call: have_applied(call, FATHER))
    hers, his = (devices.phone("/resident/", reduced_motion="reduce").page for _ in range(2))
    sign_in(hers, FANG)
    open_people(hers)
    ask_to_act_for(hers, FATHER, "父母")
    expect(hers.get_by_label("本人收到的验证码")).to_be_visible()
    assert_accessible_by_day_and_night(hers)
    hers.get_by_role("link", name="回到家人").click()
    card = hers.get_by_role("article").filter(has_text=FATHER.masked_name)
    expect(card.get_by_text("等待本人同意")).to_be_visible()
    expect(card.get_by_role("link", name="亮码")).to_have_count(0)

    server.run_jobs()
    sign_in(his, FATHER)
    his.get_by_role("link", name="您有 1 条新消息").click()
    expect(his.get_by_role("listitem").filter(has_text="有人想替您办")).to_be_visible()
    assert_accessible_by_day_and_night(his)
    his.get_by_role("button", name="返回").click()
    expect(his.get_by_role("link", name="条新消息")).to_have_count(0)
    open_people(his)
    request = his.get_by_role("article").filter(has_text=f"{FANG.masked_name} 想替您办理")
    expect(request).to_contain_text("对方说您是他（她）的父母")
    assert_accessible_by_day_and_night(his)
    request.get_by_role("button", name="同意", exact=True).click()
    expect(his.get_by_role("heading", name="谁在替我办")).to_be_visible()
    assert_accessible_by_day_and_night(his)

    hers.reload()
    card.get_by_role("link", name="亮码").click()
    expect(code_of(hers, "绿码")).to_be_visible()
    expect(hers.get_by_text(f"****{FATHER.document_number[-3:]}")).to_be_visible()
    hers.get_by_role("button", name="返回").click()
    assert codes_on(hers) == 1

    his.get_by_role("button", name="不再代办").click()
    his.get_by_role("button", name="确定结束").click()
    expect(his.get_by_role("heading", name="谁在替我办")).to_have_count(0)
    hers.reload()
    expect(hers.get_by_text("还没有添加家人")).to_be_visible()
    expect(card).to_have_count(0)
    assert codes_on(hers) == 0


def codes_on(page: Page) -> int:
    """How many codes the phone keeps."""
    count: int = page.evaluate(
        """() => new Promise((answer, fail) => {
            const opening = indexedDB.open("ankang-resident");
            opening.onerror = () => fail(opening.error);
            opening.onsuccess = () => {
                const counting = opening.result.transaction("codes").objectStore("codes").count();
                counting.onsuccess = () => (opening.result.close(), answer(counting.result));
            };
        })"""
    )
    return count


@pytest.mark.spec("B5")
def test_an_adult_refuses_a_request(server: JourneyServer, devices: Devices) -> None:
    """The father does not want it; nothing begins, and his daughter's list is empty again."""
    server.call(lambda call: open_account(call, FANG))
    server.call(lambda call: have_applied(call, FATHER))
    hers, his = (devices.phone("/resident/").page for _ in range(2))
    sign_in(hers, FANG)
    open_people(hers)
    ask_to_act_for(hers, FATHER, "父母")
    expect(hers.get_by_label("本人收到的验证码")).to_be_visible()

    sign_in(his, FATHER)
    open_people(his)
    his.get_by_role("button", name="不同意").click()
    expect(his.get_by_role("article")).to_have_count(0)

    hers.get_by_role("link", name="回到家人").click()
    expect(hers.get_by_text("还没有添加家人")).to_be_visible()


@pytest.mark.spec("B5")
def test_an_adult_without_an_account_agrees_by_the_code_of_a_text_message(
    server: JourneyServer, devices: Devices
) -> None:
    """The daughter types a wrong code and is told, then the one that her father reads out to her."""
    server.call(lambda call: open_account(call, FANG))
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, FANG)
    open_people(page)
    ask_to_act_for(page, FATHER, "父母")
    expect(page.get_by_label("本人收到的验证码")).to_be_visible()
    code = one_time_code(server, FATHER)

    page.get_by_label("本人收到的验证码").fill(str((int(code) + 1) % 1_000_000).zfill(6))
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    page.get_by_label("本人收到的验证码").fill(code)
    page.get_by_role("button", name="确认").click()

    card = page.get_by_role("article").filter(has_text=FATHER.masked_name)
    expect(card.get_by_role("link", name="申领")).to_be_visible()
