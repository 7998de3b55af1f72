"""Every page of every app, in the light and the dark theme and in elder mode: axe finds nothing (SPEC M4).

A walk goes by the addresses of one app and asks its router at the end whether it has been everywhere, so that a new
page which no walk visits fails here.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ankang.applications.schemas import ContactHistory
from ankang.checkpoints.model.sites import SiteKind
from ankang.core.facts import Symptom
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.identity.model.looks import LookPurpose
from ankang.identity.model.proxies import Relation
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call
from ankang.runtime.installation import mark_as_demonstration
from browser.support.accessibility import assert_accessible
from browser.support.people import (
    LI,
    SUN,
    WANG,
    ZHANG,
    Somebody,
    be_an_officer,
    have_applied,
    kept_by,
    open_account,
    work_at,
)
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import go_on_duty, sign_in, take_temperature
from browser.support.visits import Visits, routes_of
from support.application import identity_number

GATE = "梧桐里小区 东门"
CHILD = Somebody("张小宝", "张**", "", identity_number(born=date(2015, 6, 1)))


async def acts_for(call: Call, proxy_id: PersonId, holder: Somebody, relation: Relation) -> PersonId:
    """The proxy asked to act for the holder; at once for a child, pending for an adult."""
    view = await identity.ask_to_act_for(
        call,
        Actor(proxy_id, proxy_id),
        name=holder.name,
        document_type=DocumentType.MAINLAND_ID,
        document_number=holder.document_number,
        birth_date=None,
        relation=relation,
        mobile=holder.mobile or None,
    )
    return view.other.person_id


async def town(call: Call) -> PersonId:
    """张三, yellow, with a child, with 孙梅 who asks to act for him, and with looks and notices to read."""
    await mark_as_demonstration(call.connection)
    zhang = await have_applied(call, ZHANG, symptoms=[Symptom.DRY_COUGH])
    child = await acts_for(call, zhang, CHILD, Relation.CHILD)
    sun = await open_account(call, SUN)
    await acts_for(call, sun, ZHANG, Relation.FRIEND)
    officer = await be_an_officer(call, WANG)
    looker = Actor(officer, officer, frozenset({Role.OFFICER}), "34", "省卫生健康委员会")
    await identity.record_look(call, looker, zhang, LookPurpose.FOLLOW_UP)
    return child


async def gate_staff_who_look_after_people(call: Call) -> None:
    """李强, who works at the gate and looks after people under observation."""
    await work_at(call, LI, GATE)
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, LI.document_number)
    assert person is not None
    await identity.grant_role(call, person.person_id, Role.COMMUNITY_WORKER, "3401", GATE)


def go(page: Page, app: str, path: str, heading: str) -> None:
    """Open a page of an app by its address and wait for its heading; the app is not loaded anew."""
    page.goto(page.url.partition("/" + app)[0] + f"/{app}/#{path}")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page.get_by_text("正在读取")).to_have_count(0)


@pytest.mark.spec("M4")
@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_resident_app_is_accessible(
    server: JourneyServer, devices: Devices, project: Path, scheme: str, mode: str
) -> None:
    child = server.call(town)
    server.run_jobs()
    visits = Visits(routes_of(project, "resident"))
    page = devices.phone("/resident/", color_scheme=scheme, reduced_motion="reduce").page

    def visit(name: str, path: str, heading: str) -> None:
        go(page, "resident", path, heading)
        visits.at(name, page)

    if mode == "elder":
        page.get_by_role("button", name="长辈版").click()
    visit("sign-in", "/sign-in", "登录")
    visit("register", "/register", "实名注册")
    visit("forgotten", "/forgotten", "找回密码")
    visit("help", "/help", "帮助")
    visit("messages", "/messages", "演示短信")
    go(page, "resident", "/sign-in", "登录")
    sign_in(page, ZHANG)
    expect(page.get_by_role("button", name="为什么是黄码")).to_be_visible()
    visits.at("home", page)
    visit("code", "/code", "安康码")
    visit("apply", f"/apply/{child}", "替 张** 申领")
    visit("check-in", "/check-in", "今日打卡")
    visit("report", "/report", "异常申报")
    visit("people", "/people", "家人")
    visit("add-person", "/people/add", "添加家人")
    visit("scan", "/scan", "扫场所码")
    visit("arrive", "/arrive/K7QH-2MZP-94TX", "到达场所")
    visit("paper", f"/paper/{child}", "张** 的纸质码")
    visit("records", "/records", "记录")
    visit("notices", "/notices", "消息")
    visit("help", "/help", "帮助")

    assert visits.problems == {}
    assert visits.missing == set()


@pytest.mark.spec("M4")
@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_start_page_is_accessible(server: JourneyServer, devices: Devices, scheme: str, mode: str) -> None:
    """The fourth app has no router: one page leads to the other three, and shows a demonstration's accounts."""
    server.call(lambda call: mark_as_demonstration(call.connection))
    page = devices.phone("/", color_scheme=scheme, reduced_motion="reduce").page
    if mode == "elder":
        page.get_by_role("button", name="长辈版").click()

    expect(page.get_by_role("heading", name="演示账号")).to_be_visible()
    for app in ("resident", "staff", "console"):
        expect(page.locator(f'main a[href="/{app}/"]').first).to_be_visible()
    assert_accessible(page)


@pytest.mark.spec("M4")
@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_staff_app_is_accessible(
    server: JourneyServer, devices: Devices, project: Path, scheme: str, mode: str
) -> None:
    """Elder mode is chosen in the resident app and holds for all apps of the same phone."""
    server.call(lambda call: have_applied(call, ZHANG))
    server.call(lambda call: have_applied(call, SUN, symptoms=[Symptom.DRY_COUGH]))
    server.call(gate_staff_who_look_after_people)
    visits = Visits(routes_of(project, "staff"))
    page = devices.phone("/resident/", color_scheme=scheme, reduced_motion="reduce").page
    if mode == "elder":
        page.get_by_role("button", name="长辈版").click()
    page.goto(server.address + "/staff/")

    expect(page.get_by_role("heading", name="哨点登录")).to_be_visible()
    visits.at("sign-in", page)
    sign_in(page, LI)
    expect(page.get_by_role("heading", name="在哪里值班")).to_be_visible()
    visits.at("duty", page)
    page.get_by_role("link", name="我照看的人").click()
    expect(page.get_by_role("button", name="代为打卡")).to_be_visible()
    visits.at("caseload", page)
    page.get_by_role("link", name="当面同意代办").click()
    visits.at("consent", page)
    site, secret = server.call(lambda call: kept_by(call, LI))
    works, _ = server.call(lambda call: kept_by(call, LI, SiteKind.ENTERPRISE, "明珠纺织厂"))
    for name, path, heading in [
        ("sites", "/sites", "我负责的场所"),
        ("site-new", "/sites/new", "登记场所"),
        ("site", f"/sites/{site}", "百姓超市 南七店"),
        ("site-rules", f"/sites/{site}/rules", "场所规则"),
        ("site-people", f"/sites/{site}/people", "居民和员工名单"),
        ("site-devices", f"/sites/{site}/devices", "闸机设备"),
        ("attendance", f"/sites/{works}/attendance", "考勤表"),
        ("invitation", f"/invitation/{secret}", "值守邀请"),
    ]:
        go(page, "staff", path, heading)
        visits.at(name, page)
    go(page, "staff", "/duty", "在哪里值班")
    go_on_duty(page, GATE)
    visits.at("scan", page)
    for name, path, heading in [
        ("arrivals", "/arrivals", "扫码到场"),
        ("isolation", "/isolation", "待复测名单"),
        ("uploads", "/uploads", "上传记录"),
        ("look-up", "/look-up", "输证件号"),
    ]:
        go(page, "staff", path, heading)
        visits.at(name, page)
    page.get_by_label("证件号码").fill(ZHANG.document_number)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("heading", name="可以通行")).to_be_visible()
    visits.at("verdict", page)
    take_temperature(page, "37.8", "记 37.8 °C，偏高")
    expect(page.get_by_role("heading", name="请等复测")).to_be_visible()
    visits.at("recheck", page)

    assert visits.problems == {}
    assert visits.missing == set()


@pytest.mark.spec("M4")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_console_is_accessible(
    server: JourneyServer, devices: Devices, project: Path, scheme: str
) -> None:
    server.call(lambda call: be_an_officer(call, WANG))
    server.call(lambda call: work_at(call, LI, GATE))
    zhang = server.call(
        lambda call: have_applied(call, ZHANG, symptoms=[Symptom.FEVER], contact=ContactHistory(close_contact=True))
    )
    visits = Visits(routes_of(project, "console"))
    page = devices.desk("/console/", color_scheme=scheme, reduced_motion="reduce").page

    expect(page.get_by_role("heading", name="管理台登录")).to_be_visible()
    visits.at("sign-in", page)
    sign_in(page, WANG)
    expect(page.get_by_role("heading", name="安徽省总览")).to_be_visible()
    visits.at("overview", page)
    for name, path, heading in [
        ("people", "/people", "人员"),
        ("person", f"/people/{zhang}", "张*"),
        ("corrections", "/corrections", "更正审核"),
        ("proofs", "/proofs", "身份核实"),
        ("far-shows", "/far-shows", "两地出示"),
        ("decoy-alarms", "/decoy-alarms", "诱饵号码"),
        ("sites", "/sites", "场所"),
        ("area-risks", "/area-risks", "风险地区"),
    ]:
        go(page, "console", path, heading)
        visits.at(name, page)

    assert visits.problems == {}
    assert visits.missing == set()
