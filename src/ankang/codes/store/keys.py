"""All SQL of published keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, delete, func, insert, select

from ankang.codes.tables import key_bundles, key_events, published_keys
from ankang.core.credential.key_bundle import KeyBundle, read_bundle
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.refusals import Refused
from ankang.runtime.database import AsyncConnection

# Any constant will do, it only has to be ours: two processes that start at once publish one after the other.
_PUBLISHING_LOCK = 3401_2021
_LATEST = select(key_bundles).order_by(key_bundles.c.sequence.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class StoredBundle:
    """A bundle, its bytes as they were signed, and who signed them."""

    bundle: KeyBundle
    content: bytes
    signed_by: PublicKey


async def lock_publishing(connection: AsyncConnection) -> None:
    """Wait until no other transaction publishes, and hold others back until this one ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(_PUBLISHING_LOCK)))


async def find_latest(connection: AsyncConnection) -> StoredBundle | None:
    """The latest bundle and its signed bytes."""
    row = (await connection.execute(_LATEST)).one_or_none()
    if row is None:
        return None
    return _opened(row.content, row.signed_by)


async def add_bundle(connection: AsyncConnection, stored: StoredBundle) -> None:
    """Write a bundle, its signed bytes and its keys; keys that it does not name any more are gone."""
    bundle = stored.bundle
    await connection.execute(delete(published_keys))
    await connection.execute(
        insert(published_keys),
        [
            {
                "key_id": key.key_id,
                "key_use": key.use.value,
                "issuer": key.issuer,
                "point": key.public_key.point,
                "not_before": key.not_before,
                "not_after": key.not_after,
                "state": key.state.value,
            }
            for key in bundle.keys
        ],
    )
    await connection.execute(
        insert(key_bundles).values(
            sequence=bundle.sequence,
            published_at=bundle.published_at,
            content=stored.content,
            signed_by=stored.signed_by.point,
        )
    )


async def add_event(connection: AsyncConnection, key_id: bytes, act: str, reason: str, now: datetime) -> None:
    """Write what was done with a key, and why."""
    await connection.execute(
        insert(key_events).values(event_id=uuid4(), key_id=key_id, act=act, reason=reason, happened_at=now)
    )


async def ever_published(connection: AsyncConnection) -> set[bytes]:
    """The ids of every key that was ever published, those that left the bundle too: none begins a second time."""
    return set((await connection.execute(select(key_events.c.key_id).distinct())).scalars())


async def list_events(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """What was done with keys, the earliest first."""
    rows = await connection.execute(select(key_events).order_by(key_events.c.happened_at, key_events.c.event_id))
    return rows.all()


# Read for every token and every scan, and changed once a month: what the same bytes say is remembered.
@lru_cache(8)
def _opened(content: bytes, signed_by: bytes) -> StoredBundle:
    signer = PublicKey.from_point(signed_by)
    bundle = read_bundle(content, (signer,))
    if isinstance(bundle, Refused):
        raise RuntimeError(f"the stored key bundle does not read: {bundle.detail}")  # noqa: TRY004  (no caller's type is wrong)
    return StoredBundle(bundle, content, signer)
