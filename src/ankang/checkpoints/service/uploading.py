"""What a gate did while the centre was away: taken in order, each record once, each with its true time.

A phone keeps what staff do and sends it when something answers. A record is verified again with the centre's keys at
the instant it was made, and compared with what the centre knew of the person *then* (time of fact): where the gate's
lists were behind, the conflict is stored and shown. What was done stays done; what follows about a person follows now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from ankang.assessments import service as assessments
from ankang.checkpoints.model.limits import UPLOAD_AHEAD, UPLOADS_TAKEN
from ankang.checkpoints.model.sites import Duty, Post, not_your_site
from ankang.checkpoints.model.temperatures import check_celsius
from ankang.checkpoints.model.uploads import CONFLICT_WORDS, conflict_between, record_of_the_future, record_too_old
from ankang.checkpoints.model.verdicts import Verdict, dead_code, deciding_colour, refused, unknown_code
from ankang.checkpoints.model.visits import Way
from ankang.checkpoints.rule_schemas import OpeningRequest
from ankang.checkpoints.schemas import TemperatureAnswer, UploadAnswer, UploadRecord, UploadResult, VerdictAnswer
from ankang.checkpoints.service.deciding import AtTheDoor, decide_here
from ankang.checkpoints.service.duties import is_in_post
from ankang.checkpoints.service.measuring import record_departure_of, record_reading
from ankang.checkpoints.service.once import find_answer, once
from ankang.checkpoints.service.opening_doors import open_door_of
from ankang.checkpoints.service.reading_codes import read_code
from ankang.checkpoints.service.visiting import (
    Kept,
    Seen,
    open_visit,
    refuse_nobody,
    report_mismatch_of,
    seen_as,
    with_companion,
)
from ankang.checkpoints.store import gates, keeping
from ankang.checkpoints.store import sites as sites_store
from ankang.codes.model import STATE_WORDS, CodeState
from ankang.core.colours import Colour
from ankang.core.credential.refusals import Refused
from ankang.core.credential.step_up import nonce_of
from ankang.core.errors import RefusedError, invalid_field
from ankang.core.ids import SiteId
from ankang.core.words import Words
from ankang.runtime.access import Actor, Role, check_role
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call

_REASON_NEEDED = Words(
    "放行要写明原因：看病救急，或有危险。", "Name the reason for which the door was opened: medical care or danger."
)


async def upload(call: Call, actor: Actor, records: list[UploadRecord]) -> UploadAnswer:
    """Take records in the order in which they come; a record that is refused spoils none of the others."""
    check_role(actor, Role.STAFF)
    await gates.lock_account(call.connection, actor.person_id)
    posts = await upload_posts(call, actor)
    return UploadAnswer(results=[await _take(call, actor, posts, record) for record in records])


async def upload_posts(call: Call, actor: Actor) -> dict[SiteId, Post]:
    """Where and when the actor may have done what an upload says: nowhere before the first duty there.

    Anybody may register a site and be its staff at once; only a site that an officer approved takes them on duty. What
    a gate did before its site was suspended is still taken.
    """
    mine = await sites_store.list_staff_sites(call.connection, call.cipher, actor.person_id)
    since = await sites_store.first_duties(call.connection, call.cipher, actor.person_id)
    until = await keeping.suspended_since(call.connection, since)
    return {
        site.site_id: Post(site, since[site.site_id] - UPLOAD_AHEAD, until.get(site.site_id))
        for site in mine
        if site.site_id in since and is_in_post(actor, site)
    }


async def _take(call: Call, actor: Actor, posts: dict[SiteId, Post], record: UploadRecord) -> UploadResult:
    savepoint = await call.connection.begin_nested()
    try:
        _check_time(record.at, call.now)
        post = posts.get(SiteId(record.site_id))
        if post is None or not post.was_held_at(record.at):
            raise not_your_site()
        result = await _do(call, actor, Duty(actor.person_id, post.site, record.at), record)
    except RefusedError as refusal:
        await savepoint.rollback()
        return UploadResult(key=record.key, outcome="refused", code=refusal.code, words=WordsAnswer.of(refusal.words))
    await savepoint.commit()
    return result


async def _do(call: Call, actor: Actor, duty: Duty, record: UploadRecord) -> UploadResult:
    if record.kind == "scan":
        do = partial(_scan, call, duty, record)
        answer = await once(call, actor, record.key, "scan", record.qr_text, VerdictAnswer, do)
        return _scanned(record, answer)
    if record.kind == "opening":
        return await _opened(call, actor, duty, record)
    visit_id = record.visit_id or await _visit_of(call, actor, record)
    match record.kind:
        case "temperature":
            return await _measured(call, actor, duty, record, visit_id)
        case "departure":
            await record_departure_of(call, duty, visit_id)
        case "mismatch":
            await report_mismatch_of(call, duty, visit_id, "")
    return UploadResult(key=record.key, outcome="stored", visit_id=visit_id)


async def _opened(call: Call, actor: Actor, duty: Duty, record: UploadRecord) -> UploadResult:
    """Care or danger opened the door; a code that named nobody leaves no visit to write it on."""
    if record.override is None:
        raise invalid_field("override", "reason_needed", _REASON_NEEDED)
    seen = await find_answer(call, actor.person_id, record.scan_key, VerdictAnswer) if record.scan_key else None
    visit_id = record.visit_id or (seen.visit_id if seen is not None else None)
    body = OpeningRequest(key=record.key, reason=record.override, note=record.note, visit_id=visit_id)
    answer = await open_door_of(call, actor, duty, body, record.at)
    return UploadResult(key=record.key, outcome="stored", visit_id=answer.visit_id, verdict=answer.verdict)


async def _measured(call: Call, actor: Actor, duty: Duty, record: UploadRecord, visit_id: UUID) -> UploadResult:
    celsius = check_celsius(record.celsius or 0.0)
    compared = record.document_compared
    do = partial(record_reading, call, duty, visit_id, celsius, record.at, document_compared=compared)
    # The words of an online reading, so that one whose answer was lost is the same reading here.
    said = f"{visit_id}:{celsius}"
    reading = await once(call, actor, record.key, "temperature", said, TemperatureAnswer, do)
    return UploadResult(
        key=record.key, outcome="stored", visit_id=visit_id, verdict=reading.verdict, colour=reading.colour
    )


async def _scan(call: Call, duty: Duty, record: UploadRecord) -> VerdictAnswer:
    digits = nonce_of(record.digits) if record.digits else None
    read = await read_code(call, record.qr_text, record.at, centre_reachable=False, digits=digits)
    if isinstance(read, Refused):
        return await refuse_nobody(call, duty, refused(read), record.at)
    if read.person_id is None:
        return await refuse_nobody(call, duty, unknown_code(STATE_WORDS[CodeState.UNKNOWN]), record.at)
    way: Way = "paper" if read.is_paper else "scan"
    colour = await assessments.colour_at(call, read.person_id, record.at)
    if not read.lived_at(record.at):
        dead = dead_code(STATE_WORDS[CodeState.DEAD])
        conflict = conflict_between(let_in=record.let_in, would_pass=record.override is not None)
        seen = Seen(read.person_id, way, Colour.GREY, dead, Kept(record.at, record.let_in, conflict))
        return await open_visit(call, duty, seen)
    door = AtTheDoor(
        read.person_id,
        colour,
        record.at,
        read.shown,
        record.direction,
        frozenset(record.papers_seen),
        record.override,
    )
    decided = await decide_here(call, duty.site, door)
    conflict = conflict_between(let_in=record.let_in, would_pass=decided.decision.verdict is Verdict.PASS)
    seen = seen_as(read.person_id, way, deciding_colour(colour, read.shown), door, decided)
    seen = replace(seen, kept=Kept(record.at, record.let_in, conflict))
    return await open_visit(call, duty, await with_companion(call, duty, seen, await _brought_by(call, duty, record)))


async def _brought_by(call: Call, duty: Duty, record: UploadRecord) -> UUID | None:
    """The visit of whoever brought a companion: the centre's own, or by the key of that scan."""
    if record.companion_of is not None:
        return record.companion_of
    key = record.companion_key
    answer = await find_answer(call, duty.staff_id, key, VerdictAnswer) if key is not None else None
    return answer.visit_id if answer is not None else None


async def _visit_of(call: Call, actor: Actor, record: UploadRecord) -> UUID:
    answer = await find_answer(call, actor.person_id, record.scan_key, VerdictAnswer) if record.scan_key else None
    if answer is None or answer.visit_id is None:
        raise not_your_site()
    return answer.visit_id


def _scanned(record: UploadRecord, answer: VerdictAnswer) -> UploadResult:
    # Somebody who comes back for the second reading is neither let in nor kept out by that scan.
    is_decision = answer.verdict is not Verdict.RECHECK and record.override is None
    would_pass = answer.verdict is Verdict.PASS
    conflict = conflict_between(let_in=record.let_in, would_pass=would_pass) if is_decision else None
    return UploadResult(
        key=record.key,
        outcome="stored",
        visit_id=answer.visit_id,
        verdict=answer.verdict,
        colour=answer.colour,
        conflict=conflict,
        words=WordsAnswer.of(CONFLICT_WORDS[conflict]) if conflict else None,
    )


def is_in_time(at: datetime, now: datetime) -> bool:
    """Whether a record of that instant is still taken, and is none of the future."""
    return at <= now + UPLOAD_AHEAD and now - at <= UPLOADS_TAKEN


def _check_time(at: datetime, now: datetime) -> None:
    if at > now + UPLOAD_AHEAD:
        raise record_of_the_future()
    if now - at > UPLOADS_TAKEN:
        raise record_too_old()
