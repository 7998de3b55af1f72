"""Links between a proxy and a holder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from ankang.core.ids import PersonId
from ankang.identity.model.proxies import ProxyState, Relation
from ankang.identity.tables import proxy_links
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_STATED_NAME, _CONSENT_MOBILE = "proxy_links.stated_name", "proxy_links.consent_mobile"


@dataclass(frozen=True, slots=True)
class ProxyLink:
    """One link. `stated_name` is what the proxy typed, shown to the proxy until the holder agreed."""

    link_id: UUID
    proxy_id: PersonId
    holder_id: PersonId
    stated_name: str
    relation: Relation
    state: ProxyState
    since: datetime
    consent_mobile: str | None = None

    def without_mobile(self) -> ProxyLink:
        """The link as one that was agreed to without a code."""
        return replace(self, consent_mobile=None)


async def add_link(connection: AsyncConnection, cipher: Cipher, link: ProxyLink) -> bool:
    """Add a link; False when the two are linked already."""
    added = insert(proxy_links).values(_row(cipher, link)).on_conflict_do_nothing()
    return (await connection.execute(added)).rowcount == 1


async def add_links(connection: AsyncConnection, cipher: Cipher, links: Iterable[ProxyLink]) -> None:
    """Add links between people of whom no two are linked yet."""
    rows = [_row(cipher, link) for link in links]
    if rows:
        await connection.execute(insert(proxy_links), rows)


async def list_open_links(
    connection: AsyncConnection,
    cipher: Cipher,
    *,
    proxy_id: PersonId | None = None,
    holder_id: PersonId | None = None,
) -> list[ProxyLink]:
    """Pending and active links of a proxy or of a holder, the oldest first."""
    mine = proxy_links.c.person_id == proxy_id if proxy_id is not None else proxy_links.c.holder_id == holder_id
    rows = await connection.execute(
        select(proxy_links)
        .where(mine, proxy_links.c.state != ProxyState.ENDED)
        .order_by(proxy_links.c.since, proxy_links.c.link_id)
    )
    return [_link(cipher, row) for row in rows]


async def find_open_link(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, link_id: UUID
) -> ProxyLink | None:
    """A link of the person, on either side, that has not ended."""
    row = (
        await connection.execute(
            select(proxy_links).where(
                proxy_links.c.link_id == link_id,
                or_(proxy_links.c.person_id == person_id, proxy_links.c.holder_id == person_id),
                proxy_links.c.state != ProxyState.ENDED,
            )
        )
    ).one_or_none()
    return None if row is None else _link(cipher, row)


async def begin_link(connection: AsyncConnection, proxy_id: PersonId, link_id: UUID, now: datetime) -> bool:
    """Make a pending link active; False when it is not pending any more."""
    begun = await connection.execute(
        update(proxy_links)
        .where(
            proxy_links.c.person_id == proxy_id,
            proxy_links.c.link_id == link_id,
            proxy_links.c.state == ProxyState.PENDING,
        )
        .values(state=ProxyState.ACTIVE, since=now)
    )
    return begun.rowcount == 1


async def end_links_between(
    connection: AsyncConnection, proxy_id: PersonId, holder_id: PersonId, now: datetime
) -> None:
    """End the link of the two, if there is one."""
    await connection.execute(
        update(proxy_links)
        .where(
            proxy_links.c.person_id == proxy_id,
            proxy_links.c.holder_id == holder_id,
            proxy_links.c.state != ProxyState.ENDED,
        )
        .values(state=ProxyState.ENDED, since=now)
    )


async def end_links_of(connection: AsyncConnection, person_id: PersonId, now: datetime) -> int:
    """End every link of a person, on either side; how many."""
    ended = await connection.execute(
        update(proxy_links)
        .where(
            or_(proxy_links.c.person_id == person_id, proxy_links.c.holder_id == person_id),
            proxy_links.c.state != ProxyState.ENDED,
        )
        .values(state=ProxyState.ENDED, since=now)
    )
    return ended.rowcount


def _row(cipher: Cipher, link: ProxyLink) -> dict[str, Any]:
    mobile = link.consent_mobile
    return {
        "person_id": link.proxy_id,
        "link_id": link.link_id,
        "holder_id": link.holder_id,
        "stated_name": cipher.encrypt(link.stated_name, _STATED_NAME),
        "consent_mobile": None if mobile is None else cipher.encrypt(mobile, _CONSENT_MOBILE),
        "relation": link.relation,
        "state": link.state,
        "since": link.since,
    }


def _link(cipher: Cipher, row: Any) -> ProxyLink:
    return ProxyLink(
        link_id=row.link_id,
        proxy_id=PersonId(row.person_id),
        holder_id=PersonId(row.holder_id),
        stated_name=cipher.decrypt(row.stated_name, _STATED_NAME),
        relation=Relation(row.relation),
        state=ProxyState(row.state),
        since=row.since,
        consent_mobile=None if row.consent_mobile is None else cipher.decrypt(row.consent_mobile, _CONSENT_MOBILE),
    )
