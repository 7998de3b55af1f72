"""A scene: one page in one state, with the steps that lead there, and the steps that many scenes share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, expect

from ankang.demo.accounts import Account
from looks import EVERY, Manner

Steps = Callable[[Page], None]
_READING = re.compile("^(正在读取|Loading)")


class NotReachedError(Exception):
    """A scene whose steps did not lead where they should: there is no picture of it."""


def settled(page: Page) -> None:
    """Wait until the page has read what it reads. An app that follows the centre never leaves its network idle."""
    expect(page.locator("h1, main h2").first).to_be_visible()
    expect(page.get_by_text(_READING)).to_have_count(0)
    page.wait_for_timeout(400)


@dataclass(frozen=True)
class Scene:
    """One page in one state.

    `path` follows the app's address, `{posted_code}` is that of a gate; `lead` does the rest. `alone`: in a browser of
    its own, because the steps change what others would see. `film`: before a camera that sees a paper code, or the
    code of a phone as it was `film_age_seconds` ago.
    """

    name: str
    app: str
    account: Account | None = None
    path: str = "#/"
    lead: Steps = settled
    manners: tuple[Manner, ...] = EVERY
    alone: bool = False
    film: Literal["", "phone", "paper"] = ""
    film_age_seconds: int = 0


def submit_empty(page: Page) -> None:
    """Send a form as it opens."""
    settled(page)
    page.locator("button[type=submit]").first.click()
    page.wait_for_timeout(200)


def never_answers(pattern: str) -> Steps:
    """Open the page again while such requests get no answer."""

    def lead(page: Page) -> None:
        page.route(pattern, lambda _: None)
        page.reload()
        page.wait_for_timeout(500)

    return lead


def fails(pattern: str) -> Steps:
    """Open the page again while such requests fail at the server."""

    def lead(page: Page) -> None:
        page.route(pattern, lambda route: route.fulfill(status=503, json={}))
        page.reload()
        page.wait_for_timeout(900)

    return lead


def wrong_password(page: Page) -> None:
    """Sign in with a password that is not the account's."""
    settled(page)
    page.locator("#mobile").fill("13800000001")
    page.locator("#password").fill("not-my-password-1")
    page.locator("button[type=submit]").click()
    expect(page.locator(".ak-errors")).to_be_visible()
