"""A directory of fever clinics as a file of comma-separated values, read row by row; and which of them is nearest.

One row is one clinic: its name, the code of its county (six digits) or street (nine), its address, its telephone. The
columns may stand in any order, under Chinese or English heads. Every row that cannot be used is told with its line,
its column and the reason; the caller then takes none of them, so that a directory is never half there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ankang.core.words import Words

COLUMNS = {"name": "名称", "division_code": "区划代码", "address": "地址", "telephone": "电话"}
"""The columns by field, with the Chinese head that stands for the same."""
_MOST_LETTERS = {"name": 80, "address": 120}
# An area code with a number and an extension, a mobile, or a short number such as 120.
_TELEPHONE = re.compile(r"1[0-9]{10}|[0-9]{3,5}|(0[0-9]{2,3}-?)?[0-9]{7,8}(-[0-9]{1,6})?")
_SHARED_DIGITS = (9, 6, 4)


@dataclass(frozen=True, slots=True)
class FeverClinic:
    """One clinic; `division_code` has six digits, or nine where its street is known."""

    name: str
    division_code: str
    address: str
    telephone: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be used. `line` counts from 1, the heads included; `column` is empty for a whole row."""

    line: int
    column: str
    words: Words


@dataclass(frozen=True, slots=True)
class Directory:
    """What a file holds, in its order; of no use where there are problems."""

    clinics: tuple[FeverClinic, ...]
    problems: tuple[RowProblem, ...]


def read_directory(text: str, is_division: Callable[[str], bool]) -> Directory:
    """The clinics of a file; `is_division` knows the codes in force."""
    try:
        rows = list(_rows_of(text))
    except csv.Error as error:
        words = Words(f"引号或换行不成对，读不下去（{error}）", f"quotes or line ends do not pair ({error})")
        return Directory((), (RowProblem(text.count("\n") + 1, "", words),))
    heads = [cell.strip() for cell in rows[0][1]] if rows else []
    missing = [field for field, chinese in COLUMNS.items() if not {field, chinese} & set(heads)]
    if missing:
        return Directory((), tuple(RowProblem(1, COLUMNS[field], _no_column(field, heads)) for field in missing))
    clinics: dict[tuple[str, str], FeverClinic] = {}
    problems: list[RowProblem] = []
    for line, cells in rows[1:]:
        found = _problems_of(line, heads, cells, is_division)
        if not found:
            clinic = FeverClinic(**_values_of(heads, cells))
            if clinics.setdefault((clinic.division_code, clinic.name), clinic) is not clinic:
                found = [RowProblem(line, COLUMNS["name"], _twice(clinic.name))]
        problems += found
    if len(rows) == 1:
        problems.append(RowProblem(1, "", Words("只有表头，没有一家门诊", "there are heads, but no clinic")))
    return Directory(tuple(clinics.values()), tuple(problems))


def nearest_to(home_code: str, clinics: Iterable[FeverClinic]) -> FeverClinic | None:
    """The clinic of the street, else of the county, else of the city of a division code; None where there is none.

    Where several are as near, the first by name.
    """

    def shared(clinic: FeverClinic) -> int:
        """How many digits two codes have in common; nine where both name the same street."""
        both = min(len(clinic.division_code), len(home_code))
        lengths = (digits for digits in _SHARED_DIGITS if digits <= both)
        return next((digits for digits in lengths if clinic.division_code[:digits] == home_code[:digits]), 0)

    return min((one for one in clinics if shared(one)), key=lambda one: (-shared(one), one.name), default=None)


def _rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line on which it begins."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    begun = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begun, cells
        begun = reader.line_num + 1


def _values_of(heads: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    """The trimmed text of each field; other columns are left out."""
    by_head = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
    return {field: by_head.get(field, by_head.get(chinese, "")) for field, chinese in COLUMNS.items()}


def _problems_of(
    line: int, heads: Sequence[str], cells: Sequence[str], is_division: Callable[[str], bool]
) -> list[RowProblem]:
    if len(cells) > len(heads):
        words = Words(
            f"这一行有 {len(cells)} 格，表头只有 {len(heads)} 格；内容里有逗号时请加引号",
            f"{len(cells)} cells under {len(heads)} heads; quote what has a comma",
        )
        return [RowProblem(line, "", words)]
    found = []
    for field, value in _values_of(heads, cells).items():
        reason = _reason(field, value, is_division)
        if reason is not None:
            found.append(RowProblem(line, COLUMNS[field], reason))
    return found


def _reason(field: str, value: str, is_division: Callable[[str], bool]) -> Words | None:
    """Why a value cannot be used; None where it can."""
    if not value:
        return Words("没有填写", "is empty")
    if field in _MOST_LETTERS and len(value) > (most := _MOST_LETTERS[field]):
        return Words(f"最多 {most} 个字，现在 {len(value)} 个", f"has {len(value)} characters, at most {most}")
    if field == "division_code" and not (len(value) in (6, 9) and is_division(value)):
        return Words(
            f"需要现行的六位县区代码或九位街道代码，收到 {value!r}",
            f"expected the code of a county (6 digits) or street (9) in force, got {value!r}",
        )
    if field == "telephone" and not _TELEPHONE.fullmatch(value):
        return Words(f"需要像 0551-62345678 这样的号码，收到 {value!r}", f"expected like 0551-62345678, got {value!r}")
    return None


def _no_column(field: str, heads: Sequence[str]) -> Words:
    got = "、".join(heads) or "空文件"
    return Words(
        f"缺少“{COLUMNS[field]}”一列，表头是：{got}",
        f"the column {field} is missing, the heads are: {', '.join(heads) or 'none, the file is empty'}",
    )


def _twice(name: str) -> Words:
    return Words(f"同一县区（街道）里 {name} 出现了两次", f"{name} stands twice in the same division")
