"""The phones and desks of a journey: one browser each, with a camera of its own, closed when the journey ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from ankang.runtime.clock import SystemClock
from browser.support.chromium import DESKTOP, launch, phone
from browser.support.film import Camera


@dataclass(frozen=True)
class Device:
    """One person's device with one page open."""

    page: Page
    camera: Camera

    @property
    def context(self) -> BrowserContext:
        """The browser's profile, to cut its network."""
        return self.page.context

    def let_pass(self, time: timedelta) -> None:
        """The device's own clock goes on by that much, and with it the page that is open."""
        self.page.clock.set_system_time(SystemClock().now() + time)


@dataclass
class Devices:
    """Opens devices on pages of one installation and remembers what went wrong in their scripts."""

    playwright: Playwright
    folder: Path
    address: Callable[[], str]
    _browsers: list[Browser] = field(default_factory=list)
    _failures: list[str] = field(default_factory=list)

    def phone(self, path: str, **options: Any) -> Device:
        """A phone that opens a path of the product."""
        camera = Camera(self.folder / f"camera-{len(self._browsers)}.mjpeg")
        browser = launch(self.playwright, camera.path)
        self._browsers.append(browser)
        page = phone(browser, **options).new_page()
        page.on("pageerror", lambda error: self._failed(f"{page.url}: {error}"))
        page.goto(self.address() + path)
        return Device(page, camera)

    def _failed(self, message: str) -> None:
        # A page that is left while the QR reader still loads; where it did not load at all, no code is ever read.
        if "both async and sync fetching of the wasm failed" not in message:
            self._failures.append(message)

    def desk(self, path: str, **options: Any) -> Device:
        """A desktop computer that opens a path of the product."""
        return self.phone(path, viewport=DESKTOP, has_touch=False, **options)

    def close(self) -> None:
        """Close all; a script that failed in a page fails the journey."""
        for browser in self._browsers:
            browser.close()
        assert not self._failures, self._failures
