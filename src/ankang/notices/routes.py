"""Notices over HTTP."""

from __future__ import annotations

from uuid import UUID

from ankang.core.ids import PersonId
from ankang.notices import service
from ankang.notices.schemas import NoticeAnswer
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.edge import CurrentActor, CurrentCall, router
from ankang.runtime.load import Load

notices = router("/notices", "notices", load=Load.PANEL)


@notices.get("")
async def list_notices(call: CurrentCall, actor: CurrentActor, person_id: UUID | None = None) -> list[NoticeAnswer]:
    """The notices of the signed-in or a linked person, the latest first."""
    return [
        NoticeAnswer(
            notice_id=notice.notice_id,
            template=notice.template,
            words=WordsAnswer.of(notice.words),
            created_at=notice.created_at,
            read_at=notice.read_at,
        )
        for notice in await service.list_notices(call, actor, PersonId(person_id or actor.person_id))
    ]


@notices.put("/{person_id}/{notice_id}/read", status_code=204)
async def read_notice(call: CurrentCall, actor: CurrentActor, person_id: UUID, notice_id: UUID) -> None:
    """Mark a notice as read."""
    await service.read_notice(call, actor, PersonId(person_id), notice_id)
