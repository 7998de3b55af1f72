"""Published lists played over the invented city: who turns which colour, on which day, why, and when it is over."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from ankang.areas import service as areas
from ankang.areas.tables import area_risks, area_snapshots, compounds
from ankang.core.colours import Colour
from ankang.core.days import start_of_day
from ankang.demo.city import SI_COUNTY, invented_people
from ankang.demo.geography import geography
from ankang.demo.service import Course, Turned, replay
from ankang.entrypoints.cli import ankang
from ankang.runtime.tables import outbox
from support.application import World

FEW = 1_500
COMPOUND = ("341324001", "东城美郡")


def published(at: str, *high: str, medium: str = "") -> str:
    def rows(*places: str) -> list[dict[str, object]]:
        listed = {"province": "安徽省", "city": "宿州市", "county": "泗县", "communitys": places}
        return [listed] if places else []

    content = {"end_update_time": at, "highlist": rows(*high), "middlelist": rows(*filter(None, [medium]))}
    return json.dumps({"data": content}, ensure_ascii=False)


OUTBREAK = (
    published("2022-07-03 8时", "运河街道东城美郡"),
    published("2022-07-10 8时"),
)


def residents(people: int = FEW) -> int:
    """How many of the city live at the compound that the lists of these tests name."""
    crowd = invented_people(people, geography())
    return sum((person.home.division_code, person.home.compound_name) == COMPOUND for person in crowd)


def turns(course: Course, county: str, after: Colour) -> list[Turned]:
    return [row for row in course.turned if row.county_code == county and row.after is after]


@pytest.mark.anyio
@pytest.mark.spec("G2", "C1", "C4", "P1", "P2")
async def test_a_compound_turns_red_when_it_is_listed_and_green_after_fourteen_days_of_observation(
    world: World,
) -> None:
    course = await replay(world.runtime, OUTBREAK, FEW)

    red = [row for row in turns(course, SI_COUNTY, Colour.RED) if SI_COUNTY in row.whys[0].counties]
    green = turns(course, SI_COUNTY, Colour.GREEN)
    assert residents() > 10
    # Listed on 3 July at 8:00; off the list on the 10th, which is day 0; the 14th normal day is the 24th.
    assert red[0].at == datetime.fromisoformat("2022-07-03T08:00+08:00")
    assert [why.rule for why in red[0].whys] == ["high_risk_stay"]
    assert sum(row.people for row in red if row.at == red[0].at) >= residents()
    assert green[-1].at == start_of_day(date(2022, 7, 25))
    assert sum(row.people for row in green if row.at == green[-1].at) >= residents()
    assert course.days[date(2022, 7, 24), SI_COUNTY].red >= residents()
    assert (date(2022, 7, 25), SI_COUNTY) not in course.days
    assert (date(2022, 7, 2), SI_COUNTY) not in course.days


@pytest.mark.anyio
@pytest.mark.spec("G3", "P3", "P4")
async def test_who_had_been_there_within_the_look_back_turns_red_in_the_own_city(world: World) -> None:
    listed = [
        f"运河街道{home.compound_name}" for home in geography()[SI_COUNTY].listed if home.division_code == COMPOUND[0]
    ]
    lists = (published("2022-07-03 8时", *listed), published("2022-07-10 8时"))

    course = await replay(world.runtime, lists, 8_000)

    elsewhere = [row for row in course.turned if row.county_code != SI_COUNTY and row.after is Colour.RED]

    assert elsewhere
    assert {county for row in elsewhere for why in row.whys for county in why.counties} == {SI_COUNTY}
    # Nobody travels to a listed place: the last of them left on the 2nd, for four days at most.
    assert max(row.at for row in elsewhere) < start_of_day(date(2022, 7, 7))


@pytest.mark.anyio
@pytest.mark.spec("C2", "C5")
async def test_the_street_except_its_high_risk_areas_turns_yellow_for_seven_days_of_observation(world: World) -> None:
    lists = (
        published("2022-07-03 8时", "运河街道东城美郡", medium="运河街道除高风险区外的其他区域"),
        published("2022-07-10 8时"),
    )

    course = await replay(world.runtime, lists, FEW)

    tally = course.days[date(2022, 7, 3), SI_COUNTY]
    assert tally.red >= residents()
    assert tally.yellow > 50
    assert course.days[date(2022, 7, 17), SI_COUNTY].yellow == tally.yellow
    assert course.days[date(2022, 7, 18), SI_COUNTY].yellow == 0  # day 0 is the 10th, the 7th normal day the 17th


@pytest.mark.anyio
@pytest.mark.spec("G2")
async def test_the_built_in_lists_show_the_outbreak_of_si_county(world: World) -> None:
    course = await replay(world.runtime, [], 8_000)

    red = {day: tally.red for (day, county), tally in course.days.items() if county == SI_COUNTY and tally.red}
    assert (min(red), max(red)) == (date(2022, 7, 3), date(2022, 8, 2))
    assert red[date(2022, 7, 8)] == max(red.values()) > red[date(2022, 7, 3)]  # the height of the outbreak
    assert course.last == date(2022, 8, 3)
    assert len(course.lists) == 7
    assert course.ever_red[SI_COUNTY] > course.people[SI_COUNTY] / 3


@pytest.mark.anyio
async def test_the_same_replay_tells_the_same_and_leaves_the_database_as_it_was(world: World) -> None:
    async with world.call() as call:
        await areas.import_snapshot(call, published("2026-03-09 8时", "运河街道东城美郡"))
    before = await stored(world)

    one, other = [await replay(world.runtime, OUTBREAK, FEW) for _ in range(2)]

    assert (one.turned, one.days, one.ever_red) == (other.turned, other.days, other.ever_red)
    assert one.turned
    assert await stored(world) == before


async def stored(world: World) -> list[int]:
    async with world.call() as call:
        return [
            (await call.connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (area_risks, area_snapshots, compounds, outbox)
        ]


@pytest.mark.anyio
async def test_a_list_in_force_at_the_end_is_not_waited_for(world: World) -> None:
    course = await replay(world.runtime, OUTBREAK[:1], FEW)

    assert course.last < date(2022, 7, 3) + timedelta(days=30)
    assert course.days[course.last, SI_COUNTY].red >= residents()


@pytest.fixture
def command_line(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("ANKANG_DATABASE_URL", database_url.replace("postgresql+asyncpg", "postgresql"))
    monkeypatch.setenv("ANKANG_DATA", str(tmp_path / "data"))
    return CliRunner()


@pytest.mark.spec("G2")
def test_the_command_plays_a_folder_in_the_order_of_publication(command_line: CliRunner, tmp_path: Path) -> None:
    for name, text in zip(("b", "a"), OUTBREAK, strict=True):
        (tmp_path / f"{name}.json").write_text(text, "utf-8")

    played = command_line.invoke(ankang, ["replay", str(tmp_path), "--people", str(FEW)])

    assert played.exit_code == 0, played.output
    lines = played.output.splitlines()
    assert f"{FEW:,} people, 2 lists, 2022-07-02 to 2022-07-25" in played.output
    day = lines.index(next(line for line in lines if line.startswith("── 2022-07-03 周日 Sun")))
    assert lines[day + 1].split()[:6] == ["名单", "list", "08:00", "安徽", "Anhui", "+1"]
    assert any(
        line.startswith("   宿州市泗县 Si county") and "绿 green → 红 red" in line and "到过高风险地区" in line
        for line in lines[day:]
    )
    assert any("汇总 summary" in line for line in lines)


@pytest.mark.parametrize(("content", "said"), [(None, "没有 *.json 名单"), ("{", "不是可读取的风险地区名单")])
def test_a_folder_without_readable_lists_is_refused_in_words(
    command_line: CliRunner, tmp_path: Path, content: str | None, said: str
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    if content is not None:
        (folder / "x.json").write_text(content, "utf-8")

    refused = command_line.invoke(ankang, ["replay", str(folder)])

    assert refused.exit_code != 0
    assert said in refused.output + str(getattr(refused.exception, "words", ""))
