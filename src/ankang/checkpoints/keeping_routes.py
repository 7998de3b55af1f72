"""Routes about sites: for keepers, for whom they invite, and for officers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from ankang.checkpoints import service
from ankang.checkpoints.keeping_schemas import (
    EntranceRequest,
    EntranceToday,
    InvitationAnswer,
    InvitationMade,
    InvitationRequest,
    InvitationSecret,
    JoinedAnswer,
    KeptSite,
    KeptSiteAnswer,
    PosterSize,
    RegionSite,
    RegionSitesPage,
    SiteDecision,
    SiteRegistration,
)
from ankang.checkpoints.model.sites import SiteState
from ankang.checkpoints.schemas import EntranceAnswer
from ankang.checkpoints.service import SitesWanted
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.answers import PlainText
from ankang.runtime.edge import CurrentActor, CurrentCall, router
from ankang.runtime.load import panel

keeping = router("/checkpoints", "checkpoints")


@keeping.post("/kept-sites", status_code=201)
@panel
async def register_site(call: CurrentCall, actor: CurrentActor, body: SiteRegistration) -> KeptSite:
    """Register a site, as whoever answers for it; it works once an officer approved it."""
    return await service.register_site(call, actor, body)


@keeping.get("/kept-sites")
async def list_kept_sites(call: CurrentCall, actor: CurrentActor) -> list[KeptSite]:
    """The sites that the signed-in person keeps."""
    return await service.list_kept_sites(call, actor)


@keeping.get("/kept-sites/{site_id}")
@panel
async def get_kept_site(call: CurrentCall, actor: CurrentActor, site_id: UUID) -> KeptSiteAnswer:
    """One of them, with who works there and the open invitations."""
    return await service.get_kept_site(call, actor, SiteId(site_id))


@keeping.get("/kept-sites/{site_id}/today")
@panel
async def get_today(call: CurrentCall, actor: CurrentActor, site_id: UUID) -> list[EntranceToday]:
    """Today's figures at each entrance."""
    return await service.get_today(call, actor, SiteId(site_id))


@keeping.post("/kept-sites/{site_id}/entrances", status_code=201)
async def add_entrance(call: CurrentCall, actor: CurrentActor, site_id: UUID, body: EntranceRequest) -> EntranceAnswer:
    """One more entrance, with a poster of its own."""
    return await service.add_entrance(call, actor, SiteId(site_id), body)


@keeping.delete("/kept-sites/{site_id}/entrances/{entrance_id}", status_code=204)
async def close_entrance(call: CurrentCall, actor: CurrentActor, site_id: UUID, entrance_id: UUID) -> None:
    """Close an entrance; its poster opens nothing any more."""
    await service.close_entrance(call, actor, SiteId(site_id), entrance_id)


@keeping.post("/kept-sites/{site_id}/entrances/{entrance_id}/poster", status_code=201)
@panel
async def replace_poster(call: CurrentCall, actor: CurrentActor, site_id: UUID, entrance_id: UUID) -> EntranceAnswer:
    """A new posted code; the former posters of the entrance open nothing any more."""
    return await service.replace_poster(call, actor, SiteId(site_id), entrance_id)


@keeping.get("/kept-sites/{site_id}/entrances/{entrance_id}/poster", response_class=Response)
async def print_poster(
    call: CurrentCall, actor: CurrentActor, site_id: UUID, entrance_id: UUID, size: PosterSize = "a4"
) -> Response:
    """The poster of an entrance, to print."""
    content = await service.print_poster(call, actor, SiteId(site_id), entrance_id, size)
    return Response(content, media_type="application/pdf")


@keeping.post("/kept-sites/{site_id}/invitations", status_code=201)
async def invite(call: CurrentCall, actor: CurrentActor, site_id: UUID, body: InvitationRequest) -> InvitationMade:
    """A link that makes one person staff of the site, once, within two days."""
    return await service.invite(call, actor, SiteId(site_id), body)


@keeping.delete("/kept-sites/{site_id}/invitations/{invitation_id}", status_code=204)
async def revoke_invitation(call: CurrentCall, actor: CurrentActor, site_id: UUID, invitation_id: UUID) -> None:
    """Take an invitation back."""
    await service.revoke_invitation(call, actor, SiteId(site_id), invitation_id)


@keeping.delete("/kept-sites/{site_id}/staff/{person_id}", status_code=204)
async def remove_staff(call: CurrentCall, actor: CurrentActor, site_id: UUID, person_id: UUID) -> None:
    """Let a member of staff go."""
    await service.remove_staff(call, actor, SiteId(site_id), PersonId(person_id))


@keeping.post("/invitations/look")
async def get_invitation(call: CurrentCall, _: CurrentActor, body: InvitationSecret) -> InvitationAnswer:
    """To what an invitation invites."""
    return await service.get_invitation(call, body.secret)


@keeping.post("/invitations/acceptance", status_code=201)
async def accept_invitation(call: CurrentCall, actor: CurrentActor, body: InvitationSecret) -> JoinedAnswer:
    """Become staff of the site that invites."""
    return await service.accept_invitation(call, actor, body.secret)


@keeping.get("/region-sites")
@panel
async def list_region_sites(
    call: CurrentCall,
    actor: CurrentActor,
    text: Annotated[PlainText, Query(max_length=80)] = "",
    state: SiteState | None = None,
    after: Annotated[PlainText, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> RegionSitesPage:
    """The sites of the officer's region, by name or address and by state, page by page."""
    return await service.list_region_sites(call, actor, SitesWanted(text.strip(), state, after), limit)


@keeping.post("/region-sites/{site_id}/decisions", status_code=201)
async def decide_site(call: CurrentCall, actor: CurrentActor, site_id: UUID, body: SiteDecision) -> RegionSite:
    """Approve, suspend, resume or move a site, with the ground."""
    return await service.decide_site(call, actor, SiteId(site_id), body)
