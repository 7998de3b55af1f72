"""The manifest: the one file that changes, which names all others by their hash.

A publication is a folder of static files. Everything but the manifest is immutable and named by what it holds, so
any web server, mirror or USB stick may carry it; a verifier that has checked the manifest's signature checks the
rest by hash. The lists have a *position*, which grows with each delta; the manifest has a *sequence*, which grows
with each publication, also when nothing changed: its time says how fresh the verifier's knowledge is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import pairwise

from ankang.core.credential import cbor
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.claims import instant_of, seconds_of
from ankang.core.credential.code_name import MAX_LIST_ID
from ankang.core.credential.delta import MAX_POSITION
from ankang.core.credential.key_bundle import MAX_SEQUENCE
from ankang.core.credential.signed_file import HASH_BYTES, MAX_FILE_BYTES

MANIFEST_TYPE = "AHC-MANIFEST"
INDEX_TYPE = "AHC-LISTS"
MANIFEST_NAME = "manifest.cose"
BEACON_BYTES = 4
_FAMILY, _SEQUENCE, _PUBLISHED, _POSITION, _BUNDLE, _DELTAS, _INDEX, _BEACONS = range(1, 9)
_LABELS = frozenset(range(1, 9))
_INDEX_FAMILY, _INDEX_POSITION, _INDEX_AT, _INDEX_LISTS = range(1, 5)
_INDEX_LABELS = frozenset(range(1, 5))
_MAX_FILES = 65_536


class Family(IntEnum):
    """Whose statuses a publication holds. Values are on the wire."""

    DAYS = 0
    PAPER = 1


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file as the manifest names it: its path below the publication's folder follows from its kind and hash."""

    path: str
    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True)
class BundleRef:
    """The key bundle in force."""

    sequence: int
    sha256: bytes
    size: int

    @property
    def file(self) -> FileRef:
        """Where it lies."""
        return FileRef(f"keys/{self.sequence}-{self.sha256[:8].hex()}.cose", self.sha256, self.size)


@dataclass(frozen=True, slots=True)
class DeltaRef:
    """One delta or roll-up."""

    from_position: int
    to_position: int
    sha256: bytes
    size: int

    @property
    def file(self) -> FileRef:
        """Where it lies."""
        name = f"{self.from_position}-{self.to_position}-{self.sha256[:8].hex()}"
        return FileRef(f"deltas/{name}.cose", self.sha256, self.size)


@dataclass(frozen=True, slots=True)
class IndexRef:
    """The index of the whole lists as they stood at a position."""

    position: int
    sha256: bytes
    size: int

    @property
    def file(self) -> FileRef:
        """Where it lies."""
        return FileRef(f"lists/index-{self.position}-{self.sha256[:8].hex()}.cose", self.sha256, self.size)


@dataclass(frozen=True, slots=True)
class ListRef:
    """One whole list. Lists without an entry have no file."""

    list_id: int
    sha256: bytes
    size: int

    @property
    def file(self) -> FileRef:
        """Where it lies."""
        return FileRef(f"lists/{self.list_id}-{self.sha256[:8].hex()}.cwt", self.sha256, self.size)


@dataclass(frozen=True, slots=True)
class Beacon:
    """Four bytes that nobody knew before `at`: a proof that carries them was made after it."""

    at: datetime
    value: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published now. `deltas` and `beacons` are sorted, the oldest first."""

    family: Family
    sequence: int
    published_at: datetime
    position: int
    bundle: BundleRef
    deltas: tuple[DeltaRef, ...]
    index: IndexRef
    beacons: tuple[Beacon, ...] = ()

    def to_claims(self) -> dict[int, object]:
        """The claims of the signed file."""
        return {
            _FAMILY: int(self.family),
            _SEQUENCE: self.sequence,
            _PUBLISHED: seconds_of(self.published_at),
            _POSITION: self.position,
            _BUNDLE: [self.bundle.sequence, self.bundle.sha256, self.bundle.size],
            _DELTAS: [[ref.from_position, ref.to_position, ref.sha256, ref.size] for ref in self.deltas],
            _INDEX: [self.index.position, self.index.sha256, self.index.size],
            _BEACONS: [[seconds_of(beacon.at), beacon.value] for beacon in self.beacons],
        }

    @classmethod
    def from_cbor(cls, payload: bytes) -> Manifest:
        """The manifest that a payload holds; raises MalformedError."""
        claims = cbor.exact_map(cbor.read(payload, "manifest"), "manifest", _LABELS)
        return cls(
            family=Family(cbor.exact_int(claims[_FAMILY], "manifest: family", 0, max(Family))),
            sequence=cbor.exact_int(claims[_SEQUENCE], "manifest: sequence", 0, MAX_SEQUENCE),
            published_at=instant_of(claims[_PUBLISHED], "manifest: published"),
            position=_position(claims[_POSITION], "manifest: position"),
            bundle=BundleRef(*_ref(claims[_BUNDLE], "manifest: bundle", MAX_SEQUENCE)),
            deltas=tuple(_delta_ref(row) for row in _rows(claims[_DELTAS], "manifest: deltas")),
            index=IndexRef(*_ref(claims[_INDEX], "manifest: index", MAX_POSITION)),
            beacons=tuple(_beacon(row) for row in _rows(claims[_BEACONS], "manifest: beacons")),
        )

    def chain_from(self, position: int) -> tuple[DeltaRef, ...] | None:
        """The fewest deltas that lead from a position to the present one; None when there is no way.

        An empty chain says that nothing changed since. A delta sets values and does not add to them, so one that began
        before the position serves as well: a verifier that slept from the middle of an hour goes on with that hour's
        roll-up. The step that reaches furthest is always right; of two that reach as far, the shorter is smaller.
        """
        chain: list[DeltaRef] = []
        while position != self.position:
            steps = [ref for ref in self.deltas if ref.from_position <= position < ref.to_position <= self.position]
            if not steps:
                return None
            chain.append(max(steps, key=lambda ref: (ref.to_position, ref.from_position)))
            position = chain[-1].to_position
        return tuple(chain)

    def beacon_at(self, value: bytes | None) -> datetime | None:
        """Since when at least a proof with this beacon exists; None for none or an unknown one."""
        return next((beacon.at for beacon in reversed(self.beacons) if beacon.value == value), None)


@dataclass(frozen=True, slots=True)
class ListIndex:
    """The whole lists of one family as they stood at a position, each once, in ascending order."""

    family: Family
    position: int
    at: datetime
    lists: tuple[ListRef, ...]

    def to_claims(self) -> dict[int, object]:
        """The claims of the signed file."""
        return {
            _INDEX_FAMILY: int(self.family),
            _INDEX_POSITION: self.position,
            _INDEX_AT: seconds_of(self.at),
            _INDEX_LISTS: [[ref.list_id, ref.sha256, ref.size] for ref in self.lists],
        }

    @classmethod
    def from_cbor(cls, payload: bytes) -> ListIndex:
        """The index that a payload holds; raises MalformedError."""
        claims = cbor.exact_map(cbor.read(payload, "index"), "index", _INDEX_LABELS)
        rows = _rows(claims[_INDEX_LISTS], "index: lists")
        lists = tuple(ListRef(*_ref(row, "index: list", MAX_LIST_ID)) for row in rows)
        if any(before.list_id >= after.list_id for before, after in pairwise(lists)):
            raise MalformedError("index: expected each list once, in ascending order")
        return cls(
            family=Family(cbor.exact_int(claims[_INDEX_FAMILY], "index: family", 0, max(Family))),
            position=_position(claims[_INDEX_POSITION], "index: position"),
            at=instant_of(claims[_INDEX_AT], "index: at"),
            lists=lists,
        )


def _position(value: object, part: str) -> int:
    return cbor.exact_int(value, part, 0, MAX_POSITION)


def _rows(value: object, part: str) -> Sequence[object]:
    if type(value) is not list or len(value) > _MAX_FILES:
        raise MalformedError(f"{part}: expected an array of at most {_MAX_FILES}")
    return value


def _ref(value: object, part: str, most: int) -> tuple[int, bytes, int]:
    number, digest, size = cbor.exact_list(value, part, 3)
    return (
        cbor.exact_int(number, part, 0, most),
        cbor.exact_bytes(digest, f"{part}: hash", HASH_BYTES, HASH_BYTES),
        cbor.exact_int(size, f"{part}: size", 1, MAX_FILE_BYTES),
    )


def _delta_ref(value: object) -> DeltaRef:
    begin, *rest = cbor.exact_list(value, "manifest: delta", 4)
    to_position, digest, size = _ref(rest, "manifest: delta", MAX_POSITION)
    from_position = _position(begin, "manifest: delta")
    # Equal or falling positions would let a chain of deltas run in a circle.
    if from_position >= to_position:
        raise MalformedError("manifest: expected deltas that lead to a later position")
    return DeltaRef(from_position, to_position, digest, size)


def _beacon(value: object) -> Beacon:
    at, beacon = cbor.exact_list(value, "manifest: beacon", 2)
    return Beacon(
        instant_of(at, "manifest: beacon"), cbor.exact_bytes(beacon, "manifest: beacon", BEACON_BYTES, BEACON_BYTES)
    )
