"""Lists of residents and employees: imported from files, compared, and hashed for the site's phones."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from ankang.checkpoints.tables import listed_people
from support.application import Member, World, identity_number
from support.gates import Gate, open_gate

pytestmark = pytest.mark.anyio

HEADINGS = ["姓名", "证件号码", "部门"]


def csv_of(rows: list[list[str]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def employees(count: int) -> list[list[str]]:
    numbers = (identity_number(date(1960 + n // 900, 5, 17), sequence=n % 900) for n in range(count))
    return [["张三", number, "一车间"] for number in numbers]


async def send(officer: Member, gate: Gate, content: bytes, kind: str = "employees", **form: str) -> Any:
    path = f"/checkpoints/sites/{gate.site.site_id}/people/imports"
    return await officer.post(path, files={"file": ("list.csv", content)}, data={"kind": kind, **form})


async def count_rows(world: World) -> int:
    async with world.call() as call:
        return int((await call.connection.execute(select(func.count()).select_from(listed_people))).scalar_one())


@pytest.mark.spec("E2", "E4")
async def test_ten_thousand_employees_with_37_bad_rows(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    rows = employees(10_000)
    bad = {line: line % 3 for line in range(200, 200 + 37 * 250, 250)}
    for line, fault in bad.items():
        row = rows[line - 2]
        row[1] = "" if fault == 0 else row[1][:17] + "?" if fault == 1 else rows[0][1]
    content = csv_of([HEADINGS, *rows])

    first = await send(officer, gate, content)
    again = await send(officer, gate, content)

    report = first.json()
    assert first.status_code == 201, first.text
    assert (report["rows"], report["added"], report["bad_rows"]) == (10_000, 9_963, 37)
    assert {(fault["line"], fault["column"]) for fault in report["faults"]} == {(line, 2) for line in bad}
    assert {fault["code"] for fault in report["faults"]} >= {"missing", "doubled"}
    assert await count_rows(world) == 9_963
    counted = {name: again.json()[name] for name in ("added", "altered", "unchanged", "removed", "bad_rows")}
    assert counted == {"added": 0, "altered": 0, "unchanged": 9_963, "removed": 0, "bad_rows": 37}


@pytest.mark.spec("E2")
async def test_the_faults_come_as_a_file_that_names_nobody(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    number = identity_number(sequence=12)
    report = (await send(officer, gate, csv_of([HEADINGS, ["李四", number[:17] + "x9", ""]]))).json()

    path = f"/checkpoints/sites/{gate.site.site_id}/people/imports/{report['import_id']}/faults.csv"
    answer = await officer.get(path)
    elsewhere = await (await world.officer(region="3402")).get(path)

    assert (answer.status_code, elsewhere.status_code) == (200, 404)
    header, row = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert header[:2] == ["行 line", "列 column"]
    assert row[:3] == ["2", "2", "证件号码 Document number"]
    assert number[:17] not in answer.text
    assert "李四" not in answer.text


@pytest.mark.spec("E2")
async def test_a_sheet_and_a_file_of_the_old_encoding_say_the_same(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    rows = [HEADINGS, *employees(3)]
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)

    added = await send(officer, gate, book.getvalue())
    again = await send(officer, gate, csv_of(rows, "gb18030"))

    assert (added.json()["added"], again.json()["unchanged"], again.json()["added"]) == (3, 3, 0)


@pytest.mark.spec("E2")
async def test_whoever_is_not_in_the_whole_list_leaves_it_unless_a_row_was_bad(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    rows = employees(3)
    await send(officer, gate, csv_of([HEADINGS, *rows]))

    with_fault = await send(officer, gate, csv_of([HEADINGS, rows[0], ["", rows[1][1], ""]]), whole_list="true")
    whole = await send(officer, gate, csv_of([HEADINGS, rows[0]]), whole_list="true")

    assert (with_fault.json()["removed"], whole.json()["removed"]) == (0, 2)
    assert await count_rows(world) == 1


@pytest.mark.spec("E2")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00\x81", "file_unreadable"),
        (b"PK\x03\x04 no sheet", "file_unreadable"),
        ("姓名,电话\n张三,1\n".encode(), "columns_missing"),
        (b"", "columns_missing"),
        (b'"' + b"a" * 200_000, "file_unreadable"),
    ],
)
async def test_a_file_that_is_no_list_is_refused_in_words(world: World, content: bytes, code: str) -> None:
    gate, officer = await open_gate(world), await world.officer()

    answer = await send(officer, gate, content)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.spec("E2", "M1")
async def test_the_list_is_shown_masked_and_stored_unreadable(world: World) -> None:
    gate, officer = await open_gate(world), await world.officer()
    number = identity_number(sequence=77)
    rows = [["姓名", "证件号码", "楼栋", "户号"], ["欧阳明日", number, "3", "1202"]]
    await send(officer, gate, csv_of(rows), kind="residents")

    (shown,) = (await officer.get(f"/checkpoints/sites/{gate.site.site_id}/people")).json()

    assert (shown["masked_name"], shown["household"], shown["kind"]) == ("欧阳**", "3-1202", "residents")
    assert number not in str(shown)
    async with world.call() as call:
        (row,) = (await call.connection.execute(select(listed_people))).all()
    stored = b"".join(bytes(value) for value in row if isinstance(value, bytes))
    assert "欧阳明日".encode() not in stored
    assert number.encode() not in stored


@pytest.mark.spec("E2", "D9")
async def test_staff_on_duty_get_the_list_as_digests_under_the_sites_own_key(world: World) -> None:
    gate, other, officer = await open_gate(world), await open_gate(world, "别的小区"), await world.officer()
    number = identity_number(sequence=78)
    rows = [["姓名", "证件号码", "楼栋", "户号"], ["张三", number, "3", "1202"]]
    await send(officer, gate, csv_of(rows), kind="residents")
    await send(officer, gate, csv_of([HEADINGS, ["张三", number, "保安"]]))

    here = (await gate.staff.get("/checkpoints/duty/people")).json()
    there = (await other.staff.get("/checkpoints/duty/people")).json()

    digest = hmac.digest(bytes.fromhex(here["key"]), f"mainland_id:{number}".encode(), hashlib.sha256).hex()[:32]
    (entry,) = here["people"]
    assert (entry["document"], entry["lists"]) == (digest, ["employees", "residents"])
    assert len(entry["household"]) == 32
    assert (there["people"], there["key"] != here["key"]) == ([], True)
    await gate.staff.delete("/checkpoints/duty")
    assert (await gate.staff.get("/checkpoints/duty/people")).status_code == 403
