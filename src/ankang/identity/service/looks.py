"""Who looked at a person's record."""

from __future__ import annotations

from collections.abc import Sequence

from ankang.core.ids import PersonId
from ankang.runtime.access import Actor, check_acts_for
from ankang.runtime.audit import Look
from ankang.runtime.audit import list_looks as looks_of
from ankang.runtime.context import Call


async def list_looks(call: Call, actor: Actor, person_id: PersonId) -> Sequence[Look]:
    """The looks at the actor's own record or a linked person's, the latest first."""
    check_acts_for(actor, person_id)
    return await looks_of(call.connection, call.cipher, person_id)
