"""Giving a person a code in a city, and ending codes for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ankang.codes.model.codes import EndReason, no_code
from ankang.codes.service.publishing import TOPIC_ENDED
from ankang.codes.store import enrolments as store
from ankang.codes.store import papers
from ankang.core.ids import PersonId
from ankang.runtime.access import Actor, check_acts_for
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncConnection
from ankang.runtime.outbox import Handler, publish

_ENDS_PAPER = (EndReason.FORGED, EndReason.IDENTITY_PROVED)
"""A lost phone takes no paper with it."""


async def enrol(call: Call, person_id: PersonId, city_code: str) -> None:
    """Give the person a code in a city; nothing happens where one lives already. The caller has checked who asks."""
    if all(enrolment.city_code != city_code for enrolment in await store.list_live(call.connection, person_id)):
        await store.add_enrolment(call.connection, person_id, city_code, call.now)


async def kill(call: Call, person_id: PersonId, reason: EndReason) -> None:
    """Every live code of the person dies at once; the next token has a new name. The caller has checked who asks."""
    for city_code in await store.end_live(call.connection, person_id, reason.value, call.now):
        await store.add_enrolment(call.connection, person_id, city_code, call.now)
    await store.end_phones(call.connection, person_id, call.now)
    if reason in _ENDS_PAPER:
        await papers.end_papers(call.connection, person_id, call.now)
    await publish(call.connection, TOPIC_ENDED, {"person_id": str(person_id)}, call.now)


async def kill_own(call: Call, actor: Actor, person_id: PersonId, reason: EndReason) -> None:
    """The holder or an approved proxy ends every code, such as after the loss of a phone."""
    check_acts_for(actor, person_id)
    if not await store.list_live(call.connection, person_id):
        raise no_code()
    await kill(call, person_id, reason)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """News that end codes: identity proved at a counter (SPEC A1), and a proxy whom the holder ended (B5)."""

    async def identity_proved(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        call = Call(connection, now, runtime.keys, runtime.config)
        await kill(call, PersonId(UUID(payload["person_id"])), EndReason.IDENTITY_PROVED)

    async def proxy_ended(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        holder_id, proxy_id = PersonId(UUID(payload["person_id"])), PersonId(UUID(payload["proxy_id"]))
        phones = await store.list_active_phones(connection, holder_id, now)
        # The proxy's phone shows the code until its token ends; where it has none, the holder's stays as it is.
        if any(phone.shower_id == proxy_id for phone in phones):
            call = Call(connection, now, runtime.keys, runtime.config)
            await kill(call, holder_id, EndReason.PROXY_ENDED)

    return {"identity_proved": identity_proved, "proxy_ended": proxy_ended}
