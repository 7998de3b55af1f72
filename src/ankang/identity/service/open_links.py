"""The links that count: pending ones, and active ones that the holder's coming of age has not ended (SPEC B5)."""

from __future__ import annotations

from ankang.core.days import local_day
from ankang.core.ids import PersonId
from ankang.identity.model.proxies import ProxyState, has_lapsed
from ankang.identity.service.people import persons
from ankang.identity.store import proxies as store
from ankang.identity.store.proxies import ProxyLink
from ankang.runtime.context import Call


async def links_of_proxy(call: Call, proxy_id: PersonId) -> list[ProxyLink]:
    """For whom the person acts or asked to act, the oldest first."""
    return await _without_lapsed(call, await store.list_open_links(call.connection, call.cipher, proxy_id=proxy_id))


async def links_of_holder(call: Call, holder_id: PersonId) -> list[ProxyLink]:
    """Who acts for the person or asked to, the oldest first."""
    return await _without_lapsed(call, await store.list_open_links(call.connection, call.cipher, holder_id=holder_id))


async def acts_for(call: Call, proxy_id: PersonId) -> frozenset[PersonId]:
    """For whom the person acts now."""
    return frozenset(link.holder_id for link in await links_of_proxy(call, proxy_id) if link.state is ProxyState.ACTIVE)


async def _without_lapsed(call: Call, links: list[ProxyLink]) -> list[ProxyLink]:
    if not links:
        return links
    holders = await persons(call, {link.holder_id for link in links})
    today = local_day(call.now)
    return [
        link
        for link in links
        if not has_lapsed(
            link.state,
            was_minor=holders[link.holder_id].is_minor(local_day(link.since)),
            is_minor=holders[link.holder_id].is_minor(today),
        )
    ]
