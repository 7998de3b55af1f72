"""The residents' app and the start page."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

import stage
from scenes import Scene, Steps, fails, never_answers, settled, submit_empty, wrong_password


def _coded(page: Page) -> None:
    expect(page.locator(".ak-qr svg, .elder .time").first).to_be_visible()
    page.wait_for_timeout(300)


def _reasons(page: Page) -> None:
    _coded(page)
    page.locator(".why, .why-elder").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    page.wait_for_timeout(350)


def _offline(page: Page) -> None:
    _coded(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    _coded(page)


def _offline_for(hours: int) -> Steps:
    def lead(page: Page) -> None:
        _coded(page)
        page.context.set_offline(True)
        page.clock.fast_forward(hours * 3_600_000)
        page.wait_for_timeout(600)

    return lead


def _undecided(page: Page) -> None:
    def answer(route: Route) -> None:
        found = route.fetch()
        body = found.json() | {"colour": "grey", "grey_reason": "cannot_decide", "causes": []}
        route.fulfill(response=found, json=body)

    page.route("**/api/v1/assessments/*", answer)
    page.reload()
    expect(page.locator(".grey-panel, .elder .card")).to_be_visible()


def _check(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name={name}][value={value}])").click()


def _step(number: int) -> Steps:
    """Answer the form as far as the step of this number."""

    def lead(page: Page) -> None:
        settled(page)
        following = page.locator("button[type=submit]")
        if number > 1:
            page.locator("#city_code").select_option("3401")
            page.locator("#county").select_option("340104")
            following.click()
        if number > 2:
            page.locator("#street").select_option(index=1)
            page.locator("#compound").fill("梧桐里小区")
            page.locator("#building").fill("3 栋")
            following.click()
        if number > 3:
            _check(page, "from_outside", "no")
            following.click()
        if number > 4:
            _check(page, "symptoms", "none")
            _check(page, "contact", "no")
            following.click()
        page.wait_for_timeout(200)

    return lead


def _from_outside(page: Page) -> None:
    _step(3)(page)
    _check(page, "from_outside", "yes")
    page.locator("#origin_province").select_option("32")
    page.locator("#origin_city").select_option("3201")
    page.locator("#arrives_on").fill("2022-07-09")


def _none_of_these(page: Page) -> None:
    settled(page)
    page.locator("#temperature_celsius").fill("36.5")
    for name, value in (("symptoms", "none"), ("contact", "no"), ("left_city", "no")):
        _check(page, name, value)


def _reported(page: Page) -> None:
    settled(page)
    _check(page, "symptoms", "dry_cough")
    page.locator("button[type=submit]").click()
    expect(page.locator(".report .result")).to_be_visible()


def _arrived(page: Page) -> None:
    settled(page)
    page.locator("main .ak-btn").last.click()
    expect(page.locator(".arrived")).to_be_visible()


def _asked_for_digits(page: Page) -> None:
    _coded(page)
    page.locator(".step-up.quiet").click()
    page.locator("#step_up").fill("074 205")


def _answering(page: Page) -> None:
    _asked_for_digits(page)
    page.locator(".step-up button[type=submit]").click()
    expect(page.locator(".step-up.answering")).to_be_visible()


def _printed(page: Page) -> None:
    settled(page)
    page.locator("main .ak-btn").first.click()
    expect(page.locator(".paper .ak-hint")).to_be_visible()


def _kind(kind: str) -> Steps:
    def lead(page: Page) -> None:
        settled(page)
        _check(page, "kind", kind)

    return lead


RESIDENT = (
    Scene("code-green", "resident", stage.GREEN, lead=_coded),
    Scene("code-shown", "resident", stage.GREEN, "#/code", _coded),
    Scene("code-yellow", "resident", stage.YELLOW, lead=_coded),
    Scene("code-red", "resident", stage.RED, lead=_coded),
    Scene("reasons-green", "resident", stage.GREEN, "#/code", _reasons),
    Scene("reasons-yellow", "resident", stage.YELLOW, "#/code", _reasons),
    Scene("reasons-red", "resident", stage.RED, "#/code", _reasons),
    Scene("grey-no-code", "resident", stage.NO_CODE),
    Scene("grey-cannot-decide", "resident", stage.GREEN, "#/", _undecided, alone=True),
    Scene("code-offline", "resident", stage.GREEN, "#/", _offline, alone=True),
    Scene("code-expired", "resident", stage.GREEN, "#/code", _offline_for(30), alone=True),
    Scene("code-dead", "resident", stage.GREEN, "#/", _offline_for(24 * 9), alone=True),
    Scene("code-connecting", "resident", stage.GREEN, "#/", never_answers("**/api/v1/assessments/**"), alone=True),
    Scene("sign-in", "resident", None, "#/sign-in"),
    Scene("sign-in-wrong", "resident", None, "#/sign-in", wrong_password, alone=True),
    Scene("sign-in-empty", "resident", None, "#/sign-in", submit_empty),
    Scene("register", "resident", None, "#/register"),
    Scene("register-empty", "resident", None, "#/register", submit_empty),
    Scene("forgotten", "resident", None, "#/forgotten"),
    Scene("messages", "resident", None, "#/messages"),
    Scene("notices", "resident", stage.GREEN, "#/notices"),
    Scene("notices-none", "resident", stage.NO_CODE, "#/notices"),
    Scene("help", "resident", stage.GREEN, "#/help"),
    Scene("apply-1-city", "resident", stage.NO_CODE, "#/apply", _step(1), alone=True),
    Scene("apply-1-empty", "resident", stage.NO_CODE, "#/apply", submit_empty, alone=True),
    Scene("apply-2-address", "resident", stage.NO_CODE, "#/apply", _step(2), alone=True),
    Scene("apply-3-arrival", "resident", stage.NO_CODE, "#/apply", _from_outside, alone=True),
    Scene("apply-4-health", "resident", stage.NO_CODE, "#/apply", _step(4), alone=True),
    Scene("apply-5-promise", "resident", stage.NO_CODE, "#/apply", _step(5), alone=True),
    Scene("check-in", "resident", stage.YELLOW, "#/check-in", _none_of_these),
    Scene("check-in-empty", "resident", stage.YELLOW, "#/check-in", submit_empty),
    Scene("check-in-not-needed", "resident", stage.GREEN, "#/check-in"),
    Scene("report", "resident", stage.GREEN, "#/report"),
    Scene("people", "resident", stage.MOTHER, "#/people"),
    Scene("people-none", "resident", stage.RED, "#/people"),
    Scene("add-person", "resident", stage.MOTHER, "#/people/add"),
    Scene("scan", "resident", stage.GREEN, "#/scan"),
    Scene("arrive", "resident", stage.MOTHER, "#/arrive/{posted_code}"),
    Scene("arrived", "resident", stage.GREEN, "#/arrive/{posted_code}", _arrived, alone=True),
    Scene("paper", "resident", stage.MOTHER, "#/paper"),
    Scene("paper-none", "resident", stage.GREEN, "#/paper"),
    Scene("paper-printed", "resident", stage.YELLOW, "#/paper", _printed),
    Scene("step-up-asked", "resident", stage.GREEN, "#/code", _asked_for_digits),
    Scene("step-up-answering", "resident", stage.GREEN, "#/code", _answering),
    Scene("people-asked", "resident", stage.GREEN, "#/people"),
    Scene("records-looks", "resident", stage.GREEN, "#/records"),
    Scene("records-visits", "resident", stage.GREEN, "#/records", _kind("visits")),
    Scene("records-colours", "resident", stage.YELLOW, "#/records", _kind("colours")),
    Scene("records-days", "resident", stage.YELLOW, "#/records", _kind("checkIns")),
    Scene("records-none", "resident", stage.NO_CODE, "#/records"),
    Scene("records-failed", "resident", stage.GREEN, "#/records", fails("**/api/v1/identity/people/**"), alone=True),
)
START = (Scene("start", "start", None, ""),)
# After everything else: it turns the mother yellow.
LAST = (Scene("reported", "resident", stage.MOTHER, "#/report", _reported, alone=True),)
