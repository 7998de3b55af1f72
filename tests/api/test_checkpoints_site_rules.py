"""Sites' own rules over HTTP: versions, who may write them, trying them on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.site_rules import RuleName
from ankang.checkpoints.service.deciding import rules_at
from ankang.checkpoints.tables import site_rule_sets
from support.application import Member, World
from support.gates import Gate, open_gate

pytestmark = pytest.mark.anyio

BASE: list[dict[str, Any]] = [
    {"rule": "colours", "let_in": ["green"]},
    {"rule": "temperature", "limit_celsius": 37.3},
]
RESIDENTS = {"rule": "listed_only", "lists": ["residents"]}
EVERY_TWO_DAYS = {"rule": "household_quota", "exits": 1, "days": 2}
HOURS = {"rule": "opening_hours", "opens": "06:30", "closes": "22:00"}


async def save(officer: Member, gate: Gate, *rules: dict[str, Any], after: int = 0, **more: Any) -> Any:
    body = {"rules": [*BASE, *rules], "after_version": after, **more}
    return await officer.put(f"/checkpoints/sites/{gate.site.site_id}/rules", json=body)


async def preview(officer: Member, gate: Gate, rules: list[Any], *people: dict[str, Any]) -> Any:
    body = {"rules": rules, "at": "2022-07-08T07:30:00+08:00", "people": list(people)}
    return await officer.post(f"/checkpoints/sites/{gate.site.site_id}/rules/preview", json=body)


@pytest.mark.spec("E2")
async def test_a_site_begins_with_green_and_the_usual_limit(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()

    answer = await officer.get(f"/checkpoints/sites/{gate.site.site_id}/rules")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["version"], answer.json()["rules"], answer.json()["versions"]) == (0, BASE, [])


@pytest.mark.spec("E2")
async def test_a_saved_version_counts_from_its_begin_and_names_who_saved_it(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    tomorrow = world.clock.now() + timedelta(days=1)
    await save(officer, gate, RESIDENTS)

    answer = await save(officer, gate, RESIDENTS, HOURS, after=1, from_at=tomorrow.isoformat())

    assert answer.status_code == 200, answer.text
    assert [version["version"] for version in answer.json()["versions"]] == [2, 1]
    assert answer.json()["versions"][0]["author_masked_name"] == "顾*"
    assert {rule["rule"] for rule in answer.json()["rules"]} == {"colours", "temperature", "listed_only"}
    async with world.call() as call:
        before = await rules_at(call, gate.site, tomorrow - timedelta(seconds=1))
        after = await rules_at(call, gate.site, tomorrow)
    assert {rule.name for rule in after.rules} - {rule.name for rule in before.rules} == {RuleName.OPENING_HOURS}


@pytest.mark.spec("E2")
async def test_the_same_rules_in_another_order_are_no_new_version(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    await save(officer, gate, RESIDENTS, HOURS)

    again = await save(officer, gate, HOURS, RESIDENTS)

    assert (again.status_code, again.json()["version"]) == (200, 1)
    async with world.call() as call:
        (text,) = (await call.connection.execute(select(site_rule_sets.c.rules))).scalars()
    assert text.startswith('[{"let_in":["green"],"rule":"colours"},{"lists":["residents"],"rule":"listed_only"}')


@pytest.mark.spec("E2")
async def test_nobody_overwrites_rules_that_somebody_else_saved_meanwhile(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    await save(officer, gate, RESIDENTS)

    late = await save(officer, gate, HOURS)

    assert (late.status_code, late.json()["code"]) == (409, "rules_changed")


@pytest.mark.spec("E2")
async def test_every_wrong_value_is_named_with_its_place(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()

    answer = await save(officer, gate, {"rule": "opening_hours", "opens": "6:30", "closes": "25:00"}, {"rule": "moon"})

    assert (answer.status_code, answer.json()["code"]) == (422, "rules_unreadable")
    fields = {field["field"]: field["words"]["en"] for field in answer.json()["fields"]}
    assert set(fields) == {"rules.2.opens", "rules.2.closes", "rules.3.rule"}
    assert fields["rules.2.opens"] == "Expected a time such as 06:30, got '6:30'."


@pytest.mark.spec("E2")
@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([BASE[0]], "rules_unreadable"),
        ([*BASE, HOURS, HOURS], "rules_unreadable"),
        ([*BASE, {"rule": "home_open"}], "home_elsewhere"),
        ([*BASE, EVERY_TWO_DAYS | {"days": 0}], "rules_unreadable"),
    ],
)
async def test_rules_that_do_not_fit_together_are_refused(world: World, rules: list[Any], code: str) -> None:
    gate, officer = await open_gate(world), await world.officer()

    body = {"rules": rules, "after_version": 0}
    answer = await officer.put(f"/checkpoints/sites/{gate.site.site_id}/rules", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.spec("A6", "E2")
async def test_rules_of_another_region_are_not_shown_and_not_changed(world: World) -> None:
    gate = await open_gate(world)
    stranger = await world.officer(region="3402")

    seen = await stranger.get(f"/checkpoints/sites/{gate.site.site_id}/rules")
    saved = await save(stranger, gate, RESIDENTS)
    by_staff = await save(gate.staff, gate, RESIDENTS)

    assert (seen.status_code, saved.status_code, by_staff.status_code) == (404, 404, 404)


@pytest.mark.spec("E1", "E2")
async def test_the_keeper_of_a_site_writes_its_rules(world: World) -> None:
    gate, keeper = await open_gate(world), await world.register("郑万")
    async with world.call() as call:
        await checkpoints.give_to_keeper(call, gate.site.site_id, keeper.person_id)

    answer = await save(keeper, gate, RESIDENTS)

    assert (answer.status_code, answer.json()["version"]) == (200, 1)


@pytest.mark.spec("E2")
async def test_these_three_people_at_half_past_seven(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    rules = [*BASE, RESIDENTS, EVERY_TWO_DAYS]
    out = {"lists": ["residents"], "household": True, "direction": "out"}

    answer = await preview(
        officer, gate, rules, out, out | {"exits_on": ["2022-07-07"]}, {"colour": "green"}, {"colour": "yellow"}
    )

    assert answer.status_code == 200, answer.text
    said = [(one["verdict"], one["by"]) for one in answer.json()]
    assert said == [
        ("pass", None),
        ("stop", "household_quota"),
        ("stop", "listed_only"),
        ("stop", "colours"),
    ]
    assert answer.json()[1]["reason"] == {
        "zh": "这一户出门次数已满，7 月 9 日起可再出",
        "en": "This household's exits are used up; again from 2022-07-09",
    }
    assert answer.json()[2]["reason"]["zh"] == "只限名单上的居民进入"
    async with world.call() as call:
        assert (await call.connection.execute(select(site_rule_sets))).first() is None
