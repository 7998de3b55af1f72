"""A site's list of residents or employees, out of the rows of a file. Pure.

    header row -> columns; each row -> an entry, or one fault for each cell that is wrong

Good rows are kept whatever is wrong with the others. Columns are found by their heading in Chinese or English, in any
order; others are ignored. Lines and columns are counted as a spreadsheet shows them: the header is line 1, A is 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ankang.checkpoints.model.site_rules import ListKind
from ankang.core.errors import RefusedError, invalid_field
from ankang.core.words import Words
from ankang.identity.model import DocumentType
from ankang.identity.model.documents import canonical_number

MOST_ROWS = 50_000
"""A large estate or a works of several plants; more is another site."""
LONGEST_TEXT = 60
MOST_FAULTS = 1_000
"""Nobody mends more by hand: such a file has a wrong column, and its first lines say which."""


class ListColumn(StrEnum):
    """The columns of a list."""

    DOCUMENT_NUMBER = "document_number"
    DOCUMENT_TYPE = "document_type"
    NAME = "name"
    BUILDING = "building"
    HOUSEHOLD = "household"
    DEPARTMENT = "department"


COLUMN_WORDS = {
    ListColumn.DOCUMENT_NUMBER: Words("证件号码", "Document number"),
    ListColumn.DOCUMENT_TYPE: Words("证件类型", "Document type"),
    ListColumn.NAME: Words("姓名", "Name"),
    ListColumn.BUILDING: Words("楼栋", "Building"),
    ListColumn.HOUSEHOLD: Words("户号", "Household"),
    ListColumn.DEPARTMENT: Words("部门", "Department"),
}
_HEADINGS = {
    **{column.value: column for column in ListColumn},
    **{words.zh: column for column, words in COLUMN_WORDS.items()},
    **{words.en.lower(): column for column, words in COLUMN_WORDS.items()},
    "证件号": ListColumn.DOCUMENT_NUMBER,
    "身份证号": ListColumn.DOCUMENT_NUMBER,
    "身份证号码": ListColumn.DOCUMENT_NUMBER,
    "房号": ListColumn.HOUSEHOLD,
}
_TYPES = {
    **{kind.value: kind for kind in DocumentType},
    "身份证": DocumentType.MAINLAND_ID,
    "居民身份证": DocumentType.MAINLAND_ID,
    "护照": DocumentType.PASSPORT,
}
_NEEDED = {
    ListKind.RESIDENTS: (ListColumn.DOCUMENT_NUMBER, ListColumn.NAME, ListColumn.HOUSEHOLD),
    ListKind.EMPLOYEES: (ListColumn.DOCUMENT_NUMBER, ListColumn.NAME),
}


@dataclass(frozen=True, slots=True)
class ListEntry:
    """Somebody on a list. `building` and `household` together name a household; empty where there is none."""

    kind: ListKind
    document_type: DocumentType
    document_number: str
    name: str
    building: str = ""
    household: str = ""
    department: str = ""

    @property
    def household_name(self) -> str:
        """The household within the site: `3-1202`; empty for none."""
        return "-".join(part for part in (self.building, self.household) if part) if self.household else ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One cell that is wrong. Numbers and names are not repeated in it, because the report is kept."""

    line: int
    column: int
    heading: ListColumn
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class ReadList:
    """The entries in the order of the file, each document once, and what was not taken.

    `bad_rows` counts every row that was not taken; a row may have several faults, and the first `MOST_FAULTS` are told.
    """

    entries: tuple[ListEntry, ...]
    faults: tuple[RowFault, ...]
    rows: int
    bad_rows: int


def read_list(rows: Iterable[Sequence[str]], kind: ListKind) -> ReadList:
    """The list that the rows of a file say, the header first; refuses a file without the columns that are needed."""
    lines = iter(rows)
    places = _places(next(lines, ()), kind)
    entries: list[ListEntry] = []
    faults: list[RowFault] = []
    line_of: dict[tuple[DocumentType, str], int] = {}
    counted = bad_rows = 0
    for line, row in enumerate(lines, start=2):
        if not any(cell.strip() for cell in row):
            continue
        counted += 1
        if counted > MOST_ROWS:
            raise _too_many_rows()
        del faults[MOST_FAULTS:]
        entry = _entry(row, places, kind, line, faults)
        if entry is None:
            bad_rows += 1
            continue
        document = (entry.document_type, entry.document_number)
        if (before := line_of.setdefault(document, line)) != line:
            faults.append(_doubled(line, places, before))
            bad_rows += 1
            continue
        entries.append(entry)
    return ReadList(tuple(entries), tuple(faults[:MOST_FAULTS]), counted, bad_rows)


def fault_rows(faults: Iterable[RowFault]) -> Iterator[tuple[str, ...]]:
    """The faults as rows of a file, the header first, in both languages."""
    yield ("行 line", "列 column", "栏目 heading", "原因 reason (zh)", "reason (en)")
    for fault in faults:
        heading = COLUMN_WORDS[fault.heading]
        yield (str(fault.line), str(fault.column), f"{heading.zh} {heading.en}", fault.words.zh, fault.words.en)


def _places(header: Sequence[str], kind: ListKind) -> dict[ListColumn, int]:
    found: dict[ListColumn, int] = {}
    for place, heading in enumerate(header):
        column = _HEADINGS.get(heading.strip().lstrip("\ufeff").lower())
        if column is not None:
            found.setdefault(column, place)
    missing = [COLUMN_WORDS[column] for column in _NEEDED[kind] if column not in found]
    if missing:
        raise invalid_field(
            "file",
            "columns_missing",
            Words(
                f"第一行要有这些栏目：{'、'.join(words.zh for words in missing)}。可下载模板对照。",
                f"The first line needs the headings {', '.join(words.en for words in missing)}; compare the template.",
            ),
        )
    return found


def _entry(
    row: Sequence[str], places: dict[ListColumn, int], kind: ListKind, line: int, faults: list[RowFault]
) -> ListEntry | None:
    cells = {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
    before = len(faults)

    def fault(column: ListColumn, code: str, words: Words) -> None:
        faults.append(RowFault(line, places.get(column, places[ListColumn.DOCUMENT_NUMBER]) + 1, column, code, words))

    for column in _NEEDED[kind]:
        if not cells[column]:
            words = COLUMN_WORDS[column]
            fault(
                column, "missing", Words(f"{words.zh}是空的，请填写。", f"The {words.en.lower()} is empty; fill it in.")
            )
    for column, text in cells.items():
        if len(text) > LONGEST_TEXT:
            fault(column, "too_long", Words(f"最多 {LONGEST_TEXT} 个字。", f"At most {LONGEST_TEXT} characters."))
    typed = cells.get(ListColumn.DOCUMENT_TYPE, "")
    document_type = _TYPES.get(typed) if typed else DocumentType.MAINLAND_ID
    if document_type is None:
        fault(ListColumn.DOCUMENT_TYPE, "document_type_unknown", _TYPE_UNKNOWN)
    number = ""
    if document_type is not None and cells[ListColumn.DOCUMENT_NUMBER]:
        try:
            number = canonical_number(document_type, cells[ListColumn.DOCUMENT_NUMBER])
        except RefusedError as refusal:
            fault(ListColumn.DOCUMENT_NUMBER, refusal.code, refusal.words)
    if len(faults) > before or document_type is None:
        return None
    more = {
        column: cells.get(column, "") for column in (ListColumn.BUILDING, ListColumn.HOUSEHOLD, ListColumn.DEPARTMENT)
    }
    return ListEntry(kind, document_type, number, cells[ListColumn.NAME], *more.values())


_TYPE_UNKNOWN = Words(
    "不认识的证件类型，请填“身份证”“护照”等，身份证可以不填。",
    "An unknown document type; leave it empty for an identity card, or write passport.",
)


def _doubled(line: int, places: dict[ListColumn, int], before: int) -> RowFault:
    words = Words(
        f"与第 {before} 行是同一证件，请只保留一行。", f"The same document as line {before}; keep one of them."
    )
    column = ListColumn.DOCUMENT_NUMBER
    return RowFault(line, places[column] + 1, column, "doubled", words)


def _too_many_rows() -> RefusedError:
    return invalid_field(
        "file",
        "too_many_rows",
        Words(
            f"一份名单最多 {MOST_ROWS} 行，请分成几个场所。", f"A list has at most {MOST_ROWS} rows; split the site."
        ),
    )
