"""Routes of gate devices: what keepers and officers do with them, and what the devices ask themselves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from ankang.checkpoints import service
from ankang.checkpoints.device_schemas import (
    DeviceAnswer,
    DeviceChange,
    DeviceRequest,
    DeviceSettings,
    EnrolmentCode,
    EnrolmentRequest,
    PassAnswer,
    PassRequest,
)
from ankang.core.ids import SiteId
from ankang.runtime.edge import CurrentActor, CurrentCall, CurrentSigned, gate_router, router
from ankang.runtime.load import panel

devices = router("/checkpoints", "checkpoints")
gate_devices = gate_router("gate devices")


async def _device(call: CurrentCall, signed: CurrentSigned) -> service.Enrolled:
    return await service.authenticate_device(call, signed)


CurrentDevice = Annotated[service.Enrolled, Depends(_device)]


@devices.get("/sites/{site_id}/devices")
@panel
async def list_devices(call: CurrentCall, actor: CurrentActor, site_id: UUID) -> list[DeviceAnswer]:
    """The gate devices of a site."""
    return await service.list_devices(call, actor, SiteId(site_id))


@devices.post("/sites/{site_id}/devices", status_code=201)
async def register_device(call: CurrentCall, actor: CurrentActor, site_id: UUID, body: DeviceRequest) -> DeviceAnswer:
    """Register a device at an entrance; it works once it has enrolled."""
    return await service.register_device(call, actor, SiteId(site_id), body)


@devices.put("/sites/{site_id}/devices/{device_id}")
async def change_device(
    call: CurrentCall, actor: CurrentActor, site_id: UUID, device_id: UUID, body: DeviceChange
) -> DeviceAnswer:
    """Set, suspend, resume or revoke a device."""
    return await service.change_device(call, actor, SiteId(site_id), device_id, body)


@devices.post("/sites/{site_id}/devices/{device_id}/enrolment", status_code=201)
async def make_enrolment_code(call: CurrentCall, actor: CurrentActor, site_id: UUID, device_id: UUID) -> EnrolmentCode:
    """A one-time code to enrol with, or to replace the device's key; the code before it ends."""
    return await service.make_code(call, actor, SiteId(site_id), device_id)


@devices.delete("/sites/{site_id}/devices/{device_id}/enrolment", status_code=204)
async def revoke_enrolment_code(call: CurrentCall, actor: CurrentActor, site_id: UUID, device_id: UUID) -> None:
    """Take an enrolment code back."""
    await service.revoke_code(call, actor, SiteId(site_id), device_id)


@gate_devices.post("/enrolment", status_code=201)
async def enrol(call: CurrentCall, signed: CurrentSigned, body: EnrolmentRequest) -> DeviceSettings:
    """A device gives its public key, in a request that the key has signed (`-` stands for the device)."""
    return await service.enrol(call, signed, body)


@gate_devices.get("/settings")
async def get_settings(call: CurrentCall, device: CurrentDevice) -> DeviceSettings:
    """What the device has to know: its gate, what to do on a time-out, the words of the prompts."""
    return await service.settings_of(call, device)


@gate_devices.post("/pass")
async def ask_to_pass(call: CurrentCall, device: CurrentDevice, body: PassRequest) -> PassAnswer:
    """Somebody is before the gate: open or stay shut, and what to say; recorded as a visit."""
    return await service.ask_to_pass(call, device, body)
