"""What changes about a code reaches every verifier with the next publication, by static files alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ankang.assessments import service as assessments
from ankang.codes import service
from ankang.codes.model import EndReason
from ankang.codes.tables import statuses
from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged, Rung
from ankang.core.credential.manifest import MANIFEST_NAME
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.days import local_day
from ankang.core.facts import Symptom, SymptomReport
from support.application import World
from support.phones import Phone, add_facts, days_ago, give_code, resident_with_phone
from support.verifiers import FolderVerifier, publish

pytestmark = pytest.mark.anyio


def cough(world: World) -> SymptomReport:
    return SymptomReport(days_ago(world, 0), frozenset({Symptom.DRY_COUGH}))


@pytest.mark.spec("D9")
async def test_a_colour_change_is_in_the_next_delta_and_turns_the_old_token(world: World) -> None:
    member, phone = await resident_with_phone(world)
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()
    before = gate.judge(phone.qr())

    await add_facts(world, member, cough(world))
    world.move_by(minutes=5)
    await publish(world)
    gate.fetched.clear()
    gate.sync()
    after = gate.judge(phone.qr())

    assert isinstance(before, Judged)
    assert before.colour is Colour.GREEN
    assert isinstance(after, Judged)
    assert (after.colour, after.rung, after.code.colour) == (Colour.YELLOW, Rung.FRESH, Colour.GREEN)  # type: ignore[union-attr]  # a live code
    assert [path.split("/")[0] for path in gate.fetched] == ["keys", "deltas"]


@pytest.mark.spec("D9")
async def test_every_live_day_of_a_person_is_listed_and_no_more(world: World) -> None:
    member, _ = await resident_with_phone(world)
    world.move_by(days=9)
    await publish(world)

    await add_facts(world, member, cough(world))
    world.move_by(minutes=5)
    await publish(world)

    async with world.call() as call:
        rows = (await call.connection.execute(select(statuses.c.list_id, statuses.c.value))).all()
    assert sorted(row.value for row in rows) == [2, 2, 2, 2]
    assert len({row.list_id for row in rows}) == 4

    world.move_by(days=1)
    await publish(world)
    async with world.call() as call:
        left = (await call.connection.execute(select(func.count()).select_from(statuses))).scalar_one()
    assert left == 3


@pytest.mark.spec("D9", "D2")
async def test_a_killed_code_is_dead_at_every_gate_and_the_next_one_lives(world: World) -> None:
    member, phone = await resident_with_phone(world)
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()

    async with world.call() as call:
        await service.kill(call, member.person_id, EndReason.LOST_PHONE)
    fresh = Phone(member, member.person_id)
    await fresh.renew()
    world.move_by(minutes=5)
    await publish(world)
    gate.sync()

    assert isinstance(refused := gate.judge(phone.qr()), Refused)
    assert refused.reason is Refusal.DEAD_CODE
    assert isinstance(gate.judge(fresh.qr()), Judged)


@pytest.mark.spec("D9")
async def test_a_person_who_turns_green_again_needs_no_entry(world: World) -> None:
    member, phone = await resident_with_phone(world)
    await add_facts(world, member, cough(world))
    world.move_by(minutes=5)
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()
    assert isinstance(yellow := gate.judge(phone.qr()), Judged)

    async with world.call() as call:
        reported = next(
            fact
            for fact in await assessments.facts_of(call, member.person_id)
            if isinstance(fact.content, SymptomReport)
        )
        gone = assessments.withdrawals(call, member.person_id, reported.source, "test", [reported.fact_id], "a slip")
        await assessments.record(call, member.person_id, gone, None)
    world.move_by(minutes=5)
    await publish(world)
    known = gate.sync()

    assert yellow.colour is Colour.YELLOW
    assert isinstance(green := gate.judge(phone.qr()), Judged)
    assert green.colour is Colour.GREEN
    assert known.lists is not None
    assert known.lists.count() == 0


@pytest.mark.spec("D9", "L1")
async def test_nothing_is_published_twice_by_two_processes_or_before_its_time(world: World) -> None:
    await resident_with_phone(world)
    now = world.clock.now()

    await asyncio.gather(*(service.publish_due(world.runtime, now) for _ in range(4)))
    await service.publish_due(world.runtime, now + timedelta(seconds=299))
    await service.lay_published(world.runtime)

    gate = FolderVerifier(world)
    assert gate.sync().manifest.sequence == 1  # type: ignore[union-attr]  # sync leaves a manifest


@pytest.mark.spec("D9")
async def test_a_verifier_that_slept_goes_on_by_roll_ups(world: World) -> None:
    """Away for a day and a half: an hour's and a day's roll-up lead it on, not every delta and not the whole."""
    member, phone = await resident_with_phone(world)
    await publish(world)
    gate = FolderVerifier(world)
    gate.sync()

    for _ in range(36):
        other = await world.register("李四")
        await give_code(world, other)
        await add_facts(world, other, cough(world))
        world.move_by(hours=1)
        await publish(world)
    await add_facts(world, member, cough(world))
    world.move_by(minutes=5)
    await publish(world)
    gate.fetched.clear()
    gate.sync()

    assert isinstance(seen := gate.judge(phone.qr()), Judged | Refused)
    assert not any(path.startswith("lists/") for path in gate.fetched)
    assert 1 < len([path for path in gate.fetched if path.startswith("deltas/")]) < 30
    assert seen is not None


@pytest.mark.spec("D9")
async def test_before_the_first_publication_its_files_are_not_found(world: World) -> None:
    guest = world.guest()

    answer = await guest.get(f"http://test/published/days/{MANIFEST_NAME}")

    assert answer.status_code == 404


@pytest.mark.spec("D9", "L1")
async def test_files_are_served_without_the_database_with_the_right_headers(world: World) -> None:
    await resident_with_phone(world)
    folder = await publish(world)
    await world.runtime.engine.dispose()
    guest = world.guest()

    manifest = await guest.get(f"http://test/published/days/{MANIFEST_NAME}")
    again = await guest.get(
        f"http://test/published/days/{MANIFEST_NAME}", headers={"If-None-Match": manifest.headers["ETag"]}
    )
    immutable = next(path for path in folder.glob("keys/*.cose"))
    bundle = await guest.get(f"http://test/published/days/keys/{immutable.name}")

    assert (manifest.status_code, again.status_code, bundle.status_code) == (200, 304, 200)
    assert manifest.content == (folder / MANIFEST_NAME).read_bytes()
    assert manifest.headers["Cache-Control"] == "no-cache"
    assert bundle.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert bundle.headers["Content-Type"] == "application/cose"


@pytest.mark.spec("D9")
async def test_the_paper_family_is_not_served_to_the_public(world: World) -> None:
    await publish(world)

    answer = await world.guest().get(f"http://test/published/paper/{MANIFEST_NAME}")

    assert answer.status_code == 404
    assert (world.runtime.config.published / "paper" / MANIFEST_NAME).is_file()


async def test_the_day_of_the_files_is_the_clock_that_was_given(world: World) -> None:
    await publish(world)

    assert local_day(FolderVerifier(world).sync().manifest.published_at) == local_day(world.clock.now())  # type: ignore[union-attr]  # as above
