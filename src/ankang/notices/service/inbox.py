"""Notices inside the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.notices import store
from ankang.notices.model import notice_words
from ankang.runtime.access import Actor, check_acts_for, not_yours
from ankang.runtime.cipher import Cipher
from ankang.runtime.context import Call
from ankang.runtime.database import AsyncConnection

_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its person reads it."""

    notice_id: UUID
    template: str
    words: Words
    created_at: datetime
    read_at: datetime | None


async def list_notices(call: Call, actor: Actor, person_id: PersonId) -> list[NoticeView]:
    """The notices of the actor or of a linked person, the latest first."""
    check_acts_for(actor, person_id)
    return [
        NoticeView(
            notice.notice_id,
            notice.template,
            notice_words(notice.template, notice.parameters),
            notice.created_at,
            notice.read_at,
        )
        for notice in await store.list_notices(call.connection, call.cipher, person_id, _MOST_ROWS)
    ]


async def read_notice(call: Call, actor: Actor, person_id: PersonId, notice_id: UUID) -> None:
    """Mark a notice as read."""
    check_acts_for(actor, person_id)
    if not await store.mark_read(call.connection, person_id, notice_id, call.now):
        raise not_yours()


async def add_notice(
    connection: AsyncConnection,
    cipher: Cipher,
    person_id: PersonId,
    template: str,
    parameters: Mapping[str, str],
    now: datetime,
) -> None:
    """Put a notice into a person's inbox; raises where the template or a parameter is not known."""
    notice_words(template, parameters)
    notice = store.KeptNotice(uuid4(), template, dict(parameters), now, None)
    await store.add_notice(connection, cipher, person_id, notice)
