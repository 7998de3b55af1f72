"""A server for each journey, and devices with Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from browser.support.clock import ShiftedClock
from browser.support.phones import Devices
from browser.support.server import JourneyServer

START = datetime(2022, 7, 8, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, once a session. A busy machine may be slow; what never comes still fails."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def server(database_url: str, tmp_path: Path, project: Path) -> Iterator[JourneyServer]:
    """The product on a free port, its clock at 9:00 on 8 July 2022."""
    serving = JourneyServer(database_url, ShiftedClock(START), tmp_path, project / "web" / "dist")
    yield serving
    serving.close()


@pytest.fixture
def devices(playwright: Playwright, server: JourneyServer, tmp_path: Path) -> Iterator[Devices]:
    """Phones and desks that open pages of the server."""
    opened = Devices(playwright, tmp_path, lambda: server.address)
    yield opened
    opened.close()
