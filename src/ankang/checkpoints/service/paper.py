"""Paper codes at a gate: the list that only devices of staff on duty get, and a print for who was looked up."""

from __future__ import annotations

from uuid import UUID

from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.visiting import lock_visit_here
from ankang.codes import service as codes
from ankang.codes.service import PaperSize
from ankang.core.credential.manifest import Family
from ankang.runtime.access import Actor, not_yours
from ankang.runtime.context import Call


async def paper_list_file(call: Call, actor: Actor, path: str) -> bytes:
    """A published file of the permanent family, for staff on duty: whoever had it could follow a paper's colour."""
    await check_on_duty(call, actor)
    content = await codes.published_file(call, Family.PAPER, path)
    if content is None:
        raise not_yours()
    return content


async def print_for_visitor(call: Call, actor: Actor, visit_id: UUID, size: PaperSize) -> bytes:
    """A paper code for somebody whose document or live code was read for this visit (SPEC D10)."""
    duty = await check_on_duty(call, actor)
    visit = await lock_visit_here(call, duty, visit_id)
    if not visit.is_identified or visit.verdict is Verdict.REFUSED:
        raise not_yours()
    return await codes.print_for(call, actor, visit.person_id, size)
