"""Lists of risk areas imported into a database, asked for over HTTP, and read by assessments."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select

from ankang.areas import service
from ankang.areas.tables import area_risks, area_snapshots, compounds
from ankang.core.errors import RefusedError
from ankang.core.places import Lies, Place, RiskLevel, lies
from ankang.runtime.tables import outbox
from support.application import Member, World

pytestmark = pytest.mark.anyio

EIGHTH = datetime(2022, 7, 8, 0, 0, tzinfo=UTC)
TENTH = datetime(2022, 7, 10, 0, 0, tzinfo=UTC)


def listed(at: str = "2022-07-08 8时", county: str = "泗县", **lists: list[str]) -> str:
    rows = {
        name: [{"province": "安徽省", "city": "宿州市", "county": county, "communitys": places}] if places else []
        for name, places in ({"highlist": [], "middlelist": []} | lists).items()
    }
    return json.dumps({"data": {"end_update_time": at} | rows}, ensure_ascii=False)


OUTBREAK = listed(
    highlist=["运河街道富贵苑", "运河街道汴河国际（南区、北区）"], middlelist=["运河街道除高风险区外的其他区域"]
)


async def import_list(world: World, text: str, *, dry_run: bool = False) -> service.ImportReport:
    async with world.call() as call:
        return await service.import_snapshot(call, text, dry_run=dry_run)


async def stored(world: World) -> list[tuple[str, datetime, datetime | None]]:
    async with world.call() as call:
        rows = await call.connection.execute(select(area_risks).order_by(area_risks.c.name, area_risks.c.starts_at))
        return [(row.name, row.starts_at, row.ends_at) for row in rows]


async def upload(member: Member, text: str, *, dry_run: bool = False) -> httpx.Response:
    return await member.post(
        "/areas/risks/import",
        files={"file": ("list.json", text.encode(), "application/json")},
        data={"dry_run": str(dry_run).lower()},
    )


@pytest.mark.spec("G2")
async def test_an_area_that_left_the_list_ends_when_the_new_list_was_published(world: World) -> None:
    await import_list(world, listed(highlist=["运河街道富贵苑", "运河街道南都贵苑"]))

    report = await import_list(world, listed("2022-07-10 8时", highlist=["运河街道富贵苑"]))

    assert (len(report.opened), [row.name for row in report.closed], report.kept) == (
        0,
        ["安徽省宿州市泗县运河街道南都贵苑"],
        1,
    )
    assert await stored(world) == [
        ("安徽省宿州市泗县运河街道南都贵苑", EIGHTH, TENTH),
        ("安徽省宿州市泗县运河街道富贵苑", EIGHTH, None),
    ]


@pytest.mark.spec("G2")
async def test_the_same_list_again_writes_nothing(world: World) -> None:
    await import_list(world, OUTBREAK)
    before = await stored(world)

    report = await import_list(world, OUTBREAK)

    assert (report.opened, report.closed, report.already_applied) == ((), (), True)
    assert await stored(world) == before
    async with world.call() as call:
        news = (
            await call.connection.execute(select(outbox).where(outbox.c.topic == service.TOPIC_AREAS_CHANGED))
        ).all()
        assert len(news) == 1


@pytest.mark.spec("G2")
async def test_an_older_list_is_refused_in_both_languages_and_writes_nothing(world: World) -> None:
    await import_list(world, OUTBREAK)
    before = await stored(world)

    with pytest.raises(RefusedError, match="published at 2022-07-07 08:00; the list of 2022-07-08 08:00") as refused:
        await import_list(world, listed("2022-07-07 8时"))

    assert refused.value.code == "snapshot_not_newer"
    assert "2022-07-08 08:00" in refused.value.words.zh
    assert await stored(world) == before


@pytest.mark.spec("G2")
async def test_a_dry_run_reports_and_writes_nothing(world: World) -> None:
    report = await import_list(world, OUTBREAK, dry_run=True)

    assert (len(report.opened), report.dry_run) == (5, True)
    assert await stored(world) == []


@pytest.mark.spec("G2")
async def test_a_place_lies_in_the_compound_that_is_listed_and_its_street_asks(world: World) -> None:
    await import_list(world, OUTBREAK)

    async with world.call() as call:
        listed_one = await service.get_or_add_compound(call, "341324001", "富贵苑 ")
        other = await service.get_or_add_compound(call, "341324001", "清风苑")
        places = {
            "listed": Place("341324001", listed_one),
            "other": Place("341324001", other),
            "street": Place("341324001"),
            "other street": Place("341324002", other),
        }
        risks = await service.area_risks_for(call, places.values())

    def answers(name: str) -> set[tuple[RiskLevel, Lies]]:
        found = {(risk.level, lies(places[name], risk.area)) for risk in risks}
        return {pair for pair in found if pair[1] is not Lies.OUTSIDE}

    assert answers("listed") == {(RiskLevel.HIGH, Lies.INSIDE)}
    assert answers("other") == {(RiskLevel.MEDIUM, Lies.INSIDE)}
    assert answers("street") == {(RiskLevel.HIGH, Lies.UNKNOWN), (RiskLevel.MEDIUM, Lies.UNKNOWN)}
    assert answers("other street") == set()


@pytest.mark.spec("G2")
async def test_a_compound_lies_in_the_listed_neighbourhood_whose_name_it_begins_with(world: World) -> None:
    await import_list(world, listed(middlelist=["运河街道西关社区"], highlist=["运河街道西关社区天和宿舍"]))

    async with world.call() as call:
        home = await service.get_or_add_compound(call, "341324001", "西关社区和谐苑")
        place = Place("341324001", home)
        risks = await service.area_risks_for(call, [place])

    assert [risk.level for risk in risks if lies(place, risk.area) is Lies.INSIDE] == [RiskLevel.MEDIUM]


@pytest.mark.spec("G2")
async def test_a_village_listed_less_one_group_is_certain_for_nobody_who_names_only_the_village(world: World) -> None:
    await import_list(world, listed(middlelist=["大庄镇朝阳村（何老组除外）"]))

    async with world.call() as call:
        village = Place("341324106", await service.get_or_add_compound(call, "341324106", "朝阳村"))
        group = Place("341324106", await service.get_or_add_compound(call, "341324106", "朝阳村何老组"))
        risks = await service.area_risks_for(call, [village, group])

    assert {lies(village, risk.area) for risk in risks} == {Lies.UNKNOWN, Lies.OUTSIDE} or [
        lies(village, risk.area) for risk in risks
    ] == [Lies.UNKNOWN]
    assert {lies(group, risk.area) for risk in risks} == {Lies.OUTSIDE}


@pytest.mark.spec("G2")
async def test_news_names_the_areas_that_opened_and_closed(world: World) -> None:
    await import_list(world, listed(highlist=["运河街道富贵苑"]))
    await import_list(world, listed("2022-07-10 8时", highlist=["大庄镇全域"], lowlist=["泗县其他地区"]))

    async with world.call() as call:
        rows = await call.connection.execute(
            select(outbox.c.payload)
            .where(outbox.c.topic == service.TOPIC_AREAS_CHANGED)
            .order_by(outbox.c.created_at, outbox.c.event_id)
        )
        codes = sorted([area["division_code"] for area in row.payload["areas"]] for row in rows)

    assert codes == [["341324001"], ["341324106", "341324001"]]


@pytest.mark.spec("G2")
async def test_an_unmatched_county_is_kept_shown_with_the_closest_name_and_opens_no_cause(world: World) -> None:
    officer = await world.officer("34", "安徽省卫生健康委员会")

    answer = await upload(officer, listed(county="泗洲县", highlist=["运河街道富贵苑"]))

    assert answer.status_code == 200, answer.text
    assert [(row["name"], row["closest"]) for row in answer.json()["unmatched"]] == [
        ("安徽省宿州市泗洲县运河街道富贵苑", "泗县")
    ]
    page = (await world.guest().get("/areas/risks", params={"unresolved": "true"})).json()
    assert [row["closest"] for row in page["risks"]] == ["泗县"]
    async with world.call() as call:
        assert await service.area_risks_for(call, [Place("3413"), Place("341324001")]) == ()


@pytest.mark.spec("G2", "M2")
async def test_only_an_officer_of_the_province_applies_a_list_and_every_officer_may_try_it(world: World) -> None:
    city_officer = await world.officer("3413", "宿州市卫生健康委员会")
    resident = await world.register()

    applied = await upload(city_officer, OUTBREAK)
    tried = await upload(city_officer, OUTBREAK, dry_run=True)
    refused = await upload(resident, OUTBREAK, dry_run=True)

    assert (applied.status_code, applied.json()["code"]) == (403, "province_officer_needed")
    assert (tried.status_code, tried.json()["dry_run"], len(tried.json()["opened"])) == (200, True, 5)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")
    assert await stored(world) == []


@pytest.mark.spec("G2")
async def test_an_unreadable_file_is_refused_and_nothing_is_half_written(world: World) -> None:
    officer = await world.officer("34", "安徽省卫生健康委员会")

    answer = await upload(officer, OUTBREAK[:-20])

    assert (answer.status_code, answer.json()["code"]) == (422, "snapshot_unreadable")
    assert "expected JSON" in answer.json()["words"]["en"]
    assert "Traceback" not in answer.text
    async with world.call() as call:
        assert (await call.connection.execute(select(area_snapshots))).all() == []


@pytest.mark.spec("G2")
async def test_the_list_is_paged_by_key_and_filtered_by_division_level_and_instant(world: World) -> None:
    await import_list(world, OUTBREAK)
    await import_list(world, listed("2022-07-08 9时"))
    guest = world.guest()
    before, after = "2022-07-08T08:30:00+08:00", "2022-07-08T09:00:00+08:00"

    first = (await guest.get("/areas/risks", params={"at": before, "limit": 2})).json()
    second = (await guest.get("/areas/risks", params={"at": before, "limit": 9, "after": first["next_after"]})).json()
    high = (await guest.get("/areas/risks", params={"at": before, "level": "high", "division": "341324"})).json()
    elsewhere = (await guest.get("/areas/risks", params={"at": before, "division": "3401"})).json()
    ended = (await guest.get("/areas/risks", params={"at": after})).json()

    assert (len(first["risks"]), len(second["risks"]), second["next_after"]) == (2, 3, None)
    assert (first["total"], first["totals"]) == (5, {"high": 4, "medium": 1})
    assert {row["compound_name"] for row in high["risks"]} == {"富贵苑", "汴河国际", "汴河国际南区", "汴河国际北区"}
    assert {row["division_name"] for row in high["risks"]} == {"安徽省宿州市泗县运河街道"}
    assert (elsewhere["total"], ended["total"]) == (0, 0)


@pytest.mark.spec("G2", "M1")
async def test_a_compound_that_a_resident_typed_is_the_one_that_an_authority_names_later(world: World) -> None:
    async with world.call() as call:
        typed = await service.get_or_add_compound(call, "341324001", " 富贵苑 ")
    guest = world.guest()
    search = {"division": "341324", "q": "富贵"}
    assert (await guest.get("/areas/compounds", params=search)).json() == []

    await import_list(world, OUTBREAK)

    (offered,) = (await guest.get("/areas/compounds", params=search)).json()
    assert (offered["compound_id"], offered["name"]) == (str(typed), "富贵苑")
    async with world.call() as call:
        assert await service.get_or_add_compound(call, "341324001", "富贵苑") == typed
        (row,) = await call.connection.execute(select(compounds).where(compounds.c.compound_id == typed))
    assert (row.name, row.typed_name) == ("富贵苑", None)


@pytest.mark.spec("A7")
async def test_divisions_compounds_and_the_nearest_city_are_offered_without_signing_in(world: World) -> None:
    await import_list(world, OUTBREAK)
    async with world.call() as call:
        await service.get_or_add_compound(call, "341324001", "张三家旁的富贵小院")
    guest = world.guest()

    provinces = (await guest.get("/areas/divisions", params={"parent": ""})).json()
    counties = (await guest.get("/areas/divisions", params={"parent": "3413"})).json()
    compounds = (await guest.get("/areas/compounds", params={"division": "341324", "q": "富贵"})).json()
    near = (await guest.get("/areas/nearest", params={"lat": 33.48, "lon": 117.9})).json()
    far = (await guest.get("/areas/nearest", params={"lat": 0, "lon": 0})).json()

    assert {"code": "34", "name": "安徽省"} in provinces
    assert {"code": "341324", "name": "泗县"} in counties
    assert [item["name"] for item in compounds] == ["富贵苑"]  # what a resident typed is shown to nobody else
    assert (near["city_code"], near["city_name"]) == ("3413", "宿州市")
    assert far == {"city_code": None, "city_name": None, "distance_km": None}


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/areas/divisions", {"parent": "34132"}),
        ("/areas/risks", {"after": "x"}),
        ("/areas/risks", {"at": "2022-07-08T08:00:00"}),
        ("/areas/nearest", {"lat": 91, "lon": 0}),
    ],
)
async def test_unusable_parameters_are_refused_in_words(world: World, path: str, parameters: dict[str, str]) -> None:
    answer = await world.guest().get(path, params=parameters)

    assert answer.status_code == 422
    assert answer.json()["words"]["zh"]
