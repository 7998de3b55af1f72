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

from ankang.checkpoints import service as checkpoints
from ankang.core.ids import SiteId
from ankang.demo import accounts
from ankang.demo.accounts import ACCOUNTS, Account
from ankang.demo.city import HIGHEST_NUMBER, document_number
from ankang.demo.service import make_city
from ankang.demo.sites import COMMUNITY
from ankang.entrypoints.wiring import runtime_for
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor
from ankang.runtime.config import Config
from ankang.runtime.context import Call
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import open_postgres
from browser.support.clock import ShiftedClock
from browser.support.server import JourneyServer

NOW = datetime(2022, 7, 10, 6, 32, tzinfo=UTC)  # 14:32 in Shanghai
_PEOPLE = 3000

GREEN, MOTHER, YELLOW, RED = accounts.ZHANG_AN, accounts.WANG_YULAN, accounts.SUN_LEI, accounts.ZHOU_QIANG
NO_CODE, STAFF, WORKER = accounts.HE_JING, accounts.LI_QIANG, accounts.ZHAO_MIN
PROVINCE, CITY = accounts.WANG_JIANGUO, accounts.CHEN_JING
NUMBER_OF_THE_DAUGHTER = document_number(HIGHEST_NUMBER - 20, "20170402")  # of the city's scenes: 刘欣怡
NUMBER_OF_NOBODY = document_number(HIGHEST_NUMBER - 90, "19900101")


def number_of(account: Account) -> str:
    """The document number that the city's maker gave the account."""
    return document_number(HIGHEST_NUMBER - ACCOUNTS.index(account), f"{account.born:%Y%m%d}")


@contextmanager
def opened(data: Path, web: Path) -> Iterator[JourneyServer]:
    """A server beside the city; both are gone when it closes, with `data`."""
    with open_postgres(data) as url:
        upgrade(url)
        clock = ShiftedClock(NOW)
        asyncio.run(_make_city(Config(data=data, web=web, database_url=url), clock))
        server = JourneyServer(url, clock, data, web)
        try:
            server.call(_go_on_duty)
            server.run_jobs()  # the lists that a gate keeps are published, notices written
            clock.move_to(NOW)
            yield server
        finally:
            server.close()


async def _make_city(settings: Config, clock: ShiftedClock) -> None:
    runtime = runtime_for(settings, clock)
    await make_city(runtime, _PEOPLE, lambda _: None)
    await runtime.engine.dispose()


async def _go_on_duty(call: Call) -> None:
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, number_of(STAFF))
    assert person is not None
    assert STAFF.role is not None
    actor = Actor(person.person_id, person.person_id, frozenset({STAFF.role}), STAFF.region_code, STAFF.organisation)
    site = next(site for site in await checkpoints.list_sites(call, actor) if site.name == COMMUNITY[0])
    await checkpoints.start_duty(call, actor, SiteId(site.site_id))
