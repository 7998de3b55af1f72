"""Sites as keepers register them, for tests of sites, posters and invitations."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from support.application import Member, World
from support.bodies import FORM, SITE
from support.phones import Phone


async def register_site(keeper: Member, **changes: Any) -> dict[str, Any]:
    """A site that waits for an officer."""
    answer = await keeper.post("/checkpoints/kept-sites", json=SITE | {"key": str(uuid4())} | changes)
    assert answer.status_code == 201, answer.text
    site: dict[str, Any] = answer.json()
    return site


async def decide(officer: Member, site_id: str, act: str, **more: Any) -> httpx.Response:
    """An officer's decision; the answer."""
    body = {"act": act, "ground": "现场核对", **more}
    return await officer.post(f"/checkpoints/region-sites/{site_id}/decisions", json=body)


async def active_site(world: World, keeper: Member, **changes: Any) -> dict[str, Any]:
    """A site that an officer approved."""
    site = await register_site(keeper, **changes)
    approved = await decide(await world.officer(), site["site_id"], "approve")
    assert approved.status_code == 201, approved.text
    return site


async def secret_of(keeper: Member, site_id: str) -> tuple[str, str]:
    """A new invitation: its id, and the secret in its link."""
    answer = await keeper.post(f"/checkpoints/kept-sites/{site_id}/invitations", json={"key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return answer.json()["invitation_id"], answer.json()["link"].partition("#/invitation/")[2]


async def accept(member: Member, secret: str) -> httpx.Response:
    """Use an invitation."""
    return await member.post("/checkpoints/invitations/acceptance", json={"secret": secret})


async def resident_with_phone(world: World) -> tuple[Member, Phone]:
    """张三, green, with a phone that shows it."""
    zhang = await world.register("张三")
    form = FORM | {"arrival": {"from_outside": False}, "contact": {"close_contact": False}, "symptoms": []}
    assert (await zhang.post("/applications", json=form)).status_code == 201
    phone = Phone(zhang, zhang.person_id)
    await phone.renew()
    return zhang, phone
