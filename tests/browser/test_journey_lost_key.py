"""A browser has erased what it kept: one step gets a new code, and the old one is dead at the centre."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.schemas import ScanRequest, VerdictAnswer
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call
from browser.support.accessibility import assert_accessible_by_day_and_night
from browser.support.film import text_in
from browser.support.people import LI, ZHANG, have_applied, work_at
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from browser.support.steps import code_of, picture_of_code, sign_in

GATE = "梧桐里小区 东门"
_ERASE = """async () => {
    localStorage.clear();
    for (const { name } of await indexedDB.databases())
        await new Promise((done) => { indexedDB.deleteDatabase(name).onsuccess = done; });
}"""


async def be_on_duty(call: Call) -> Actor:
    """李强 goes on duty at the gate."""
    site = await work_at(call, LI, GATE)
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, LI.document_number)
    assert person is not None
    staff_id = PersonId(person.person_id)
    actor = Actor(staff_id, staff_id, frozenset({Role.STAFF}), "3401", GATE)
    await checkpoints.start_duty(call, actor, site.site_id)
    return actor


def scanned(server: JourneyServer, staff: Actor, qr_text: str) -> VerdictAnswer:
    """What the centre answers about a QR at the gate."""
    return server.call(lambda call: checkpoints.scan(call, staff, ScanRequest(key=uuid4(), qr_text=qr_text)))


def erase_what_the_browser_kept(page: Page) -> None:
    """As Safari does after a week without use; the session's cookie stays."""
    page.goto(page.url.partition("/resident")[0] + "/healthz")
    page.evaluate(_ERASE)
    page.goto(page.url.partition("/healthz")[0] + "/resident/")


@pytest.mark.spec("D2", "B1", "M4")
def test_a_lost_key_is_one_step_and_the_old_code_dies(server: JourneyServer, devices: Devices) -> None:
    """The page says what happened, asks for no data again, and after one tap shows a code that passes."""
    server.call(lambda call: have_applied(call, ZHANG))
    staff = server.call(be_on_duty)
    page = devices.phone("/resident/", reduced_motion="reduce").page
    sign_in(page, ZHANG)
    old = text_in(code_of(page, "绿码").screenshot())

    erase_what_the_browser_kept(page)
    expect(page.get_by_role("heading", name="请重新领码")).to_be_visible()
    expect(page.get_by_text("不用再填资料")).to_be_visible()
    assert_accessible_by_day_and_night(page)
    page.get_by_role("button", name="重新领码").click()
    expect(code_of(page, "绿码")).to_be_visible()

    assert scanned(server, staff, old).refusal == "dead_code"
    new = scanned(server, staff, text_in(picture_of_code(page, "绿码")))
    assert (new.verdict, new.refusal) == ("pass", None)
