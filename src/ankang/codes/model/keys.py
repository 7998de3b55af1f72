"""Which keys are published, from when until when, and when the next one is due. Pure.

A key signs from its `not_before` to its `not_after`; among several the one that began last signs. The next is
published `AHEAD` before the present one ends, so that a verifier that was away for a week knows it when it begins.
A key whose signatures may still be shown stays in the bundle after its end (`KEPT`): paper lives 180 days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyState, KeyUse
from ankang.core.credential.keys import PublicKey
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.words import Words

KEY_EARLIER = timedelta(days=1)
"""The first key of a use begins before its first signature, for verifiers whose clock is slow."""
OVERLAP = timedelta(hours=1)
"""The next key begins before the present one ends: nobody is without a key at the turn."""
AHEAD = {KeyUse.TOKEN: timedelta(days=7), KeyUse.STATUS: timedelta(days=7), KeyUse.BUNDLE: timedelta(days=60)}
"""Roots long ahead: a device that slept must have seen the next one before it signs alone."""
KEPT = {KeyUse.TOKEN: timedelta(days=190), KeyUse.STATUS: timedelta(days=10), KeyUse.BUNDLE: timedelta(days=400)}


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a key of each use signs."""

    token: timedelta = timedelta(days=30)
    status: timedelta = timedelta(days=90)
    bundle: timedelta = timedelta(days=730)

    def of(self, use: KeyUse) -> timedelta:
        """The term of a use."""
        return {KeyUse.TOKEN: self.token, KeyUse.STATUS: self.status, KeyUse.BUNDLE: self.bundle}[use]


def uses_due(current: KeyBundle | None, now: datetime) -> list[KeyUse]:
    """The uses that need another key published now: none signs, or the last one ends soon."""
    return [use for use in KeyUse if _end_of(current, use) is None or _ends_soon(current, use, now)]


def next_bundle(
    current: KeyBundle | None, fresh: Mapping[KeyUse, PublicKey], issuer: str, now: datetime, terms: Terms
) -> KeyBundle | None:
    """The bundle with these keys added, and without those that nobody needs; None when nothing changes.

    A fresh key begins where the last one of its use ends; at once where none signs.
    """
    kept = [key for key in current.keys if not _is_over(key, now)] if current else []
    for use, public_key in fresh.items():
        end = _end_of(current, use)
        begin = now - KEY_EARLIER if current is None else now
        if end is not None and end > now:
            begin = max(now, end - OVERLAP)
        kept.append(IssuerKey(issuer, use, public_key, begin, begin + terms.of(use)))
    return succeeding(current, kept, now)


def succeeding(current: KeyBundle | None, keys: Sequence[IssuerKey], now: datetime) -> KeyBundle | None:
    """The bundle after the current one with these keys; None when they are the same."""
    if current is not None and set(keys) == set(current.keys):
        return None
    return KeyBundle(current.sequence + 1 if current else 1, now, tuple(keys))


def rotated(current: KeyBundle, use: KeyUse, fresh: PublicKey, issuer: str, now: datetime, terms: Terms) -> KeyBundle:
    """The bundle in which a fresh key takes over after `AHEAD`, whenever the present one would have ended."""
    begin = now + AHEAD[use]
    keys = [
        replace(key, not_after=max(key.not_before, min(key.not_after, begin + OVERLAP)))
        if key.use is use and key.state is KeyState.ACTIVE
        else key
        for key in current.keys
    ]
    keys.append(IssuerKey(issuer, use, fresh, begin, begin + terms.of(use)))
    return KeyBundle(current.sequence + 1, now, tuple(keys))


def retired(current: KeyBundle, key_id: bytes, now: datetime) -> KeyBundle:
    """The bundle in which a key signs no more and still verifies what it signed."""
    key = get_key(current, key_id)
    if key.state is not KeyState.ACTIVE:
        raise _not_active(key)
    ended = replace(key, state=KeyState.RETIRED, not_after=max(key.not_before, min(key.not_after, now)))
    return _with(current, ended, now)


def revoked(current: KeyBundle, key_id: bytes, now: datetime) -> KeyBundle:
    """The bundle in which a key verifies nothing any more; final."""
    key = get_key(current, key_id)
    if key.state is KeyState.REVOKED:
        raise _not_active(key)
    return _with(current, replace(key, state=KeyState.REVOKED), now)


def get_key(current: KeyBundle, key_id: bytes) -> IssuerKey:
    """The published key with this id."""
    found = next((key for key in current.keys if key.key_id == key_id), None)
    if found is None:
        raise RefusedError(
            RefusalKind.NOT_FOUND,
            "unknown_key",
            Words(
                f"没有编号为 {key_id.hex()} 的密钥；编号见 ankang keys list。",
                f"No key has the id {key_id.hex()}; see ankang keys list.",
            ),
        )
    return found


def _with(current: KeyBundle, changed: IssuerKey, now: datetime) -> KeyBundle:
    keys = tuple(changed if key.key_id == changed.key_id else key for key in current.keys)
    return KeyBundle(current.sequence + 1, now, keys)


def _end_of(current: KeyBundle | None, use: KeyUse) -> datetime | None:
    active = [key for key in current.keys if key.use is use and key.state is KeyState.ACTIVE] if current else []
    return max((key.not_after for key in active), default=None)


def _ends_soon(current: KeyBundle | None, use: KeyUse, now: datetime) -> bool:
    end = _end_of(current, use)
    return end is not None and end - now <= AHEAD[use]


def _is_over(key: IssuerKey, now: datetime) -> bool:
    # A revoked key is named for ever: a verifier that comes late must learn that it counts no more.
    return key.state is not KeyState.REVOKED and now - key.not_after > KEPT[key.use]


def _not_active(key: IssuerKey) -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "key_not_active",
        Words(
            f"密钥 {key.key_id.hex()} 现在的状态是 {key.state.value}，不能再改。",
            f"The key {key.key_id.hex()} is {key.state.value} and does not change any more.",
        ),
    )
