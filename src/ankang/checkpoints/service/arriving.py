"""Way 2: the holder scans the posted code (SPEC D4). It changes nothing until staff confirm it (R5)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID, uuid4

from ankang.checkpoints.model.limits import PENDING_ARRIVAL
from ankang.checkpoints.model.sites import (
    KIND_WORDS,
    Entrance,
    Site,
    SiteState,
    resting_site,
    unknown_posted_code,
)
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.model.visits import Arrival
from ankang.checkpoints.schemas import ArrivalAnswer, ArrivalRequest, PendingArrival, PostedAnswer, VerdictAnswer
from ankang.checkpoints.service.deciding import AtTheDoor, decide_here
from ankang.checkpoints.service.duties import check_on_duty
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.visiting import open_visit, seen_as
from ankang.checkpoints.store import gates
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store import visits as store
from ankang.checkpoints.store.keys import entrance_key
from ankang.codes import service as codes
from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.runtime.access import Actor, check_acts_for, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call
from ankang.runtime.signals import Signals, signal

_BEAT_SECONDS = 15.0
_BEATS = 20  # five minutes: then the phone comes again and is asked again who it is
_WAIT_FOR_STAFF = Words("请等工作人员确认", "Wait for staff to confirm")
_HAVE_READY = Words("请备好证件，工作人员会给您测体温", "Have your document ready; staff take your temperature")


async def arrive(call: Call, actor: Actor, body: ArrivalRequest) -> ArrivalAnswer:
    """The decision by colour and this site's rules, as the holder sees it; staff see the arrival."""
    person_id = PersonId(body.person_id or actor.person_id)
    check_acts_for(actor, person_id)
    site, entrance = await _posted_at(call, body.posted_code)
    said = f"{site.site_id}:{person_id}"
    do = partial(_arrive, call, actor, person_id, site, entrance)
    return await once(call, actor, body.key, "arrival", said, ArrivalAnswer, do)


async def get_posted(call: Call, posted_code: str) -> PostedAnswer:
    """Which door a poster hangs at, before anybody says that they are there; refused as `arrive` refuses it."""
    site, entrance = await _posted_at(call, posted_code)
    return PostedAnswer(
        site_name=site.name, entrance_name=entrance.name, kind_words=WordsAnswer.of(KIND_WORDS[site.kind])
    )


async def list_pending_arrivals(call: Call, actor: Actor) -> list[PendingArrival]:
    """Arrivals at the entrance of duty that wait for staff, the latest first, with each one's colour now."""
    duty = await check_on_duty(call, actor)
    since = call.now - PENDING_ARRIVAL
    pending = await store.list_pending_arrivals(call.connection, call.cipher, duty, since)
    people = await identity.persons(call, {arrival.person_id for arrival in pending})
    answers = []
    for arrival in pending:
        colour = await codes.live_colour(call, arrival.person_id)
        decision = (await decide_here(call, duty.site, AtTheDoor(arrival.person_id, colour, call.now))).decision
        shown = colour or Colour.GREY
        answers.append(
            PendingArrival(
                arrival_id=arrival.arrival_id,
                masked_name=people[arrival.person_id].masked_name,
                masked_document=people[arrival.person_id].masked_document,
                colour=shown,
                colour_words=WordsAnswer.of(COLOUR_WORDS[shown]),
                verdict=decision.verdict,
                arrived_at=arrival.arrived_at,
            )
        )
    return answers


async def follow_arrivals(call: Call, actor: Actor, signals: Signals) -> AsyncIterator[str]:
    """Server-sent events: one whenever the list of the entrance of duty changed, and a comment to keep the line."""
    duty = await check_on_duty(call, actor)
    signals.check_room()
    return _events(signals, _topic(call, duty.entrance or duty.site.entrances[0]))


async def confirm_arrival(call: Call, actor: Actor, arrival_id: UUID) -> VerdictAnswer:
    """Staff saw the person: the arrival becomes a visit, decided by the colour of now. Again changes nothing."""
    duty = await check_on_duty(call, actor)
    arrival = await store.lock_arrival(call.connection, call.cipher, arrival_id)
    if arrival is None or arrival.site_id != duty.site.site_id:
        raise not_yours()
    return await once(
        call, actor, arrival_id, "confirmation", "", VerdictAnswer, lambda: _confirm(call, actor, arrival)
    )


async def _events(signals: Signals, topic: str) -> AsyncIterator[str]:
    async for changed in signals.nudges(topic, _BEAT_SECONDS, _BEATS):
        yield "event: arrivals\ndata:\n\n" if changed else ":\n\n"


def _topic(call: Call, entrance: Entrance) -> str:
    # A keyed name: who may listen to the database learns nothing of where somebody arrives.
    return f"arrivals:{entrance_key(call.cipher, entrance.entrance_id).hex()}"


async def _posted_at(call: Call, posted_code: str) -> tuple[Site, Entrance]:
    posted = await sites_store.find_posted(call.connection, posted_code.upper())
    if posted is None:
        raise unknown_posted_code()
    site, entrance = posted
    if site.state is not SiteState.ACTIVE:
        raise resting_site(site)
    if entrance is None:
        raise unknown_posted_code()
    return site, entrance


async def _arrive(call: Call, actor: Actor, person_id: PersonId, site: Site, entrance: Entrance) -> ArrivalAnswer:
    # Whoever scans again waits once: nobody fills the list of a door with one name.
    await gates.lock_account(call.connection, actor.person_id)
    since = call.now - PENDING_ARRIVAL
    await store.forget_waiting(call.connection, call.cipher, person_id, entrance.entrance_id, since)
    colour = await codes.live_colour(call, person_id)
    decision = (await decide_here(call, site, AtTheDoor(person_id, colour, call.now))).decision
    arrival = Arrival(
        person_id=person_id,
        arrival_id=uuid4(),
        site_id=site.site_id,
        shower_id=actor.person_id,
        arrived_at=call.now,
        colour=colour or Colour.GREY,
        verdict=decision.verdict,
        visit_id=None,
        entrance_id=entrance.entrance_id,
    )
    await store.add_arrival(call.connection, call.cipher, arrival)
    await signal(call.connection, _topic(call, entrance))
    is_pass = decision.verdict is Verdict.PASS
    return ArrivalAnswer(
        arrival_id=arrival.arrival_id,
        site_name=site.name,
        entrance_name=entrance.name,
        verdict=decision.verdict,
        headline=WordsAnswer.of(decision.headline),
        reason=WordsAnswer.of(_WAIT_FOR_STAFF if is_pass else decision.reason),
        next_step=WordsAnswer.of(_HAVE_READY if is_pass else decision.next_step),
        arrived_at=arrival.arrived_at,
        confirmed=False,
    )


async def _confirm(call: Call, actor: Actor, arrival: Arrival) -> VerdictAnswer:
    duty = await check_on_duty(call, actor)
    if arrival.visit_id is not None or call.now - arrival.arrived_at > PENDING_ARRIVAL:
        raise not_yours()
    colour = await codes.live_colour(call, arrival.person_id)
    door = AtTheDoor(arrival.person_id, colour, call.now)
    decided = await decide_here(call, duty.site, door)
    seen = seen_as(arrival.person_id, "posted_code", colour or Colour.GREY, door, decided)
    answer = await open_visit(call, duty, seen)
    if answer.visit_id is not None:
        await store.confirm_arrival(call.connection, arrival, answer.visit_id)
        if duty.entrance is not None:
            await signal(call.connection, _topic(call, duty.entrance))
    return answer
