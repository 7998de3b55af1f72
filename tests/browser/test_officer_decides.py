"""What officers decide in the console: corrections that would improve a colour, and identities at a counter."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ankang.checkpoints.model.visits import Registration
from ankang.checkpoints.store.registrations import add_registration
from ankang.core.facts import Symptom
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.people import LI, WANG, ZHANG, Somebody, be_an_officer, have_applied, open_account, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, fill_in_form, sign_in
from support.application import identity_number

FORMER = Somebody("刘洋", "刘*", "13800000021", identity_number(region="342601", sequence=21))
"""His number begins with the code of a county that no longer exists."""


def correct_the_form(page: Page) -> None:
    """The holder, whose cough was ticked by mistake, applies anew without it."""
    page.get_by_role("link", name="帮助", exact=True).click()
    page.get_by_role("link", name="重新申领（更正填错的）").click()
    expect(page.get_by_text("填错了可以更正一次")).to_be_visible()
    fill_in_form(page)
    page.get_by_role("button", name="提交，领取安康码").click()
    expect(page.get_by_role("heading", name="更正已提交，等工作人员核对")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    page.get_by_role("link", name="出示安康码").click()
    expect(code_of(page, "黄码")).to_be_visible()


@pytest.mark.spec("B4", "M2", "R4")
def test_an_officer_accepts_a_correction_and_the_holder_reads_the_ground(
    server: JourneyServer, devices: Devices
) -> None:
    """The correction waits; the officer reads what changed, is asked for a ground, accepts; the code turns green."""
    server.call(lambda call: have_applied(call, ZHANG, symptoms=[Symptom.DRY_COUGH]))
    server.call(lambda call: be_an_officer(call, WANG))
    holder = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(holder, ZHANG)
    expect(code_of(holder, "黄码")).to_be_visible()
    correct_the_form(holder)

    desk = devices.desk("/console/", reduced_motion="reduce").page
    sign_in(desk, WANG)
    desk.get_by_role("link", name="更正审核 1").click()
    review = desk.get_by_role("article").filter(has_text=ZHANG.masked_name)
    expect(review.get_by_role("listitem")).to_contain_text(["颜色会由黄码变为绿码", "症状：干咳 → 没有"])
    expect(review).to_contain_text("请在 明天 09:00 前答复")
    review.get_by_role("button", name="同意更正").click()
    expect(review.get_by_role("alert")).to_have_text("请写明理由，至少 4 个字。")
    assert_accessible_by_day_and_night(desk)
    review.get_by_label("理由").fill("电话核实，填写时误点了干咳")
    review.get_by_role("button", name="同意更正").click()
    expect(desk.get_by_text(f"已同意 {ZHANG.masked_name} 的更正，现在是绿码。")).to_be_visible()
    expect(desk.get_by_text("现在没有等待审核的更正。")).to_be_visible()
    expect(desk.get_by_role("link", name="更正审核", exact=True)).to_be_visible()

    server.run_jobs()
    holder.reload()
    expect(code_of(holder, "绿码")).to_be_visible()
    holder.get_by_role("link", name="条新消息").click()
    expect(holder.get_by_role("listitem").filter(has_text="更正通过了")).to_be_visible()
    holder.get_by_role("button", name="返回").click()
    holder.get_by_role("link", name="记录", exact=True).click()
    expect(holder.get_by_role("listitem").filter(has_text="审核重新申领")).to_contain_text(WANG.masked_name)
    holder.get_by_text("申领", exact=True).click()
    expect(holder.get_by_role("listitem").filter(has_text="第 2 份申领表 · 已采用")).to_contain_text(
        "工作人员的理由：电话核实，填写时误点了干咳"
    )
    assert_accessible_by_day_and_night(holder)
    holder.get_by_role("button", name="返回").click()
    holder.get_by_role("link", name="帮助", exact=True).click()
    holder.get_by_role("link", name="重新申领（更正填错的）").click()
    expect(holder.get_by_text("您已经更正过一次，不能再次重新申领。")).to_be_visible()


async def registered_with_a_former_region(call: Call) -> PersonId:
    """刘洋, whose identity waits for manual proof; somebody else's mobile is on the account."""
    person_id = await open_account(call, FORMER)
    assert (await identity.get_person(call, person_id)).identity_proof == "awaiting_proof"
    return person_id


@pytest.mark.spec("A1", "A4", "M2")
def test_who_proves_identity_at_a_counter_takes_over_the_account(server: JourneyServer, devices: Devices) -> None:
    """The officer sees who waits, records the proof with a new mobile; the person enters with a text message."""
    server.call(registered_with_a_former_region)
    server.call(lambda call: be_an_officer(call, WANG))
    desk = devices.desk("/console/", reduced_motion="reduce").page
    sign_in(desk, WANG)

    desk.get_by_role("link", name="身份核实 1").click()
    expect(desk.get_by_role("row").filter(has_text=FORMER.masked_name)).to_contain_text("不在现行区划表中")
    form = desk.get_by_role("region", name="柜台核实")
    form.get_by_label("姓名").fill(FORMER.name)
    wrong_digit = "1" if FORMER.document_number[-1] == "0" else "0"
    form.get_by_label("证件号码").fill(FORMER.document_number[:-1] + wrong_digit)
    form.get_by_label("手机号").fill("13800000022")
    form.get_by_role("button", name="已核对本人和证件").click()
    expect(form.get_by_role("alert")).to_be_visible()
    assert_accessible_by_day_and_night(desk)
    form.get_by_label("证件号码").fill(FORMER.document_number)
    form.get_by_role("button", name="已核对本人和证件").click()
    expect(form.get_by_role("status")).to_contain_text("身份已核验。原账号的登录、代办和二维码都已失效")
    expect(form.get_by_label("姓名")).to_have_value("")
    expect(desk.get_by_text("没有等待核实的人。")).to_be_visible()
    assert_accessible_by_day_and_night(desk)

    phone = devices.phone("/resident/").page
    phone.get_by_text("短信验证", exact=True).click()
    phone.get_by_label("手机号码").fill("13800000022")
    phone.get_by_role("button", name="获取验证码").click()
    expect(phone.get_by_text("验证码已发送")).to_be_visible()
    phone.get_by_label("短信验证码").fill(server.texts("13800000022")[-1].parameters["code"])
    phone.get_by_role("button", name="登录", exact=True).click()
    expect(phone.get_by_role("heading", name="未申领")).to_be_visible()
    phone.get_by_role("link", name="记录", exact=True).click()
    expect(phone.get_by_role("listitem").filter(has_text="窗口核验身份")).to_contain_text(WANG.masked_name)


@pytest.mark.spec("A1", "A5")
def test_the_counter_asks_the_birth_date_of_a_passport(server: JourneyServer, devices: Devices) -> None:
    """A passport does not carry it: the field appears, and without it the officer is told."""
    server.call(lambda call: be_an_officer(call, WANG))
    desk = devices.desk("/console/").page
    sign_in(desk, WANG)
    desk.get_by_role("link", name="身份核实").click()
    form = desk.get_by_role("region", name="柜台核实")
    expect(form.get_by_label("出生日期")).to_have_count(0)

    form.get_by_label("姓名").fill("Anna Kovacs")
    form.get_by_label("证件类型").select_option(label="护照")
    form.get_by_label("证件号码").fill("BA1234567")
    form.get_by_label("手机号").fill("13800000023")
    form.get_by_role("button", name="已核对本人和证件").click()
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("出生日期").fill("1991-03-04")
    form.get_by_role("button", name="已核对本人和证件").click()

    expect(form.get_by_role("status")).to_have_text("身份已核验。")
    found = server.call(
        lambda call: identity.find_person_by_document(call, DocumentType.PASSPORT, "BA1234567"),
    )
    assert found is not None
    assert found.masked_name == "A. K."


async def a_registration_above_the_quota(call: Call) -> None:
    """李强 at the gate registered 37.9 °C for 张三, after as many others as one account may register a day."""
    zhang = await have_applied(call, ZHANG)
    site = await work_at(call, LI, "梧桐里小区 东门")
    staff = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, LI.document_number)
    assert staff is not None
    waiting = Registration(
        person_id=zhang,
        visit_id=uuid4(),
        staff_id=staff.person_id,
        site_id=site.site_id,
        division_code=site.division_code,
        celsius=37.9,
        registered_at=call.now,
        state="waiting",
    )
    await add_registration(call.connection, call.cipher, waiting)


@pytest.mark.spec("P9", "M2")
def test_a_registration_above_the_quota_counts_only_after_an_officer_looked(
    server: JourneyServer, devices: Devices
) -> None:
    """The code is green while it waits; the officer lets it count with a ground, and it turns yellow."""
    server.call(a_registration_above_the_quota)
    server.call(lambda call: be_an_officer(call, WANG))
    holder = devices.phone("/resident/").page
    sign_in(holder, ZHANG)
    expect(code_of(holder, "绿码")).to_be_visible()
    desk = devices.desk("/console/", reduced_motion="reduce").page
    sign_in(desk, WANG)

    desk.get_by_role("link", name="更正审核 1").click()
    waiting = desk.get_by_role("article").filter(has_text="37.9 °C")
    expect(waiting).to_contain_text("梧桐里小区 东门 · 李* 登记 · 今天 09:00")
    assert_accessible_by_day_and_night(desk)
    waiting.get_by_label("理由").fill("电话核实，两次测温都发热")
    waiting.get_by_role("button", name="登记有效").click()

    expect(
        desk.get_by_role("status").filter(has_text=f"{ZHANG.masked_name} 的登记已生效，现在是黄码。")
    ).to_be_visible()
    expect(desk.get_by_text("现在没有等待复核的登记。")).to_be_visible()
    holder.reload()
    expect(code_of(holder, "黄码")).to_be_visible()
