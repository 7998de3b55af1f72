"""The product with a demonstration city whose days have passed, and a clock of its own.

People are in every state that a page shows, a gate has a day's work behind it, an office has work before it. It stands
on the journeys' own server (tests/browser), which takes a clock. Everybody is invented.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from ankang.applications import service as applications
from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.checkins import service as checkins
from ankang.checkins.schemas import CheckInRequest
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.schemas import ArrivalRequest, LookUpRequest, TemperatureRequest
from ankang.core.facts import CloseContact, Source
from ankang.core.ids import PersonId, SiteId
from ankang.demo import service as demo
from ankang.demo.accounts import PASSWORD, Account
from ankang.demo.city import document_number
from ankang.demo.making import sample_snapshots
from ankang.entrypoints.wiring import runtime_for
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor, Role
from ankang.runtime.config import Config
from ankang.runtime.context import Call
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import open_postgres
from browser.support.clock import ShiftedClock
from browser.support.server import JourneyServer

NOW = datetime(2022, 7, 10, 6, 32, tzinfo=UTC)  # 14:32 in Shanghai
_PEOPLE = 1200
_CITY = "3401"
ZHANG, WANG, LI, ZHAO, PROVINCE, HEFEI = demo.ACCOUNTS
LIU, SUN, CHEN = (
    Account(ZHANG.title, "resident", name, f"1380000010{place}", date(1981 + place, 6, 2))
    for place, name in enumerate(("刘洋", "孙宁", "陈晨"))
)
FATHER = Account(ZHANG.title, "resident", "王国栋", "13800000108", date(1948, 1, 9))
NUMBER_OF_NOBODY = document_number(_CITY, date(1990, 1, 1), 1)
_BORN = {account.mobile: number for number, account in enumerate((*demo.ACCOUNTS, LIU, SUN, CHEN, FATHER), 900)}


def number_of(account: Account) -> str:
    """The document number of one of these people, as the city's maker gives it."""
    return document_number(_CITY, account.born, _BORN[account.mobile])


@contextmanager
def opened(data: Path, web: Path) -> Iterator[JourneyServer]:
    """A server at 14:32 on 10 July 2022 with all of this behind it."""
    with open_postgres(data) as url:
        upgrade(url)
        clock = ShiftedClock(datetime(2022, 7, 4, 1, 0, tzinfo=UTC))
        asyncio.run(_make_city(Config(data=data, web=web, database_url=url), clock))
        server = JourneyServer(url, clock, data, web)
        try:
            _let_days_pass(server, clock)
            yield server
        finally:
            server.close()


def at(day: int, hour: int = 1, minute: int = 0) -> datetime:
    """An instant of July 2022 (UTC: eight hours behind Shanghai)."""
    return datetime(2022, 7, day, hour, minute, tzinfo=UTC)


async def _make_city(settings: Config, clock: ShiftedClock) -> None:
    runtime = runtime_for(settings, clock)
    await demo.make_city(runtime, _PEOPLE, lambda _: None)
    await runtime.engine.dispose()


def _let_days_pass(server: JourneyServer, clock: ShiftedClock) -> None:
    lists = sample_snapshots()[:5]
    server.call(lambda call: areas.import_snapshot(call, lists[0]))
    server.call(_people_apply)
    server.run_jobs()
    for day, text in zip((5, 6, 8, 9), lists[1:], strict=True):
        clock.move_to(at(day))
        server.call(lambda call, text=text: areas.import_snapshot(call, text))
        server.run_jobs()
    for day in (7, 8, 9):
        clock.move_to(at(day, 3))
        server.call(lambda call: _report(call, WANG))
    clock.move_to(at(10))
    server.run_jobs()
    server.call(_office_has_work)
    clock.move_to(at(10, 1, 30))
    site = server.call(_gate_opens)
    for hour in range(2, 6):
        clock.move_to(at(10, hour))
        server.call(lambda call, hour=hour: _people_pass(call, hour))
    clock.move_to(at(10, 6, 30))
    server.call(lambda call: _somebody_is_hot(call, site))
    clock.move_to(NOW)


async def person_of(call: Call, account: Account) -> PersonId:
    """The person of an account."""
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, number_of(account))
    assert person is not None, f"expected {account.name} in the city"
    return person.person_id


async def _actor(call: Call, account: Account) -> Actor:
    person_id = await person_of(call, account)
    roles = frozenset({Role.RESIDENT} | ({account.role} if account.role else set()))
    return Actor(person_id, person_id, roles, account.region_code, account.organisation)


def _form(county: str = "340104", origin: str | None = None, person_id: PersonId | None = None) -> ApplicationRequest:
    arrival = ArrivalStatement(
        from_outside=origin is not None,
        origin_division_code=origin,
        arrives_on=date(2022, 7, 6) if origin else None,
    )
    return ApplicationRequest(
        person_id=person_id,
        city_code=_CITY,
        address=Address(division_code=county, compound_name="梧桐里小区", building="3 栋", unit="2", room="501"),
        workplace="合肥市第一中学",
        contact=ContactHistory(close_contact=False),
        arrival=arrival,
        promise_accepted=True,
    )


async def _people_apply(call: Call) -> None:
    for account in (LIU, SUN, CHEN, FATHER):
        person = await identity.ensure_person(call, account.name, DocumentType.MAINLAND_ID, number_of(account))
        await identity.open_account(call, person.person_id, account.mobile, PASSWORD)
    for account, origin in ((ZHANG, None), (LIU, None), (WANG, "320102"), (CHEN, "320102"), (FATHER, None)):
        await applications.apply(call, await _actor(call, account), _form(origin=origin))
    await _contact(call, await person_of(call, LIU))
    await _family(call)


async def _contact(call: Call, person_id: PersonId) -> None:
    content = CloseContact(date(2022, 7, 4))
    fact = assessments.new_fact(call, person_id, Source.HEALTH_DEPARTMENT, "合肥疾控 0704-12 第 8 行", content)
    await assessments.record(call, person_id, [fact], None)


async def _family(call: Call) -> None:
    """王玉兰 acts for her child; her father has been asked and has not agreed yet."""
    mother = await _actor(call, WANG)
    child = await identity.ask_to_act_for(
        call,
        mother,
        name="王小禾",
        document_type=DocumentType.MAINLAND_ID,
        document_number=document_number(_CITY, date(2014, 9, 3), 960),
        birth_date=None,
        relation="child",
        mobile=None,
    )
    both = Actor(mother.person_id, mother.session_id, acts_for=frozenset({child.link.holder_id}))
    await applications.apply(call, both, _form(person_id=child.link.holder_id))
    await identity.ask_to_act_for(
        call,
        mother,
        name=FATHER.name,
        document_type=DocumentType.MAINLAND_ID,
        document_number=number_of(FATHER),
        birth_date=None,
        relation="parent",
        mobile=FATHER.mobile,
    )


async def _report(call: Call, account: Account) -> None:
    actor = await _actor(call, account)
    await checkins.check_in(call, actor, actor.person_id, CheckInRequest(key=uuid4(), temperature_celsius=36.5))


async def _office_has_work(call: Call) -> None:
    await applications.reapply(call, await _actor(call, CHEN), _form())
    for sequence, name in enumerate(("Anna Maria Kowalska", "欧阳明日")):
        born = date(1990, 2, 3 + sequence)
        await identity.ensure_person(call, name, DocumentType.PASSPORT, f"EA76543{sequence}X", born, "13800000120")


async def _gate_opens(call: Call) -> SiteId:
    actor = await _actor(call, LI)
    sites = await checkpoints.list_sites(call, actor)
    site = next(site for site in sites if site.name.startswith("梧桐里"))
    await checkpoints.start_duty(call, actor, SiteId(site.site_id))
    return SiteId(site.site_id)


async def _people_pass(call: Call, hour: int) -> None:
    actor = await _actor(call, LI)
    for account in (ZHANG, FATHER, LIU, WANG)[: 2 + hour % 3]:
        body = LookUpRequest(key=uuid4(), document_number=number_of(account))
        seen = await checkpoints.look_up(call, actor, body)
        if seen.visit_id is not None and seen.needs_temperature:
            await _measure(call, actor, seen.visit_id, 36.4)


async def _measure(call: Call, actor: Actor, visit_id: object, celsius: float) -> None:
    body = TemperatureRequest(key=uuid4(), celsius=celsius)
    await checkpoints.record_temperature(call, actor, visit_id, body)  # type: ignore[arg-type]  # an id of the answer


async def _somebody_is_hot(call: Call, site_id: SiteId) -> None:
    staff = await _actor(call, LI)
    seen = await checkpoints.look_up(call, staff, LookUpRequest(key=uuid4(), document_number=number_of(FATHER)))
    assert seen.visit_id is not None
    await _measure(call, staff, seen.visit_id, 37.6)
    site = next(site for site in await checkpoints.list_sites(call, staff) if site.site_id == site_id)
    await checkpoints.arrive(
        call, await _actor(call, ZHANG), ArrivalRequest(key=uuid4(), posted_code=site.posted_code, person_id=None)
    )
