"""What `ankang area-risks import` says: a line for each list, what matched nothing, what happens next. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ankang.areas.service import ImportReport, ReportRow, Unmatched
from ankang.core.days import SHANGHAI
from ankang.core.places import RiskLevel
from ankang.core.words import Words
from ankang.entrypoints.cli.table import row_of, table

LEVEL_WORDS = {
    RiskLevel.KEY: Words("重点", "key"),
    RiskLevel.HIGH: Words("高", "high"),
    RiskLevel.MEDIUM: Words("中", "medium"),
    RiskLevel.LOW: Words("低", "low"),
}
_WHY = {
    Unmatched.ZONE: Words("开发区没有自己的区划代码", "a zone has no code of its own"),
    Unmatched.CORPS: Words("兵团名单没有写明城市", "the corps names no city"),
    Unmatched.NAME: Words("区划表里没有这个名称", "no such name in the lists"),
}
_SHOWN_LEVELS = (RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW)
_HEADER = (
    "发布 published",
    *(f"{LEVEL_WORDS[level].zh} {LEVEL_WORDS[level].en} + −" for level in _SHOWN_LEVELS),
    "不变 kept",
    "未匹配 unmatched",
    "名单 list",
)
_WIDTHS = (16, 14, 14, 14, 9, 16, 0)
_NUMBERS = range(1, 6)


def header_lines() -> Iterator[str]:
    """What stands above the lines of the lists."""
    yield "每一列：新增 + 移出 −。  In each column: areas that open +, areas that left the list −."
    yield row_of(_HEADER, _WIDTHS, _NUMBERS)


def list_line(report: ImportReport, name: str) -> str:
    """One line for one list; `name` is its file's."""
    opened = Counter(row.level for row in report.opened)
    closed = Counter(row.level for row in report.closed)
    note = "  已导入过 imported before" if report.already_applied else ""
    return row_of(
        (
            f"{report.published_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            *(f"+{opened[level]} −{closed[level]}" for level in _SHOWN_LEVELS),
            str(report.kept),
            str(len(report.unmatched)),
            name + note,
        ),
        _WIDTHS,
        _NUMBERS,
    )


def unmatched_lines(rows: Sequence[ReportRow], *, every_line: bool) -> Iterator[str]:
    """The county names that matched no code, each with how many lines, why, and the closest name in the lists.

    `every_line`: each published line below its county, instead of one as an example.
    """
    distinct = {row.name: row for row in rows}
    counties: dict[str, list[ReportRow]] = {}
    for row in distinct.values():
        counties.setdefault(row.county_name, []).append(row)
    if not counties:
        yield "全部名称都已对应到区划代码。  Every name was matched to a division code."
        return
    yield (
        f"未匹配：{len(counties)} 个名称、{len(distinct)} 行。保留并显示给工作人员，不产生原因，不改变任何人的颜色。"
    )
    yield (
        f"Unmatched: {len(counties)} names, {len(distinct)} lines. They are kept and shown to officers, open no cause "
        "and change nobody's colour."
    )
    ordered = sorted(counties.items(), key=lambda item: (-len(item[1]), item[0]))
    yield from table(
        ("名称 name", "行 lines", "原因 why", "最接近 closest", "例 example"),
        [
            (name, str(len(found)), _why(found[0]), found[0].closest or "无 none", _short(found[0], name))
            for name, found in ordered
        ],
        numbers={1},
    )
    for name, found in ordered if every_line else ():
        yield f"  {name}"
        yield from (f"    {LEVEL_WORDS[row.level].zh} {row.name.removeprefix(name)}" for row in found)


def closing_lines(province: str, in_force: Mapping[RiskLevel, int], *, dry_run: bool, served_at: str) -> Iterator[str]:
    """What is in force in the installation's province now, and what happens next."""
    counts = " · ".join(
        f"{LEVEL_WORDS[level].zh} {LEVEL_WORDS[level].en} {in_force.get(level, 0)}" for level in _SHOWN_LEVELS
    )
    yield f"{province}现有 in force now: {counts}"
    if dry_run:
        yield "这是试算，什么都没有写入；去掉 --dry-run 再导入。"
        yield "A dry run: nothing was written. Import without --dry-run."
        return
    yield f"相关人员由后台重新判定：服务在运行就立即开始，人多时要几分钟；否则下次启动后开始。见 {served_at}/console/"
    yield (
        "Whom it concerns is assessed anew by the jobs: at once while the server runs, some minutes for many people; "
        f"otherwise after its next start. See {served_at}/console/"
    )


def _why(row: ReportRow) -> str:
    words = _WHY[row.why or Unmatched.NAME]
    return f"{words.zh} {words.en}"


def _short(row: ReportRow, county_name: str) -> str:
    text = row.name.removeprefix(county_name)
    return text if len(text) <= 16 else text[:15] + "…"
