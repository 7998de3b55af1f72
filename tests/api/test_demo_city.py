"""The demonstration city in a real database: what each account sees, every cause, and a making that was interrupted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from ankang.assessments.tables import colour_changes
from ankang.checkins.tables import check_ins
from ankang.checkpoints.tables import readings
from ankang.core.days import local_day, start_of_day
from ankang.core.errors import RefusedError
from ankang.demo import accounts, making
from ankang.demo.accounts import Account
from ankang.demo.model import CITY_SETTING, is_unfinished
from ankang.demo.service import make_city
from ankang.identity.tables import people
from ankang.runtime.installation import find_setting, is_demonstration
from ankang.runtime.tables import outbox
from support.application import Member, World

pytestmark = pytest.mark.anyio

FEW = 140  # a neighbourhood and a little


def unseen(_done: int) -> None:
    """A progress that nobody watches."""


async def signed_in(world: World, account: Account) -> Member:
    member = Member(world, account.name, "", account.mobile, world.guest(), account.password)
    await member.sign_in()
    return member


async def body(member: Member, path: str) -> Any:
    answer = await member.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


@pytest.fixture
async def city(world: World) -> World:
    """The world as `ankang demo` makes it."""
    await make_city(world.runtime, FEW, unseen)
    return world


@pytest.mark.spec("B5")
async def test_every_resident_account_has_something_to_show(city: World) -> None:
    zhang, wang = await signed_in(city, accounts.ZHANG_AN), await signed_in(city, accounts.WANG_YULAN)
    sun, zhou = await signed_in(city, accounts.SUN_LEI), await signed_in(city, accounts.ZHOU_QIANG)
    he = await signed_in(city, accounts.HE_JING)

    green = await body(zhang, f"/assessments/{zhang.person_id}")
    assert (green["colour"], green["city_code"]) == ("green", "3401")
    visits = await body(zhang, f"/checkpoints/people/{zhang.person_id}/visits")
    assert [(visit["way"], visit["verdict"]) for visit in visits] == [("document", "pass"), ("posted_code", "pass")]
    assert [look["organisation"] for look in await body(zhang, f"/identity/people/{zhang.person_id}/looks")] == [
        "百姓超市 南七店"
    ]

    (link,) = (await body(wang, "/identity/proxies"))["i_act_for"]
    daughter = await body(wang, f"/assessments/{link['person_id']}")
    assert (link["state"], daughter["colour"]) == ("active", "green")

    yellow = await body(sun, f"/check-ins/{sun.person_id}")
    assert (yellow["assessment"]["colour"], yellow["run"], yellow["required"]) == ("yellow", 3, 7)
    assert (yellow["checked_in_today"], len(yellow["assessment"]["causes"])) == (False, 1)
    report = {"key": str(uuid4()), "temperature_celsius": 36.5}
    assert (await sun.post(f"/check-ins/{sun.person_id}", json=report)).json()["run"] == 4

    red = await body(zhou, f"/assessments/{zhou.person_id}")
    assert (red["colour"], {cause["rule"] for cause in red["causes"]}) == ("red", {"close_contact"})

    assert (await body(he, f"/assessments/{he.person_id}"))["colour"] == "grey"
    assert (await body(he, f"/applications/{he.person_id}"))["can_apply"]


async def test_notices_tell_what_happened_on_the_day_it_happened(city: World) -> None:
    sun = await signed_in(city, accounts.SUN_LEI)

    notices = await body(sun, f"/notices?person_id={sun.person_id}")  # on the day of the cough, not of the making

    assert [notice["created_at"][:10] for notice in notices] == ["2022-07-03"]


async def test_staff_find_somebody_to_measure_again_and_somebody_to_confirm(city: World) -> None:
    li = await signed_in(city, accounts.LI_QIANG)
    gate = next(site for site in await body(li, "/checkpoints/sites") if site["name"] == "梧桐里小区 东门")
    assert (await li.put("/checkpoints/duty", json={"site_id": gate["site_id"]})).status_code == 200

    (waiting,) = await body(li, "/checkpoints/isolation")
    (arrived,) = await body(li, "/checkpoints/arrivals")

    assert (waiting["first_reading_celsius"], waiting["masked_name"]) == (37.6, "高*")
    assert (arrived["verdict"], arrived["masked_name"]) == ("pass", "方*")
    reading = {"key": str(uuid4()), "celsius": 37.8, "document_compared": True}
    registered = await li.post(f"/checkpoints/visits/{waiting['visit_id']}/temperatures", json=reading)
    assert (registered.json()["outcome"], registered.json()["colour"]) == ("registered", "yellow")


async def test_the_community_worker_has_people_to_look_after_also_one_without_a_phone(city: World) -> None:
    zhao = await signed_in(city, accounts.ZHAO_MIN)

    caseload = await body(zhao, "/check-ins/caseload")

    by_name = {entry["masked_name"]: entry for entry in caseload}
    assert {"孙*", "周*", "陈**", "马*"} <= set(by_name)
    assert (by_name["陈**"]["has_phone"], by_name["陈**"]["run"]) == (False, 2)
    assert not any(entry["checked_in_today"] for entry in (by_name["孙*"], by_name["陈**"]))


@pytest.mark.spec("B4", "A1")
async def test_officers_find_a_correction_to_decide_and_an_identity_to_prove(city: World) -> None:
    chen, wang = await signed_in(city, accounts.CHEN_JING), await signed_in(city, accounts.WANG_JIANGUO)

    (review,) = await body(chen, "/applications/reviews")
    assert (review["masked_name"], review["from_colour"], review["to_colour"]) == ("马*", "yellow", "green")
    (waiting,) = await body(chen, "/identity/awaiting-proof")
    assert waiting["masked_name"] == "林*"
    summary = await body(wang, "/console/summary")
    assert (summary["waiting_reviews"], summary["awaiting_proof"]) == (1, 1)
    assert summary["people"] == FEW + 9  # with the residents of the scenes who have applied

    decided = await chen.post(
        f"/applications/reviews/{review['application_id']}", json={"accept": True, "ground": "误选，已电话核实"}
    )
    assert (decided.status_code, decided.json()["assessment"]["colour"]) == (200, "green")


async def test_a_thousand_people_show_every_colour_with_varied_causes_and_a_past(world: World) -> None:
    await make_city(world.runtime, 1_000, unseen)

    officer = await signed_in(world, accounts.WANG_JIANGUO)
    summary = await body(officer, "/console/summary")
    async with world.call() as call:
        reports = (await call.connection.execute(select(func.count()).select_from(check_ins))).scalar_one()
        waiting = (await call.connection.execute(select(outbox.c.topic))).scalars().all()
        later = select(func.count()).select_from(colour_changes).where(colour_changes.c.changed_at > call.now)
        to_come = (await call.connection.execute(later)).scalar_one()

    assert {cause["rule"] for cause in summary["causes"]} == {
        *("confirmed_case", "suspected_case", "asymptomatic_infection", "positive_test", "close_contact"),
        *("abnormal_in_observation", "neighbour", "symptoms", "checkpoint_temperature", "first_arrival"),
    }
    green, yellow, red = (sum(city[colour] for city in summary["cities"]) for colour in ("green", "yellow", "red"))
    assert green > 900
    assert yellow > red > 5
    assert len(summary["days"]) >= 7
    assert summary["check_ins_expected_today"] > summary["check_ins_made_today"] > 0
    assert reports > 100
    assert (waiting, to_come) == ([], 0)


async def test_a_making_that_was_interrupted_is_finished_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_NEIGHBOURHOODS_A_BATCH", 1)
    done = []

    def pull_the_plug(added: int) -> None:
        done.append(added)
        if len(done) == 2:  # the accounts, and the first batch
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await make_city(world.runtime, 200, pull_the_plug)
    async with world.call() as call:
        assert is_unfinished(await find_setting(call.connection, CITY_SETTING))

    await make_city(world.runtime, 5_000, done.append)

    async with world.call() as call:
        assert not is_unfinished(await find_setting(call.connection, CITY_SETTING))
        numbers = (await call.connection.execute(select(func.count()).select_from(people))).scalar_one()
        staff = (await call.connection.execute(text("SELECT count(DISTINCT person_id) FROM role_grants"))).scalar_one()
    beside = len(accounts.ACCOUNTS) + 6 + staff - 4  # six of the scenes without an account, the station staff
    assert (sum(done[:2]) + sum(done[3:]), numbers) == (200, 200 + beside)


async def test_a_finished_demonstration_is_not_made_again(city: World) -> None:
    with pytest.raises(RefusedError) as refused:
        await make_city(city.runtime, FEW, unseen)

    assert refused.value.code == "database_not_empty"
    async with city.call() as call:
        assert await is_demonstration(call.connection)


@pytest.mark.spec("C8", "P9")
async def test_a_city_made_just_after_midnight_has_its_second_readings_behind_it(world: World) -> None:
    """Whoever is measured twice on the day of the making had the five minutes, however young the day is."""
    until_midnight = start_of_day(local_day(world.clock.now()) + timedelta(days=1)) - world.clock.now()
    world.move_by(seconds=int(until_midnight.total_seconds()) + 120)

    await make_city(world.runtime, 700, unseen)

    async with world.call() as call:
        times = (await call.connection.execute(select(readings.c.visit_id, readings.c.read_at))).all()
    taken: dict[UUID, list[datetime]] = {}
    for visit_id, read_at in times:
        taken.setdefault(visit_id, []).append(read_at)
    gaps = [max(both) - min(both) for both in taken.values() if len(both) == 2]
    assert gaps
    assert min(gaps) >= timedelta(minutes=5)
    assert max(at for all_of in taken.values() for at in all_of) <= world.clock.now()
