"""How a keeper takes on staff by a link that one person uses once, and lets them go."""

from __future__ import annotations

import hashlib
import secrets
from functools import partial
from uuid import UUID, uuid4

from ankang.areas import service as areas
from ankang.checkpoints.keeping_schemas import InvitationAnswer, InvitationMade, InvitationRequest, JoinedAnswer
from ankang.checkpoints.model.keeping import (
    INVITATION_TERM,
    MOST_INVITATIONS,
    invitation_over,
    too_many_invitations,
)
from ankang.checkpoints.model.sites import KIND_WORDS, SiteState
from ankang.checkpoints.service.keeping import kept_by
from ankang.checkpoints.service.once import once
from ankang.checkpoints.store import keeping as store
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store.keeping import Kept
from ankang.core.ids import PersonId, SiteId
from ankang.identity import service as identity
from ankang.runtime.access import Actor, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call

_SECRET_BYTES = 24


async def invite(call: Call, actor: Actor, site_id: SiteId, body: InvitationRequest) -> InvitationMade:
    """A link for one more member of staff, told once; what is kept of it is a digest."""
    await kept_by(call, actor, site_id, lock=True)
    return await once(
        call, actor, body.key, "invitation", str(site_id), InvitationMade, partial(_invite, call, site_id)
    )


async def revoke_invitation(call: Call, actor: Actor, site_id: SiteId, invitation_id: UUID) -> None:
    """Take a link back; again changes nothing."""
    await kept_by(call, actor, site_id, lock=True)
    if not await store.revoke_invitation(call.connection, site_id, invitation_id, call.now):
        raise not_yours()


async def get_invitation(call: Call, secret: str) -> InvitationAnswer:
    """To what a link invites, so that nobody accepts blindly."""
    kept, invitation = await _invited_to(call, secret)
    keeper = await identity.get_person(call, kept.keeper_id) if kept.keeper_id else None
    return InvitationAnswer(
        site_id=kept.site.site_id,
        site_name=kept.site.name,
        kind_words=WordsAnswer.of(KIND_WORDS[kept.site.kind]),
        division_name=areas.division_name(kept.site.division_code),
        address=kept.site.address,
        keeper_masked_name=keeper.masked_name if keeper else None,
        expires_at=invitation.expires_at,
    )


async def accept_invitation(call: Call, actor: Actor, secret: str) -> JoinedAnswer:
    """Become staff of the site, and of no other; the link is used up."""
    kept, invitation = await _invited_to(call, secret)
    site = kept.site
    signed_out = await identity.take_on_site_staff(call, actor, site.name)
    await sites_store.assign_staff(call.connection, call.cipher, actor.person_id, site.site_id, call.now)
    await store.use_invitation(call.connection, site.site_id, invitation.invitation_id, call.now)
    return JoinedAnswer(site_id=site.site_id, site_name=site.name, signed_out=signed_out)


async def remove_staff(call: Call, actor: Actor, site_id: SiteId, staff_id: PersonId) -> None:
    """Let somebody go: off duty at once, and no staff any more where no other site has them."""
    await kept_by(call, actor, site_id, lock=True)
    duty = await sites_store.find_duty(call.connection, call.cipher, staff_id, lock=True)
    if not await store.remove_staff(call.connection, call.cipher, site_id, staff_id):
        raise not_yours()
    if duty is not None and duty.site.site_id == site_id:
        await sites_store.end_duty(call.connection, staff_id, call.now)
    if not await sites_store.list_staff_sites(call.connection, call.cipher, staff_id):
        await identity.let_go_site_staff(call, staff_id)


async def _invite(call: Call, site_id: SiteId) -> InvitationMade:
    if len(await store.list_open_invitations(call.connection, site_id, call.now)) >= MOST_INVITATIONS:
        raise too_many_invitations()
    secret, invitation_id = secrets.token_urlsafe(_SECRET_BYTES), uuid4()
    expires_at = call.now + INVITATION_TERM
    await store.add_invitation(call.connection, site_id, invitation_id, _digest(secret), call.now, expires_at)
    # After the #, so that no server on the way and no log reads the secret.
    link = f"{call.config.origin}/staff/#/invitation/{secret}"
    return InvitationMade(invitation_id=invitation_id, link=link, expires_at=expires_at)


async def _invited_to(call: Call, secret: str) -> tuple[Kept, store.Invitation]:
    invitation = await store.lock_invitation(call.connection, _digest(secret), call.now)
    kept = await store.find_kept(call.connection, call.cipher, invitation.site_id) if invitation else None
    if invitation is None or kept is None or kept.site.state is SiteState.SUSPENDED:
        raise invitation_over()
    return kept, invitation


def _digest(secret: str) -> bytes:
    # 192 random bits: a plain digest is as good as a slow one.
    return hashlib.sha256(secret.encode()).digest()
