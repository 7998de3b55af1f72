"""A turnstile with a key of its own, as a maker would build it: nothing here is taken from the product's own client."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support.application import Member, World
from support.gates import Gate, open_gate

GATE = "http://test/gate/v1"


@dataclass
class Turnstile:
    """A device; `clock_off` is how far its clock is ahead of the centre's."""

    world: World
    device_id: str = ""
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    clock_off: timedelta = timedelta()

    @property
    def public_key(self) -> str:
        point = self.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return point.hex()

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """The headers of a signed request; the signature is in DER, as most libraries write it."""
        seconds = str(int((self.world.clock.now() + self.clock_off).timestamp()))
        lines = ["ANKANG-GATE-1", method, path, self.device_id or "-", seconds, hashlib.sha256(body).hexdigest(), "end"]
        signature = self.private_key.sign("\n".join(lines).encode(), ec.ECDSA(hashes.SHA256()))
        named = {"Gate-Device": self.device_id} if self.device_id else {}
        return {**named, "Gate-Time": seconds, "Gate-Signature": signature.hex(), "Content-Type": "application/json"}

    async def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """A signed request."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = self.headers(method, f"/gate/v1{path}", content)
        return await self.world.guest().request(method, f"{GATE}{path}", content=content, headers=headers)

    async def enrol(self, code: str) -> httpx.Response:
        """Enrol with a code; from now on the device knows who it is."""
        answer = await self.send("POST", "/enrolment", {"code": code, "public_key": self.public_key})
        if answer.status_code == 201:
            self.device_id = answer.json()["device_id"]
        return answer

    async def ask(self, **body: Any) -> httpx.Response:
        """Ask whether somebody may pass."""
        return await self.send("POST", "/pass", {"key": str(uuid4()), **body})

    async def answers(self, **body: Any) -> dict[str, Any]:
        """The answer of a request that is answered."""
        answer = await self.ask(**body)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said


@dataclass
class Installed:
    """A turnstile at a gate where staff are on duty too, and the officer of the region."""

    turnstile: Turnstile
    gate: Gate
    officer: Member

    @property
    def path(self) -> str:
        return devices_of(self.gate)

    async def change(self, who: Member | None = None, **changes: Any) -> httpx.Response:
        """Change the device's settings or state."""
        body = {"state": "active", "on_timeout": "bar", "reads_documents": False, **changes}
        return await (who or self.officer).put(f"{self.path}/{self.turnstile.device_id}", json=body)


def devices_of(gate: Gate) -> str:
    """The path of a site's devices."""
    return f"/checkpoints/sites/{gate.site.site_id}/devices"


async def register_device(who: Member, gate: Gate, **changes: Any) -> dict[str, Any]:
    """A device that awaits enrolment."""
    entrance_id = str(gate.site.entrances[0].entrance_id)
    body = {"key": str(uuid4()), "entrance_id": entrance_id, "name": "北门 1 号", **changes}
    answer = await who.post(devices_of(gate), json=body)
    assert answer.status_code == 201, answer.text
    device: dict[str, Any] = answer.json()
    return device


async def code_for(who: Member, gate: Gate, device_id: str) -> str:
    """An enrolment code."""
    answer = await who.post(f"{devices_of(gate)}/{device_id}/enrolment")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def installed(world: World, gate: Gate | None = None, **changes: Any) -> Installed:
    """A turnstile that has enrolled."""
    gate, officer = gate or await open_gate(world), await world.officer()
    device = await register_device(officer, gate, **changes)
    turnstile = Turnstile(world)
    answer = await turnstile.enrol(await code_for(officer, gate, device["device_id"]))
    assert answer.status_code == 201, answer.text
    return Installed(turnstile, gate, officer)
