"""Paper codes: what people without a phone carry. No colour stands in them, for paper does not change.

QR text = `AHP1:` + base45(paper), paper = 18([<<{1: -7, 4: key id, 16: "AHC-PAPER"}>>, {}, <<claims>>, signature]),
claims = {1: issuer, 4: exp, 6: iat, -65537: [name, document, list id, index]}. Anyone can copy paper, so a paper code
is only ever a claim about the person whose document is compared: the verifier shows the name and the document's last
characters, and the colour comes from the permanent status list, which only registered checkpoint devices have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ankang.core.credential import base45, cbor, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import (
    DOCUMENT_TAIL,
    MAX_ISSUER_BYTES,
    MAX_NAME_BYTES,
    check_signed,
    instant_of,
    seconds_of,
)
from ankang.core.credential.code_name import MAX_INDEX, MAX_LIST_ID, CodeName
from ankang.core.credential.key_bundle import KeyBundle, KeyState, KeyUse
from ankang.core.credential.keys import KEY_ID_BYTES, Signer
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.status_list import is_paper_list
from ankang.core.credential.times import DEFAULT_TIMES, Times

PAPER_PREFIX = "AHP1:"
PAPER_TYPE = "AHC-PAPER"
MAX_PAPER_BYTES = 256
_MAX_CHARACTERS = len(PAPER_PREFIX) + MAX_PAPER_BYTES // 2 * 3
_ISSUER, _EXPIRES, _ISSUED, _CODE = 1, 4, 6, -65537
_LABELS = frozenset({_ISSUER, _EXPIRES, _ISSUED, _CODE})
_HEADER_LABELS = frozenset({cose.KEY_ID, cose.TYPE})


@dataclass(frozen=True, slots=True)
class PaperClaims:
    """What the centre signs: the masked name, the document's last three characters, the place in the list."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    name: str
    document_tail: str
    code_name: CodeName

    def __post_init__(self) -> None:
        check_signed(self.issuer, self.name, self.document_tail, self.issued_at, self.expires_at)
        if not is_paper_list(self.code_name.list_id):
            raise ValueError(f"expected a list of the permanent family, got {self.code_name.list_id}")

    def to_cbor(self) -> bytes:
        """The payload under the centre's signature."""
        name = self.code_name
        return cbor.write(
            {
                _ISSUER: self.issuer,
                _EXPIRES: seconds_of(self.expires_at),
                _ISSUED: seconds_of(self.issued_at),
                _CODE: [self.name, self.document_tail, name.list_id, name.index],
            }
        )

    @classmethod
    def from_cbor(cls, payload: bytes) -> PaperClaims:
        """The claims that the payload holds; raises MalformedError."""
        claims = cbor.exact_map(cbor.read(payload, "paper"), "paper", _LABELS)
        name, tail, list_id, index = cbor.exact_list(claims[_CODE], "paper: code", 4)
        try:
            return cls(
                issuer=cbor.exact_text(claims[_ISSUER], "paper: issuer", 1, MAX_ISSUER_BYTES),
                issued_at=instant_of(claims[_ISSUED], "paper: iat"),
                expires_at=instant_of(claims[_EXPIRES], "paper: exp"),
                name=cbor.exact_text(name, "paper: name", 1, MAX_NAME_BYTES),
                document_tail=cbor.exact_text(tail, "paper: document", DOCUMENT_TAIL, DOCUMENT_TAIL),
                code_name=CodeName(
                    cbor.exact_int(list_id, "paper: list id", 0, MAX_LIST_ID),
                    cbor.exact_int(index, "paper: index", 0, MAX_INDEX),
                ),
            )
        except MalformedError:
            raise
        except ValueError as error:
            raise MalformedError(f"paper: {error}") from error


def paper_text(claims: PaperClaims, signer: Signer, key_id: bytes) -> str:
    """The text of the printed QR."""
    header = cose.header_bytes({cose.KEY_ID: key_id, cose.TYPE: PAPER_TYPE})
    return PAPER_PREFIX + base45.encode(cose.sign(header, claims.to_cbor(), signer))


def verify_paper(text: str, keys: KeyBundle, at: datetime, times: Times = DEFAULT_TIMES) -> PaperClaims | Refused:
    """What a printed QR proves: who it names and where its colour stands, never that it is this person's.

    Refusals as `verify` has them, without those of a proof. The caller looks its colour up and has the document
    compared.
    """
    if not text.startswith(PAPER_PREFIX):
        return Refused(Refusal.UNKNOWN_PREFIX, f"expected {PAPER_PREFIX}")
    if len(text) > _MAX_CHARACTERS:
        return Refused(Refusal.TOO_LONG, f"expected at most {_MAX_CHARACTERS} characters, got {len(text)}")
    try:
        message = cose.read(base45.decode(text[len(PAPER_PREFIX) :]), "paper")
        header = message.header("paper: header", _HEADER_LABELS)
        key_id = cbor.exact_bytes(header[cose.KEY_ID], "paper: key id", KEY_ID_BYTES, KEY_ID_BYTES)
        if header[cose.TYPE] != PAPER_TYPE:
            return Refused(Refusal.MALFORMED, f"paper: expected the type {PAPER_TYPE}")
        claims = PaperClaims.from_cbor(message.payload)
    except ValueError as error:
        return Refused(Refusal.MALFORMED, str(error))
    return _signature_refusal(message, key_id, claims, keys) or _time_refusal(claims, at, times) or claims


def _signature_refusal(message: cose.Sign1, key_id: bytes, claims: PaperClaims, keys: KeyBundle) -> Refused | None:
    key = keys.find_key(key_id, KeyUse.TOKEN)
    if key is None or key.issuer != claims.issuer:
        return Refused(Refusal.UNKNOWN_ISSUER, f"paper: no token key {key_id.hex()} of the issuer {claims.issuer!r}")
    if key.state is KeyState.REVOKED:
        return Refused(Refusal.REVOKED_KEY, f"paper: the key {key_id.hex()} is revoked")
    if not message.is_signed_by_issuer(key.public_key):
        return Refused(Refusal.BAD_SIGNATURE, "paper: the issuer's signature does not fit")
    if not key.was_in_term(claims.issued_at):
        return Refused(Refusal.KEY_OUT_OF_TERM, f"paper: issued outside the term of the key {key_id.hex()}")
    return None


def _time_refusal(claims: PaperClaims, at: datetime, times: Times) -> Refused | None:
    if (claims.issued_at - at).total_seconds() > times.step_up:
        return Refused(Refusal.NOT_YET, "paper: issued ahead of this clock")
    if at >= claims.expires_at:
        return Refused(Refusal.EXPIRED, "paper: past its end")
    return None
