"""Attendance at workplaces: the sheet of a day, its file, and a person's own clock-ins (SPEC E4).

Nothing is written at the door: the sheet is read from the visits, so that each way in counts (scan, confirmed posted
code, document, upload, gate), and an erased visit is gone from the sheet too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from ankang.checkpoints.attendance_schemas import (
    AttendanceCounts,
    AttendanceLine,
    AttendanceSheet,
    DepartmentCounts,
    SheetFormat,
)
from ankang.checkpoints.model.attendance import (
    ATTENDANCE_WORDS,
    WORKPLACES,
    Attendance,
    Document,
    SheetLine,
    check_day,
    counts_by_department,
    no_workplace,
    sheet,
    total,
)
from ankang.checkpoints.model.site_rules import ListKind
from ankang.checkpoints.model.sites import Site
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.model.visits import Visit
from ankang.checkpoints.service.attendance_files import csv_sheet, xlsx_sheet
from ankang.checkpoints.service.ruling_sites import site_to_rule
from ankang.checkpoints.store import keeping, people_lists
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store.attendance import list_came_in
from ankang.core.days import local_day, start_of_day
from ankang.core.ids import PersonId, SiteId
from ankang.core.masking import masked_document, masked_name
from ankang.identity import service as identity
from ankang.identity.model.looks import LookPurpose
from ankang.runtime.access import Actor
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class SheetWanted:
    """Which lines of a sheet: of a day (None for today), of one department, in one state."""

    day: date | None = None
    department: str | None = None
    state: Attendance | None = None

    def takes(self, line: SheetLine) -> bool:
        """Whether the line is one of them."""
        return (self.department is None or line.entry.department == self.department) and (
            self.state is None or line.state is self.state
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet as it was read, and who of the list is known here, because they came."""

    site: Site
    day: date
    lines: list[SheetLine]
    people: dict[Document, PersonId]
    is_keeper: bool


async def attendance_sheet(
    call: Call, actor: Actor, site_id: SiteId, wanted: SheetWanted, offset: int, limit: int
) -> AttendanceSheet:
    """A page of the day's sheet. Each employee whose day is shown reads who looked."""
    read = await _read(call, actor, site_id, wanted.day)
    found = [line for line in read.lines if wanted.takes(line)]
    page = found[offset : offset + limit]
    await _log_looks(call, actor, read, page)
    by_department = counts_by_department(read.lines)
    return AttendanceSheet(
        site_id=site_id,
        site_name=read.site.name,
        day=read.day,
        counts=AttendanceCounts.model_validate(total(by_department.values())),
        departments=[
            DepartmentCounts(department=name, **AttendanceCounts.model_validate(counts).model_dump())
            for name, counts in by_department.items()
        ],
        found=len(found),
        lines=_answers(read, page),
    )


async def attendance_file(
    call: Call, actor: Actor, site_id: SiteId, wanted: SheetWanted, format_: SheetFormat
) -> tuple[str, bytes]:
    """The lines that were asked for as a file, all of them: its name and its bytes."""
    read = await _read(call, actor, site_id, wanted.day)
    found = [line for line in read.lines if wanted.takes(line)]
    await _log_looks(call, actor, read, found)
    answers = _answers(read, found)
    write = partial(csv_sheet, answers) if format_ == "csv" else partial(xlsx_sheet, read.day, answers)
    content = await asyncio.to_thread(write)
    return f"attendance-{read.day.isoformat()}.{format_}", content


async def clock_ins_of(call: Call, person_id: PersonId, visits: Sequence[Visit]) -> set[UUID]:
    """Which of a person's visits were clock-ins: the first of a day that was let in where the person is an employee."""
    first: dict[tuple[SiteId, date], Visit] = {}
    for visit in sorted(visits, key=lambda visit: visit.at):
        if visit.direction == "in" and visit.verdict is Verdict.PASS:
            first.setdefault((visit.site_id, local_day(visit.at)), visit)
    employers = await _employers(call, person_id, {site_id for site_id, _ in first})
    return {visit.visit_id for (site_id, _), visit in first.items() if site_id in employers}


async def _employers(call: Call, person_id: PersonId, site_ids: Iterable[SiteId]) -> set[SiteId]:
    kinds = await sites_store.site_kinds(call.connection, site_ids)
    workplaces = [site_id for site_id, kind in kinds.items() if kind in WORKPLACES]
    if not workplaces:
        return set()
    person = await identity.get_person(call, person_id)
    employers = set()
    for site_id in workplaces:
        listing = await people_lists.find_listing(
            call.connection, call.cipher, site_id, person.document_type, person.document_number
        )
        if listing is not None and ListKind.EMPLOYEES in listing.kinds:
            employers.add(site_id)
    return employers


async def _read(call: Call, actor: Actor, site_id: SiteId, day: date | None) -> _Read:
    site = await site_to_rule(call, actor, site_id)
    if site.kind not in WORKPLACES:
        raise no_workplace()
    day = check_day(day, local_day(call.now))
    entries = await people_lists.list_entries(call.connection, call.cipher, site_id)
    came = await list_came_in(
        call.connection, call.cipher, site_id, start_of_day(day), start_of_day(day + timedelta(days=1))
    )
    people = await identity.persons(call, {person_id for person_id, _ in came})
    documents = {person_id: (person.document_type, person.document_number) for person_id, person in people.items()}
    lines = sheet(
        (entry for entry in entries if entry.kind is ListKind.EMPLOYEES),
        ((documents[person_id], arrival) for person_id, arrival in came if person_id in documents),
    )
    kept = await keeping.find_kept(call.connection, call.cipher, site_id)
    is_keeper = kept is not None and kept.keeper_id == actor.person_id
    return _Read(site, day, lines, {document: person_id for person_id, document in documents.items()}, is_keeper)


async def _log_looks(call: Call, actor: Actor, read: _Read, lines: Iterable[SheetLine]) -> None:
    # Of whoever did not come the sheet says no more than the employer's own list.
    documents = [(line.entry.document_type, line.entry.document_number) for line in lines]
    shown = [read.people[document] for document in documents if document in read.people]
    looker = actor if actor.organisation else replace(actor, organisation=read.site.name)
    await identity.record_looks(call, looker, shown, LookPurpose.ATTENDANCE)


def _answers(read: _Read, lines: Iterable[SheetLine]) -> list[AttendanceLine]:
    return [
        AttendanceLine(
            name=line.entry.name if read.is_keeper else masked_name(line.entry.name),
            masked_document=masked_document(line.entry.document_number),
            department=line.entry.department,
            state=line.state,
            state_words=WordsAnswer.of(ATTENDANCE_WORDS[line.state]),
            clocked_in_at=line.clocked_in_at,
        )
        for line in lines
    ]
