"""What an officer does about the sites of the region: finds, approves, suspends, moves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from ankang.checkpoints.keeping_schemas import RegionSite, RegionSitesPage, SiteDecision
from ankang.checkpoints.model.keeping import SiteAct, another_city, page_key_of, state_after
from ankang.checkpoints.model.sites import Site, SiteState
from ankang.checkpoints.service.keeping import check_division, kept_answers
from ankang.checkpoints.store import keeping as store
from ankang.checkpoints.store.keeping import Kept
from ankang.core.errors import invalid_field
from ankang.core.ids import SiteId
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.runtime.access import Actor, Role, check_region, check_role, not_yours
from ankang.runtime.context import Call

_CITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class SitesWanted:
    """Which sites of the region an officer asks for; empty values ask for all."""

    text: str = ""
    state: SiteState | None = None
    after: str = ""


async def list_region_sites(call: Call, actor: Actor, wanted: SitesWanted, limit: int) -> RegionSitesPage:
    """One page of the sites of the officer's region."""
    check_role(actor, Role.OFFICER)
    after = _page_key(wanted.after) if wanted.after else None
    asked = store.Wanted(actor.region_code, wanted.text, wanted.state, after)
    found = await store.list_in_region(call.connection, call.cipher, asked, limit + 1)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return RegionSitesPage(
        sites=await _region_sites(call, shown),
        next_after=f"{last.registered_at.isoformat()}~{last.site.site_id}" if last else None,
        awaiting=await store.count_awaiting(call.connection, actor.region_code),
    )


async def decide_site(call: Call, actor: Actor, site_id: SiteId, body: SiteDecision) -> RegionSite:
    """Approve, suspend, resume or move a site of the region; nobody decides about a site of their own."""
    check_role(actor, Role.OFFICER)
    kept = await store.find_kept(call.connection, call.cipher, site_id, lock=True)
    if kept is None or kept.keeper_id == actor.person_id:
        raise not_yours()
    check_region(actor, kept.site.division_code)
    site = replace(kept.site, state=state_after(kept.site.state, body.act))
    if body.act is SiteAct.MOVE:
        site = _moved(actor, site, body)
    await store.write_state(call.connection, site)
    await store.add_decision(call.connection, site_id, body.act, body.ground, actor.person_id, call.now)
    (answer,) = await _region_sites(call, [replace(kept, site=site)])
    return answer


def _moved(actor: Actor, site: Site, body: SiteDecision) -> Site:
    if body.division_code is None or body.address is None:
        raise invalid_field(
            "division_code" if body.division_code is None else "address",
            "new_place_needed",
            Words("变更地址要填写新的区划和地址。", "To move a site, enter its new division and address."),
        )
    check_division(body.division_code)
    if body.division_code[:_CITY_DIGITS] != site.division_code[:_CITY_DIGITS]:
        raise another_city()
    check_region(actor, body.division_code)
    return replace(site, division_code=body.division_code, address=body.address)


async def _region_sites(call: Call, kept: Sequence[Kept]) -> list[RegionSite]:
    keepers = await identity.persons(call, {item.keeper_id for item in kept if item.keeper_id is not None})
    answers = await kept_answers(call, kept)
    return [
        RegionSite(
            **answer.model_dump(),
            keeper_masked_name=keepers[item.keeper_id].masked_name if item.keeper_id in keepers else None,
        )
        for item, answer in zip(kept, answers, strict=True)
    ]


def _page_key(text: str) -> tuple[datetime, UUID]:
    try:
        return page_key_of(text)
    except ValueError as error:
        words = Words("分页位置不对，请回到第一页。", "There is no such page; please go back to the first one.")
        raise invalid_field("after", "page_format", words) from error
