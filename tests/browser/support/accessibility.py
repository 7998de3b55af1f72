"""axe on a page as it stands, WCAG 2.2 AA (SPEC M4)."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}


# A change of theme reaches the page with its next frame, and starts its transitions with the one after. A sheet that is
# still rising is half transparent; the line that sweeps for 15 seconds is not waited for.
_SETTLED = """async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime < 1000)
        .map((animation) => animation.finished.catch(() => null)));
}"""


def violations(page: Page) -> str:
    """What is wrong with the page, once it stands still, in axe's own sentences; empty when nothing is."""
    page.evaluate(_SETTLED)
    results = Axe().run(page, options=_RULES)
    return results.generate_report() if results.response["violations"] else ""


def assert_accessible(page: Page) -> None:
    """Fail with axe's own sentences when the page has a violation."""
    found = violations(page)
    assert not found, found


def assert_accessible_by_day_and_night(page: Page) -> None:
    """The same in the light and in the dark theme, for states that only a journey reaches; ends in the light one."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page)
