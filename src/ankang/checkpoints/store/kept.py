"""SQL of uploads that wait to be checked: one row for each, whatever the number of its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text, update

from ankang.checkpoints.tables import kept_uploads
from ankang.core.ids import PersonId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_ADD = text("""
    INSERT INTO kept_uploads (person_id, upload_id, records, record_count, failures, received_at)
    SELECT person_id, upload_id, records, record_count, 0, :now
    FROM unnest(
        CAST(:people AS uuid[]), CAST(:uploads AS uuid[]), CAST(:records AS bytea[]), CAST(:counts AS integer[])
    ) AS new (person_id, upload_id, records, record_count)
    ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An upload as it came: `content` is the JSON of its records, `region_code` where its sender acted."""

    person_id: PersonId
    upload_id: UUID
    region_code: str
    content: str
    record_count: int


async def add_uploads(
    connection: AsyncConnection, cipher: Cipher, uploads: Sequence[KeptUpload], now: datetime
) -> None:
    """Keep them; one that was kept before and is not checked yet stays as it is."""
    rows = sorted({(item.person_id, item.upload_id): item for item in uploads}.items())
    await connection.execute(
        _ADD,
        {
            "people": [item.person_id for _, item in rows],
            "uploads": [item.upload_id for _, item in rows],
            "records": [
                cipher.encrypt(f"{item.region_code}\n{item.content}", _context(item.upload_id)) for _, item in rows
            ],
            "counts": [item.record_count for _, item in rows],
            "now": now,
        },
    )


async def take_oldest(
    connection: AsyncConnection, cipher: Cipher, most: int, most_failures: int
) -> list[tuple[KeptUpload, datetime]]:
    """The oldest uploads with the instants at which they came, locked; those that another process has are left out."""
    rows = await connection.execute(
        select(kept_uploads)
        .where(kept_uploads.c.failures < most_failures)
        .order_by(kept_uploads.c.failures, kept_uploads.c.received_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = []
    for row in rows:
        region_code, _, content = cipher.decrypt(row.records, _context(row.upload_id)).partition("\n")
        kept = KeptUpload(PersonId(row.person_id), row.upload_id, region_code, content, row.record_count)
        found.append((kept, row.received_at))
    return found


async def forget_upload(connection: AsyncConnection, kept: KeptUpload) -> None:
    """Forget one whose records have been taken."""
    await connection.execute(
        delete(kept_uploads).where(
            kept_uploads.c.person_id == kept.person_id, kept_uploads.c.upload_id == kept.upload_id
        )
    )


async def mark_failure(connection: AsyncConnection, kept: KeptUpload) -> None:
    """Count a failure; the others go first."""
    await connection.execute(
        update(kept_uploads)
        .where(kept_uploads.c.person_id == kept.person_id, kept_uploads.c.upload_id == kept.upload_id)
        .values(failures=kept_uploads.c.failures + 1)
    )


async def records_waiting(connection: AsyncConnection, staff_id: PersonId) -> int:
    """How many records of an account wait to be checked."""
    counted = await connection.execute(
        select(func.coalesce(func.sum(kept_uploads.c.record_count), 0)).where(kept_uploads.c.person_id == staff_id)
    )
    return int(counted.scalar_one())


def _context(upload_id: UUID) -> str:
    return f"kept_uploads.records/{upload_id}"
