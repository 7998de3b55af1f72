"""The key bundle: published at its first use, when a key is due, and when an operator changes keys.

The bundle decides which key signs; the private half is found by its id (`runtime/signers`). Two processes that publish
at once do it one after the other, behind one lock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ankang.codes.model import keys as model
from ankang.codes.model.codes import issuer_name
from ankang.codes.model.keys import Terms, next_bundle, uses_due
from ankang.codes.store import keys as store
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyUse, sign_bundle
from ankang.core.credential.keys import PublicKey
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words
from ankang.runtime.context import Call
from ankang.runtime.signers import SigningKey


@dataclass(frozen=True, slots=True)
class Published:
    """A bundle, the bytes as they were signed, and the key that signed them."""

    bundle: KeyBundle
    content: bytes
    bundle_key: PublicKey


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A published key, and where its private half is; `place` empty where it is not here."""

    key: IssuerKey
    place: str
    signs_now: bool


async def publish_keys(call: Call) -> Published:
    """The present bundle; a new one is signed when a key is due.

    Instants are cut to whole seconds, as the bundle carries them, so that what is stored equals what is read.
    """
    found = await store.find_latest(call.connection)
    if found is None or uses_due(found.bundle, call.now):
        await store.lock_publishing(call.connection)
        found = await store.find_latest(call.connection)
        current = found.bundle if found else None
        used = await store.ever_published(call.connection)
        fresh = {use: _fresh_key(call, used, use) for use in uses_due(current, call.now)}
        now = call.now.replace(microsecond=0)
        due = next_bundle(current, fresh, issuer_name(call.config.city_code), now, _terms(call))
        if due is not None:
            found = await _sign(call, current, due)
            for use, key in fresh.items():
                await store.add_event(call.connection, key.key_id, "published", f"next {use.value} key", call.now)
    assert found is not None  # noqa: S101  (without a bundle every use is due)
    return Published(found.bundle, found.content, found.signed_by)


async def signing_key(call: Call, use: KeyUse) -> SigningKey:
    """The key that signs for a use now; refuses in words when its private half is not available."""
    published = await publish_keys(call)
    found = published.bundle.signing_key(use, call.now)
    if found is None:
        raise RefusedError(
            RefusalKind.UNAVAILABLE,
            "no_signing_key",
            Words(
                "现在没有可用的签名密钥，请运维执行 ankang keys list 查看。",
                "No key may sign now; the operator should look at ankang keys list.",
            ),
        )
    return call.keys.signers.get(found.key_id)


async def list_keys(call: Call) -> list[KeyRow]:
    """Every published key, by use and beginning. For operators."""
    bundle = (await publish_keys(call)).bundle
    signing = {key.key_id for use in KeyUse if (key := bundle.signing_key(use, call.now)) is not None}
    rows = []
    for key in sorted(bundle.keys, key=lambda item: (item.use.value, item.not_before)):
        private = call.keys.signers.find(key.key_id)
        rows.append(KeyRow(key, private.place if private else "", key.key_id in signing))
    return rows


async def rotate_key(call: Call, use: KeyUse, reason: str) -> IssuerKey:
    """Publish another key of a use ahead of its time; it takes over by itself. For operators."""
    await publish_keys(call)  # whatever is due takes its key first
    fresh = call.keys.signers.make(use).public_key

    def change(now: datetime, bundle: KeyBundle) -> KeyBundle:
        return model.rotated(bundle, use, fresh, issuer_name(call.config.city_code), now, _terms(call))

    await _change(call, fresh.key_id, "rotated", reason, change)
    return model.get_key((await publish_keys(call)).bundle, fresh.key_id)


async def retire_key(call: Call, key_id: bytes, reason: str) -> None:
    """Let a key sign no more; what it signed still verifies. For operators."""
    await _change(call, key_id, "retired", reason, lambda now, bundle: model.retired(bundle, key_id, now))


async def revoke_key(call: Call, key_id: bytes, reason: str) -> None:
    """Let a key verify nothing any more, for ever; another takes its place at once. For operators."""
    await _change(call, key_id, "revoked", reason, lambda now, bundle: model.revoked(bundle, key_id, now))


async def _change(
    call: Call, key_id: bytes, act: str, reason: str, change: Callable[[datetime, KeyBundle], KeyBundle]
) -> None:
    await publish_keys(call)
    await store.lock_publishing(call.connection)
    found = await store.find_latest(call.connection)
    assert found is not None  # noqa: S101  (published above)
    now = call.now.replace(microsecond=0)
    await _sign(call, found.bundle, change(now, found.bundle))
    await store.add_event(call.connection, key_id, act, reason, call.now)
    await publish_keys(call)  # whatever signs no more is replaced in the same transaction


async def _sign(call: Call, current: KeyBundle | None, due: KeyBundle) -> store.StoredBundle:
    """Sign a bundle with the root that devices know: one of the current bundle, the first one at the beginning."""
    root = (current or due).signing_key(KeyUse.BUNDLE, call.now) or due.signing_key(KeyUse.BUNDLE, call.now)
    if root is None:
        raise RefusedError(
            RefusalKind.UNAVAILABLE,
            "no_signing_key",
            Words("没有可用的根密钥，不能更新密钥清单。", "No root key may sign, so the key bundle cannot change."),
        )
    private = call.keys.signers.get(root.key_id)
    stored = store.StoredBundle(due, sign_bundle(due, private.sign, private.key_id), private.public_key)
    await store.add_bundle(call.connection, stored)
    return stored


def _fresh_key(call: Call, used: set[bytes], use: KeyUse) -> PublicKey:
    unused = [key for key in call.keys.signers.of(use) if key.key_id not in used]
    return (unused[0] if unused else call.keys.signers.make(use)).public_key


def _terms(call: Call) -> Terms:
    return Terms(token=timedelta(days=call.config.token_key_days))
