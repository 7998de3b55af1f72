"""Way 3: no phone, staff type or read the document number (SPEC D5).

On duty only, limited by the hour, always logged, shown to the holder. Somebody who is not known here and somebody
without a code get the same answer: 未申领.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from ankang.checkpoints.model.limits import LOOK_UP_WINDOW, LOOK_UPS_PER_HOUR, too_many_look_ups
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.schemas import LookUpRequest, VerdictAnswer
from ankang.checkpoints.service.deciding import AtTheDoor, decide_here
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.openings import Opening, record_opening
from ankang.checkpoints.service.visiting import Seen, open_visit, seen_as, tell_holder, verdict_answer, with_companion
from ankang.checkpoints.store import gates
from ankang.checkpoints.store.decoys import DECOY, is_decoy, look_up_index
from ankang.checkpoints.store.people_lists import find_listing
from ankang.codes import service as codes
from ankang.core.colours import Colour
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import Person
from ankang.identity.model.documents import canonical_number
from ankang.identity.model.looks import LookPurpose
from ankang.notices.model import NoticeTemplate
from ankang.runtime import audit
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

_NOBODY = PersonId(UUID(int=0))


async def look_up(call: Call, actor: Actor, body: LookUpRequest) -> VerdictAnswer:
    """Decide by a document number, within the hour's quota."""
    duty = await check_on_duty(call, actor, lock=True)
    said = f"{body.document_type}:{body.document_number}"
    do = partial(look_up_at, call, actor, duty, body)
    return await once(call, actor, body.key, "look_up", said, VerdictAnswer, do)


async def look_up_at(
    call: Call, actor: Actor, duty: Duty, body: LookUpRequest, per_hour: int = LOOK_UPS_PER_HOUR
) -> VerdictAnswer:
    """As `look_up`, under the key that the caller has claimed; the caller has checked the duty or the device."""
    person = await identity.find_person_by_document(call, body.document_type, body.document_number)
    number = canonical_number(body.document_type, body.document_number)
    index = look_up_index(call.cipher, body.document_type, number)
    used, oldest_at = await gates.look_ups_since(call.connection, actor.person_id, call.now - LOOK_UP_WINDOW)
    is_over = used >= per_hour and oldest_at is not None
    outcome = "look_up_quota" if is_over else gates.ANSWERED
    if await is_decoy(call.connection, index):
        outcome = DECOY  # the answer stays the ordinary one: whoever copies from a list is not to learn of it
    await gates.add_look_up(call.connection, call.cipher, actor.person_id, duty.site.site_id, index, outcome, call.now)
    if is_over and oldest_at is not None:
        raise too_many_look_ups(oldest_at, call.now, per_hour)
    if person is None:
        return await _no_code(call, duty, body)
    await _tell(call, actor, duty, person)
    colour = await codes.live_colour(call, person.person_id)
    door = AtTheDoor(person.person_id, colour, call.now, direction=body.direction)
    decided = await decide_here(call, duty.site, door)
    if colour is None and decided.decision.verdict is not Verdict.PASS:
        return await _no_code(call, duty, body)
    seen = seen_as(person.person_id, "document", colour or Colour.GREY, door, decided)
    return await open_visit(call, duty, await with_companion(call, duty, seen, body.companion_of))


async def _no_code(call: Call, duty: Duty, body: LookUpRequest) -> VerdictAnswer:
    """Nobody here has this number, or no code: the same answer for both, by what the site's own list says."""
    listing = await find_listing(
        call.connection,
        call.cipher,
        duty.site.site_id,
        body.document_type,
        canonical_number(body.document_type, body.document_number),
    )
    door = AtTheDoor(None, None, call.now, direction=body.direction)
    decided = await decide_here(call, duty.site, door, listing)
    if decided.decision.opened_by:
        await record_opening(call, duty, Opening(decided.decision.opened_by), call.now)
    seen = Seen(_NOBODY, "document", Colour.GREY, decided.decision, direction=body.direction)
    return verdict_answer(call, duty.site, seen, None, None)


async def _tell(call: Call, actor: Actor, duty: Duty, person: Person) -> None:
    # The holder reads where it happened; an account has one organisation and may stand at the gates of others.
    actor = replace(actor, organisation=duty.site.name)
    purpose = LookPurpose.CHECKPOINT_LOOK_UP
    if duty.device_name is None:
        await identity.record_look(call, actor, person.person_id, purpose)
    else:
        looker = f"闸机 {duty.device_name}"
        await audit.record_look(call.connection, call.cipher, actor, looker, person.person_id, purpose.value, call.now)
    await tell_holder(call, person.person_id, NoticeTemplate.LOOKED_UP)
