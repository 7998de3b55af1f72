"""What all three ways share: the visit, its answer for staff, the holder's own list, a mismatch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from ankang.checkpoints.model.limits import ISOLATION
from ankang.checkpoints.model.ruling import MEDICAL_SITES, Direction
from ankang.checkpoints.model.sites import Duty, Site
from ankang.checkpoints.model.temperatures import VisitState, decision_over, second_reading_after
from ankang.checkpoints.model.verdicts import Decision, Verdict, care_first, recheck
from ankang.checkpoints.model.visits import Conflict, Visit, Way
from ankang.checkpoints.schemas import VerdictAnswer, VisitAnswer
from ankang.checkpoints.service.attending import clock_ins_of
from ankang.checkpoints.service.deciding import AtTheDoor, Decided
from ankang.checkpoints.service.duties import check_on_duty, limits_at
from ankang.checkpoints.service.far_shows import find_far_shows
from ankang.checkpoints.service.openings import Opening, record_opening
from ankang.checkpoints.store import gates
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store import visits as store
from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model import Person
from ankang.notices.model import NoticeTemplate
from ankang.runtime.access import Actor, check_acts_for, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

_NOBODY = PersonId(UUID(int=0))


def nobody() -> PersonId:
    """Whom an answer is about that names nobody."""
    return _NOBODY


@dataclass(frozen=True, slots=True)
class Kept:
    """What a phone kept while the centre was away: when it was, and what the gate did."""

    at: datetime
    let_in: bool
    conflict: Conflict | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody at a gate, before anything is written: how they were seen, their colour, the site's decision."""

    person_id: PersonId
    way: Way
    colour: Colour
    decision: Decision
    kept: Kept | None = None
    direction: Direction = "in"
    household_key: bytes | None = None
    companion_of: UUID | None = None

    def at(self, call: Call) -> datetime:
        """When it was: now, or the instant that the phone kept."""
        return self.kept.at if self.kept is not None else call.now

    @property
    def is_identified(self) -> bool:
        """The live code or the document was read (SPEC P9); a posted code or a refused code is neither.

        Paper is neither before its document is compared (`measuring`).
        """
        return self.way in ("scan", "document") and self.decision.verdict is not Verdict.REFUSED


async def open_visit(call: Call, duty: Duty, seen: Seen) -> VerdictAnswer:
    """The verdict for staff, and the visit behind it.

    Whoever waits in this site's isolation area comes back to the same visit: now the second reading is due.
    """
    person = await identity.get_person(call, seen.person_id)
    if seen.decision.verdict is Verdict.REFUSED:
        await store.add_visit(call.connection, call.cipher, new_visit(call, duty, seen, VisitState.REFUSED))
        return await _refused_answer(call, duty, seen, seen.at(call))
    since = seen.at(call) - ISOLATION
    isolated = await store.lock_isolated(call.connection, call.cipher, duty.site.site_id, seen.person_id, since)
    if isolated is not None:
        return await _seen_again(call, duty, seen, isolated, person)
    visit = new_visit(call, duty, seen, VisitState.OPEN)
    await store.add_visit(call.connection, call.cipher, visit)
    if visit.way in ("scan", "paper"):
        await find_far_shows(call, visit)
    if visit.opened_by:
        await record_opening(call, duty, Opening(visit.opened_by, visit_id=visit.visit_id), visit.at)
    return verdict_answer(call, duty.site, seen, visit, person)


def seen_as(person_id: PersonId, way: Way, colour: Colour, door: AtTheDoor, decided: Decided) -> Seen:
    """Somebody at a door with what the site's rules said of them."""
    return Seen(
        person_id,
        way,
        colour,
        decided.decision,
        direction=door.direction,
        household_key=decided.household_key,
    )


async def with_companion(call: Call, duty: Duty, seen: Seen, companion_of: UUID | None) -> Seen:
    """The same, beside whoever brought them: a visit at this gate, or the neutral refusal (SPEC D8)."""
    if companion_of is None:
        return seen
    brought_by = await lock_visit_here(call, duty, companion_of)
    if brought_by.person_id == seen.person_id:
        return seen
    return replace(seen, companion_of=brought_by.companion_of or companion_of)


async def refuse_nobody(call: Call, duty: Duty, decision: Decision, at: datetime) -> VerdictAnswer:
    """The verdict about a text that names nobody: counted, and nothing of it is kept."""
    refusal = decision.refusal or "refused"
    await gates.add_refused_scan(call.connection, call.cipher, duty, refusal, at)
    return await _refused_answer(call, duty, Seen(_NOBODY, "scan", Colour.GREY, decision), at)


async def _refused_answer(call: Call, duty: Duty, seen: Seen, at: datetime) -> VerdictAnswer:
    """A refused code opens nothing; at a medical site the person who showed it is not refused (R17)."""
    if duty.site.kind in MEDICAL_SITES and seen.kept is None:
        seen = replace(seen, decision=care_first(seen.decision))
        await record_opening(call, duty, Opening("medical_site"), at)
    return verdict_answer(call, duty.site, seen, None, None)


async def lock_visit_here(call: Call, duty: Duty, visit_id: UUID) -> Visit:
    """The visit, locked; the neutral refusal for a visit of another site."""
    visit = await store.lock_visit(call.connection, call.cipher, visit_id)
    if visit is None or visit.site_id != duty.site.site_id:
        raise not_yours()
    return visit


async def report_mismatch(call: Call, actor: Actor, visit_id: UUID, note: str) -> None:
    """The person is not whom the code names: refused, recorded, and the real holder is told (SPEC D7)."""
    await report_mismatch_of(call, await check_on_duty(call, actor), visit_id, note)


async def report_mismatch_of(call: Call, duty: Duty, visit_id: UUID, note: str) -> None:
    """As `report_mismatch`; the caller has checked the duty."""
    visit = await lock_visit_here(call, duty, visit_id)
    if visit.state is VisitState.MISMATCHED:
        return
    if visit.state in (VisitState.REGISTERED, VisitState.WAITING):
        raise decision_over()
    refused = replace(visit, state=VisitState.MISMATCHED, verdict=Verdict.REFUSED, refusal="mismatch")
    await store.write_visit(call.connection, refused)
    await store.add_mismatch(call.connection, call.cipher, visit, duty.staff_id, note, call.now)
    await tell_holder(call, visit.person_id, NoticeTemplate.CODE_MISMATCH)


async def list_visits(call: Call, actor: Actor, person_id: PersonId) -> list[VisitAnswer]:
    """The holder's visits, and arrivals that nobody confirmed, the latest first."""
    check_acts_for(actor, person_id)
    visits = await store.list_visits(call.connection, call.cipher, person_id)
    arrivals = await store.list_unconfirmed(call.connection, call.cipher, person_id)
    site_ids = {item.site_id for item in visits} | {item.site_id for item in arrivals}
    names = await sites_store.site_names(call.connection, site_ids)
    clock_ins = await clock_ins_of(call, person_id, visits)
    confirmed = [
        VisitAnswer(
            visit_id=visit.visit_id,
            site_name=names[visit.site_id],
            way=visit.way,
            verdict=visit.verdict,
            at=visit.at,
            readings_celsius=[taken.celsius for taken in visit.readings],
            confirmed=True,
            clock_in=visit.visit_id in clock_ins,
        )
        for visit in visits
    ]
    waiting = [
        VisitAnswer(
            visit_id=arrival.arrival_id,
            site_name=names[arrival.site_id],
            way="posted_code",
            verdict=arrival.verdict,
            at=arrival.arrived_at,
            readings_celsius=[],
            confirmed=False,
        )
        for arrival in arrivals
    ]
    return sorted([*confirmed, *waiting], key=lambda answer: answer.at, reverse=True)


async def tell_holder(call: Call, person_id: PersonId, template: NoticeTemplate) -> None:
    """A notice to the holder; the site stands in the list of visits, so that no news carries a place."""
    await publish(call.connection, "notice", {"person_id": str(person_id), "template": template.value}, call.now)


def verdict_answer(call: Call, site: Site, seen: Seen, visit: Visit | None, person: Person | None) -> VerdictAnswer:
    """The verdict as the staff phone shows it; without a visit nobody's name is shown."""
    decision = seen.decision
    first = visit.readings[0] if visit and visit.readings else None
    has_colour = visit is not None and seen.colour is not Colour.GREY
    return VerdictAnswer(
        visit_id=visit.visit_id if visit else None,
        verdict=decision.verdict,
        refusal=decision.refusal,
        headline=WordsAnswer.of(decision.headline),
        reason=WordsAnswer.of(decision.reason),
        next_step=WordsAnswer.of(decision.next_step),
        say=_words(decision.say),
        masked_name=person.masked_name if person else None,
        masked_document=person.masked_document if person else None,
        colour=seen.colour if has_colour else None,
        colour_words=WordsAnswer.of(COLOUR_WORDS[seen.colour]) if has_colour else None,
        way=seen.way,
        site_name=site.name,
        needs_temperature=decision.needs_temperature and seen.direction == "in",
        first_reading_celsius=first.celsius if first else None,
        first_read_at=first.read_at if first else None,
        second_reading_after=None,
        decided_at=seen.at(call),
        by=decision.by,
        asks=list(decision.asks),
        separate_lane=decision.separate_lane,
        direction=seen.direction,
        companion_of=seen.companion_of,
    )


async def _seen_again(call: Call, duty: Duty, seen: Seen, isolated: Visit, person: Person) -> VerdictAnswer:
    # The second scan that a second reading needs is one by staff, who see the person (E3).
    is_identified = isolated.is_identified or (seen.is_identified and duty.device_name is None)
    visit = replace(isolated, colour=seen.colour, entry=seen.decision.verdict, is_identified=is_identified)
    await store.write_visit(call.connection, visit)
    limits = await limits_at(call, duty.site)
    due_at = second_reading_after(visit.readings[0].read_at, limits)
    left = int((due_at - seen.at(call)).total_seconds())
    again = replace(seen, decision=recheck(int(limits.second_after.total_seconds() // 60), left))
    answer = verdict_answer(call, duty.site, again, visit, person)
    return answer.model_copy(update={"second_reading_after": due_at})


def new_visit(call: Call, duty: Duty, seen: Seen, state: VisitState) -> Visit:
    """The visit of somebody seen at a gate, not yet written."""
    kept, entry = seen.kept, seen.decision.verdict
    if kept is not None and entry is not Verdict.REFUSED:
        # What the gate did stands: whoever was let in was there, whatever the centre knew.
        entry = Verdict.PASS if kept.let_in else Verdict.STOP
    return Visit(
        person_id=seen.person_id,
        visit_id=uuid4(),
        site_id=duty.site.site_id,
        staff_id=duty.staff_id,
        way=seen.way,
        at=seen.at(call),
        colour=seen.colour,
        entry=entry,
        verdict=entry,
        refusal=seen.decision.refusal,
        is_identified=seen.is_identified,
        state=state,
        uploaded_at=call.now if kept else None,
        conflict=kept.conflict if kept else None,
        entrance_id=duty.entrance.entrance_id if duty.entrance else None,
        direction=seen.direction,
        household_key=seen.household_key,
        companion_of=seen.companion_of,
        opened_by=seen.decision.opened_by if entry is Verdict.PASS else None,
    )


def _words(words: Words | None) -> WordsAnswer | None:
    return WordsAnswer.of(words) if words is not None else None
