"""The report of an import, as an operator reads it in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ankang.areas.service import ImportReport, ReportRow, Unmatched
from ankang.core.places import RiskLevel
from ankang.entrypoints.cli.area_report import closing_lines, list_line, unmatched_lines
from ankang.entrypoints.cli.table import table, width_of


def unmatched(text: str, county: str = "陕西省西安市曲江新区", why: Unmatched = Unmatched.ZONE) -> ReportRow:
    return ReportRow(RiskLevel.HIGH, "6101", county + text, text, "新城区", why, county)


def report(*rows: ReportRow, already_applied: bool = False) -> ImportReport:
    opened = (ReportRow(RiskLevel.HIGH, "341324001", "运河街道富贵苑", "富贵苑", ""),)
    published_at = datetime(2022, 7, 8, 0, 0, tzinfo=UTC)
    return ImportReport(published_at, opened, (), 7, rows, dry_run=False, already_applied=already_applied)


@pytest.mark.spec("G2")
def test_a_list_is_one_line_with_its_hour_in_shanghai_and_its_counts() -> None:
    line = list_line(report(unmatched("雁南小区")), "2022070808.json")

    assert line.split() == ["2022-07-08", "08:00", "+1", "−0", "+0", "−0", "+0", "−0", "7", "1", "2022070808.json"]
    assert "imported before" in list_line(report(already_applied=True), "again.json")


@pytest.mark.spec("G2")
def test_each_unmatched_name_is_told_once_with_its_lines_its_reason_and_the_closest_name() -> None:
    rows = [
        unmatched("雁南小区"),
        unmatched("翠华小区"),
        unmatched("雁南小区"),
        unmatched("三连", "某县", Unmatched.NAME),
    ]

    lines = list(unmatched_lines(rows, every_line=False))

    assert lines[0].startswith("未匹配：2 个名称、3 行")
    assert lines[1].startswith("Unmatched: 2 names, 3 lines")
    first = lines[4].split()
    assert (first[:3], first[-2:]) == (
        ["陕西省西安市曲江新区", "2", "开发区没有自己的区划代码"],
        ["新城区", "雁南小区"],
    )
    assert "a zone has no code of its own" in lines[4]
    assert "no such name in the lists" in lines[5]


@pytest.mark.spec("G2")
def test_every_line_of_an_unmatched_name_is_shown_on_request() -> None:
    lines = list(unmatched_lines([unmatched("雁南小区"), unmatched("翠华小区")], every_line=True))

    assert lines[-3:] == ["  陕西省西安市曲江新区", "    高 雁南小区", "    高 翠华小区"]


def test_nothing_unmatched_is_said_too() -> None:
    assert list(unmatched_lines([], every_line=True)) == [
        "全部名称都已对应到区划代码。  Every name was matched to a division code."
    ]


def test_a_dry_run_says_that_nothing_was_written() -> None:
    dry = list(closing_lines("安徽省", {RiskLevel.HIGH: 3}, dry_run=True, served_at="http://127.0.0.1:8000"))

    assert dry[0] == "安徽省现有 in force now: 高 high 3 · 中 medium 0 · 低 low 0"
    assert (dry[1][:5], dry[2]) == ("这是试算，", "A dry run: nothing was written. Import without --dry-run.")


def test_columns_line_up_where_chinese_and_latin_meet() -> None:
    lines = list(table(("县 county", "人 people"), [("泗县", "812"), ("Si", "7")], numbers={1}))

    assert {width_of(line) for line in lines} == {width_of(lines[0])}
