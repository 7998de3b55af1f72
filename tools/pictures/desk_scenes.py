"""The officials' console, on a desktop."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

import stage
from ankang.demo.accounts import Account
from ankang.demo.geography import sample_snapshots
from looks import WITHOUT_ELDER
from scenes import Scene, Steps, fails, settled, wrong_password


def _scene(
    name: str, path: str, lead: Steps = settled, account: Account | None = stage.PROVINCE, alone: bool = False
) -> Scene:
    return Scene(name, "console", account, path, lead, WITHOUT_ELDER, alone)


def _person(name: str) -> Steps:
    def lead(page: Page) -> None:
        settled(page)
        page.locator("main tbody a, main tbody button", has_text=name).first.click()
        expect(page.locator(".person-top h1")).to_be_visible()
        settled(page)

    return lead


def _revealed(page: Page) -> None:
    _person("孙*")(page)
    page.locator("main button", has_text="手机号").or_(page.locator("main button", has_text="mobile")).first.click()
    page.wait_for_timeout(400)


def _printed(page: Page) -> None:
    _person("孙*")(page)
    page.locator(".print-paper button").first.click()
    expect(page.locator(".print-paper [role=status]")).to_be_visible()


def _tried(page: Page) -> None:
    settled(page)
    latest = sample_snapshots()[4]  # of the morning of the day that the stage shows
    page.locator("#risk-file").set_input_files(
        {"name": "risk-areas.json", "mimeType": "application/json", "buffer": latest.encode()}
    )
    page.locator(".import button.line").click()
    expect(page.locator(".import [role=status]")).to_be_visible()


def _imported(page: Page) -> None:
    settled(page)
    if page.locator("main tbody tr").count():  # imported before, in another manner
        return
    _tried(page)
    page.locator(".import button.main").click()
    expect(page.locator("main tbody tr").first).to_be_visible()


def _unreadable(page: Page) -> None:
    settled(page)
    page.locator("#risk-file").set_input_files(
        {"name": "wrong.json", "mimeType": "application/json", "buffer": json.dumps({"a": 1}).encode()}
    )
    page.locator(".import button.line").click()
    expect(page.locator(".import [role=alert]")).to_be_visible()


CONSOLE = (
    _scene("sign-in", "#/sign-in", account=None),
    _scene("sign-in-wrong", "#/sign-in", wrong_password, account=None, alone=True),
    _scene("overview", "#/"),
    _scene("overview-city", "#/", account=stage.CITY),
    _scene("overview-failed", "#/", fails("**/api/v1/console/**"), alone=True),
    _scene("people", "#/people"),
    _scene("people-red", "#/people?colour=red"),
    _scene("people-none", "#/people?colour=red&city=3410"),
    _scene("person-yellow", "#/people?city=3401&colour=yellow", _person("孙*")),
    _scene("person-red", "#/people?city=3401&colour=red", _person("周*")),
    _scene("corrections", "#/corrections"),
    _scene("person-paper", "#/people?city=3401&colour=yellow", _printed),
    _scene("proofs", "#/proofs"),
    _scene("far-shows", "#/far-shows"),
    _scene("far-shows-none", "#/far-shows", account=stage.CITY),
    _scene("no-role", "#/", account=stage.GREEN),
    _scene("area-risks-none", "#/area-risks"),
    _scene("area-risks-tried", "#/area-risks", _tried),
    _scene("area-risks-unreadable", "#/area-risks", _unreadable),
    _scene("area-risks", "#/area-risks", _imported),  # the last: it recolours people
)
