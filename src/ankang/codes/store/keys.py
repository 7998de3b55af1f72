"""All SQL of published keys."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from ankang.codes.tables import key_bundles, published_keys
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyState, KeyUse
from ankang.core.credential.keys import PublicKey
from ankang.runtime.database import AsyncConnection

# Any constant will do, it only has to be ours: two processes that start at once publish one after the other.
_PUBLISHING_LOCK = 3401_2021


async def lock_publishing(connection: AsyncConnection) -> None:
    """Wait until no other transaction publishes, and hold others back until this one ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(_PUBLISHING_LOCK)))


async def find_latest(connection: AsyncConnection) -> tuple[KeyBundle, bytes] | None:
    """The latest bundle and its signed bytes."""
    row = (await connection.execute(select(key_bundles).order_by(key_bundles.c.sequence.desc()).limit(1))).one_or_none()
    if row is None:
        return None
    keys = await connection.execute(select(published_keys).order_by(published_keys.c.key_id))
    published = tuple(
        IssuerKey(
            issuer=key.issuer,
            use=KeyUse(key.key_use),
            public_key=PublicKey.from_point(key.point),
            not_before=key.not_before,
            not_after=key.not_after,
            state=KeyState(key.state),
        )
        for key in keys
    )
    return KeyBundle(row.sequence, row.published_at, published), row.content


async def add_bundle(connection: AsyncConnection, bundle: KeyBundle, content: bytes) -> None:
    """Write a bundle, its signed bytes and its keys."""
    for key in bundle.keys:
        values = {
            "key_use": key.use.value,
            "issuer": key.issuer,
            "point": key.public_key.point,
            "not_before": key.not_before,
            "not_after": key.not_after,
            "state": key.state.value,
        }
        await connection.execute(
            insert(published_keys)
            .values(key_id=key.key_id, **values)
            .on_conflict_do_update(index_elements=["key_id"], set_=values)
        )
    await connection.execute(
        insert(key_bundles).values(sequence=bundle.sequence, published_at=bundle.published_at, content=content)
    )
