"""A person before a gate device: judged as staff would, recorded as a visit with its reading, answered in a prompt.

A device is no witness: its scan identifies nobody for a second reading, and its reading alone changes no colour. What
is abnormal keeps the gate shut and puts the person on the isolation list, where staff measure again (SPEC E3, P9).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal
from uuid import uuid5

from ankang.checkpoints.device_schemas import PassAnswer, PassRequest
from ankang.checkpoints.model.devices import (
    DEVICE_LOOK_UPS_PER_HOUR,
    PROMPT_WORDS,
    AtGate,
    code_or_document,
    documents_not_read,
    opens,
    prompt_for,
)
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.temperatures import VisitState, check_celsius
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.schemas import LookUpRequest, ScanRequest, VerdictAnswer
from ankang.checkpoints.service.duties import limits_at
from ankang.checkpoints.service.enrolled import Enrolled
from ankang.checkpoints.service.looking_up import look_up_at
from ankang.checkpoints.service.measuring import record_reading
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.scanning import scan_at
from ankang.checkpoints.service.visiting import lock_visit_here
from ankang.checkpoints.store import visits
from ankang.core.colours import Colour
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call

Reading = Literal["normal", "abnormal", "not_taken"]


async def ask_to_pass(call: Call, enrolled: Enrolled, body: PassRequest) -> PassAnswer:
    """What the gate does and says about the person before it; the same key gets the same answer."""
    if bool(body.qr_text) == bool(body.document_number):
        raise code_or_document()
    if body.document_number and not enrolled.device.reads_documents:
        raise documents_not_read()
    celsius = None if body.celsius is None else check_celsius(body.celsius)
    said = body.model_dump_json(exclude={"key"})
    do = partial(_pass, call, enrolled, body, celsius)
    return await once(call, enrolled.actor, body.key, "gate_pass", said, PassAnswer, do)


async def _pass(call: Call, enrolled: Enrolled, body: PassRequest, celsius: float | None) -> PassAnswer:
    celsius = celsius if body.direction == "in" else None
    verdict = await _verdict(call, enrolled, body)
    seen, reading = await _after_reading(call, enrolled.duty, verdict, celsius)
    prompt = prompt_for(seen)
    return PassAnswer(
        open_gate=1 if opens(prompt) else 2,
        is_open=opens(prompt),
        prompt=prompt,
        words=WordsAnswer.of(PROMPT_WORDS[prompt]),
        masked_name=verdict.masked_name,
        reading=reading,
        decided_at=call.now,
    )


async def _verdict(call: Call, enrolled: Enrolled, body: PassRequest) -> VerdictAnswer:
    # A key of its own: whoever holds the same QR before the camera again within seconds finds this answer (`scan_at`).
    key = uuid5(body.key, "verdict")
    if body.qr_text:
        scan = ScanRequest(key=key, qr_text=body.qr_text, direction=body.direction)
        do = partial(scan_at, call, enrolled.duty, scan)
        return await once(call, enrolled.actor, key, "scan", body.qr_text, VerdictAnswer, do)
    asked = LookUpRequest(
        key=key,
        document_type=body.document_type,
        document_number=body.document_number,
        direction=body.direction,
    )
    return await look_up_at(call, enrolled.actor, enrolled.duty, asked, DEVICE_LOOK_UPS_PER_HOUR)


async def _after_reading(
    call: Call, duty: Duty, verdict: VerdictAnswer, celsius: float | None
) -> tuple[AtGate, Reading]:
    """What is known once the reading, if there is one, has been recorded with the visit."""
    if verdict.visit_id is None:
        limits = await limits_at(call, duty.site)
        too_warm = celsius is not None and celsius >= min(limits.abnormal_celsius, limits.site_celsius)
        seen = AtGate(verdict.verdict, None, verdict.refusal, verdict.separate_lane, too_warm=too_warm)
        return seen, "abnormal" if too_warm else "not_taken"
    visit = await lock_visit_here(call, duty, verdict.visit_id)
    seen = AtGate(verdict.verdict, verdict.colour or Colour.GREY, separate_lane=verdict.separate_lane)
    if visit.way == "paper" and visit.state is VisitState.OPEN and visit.entry is Verdict.PASS:
        # Paper has no colour and names its holder only beside the document, which no gate compares.
        visit = replace(visit, entry=Verdict.CANNOT_CHECK, verdict=Verdict.CANNOT_CHECK)
        await visits.write_visit(call.connection, visit)
    if visit.state is VisitState.ISOLATED:
        return replace(seen, verdict=Verdict.RECHECK), "not_taken"
    if visit.entry is Verdict.CANNOT_CHECK:
        return replace(seen, verdict=Verdict.CANNOT_CHECK), "not_taken"
    if visit.state is not VisitState.OPEN:
        # The same QR again within seconds: its reading was taken.
        too_warm = visit.entry is Verdict.PASS and visit.verdict is not Verdict.PASS
        return replace(seen, too_warm=too_warm), "abnormal" if too_warm else "normal"
    if celsius is None:
        return seen, "not_taken"
    taken = await record_reading(call, duty, visit.visit_id, celsius, call.now, document_compared=False)
    too_warm = taken.outcome == "recheck" or (visit.entry is Verdict.PASS and taken.verdict is not Verdict.PASS)
    return replace(seen, too_warm=too_warm), "abnormal" if too_warm else "normal"
