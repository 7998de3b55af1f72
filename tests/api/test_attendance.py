"""Workplaces: an arrival is the clock-in, and an employer learns no more than "may not enter today" (SPEC E4)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import python_calamine

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.core.days import SHANGHAI
from ankang.core.facts import Case
from support.application import Member, World, identity_number
from support.gates import Gate, open_gate
from support.phones import Phone, add_facts, days_ago, resident_with_phone

pytestmark = pytest.mark.anyio

ABSENT = identity_number(sequence=901)


@dataclass
class Works(Gate):
    """A gate of a workplace, and who keeps it."""

    keeper: Member

    async def sheet(self, **asked: Any) -> Any:
        answer = await self.keeper.get(self.path, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def states(self, **asked: Any) -> dict[str, str]:
        return {line["name"]: line["state"] for line in (await self.sheet(**asked))["lines"]}

    async def times(self) -> dict[str, str | None]:
        """By name, when they clocked in, as a clock in Shanghai shows it."""
        return {
            line["name"]: line["clocked_in_at"]
            and datetime.fromisoformat(line["clocked_in_at"]).astimezone(SHANGHAI).strftime("%H:%M:%S")
            for line in (await self.sheet())["lines"]
        }

    @property
    def path(self) -> str:
        return f"/checkpoints/sites/{self.site.site_id}/attendance"

    async def employ(self, *rows: tuple[str, str, str]) -> None:
        """Name, document number, department."""
        text = "".join(f"{name},{number},{department}\n" for name, number, department in rows)
        answer = await self.keeper.post(
            f"/checkpoints/sites/{self.site.site_id}/people/imports",
            files={"file": ("employees.csv", f"姓名,证件号码,部门\n{text}".encode())},
            data={"kind": "employees"},
        )
        assert answer.status_code == 201, answer.text
        assert answer.json()["added"] == len(rows)


async def works_with(world: World, kind: SiteKind = SiteKind.ENTERPRISE) -> Works:
    gate, keeper = await open_gate(world, "明珠纺织厂", kind=kind), await world.register("郑万")
    async with world.call() as call:
        await checkpoints.give_to_keeper(call, gate.site.site_id, keeper.person_id)
    return Works(gate.staff, gate.site, keeper)


async def scan(works: Works, phone: Phone) -> Any:
    await phone.renew()
    return await works.scan_phone(phone)


async def arrive(works: Works, member: Member) -> str:
    body = {"key": str(uuid4()), "posted_code": works.site.posted_code}
    answer = await member.post("/checkpoints/arrivals", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["arrival_id"])


@pytest.mark.spec("E4", "D3", "D4", "D5")
async def test_each_way_in_is_the_clock_in_and_a_posted_code_only_once_confirmed(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    li, _ = await resident_with_phone(world, name="李二")
    wang, _ = await resident_with_phone(world, name="王三")
    await works.employ(
        *((member.name, member.document_number, "一车间") for member in (zhang, li, wang)),
        ("赵四", ABSENT, "二车间"),
    )

    await scan(works, phone)
    world.move_by(minutes=5)
    arrival_id = await arrive(works, li)
    unconfirmed = await works.states()
    world.move_by(minutes=5)
    confirmed = await works.staff.post(f"/checkpoints/arrivals/{arrival_id}/confirmation")
    world.move_by(minutes=5)
    looked_up = await works.look_up(wang.document_number)
    world.move_by(hours=4)
    await scan(works, phone)

    assert unconfirmed == {"张一": "present", "李二": "missing", "王三": "missing", "赵四": "missing"}
    assert (confirmed.json()["verdict"], looked_up.json()["verdict"]) == ("pass", "pass")
    assert await works.times() == {"张一": "10:00:00", "李二": "10:10:00", "王三": "10:15:00", "赵四": None}
    sheet = await works.sheet()
    assert sheet["counts"] == {"listed": 4, "present": 3, "missing": 1, "may_not_enter": 0}
    assert {row["department"]: (row["present"], row["missing"]) for row in sheet["departments"]} == {
        "一车间": (3, 0),
        "二车间": (0, 1),
    }


@pytest.mark.spec("E4")
async def test_an_employer_learns_that_somebody_may_not_enter_and_nothing_else(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    await works.employ((zhang.name, zhang.document_number, "一车间"))
    await add_facts(world, zhang, Case(days_ago(world, 0)))

    verdict = await scan(works, phone)
    answer = await works.keeper.get(works.path)

    assert (verdict["verdict"], verdict["colour"]) == ("stop", "red")
    (line,) = answer.json()["lines"]
    assert line == {
        "name": "张一",
        "masked_document": f"****{zhang.document_number[-3:]}",
        "department": "一车间",
        "state": "may_not_enter",
        "state_words": {"zh": "今日不能进入", "en": "May not enter today"},
        "clocked_in_at": None,
    }
    for word in ("red", "colour", "红", "黄", "reason", "case"):
        assert word not in answer.text


@pytest.mark.spec("E4")
async def test_the_last_arrival_says_what_holds_and_the_clock_in_stays(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    await works.employ((zhang.name, zhang.document_number, ""))

    await scan(works, phone)
    await add_facts(world, zhang, Case(days_ago(world, 0)))
    world.move_by(hours=3)
    await scan(works, phone)

    assert await works.states() == {"张一": "may_not_enter"}
    assert await works.times() == {"张一": "10:00:00"}


@pytest.mark.spec("E4")
async def test_the_day_of_a_clock_in_ends_at_midnight_in_shanghai(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    await works.employ((zhang.name, zhang.document_number, ""))

    world.move_to(datetime(2022, 7, 8, 23, 59, 58, tzinfo=SHANGHAI))
    await scan(works, phone)
    last_second = await works.states()
    world.move_to(datetime(2022, 7, 9, 0, 0, 1, tzinfo=SHANGHAI))

    assert last_second == {"张一": "present"}
    assert await works.states() == {"张一": "missing"}
    assert await works.states(day="2022-07-08") == {"张一": "present"}
    to_come = await works.keeper.get(works.path, params={"day": "2022-07-10"})
    assert (to_come.status_code, to_come.json()["fields"][0]["code"]) == (422, "day_to_come")


@pytest.mark.spec("E4", "D7")
async def test_another_persons_code_clocks_nobody_in(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    await works.employ((zhang.name, zhang.document_number, ""))

    visit_id = (await scan(works, phone))["visit_id"]
    await works.staff.post(f"/checkpoints/visits/{visit_id}/mismatch", json={"note": ""})

    assert await works.states() == {"张一": "missing"}


@pytest.mark.spec("E4", "M2")
async def test_the_keeper_and_an_officer_of_the_region_see_the_sheet_and_the_employee_sees_who_looked(
    world: World,
) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    await works.employ((zhang.name, zhang.document_number, ""), ("赵四", ABSENT, ""))
    await scan(works, phone)

    officer = await (await world.officer()).get(works.path)
    strangers = [
        await member.get(works.path)
        for member in (works.staff, zhang, await world.officer(region="3402"), await world.register("马莉"))
    ]
    assert await works.states() == {"张一": "present", "赵四": "missing"}

    assert [line["name"] for line in officer.json()["lines"]] == ["张*", "赵*"]
    assert {answer.status_code for answer in strangers} == {404}
    looks = (await zhang.get(f"/identity/people/{zhang.person_id}/looks")).json()
    assert sorted((look["looker_masked_name"], look["organisation"], look["purpose"]) for look in looks) == [
        ("郑*", "明珠纺织厂", "attendance"),
        ("顾*", "合肥市卫生健康委员会", "attendance"),
    ]


@pytest.mark.spec("E4")
async def test_a_shop_keeps_no_attendance_sheet(world: World) -> None:
    works = await works_with(world, SiteKind.SUPERMARKET)

    answer = await works.keeper.get(works.path)

    assert (answer.status_code, answer.json()["code"]) == (409, "no_workplace")


@pytest.mark.spec("E4")
async def test_the_sheet_comes_by_page_department_and_state(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    li, _ = await resident_with_phone(world, name="李二")
    await works.employ((zhang.name, zhang.document_number, "一车间"), (li.name, li.document_number, "二车间"))
    await scan(works, phone)

    assert await works.states(state="missing") == {"李二": "missing"}
    assert await works.states(department="一车间") == {"张一": "present"}
    second = await works.sheet(offset=1, limit=1)
    assert (second["found"], [line["name"] for line in second["lines"]]) == (2, ["李二"])
    assert second["counts"]["listed"] == 2


def rows_of(answer: httpx.Response) -> list[list[str]]:
    """The cells of a downloaded sheet, whatever its format."""
    if answer.headers["content-type"].startswith("text/csv"):
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("2022-07-08")
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.spec("E4")
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_the_sheet_is_downloaded_and_no_name_becomes_a_formula(world: World, format_: str) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    await works.employ((zhang.name, zhang.document_number, "一车间"), ("=1+1", ABSENT, "二车间"))
    await scan(works, phone)

    answer = await works.keeper.get(f"{works.path}/file", params={"format": format_})
    missing = await works.keeper.get(f"{works.path}/file", params={"format": format_, "state": "missing"})

    assert answer.headers["content-disposition"] == f'attachment; filename="attendance-2022-07-08.{format_}"'
    header, present, other = rows_of(answer)
    assert header[0] == "姓名 Name"
    tail = f"****{zhang.document_number[-3:]}"
    assert present == ["张一", tail, "一车间", "已到岗 Present", "2022-07-08 10:00:00"]
    assert other[0] == ("'=1+1" if format_ == "csv" else "=1+1")
    assert other[3:] == ["未到 Missing", ""]
    assert [row[2] for row in rows_of(missing)[1:]] == ["二车间"]


@pytest.mark.spec("E4")
async def test_employees_see_their_own_clock_ins_and_visitors_have_none(world: World) -> None:
    works = await works_with(world)
    zhang, phone = await resident_with_phone(world, name="张一")
    visitor, other_phone = await resident_with_phone(world, name="李二")
    await works.employ((zhang.name, zhang.document_number, ""))

    await scan(works, phone)
    await scan(works, other_phone)
    world.move_by(hours=4)
    await scan(works, phone)

    his = (await zhang.get(f"/checkpoints/people/{zhang.person_id}/visits")).json()
    theirs = (await visitor.get(f"/checkpoints/people/{visitor.person_id}/visits")).json()
    assert [visit["clock_in"] for visit in his] == [False, True]
    assert [visit["clock_in"] for visit in theirs] == [False]
