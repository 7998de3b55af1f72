"""What staff did while the centre was away arrives in order, each record once, with its true time (SPEC D9, C8)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ankang.assessments import service as assessments
from ankang.checkpoints.tables import readings, registrations, visits
from ankang.core.credential.claims import ProofClaims
from ankang.core.credential.keys import signer_of
from ankang.core.credential.present import present
from ankang.core.credential.step_up import nonce_of
from ankang.core.days import local_day
from ankang.core.facts import AbnormalTemperature, Symptom, SymptomReport
from support.application import Member, World
from support.gates import Gate, open_gate
from support.phones import Phone, add_facts, days_ago, resident_with_phone
from support.written import written

pytestmark = pytest.mark.anyio


@dataclass
class Kept:
    """A staff phone without a network: it keeps what staff do, and sends it later."""

    world: World
    gate: Gate
    records: list[dict[str, Any]] = field(default_factory=list)

    def scan(self, phone: Phone, *, let_in: bool = True, text: str | None = None, **more: Any) -> str:
        """Keep a scan; its key."""
        key = str(uuid4())
        self._keep(key, "scan", qr_text=text or phone.qr(), let_in=let_in, **more)
        return key

    def then(self, kind: str, scan_key: str, **more: Any) -> str:
        """Keep what follows a scan."""
        key = str(uuid4())
        self._keep(key, kind, scan_key=scan_key, **more)
        return key

    async def send(self, records: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
        """Upload; the results."""
        body = {"records": self.records if records is None else records}
        answer = await self.gate.staff.post("/checkpoints/uploads", json=body)
        assert answer.status_code == 201, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def _keep(self, key: str, kind: str, **more: Any) -> None:
        at = self.world.clock.now().isoformat()
        self.records.append({"key": key, "kind": kind, "at": at, "site_id": str(self.gate.site.site_id), **more})


async def colour_of(member: Member) -> str:
    return str((await member.get(f"/assessments/{member.person_id}")).json()["colour"])


async def counted(world: World, table: Any) -> int:
    async with world.call() as call:
        return int((await call.connection.execute(select(func.count()).select_from(table))).scalar_one())


async def stored_visit(world: World) -> Any:
    async with world.call() as call:
        return (await call.connection.execute(select(visits))).one()


def cough(world: World) -> SymptomReport:
    return SymptomReport(days_ago(world, 0), frozenset({Symptom.DRY_COUGH}))


@pytest.mark.spec("D9", "C8", "E3", "P9")
async def test_two_readings_taken_offline_change_the_colour_at_upload_with_their_true_day(world: World) -> None:
    member, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    was_there = world.clock.now()
    first = kept.scan(phone)
    kept.then("temperature", first, celsius=37.8)
    world.move_by(minutes=6)
    second = kept.scan(phone)
    kept.then("temperature", second, celsius=37.9)
    world.move_by(days=2)
    assert await colour_of(member) == "green"

    results = await kept.send()

    assert [result["outcome"] for result in results] == ["stored"] * 4
    assert len({result["visit_id"] for result in results}) == 1
    assert results[-1]["colour"] == "yellow"
    assert await colour_of(member) == "yellow"
    async with world.call() as call:
        facts = await assessments.facts_of(call, member.person_id)
    (abnormal,) = [fact for fact in facts if isinstance(fact.content, AbnormalTemperature)]
    assert abnormal.content == AbnormalTemperature(local_day(was_there), 37.9)
    assert abnormal.recorded_at == world.clock.now()
    visit = await stored_visit(world)
    assert (visit.at, visit.uploaded_at) == (was_there, world.clock.now())


@pytest.mark.spec("D9", "P9")
async def test_the_five_minutes_are_those_of_the_gate_not_of_the_upload(world: World) -> None:
    member, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    key = kept.scan(phone)
    kept.then("temperature", key, celsius=37.8)
    world.move_by(minutes=4)
    kept.then("temperature", key, celsius=38.2)
    world.move_by(hours=3)

    results = await kept.send()

    assert [result["outcome"] for result in results] == ["stored", "stored", "refused"]
    assert results[-1]["code"] == "too_early"
    assert await colour_of(member) == "green"


@pytest.mark.spec("D9")
async def test_sent_again_in_part_in_whole_or_at_once_nothing_is_doubled(world: World) -> None:
    """The answer was lost twice; then two tabs send at once."""
    _, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    key = kept.scan(phone)
    kept.then("temperature", key, celsius=36.5)
    world.move_by(hours=5)

    first = await kept.send(kept.records[:1])
    again = await kept.send()
    both = await asyncio.gather(kept.send(), kept.send())

    assert first[0] == again[0]
    assert all(results == again for results in both)
    assert (await counted(world, visits), await counted(world, readings)) == (1, 1)


@pytest.mark.spec("D9")
async def test_a_scan_whose_answer_was_lost_is_the_same_scan_when_it_is_uploaded(world: World) -> None:
    _, phone = await resident_with_phone(world)
    gate = await open_gate(world)
    kept = Kept(world, gate)
    text = phone.qr()
    key = kept.scan(phone, text=text)

    online = await gate.scan(text, key)
    world.move_by(hours=1)
    (result,) = await kept.send()

    assert result["visit_id"] == online["visit_id"]
    assert await counted(world, visits) == 1


@pytest.mark.spec("D9", "D6")
async def test_a_colour_that_changed_in_between_is_a_conflict_by_the_time_of_fact(world: World) -> None:
    """Let in at ten with lists of nine; the centre knew of yellow since half past nine."""
    member, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    await add_facts(world, member, cough(world))
    world.move_by(minutes=30)
    kept.scan(phone, let_in=True)
    world.move_by(hours=6)

    (result,) = await kept.send()

    assert (result["conflict"], result["verdict"], result["colour"]) == ("let_in", "stop", "yellow")
    assert "lists were behind" in result["words"]["en"]
    visit = await stored_visit(world)
    assert (visit.verdict, visit.conflict, visit.colour) == ("pass", "let_in", "yellow")


@pytest.mark.spec("D9")
async def test_a_colour_that_changed_afterwards_is_no_conflict(world: World) -> None:
    member, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    kept.scan(phone, let_in=True)
    world.move_by(minutes=30)
    await add_facts(world, member, cough(world))
    world.move_by(hours=6)

    (result,) = await kept.send()

    assert (result["conflict"], result["verdict"]) == (None, "pass")


@pytest.mark.spec("D9", "D2")
@pytest.mark.parametrize("minutes", [-4, 4])
async def test_a_picture_of_another_time_does_not_become_a_visit(world: World, minutes: int) -> None:
    """The proof must be of the instant at which the gate says that it scanned it."""
    _, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    world.move_by(minutes=10)
    kept.scan(phone, text=phone.qr(world.clock.now() + timedelta(minutes=minutes)))
    world.move_by(hours=1)

    (result,) = await kept.send()

    assert (result["outcome"], result["verdict"], result["visit_id"]) == ("stored", "refused", None)
    assert await counted(world, visits) == 0


@pytest.mark.spec("D9", "D2")
async def test_an_answer_to_the_digits_carries_a_slow_phone_through(world: World) -> None:
    _, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    slow = world.clock.now() - timedelta(seconds=170)
    text = present(phone.token, ProofClaims(slow, nonce_of("074205")), signer_of(phone.key))
    kept.scan(phone, text=text, digits="074205")
    kept.scan(phone, text=text, digits="074206")
    kept.scan(phone, text=text)

    answered, wrong, without = await kept.send()

    assert answered["verdict"] == "pass"
    assert (wrong["verdict"], without["verdict"]) == ("refused", "refused")


@pytest.mark.spec("D9")
async def test_one_bad_record_spoils_none_of_the_others(world: World) -> None:
    _, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    key = kept.scan(phone)
    kept.then("temperature", key, celsius=99)
    kept.then("temperature", str(uuid4()), celsius=36.5)
    kept.then("temperature", key, celsius=36.5)
    elsewhere = {**kept.records[0], "key": str(uuid4()), "site_id": str(uuid4())}

    results = await kept.send([*kept.records, elsewhere])

    assert [result["outcome"] for result in results] == ["stored", "refused", "refused", "stored", "refused"]
    assert results[1]["code"] == "temperature_out_of_range"
    assert (await counted(world, visits), await counted(world, readings)) == (1, 1)


@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("at", "code"), [(timedelta(minutes=4), "record_of_the_future"), (timedelta(days=-7, seconds=-1), "record_too_old")]
)
async def test_records_out_of_their_time_are_refused_in_words(world: World, at: timedelta, code: str) -> None:
    _, phone = await resident_with_phone(world)
    kept = Kept(world, await open_gate(world))
    kept.scan(phone)
    moved: datetime = world.clock.now() + at
    kept.records[0]["at"] = moved.isoformat()

    (result,) = await kept.send()

    assert (result["outcome"], result["code"]) == ("refused", code)
    assert result["words"]["zh"]
    assert await counted(world, visits) == 0


@pytest.mark.spec("D9")
async def test_a_person_who_left_and_another_persons_code_are_taken_too(world: World) -> None:
    _, phone = await resident_with_phone(world)
    _, other = await resident_with_phone(world, name="李四")
    kept = Kept(world, await open_gate(world))
    left = kept.scan(phone)
    kept.then("temperature", left, celsius=37.8)
    kept.then("departure", left)
    kept.then("mismatch", kept.scan(other))

    await kept.send()
    results = await kept.send()

    assert [result["outcome"] for result in results] == ["stored"] * 5
    async with world.call() as call:
        states = (await call.connection.execute(select(visits.c.state))).scalars().all()
    assert sorted(states) == ["departed", "mismatched"]
    assert await counted(world, registrations) == 0


async def test_a_whole_day_of_full_records_is_taken_in_one_upload(world: World) -> None:
    gate = await open_gate(world)
    kept = Kept(world, gate)
    for _ in range(200):
        kept.scan(Phone(gate.staff, gate.staff.person_id), text="AHC1:" + "A" * 2043)

    results = await kept.send()

    assert [result["outcome"] for result in results] == ["stored"] * 200
    assert {result["verdict"] for result in results} == {"refused"}
    assert await counted(world, visits) == 0


@pytest.mark.spec("M2", "D8")
async def test_a_record_about_another_gates_visit_is_refused_and_tells_nothing(world: World) -> None:
    gate, other = await open_gate(world), await open_gate(world, "明珠广场南门")
    _, phone = await resident_with_phone(world)
    visit_id = (await gate.scan_phone(phone))["visit_id"]
    before = await written(world)
    kept = Kept(world, other)
    for wanted in (visit_id, str(uuid4())):
        for kind in ("temperature", "departure", "mismatch"):
            kept._keep(str(uuid4()), kind, visit_id=wanted, celsius=38.5)
    kept.records.append(kept.records[0] | {"key": str(uuid4()), "site_id": str(gate.site.site_id)})

    results = await kept.send()

    assert [(result["outcome"], result["code"]) for result in results] == [
        *[("refused", "not_found")] * 6,
        ("refused", "not_your_site"),
    ]
    assert {result["colour"] for result in results} == {None}
    assert await written(world) == before


async def test_only_staff_upload(world: World) -> None:
    member, phone = await resident_with_phone(world)
    gate = await open_gate(world)
    kept = Kept(world, Gate(member, gate.site))
    kept.scan(phone)

    answer = await member.post("/checkpoints/uploads", json={"records": kept.records})

    assert (answer.status_code, answer.json()["code"]) == (403, "role_needed")
    assert await counted(world, visits) == 0
