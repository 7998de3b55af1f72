"""News of the capabilities below, and what becomes of it here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ankang.core.ids import PersonId
from ankang.identity.service.texts import TOPIC as SMS
from ankang.notices.model import NoticeTemplate
from ankang.notices.service.drivers import driver_for
from ankang.notices.service.inbox import add_notice
from ankang.notices.service.texts import deliver
from ankang.runtime.context import Runtime
from ankang.runtime.database import AsyncConnection
from ankang.runtime.outbox import Handler


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """`sms`: a text message. `colour_changed`: a notice to the holder, but for the first colour.

    `notice`: a notice that a capability words.
    """
    driver = driver_for(runtime.config)
    cipher = runtime.keys.cipher

    async def send(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        await deliver(connection, cipher, driver, payload, now)

    async def tell_colour(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        if payload["first"]:
            return
        parameters = {"from": payload["from"], "to": payload["to"]}
        await add_notice(connection, cipher, _person(payload), NoticeTemplate.COLOUR_CHANGED, parameters, now)

    async def tell(connection: AsyncConnection, payload: dict[str, Any], now: datetime) -> None:
        await add_notice(
            connection, cipher, _person(payload), payload["template"], payload.get("parameters") or {}, now
        )

    return {SMS: send, "colour_changed": tell_colour, "notice": tell}


def _person(payload: Mapping[str, Any]) -> PersonId:
    return PersonId(UUID(payload["person_id"]))
