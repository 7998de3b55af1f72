"""Files that are made to break whoever reads them: the server serves on, and says what it expected (SPEC E2, L3)."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from ankang.checkpoints.tables import listed_people
from support.application import World, identity_number
from support.gates import open_gate

pytestmark = pytest.mark.anyio

HEADINGS = ["姓名", "证件号码", "部门"]
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383


def sheet(*cells: tuple[int, int, str]) -> bytes:
    """A file with the headings and these cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for row, column, text in cells:
            page.write_string(row, column, text)
    return out.getvalue()


async def send(world: World, content: bytes) -> Any:
    gate, officer = await open_gate(world), await world.officer()
    path = f"/checkpoints/sites/{gate.site.site_id}/people/imports"
    return await officer.post(path, files={"file": ("list.xlsx", content)}, data={"kind": "employees"})


async def count_rows(world: World) -> int:
    async with world.call() as call:
        return int((await call.connection.execute(select(func.count()).select_from(listed_people))).scalar_one())


@pytest.mark.spec("E2", "L3")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(sheet((LAST_ROW, LAST_COLUMN, "x")), id="one cell in the last corner of the sheet"),
        pytest.param(sheet(*((row, 0, "x" * 32_000) for row in range(1, 2_000))), id="more text than any list has"),
        pytest.param(b"PK\x03\x04" + bytes(2_000), id="no archive behind its first bytes"),
    ],
)
async def test_a_small_file_that_grows_huge_is_refused_and_the_server_serves_on(world: World, content: bytes) -> None:
    assert len(content) < 300_000

    answer = await send(world, content)

    assert (answer.status_code, answer.json()["fields"][0]["code"]) == (422, "file_unreadable")
    assert await count_rows(world) == 0
    assert (await (await world.register("张三")).get("/identity/session")).status_code == 200


@pytest.mark.spec("E2", "M1")
async def test_cells_that_hold_formulas_and_other_bytes_harm_nobody(world: World) -> None:
    """They are text: a name is shown masked, and the report names no cell's content."""
    number = identity_number(sequence=31)
    rows = [["=HYPERLINK(A1)", number, "@SUM(1)"], ["张\x00三", identity_number(sequence=32), "一\x00"]]
    content = "\n".join(",".join(row) for row in [HEADINGS, *rows]).encode()

    answer = await send(world, content)

    assert answer.status_code == 201, answer.text
    assert number not in answer.text
    assert "HYPERLINK" not in answer.text
    assert await count_rows(world) == answer.json()["added"]


@pytest.mark.spec("E2", "L3")
async def test_a_file_in_which_every_row_is_wrong_is_answered_with_its_first_faults(world: World) -> None:
    """200 KB of such rows came back as 20 MB; every bad row is counted still."""
    content = "\n".join(["姓名,证件号码,部门", *[",,x"] * 5_000]).encode()

    answer = await send(world, content)

    report = answer.json()
    assert answer.status_code == 201, answer.text
    assert (report["rows"], report["bad_rows"], report["added"], len(report["faults"])) == (5_000, 5_000, 0, 1_000)
    assert [fault["line"] for fault in report["faults"][:3]] == [2, 2, 3]
