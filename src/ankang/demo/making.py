"""Loads the demonstration city: people in chunks, each chunk one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from importlib.resources import files
from itertools import islice

from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.facts import Arrival, Content, Declaration, Enrolment, Fact, Source, Stay, SymptomReport
from ankang.core.ids import CompoundId, PersonId
from ankang.core.places import Place
from ankang.core.words import Words
from ankang.demo.accounts import ACCOUNTS, Account
from ankang.demo.city import SI_COUNTY, Home, Invented, document_number, invented_people
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Role
from ankang.runtime.context import Call, Runtime
from ankang.runtime.installation import mark_as_demonstration

_CHUNK = 500
_PROVINCE = "34"
_SITES = (
    ("梧桐里小区 东门", SiteKind.COMMUNITY, "340104"),
    ("合肥市第一医院 门诊", SiteKind.HOSPITAL, "340103"),
    ("高铁南站 到达口", SiteKind.TRANSIT, "340111"),
)


async def make_city(runtime: Runtime, people: int, progress: Callable[[int], None]) -> None:
    """Make the city in a database that holds nobody, and mark it; RefusedError otherwise."""
    async with runtime.engine.begin() as connection:
        call = Call(connection, runtime.clock.now(), runtime.keys, runtime.config)
        if not await identity.holds_nobody(connection):
            raise RefusedError(
                RefusalKind.CONFLICT,
                "database_not_empty",
                Words(
                    "这个数据库里已经有人，演示城市只能放进空的数据库；请用 ANKANG_DATA 指定另一个文件夹。",
                    "This database holds people; a demonstration needs an empty one. Name another folder with "
                    "ANKANG_DATA.",
                ),
            )
        await mark_as_demonstration(connection)
        await _make_accounts(call)
        homes = await homes_of_the_city(call)
    crowd = invented_people(people, homes)
    while chunk := list(islice(crowd, _CHUNK)):
        async with runtime.engine.begin() as connection:
            await _add(Call(connection, runtime.clock.now(), runtime.keys, runtime.config), chunk)
        progress(len(chunk))


def sample_snapshots() -> list[str]:
    """The product's own small lists, the oldest first."""
    folder = files("ankang.demo") / "data" / "snapshots"
    return [path.read_text("utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name)]


async def homes_of_the_city(call: Call) -> dict[str, Sequence[Home]]:
    """Where people of each city can live; Si county at the compounds that the sample lists name."""
    homes: dict[str, Sequence[Home]] = {
        city.code: [Home(county.code) for county in areas.list_divisions(city.code)]
        for city in areas.list_divisions(_PROVINCE)
    }
    listed: dict[Home, None] = {}
    for text in sample_snapshots():
        for row in (await areas.import_snapshot(call, text, dry_run=True)).opened:
            if row.division_code.startswith(SI_COUNTY) and row.compound:
                listed[Home(row.division_code, row.compound)] = None
    homes[SI_COUNTY] = list(listed) or [Home(SI_COUNTY)]
    return {code: places for code, places in homes.items() if places}


async def _make_accounts(call: Call) -> None:
    staff: list[PersonId] = []
    for position, account in enumerate(ACCOUNTS):
        person_id = await _open(call, account, position)
        if account.role is not None:
            await identity.grant_role(call, person_id, account.role, account.region_code, account.organisation)
        if account.role is Role.STAFF:
            staff.append(person_id)
    for name, kind, division_code in _SITES:
        site = await checkpoints.create_site(call, name, kind, division_code)
        for person_id in staff:
            await checkpoints.assign_staff(call, person_id, site.site_id)


async def _open(call: Call, account: Account, position: int) -> PersonId:
    number = document_number("3401", account.born, 900 + position)
    person = await identity.ensure_person(call, account.name, DocumentType.MAINLAND_ID, number)
    await identity.open_account(call, person.person_id, account.mobile, account.password)
    return person.person_id


async def _add(call: Call, chunk: Sequence[Invented]) -> None:
    ids = await identity.add_people(
        call,
        [identity.NewPerson(item.name, item.document_number, item.birth_date, item.city_code) for item in chunk],
    )
    compounds: dict[Home, CompoundId | None] = {}
    facts: dict[PersonId, list[Fact]] = {}
    for person_id, item in zip(ids, chunk, strict=True):
        if item.home not in compounds:
            compounds[item.home] = await compound_of(call, item.home)
        facts[person_id] = [
            assessments.new_fact(call, person_id, Source.DECLARED, "demonstration/1", content)
            for content in _contents(call, item, compounds[item.home])
        ]
    await assessments.record_many(call, facts, None)


async def compound_of(call: Call, home: Home) -> CompoundId | None:
    """The compound of a home, added when it is new; None for a home known by its division only."""
    if not home.compound_name:
        return None
    return await areas.get_or_add_compound(call, home.division_code, home.compound_name)


def _contents(call: Call, item: Invented, compound_id: CompoundId | None) -> list[Content]:
    today = local_day(call.now)
    contents: list[Content] = [
        Declaration(today),
        Enrolment(item.city_code, today),
        Stay(Place(item.home.division_code, compound_id), today - timedelta(days=14), habitual=True),
    ]
    if item.symptoms:
        contents.append(SymptomReport(today, item.symptoms))
    if item.arrived_days_ago is not None:
        contents.append(Arrival("31", today - timedelta(days=item.arrived_days_ago)))
    return contents
