"""Codes for many people at once, for the demonstration and for imports: two statements, whatever the number."""

from __future__ import annotations

from collections.abc import Mapping

from ankang.codes.store import enrolments as store
from ankang.core.ids import PersonId
from ankang.runtime.context import Call


async def enrol_many(call: Call, cities: Mapping[PersonId, str]) -> None:
    """Give each person a code in a city; nothing happens where one lives already. The caller has checked who asks."""
    await store.add_enrolments(call.connection, cities, call.now)
