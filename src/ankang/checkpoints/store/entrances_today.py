"""SQL of one local day at each entrance of a site."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from ankang.checkpoints.model.temperatures import VisitState
from ankang.checkpoints.model.verdicts import Verdict
from ankang.checkpoints.store.keys import site_key
from ankang.checkpoints.tables import arrivals, readings, refused_scans, visits
from ankang.core.ids import SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_ABNORMAL = (VisitState.REGISTERED.value, VisitState.WAITING.value)


@dataclass(frozen=True, slots=True)
class Since:
    """From when each figure counts: the day, the isolation area, the waiting arrivals."""

    day_began: datetime
    isolated: datetime
    arrived: datetime


@dataclass(slots=True)
class Figures:
    """What happened at one entrance."""

    passed: int = 0
    stopped: int = 0
    measured: int = 0
    abnormal: int = 0
    isolated_now: int = 0
    waiting: int = 0

    @property
    def are_none(self) -> bool:
        """Whether nothing happened."""
        return not any(getattr(self, item.name) for item in fields(self))


async def figures_at(
    connection: AsyncConnection, cipher: Cipher, site_id: SiteId, since: Since
) -> dict[bytes | None, Figures]:
    """The figures by the entrance's key; under None what phones kept while the centre was away."""
    here = site_key(cipher, site_id)
    found: dict[bytes | None, Figures] = defaultdict(Figures)
    for query in (_visits(here, since), _refused(here, since), _waiting(here, since)):
        for row in (await connection.execute(query)).mappings():
            figures = found[row["entrance_key"]]
            for name, count in row.items():
                if name != "entrance_key":
                    setattr(figures, name, getattr(figures, name) + count)
    return found


def _visits(here: bytes, since: Since) -> Select[Any]:
    was_measured = exists().where(readings.c.person_id == visits.c.person_id, readings.c.visit_id == visits.c.visit_id)
    stopped = visits.c.verdict.not_in((Verdict.PASS.value, Verdict.RECHECK.value))
    today = visits.c.at >= since.day_began
    # Whoever was measured before midnight still waits after it.
    isolated = (visits.c.state == VisitState.ISOLATED.value) & (visits.c.at >= since.isolated)
    return (
        select(
            visits.c.entrance_key,
            func.count().filter(today, visits.c.verdict == Verdict.PASS.value).label("passed"),
            func.count().filter(today, stopped).label("stopped"),
            func.count().filter(today, was_measured).label("measured"),
            func.count().filter(today, visits.c.state.in_(_ABNORMAL)).label("abnormal"),
            func.count().filter(isolated).label("isolated_now"),
        )
        .where(visits.c.site_key == here, visits.c.at >= min(since.day_began, since.isolated))
        .group_by(visits.c.entrance_key)
    )


def _refused(here: bytes, since: Since) -> Select[Any]:
    scans = refused_scans.c
    counted = select(scans.entrance_key, func.count().label("stopped"))
    return counted.where(scans.site_key == here, scans.at >= since.day_began).group_by(scans.entrance_key)


def _waiting(here: bytes, since: Since) -> Select[Any]:
    open_arrivals = (arrivals.c.site_key == here) & arrivals.c.visit_id.is_(None)
    counted = select(arrivals.c.entrance_key, func.count().label("waiting"))
    return counted.where(open_arrivals, arrivals.c.arrived_at >= since.arrived).group_by(arrivals.c.entrance_key)
