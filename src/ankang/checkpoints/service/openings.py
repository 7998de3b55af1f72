"""Writing down that a door was opened against the rules, and telling who answers for the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from ankang.checkpoints.model.ruling import Override
from ankang.checkpoints.model.sites import Duty
from ankang.checkpoints.store import keeping
from ankang.checkpoints.store import openings as store
from ankang.notices.model import NoticeTemplate
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish


@dataclass(frozen=True, slots=True)
class Opening:
    """What opened a door: the own home, a medical site, or staff with a reason."""

    by: str
    reason: Override | None = None
    note: str = ""
    visit_id: UUID | None = None


async def record_opening(call: Call, duty: Duty, opening: Opening, at: datetime) -> None:
    """Write the opening; the keeper of the site, in a community its committee, gets a notice that names nobody.

    A medical site opens its door to everybody all day, which is no news.
    """
    opened = store.Opened(
        opening_id=uuid4(),
        by=opening.by,
        reason=opening.reason,
        note=opening.note,
        staff_id=duty.staff_id,
        visit_id=opening.visit_id,
        opened_at=at,
    )
    await store.add_opening(call.connection, call.cipher, duty.site.site_id, opened)
    kept = await keeping.find_kept(call.connection, call.cipher, duty.site.site_id)
    if kept is not None and kept.keeper_id is not None and opening.by != "medical_site":
        news = {"person_id": str(kept.keeper_id), "template": NoticeTemplate.DOOR_OPENED.value}
        await publish(call.connection, "notice", news, call.now)
