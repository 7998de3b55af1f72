"""Attendance sheets over HTTP: for the keeper of a workplace, and for officers of its region."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from ankang.checkpoints import service
from ankang.checkpoints.attendance_schemas import AttendanceSheet, SheetFormat
from ankang.checkpoints.model.attendance import Attendance
from ankang.checkpoints.model.people_lists import LONGEST_TEXT, MOST_ROWS
from ankang.checkpoints.service import SheetWanted
from ankang.core.ids import SiteId
from ankang.runtime.answers import Day, PlainText
from ankang.runtime.edge import CurrentActor, CurrentCall, router
from ankang.runtime.load import panel

attendance = router("/checkpoints", "checkpoints")

_Department = Annotated[PlainText | None, Query(max_length=LONGEST_TEXT, description="Absent for all of them")]
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@attendance.get("/sites/{site_id}/attendance")
@panel
async def get_attendance(
    call: CurrentCall,
    actor: CurrentActor,
    site_id: UUID,
    day: Day | None = None,
    department: _Department = None,
    state: Attendance | None = None,
    offset: Annotated[int, Query(ge=0, le=MOST_ROWS)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AttendanceSheet:
    """A page of the attendance sheet of a workplace: who came when, who is missing, who may not enter today."""
    wanted = SheetWanted(day, department, state)
    return await service.attendance_sheet(call, actor, SiteId(site_id), wanted, offset, limit)


@attendance.get("/sites/{site_id}/attendance/file", response_class=Response)
@panel
async def get_attendance_file(
    call: CurrentCall,
    actor: CurrentActor,
    site_id: UUID,
    day: Day | None = None,
    department: _Department = None,
    state: Attendance | None = None,
    format: SheetFormat = "csv",  # noqa: A002  (what people call it in the address)
) -> Response:
    """The attendance sheet as a file for a spreadsheet."""
    name, content = await service.attendance_file(
        call, actor, SiteId(site_id), SheetWanted(day, department, state), format
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MEDIA[format], headers=headers)
