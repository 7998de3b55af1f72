"""What a token and a proof say, and the bytes of it.

Labels and the order of the private array are append-only; a change of meaning takes a new
prefix of the QR text. Labels that this module does not know are refused, not skipped: a
checkpoint must not pass what it does not understand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ankang.core.colours import Colour
from ankang.core.credential import cbor
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.code_name import MAX_INDEX, MAX_LIST_ID, CodeName
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.times import Times
from ankang.core.masking import masked_name

# CWT claims, RFC 8392 section 4; cnf, RFC 8747 section 3.1; cnonce, RFC 9200 section 8.13 of the IANA registry.
_ISSUER, _AUDIENCE, _EXPIRES, _ISSUED, _CONFIRMATION, _NONCE = 1, 3, 4, 6, 8, 39
_COSE_KEY = 1
_CODE, _BEACON = -65537, -65538

_TOKEN_LABELS = frozenset({_ISSUER, _EXPIRES, _ISSUED, _CONFIRMATION, _CODE})
_PROOF_LABELS = frozenset({_AUDIENCE, _ISSUED})
_PROOF_OPTIONS = frozenset({_NONCE, _BEACON})

AUDIENCE = "AHC"
MAX_ISSUER_BYTES = 5
"""As long as an ISO 3166-2 code such as CN-AH; a byte more and the largest proof leaves its QR version."""
MAX_NAME_BYTES = 9
DOCUMENT_TAIL = 3
NONCE_BYTES = 4
MAX_BEACON_BYTES = 128
MAX_SECONDS = 2**32 - 1

_COLOURS = (Colour.GREEN, Colour.YELLOW, Colour.RED)

# Control characters, zero-width ones, line ends and marks of writing direction: a name on the staff
# screen must not hide, reorder or break what stands around it. A closed list, not a Unicode class,
# so that every version of every implementation agrees.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def has_unseen(text: str) -> bool:
    """Whether a text holds a character that would hide, reorder or break what stands around it."""
    return _UNSEEN.search(text) is not None


def check_signed(issuer: str, name: str, document_tail: str, issued_at: datetime, expires_at: datetime) -> None:
    """What the centre signs of a holder, on a phone or on paper; ValueError for what no verifier may be shown."""
    if not 1 <= len(issuer.encode()) <= MAX_ISSUER_BYTES or has_unseen(issuer):
        raise ValueError(f"expected an issuer of 1 to {MAX_ISSUER_BYTES} bytes, got {issuer!r}")
    if not 1 <= len(name.encode()) <= MAX_NAME_BYTES or has_unseen(name):
        raise ValueError(f"expected a masked name of 1 to {MAX_NAME_BYTES} visible bytes")
    if len(document_tail) != DOCUMENT_TAIL or not document_tail.isascii() or has_unseen(document_tail):
        raise ValueError(f"expected the last {DOCUMENT_TAIL} characters of the document, visible and in ASCII")
    if expires_at <= issued_at:
        raise ValueError(f"expected an end after {issued_at}, got {expires_at}")


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What the centre signs. `name` is masked, `document_tail` the last three characters; instants in whole seconds."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    device_key: PublicKey
    colour: Colour
    name: str
    document_tail: str
    code_name: CodeName

    def __post_init__(self) -> None:
        check_signed(self.issuer, self.name, self.document_tail, self.issued_at, self.expires_at)
        if self.colour is Colour.GREY:
            raise ValueError("expected green, yellow or red: what cannot be decided gets no token")

    def to_cbor(self) -> bytes:
        """The payload under the centre's signature."""
        name = self.code_name
        return cbor.write(
            {
                _ISSUER: self.issuer,
                _EXPIRES: seconds_of(self.expires_at),
                _ISSUED: seconds_of(self.issued_at),
                _CONFIRMATION: {_COSE_KEY: self.device_key.to_cose()},
                _CODE: [self.colour.severity, self.name, self.document_tail, name.list_id, name.index],
            }
        )

    @classmethod
    def from_cbor(cls, payload: bytes) -> TokenClaims:
        """The claims that the payload holds; raises MalformedError."""
        claims = cbor.exact_map(cbor.read(payload, "token"), "token", _TOKEN_LABELS)
        confirmation = cbor.exact_map(claims[_CONFIRMATION], "token: cnf", frozenset({_COSE_KEY}))
        colour, name, tail, list_id, index = cbor.exact_list(claims[_CODE], "token: code", 5)
        code_name = CodeName(
            cbor.exact_int(list_id, "token: list id", 0, MAX_LIST_ID),
            cbor.exact_int(index, "token: index", 0, MAX_INDEX),
        )
        try:
            return cls(
                issuer=cbor.exact_text(claims[_ISSUER], "token: issuer", 1, MAX_ISSUER_BYTES),
                issued_at=instant_of(claims[_ISSUED], "token: iat"),
                expires_at=instant_of(claims[_EXPIRES], "token: exp"),
                device_key=PublicKey.from_cose(confirmation[_COSE_KEY], "token: phone key"),
                colour=_COLOURS[cbor.exact_int(colour, "token: colour", 0, 2)],
                name=cbor.exact_text(name, "token: name", 1, MAX_NAME_BYTES),
                document_tail=cbor.exact_text(tail, "token: document", DOCUMENT_TAIL, DOCUMENT_TAIL),
                code_name=code_name,
            )
        except MalformedError:
            raise
        except ValueError as error:
            raise MalformedError(f"token: {error}") from error


@dataclass(frozen=True, slots=True)
class ProofClaims:
    """What the phone signs each time: when, and perhaps an answer to the checkpoint and the centre's beacon."""

    issued_at: datetime
    nonce: bytes | None = None
    beacon: bytes | None = None

    def __post_init__(self) -> None:
        if self.nonce is not None and len(self.nonce) != NONCE_BYTES:
            raise ValueError(f"expected a nonce of {NONCE_BYTES} bytes, got {len(self.nonce)}")
        if self.beacon is not None and not 1 <= len(self.beacon) <= MAX_BEACON_BYTES:
            raise ValueError(f"expected a beacon of 1 to {MAX_BEACON_BYTES} bytes, got {len(self.beacon)}")

    def to_cbor(self) -> bytes:
        """The payload under the phone's signature."""
        claims: dict[int, object] = {_AUDIENCE: AUDIENCE, _ISSUED: seconds_of(self.issued_at)}
        if self.nonce is not None:
            claims[_NONCE] = self.nonce
        if self.beacon is not None:
            claims[_BEACON] = self.beacon
        return cbor.write(claims)

    @classmethod
    def from_cbor(cls, payload: bytes) -> ProofClaims:
        """The claims that the payload holds; raises MalformedError."""
        claims = cbor.exact_map(cbor.read(payload, "proof"), "proof", _PROOF_LABELS, _PROOF_OPTIONS)
        if claims[_AUDIENCE] != AUDIENCE:
            raise MalformedError(f"proof: expected the audience {AUDIENCE}")
        nonce, beacon = None, None
        if _NONCE in claims:
            nonce = cbor.exact_bytes(claims[_NONCE], "proof: cnonce", NONCE_BYTES, NONCE_BYTES)
        if _BEACON in claims:
            beacon = cbor.exact_bytes(claims[_BEACON], "proof: beacon", 1, MAX_BEACON_BYTES)
        return cls(instant_of(claims[_ISSUED], "proof: iat"), nonce, beacon)


def claims_for(
    *,
    issuer: str,
    now: datetime,
    device_key: PublicKey,
    colour: Colour,
    name: str,
    document_number: str,
    code_name: CodeName,
    times: Times,
) -> TokenClaims:
    """The claims of a token issued now; takes the whole name and number and keeps only what a token may carry."""
    issued_at = now.astimezone(UTC).replace(microsecond=0)
    return TokenClaims(
        issuer=issuer,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=times.token),
        device_key=device_key,
        colour=colour,
        name=short_name(masked_name(name)),
        document_tail=document_tail(document_number),
        code_name=code_name,
    )


def short_name(masked: str) -> str:
    """As much of a masked name as a token has room for, cut between characters, without spaces at the end.

    >>> short_name("欧阳**"), short_name("A. M. K. L."), short_name("阿*********")
    ('欧阳**', 'A. M. K.', '阿******')
    """
    return _UNSEEN.sub("", masked).encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip()


def document_tail(number: str) -> str:
    """The last three characters of a document number as tokens carry them; what is not ASCII becomes a star.

    >>> document_tail("34010219900101001x"), document_tail("臺胞字第12")
    ('01X', '*12')
    """
    if len(number) < DOCUMENT_TAIL:
        raise ValueError(f"expected a document number of at least {DOCUMENT_TAIL} characters, got {len(number)}")
    return "".join(c if " " <= c <= "~" else "*" for c in number[-DOCUMENT_TAIL:].upper())[-DOCUMENT_TAIL:]


def seconds_of(at: datetime) -> int:
    """The Unix seconds of an aware instant, rounded down; ValueError outside 1970 to 2106."""
    if at.tzinfo is None:
        raise ValueError(f"expected an aware instant, got the naive {at!r}")
    seconds = int(at.timestamp() // 1)
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError(f"expected an instant from 1970 to 2106, got {at!r}")
    return seconds


def instant_of(value: object, part: str) -> datetime:
    """The UTC instant of Unix seconds; raises MalformedError."""
    return datetime.fromtimestamp(cbor.exact_int(value, part, 0, MAX_SECONDS), UTC)
