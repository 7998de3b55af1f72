"""A centre that publishes, without a database: for tests of gates and of the folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from ankang.core.colours import Colour
from ankang.core.credential.claims import ProofClaims, TokenClaims
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.delta import DELTA_TYPE, Delta
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyState, KeyUse, sign_bundle
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.manifest import (
    INDEX_TYPE,
    MANIFEST_NAME,
    MANIFEST_TYPE,
    Beacon,
    BundleRef,
    DeltaRef,
    Family,
    IndexRef,
    ListIndex,
    ListRef,
    Manifest,
)
from ankang.core.credential.present import present
from ankang.core.credential.signed_file import hash_of, sign_file
from ankang.core.credential.signed_time import sign_time
from ankang.core.credential.status_list import StatusListToken, sign_list
from ankang.core.days import local_day

ISSUER = "CN-34"


def key(number: int) -> ec.EllipticCurvePrivateKey:
    """The same key for the same number."""
    return ec.derive_private_key(number, ec.SECP256R1())


@dataclass
class Centre:
    """Keys, statuses and the files that follow; `publish` makes a sequence, `files` is what a server would have."""

    now: datetime
    root: ec.EllipticCurvePrivateKey = field(default_factory=lambda: key(11))
    status: ec.EllipticCurvePrivateKey = field(default_factory=lambda: key(12))
    issuer: ec.EllipticCurvePrivateKey = field(default_factory=lambda: key(13))
    files: dict[str, bytes] = field(default_factory=dict)
    sequence: int = 0
    position: int = 0
    statuses: dict[int, dict[int, int]] = field(default_factory=dict)
    deltas: list[DeltaRef] = field(default_factory=list)
    revoked: set[bytes] = field(default_factory=set)
    bundle_sequence: int = 1
    next_root: ec.EllipticCurvePrivateKey | None = None
    signing_root: ec.EllipticCurvePrivateKey | None = None

    @property
    def roots(self) -> tuple[PublicKey, ...]:
        """What gates are built with."""
        return (PublicKey.of(self.root),)

    def publish(self, changes: Mapping[CodeName, int] | None = None, *, whole: bool = False) -> Manifest:
        """The next manifest, with a delta for changes; `whole` makes the lists anew."""
        if changes:
            entries: dict[int, dict[int, int]] = {}
            for name, value in changes.items():
                entries.setdefault(name.list_id, {})[name.index] = value
                self.statuses.setdefault(name.list_id, {})[name.index] = value
            delta = Delta(self.position, self.position + 1, self.now, entries)
            data = self._signed(DELTA_TYPE, delta.to_claims())
            self.position += 1
            ref = DeltaRef(delta.from_position, delta.to_position, hash_of(data), len(data))
            self.deltas.append(ref)
            self.files[ref.file.path] = data
        if whole or self.sequence == 0:
            self._index = self._whole_lists()
        bundle = self._bundle()
        self.sequence += 1
        manifest = Manifest(
            Family.DAYS,
            self.sequence,
            self.now,
            self.position,
            bundle,
            tuple(self.deltas),
            self._index,
            (Beacon(self.now, self.sequence.to_bytes(4, "big")),),
        )
        self.files[MANIFEST_NAME] = self._signed(MANIFEST_TYPE, manifest.to_claims())
        return manifest

    def lay(self, folder: Path) -> None:
        """Write the files into a folder."""
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)

    def answer(self, nonce: bytes) -> bytes:
        """The signed time."""
        return sign_time(self.now, nonce, signer_of(self.status), PublicKey.of(self.status).key_id)

    def token(self, name: CodeName, phone: ec.EllipticCurvePrivateKey, colour: Colour = Colour.GREEN) -> bytes:
        """A token for a phone."""
        issued = self.now.replace(microsecond=0)
        claims = TokenClaims(
            ISSUER, issued, issued + timedelta(days=1), PublicKey.of(phone), colour, "张*", "01X", name
        )
        return issue_token(claims, signer_of(self.issuer), PublicKey.of(self.issuer).key_id)

    def _signed(self, file_type: str, claims: object) -> bytes:
        return sign_file(file_type, claims, signer_of(self.status), PublicKey.of(self.status).key_id)

    def _bundle(self) -> BundleRef:
        keys = tuple(
            IssuerKey(
                ISSUER,
                use,
                PublicKey.of(private),
                datetime(2022, 1, 1, tzinfo=self.now.tzinfo),
                datetime(2023, 1, 1, tzinfo=self.now.tzinfo),
                KeyState.REVOKED if PublicKey.of(private).key_id in self.revoked else KeyState.ACTIVE,
            )
            for use, private in (
                (KeyUse.TOKEN, self.issuer),
                (KeyUse.STATUS, self.status),
                (KeyUse.BUNDLE, self.root),
                *([(KeyUse.BUNDLE, self.next_root)] if self.next_root else []),
            )
        )
        published = datetime(2022, 1, 2, tzinfo=self.now.tzinfo)
        bundle = KeyBundle(self.bundle_sequence, published, keys)
        root = self.signing_root or self.root
        data = sign_bundle(bundle, signer_of(root, deterministic=True), PublicKey.of(root).key_id)
        ref = BundleRef(bundle.sequence, hash_of(data), len(data))
        self.files[ref.file.path] = data
        return ref

    def _whole_lists(self) -> IndexRef:
        refs = []
        for list_id, entries in sorted(self.statuses.items()):
            token = StatusListToken(ISSUER, list_id, self.now, self.now + timedelta(days=3), 300, entries)
            data = sign_list(token, signer_of(self.status), PublicKey.of(self.status).key_id)
            refs.append(ListRef(list_id, hash_of(data), len(data)))
            self.files[refs[-1].file.path] = data
        index = self._signed(INDEX_TYPE, ListIndex(Family.DAYS, self.position, self.now, tuple(refs)).to_claims())
        ref = IndexRef(self.position, hash_of(index), len(index))
        self.files[ref.file.path] = index
        return ref


@dataclass
class CentreSource:
    """A centre as a gate's source; `cut_after` files it falls silent, `down` it never answers."""

    centre: Centre
    down: bool = False
    cut_after: int | None = None
    asked: list[str] = field(default_factory=list)

    def fetch(self, path: str) -> bytes | None:
        """A file, while the centre answers."""
        if self.down or (self.cut_after is not None and len(self.asked) >= self.cut_after):
            return None
        self.asked.append(path)
        return self.centre.files.get(path)

    def time(self, nonce: bytes) -> bytes | None:
        """The signed time, while the centre answers."""
        return None if self.down or self.cut_after is not None else self.centre.answer(nonce)


@dataclass
class Holder:
    """A phone with a token of a centre."""

    centre: Centre
    name: CodeName
    colour: Colour = Colour.GREEN
    number: int = 500

    def __post_init__(self) -> None:
        self.phone = key(self.number)
        self.token = self.centre.token(self.name, self.phone, self.colour)

    def qr(self, at: datetime, *, nonce: bytes | None = None, beacon: bytes | None = None) -> str:
        """The text that the phone shows at an instant of its own clock."""
        return present(self.token, ProofClaims(at, nonce, beacon), signer_of(self.phone))


def name_on(day: datetime, index: int) -> CodeName:
    """A name issued on the local day of an instant."""
    first = CodeName(0, 0).issued_on
    return CodeName((local_day(day) - first).days * 4096, index)
