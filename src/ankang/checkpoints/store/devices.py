"""SQL of gate devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, select, update

from ankang.checkpoints.model.devices import SEEN_EVERY, Device, DeviceState, OnTimeout
from ankang.checkpoints.tables import gate_devices
from ankang.core.credential.keys import PublicKey
from ankang.core.ids import SiteId
from ankang.runtime.database import AsyncConnection


async def add_device(connection: AsyncConnection, device: Device) -> None:
    """Write a new device."""
    await connection.execute(
        insert(gate_devices).values(
            site_id=device.site_id,
            device_id=device.device_id,
            entrance_id=device.entrance_id,
            name=device.name,
            registered_at=device.registered_at,
            **_changing(device),
        )
    )


async def write_device(connection: AsyncConnection, device: Device) -> None:
    """Write what its keeper or an officer changed of a device that the caller has locked."""
    await connection.execute(update(gate_devices).where(*_this(device)).values(**_changing(device)))


async def list_devices(connection: AsyncConnection, site_id: SiteId) -> list[Device]:
    """The devices of a site, the first registered first."""
    query = select(gate_devices).where(gate_devices.c.site_id == site_id)
    rows = await connection.execute(query.order_by(gate_devices.c.registered_at, gate_devices.c.device_id))
    return [_device(row) for row in rows]


async def lock_device(connection: AsyncConnection, site_id: SiteId, device_id: UUID) -> Device | None:
    """A device of a site, locked."""
    query = select(gate_devices).where(gate_devices.c.site_id == site_id, gate_devices.c.device_id == device_id)
    row = (await connection.execute(query.with_for_update())).one_or_none()
    return _device(row) if row is not None else None


async def find_device(connection: AsyncConnection, device_id: UUID) -> Device | None:
    """A device by its id alone, as its requests name it."""
    row = (await connection.execute(select(gate_devices).where(gate_devices.c.device_id == device_id))).one_or_none()
    return _device(row) if row is not None else None


async def lock_by_code(connection: AsyncConnection, digest: bytes) -> Device | None:
    """The device for which an enrolment code was made, used or not, locked."""
    query = select(gate_devices).where(gate_devices.c.code_digest == digest).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return _device(row) if row is not None else None


async def write_code(
    connection: AsyncConnection, device: Device, digest: bytes | None, expires_at: datetime | None
) -> None:
    """Give a device an enrolment code, of which the digest is kept, or none; the one before it ends."""
    await connection.execute(
        update(gate_devices)
        .where(*_this(device))
        .values(code_digest=digest, code_expires_at=expires_at, code_used_at=None)
    )


async def write_enrolment(connection: AsyncConnection, device: Device, key: PublicKey, now: datetime) -> None:
    """Give a device its key; its code is used, and the key before it opens nothing any more."""
    await connection.execute(
        update(gate_devices)
        .where(*_this(device))
        .values(
            public_key=key.point,
            enrolled_at=now,
            last_seen_at=now,
            code_used_at=now,
            state=DeviceState.ACTIVE.value,
        )
    )


async def write_seen(connection: AsyncConnection, device: Device, now: datetime) -> None:
    """Remember when a device was last seen, to the minute."""
    is_old = or_(gate_devices.c.last_seen_at.is_(None), gate_devices.c.last_seen_at <= now - SEEN_EVERY)
    await connection.execute(update(gate_devices).where(*_this(device), is_old).values(last_seen_at=now))


def _this(device: Device) -> tuple[Any, ...]:
    return gate_devices.c.site_id == device.site_id, gate_devices.c.device_id == device.device_id


def _changing(device: Device) -> dict[str, Any]:
    return {
        "state": device.state.value,
        "on_timeout": device.on_timeout.value,
        "reads_documents": device.reads_documents,
        "held": device.held,
    }


def _device(row: Row[Any]) -> Device:
    return Device(
        site_id=SiteId(row.site_id),
        device_id=row.device_id,
        entrance_id=row.entrance_id,
        name=row.name,
        state=DeviceState(row.state),
        on_timeout=OnTimeout(row.on_timeout),
        reads_documents=row.reads_documents,
        registered_at=row.registered_at,
        key=PublicKey.from_point(row.public_key) if row.public_key is not None else None,
        enrolled_at=row.enrolled_at,
        last_seen_at=row.last_seen_at,
        code_expires_at=row.code_expires_at,
        code_used=row.code_used_at is not None,
        held=row.held,
    )
