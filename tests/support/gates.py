"""A site with staff on duty, for tests of checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

import httpx

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import Site, SiteKind, SiteRules
from ankang.checkpoints.model.visits import Registration
from ankang.checkpoints.store.registrations import add_registration
from ankang.core.ids import PersonId
from support.application import Member, World
from support.phones import Phone


@dataclass
class Gate:
    """Staff on duty at a site."""

    staff: Member
    site: Site

    async def scan(self, qr_text: str, key: str | None = None) -> dict[str, Any]:
        """Scan a QR; the verdict."""
        answer = await self.staff.post("/checkpoints/scans", json={"key": key or str(uuid4()), "qr_text": qr_text})
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def scan_phone(self, phone: Phone) -> dict[str, Any]:
        """Scan a fresh QR of a phone."""
        return await self.scan(phone.qr())

    async def look_up(self, document_number: str, key: str | None = None) -> httpx.Response:
        """Look somebody up by document."""
        body = {"key": key or str(uuid4()), "document_number": document_number}
        return await self.staff.post("/checkpoints/look-ups", json=body)

    async def measure(
        self, visit_id: str, celsius: object, key: str | None = None, *, document_compared: bool = False
    ) -> httpx.Response:
        """Record a reading."""
        body = {"key": key or str(uuid4()), "celsius": celsius, "document_compared": document_compared}
        return await self.staff.post(f"/checkpoints/visits/{visit_id}/temperatures", json=body)


async def register_at(
    gate: Gate, person_id: UUID, visit_id: UUID, state: Literal["registered", "waiting"] = "registered"
) -> None:
    """An abnormal temperature that the gate's staff registered, without the visit and the readings before it."""
    async with gate.staff.world.call() as call:
        registration = Registration(
            person_id=PersonId(person_id),
            visit_id=visit_id,
            staff_id=gate.staff.person_id,
            site_id=gate.site.site_id,
            division_code=gate.site.division_code,
            celsius=37.9,
            registered_at=call.now,
            state=state,
        )
        await add_registration(call.connection, call.cipher, registration)


async def open_gate(
    world: World,
    name: str = "明珠广场北门",
    rules: SiteRules | None = None,
    division_code: str = "340102",
    kind: SiteKind = SiteKind.BUILDING,
) -> Gate:
    """A new site, and staff who went on duty there."""
    staff = await world.staff(division_code)
    async with world.call() as call:
        site = await checkpoints.create_site(call, name, kind, division_code, rules)
        await checkpoints.assign_staff(call, staff.person_id, site.site_id)
    answer = await staff.put("/checkpoints/duty", json={"site_id": str(site.site_id)})
    assert answer.status_code == 200, answer.text
    return Gate(staff, site)
