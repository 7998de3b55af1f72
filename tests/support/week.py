"""A week of a small city, lived through the real routes: what every part of the product writes about people.

The people have names, numbers and addresses that occur nowhere else, so that a test can search for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from ankang.assessments import service as assessments
from support.application import Member, World, identity_number
from support.gates import Gate, open_gate
from support.phones import Phone

HOME = {
    "division_code": "340102003",
    "compound_name": "栖霞听雨轩",
    "building": "甲字楼",
    "unit": "东梯口",
    "room": "二〇七室",
}
NAMES = ("上官望舒", "闻人惊鹊", "东方既白", "顾晓", "周正", "方敏")
WORDS = (
    *(value for key, value in HOME.items() if key != "division_code"),
    "玉壶光学仪器厂",
    "左手有疤",
    "母亲代填有误",
)
WORKPLACES = ("合肥市卫生健康委员会", "明珠广场物业", "明光路街道")


@dataclass
class City:
    """Who lived through the week, and where."""

    gate: Gate
    mother: Member
    child: Member
    friend: Member

    @property
    def members(self) -> tuple[Member, ...]:
        """The holders."""
        return (self.mother, self.child, self.friend)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Their document and mobile numbers."""
        return tuple(number for member in self.members for number in (member.document_number, member.mobile))


def form(**changes: Any) -> dict[str, Any]:
    return {
        "city_code": "3401",
        "address": HOME,
        "workplace": "玉壶光学仪器厂",
        "symptoms": ["dry_cough"],
        "contact": {"close_contact": True, "last_contact_on": "2022-07-07"},
        "arrival": {"from_outside": True, "origin_division_code": "310115", "arrives_on": "2022-07-06"},
        "promise_accepted": True,
        **changes,
    }


async def done(request: Any) -> Any:
    answer = await request
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def live_a_week(world: World) -> City:
    """Apply, correct, act for another, check in, pass a gate in all three ways, be looked at, lose a phone."""
    gate = await open_gate(world)
    mother = await world.register(NAMES[0], document_number=identity_number(sequence=71), mobile="13977100001")
    child = await world.register(NAMES[1], document_number=identity_number(sequence=72), mobile="13977100002")
    friend = await world.register(NAMES[2], document_number=identity_number(sequence=73), mobile="13977100003")
    await done(mother.post("/applications", json=form()))
    await done(mother.post("/applications/corrections", json=form(symptoms=[], contact={"close_contact": False})))
    well = form(symptoms=[], contact={"close_contact": False}, arrival={"from_outside": False})
    await done(friend.post("/applications", json=well))
    await act_for(mother, child)
    await done(mother.post("/applications", json=form(person_id=str(child.person_id), symptoms=[])))
    world.move_by(days=1)
    report = {"temperature_celsius": 37.9, "symptoms": ["shortness_of_breath"], "contact": True}
    report["whereabouts"] = {"left_city": True, "division_code": "341324", "compound_name": "栖霞听雨轩"}
    await done(mother.post(f"/check-ins/{mother.person_id}", json={"key": str(uuid4()), **report}))
    await pass_the_gate(world, gate, friend)
    await be_cared_for(world, mother, friend)
    await be_listed(world, gate, friend)
    async with world.call() as call:
        await assessments.declare_outage(call, date(2022, 7, 8), "机房断电")
    return City(gate, mother, child, friend)


async def act_for(proxy: Member, holder: Member) -> None:
    body = {"name": holder.name, "document_type": "mainland_id", "document_number": holder.document_number}
    body |= {"relation": "parent", "mobile": holder.mobile}
    link = await done(proxy.post("/identity/proxies", json=body))
    code = (await proxy.world.texts(holder.mobile))[-1].parameters["code"]
    await done(proxy.post(f"/identity/proxies/{link['link_id']}/confirmation", json={"one_time_code": code}))


async def pass_the_gate(world: World, gate: Gate, friend: Member) -> None:
    phone = Phone(friend, friend.person_id)
    await phone.renew()
    printed = await friend.post(f"/codes/{friend.person_id}/paper", json={"size": "card"})
    assert printed.status_code == 201
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    assert (await gate.measure(visit_id, 37.9)).json()["outcome"] == "recheck"
    world.move_by(minutes=6)
    await gate.look_up(friend.document_number)
    assert (await gate.measure(visit_id, 37.9)).json()["outcome"] == "registered"
    await gate.scan("HC1:nothing")
    arrival = {"key": str(uuid4()), "posted_code": gate.site.posted_code}
    await done(friend.post("/checkpoints/arrivals", json=arrival))
    world.move_by(minutes=6)
    seen = await gate.look_up(friend.document_number)
    note = {"note": f"左手有疤，自称{NAMES[0]}"}
    await done(gate.staff.post(f"/checkpoints/visits/{seen.json()['visit_id']}/mismatch", json=note))


async def be_listed(world: World, gate: Gate, friend: Member) -> None:
    officer, site = await world.officer(), f"/checkpoints/sites/{gate.site.site_id}"
    rules = [{"rule": "colours", "let_in": ["green"]}, {"rule": "temperature", "limit_celsius": 37.3}]
    await done(officer.put(f"{site}/rules", json={"rules": rules, "after_version": 0}))
    rows = f"姓名,证件号码,楼栋,户号\n{friend.name},{friend.document_number},{HOME['building']},{HOME['room']}\n"
    files = {"file": ("residents.csv", rows.encode())}
    await done(officer.post(f"{site}/people/imports", files=files, data={"kind": "residents"}))
    note = f"左手有疤，自称{NAMES[0]}"
    await done(gate.staff.post("/checkpoints/openings", json={"key": str(uuid4()), "reason": "danger", "note": note}))


async def be_cared_for(world: World, mother: Member, friend: Member) -> None:
    officer, worker = await world.officer(), await world.community_worker("340102003")
    found = {"document_number": mother.document_number, "purpose": "follow_up"}
    await done(officer.post("/console/people/search", json=found))
    await done(officer.get(f"/console/people/{mother.person_id}?purpose=follow_up"))
    (review,) = await done(officer.get("/applications/reviews"))
    decision = {"accept": False, "ground": "母亲代填有误，未采信"}
    await done(officer.post(f"/applications/reviews/{review['application_id']}", json=decision))
    visit = {"key": str(uuid4()), "temperature_celsius": 36.4, "method": "visit"}
    assert friend.name in NAMES
    await done(worker.post(f"/check-ins/{friend.person_id}", json=visit))
    await done(friend.post(f"/codes/{friend.person_id}/kill", json={"reason": "lost_phone"}))
