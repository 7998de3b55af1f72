"""Check-ins of many people at one instant, for the demonstration and for uploads that were collected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from ankang.assessments import service as assessments
from ankang.checkins import store
from ankang.checkins.model import REPORT_CONTEXT, contents_of
from ankang.checkins.schemas import CheckInRequest
from ankang.core.days import local_day
from ankang.core.facts import Fact, Source
from ankang.core.ids import PersonId
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class Made:
    """The first check-in of one person's day. The caller has checked who may make it."""

    person_id: PersonId
    made_by: UUID
    method: Literal["self", "proxy", "visit", "telephone"]
    request: CheckInRequest


async def check_in_many(call: Call, made: Sequence[Made]) -> None:
    """Write the check-ins and assess everybody anew, as if each had been made now."""
    day = local_day(call.now)
    facts: dict[PersonId, list[Fact]] = {}
    rows = []
    for item in made:
        rows.append(
            {
                "person_id": item.person_id,
                "key": item.request.key,
                "day": day,
                "version": 1,
                "made_at": call.now,
                "uploaded_at": call.now,
                "made_by": item.made_by,
                "method": item.method,
                "report": call.cipher.encrypt(item.request.model_dump_json(), REPORT_CONTEXT),
            }
        )
        reference = f"check-in/{item.request.key}"
        facts[item.person_id] = [
            assessments.new_fact(call, item.person_id, Source.CHECK_IN, reference, content)
            for content in contents_of(item.request, day)
        ]
    await store.add(call.connection, *rows)
    await assessments.record_many(call, facts, None)
