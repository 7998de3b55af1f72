"""What the centre knows of a scanned code, and a person's present colour."""

from __future__ import annotations

from collections.abc import Sequence

from ankang.assessments import service as assessments
from ankang.codes.model.codes import CodeStanding, CodeState, Enrolment, code_name_of, no_code, state_of
from ankang.codes.store import enrolments as store
from ankang.core.colours import Colour
from ankang.core.credential.code_name import CodeName, enrolment_number
from ankang.core.ids import PersonId
from ankang.core.policy.assessment import GreyReason
from ankang.runtime.context import Call


async def standing(call: Call, list_id: int, index: int) -> CodeStanding:
    """What the centre knows of a code's name now, with the person's present colour when the code lives.

    The caller has checked who asks: it tells whose code it is.
    """
    name = code_name_of(list_id, index, call.now)
    if name is None:
        return CodeStanding(None, CodeState.UNKNOWN, Colour.GREY)
    number = enrolment_number(name, call.keys.day_key(name.issued_on))
    enrolment = await store.find_by_number(call.connection, number)
    state = state_of(enrolment, name)
    if enrolment is None or state is CodeState.UNKNOWN:
        return CodeStanding(None, CodeState.UNKNOWN, Colour.GREY)
    if state is CodeState.DEAD:
        return CodeStanding(enrolment.person_id, state, Colour.GREY, enrolment.ended_at)
    return CodeStanding(enrolment.person_id, state, await live_colour(call, enrolment.person_id) or Colour.GREY)


async def plain_standings(call: Call, names: Sequence[CodeName]) -> dict[CodeName, CodeStanding]:
    """As `standing`, for many codes in three statements, of those that are plain: live, with a settled colour.

    Whoever is left out is asked for by `standing`: it is unknown, dead or grey, or has to be assessed first.
    """
    numbers = {
        name: enrolment_number(name, call.keys.day_key(name.issued_on))
        for name in names
        if code_name_of(name.list_id, name.index, call.now) is not None
    }
    found = await store.list_by_numbers(call.connection, numbers.values())
    colours = await assessments.settled_colours(call, {enrolment.person_id for enrolment in found.values()})
    plain = {}
    for name, number in numbers.items():
        enrolment = found.get(number)
        if enrolment is None or state_of(enrolment, name) is not CodeState.LIVE:
            continue
        colour = colours.get(enrolment.person_id, Colour.GREY)
        if colour is not Colour.GREY:
            plain[name] = CodeStanding(enrolment.person_id, CodeState.LIVE, colour)
    return plain


async def live_enrolment(call: Call, person_id: PersonId) -> Enrolment:
    """The latest live enrolment of somebody with an accepted application; refuses `no_code` otherwise."""
    live = await store.list_live(call.connection, person_id)
    found = await assessments.find_standing(call, person_id)
    if not live or found is None or found.assessment.grey_reason is GreyReason.NO_CODE:
        raise no_code()
    return live[0]


async def live_colour(call: Call, person_id: PersonId) -> Colour | None:
    """The present colour of somebody with a live code; None for somebody without one (未申领).

    The caller has checked who asks.
    """
    if not await store.list_live(call.connection, person_id):
        return None
    found = await assessments.find_standing(call, person_id)
    if found is None or found.assessment.grey_reason is GreyReason.NO_CODE:
        return None
    return found.colour
