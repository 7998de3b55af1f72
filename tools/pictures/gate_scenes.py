"""The staff's app: the gate, its verdicts, and the community worker's list. There is no elder mode at a gate."""

from __future__ import annotations

from playwright.sync_api import Page, expect

import stage
from ankang.demo.accounts import Account
from looks import WITHOUT_ELDER
from scenes import Scene, Steps, settled, submit_empty, wrong_password


def _scene(name: str, account: Account | None, path: str, lead: Steps = settled, **options: object) -> Scene:
    return Scene(name, "staff", account, path, lead, WITHOUT_ELDER, **options)  # type: ignore[arg-type]  # keywords of Scene


def _look_up(account: Account | None) -> Steps:
    def lead(page: Page) -> None:
        settled(page)
        number = stage.number_of(account) if account else stage.NUMBER_OF_NOBODY
        page.locator("#document_number").fill(number)
        page.locator("button[type=submit]").click()
        expect(page.locator(".ak-verdict")).to_be_visible()

    return lead


def _chosen(page: Page) -> None:
    _look_up(stage.ZHANG)(page)
    page.locator(".keys button").nth(3).click()


def _typed(page: Page) -> None:
    _look_up(stage.ZHANG)(page)
    page.locator(".keys .other").click()
    page.locator("#celsius").fill("99")
    page.locator("button[type=submit]").click()


def _differs(page: Page) -> None:
    _look_up(stage.ZHANG)(page)
    page.locator(".differ").click()


def _waiting(page: Page) -> None:
    settled(page)
    page.locator("li button").first.click()
    expect(page.locator(".ak-verdict")).to_be_visible()


def _time_is_up(page: Page) -> None:
    _waiting(page)
    page.clock.fast_forward(6 * 60_000)
    page.wait_for_timeout(1200)


def _scanned(page: Page) -> None:
    expect(page.locator(".ak-verdict")).to_be_visible()


def _scanned_without_centre(page: Page) -> None:
    page.route("**/api/v1/checkpoints/scans", lambda route: route.abort())
    _scanned(page)


def _offline(page: Page) -> None:
    settled(page)
    page.context.set_offline(True)
    page.wait_for_timeout(300)


def _form(page: Page) -> None:
    settled(page)
    page.locator("button.report").first.click()


STAFF = (
    _scene("sign-in", None, "#/sign-in"),
    _scene("sign-in-wrong", None, "#/sign-in", wrong_password, alone=True),
    _scene("duty", stage.LI, "#/duty"),
    _scene("scan", stage.LI, "#/"),
    _scene("scan-offline", stage.LI, "#/", _offline, alone=True),
    _scene("look-up", stage.LI, "#/look-up"),
    _scene("look-up-empty", stage.LI, "#/look-up", submit_empty),
    _scene("verdict-pass", stage.LI, "#/look-up", _chosen),
    _scene("verdict-pass-wrong-reading", stage.LI, "#/look-up", _typed),
    _scene("verdict-pass-differs", stage.LI, "#/look-up", _differs),
    _scene("verdict-stop", stage.LI, "#/look-up", _look_up(stage.WANG)),
    _scene("verdict-stop-red", stage.LI, "#/look-up", _look_up(stage.LIU)),
    _scene("verdict-no-code", stage.LI, "#/look-up", _look_up(stage.SUN)),
    _scene("verdict-nobody", stage.LI, "#/look-up", _look_up(None)),
    _scene("isolation", stage.LI, "#/isolation"),
    _scene("recheck", stage.LI, "#/isolation", _waiting),
    _scene("recheck-now", stage.LI, "#/isolation", _time_is_up, alone=True),
    _scene("arrivals", stage.LI, "#/arrivals"),
    _scene("caseload", stage.ZHAO, "#/caseload"),
    _scene("caseload-form", stage.ZHAO, "#/caseload", _form),
    _scene("verdict-scanned", stage.LI, "#/", _scanned, film=True),
    _scene("verdict-cannot-check", stage.LI, "#/", _scanned_without_centre, film=True),
    _scene("verdict-stale", stage.LI, "#/", _scanned, film=True, film_age_seconds=600),
)
