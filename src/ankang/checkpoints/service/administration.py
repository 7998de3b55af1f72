"""Sites as the operator and the demonstration make them; no route leads here yet."""

from __future__ import annotations

import base64
import secrets
from uuid import uuid4

from ankang.checkpoints.model.sites import Site, SiteKind, SiteRules
from ankang.checkpoints.store import sites as store
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.context import Call

_POSTED_CODE_BYTES = 16  # 128 random bits: nobody guesses another site's


async def create_site(
    call: Call, name: str, kind: SiteKind, division_code: str, rules: SiteRules | None = None
) -> Site:
    """A new site with its posted code; only green codes enter unless `rules` say otherwise."""
    site = Site(SiteId(uuid4()), name.strip(), kind, division_code, rules or SiteRules(), _posted_code())
    await store.add_site(call.connection, site, call.now)
    return site


async def assign_staff(call: Call, staff_id: PersonId, site_id: SiteId) -> None:
    """Let somebody with the role of staff go on duty at a site; again changes nothing."""
    await store.assign_staff(call.connection, call.cipher, staff_id, site_id, call.now)


async def replace_posted_code(call: Call, site_id: SiteId) -> str:
    """A new posted code for a site whose poster was photographed and passed on; the former ones open nothing."""
    posted_code = _posted_code()
    await store.add_posted_code(call.connection, site_id, posted_code, call.now)
    return posted_code


def _posted_code() -> str:
    # RFC 4648 base32: no lower case and no 0, 1, 8 to be mistaken when somebody types the link.
    return base64.b32encode(secrets.token_bytes(_POSTED_CODE_BYTES)).decode().rstrip("=")
