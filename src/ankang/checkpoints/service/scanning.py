"""Way 1: the holder shows the code, staff scan it (SPEC D3)."""

from __future__ import annotations

from uuid import UUID

from ankang.checkpoints.model.limits import SAME_SCAN
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.verdicts import (
    dead_code,
    deciding_colour,
    refused,
    replayed,
    unknown_code,
)
from ankang.checkpoints.model.visits import Way
from ankang.checkpoints.schemas import ScanRequest, VerdictAnswer
from ankang.checkpoints.service.deciding import AtTheDoor, decide_here
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.once import find_answer, once
from ankang.checkpoints.service.reading_codes import ReadCode, read_code
from ankang.checkpoints.service.visiting import (
    Seen,
    open_visit,
    refuse_nobody,
    seen_as,
    tell_holder,
    with_companion,
)
from ankang.checkpoints.store import gates
from ankang.codes import service as codes
from ankang.codes.model import STATE_WORDS, CodeStanding, CodeState
from ankang.core.colours import Colour
from ankang.core.credential.refusals import Refused
from ankang.core.credential.step_up import nonce_of
from ankang.notices.model import NoticeTemplate
from ankang.runtime.access import Actor
from ankang.runtime.context import Call


async def scan(call: Call, actor: Actor, body: ScanRequest) -> VerdictAnswer:
    """Verify a shown code by the centre's own clock, ask what stands about it now, decide by the site's rules."""
    duty = await check_on_duty(call, actor)
    return await once(
        call,
        actor,
        body.key,
        "scan",
        body.qr_text,
        VerdictAnswer,
        lambda: scan_at(call, duty, body),
    )


async def code_standing(call: Call, actor: Actor, list_id: int, index: int) -> CodeStanding:
    """What the centre knows of a scanned code; staff on duty only, because it lets a colour be followed."""
    await check_on_duty(call, actor)
    return await codes.standing(call, list_id, index)


async def scan_at(call: Call, duty: Duty, body: ScanRequest) -> VerdictAnswer:
    """As `scan`, under the key that the caller has claimed; the caller has checked the duty or the device."""
    # `scan_lane` answers plain scans from the same pieces: whom a new rule concerns has to leave the lane there.
    digits = nonce_of(body.digits) if body.digits else None
    read = await read_code(call, body.qr_text, call.now, digits=digits)
    if isinstance(read, Refused):
        return await refuse_nobody(call, duty, refused(read), call.now)
    standing = read.standing
    if standing.person_id is None:
        return await refuse_nobody(call, duty, unknown_code(STATE_WORDS[CodeState.UNKNOWN]), call.now)
    way: Way = "paper" if read.is_paper else "scan"
    if standing.state is CodeState.DEAD:
        return await open_visit(
            call, duty, Seen(standing.person_id, way, Colour.GREY, dead_code(STATE_WORDS[CodeState.DEAD]))
        )
    first = await _seen_before(call, duty, body.key, read)
    if first is not None and first.staff_id == duty.staff_id and call.now - first.seen_at <= SAME_SCAN:
        answer = await find_answer(call, first.staff_id, first.key, VerdictAnswer)
        if answer is not None:
            return answer
    if first is not None:
        await tell_holder(call, standing.person_id, NoticeTemplate.CODE_REPLAYED)
        return await open_visit(call, duty, Seen(standing.person_id, way, standing.colour, replayed()))
    door = AtTheDoor(standing.person_id, standing.colour, call.now, read.shown, body.direction)
    decided = await decide_here(call, duty.site, door)
    colour = deciding_colour(standing.colour, read.shown)
    seen = seen_as(standing.person_id, way, colour, door, decided)
    return await open_visit(call, duty, await with_companion(call, duty, seen, body.companion_of))


async def _seen_before(call: Call, duty: Duty, key: UUID, read: ReadCode) -> gates.Seen | None:
    """Who saw this very proof before. Paper is the same at every gate; its document is compared each time."""
    if read.proof_at is None:
        return None
    seen = gates.Seen(duty.staff_id, key, call.now)
    return await gates.see_proof(call.connection, read.name, read.proof_at, seen)
