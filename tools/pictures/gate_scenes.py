"""The staff's app: the gate, its verdicts, and the community worker's list. There is no elder mode at a gate."""

from __future__ import annotations

from playwright.sync_api import Page, expect

import stage
from ankang.demo.accounts import Account
from happenings import number_of
from looks import WITHOUT_ELDER
from scenes import Scene, Steps, settled, submit_empty, wrong_password

AGES_OF_A_PICTURE = (0, 45, 90, 200)
"""Seconds since the code was drawn whose picture staff scan: passes, passes, asks for digits, is stale."""


def _scene(name: str, account: Account | None, path: str, lead: Steps = settled, **options: object) -> Scene:
    return Scene(name, "staff", account, path, lead, WITHOUT_ELDER, **options)  # type: ignore[arg-type]  # keywords of Scene


def _look_up(number: str) -> Steps:
    def lead(page: Page) -> None:
        settled(page)
        page.locator("#document_number").fill(number)
        page.locator("button[type=submit]").click()
        expect(page.locator(".ak-verdict")).to_be_visible()

    return lead


def _chosen(page: Page) -> None:
    _look_up(number_of(stage.GREEN))(page)
    page.locator(".keys button").nth(3).click()


def _typed(page: Page) -> None:
    _look_up(number_of(stage.GREEN))(page)
    page.locator(".keys .other").click()
    page.locator("#celsius").fill("99")
    page.locator("button[type=submit]").click()


def _differs(page: Page) -> None:
    _look_up(number_of(stage.GREEN))(page)
    page.locator(".differ").click()


def _hot(page: Page) -> None:
    _look_up(stage.NUMBER_OF_THE_DAUGHTER)(page)
    if page.locator(".keys .other").count():  # the first time: the second, she waits already
        page.locator(".keys .other").click()
        page.locator("#celsius").fill("37.6")
        page.locator("button[type=submit]").click()
    expect(page.locator(".ring")).to_be_visible()


def _time_is_up(page: Page) -> None:
    settled(page)
    page.locator("li button").first.click()
    expect(page.locator(".ring")).to_be_visible()


def _scanned(page: Page) -> None:
    expect(page.locator(".ak-verdict")).to_be_visible()


def _scanned_without_centre(page: Page) -> None:
    _ready_without_centre(page)
    page.route("**/api/v1/checkpoints/scans", lambda route: route.abort())
    page.evaluate("location.hash = '#/'")
    _scanned(page)


def _offline(page: Page) -> None:
    settled(page)
    page.context.set_offline(True)
    page.wait_for_timeout(300)


def _digits(page: Page) -> None:
    settled(page)
    page.locator(".scan nav button").click()
    expect(page.locator(".step-up .digits")).to_be_visible()


def _ready_without_centre(page: Page) -> None:
    """From the page of uploads: the lists are on the phone, then it scans with whatever the caller took away."""
    settled(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1500)


def _kept(page: Page) -> None:
    _ready_without_centre(page)
    page.reload()  # from now on its parts come from the phone
    _ready_without_centre(page)
    page.context.set_offline(True)
    page.evaluate("location.hash = '#/'")
    _scanned(page)
    page.locator(".keys button").nth(3).click()
    page.locator(".ak-verdict .ak-btn").first.click()
    expect(page.locator(".scan nav")).to_be_visible()
    page.evaluate("location.hash = '#/uploads'")
    expect(page.locator("main .ak-btn")).to_be_visible()


def _uploaded(page: Page) -> None:
    _kept(page)
    page.context.set_offline(False)
    page.locator("main .ak-btn").first.click()
    expect(page.locator("main li").first).to_be_visible()


def _form(page: Page) -> None:
    settled(page)
    page.locator("button.report").first.click()


STAFF = (
    _scene("sign-in", None, "#/sign-in"),
    _scene("sign-in-wrong", None, "#/sign-in", wrong_password, alone=True),
    _scene("duty", stage.STAFF, "#/duty"),
    _scene("scan", stage.STAFF, "#/"),
    _scene("scan-offline", stage.STAFF, "#/", _offline, alone=True),
    _scene("look-up", stage.STAFF, "#/look-up"),
    _scene("look-up-empty", stage.STAFF, "#/look-up", submit_empty),
    _scene("verdict-pass", stage.STAFF, "#/look-up", _chosen),
    _scene("verdict-pass-wrong-reading", stage.STAFF, "#/look-up", _typed),
    _scene("verdict-pass-differs", stage.STAFF, "#/look-up", _differs),
    _scene("verdict-stop", stage.STAFF, "#/look-up", _look_up(number_of(stage.YELLOW))),
    _scene("verdict-stop-red", stage.STAFF, "#/look-up", _look_up(number_of(stage.RED))),
    _scene("verdict-no-code", stage.STAFF, "#/look-up", _look_up(number_of(stage.NO_CODE))),
    _scene("verdict-nobody", stage.STAFF, "#/look-up", _look_up(stage.NUMBER_OF_NOBODY)),
    _scene("recheck", stage.STAFF, "#/look-up", _hot),
    _scene("isolation", stage.STAFF, "#/isolation"),
    _scene("recheck-now", stage.STAFF, "#/isolation", _time_is_up),
    _scene("arrivals", stage.STAFF, "#/arrivals"),
    _scene("caseload", stage.WORKER, "#/caseload"),
    _scene("caseload-form", stage.WORKER, "#/caseload", _form),
    _scene("verdict-scanned", stage.STAFF, "#/", _scanned, film="phone"),
    _scene("verdict-by-list", stage.STAFF, "#/uploads", _scanned_without_centre, film="phone"),
    *(
        _scene(f"verdict-after-{age}-s", stage.STAFF, "#/", _scanned, film="phone", film_age_seconds=age)
        for age in AGES_OF_A_PICTURE
    ),
    _scene("verdict-stale", stage.STAFF, "#/", _scanned, film="phone", film_age_seconds=600),
    _scene("verdict-paper", stage.STAFF, "#/", _scanned, film="paper"),
    _scene("step-up", stage.STAFF, "#/", _digits),
    _scene("uploads-none", stage.STAFF, "#/uploads"),
    _scene("uploads-waiting", stage.STAFF, "#/uploads", _kept, film="phone"),
    _scene("uploads", stage.STAFF, "#/uploads", _uploaded, film="phone"),
    _scene("consent", stage.WORKER, "#/consent"),
)
