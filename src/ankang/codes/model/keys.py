"""Which keys are published, and when a new bundle is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyState

KEY_TERM = timedelta(days=366)
"""How long a published key vouches; a bundle with a later end is published `KEY_RENEWAL` before."""
KEY_RENEWAL = timedelta(days=30)
KEY_EARLIER = timedelta(days=1)
"""A key is published with a beginning before its first use, so that a verifier whose clock is slow accepts it."""


def next_bundle(current: KeyBundle | None, own: Iterable[IssuerKey], now: datetime) -> KeyBundle | None:
    """The bundle to publish now, or None while the current one still serves.

    A new one is due when an own key is not published yet (an operator put another file in its place: the former
    one of that use retires and still verifies what it signed), or when a term ends soon.
    """
    keys = {key.key_id: key for key in current.keys} if current else {}
    before = dict(keys)
    for key in own:
        known = keys.get(key.key_id)
        if known is None:
            keys |= {k.key_id: _retired(k, now) for k in before.values() if k.use is key.use}
            keys[key.key_id] = key
        elif known.not_after - now < KEY_RENEWAL:
            keys[key.key_id] = replace(known, not_after=key.not_after)
    if keys == before:
        return None
    return KeyBundle(current.sequence + 1 if current else 1, now, tuple(keys.values()))


def _retired(key: IssuerKey, now: datetime) -> IssuerKey:
    if key.state is not KeyState.ACTIVE:
        return key
    return replace(key, state=KeyState.RETIRED, not_after=max(key.not_before, min(key.not_after, now)))
