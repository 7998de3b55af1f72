"""People with phones for a drill: made through the services, their phones in Python."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric import ec

from ankang.applications import service as applications
from ankang.applications.schemas import Address, ApplicationRequest, ArrivalStatement, ContactHistory
from ankang.codes import service as codes
from ankang.core.credential.claims import ProofClaims
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import renewal_request
from ankang.core.credential.present import present
from ankang.core.ids import PersonId
from ankang.identity import service as identity
from ankang.identity.model import DocumentType, check_character
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

PASSWORD = "correct-horse-8"
_FORM = ApplicationRequest(
    city_code="3401",
    address=Address(division_code="340102"),
    contact=ContactHistory(close_contact=False),
    arrival=ArrivalStatement(from_outside=False),
    promise_accepted=True,
)


@dataclass
class Holder:
    """One holder and the phone."""

    person_id: PersonId
    mobile: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    token: bytes = b""

    def qr(self, at: datetime) -> str:
        """What the phone shows, with or without a network."""
        return present(self.token, ProofClaims(at), signer_of(self.key))


async def make_holder(call: Call, number: int) -> Holder:
    """Somebody with a green code on a phone."""
    person_id, mobile = await make_account(call, f"张{_NAMES[number % len(_NAMES)]}", number)
    actor = Actor(person_id, person_id)
    await applications.apply(call, actor, _FORM)
    holder = Holder(person_id, mobile)
    request = renewal_request(PublicKey.of(holder.key), call.now, signer_of(holder.key))
    asked = base64.urlsafe_b64encode(request).rstrip(b"=").decode()
    answer = await codes.issue_token(call, actor, person_id, asked)
    holder.token = base64.urlsafe_b64decode(answer.token + "==")
    return holder


async def make_account(call: Call, name: str, number: int) -> tuple[PersonId, str]:
    """Somebody who can sign in."""
    first_17 = f"340102{date(1950 + number // 100, 5, 17):%Y%m%d}{number % 1000:03d}"
    person = await identity.ensure_person(call, name, DocumentType.MAINLAND_ID, first_17 + check_character(first_17))
    mobile = f"138{number:08d}"
    await identity.open_account(call, person.person_id, mobile, PASSWORD)
    return person.person_id, mobile


_NAMES = "伟芳娜敏静丽强磊军洋艳勇杰娟涛明超秀霞平"
