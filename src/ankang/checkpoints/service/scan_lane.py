"""Way 1 in a rush: the scans of a few milliseconds share one read, one write and one commit (`runtime/lane`).

Here is done what is plain, which nearly every scan is: a living code with a settled colour, shown for the first time,
to staff on duty at a site without rules of its own, of somebody who waits in no isolation area and was at no far gate
just now. Its answer is made of the same pieces as that of `scanning.scan`; everything else leaves the lane and goes
through that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ankang.checkpoints.model.limits import FAR_SHOW, ISOLATION
from ankang.checkpoints.model.ruling import MEDICAL_SITES
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.verdicts import deciding_colour
from ankang.checkpoints.model.visits import Visit
from ankang.checkpoints.schemas import ScanRequest
from ankang.checkpoints.service import scanning
from ankang.checkpoints.service.deciding import decide_plainly
from ankang.checkpoints.service.once import act_of, seal_json
from ankang.checkpoints.service.visiting import Seen, new_visit, verdict_answer
from ankang.checkpoints.store import gates
from ankang.checkpoints.store import lanes as store
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store.keys import site_key
from ankang.codes import service as codes
from ankang.codes.model import TIMES, CodeStanding
from ankang.core.credential.paper import PAPER_PREFIX
from ankang.core.credential.step_up import nonce_of
from ankang.core.credential.verify import Verified, verify
from ankang.core.errors import RefusedError
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import Person
from ankang.runtime.access import Role
from ankang.runtime.context import Call
from ankang.runtime.lane import ALONE, Alone, LaneKind


@dataclass(frozen=True, slots=True)
class AskedScan:
    """A scan, and who says to have made it."""

    cookie: str
    csrf: str
    body: ScanRequest


@dataclass(frozen=True, slots=True)
class _Read:
    """A genuine code in the hands of staff on duty."""

    place: int
    duty: Duty
    body: ScanRequest
    code: Verified

    @property
    def proof(self) -> store.ProofOf:
        return (self.code.code_name.list_id, self.code.code_name.index, self.code.proof_at)


@dataclass(frozen=True, slots=True)
class _Done:
    """What one scan came to, before it is written."""

    read: _Read
    visit: Visit
    answer: str


async def scan_alone(call: Call, asked: AskedScan) -> str:
    """The JSON of the ordinary scan's answer, from the session on."""
    actor = await identity.signed_in(call, asked.cookie, asked.csrf)
    return (await scanning.scan(call, actor, asked.body)).model_dump_json()


async def scan_together(call: Call, asked: Sequence[AskedScan]) -> list[str | RefusedError | Alone]:
    """The JSON of the answers to what is plain among these scans, which is written; `ALONE` for the others."""
    outcomes: list[str | RefusedError | Alone] = [ALONE] * len(asked)
    reads = await _new_here(call, await _read_codes(call, asked))
    done = await _decided(call, reads)
    if done:
        await _write(call, done)
    for item in done:
        outcomes[item.read.place] = item.answer
    return outcomes


async def _read_codes(call: Call, asked: Sequence[AskedScan]) -> list[_Read]:
    """The genuine codes on phones that staff on duty scanned, at sites without rules of their own."""
    actors = await identity.plain_actors(call, {(item.cookie, item.csrf) for item in asked})
    staff = {actor.person_id for actor in actors.values() if actor.has(Role.STAFF)}
    duties = await sites_store.plain_duties(call.connection, call.cipher, staff)
    if not duties:
        return []
    bundle = (await codes.publish_keys(call)).bundle
    reads = []
    for place, item in enumerate(asked):
        actor = actors.get((item.cookie, item.csrf))
        duty = duties.get(actor.person_id) if actor is not None else None
        if duty is None or item.body.qr_text.startswith(PAPER_PREFIX):
            continue
        if item.body.direction == "out" or item.body.companion_of is not None or duty.site.kind in MEDICAL_SITES:
            continue
        digits = nonce_of(item.body.digits) if item.body.digits else None
        code = verify(item.body.qr_text, bundle, call.now, TIMES, digits=digits)
        if isinstance(code, Verified):
            reads.append(_Read(place, duty, item.body, code))
    return reads


async def _new_here(call: Call, reads: Sequence[_Read]) -> list[_Read]:
    """Those whose key and whose proof came neither before nor a second time among them."""
    if not reads:
        return []
    keys, proofs = await store.met_before(
        call.connection, {(read.duty.staff_id, read.body.key) for read in reads}, {read.proof for read in reads}
    )
    new = []
    for read in reads:
        key = (read.duty.staff_id, read.body.key)
        if key not in keys and read.proof not in proofs:
            new.append(read)
        keys.add(key)
        proofs.add(read.proof)
    return new


async def _decided(call: Call, reads: Sequence[_Read]) -> list[_Done]:
    """The verdicts about holders of whom nothing out of the ordinary is known."""
    if not reads:
        return []
    standings = await codes.plain_standings(call, [read.code.code_name for read in reads])
    holders = {item.person_id for item in standings.values() if item.person_id is not None}
    persons = await identity.persons(call, holders)
    busy = await _Busy.of(call, holders)
    done = []
    for read in reads:
        standing = standings.get(read.code.code_name)
        person = persons.get(standing.person_id) if standing is not None and standing.person_id else None
        if standing is None or person is None or busy.concerns(call, person.person_id, read.duty):
            continue
        done.append(_decide(call, read, standing, person))
        busy.add(person.person_id)
    return done


def _decide(call: Call, read: _Read, standing: CodeStanding, person: Person) -> _Done:
    shown = read.code.colour
    decision = decide_plainly(call, read.duty.site, standing.colour, shown, call.now)
    seen = Seen(person.person_id, "scan", deciding_colour(standing.colour, shown), decision)
    visit = new_visit(call, read.duty, seen, VisitState.OPEN)
    return _Done(read, visit, verdict_answer(call, read.duty.site, seen, visit, person).model_dump_json())


@dataclass(frozen=True, slots=True)
class _Busy:
    """At which sites people wait in isolation or were scanned just now; who was met in this batch."""

    isolated: set[tuple[PersonId, bytes]]
    recent: dict[PersonId, set[bytes]]
    met: set[PersonId]

    @classmethod
    async def of(cls, call: Call, people: set[PersonId]) -> _Busy:
        busy = cls(set(), {}, set())
        for visit in await store.visits_since(call.connection, people, call.now - ISOLATION):
            if visit.state is VisitState.ISOLATED:
                busy.isolated.add((visit.person_id, visit.site_key))
            if visit.at >= call.now - FAR_SHOW and visit.way in ("scan", "paper"):
                busy.recent.setdefault(visit.person_id, set()).add(visit.site_key)
        return busy

    def concerns(self, call: Call, person_id: PersonId, duty: Duty) -> bool:
        here = site_key(call.cipher, duty.site.site_id)
        elsewhere = self.recent.get(person_id, set()) - {here}
        return person_id in self.met or (person_id, here) in self.isolated or bool(elsewhere)

    def add(self, person_id: PersonId) -> None:
        self.met.add(person_id)


async def _write(call: Call, done: Sequence[_Done]) -> None:
    answers = [
        store.NewAnswer(
            item.read.duty.staff_id,
            item.read.body.key,
            act_of(call, "scan", item.read.body.qr_text),
            seal_json(call, item.answer),
            call.now,
        )
        for item in done
    ]
    proofs = [
        (
            item.read.code.code_name,
            item.read.code.proof_at,
            gates.Seen(item.read.duty.staff_id, item.read.body.key, call.now),
        )
        for item in done
    ]
    if not await store.add_scans(call.connection, call.cipher, answers, proofs, [item.visit for item in done]):
        # Another process had one of them in the same moment: the lane does each alone, and that one waits its turn.
        raise MetElsewhereError


class MetElsewhereError(Exception):
    """A key or a proof of the batch was written by another process after it was looked for."""


SCANS = LaneKind("scans", scan_together, scan_alone)
"""The lane of way 1."""
