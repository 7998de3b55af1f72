"""SQL of arrivals at workplaces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ankang.checkpoints.model.attendance import CameIn
from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.store.keys import site_key
from ankang.checkpoints.tables import visits
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

# A mismatch and a refused code have other verdicts: neither says that the employee came, nor that they may not enter.
_DECIDED = (Verdict.PASS.value, Verdict.STOP.value)


async def list_came_in(
    connection: AsyncConnection, cipher: Cipher, site_id: SiteId, since: datetime, until: datetime
) -> list[tuple[PersonId, CameIn]]:
    """Who was let in or kept out on the way into a site, from an instant until before another, in no order."""
    rows = await connection.execute(
        select(visits.c.person_id, visits.c.at, visits.c.verdict).where(
            visits.c.site_key == site_key(cipher, site_id),
            visits.c.at >= since,
            visits.c.at < until,
            visits.c.direction == "in",
            visits.c.verdict.in_(_DECIDED),
            visits.c.state != VisitState.DEPARTED.value,  # left by themselves
        )
    )
    return [(PersonId(row.person_id), CameIn(row.at, row.verdict == Verdict.PASS.value)) for row in rows]
