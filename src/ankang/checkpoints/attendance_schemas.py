"""Answers about attendance: no colour, no reading and no cause has a place in them (SPEC E4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ankang.checkpoints.model.attendance import Attendance
from ankang.runtime.answers import Answer, WordsAnswer

SheetFormat = Literal["csv", "xlsx"]


class AttendanceLine(Answer):
    """One employee's day. The name is masked for everybody but the keeper, whose list it is."""

    name: str
    masked_document: str
    department: str
    state: Attendance
    state_words: WordsAnswer
    clocked_in_at: datetime | None


class AttendanceCounts(Answer):
    """How many employees are in each state."""

    listed: int
    present: int
    missing: int
    may_not_enter: int


class DepartmentCounts(AttendanceCounts):
    """The same of one department; those without one stand under the empty name."""

    department: str


class AttendanceSheet(Answer):
    """A page of the sheet of one day, and the counts of the whole of it; `found` lines fit what was asked for."""

    site_id: UUID
    site_name: str
    day: date
    counts: AttendanceCounts
    departments: list[DepartmentCounts]
    found: int
    lines: list[AttendanceLine]
