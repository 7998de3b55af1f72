"""The plain scans of an upload, checked and written together: the same pieces as `uploading`, one statement for all.

Plain is a phone's code that verifies at the instant it was scanned at a site without rules of its own, is live, and
whose holder was scanned once in the upload, waits in no isolation area and was at no other site around then. All else,
and everything that follows a scan, is taken one by one and in order by `uploading.upload`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from ankang.assessments import service as assessments
from ankang.checkpoints.model.limits import FAR_SHOW, ISOLATION
from ankang.checkpoints.model.ruling import MEDICAL_SITES
from ankang.checkpoints.model.sites import Duty, Post
from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.uploads import conflict_between
from ankang.checkpoints.model.verdicts import Verdict, deciding_colour
from ankang.checkpoints.model.visits import Visit
from ankang.checkpoints.schemas import UploadRecord
from ankang.checkpoints.service.deciding import decide_plainly
from ankang.checkpoints.service.once import act_of, seal_json
from ankang.checkpoints.service.uploading import is_in_time
from ankang.checkpoints.service.visiting import Kept, Seen, new_visit, verdict_answer
from ankang.checkpoints.store import gates
from ankang.checkpoints.store import lanes as store
from ankang.checkpoints.store import site_rules as rules_store
from ankang.checkpoints.store import visits as visits_store
from ankang.codes import service as codes
from ankang.codes.model import TIMES
from ankang.core.colours import Colour
from ankang.core.credential.paper import PAPER_PREFIX
from ankang.core.credential.step_up import nonce_of
from ankang.core.credential.verify import Verified, verify
from ankang.core.ids import PersonId, SiteId
from ankang.identity import service as identity
from ankang.identity.model import Person
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

_NEAR = max(ISOLATION, FAR_SHOW) + timedelta(minutes=1)


async def take_plain_scans(
    call: Call, actor: Actor, posts: Mapping[SiteId, Post], records: Sequence[UploadRecord]
) -> set[UUID]:
    """Write the visits and answers of the plain scans among the records; their keys."""
    await gates.lock_account(call.connection, actor.person_id)
    read = await _read(call, actor, posts, records)
    if not read:
        return set()
    standings = await codes.plain_standings(call, [code.code_name for _, code in read])
    met = Counter(item.person_id for code in (code for _, code in read) if (item := standings.get(code.code_name)))
    people = {person_id for person_id, times in met.items() if person_id is not None and times == 1}
    people -= await _seen_near(call, people, [record for record, _ in read])
    persons = await identity.persons(call, people)
    at = {
        standings[code.code_name].person_id: record.at
        for record, code in read
        if code.code_name in standings and standings[code.code_name].person_id in people
    }
    colours = await assessments.colours_at(call, {person_id: when for person_id, when in at.items() if person_id})
    visits, answers = [], []
    for record, code in read:
        standing = standings.get(code.code_name)
        if standing is None or standing.person_id not in people:
            continue
        duty = Duty(actor.person_id, posts[SiteId(record.site_id)].site, record.at)
        visit, answer = _decide(call, duty, record, code, persons[standing.person_id], colours)
        visits.append(visit)
        sealed = seal_json(call, answer)
        answers.append(
            store.NewAnswer(actor.person_id, record.key, act_of(call, "scan", record.qr_text), sealed, call.now)
        )
    if not answers:
        return set()
    if await store.add_answers(call.connection, answers) < len(answers):
        raise RuntimeError("a key of this account was answered while its uploads were locked")
    await visits_store.add_visits(call.connection, call.cipher, visits)
    return {answer.key for answer in answers}


def is_plain(record: UploadRecord) -> bool:
    """Whether a record is the scan of one phone on the way in, and nothing beside."""
    brought = record.companion_key is not None or record.companion_of is not None
    beside = record.papers_seen or record.override is not None or brought
    is_phone = record.kind == "scan" and not record.qr_text.startswith(PAPER_PREFIX)
    return is_phone and record.direction == "in" and not beside


async def _read(
    call: Call, actor: Actor, posts: Mapping[SiteId, Post], records: Sequence[UploadRecord]
) -> list[tuple[UploadRecord, Verified]]:
    """The scans of phones' codes that verify and whose keys are new, each key once."""
    keys = Counter(record.key for record in records)
    ruled = await rules_store.sites_with_versions(call.connection, posts)
    plain_posts = {
        site_id: post for site_id, post in posts.items() if site_id not in ruled and post.site.kind not in MEDICAL_SITES
    }
    scans = [
        record
        for record in records
        if is_plain(record)
        and keys[record.key] == 1
        and (post := plain_posts.get(SiteId(record.site_id))) is not None
        and post.was_held_at(record.at)
        and is_in_time(record.at, call.now)
    ]
    met, _ = await store.met_before(call.connection, {(actor.person_id, record.key) for record in scans}, ())
    bundle = (await codes.publish_keys(call)).bundle
    read = []
    for record in scans:
        if (actor.person_id, record.key) in met:
            continue
        digits = nonce_of(record.digits) if record.digits else None
        code = verify(record.qr_text, bundle, record.at, TIMES, centre_reachable=False, digits=digits)
        if isinstance(code, Verified):
            read.append((record, code))
    return read


async def _seen_near(call: Call, people: set[PersonId], records: Sequence[UploadRecord]) -> set[PersonId]:
    """Those who were seen anywhere in the hours around these scans: isolation and far shows concern them."""
    since = min(record.at for record in records) - _NEAR
    return {visit.person_id for visit in await store.visits_since(call.connection, people, since)}


def _decide(
    call: Call,
    duty: Duty,
    record: UploadRecord,
    code: Verified,
    person: Person,
    colours: Mapping[PersonId, Colour],
) -> tuple[Visit, str]:
    colour = colours.get(person.person_id, Colour.GREY)
    decision = decide_plainly(call, duty.site, colour, code.colour, record.at)
    conflict = conflict_between(let_in=record.let_in, would_pass=decision.verdict is Verdict.PASS)
    kept = Kept(record.at, record.let_in, conflict)
    seen = Seen(person.person_id, "scan", deciding_colour(colour, code.colour), decision, kept)
    visit = new_visit(call, duty, seen, VisitState.OPEN)
    return visit, verdict_answer(call, duty.site, seen, visit, person).model_dump_json()
