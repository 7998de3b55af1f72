"""The sheet of a day out of a list and the arrivals at its door (SPEC E4)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ankang.checkpoints.model.attendance import Attendance, CameIn, Counts, clock_in, counts_by_department, sheet, total
from ankang.checkpoints.model.people_lists import ListEntry
from ankang.checkpoints.model.site_rules import ListKind
from ankang.identity.model import DocumentType


def at(hour: int, *, let_in: bool = True) -> CameIn:
    return CameIn(datetime(2022, 7, 8, hour, tzinfo=UTC), let_in)


def employee(number: str, department: str = "") -> ListEntry:
    return ListEntry(ListKind.EMPLOYEES, DocumentType.PASSPORT, number, f"员工{number}", department=department)


@pytest.mark.spec("E4")
def test_whoever_is_kept_out_first_clocks_in_when_let_in_and_is_present() -> None:
    came = [at(9), at(8, let_in=False), at(11)]

    (line,) = sheet([employee("E1")], [((DocumentType.PASSPORT, "E1"), arrival) for arrival in came])

    assert clock_in(came) == datetime(2022, 7, 8, 9, tzinfo=UTC)
    assert (line.state, line.clocked_in_at) == (Attendance.PRESENT, datetime(2022, 7, 8, 9, tzinfo=UTC))


@pytest.mark.spec("E4")
def test_a_document_of_another_type_with_the_same_number_is_another_person() -> None:
    (line,) = sheet([employee("E1")], [((DocumentType.MAINLAND_ID, "E1"), at(8))])

    assert (line.state, line.clocked_in_at) == (Attendance.MISSING, None)


@pytest.mark.spec("E4")
def test_departments_are_counted_apart_and_those_without_one_together() -> None:
    people = [employee("E1", "车间"), employee("E2", "车间"), employee("E3")]
    lines = sheet(
        people, [((DocumentType.PASSPORT, "E1"), at(8)), ((DocumentType.PASSPORT, "E3"), at(8, let_in=False))]
    )

    counts = counts_by_department(lines)

    assert counts == {"": Counts(0, 0, 1), "车间": Counts(1, 1, 0)}
    assert (total(counts.values()), total(counts.values()).listed) == (Counts(1, 1, 1), 3)
