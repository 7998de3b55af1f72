"""What keepers and officers do with gate devices: register, give enrolment codes, set, suspend, revoke."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from ankang.checkpoints.device_schemas import DeviceAnswer, DeviceChange, DeviceRequest, EnrolmentCode
from ankang.checkpoints.model.devices import (
    ENROLMENT_TERM,
    MOST_DEVICES,
    STATE_WORDS,
    Device,
    DeviceState,
    not_working,
    state_after,
    too_many_devices,
)
from ankang.checkpoints.model.sites import Site
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.ruling_sites import site_to_rule
from ankang.checkpoints.store import devices as store
from ankang.checkpoints.store import keeping
from ankang.core.ids import SiteId
from ankang.runtime.access import Actor, Role, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call

# Without letters and digits that look alike; 16 of 32 are 80 bits, in four groups to be typed at a gate.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 4, 4


async def list_devices(call: Call, actor: Actor, site_id: SiteId) -> list[DeviceAnswer]:
    """The devices of a site, for its keeper and officers of its region; revoked ones stay in the list."""
    site = await site_to_rule(call, actor, site_id)
    return [_answer(call, site, device) for device in await store.list_devices(call.connection, site_id)]


async def register_device(call: Call, actor: Actor, site_id: SiteId, body: DeviceRequest) -> DeviceAnswer:
    """A new device at an entrance; it works once it has enrolled with a code."""
    site = await site_to_rule(call, actor, site_id)
    said = f"{site_id}:{body.model_dump_json(exclude={'key'})}"
    return await once(call, actor, body.key, "device", said, DeviceAnswer, partial(_register, call, site, body))


async def change_device(call: Call, actor: Actor, site_id: SiteId, device_id: UUID, body: DeviceChange) -> DeviceAnswer:
    """Set, suspend, resume or revoke a device; again changes nothing."""
    site, device = await _locked(call, actor, site_id, device_id)
    by_officer = actor.has(Role.OFFICER) and actor.covers(site.division_code)
    changed = state_after(device, body.state, by_officer=by_officer)
    changed = replace(changed, on_timeout=body.on_timeout, reads_documents=body.reads_documents)
    await store.write_device(call.connection, changed)
    if changed.state is DeviceState.REVOKED:
        await store.write_code(call.connection, changed, None, None)
        changed = replace(changed, code_expires_at=None)
    return _answer(call, site, changed)


async def make_code(call: Call, actor: Actor, site_id: SiteId, device_id: UUID) -> EnrolmentCode:
    """A code to enrol with: for a new device, or to replace the key of one. The code before it ends."""
    _, device = await _locked(call, actor, site_id, device_id)
    if device.state in (DeviceState.REVOKED, DeviceState.SUSPENDED):
        raise not_working(device.state)
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    code, expires_at = "-".join(groups), call.now + ENROLMENT_TERM
    await store.write_code(call.connection, device, code_digest(code), expires_at)
    return EnrolmentCode(code=code, expires_at=expires_at)


async def revoke_code(call: Call, actor: Actor, site_id: SiteId, device_id: UUID) -> None:
    """Take the code of a device back; again changes nothing."""
    _, device = await _locked(call, actor, site_id, device_id)
    await store.write_code(call.connection, device, None, None)


def code_digest(code: str) -> bytes:
    """What is kept of an enrolment code, however it was typed."""
    # 80 random bits that live two hours: a plain digest is as good as a slow one.
    return hashlib.sha256(code.upper().replace("-", "").replace(" ", "").encode()).digest()


async def _register(call: Call, site: Site, body: DeviceRequest) -> DeviceAnswer:
    await keeping.find_kept(call.connection, call.cipher, site.site_id, lock=True)
    working = [
        one for one in await store.list_devices(call.connection, site.site_id) if one.state is not DeviceState.REVOKED
    ]
    if len(working) >= MOST_DEVICES:
        raise too_many_devices()
    if site.entrance(body.entrance_id) is None:
        raise not_yours()
    device = Device(
        site_id=site.site_id,
        device_id=uuid4(),
        entrance_id=body.entrance_id,
        name=body.name,
        state=DeviceState.AWAITING,
        on_timeout=body.on_timeout,
        reads_documents=body.reads_documents,
        registered_at=call.now,
    )
    await store.add_device(call.connection, device)
    return _answer(call, site, device)


async def _locked(call: Call, actor: Actor, site_id: SiteId, device_id: UUID) -> tuple[Site, Device]:
    site = await site_to_rule(call, actor, site_id)
    device = await store.lock_device(call.connection, site_id, device_id)
    if device is None:
        raise not_yours()
    return site, device


def _answer(call: Call, site: Site, device: Device) -> DeviceAnswer:
    entrance = site.entrance(device.entrance_id)
    return DeviceAnswer(
        device_id=device.device_id,
        entrance_id=device.entrance_id,
        entrance_name=entrance.name if entrance else None,
        name=device.name,
        state=device.state,
        state_words=WordsAnswer.of(STATE_WORDS[device.state]),
        on_timeout=device.on_timeout,
        reads_documents=device.reads_documents,
        held=device.held,
        registered_at=device.registered_at,
        enrolled_at=device.enrolled_at,
        last_seen_at=device.last_seen_at,
        code_expires_at=device.open_code_until(call.now),
    )
