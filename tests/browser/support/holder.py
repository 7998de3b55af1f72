"""A holder whose phone is Python: a real token, and proofs of any age and with any digits, as a picture of a screen."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from ankang.codes import service as codes
from ankang.core.credential.claims import ProofClaims
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.possession import renewal_request
from ankang.core.credential.present import present
from ankang.core.credential.step_up import nonce_of
from ankang.core.ids import PersonId
from ankang.runtime.access import Actor
from ankang.runtime.context import Call
from browser.support.film import poster
from support.phones import base64url


@dataclass
class Holder:
    """Shows one token; `renew` runs as a use case of the journey's server."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    token: bytes = b""

    async def renew(self, call: Call, person_id: PersonId) -> None:
        """Get a token for this phone's key."""
        request = renewal_request(PublicKey.of(self.key), call.now, signer_of(self.key))
        answer = await codes.issue_token(call, Actor(person_id, person_id), person_id, base64url(request))
        self.token = base64.urlsafe_b64decode(answer.token + "==")

    def picture(self, made_at: datetime, digits: str = "") -> bytes:
        """A picture of the QR that was made at an instant; with `digits` it answers a step-up."""
        nonce = nonce_of(digits) if digits else None
        return poster(present(self.token, ProofClaims(made_at, nonce), signer_of(self.key)))
