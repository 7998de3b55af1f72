"""SQL that reads colours alone, without the assessments behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, or_, select, text

from ankang.assessments.tables import standings
from ankang.core.colours import Colour
from ankang.core.ids import PersonId
from ankang.runtime.database import AsyncConnection, among

_AT = text("""
    SELECT DISTINCT ON (colour_changes.person_id) colour_changes.person_id, to_colour
    FROM colour_changes
    JOIN unnest(CAST(:people AS uuid[]), CAST(:instants AS timestamptz[])) AS asked (person_id, at)
        ON colour_changes.person_id = asked.person_id AND changed_at <= at
    ORDER BY colour_changes.person_id, changed_at DESC, ledger_version DESC
""")

_STANDING = select(standings.c.person_id, standings.c.colour).where(among(standings.c.person_id, "people"))
_SETTLED = _STANDING.where(
    standings.c.assessment.is_not(None), or_(standings.c.due_at.is_(None), standings.c.due_at > bindparam("now"))
)


async def colours_at(connection: AsyncConnection, instants: Mapping[PersonId, datetime]) -> dict[PersonId, Colour]:
    """The colour of each at an instant of their own."""
    rows = await connection.execute(_AT, {"people": list(instants), "instants": list(instants.values())})
    return {PersonId(row.person_id): Colour(row.to_colour) for row in rows}


async def colours_of(connection: AsyncConnection, people: Iterable[PersonId]) -> dict[PersonId, Colour]:
    """The colour that stands of each who has a ledger."""
    rows = await connection.execute(_STANDING, {"people": list(people)})
    return {PersonId(row.person_id): Colour(row.colour) for row in rows}


async def settled_colours(
    connection: AsyncConnection, people: Iterable[PersonId], now: datetime
) -> dict[PersonId, Colour]:
    """The colour of each who was assessed, and whose answer time alone has not changed since."""
    rows = await connection.execute(_SETTLED, {"people": list(people), "now": now})
    return {PersonId(row.person_id): Colour(row.colour) for row in rows}
