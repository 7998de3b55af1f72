"""All SQL of notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from ankang.core.ids import PersonId
from ankang.notices.tables import notices, text_messages
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_MOBILE, _TEXT_PARAMETERS, _PARAMETERS = "text_messages.mobile", "text_messages.parameters", "notices.parameters"


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text message that a demonstration kept."""

    mobile: str
    template: str
    parameters: dict[str, str]
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice to one person; `read_at` None while it is unread."""

    notice_id: UUID
    template: str
    parameters: dict[str, str]
    created_at: datetime
    read_at: datetime | None


async def keep_text(connection: AsyncConnection, cipher: Cipher, key: UUID, text: KeptText) -> None:
    """Keep a text message; once, however often it is handed over."""
    kept = insert(text_messages).values(
        mobile_index=_index(cipher, text.mobile),
        message_id=key,
        mobile=cipher.encrypt(text.mobile, _MOBILE),
        template=text.template,
        parameters=cipher.encrypt_json(text.parameters, _TEXT_PARAMETERS),
        sent_at=text.sent_at,
    )
    await connection.execute(kept.on_conflict_do_nothing())


async def list_texts(connection: AsyncConnection, cipher: Cipher, mobile: str | None, limit: int) -> list[KeptText]:
    """The kept text messages, to one mobile or to all, the latest first."""
    wanted = select(text_messages).order_by(text_messages.c.sent_at.desc(), text_messages.c.message_id).limit(limit)
    if mobile is not None:
        wanted = wanted.where(text_messages.c.mobile_index == _index(cipher, mobile))
    return [
        KeptText(
            cipher.decrypt(row.mobile, _MOBILE),
            row.template,
            cipher.decrypt_json(row.parameters, _TEXT_PARAMETERS),
            row.sent_at,
        )
        for row in await connection.execute(wanted)
    ]


async def add_notice(connection: AsyncConnection, cipher: Cipher, person_id: PersonId, notice: KeptNotice) -> None:
    """Add a notice for a person."""
    await connection.execute(
        insert(notices).values(
            person_id=person_id,
            notice_id=notice.notice_id,
            template=notice.template,
            parameters=cipher.encrypt_json(notice.parameters, _PARAMETERS),
            created_at=notice.created_at,
            read_at=notice.read_at,
        )
    )


async def list_notices(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, limit: int
) -> list[KeptNotice]:
    """The notices of one person, the latest first."""
    rows = await connection.execute(
        select(notices)
        .where(notices.c.person_id == person_id)
        .order_by(notices.c.created_at.desc(), notices.c.notice_id)
        .limit(limit)
    )
    return [
        KeptNotice(
            row.notice_id,
            row.template,
            cipher.decrypt_json(row.parameters, _PARAMETERS),
            row.created_at,
            row.read_at,
        )
        for row in rows
    ]


async def mark_read(connection: AsyncConnection, person_id: PersonId, notice_id: UUID, now: datetime) -> bool:
    """Mark a notice of the person as read; False when there is none. The first reading counts."""
    found = (
        await connection.execute(
            select(notices.c.read_at).where(notices.c.person_id == person_id, notices.c.notice_id == notice_id)
        )
    ).one_or_none()
    if found is not None and found.read_at is None:
        await connection.execute(
            update(notices)
            .where(notices.c.person_id == person_id, notices.c.notice_id == notice_id)
            .values(read_at=now)
        )
    return found is not None


def _index(cipher: Cipher, mobile: str) -> bytes:
    return cipher.blind_index(mobile, "text_messages.mobile")
