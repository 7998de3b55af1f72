"""Way 1: the holder shows the code, staff scan it (SPEC D3)."""

from __future__ import annotations

from uuid import UUID

from ankang.checkpoints.model.limits import SAME_SCAN
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.verdicts import (
    Decision,
    dead_code,
    decide,
    deciding_colour,
    refused,
    replayed,
    unknown_code,
)
from ankang.checkpoints.schemas import VerdictAnswer
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.once import find_answer, once
from ankang.checkpoints.service.visiting import Seen, open_visit, tell_holder, verdict_answer
from ankang.checkpoints.store import gates
from ankang.codes import service as codes
from ankang.codes.model import STATE_WORDS, TIMES, CodeStanding, CodeState
from ankang.core.colours import Colour
from ankang.core.credential.refusals import Refused
from ankang.core.credential.verify import Verified, verify
from ankang.core.ids import PersonId
from ankang.notices.model import NoticeTemplate
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

_NOBODY = PersonId(UUID(int=0))


async def scan(call: Call, actor: Actor, key: UUID, qr_text: str) -> VerdictAnswer:
    """Verify a shown code by the centre's own clock, ask what stands about it now, decide by the site's rules."""
    duty = await check_on_duty(call, actor)
    return await once(call, actor, key, "scan", qr_text, VerdictAnswer, lambda: _scan(call, duty, key, qr_text))


async def code_standing(call: Call, actor: Actor, list_id: int, index: int) -> CodeStanding:
    """What the centre knows of a scanned code; staff on duty only, because it lets a colour be followed."""
    await check_on_duty(call, actor)
    return await codes.standing(call, list_id, index)


async def _scan(call: Call, duty: Duty, key: UUID, qr_text: str) -> VerdictAnswer:
    published = await codes.publish_keys(call)
    verified = verify(qr_text, published.bundle, call.now, TIMES)
    if isinstance(verified, Refused):
        return await _refuse_nobody(call, duty, refused(verified))
    name = verified.code_name
    standing = await codes.standing(call, name.list_id, name.index)
    if standing.person_id is None:
        return await _refuse_nobody(call, duty, unknown_code(STATE_WORDS[CodeState.UNKNOWN]))
    if standing.state is CodeState.DEAD:
        seen = Seen(standing.person_id, "scan", Colour.GREY, dead_code(STATE_WORDS[CodeState.DEAD]))
        return await open_visit(call, duty, seen)
    first = await _seen_before(call, duty, key, verified)
    if first is not None and first.staff_id == duty.staff_id and call.now - first.seen_at <= SAME_SCAN:
        answer = await find_answer(call, first.staff_id, first.key, VerdictAnswer)
        if answer is not None:
            return answer
    if first is not None:
        await tell_holder(call, standing.person_id, NoticeTemplate.CODE_REPLAYED)
        return await open_visit(call, duty, Seen(standing.person_id, "scan", standing.colour, replayed()))
    decision = decide(standing.colour, duty.site.rules, call.config.hotline, shown=verified.colour)
    colour = deciding_colour(standing.colour, verified.colour)
    return await open_visit(call, duty, Seen(standing.person_id, "scan", colour, decision))


async def _seen_before(call: Call, duty: Duty, key: UUID, verified: Verified) -> gates.Seen | None:
    seen = gates.Seen(duty.staff_id, key, call.now)
    return await gates.see_proof(call.connection, verified.code_name, verified.proof_at, seen)


async def _refuse_nobody(call: Call, duty: Duty, decision: Decision) -> VerdictAnswer:
    refusal = decision.refusal or "refused"
    await gates.add_refused_scan(call.connection, call.cipher, duty.site.site_id, duty.staff_id, refusal, call.now)
    return verdict_answer(call, duty.site, Seen(_NOBODY, "scan", Colour.GREY, decision), None, None)
