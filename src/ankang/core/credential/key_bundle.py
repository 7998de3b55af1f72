"""The key bundle: whose signatures count, since when and until when, in one signed file.

A verifier keeps the newest bundle that it has seen and refuses an older one (a revoked key
came back the next day in Italy's rollout of the EU certificate when lists were replaced
carelessly). `retired` keys still verify what they signed in their term; `revoked` is final.
Keys of each use are separate: a key for status lists never verifies a token. The bundle itself
is signed by a key of use "bundle"; the next one is published here before it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ankang.core.credential import cbor, cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import MAX_ISSUER_BYTES, has_unseen, instant_of, seconds_of
from ankang.core.credential.keys import KEY_ID_BYTES, PublicKey, Signer
from ankang.core.credential.refusals import Refusal, Refused

BUNDLE_TYPE = "AHC-KEYS"
MAX_BUNDLE_BYTES = 65_536
MAX_SEQUENCE = 2**53 - 1
"""What a JavaScript number holds exactly."""

_SEQUENCE, _PUBLISHED, _KEYS = 1, 2, 3
_LABELS = frozenset({_SEQUENCE, _PUBLISHED, _KEYS})


class KeyUse(StrEnum):
    """What a key may sign."""

    TOKEN = "token"  # noqa: S105 the use of a key, no secret
    STATUS = "status"
    BUNDLE = "bundle"


class KeyState(StrEnum):
    """`retired` signs no more but still verifies; `revoked` verifies nothing, for ever."""

    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key and its term: it vouches for what was signed from `not_before` to `not_after`, both included."""

    issuer: str
    use: KeyUse
    public_key: PublicKey
    not_before: datetime
    not_after: datetime
    state: KeyState = KeyState.ACTIVE
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.issuer.encode()) <= MAX_ISSUER_BYTES or has_unseen(self.issuer):
            raise ValueError(f"expected an issuer of 1 to {MAX_ISSUER_BYTES} visible bytes, got {self.issuer!r}")
        if self.not_after < self.not_before:
            raise ValueError(f"expected an end not before {self.not_before}, got {self.not_after}")
        object.__setattr__(self, "key_id", self.public_key.key_id)

    def was_in_term(self, at: datetime) -> bool:
        """Whether the key could sign at that instant."""
        return self.not_before <= at <= self.not_after


@dataclass(frozen=True)
class KeyBundle:
    """The keys that a verifier trusts. No two share an id; `sequence` grows with each publication."""

    sequence: int
    published_at: datetime
    keys: tuple[IssuerKey, ...]
    _by_id: dict[bytes, IssuerKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 <= self.sequence <= MAX_SEQUENCE:
            raise ValueError(f"expected a sequence from 0 to 2^53 - 1, got {self.sequence}")
        object.__setattr__(self, "_by_id", {key.key_id: key for key in self.keys})
        if len(self._by_id) != len(self.keys):
            raise ValueError("expected keys with different ids; make another key, four bytes do collide")

    def find_key(self, key_id: bytes, use: KeyUse) -> IssuerKey | None:
        """The key of that id, revoked ones too; None when there is none or it has another use."""
        key = self._by_id.get(key_id)
        return key if key is not None and key.use is use else None

    def has_lists_of(self, issuer: str) -> bool:
        """Whether the status lists under this bundle speak of the codes of that issuer: it has a status key here."""
        return any(key.use is KeyUse.STATUS and key.issuer == issuer for key in self.keys)

    def signing_key(self, use: KeyUse, at: datetime) -> IssuerKey | None:
        """The active key for that use at that instant, the one with the latest beginning; None when there is none."""
        usable = [k for k in self.keys if k.use is use and k.state is KeyState.ACTIVE and k.was_in_term(at)]
        return max(usable, key=lambda key: key.not_before, default=None)


def sign_bundle(bundle: KeyBundle, signer: Signer, key_id: bytes) -> bytes:
    """The signed file of a bundle."""
    keys = [
        [
            key.issuer,
            str(key.use),
            key.public_key.to_cose(),
            seconds_of(key.not_before),
            seconds_of(key.not_after),
            str(key.state),
        ]
        for key in bundle.keys
    ]
    claims = {_SEQUENCE: bundle.sequence, _PUBLISHED: seconds_of(bundle.published_at), _KEYS: keys}
    return cose.sign(cose.header_bytes({cose.KEY_ID: key_id, cose.TYPE: BUNDLE_TYPE}), cbor.write(claims), signer)


def read_bundle(data: bytes, roots: tuple[PublicKey, ...], current: KeyBundle | None = None) -> KeyBundle | Refused:
    """The bundle in a signed file, when it may replace `current` (None on a first start).

    Signed by one of `roots`, which the verifier was built or registered with, or by a bundle
    key that `current` publishes in its term. Refusals: `too_long`, `malformed`, `unknown_issuer`,
    `revoked_key`, `bad_signature`, `old_sequence`, `revived_key`. The same sequence again is accepted only
    with the same content.
    """
    if len(data) > MAX_BUNDLE_BYTES:
        return Refused(Refusal.TOO_LONG, f"bundle: expected at most {MAX_BUNDLE_BYTES} bytes, got {len(data)}")
    try:
        message = cose.read(data, "bundle")
        header = message.header("bundle: header", frozenset({cose.KEY_ID, cose.TYPE}))
        key_id = cbor.exact_bytes(header[cose.KEY_ID], "bundle: key id", KEY_ID_BYTES, KEY_ID_BYTES)
        if header[cose.TYPE] != BUNDLE_TYPE:
            return Refused(Refusal.MALFORMED, f"bundle: expected the type {BUNDLE_TYPE}")
        bundle = bundle_of(message.payload)
    except MalformedError as error:
        return Refused(Refusal.MALFORMED, str(error))
    return _signature_refusal(message, key_id, bundle, roots, current) or _succession_refusal(bundle, current) or bundle


def roots_after(roots: tuple[PublicKey, ...], accepted: KeyBundle) -> tuple[PublicKey, ...]:
    """The keys whose bundles a verifier reads after it accepted one: those so far and those that it publishes.

    So the next root is trusted before it signs, and still is when the verifier starts anew without its bundle. A root
    that the bundle revokes is trusted no more. Those so far come first, none twice; it is empty when all are revoked.
    """
    published = [key for key in accepted.keys if key.use is KeyUse.BUNDLE]
    revoked = {key.key_id for key in published if key.state is KeyState.REVOKED}
    known = dict.fromkeys((*roots, *(key.public_key for key in published)))
    return tuple(root for root in known if root.key_id not in revoked)


def _signature_refusal(
    message: cose.Sign1, key_id: bytes, bundle: KeyBundle, roots: tuple[PublicKey, ...], current: KeyBundle | None
) -> Refused | None:
    published = current.find_key(key_id, KeyUse.BUNDLE) if current else None
    if published is not None and published.state is KeyState.REVOKED:
        return Refused(Refusal.REVOKED_KEY, "bundle: signed by a revoked bundle key")
    signer = next((root for root in roots if root.key_id == key_id), None)
    if signer is None and published is not None and published.was_in_term(bundle.published_at):
        signer = published.public_key
    if signer is None:
        return Refused(Refusal.UNKNOWN_ISSUER, "bundle: signed by no root and no published bundle key in its term")
    if not message.is_signed_by(signer.point):
        return Refused(Refusal.BAD_SIGNATURE, "bundle: the signature does not fit")
    return None


def _succession_refusal(bundle: KeyBundle, current: KeyBundle | None) -> Refused | None:
    if current is None:
        return None
    if bundle.sequence < current.sequence or (bundle.sequence == current.sequence and bundle != current):
        return Refused(Refusal.OLD_SEQUENCE, f"bundle: has {bundle.sequence}, this device {current.sequence}")
    revoked = {key.key_id for key in current.keys if key.state is KeyState.REVOKED}
    if any(key.key_id in revoked and key.state is not KeyState.REVOKED for key in bundle.keys):
        return Refused(Refusal.REVIVED_KEY, "bundle: brings a revoked key back")
    return None


def bundle_of(payload: bytes) -> KeyBundle:
    """The bundle under a signature that the caller has checked; raises MalformedError."""
    claims = cbor.exact_map(cbor.read(payload, "bundle"), "bundle", _LABELS)
    rows = claims[_KEYS]
    if type(rows) is not list:
        raise MalformedError("bundle: expected an array of keys")
    try:
        return KeyBundle(
            cbor.exact_int(claims[_SEQUENCE], "bundle: sequence", 0, MAX_SEQUENCE),
            instant_of(claims[_PUBLISHED], "bundle: published"),
            tuple(_key_of(row) for row in rows),
        )
    except MalformedError:
        raise
    except ValueError as error:
        raise MalformedError(f"bundle: {error}") from error


def _key_of(row: object) -> IssuerKey:
    issuer, use, public_key, not_before, not_after, state = cbor.exact_list(row, "bundle: key", 6)
    return IssuerKey(
        issuer=cbor.exact_text(issuer, "bundle: issuer", 1, MAX_ISSUER_BYTES),
        use=KeyUse(cbor.exact_text(use, "bundle: use", 1, 16)),
        public_key=PublicKey.from_cose(public_key, "bundle: public key"),
        not_before=instant_of(not_before, "bundle: not before"),
        not_after=instant_of(not_after, "bundle: not after"),
        state=KeyState(cbor.exact_text(state, "bundle: state", 1, 16)),
    )
