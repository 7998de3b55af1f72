"""The attendance sheet as a file for a spreadsheet, in Chinese and English side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from ankang.checkpoints.attendance_schemas import AttendanceLine
from ankang.core.days import SHANGHAI

_HEADINGS = (
    "姓名 Name",
    "证件末三位 Document",
    "部门 Department",
    "状态 State",
    "打卡时间 Clock-in",
)
_WIDTHS = (16, 20, 24, 36, 20)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_sheet(lines: Iterable[AttendanceLine]) -> bytes:
    """UTF-8 behind a byte order mark, by which spreadsheets take it for what it is."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    writer.writerows([_plain(cell) for cell in _cells(line)] for line in lines)
    return ("\ufeff" + out.getvalue()).encode()


def xlsx_sheet(day: date, lines: Iterable[AttendanceLine]) -> bytes:
    """One sheet named after the day, written row by row, with texts only: nothing in it is a formula."""
    # Loaded here: web workers that never write a workbook stay smaller without it.
    import xlsxwriter  # noqa: PLC0415  (see above)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet(day.isoformat())
        bold = book.add_format({"bold": True})
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        for column, heading in enumerate(_HEADINGS):
            page.write_string(0, column, heading, bold)
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(_cells(line)):
                page.write_string(row, column, cell)
    return out.getvalue()


def _cells(line: AttendanceLine) -> Sequence[str]:
    at = line.clocked_in_at
    return (
        line.name,
        line.masked_document,
        line.department,
        f"{line.state_words.zh} {line.state_words.en}",
        at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else "",
    )


def _plain(cell: str) -> str:
    # A name out of an imported list must not become a formula when a clerk opens the file.
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
