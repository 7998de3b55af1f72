"""Sites as the operator and the demonstration make them, active at once; keepers register theirs (`keeping`)."""

from __future__ import annotations

import base64
import secrets
from uuid import uuid4

from ankang.checkpoints.model.sites import Entrance, Site, SiteKind, SiteRules
from ankang.checkpoints.store import keeping as keeping_store
from ankang.checkpoints.store import sites as store
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.context import Call

FIRST_ENTRANCE = "正门"
_POSTED_CODE_BYTES = 16  # 128 random bits: nobody guesses another site's


async def create_site(
    call: Call, name: str, kind: SiteKind, division_code: str, rules: SiteRules | None = None
) -> Site:
    """A new site with one entrance; only green codes enter unless `rules` say otherwise."""
    entrances = (new_entrance(FIRST_ENTRANCE),)
    site = Site(SiteId(uuid4()), name.strip(), kind, division_code, rules or SiteRules(), entrances)
    await store.add_site(call.connection, site, call.now)
    return site


async def assign_staff(call: Call, staff_id: PersonId, site_id: SiteId) -> None:
    """Let somebody with the role of staff go on duty at a site; again changes nothing."""
    await store.assign_staff(call.connection, call.cipher, staff_id, site_id, call.now)


async def give_to_keeper(call: Call, site_id: SiteId, keeper_id: PersonId) -> None:
    """Let somebody answer for a site that the operator made."""
    await keeping_store.give_to_keeper(call.connection, call.cipher, site_id, keeper_id)


def new_entrance(name: str) -> Entrance:
    """An entrance with a posted code of its own."""
    return Entrance(uuid4(), name, new_posted_code())


def new_posted_code() -> str:
    """A code that nobody guesses, to be typed from a poster."""
    # RFC 4648 base32: no lower case and no 0, 1, 8 to be mistaken when somebody types the link.
    return base64.b32encode(secrets.token_bytes(_POSTED_CODE_BYTES)).decode().rstrip("=")
