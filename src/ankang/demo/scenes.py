"""What the accounts of the demonstration went through, so that each has something to show.

Every step goes through the use case that a person would have used, at the instant at which it would have happened.
Somebody who has no account stands beside them: a child, a correction to decide, an identity to prove, two at a gate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from ankang.applications import service as applications
from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.assessments import service as assessments
from ankang.checkins import service as checkins
from ankang.checkins.schemas import CheckInRequest, SymptomReportRequest
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import Site
from ankang.checkpoints.schemas import ArrivalRequest, LookUpRequest, TemperatureRequest
from ankang.core.days import local_day
from ankang.core.facts import CloseContact, Content, Exposure, Fact, Neighbour, Quarantine, Source, Symptom
from ankang.core.ids import PersonId
from ankang.demo.accounts import (
    ACCOUNTS,
    LI_QIANG,
    SUN_LEI,
    WANG_YULAN,
    ZHANG_AN,
    ZHAO_MIN,
    ZHOU_QIANG,
    Account,
)
from ankang.demo.city import HIGHEST_NUMBER, document_number
from ankang.demo.sites import COMMUNITY, MARKET, TOWER, make_sites
from ankang.demo.writing import at
from ankang.identity import service as identity
from ankang.identity.model import DocumentType, check_character
from ankang.identity.model.proxies import Relation
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call
from ankang.runtime.outbox import Handler, take_news

_COMPOUND = ("340104003", "梧桐里小区")


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the scenes."""

    actor: Actor
    number: str

    @property
    def person_id(self) -> PersonId:
        """The id in the database."""
        return self.actor.person_id


async def make_scenes(call: Call, handlers: Mapping[str, Handler]) -> PersonId:
    """Make the accounts and what they went through; the community worker, who telephones people without a phone.

    `handlers` turn the news of it into notices.
    """
    before = at(call, 40, 6)
    players = {account: await _account(before, position) for position, account in enumerate(ACCOUNTS)}
    staff = players[LI_QIANG]
    sites = await make_sites(before, staff.person_id)
    await _green(call, players[ZHANG_AN], staff, sites[TOWER[0]], sites[MARKET[0]])
    await _family(call, players[WANG_YULAN])
    await _yellow(call, players[SUN_LEI])
    await _red(call, players[ZHOU_QIANG])
    await _without_phone(call, players[ZHAO_MIN])
    await _correction(call)
    await _identity_to_prove(call)
    await _gate(call, staff, sites[COMMUNITY[0]])
    # Each at the instant of what it tells, not of today.
    for news in await take_news(call.connection, handlers):
        await handlers[news.topic](call.connection, news.payload, news.created_at)
    return players[ZHAO_MIN].person_id


async def _account(call: Call, position: int) -> Player:
    account: Account = ACCOUNTS[position]
    player = await _person(call, account.name, position, account.born)
    await identity.open_account(call, player.person_id, account.mobile, account.password)
    if account.role is None:
        return player
    await identity.grant_role(call, player.person_id, account.role, account.region_code, account.organisation)
    roles = frozenset({Role.RESIDENT, account.role})
    return replace(player, actor=Actor(player.person_id, uuid4(), roles, account.region_code, account.organisation))


async def _person(call: Call, name: str, position: int, born: date) -> Player:
    number = document_number(HIGHEST_NUMBER - position, f"{born:%Y%m%d}")
    person = await identity.ensure_person(call, name, DocumentType.MAINLAND_ID, number)
    return Player(Actor(person.person_id, uuid4()), number)


async def _green(call: Call, zhang: Player, staff: Player, tower: Site, market: Site) -> None:
    """Green for three weeks, at two checkpoints; at the second the phone was at home, so staff typed the number."""
    await applications.apply(at(call, 21, 10), zhang.actor, _form("1501", workplace="天鹅湖大厦 12 层"))
    await _come(at(call, 3, 8), zhang, staff, tower, 36.5)
    await _show_document(at(call, 1, 18), zhang, staff, market, 36.4)


async def _family(call: Call, wang: Player) -> None:
    """A mother and her daughter, each with an own code; the mother shows both."""
    then = at(call, 18, 20)
    await applications.apply(then, wang.actor, _form("0302", workplace="安禾软件有限公司 3 层东区"))
    daughter = await _person(then, "刘欣怡", 20, date(2017, 4, 2))
    await identity.ask_to_act_for(
        then,
        wang.actor,
        name="刘欣怡",
        document_type=DocumentType.MAINLAND_ID,
        document_number=daughter.number,
        birth_date=None,
        relation=Relation.CHILD,
        mobile=None,
    )
    for_her = replace(wang.actor, acts_for=frozenset({daughter.person_id}))
    await applications.apply(then, for_her, _form("0302", person_id=daughter.person_id))


async def _yellow(call: Call, sun: Player) -> None:
    """A dry cough four days ago, three normal check-ins since; today's is still to be made."""
    await applications.apply(at(call, 30, 9), sun.actor, _form("0801"))
    report = SymptomReportRequest(key=uuid4(), symptoms=[Symptom.DRY_COUGH])
    await checkins.report_symptoms(at(call, 4, 7), sun.actor, sun.person_id, report)
    await _check_in(call, sun, [3, 2, 1], 36.6)


async def _red(call: Call, zhou: Player) -> None:
    """A close contact in quarantine since five days."""
    await applications.apply(at(call, 30, 11), zhou.actor, _form("1102", building="6栋"))
    then = at(call, 5, 12)
    day = local_day(then.now)
    contact = CloseContact(day - timedelta(days=1))
    await _record(then, zhou, Source.HEALTH_DEPARTMENT, contact, Quarantine(day, day + timedelta(days=14)))
    await _check_in(call, zhou, [4, 3, 2, 1], 36.4)


async def _without_phone(call: Call, worker: Player) -> None:
    """Somebody of 78 years on the staircase of a case; the community worker visits and telephones."""
    neighbour = await _person(at(call, 30, 15), "陈桂英", 21, date(1947, 10, 9))
    await applications.apply(at(call, 30, 15), neighbour.actor, _form("1101", building="6栋"))
    then = at(call, 3, 16)
    day = local_day(then.now)
    await _record(then, neighbour, Source.OFFICER, Neighbour(Exposure.STAIRCASE, day, day))
    for days_ago, method in ((2, "visit"), (1, "telephone")):
        request = CheckInRequest.model_validate({"key": uuid4(), "temperature_celsius": 36.3, "method": method})
        await checkins.check_in(at(call, days_ago, 9), worker.actor, neighbour.person_id, request)


async def _correction(call: Call) -> None:
    """A symptom that was ticked by mistake three days ago; the corrected form waits for the city's officer (B4)."""
    ma = await _person(at(call, 3, 12), "马芳", 22, date(1993, 6, 11))
    await applications.apply(at(call, 3, 12), ma.actor, _form("0703", symptoms=[Symptom.SORE_THROAT]))
    await applications.reapply(_minutes_ago(call, 120), ma.actor, _form("0703"))


async def _identity_to_prove(call: Call) -> None:
    """A number whose region code is in no list goes to manual proof (A1); nobody's number begins so."""
    first_17 = "34019919880412" + "317"
    number = first_17 + check_character(first_17)
    await identity.ensure_person(at(call, 1, 14), "林浩", DocumentType.MAINLAND_ID, number)


async def _gate(call: Call, staff: Player, site: Site) -> None:
    """At the gate of the compound now: one waits in the isolation area, one has scanned the poster."""
    first = await _person(at(call, 20, 9), "高洁", 23, date(1991, 1, 19))
    second = await _person(at(call, 20, 9), "方宇", 24, date(1995, 7, 30))
    for player, room in ((first, "0404"), (second, "0505")):
        await applications.apply(at(call, 20, 9), player.actor, _form(room))
    await _show_document(_minutes_ago(call, 20), first, staff, site, 37.6)
    await checkpoints.arrive(_minutes_ago(call, 4), second.actor, _scanned(site))


async def _come(then: Call, player: Player, staff: Player, site: Site, celsius: float) -> None:
    """Way 2: the posted code, staff on duty who confirm, one reading."""
    await checkpoints.start_duty(then, staff.actor, site.site_id)
    arrived = await checkpoints.arrive(then, player.actor, _scanned(site))
    seen = await checkpoints.confirm_arrival(then, staff.actor, arrived.arrival_id)
    await _measure(then, staff, seen.visit_id, celsius)
    await checkpoints.end_duty(then, staff.actor)


async def _show_document(then: Call, player: Player, staff: Player, site: Site, celsius: float) -> None:
    """Way 3: staff on duty type the number, one reading."""
    await checkpoints.start_duty(then, staff.actor, site.site_id)
    looked_up = LookUpRequest(key=uuid4(), document_number=player.number)
    seen = await checkpoints.look_up(then, staff.actor, looked_up)
    await _measure(then, staff, seen.visit_id, celsius)
    await checkpoints.end_duty(then, staff.actor)


async def _measure(then: Call, staff: Player, visit_id: UUID | None, celsius: float) -> None:
    if visit_id is None:
        raise ValueError("expected a visit of somebody with a code")
    reading = TemperatureRequest(key=uuid4(), celsius=celsius)
    await checkpoints.record_temperature(then, staff.actor, visit_id, reading)


async def _check_in(call: Call, player: Player, days_ago: Sequence[int], celsius: float) -> None:
    for days in days_ago:
        request = CheckInRequest(key=uuid4(), temperature_celsius=celsius)
        await checkins.check_in(at(call, days, 8), player.actor, player.person_id, request)


async def _record(then: Call, player: Player, source: Source, *contents: Content) -> None:
    facts: list[Fact] = [
        assessments.new_fact(then, player.person_id, source, "demonstration/scene", content) for content in contents
    ]
    await assessments.record(then, player.person_id, facts, None)


def _form(
    room: str,
    *,
    person_id: PersonId | None = None,
    workplace: str = "",
    building: str = "3栋",
    symptoms: Sequence[Symptom] = (),
) -> ApplicationRequest:
    division_code, compound = _COMPOUND
    return ApplicationRequest(
        person_id=person_id,
        city_code="3401",
        address=Address(
            division_code=division_code, compound_name=compound, building=building, unit="1单元", room=room
        ),
        workplace=workplace,
        symptoms=list(symptoms),
        contact=ContactHistory(close_contact=False),
        arrival=ArrivalStatement(from_outside=False),
        promise_accepted=True,
    )


def _scanned(site: Site) -> ArrivalRequest:
    return ArrivalRequest(key=uuid4(), posted_code=site.posted_code)


def _minutes_ago(call: Call, minutes: int) -> Call:
    return replace(call, now=call.now - timedelta(minutes=minutes))
