"""Verifying: a verdict on the text of a QR, from the text, the key bundle and the verifier's clock alone.

Every outcome is a value. The order is: read all of it strictly, then whose key, then both
signatures, then the token's times, then the proof's; so a refusal for a time is only ever said
of a code that is genuine. Whether the code was killed or recoloured since, and whether the site
admits its holder, others decide with what `Verified` holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ankang.core.colours import Colour
from ankang.core.credential import base45, cbor, cose
from ankang.core.credential.claims import ProofClaims, TokenClaims
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.issue import BEFORE_KEY_ID
from ankang.core.credential.key_bundle import KeyBundle, KeyState, KeyUse
from ankang.core.credential.keys import KEY_ID_BYTES
from ankang.core.credential.present import AFTER_TOKEN, BEFORE_TOKEN, PREFIX
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.times import DEFAULT_TIMES, Times

MAX_READ_BYTES = 512
"""More than a proof ever has (276), so that later optional claims fit; checked before anything is decoded."""
_MAX_READ_CHARACTERS = len(PREFIX) + MAX_READ_BYTES // 2 * 3


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine, fresh code. `grace` asks for amber and the document compared: the token is past its end.

    `answered`: the proof answers the digits of a step-up. `nonce` and `beacon` are handed on as they came.
    """

    issuer: str
    colour: Colour
    name: str
    document_tail: str
    code_name: CodeName
    issued_at: datetime
    expires_at: datetime
    proof_at: datetime
    grace: bool
    nonce: bytes | None
    beacon: bytes | None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that was read and not yet believed."""

    message: cose.Sign1
    claims: ProofClaims
    token: cose.Sign1
    token_claims: TokenClaims
    key_id: bytes


def verify(
    qr_text: str,
    keys: KeyBundle,
    at: datetime,
    times: Times = DEFAULT_TIMES,
    *,
    centre_reachable: bool = True,
    digits: bytes | None = None,
) -> Verified | Refused:
    """What the text of a QR proves at the instant `at` of the verifier's clock.

    `centre_reachable` False lets an expired token pass with `grace` until `times.grace` after its
    issuance; it is the caller's to say that the centre cannot be asked (CREDENTIAL: a list older
    than 15 minutes). `digits` are those of a step-up that stand on the verifier's screen now
    (`step_up.nonce_of`): the proof must answer them, and then its time may be off by `times.step_up`,
    because a picture cannot answer.
    """
    proof = read_proof(qr_text)
    if isinstance(proof, Refused):
        return proof
    refused = (
        _signature_refusal(proof, keys)
        or _token_time_refusal(proof.token_claims, at, times, centre_reachable=centre_reachable)
        or _proof_time_refusal(proof.claims, at, times, digits)
    )
    if refused is not None:
        return refused
    return _verified(proof, at, answered=digits is not None)


def read_proof(qr_text: str) -> Proof | Refused:
    """The parts of a QR text, read strictly; nothing of it is believed yet."""
    if not qr_text.startswith(PREFIX):
        return Refused(Refusal.UNKNOWN_PREFIX, f"expected {PREFIX}")
    if len(qr_text) > _MAX_READ_CHARACTERS:
        return Refused(Refusal.TOO_LONG, f"expected at most {_MAX_READ_CHARACTERS} characters, got {len(qr_text)}")
    try:
        return _proof_of(base45.decode(qr_text[len(PREFIX) :]))
    except ValueError as error:
        return Refused(Refusal.MALFORMED, str(error))


def read_token(message: cose.Sign1) -> tuple[bytes, TokenClaims]:
    """The id of the key that a token names, and its claims; raises MalformedError."""
    header = message.protected
    if len(header) != len(BEFORE_KEY_ID) + KEY_ID_BYTES or not header.startswith(BEFORE_KEY_ID):
        raise cbor.MalformedError("token: expected a header of ES256 and a key id of four bytes, nothing else")
    return header[len(BEFORE_KEY_ID) :], TokenClaims.from_cbor(message.payload)


def _proof_of(data: bytes) -> Proof:
    message = cose.read(data, "proof")
    header = message.protected
    if not header.startswith(BEFORE_TOKEN) or not header.endswith(AFTER_TOKEN):
        raise cbor.MalformedError("proof: expected a header of ES256, a token and the type 294, nothing else")
    token = cose.read(header[len(BEFORE_TOKEN) : -len(AFTER_TOKEN)], "token")
    key_id, token_claims = read_token(token)
    return Proof(message, ProofClaims.from_cbor(message.payload), token, token_claims, key_id)


def _verified(proof: Proof, at: datetime, *, answered: bool) -> Verified:
    claims = proof.token_claims
    return Verified(
        issuer=claims.issuer,
        colour=claims.colour,
        name=claims.name,
        document_tail=claims.document_tail,
        code_name=claims.code_name,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        proof_at=proof.claims.issued_at,
        grace=at >= claims.expires_at,
        nonce=proof.claims.nonce,
        beacon=proof.claims.beacon,
        answered=answered,
    )


def _signature_refusal(proof: Proof, keys: KeyBundle) -> Refused | None:
    claims = proof.token_claims
    key = keys.find_key(proof.key_id, KeyUse.TOKEN)
    if key is None or key.issuer != claims.issuer:
        return Refused(
            Refusal.UNKNOWN_ISSUER, f"token: no token key {proof.key_id.hex()} of the issuer {claims.issuer!r}"
        )
    if key.state is KeyState.REVOKED:
        return Refused(Refusal.REVOKED_KEY, f"token: the key {proof.key_id.hex()} is revoked")
    if not proof.token.is_signed_by_issuer(key.public_key):
        return Refused(Refusal.BAD_SIGNATURE, "token: the issuer's signature does not fit")
    if not key.was_in_term(claims.issued_at):
        return Refused(Refusal.KEY_OUT_OF_TERM, f"token: issued outside the term of the key {proof.key_id.hex()}")
    if not proof.message.is_signed_by(claims.device_key.point):
        return Refused(Refusal.BAD_SIGNATURE, "proof: not signed by the phone that the token names")
    return None


def _token_time_refusal(claims: TokenClaims, at: datetime, times: Times, *, centre_reachable: bool) -> Refused | None:
    age = (at - claims.issued_at).total_seconds()
    if age < -times.step_up:
        return Refused(Refusal.NOT_YET, f"token: issued {-age:.0f} s ahead of this clock")
    if at >= claims.expires_at and (centre_reachable or age > times.grace):
        return Refused(Refusal.EXPIRED, f"token: issued {age:.0f} s ago")
    return None


def _proof_time_refusal(claims: ProofClaims, at: datetime, times: Times, digits: bytes | None) -> Refused | None:
    past = (at - claims.issued_at).total_seconds()
    if not -times.step_up <= past <= times.step_up:
        return Refused(Refusal.STALE_PROOF, f"proof: made {past:.0f} s before this clock")
    if digits is not None:
        if claims.nonce != digits:
            return Refused(Refusal.WRONG_ANSWER, "proof: does not answer the digits")
        return None
    if not -times.proof_future <= past <= times.proof_past:
        return Refused(Refusal.STEP_UP_NEEDED, f"proof: made {past:.0f} s before this clock")
    return None
