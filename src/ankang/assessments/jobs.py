"""What changes colours without a new fact: time, a pack that takes effect, a change of area risks.

Every piece of work is one short transaction over a few hundred people. Whoever another process holds is left to it
(SKIP LOCKED), and a piece that was done is no longer due, so that running twice or in two processes changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ankang.areas.service import TOPIC_AREAS_CHANGED
from ankang.assessments import place_store, recording, store
from ankang.core.ids import CompoundId, PersonId
from ankang.core.places import Area
from ankang.policies.service import TOPIC_INSTALLED
from ankang.runtime.context import Call, Runtime
from ankang.runtime.database import AsyncConnection
from ankang.runtime.outbox import Handler, publish

_CHUNK = 200


async def reassess_due(runtime: Runtime, now: datetime, limit: int = 5000) -> int:
    """Assess whoever is due at `now`, the longest due first, at most `limit`; how many that were."""
    done = 0
    while done < limit:
        async with runtime.engine.begin() as connection:
            call = Call(connection, now, runtime.keys, runtime.config)
            taken = await recording.reassess_locked(
                call, await store.lock_due(connection, now, min(_CHUNK, limit - done))
            )
        if taken == 0:
            break
        done += taken
    return done


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """The news that assessments listens to."""

    async def areas_changed(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        await reassess_touched(Call(connection, now, runtime.keys, runtime.config), payload)

    async def policy_installed(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        await store.mark_due(connection, now, city_prefix=payload["division_code"])

    return {TOPIC_AREAS_CHANGED: areas_changed, TOPIC_INSTALLED: policy_installed}


async def reassess_touched(call: Call, payload: Mapping[str, Any]) -> int:
    """Assess the next people whom changed areas touch, and publish the rest of the work; how many were assessed.

    The payload names areas as `[{"division_code": …, "compound_id": … or null}, …]`. One piece is at most a few
    hundred people; `after` says up to whom it has come. The news that asks for the next piece is written in the
    same transaction, so that an interrupted run goes on where it stopped.
    """
    areas = [
        Area(item["division_code"], CompoundId(UUID(item["compound_id"])) if item.get("compound_id") else None)
        for item in payload["areas"]
    ]
    after = PersonId(UUID(payload["after"])) if payload.get("after") else None
    people = await place_store.people_touched(call.connection, call.cipher, areas, after, _CHUNK)
    await recording.reassess_people(call, people)
    if len(people) == _CHUNK:
        rest = {"areas": list(payload["areas"]), "after": str(people[-1])}
        await publish(call.connection, TOPIC_AREAS_CHANGED, rest, call.now)
    return len(people)
