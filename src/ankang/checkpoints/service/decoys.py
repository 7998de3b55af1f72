"""Decoys: invented document numbers that nobody shows at a door, so that who looks one up copies from a list (R11).

The member of staff gets the ordinary answer, 未申领, and loses the ordinary look-up; officers of the region are told.
"""

from __future__ import annotations

from ankang.areas import service as areas
from ankang.checkpoints.schemas import DecoyAlarm
from ankang.checkpoints.store import decoys as store
from ankang.checkpoints.store import sites as sites_store
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.identity.model.documents import canonical_number
from ankang.runtime.access import Actor, Role, check_role
from ankang.runtime.context import Call


async def add_decoy(call: Call, document_type: DocumentType, number: str) -> bool:
    """Mark an invented number; whether it was not marked yet. Refuses the number of somebody who is known here."""
    if await identity.find_person_by_document(call, document_type, number) is not None:
        raise RefusedError(
            RefusalKind.CONFLICT,
            "decoy_is_somebodys",
            Words(
                "这个号码有人在用，不能当作诱饵号码，请换一个编造的号码。",
                "Somebody here has this number, so it cannot be a decoy; invent another one.",
            ),
        )
    index = store.look_up_index(call.cipher, document_type, canonical_number(document_type, number))
    return await store.add_decoy(call.connection, index, call.now)


async def list_decoy_alarms(call: Call, actor: Actor) -> list[DecoyAlarm]:
    """Who looked up a decoy in the officer's region, the latest first. The number itself is not kept."""
    check_role(actor, Role.OFFICER)
    found = await store.list_decoy_look_ups(call.connection, call.cipher)
    divisions = await sites_store.site_divisions(call.connection, {item.site_id for item in found})
    found = [item for item in found if actor.covers(divisions[item.site_id])]
    names = await sites_store.site_names(call.connection, {item.site_id for item in found})
    staff = await identity.persons(call, {item.staff_id for item in found})
    return [
        DecoyAlarm(
            look_up_id=item.look_up_id,
            looked_at=item.looked_at,
            site_name=names[item.site_id],
            division_name=areas.division_name(divisions[item.site_id]),
            staff_masked_name=staff[item.staff_id].masked_name if item.staff_id in staff else None,
            staff_masked_document=staff[item.staff_id].masked_document if item.staff_id in staff else None,
        )
        for item in found
    ]
