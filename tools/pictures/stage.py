"""The product with the demonstration city at 14:32 on 10 July 2022, whenever the pictures are taken.

It stands on the journeys' own server (tests/browser), which takes a clock. The city's accounts have a past to show:
green, yellow, red and no code yet, a gate where somebody waits, an office with work. Everybody is invented.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ankang.demo import accounts
from ankang.demo.city import HIGHEST_NUMBER, document_number
from ankang.demo.service import make_city
from ankang.entrypoints.wiring import runtime_for
from ankang.runtime.config import Config
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import open_postgres
from browser.support.clock import ShiftedClock
from browser.support.server import JourneyServer
from happenings import Facts, happen

NOW = datetime(2022, 7, 10, 6, 32, tzinfo=UTC)  # 14:32 in Shanghai
_PEOPLE = 3000

GREEN, MOTHER, YELLOW, RED = accounts.ZHANG_AN, accounts.WANG_YULAN, accounts.SUN_LEI, accounts.ZHOU_QIANG
NO_CODE, STAFF, WORKER = accounts.HE_JING, accounts.LI_QIANG, accounts.ZHAO_MIN
PROVINCE, CITY = accounts.WANG_JIANGUO, accounts.CHEN_JING
NUMBER_OF_THE_DAUGHTER = document_number(HIGHEST_NUMBER - 20, "20170402")  # of the city's scenes: 刘欣怡
NUMBER_OF_NOBODY = document_number(HIGHEST_NUMBER - 90, "19900101")


@contextmanager
def opened(data: Path, web: Path) -> Iterator[tuple[JourneyServer, Facts]]:
    """A server beside the city, and what happened there; both are gone when it closes, with `data`."""
    with open_postgres(data) as url:
        upgrade(url)
        clock = ShiftedClock(NOW)
        asyncio.run(_make_city(Config(data=data, web=web, database_url=url), clock))
        server = JourneyServer(url, clock, data, web)
        try:
            facts = server.call(happen)
            server.run_jobs()  # the lists that a gate keeps are published, notices written
            clock.move_to(NOW)
            yield server, facts
        finally:
            server.close()


async def _make_city(settings: Config, clock: ShiftedClock) -> None:
    runtime = runtime_for(settings, clock)
    await make_city(runtime, _PEOPLE, lambda _: None)
    await runtime.engine.dispose()
