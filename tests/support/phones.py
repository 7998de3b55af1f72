"""A phone that holds a code, and people who have one: for tests of codes, checkpoints and the console."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from ankang.assessments import service as assessments
from ankang.codes import service as codes
from ankang.core.credential.claims import ProofClaims, TokenClaims
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import renewal_request
from ankang.core.credential.present import present
from ankang.core.credential.verify import Proof, read_proof
from ankang.core.days import local_day
from ankang.core.facts import Content, Declaration, Enrolment, Source
from ankang.core.ids import PersonId
from support.application import Member, World


def base64url(data: bytes) -> str:
    """As requests carry bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Phone:
    """A phone with a fresh key for each token, as the app makes it."""

    member: Member
    person_id: PersonId
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    token: bytes = b""

    def request(self, at: datetime | None = None) -> str:
        """The signed renewal request for a new key."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        made_at = at or self.member.world.clock.now()
        return base64url(renewal_request(PublicKey.of(self.key), made_at, signer_of(self.key)))

    async def ask(self, request: str) -> httpx.Response:
        """Send a renewal request."""
        return await self.member.post(f"/codes/{self.person_id}/tokens", json={"request": request})

    async def renew(self) -> dict[str, Any]:
        """Get a token; the answer."""
        answer = await self.ask(self.request())
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        self.token = base64.urlsafe_b64decode(body["token"] + "==")
        return body

    def qr(self, at: datetime | None = None) -> str:
        """The text of a fresh QR."""
        made_at = at or self.member.world.clock.now()
        return present(self.token, ProofClaims(made_at), signer_of(self.key))

    @property
    def claims(self) -> TokenClaims:
        """What the token says."""
        proof = read_proof(self.qr())
        assert isinstance(proof, Proof)
        return proof.token_claims


async def give_code(
    world: World, member: Member, *contents: Content, city_code: str = "3401", source: Source = Source.DECLARED
) -> None:
    """An accepted declaration and an enrolment, with more facts as the test needs them."""
    today = local_day(world.clock.now())
    async with world.call() as call:
        base: Sequence[Content] = (Declaration(today), Enrolment(city_code, today))
        facts = [
            *(assessments.new_fact(call, member.person_id, Source.DECLARED, "test", item) for item in base),
            *(assessments.new_fact(call, member.person_id, source, "test", item) for item in contents),
        ]
        await assessments.record(call, member.person_id, facts, None)
        await codes.enrol(call, member.person_id, city_code)


async def add_facts(
    world: World, member: Member, *contents: Content, source: Source = Source.HEALTH_DEPARTMENT
) -> None:
    """More facts about somebody."""
    async with world.call() as call:
        facts = [assessments.new_fact(call, member.person_id, source, "test", item) for item in contents]
        await assessments.record(call, member.person_id, facts, None)


async def resident_with_phone(world: World, *contents: Content, name: str = "张三") -> tuple[Member, Phone]:
    """A resident with a code, and the phone that shows it."""
    member = await world.register(name)
    await give_code(world, member, *contents)
    phone = Phone(member, member.person_id)
    await phone.renew()
    return member, phone


def days_ago(world: World, days: int) -> Any:
    """A local day before today."""
    return local_day(world.clock.now() - timedelta(days=days))
