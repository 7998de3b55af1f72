"""Debian's Chromium, headless, a fresh profile each time, with a film for a camera where a journey needs one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


def chromium_path() -> str:
    """Where Chromium is; `make test` installs it."""
    found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("Chromium is missing: run `make test` as root, or `apt-get install chromium fonts-noto-cjk`")
    return found


def launch(playwright: Playwright, film: Path | None = None) -> Browser:
    """A browser; with `film` its camera plays that file."""
    camera = (
        [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
        if film is not None
        else []
    )
    return playwright.chromium.launch(executable_path=chromium_path(), args=[*_FLAGS, *camera])


def phone(browser: Browser, **options: Any) -> BrowserContext:
    """A phone's context: Chinese, Shanghai time, camera allowed."""
    context = browser.new_context(
        **{
            "viewport": PHONE,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "device_scale_factor": 2,
            "has_touch": True,
            "permissions": ["camera"],
            **options,
        }
    )
    context.set_default_timeout(15_000)
    return context
