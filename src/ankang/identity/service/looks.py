"""Who looked at a person's record: written when somebody looks, read by the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ankang.core.ids import PersonId
from ankang.identity.model.looks import LookPurpose
from ankang.identity.service.people import actor_masked_name
from ankang.runtime import audit
from ankang.runtime.access import Actor, check_acts_for
from ankang.runtime.audit import Look
from ankang.runtime.context import Call


async def record_look(call: Call, actor: Actor, person_id: PersonId, purpose: LookPurpose) -> None:
    """Write that the actor looks at the person's record now; the person reads it under the actor's masked name."""
    name = await actor_masked_name(call, actor)
    await audit.record_look(call.connection, call.cipher, actor, name, person_id, purpose.value, call.now)


async def record_looks(call: Call, actor: Actor, people: Iterable[PersonId], purpose: LookPurpose) -> None:
    """The same about several people, whose records stood on one list."""
    name = await actor_masked_name(call, actor)
    await audit.record_looks(call.connection, call.cipher, actor, name, people, purpose.value, call.now)


async def list_looks(call: Call, actor: Actor, person_id: PersonId) -> Sequence[Look]:
    """The looks at the actor's own record or a linked person's, the latest first."""
    check_acts_for(actor, person_id)
    return await audit.list_looks(call.connection, call.cipher, person_id)
