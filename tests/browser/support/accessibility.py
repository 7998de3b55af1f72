"""axe on a page as it stands, WCAG 2.2 AA (SPEC M4)."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}


def assert_accessible(page: Page) -> None:
    """Fail with axe's own sentences when the page has a violation."""
    results = Axe().run(page, options=_RULES)
    assert not results.response["violations"], results.generate_report()
