"""The key bundle: published at its first use, and again when this installation's keys or their terms change."""

from __future__ import annotations

from dataclasses import dataclass

from ankang.codes.model.codes import issuer_name
from ankang.codes.model.keys import KEY_EARLIER, KEY_TERM, next_bundle
from ankang.codes.store import keys as store
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyUse, sign_bundle
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class Published:
    """A bundle, the bytes as they were signed, and the key that signed them."""

    bundle: KeyBundle
    content: bytes
    bundle_key: PublicKey


async def publish_keys(call: Call) -> Published:
    """The present bundle; a new one is signed when the present one no longer serves.

    Instants are cut to whole seconds, as the bundle carries them, so that what is stored equals what is read.
    """
    found = await store.find_latest(call.connection)
    if next_bundle(found[0] if found else None, _own_keys(call), call.now) is not None:
        await store.lock_publishing(call.connection)
        found = await store.find_latest(call.connection)
        due = next_bundle(found[0] if found else None, _own_keys(call), call.now.replace(microsecond=0))
        if due is not None:
            signer_id = PublicKey.of(call.keys.bundle).key_id
            found = due, sign_bundle(due, signer_of(call.keys.bundle), signer_id)
            await store.add_bundle(call.connection, *found)
    assert found is not None  # noqa: S101  (without a bundle the next one is always due)
    return Published(found[0], found[1], PublicKey.of(call.keys.bundle))


def _own_keys(call: Call) -> tuple[IssuerKey, ...]:
    now = call.now.replace(microsecond=0)
    own = ((KeyUse.TOKEN, call.keys.issuer), (KeyUse.STATUS, call.keys.status), (KeyUse.BUNDLE, call.keys.bundle))
    return tuple(
        IssuerKey(issuer_name(call.config.city_code), use, PublicKey.of(key), now - KEY_EARLIER, now + KEY_TERM)
        for use, key in own
    )
