"""Who takes part in a journey, and what is already so when it begins: accounts, codes, sites.

`JourneyServer.call` runs these; what a journey is about, its people do through the pages (`steps.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from ankang.applications import service as applications
from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.keeping_schemas import InvitationRequest, SiteRegistration
from ankang.checkpoints.model.sites import Site, SiteKind, SiteRules
from ankang.core.ids import PersonId, SiteId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call
from browser.support.server import JourneyServer
from support.application import PASSWORD, identity_number


@dataclass(frozen=True)
class Somebody:
    """A person as they would fill in a form."""

    name: str
    masked_name: str
    mobile: str
    document_number: str
    password: str = PASSWORD


ZHANG = Somebody("张三", "张*", "13800000001", identity_number(sequence=1))
"""The resident whom most journeys follow."""
LI = Somebody("李强", "李*", "13800000002", identity_number(sequence=2))
"""Staff at the gate."""
WANG = Somebody("王建国", "王**", "13800000003", identity_number(sequence=3))
"""An officer."""
SUN = Somebody("孙梅", "孙*", "13800000004", identity_number(sequence=4))
"""Another resident."""
MA = Somebody("马莉", "马*", "13800000005", identity_number(sequence=5))
"""Who keeps a shop."""


async def open_account(call: Call, somebody: Somebody) -> PersonId:
    """An account with mobile and password."""
    person = await identity.ensure_person(call, somebody.name, DocumentType.MAINLAND_ID, somebody.document_number)
    await identity.open_account(call, person.person_id, somebody.mobile, somebody.password)
    return person.person_id


async def have_applied(call: Call, somebody: Somebody, **answers: Any) -> PersonId:
    """An account and an accepted form, of somebody who is well and came from nowhere unless `answers` differ."""
    person_id = await open_account(call, somebody)
    form = {
        "city_code": "3401",
        "address": Address(division_code="340102001", compound_name="明珠花园", building="3", unit="2"),
        "contact": ContactHistory(close_contact=False),
        "arrival": ArrivalStatement(from_outside=False),
        "promise_accepted": True,
        **answers,
    }
    await applications.apply(call, Actor(person_id, person_id), ApplicationRequest(**form))
    return person_id


async def work_at(
    call: Call,
    somebody: Somebody,
    site_name: str,
    rules: SiteRules | None = None,
    kind: SiteKind = SiteKind.COMMUNITY,
) -> Site:
    """An account of staff who may go on duty at a new site; only green codes enter unless `rules` say otherwise."""
    person_id = await open_account(call, somebody)
    await identity.grant_role(call, person_id, Role.STAFF, "3401", site_name)
    site = await checkpoints.create_site(call, site_name, kind, "340102", rules)
    await checkpoints.assign_staff(call, person_id, site.site_id)
    return site


async def kept_by(
    call: Call, somebody: Somebody, kind: SiteKind = SiteKind.SUPERMARKET, name: str = "百姓超市 南七店"
) -> tuple[UUID, str]:
    """A site with two entrances that somebody with an account keeps, and the secret of an invitation to it."""
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, somebody.document_number)
    assert person is not None
    keeper = Actor(person.person_id, person.person_id)
    registration = SiteRegistration(
        key=uuid4(),
        name=name,
        kind=kind,
        division_code="340104",
        address="望江西路 10 号",
        entrances=["北门", "南门"],
    )
    site = await checkpoints.register_site(call, keeper, registration)
    made = await checkpoints.invite(call, keeper, SiteId(site.site_id), InvitationRequest(key=uuid4()))
    return site.site_id, made.link.rpartition("/")[2]


async def hold_a_post(call: Call, somebody: Somebody, role: Role, region: str, organisation: str) -> PersonId:
    """An account with a role in a region."""
    person_id = await open_account(call, somebody)
    await identity.grant_role(call, person_id, role, region, organisation)
    return person_id


async def be_an_officer(call: Call, somebody: Somebody, region: str = "34") -> PersonId:
    """An account of an officer of the region."""
    return await hold_a_post(call, somebody, Role.OFFICER, region, "省卫生健康委员会")


def one_time_code(server: JourneyServer, somebody: Somebody) -> str:
    """The code in the latest text message to the person's mobile."""
    return server.texts(somebody.mobile)[-1].parameters["code"]
