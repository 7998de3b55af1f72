"""Who of a workplace's employee list came to work on a day (SPEC E4). Pure.

    arrivals of the day, by document -> one line for each employee on the list -> counts by department

The first arrival of the day that was let in is the clock-in, by whatever way it came. An employer learns three things
of a person at most: when, not yet, "may not enter today". Colours, readings, causes and evidence do not come in here,
so that none can go out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ankang.checkpoints.model.people_lists import ListEntry
from ankang.checkpoints.model.sites import SiteKind
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.words import Words

WORKPLACES = frozenset({SiteKind.ENTERPRISE, SiteKind.PUBLIC_BODY, SiteKind.SCHOOL, SiteKind.BUILDING})
"""Where an arrival is a clock-in. Elsewhere a list of employees opens the door and no more."""

Document = tuple[str, str]
"""Type and number: what an arrival and an entry of the list are joined by."""


class Attendance(StrEnum):
    """What an employer learns of an employee's day."""

    PRESENT = "present"
    MISSING = "missing"
    MAY_NOT_ENTER = "may_not_enter"


ATTENDANCE_WORDS = {
    Attendance.PRESENT: Words("已到岗", "Present"),
    Attendance.MISSING: Words("未到", "Missing"),
    Attendance.MAY_NOT_ENTER: Words("今日不能进入", "May not enter today"),
}


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody at the door on their way in, where the door has decided."""

    at: datetime
    let_in: bool


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One employee's day. `clocked_in_at` stays when the person is kept out later that day."""

    entry: ListEntry
    state: Attendance
    clocked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many employees are in each state."""

    present: int
    missing: int
    may_not_enter: int

    @property
    def listed(self) -> int:
        """Everybody on the list."""
        return self.present + self.missing + self.may_not_enter


def clock_in(came: Sequence[CameIn]) -> datetime | None:
    """The first arrival of one person's day that was let in; None for none."""
    return min((arrival.at for arrival in came if arrival.let_in), default=None)


def state_of(came: Sequence[CameIn]) -> Attendance:
    """What the last arrival of the day says, because it is what holds now.

    >>> from datetime import UTC
    >>> eight, nine = datetime(2022, 7, 8, 0, tzinfo=UTC), datetime(2022, 7, 8, 1, tzinfo=UTC)
    >>> state_of([CameIn(eight, let_in=False), CameIn(nine, let_in=True)]).value
    'present'
    """
    if not came:
        return Attendance.MISSING
    return Attendance.PRESENT if max(came, key=lambda arrival: arrival.at).let_in else Attendance.MAY_NOT_ENTER


def sheet(employees: Iterable[ListEntry], came: Iterable[tuple[Document, CameIn]]) -> list[SheetLine]:
    """One line for each employee, by department, name and document; arrivals of others are left out."""
    by_document: dict[Document, list[CameIn]] = defaultdict(list)
    for document, arrival in came:
        by_document[document].append(arrival)
    ordered = sorted(employees, key=lambda entry: (entry.department, entry.name, entry.document_number))
    return [_line(entry, by_document.get((entry.document_type, entry.document_number), [])) for entry in ordered]


def counts_by_department(lines: Iterable[SheetLine]) -> dict[str, Counts]:
    """The counts of each department, by its name; those without one stand under the empty name."""
    states: dict[str, Counter[Attendance]] = defaultdict(Counter)
    for line in lines:
        states[line.entry.department][line.state] += 1
    return {
        department: Counts(found[Attendance.PRESENT], found[Attendance.MISSING], found[Attendance.MAY_NOT_ENTER])
        for department, found in sorted(states.items())
    }


def total(counts: Iterable[Counts]) -> Counts:
    """The counts of all departments together."""
    every = list(counts)
    return Counts(
        sum(count.present for count in every),
        sum(count.missing for count in every),
        sum(count.may_not_enter for count in every),
    )


def check_day(day: date | None, today: date) -> date:
    """The day of the sheet, today unless another one is asked for; the refusal of one that has not come."""
    if day is None:
        return today
    if day > today:
        raise invalid_field(
            "day",
            "day_to_come",
            Words(
                f"{day.isoformat()} 还没有到，请选择今天或以前的日期。",
                f"{day.isoformat()} is still to come; choose today or a day before.",
            ),
        )
    return day


def no_workplace() -> RefusedError:
    """A shop or a station keeps no attendance sheet."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "no_workplace",
        Words(
            "考勤表只用于企业、机关单位、学校和楼宇。",
            "Attendance sheets are for enterprises, public bodies, schools and buildings.",
        ),
    )


def _line(entry: ListEntry, came: Sequence[CameIn]) -> SheetLine:
    return SheetLine(entry, state_of(came), clock_in(came))
