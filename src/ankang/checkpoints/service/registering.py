"""Registrations above one account's quota wait for an officer of the region (SPEC P9)."""

from __future__ import annotations

from uuid import UUID

from ankang.assessments import service as assessments
from ankang.checkpoints.schemas import RegistrationAnswer, RegistrationDecision, WaitingRegistration
from ankang.checkpoints.service.measuring import record_fact
from ankang.checkpoints.store import registrations as store
from ankang.checkpoints.store import sites as sites_store
from ankang.core.colours import Colour
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model.looks import LookPurpose
from ankang.runtime.access import Actor, Role, check_region, check_role, not_yours
from ankang.runtime.context import Call


async def list_waiting_registrations(call: Call, actor: Actor) -> list[WaitingRegistration]:
    """The registrations of the officer's region that wait, the oldest first."""
    check_role(actor, Role.OFFICER)
    waiting = await store.list_waiting(call.connection, call.cipher, actor.region_code) if actor.region_code else []
    people = await identity.persons(call, {person for item in waiting for person in (item.person_id, item.staff_id)})
    names = await sites_store.site_names(call.connection, {item.site_id for item in waiting})
    return [
        WaitingRegistration(
            visit_id=item.visit_id,
            masked_name=people[item.person_id].masked_name,
            masked_document=people[item.person_id].masked_document,
            site_name=names[item.site_id],
            staff_masked_name=people[item.staff_id].masked_name,
            celsius=item.celsius,
            registered_at=item.registered_at,
        )
        for item in waiting
    ]


async def decide_registration(
    call: Call, actor: Actor, visit_id: UUID, body: RegistrationDecision
) -> RegistrationAnswer:
    """Accept, and the temperature becomes a fact from now on; or reject it. The look is shown to the person."""
    check_role(actor, Role.OFFICER)
    waiting = await store.lock_registration(call.connection, call.cipher, visit_id)
    if waiting is None:
        raise not_yours()
    check_region(actor, waiting.division_code)
    # Nobody decides about the own temperature, that of somebody for whom they act, or a reading of their own.
    if actor.can_act_for(waiting.person_id) or waiting.staff_id == actor.person_id:
        raise not_yours()
    if waiting.state != "waiting":
        raise _decided_already()
    state = "accepted" if body.accept else "rejected"
    await store.write_decision(call.connection, call.cipher, waiting, state, actor.person_id, body.ground, call.now)
    await identity.record_look(call, actor, waiting.person_id, LookPurpose.REGISTRATION_REVIEW)
    if body.accept:
        colour = await record_fact(call, waiting, actor.person_id)
        return RegistrationAnswer(visit_id=visit_id, state="accepted", colour=colour)
    standing = await assessments.find_standing(call, waiting.person_id)
    return RegistrationAnswer(
        visit_id=visit_id, state="rejected", colour=standing.colour if standing is not None else Colour.GREY
    )


def _decided_already() -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "decided_already",
        Words("这条登记已经有了结论。", "This registration was decided already."),
    )
