"""Building blocks of publications for tests: signed files that fit, and ways to make ones that do not."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

import credential_parts as parts
from credential_parts import NOW, SECONDS, STATUS, canonical, public_key

from ankang.core.credential.delta import Delta, write_entries
from ankang.core.credential.manifest import (
    Beacon,
    BundleRef,
    DeltaRef,
    Family,
    IndexRef,
    ListIndex,
    ListRef,
    Manifest,
)
from ankang.core.credential.status_list import StatusListToken, sign_list

Entries = Mapping[int, Mapping[int, int]]

TODAY = 920 * 4096
"""The list that the tokens of `credential_parts` name."""
PAPER = 2**31
HASH = bytes(range(32))
BUNDLE_FILE = parts.signed_bundle()


def header(file_type: str, by: int = STATUS) -> bytes:
    return canonical({1: -7, 4: public_key(by).key_id, 16: file_type})


def signed_file(
    file_type: str,
    claims: object,
    by: int = STATUS,
    change: Callable[[bytes], bytes] = lambda signature: signature,
    head: bytes | None = None,
) -> bytes:
    """A file whose signature really is over its bytes; `claims` given as bytes stand as they are."""
    payload = claims if isinstance(claims, bytes) else canonical(claims)
    return parts.sign1(header(file_type, by) if head is None else head, payload, by, change)


def base_128(*numbers: int) -> bytes:
    """The numbers in LEB128, written apart from the code under test."""
    out = bytearray()
    for number in numbers:
        rest = number
        while rest > 127:
            out.append(rest % 128 + 128)
            rest //= 128
        out.append(rest)
    return bytes(out)


def delta_claims(entries: Entries | bytes | None = None, **changes: Any) -> dict[int, Any]:
    """The claims of a delta from position 4 to 5; entries given as bytes are compressed as they are."""
    raw = entries if isinstance(entries, bytes) else write_entries(entries or {TODAY: {5: 1, 7: 3}})
    labels = {"begin": 1, "end": 2, "at": 3, "packed": 4}
    claims = {1: 4, 2: 5, 3: SECONDS, 4: zlib.compress(raw, 9)}
    return claims | {labels[name]: value for name, value in changes.items()}


def manifest_claims(**changes: Any) -> dict[int, Any]:
    """The claims of a manifest at position 5, with one delta and an index at 4."""
    labels = {
        "family": 1,
        "sequence": 2,
        "published": 3,
        "position": 4,
        "bundle": 5,
        "deltas": 6,
        "index": 7,
        "beacons": 8,
    }
    claims = {
        1: 0,
        2: 12,
        3: SECONDS - 60,
        4: 5,
        5: [7, HASH, 900],
        6: [[4, 5, HASH, 200]],
        7: [4, HASH, 300],
        8: [[SECONDS - 360, b"bea1"], [SECONDS - 60, b"bea2"]],
    }
    return claims | {labels[name]: value for name, value in changes.items()}


def list_claims(values: Mapping[int, int] | None = None, **changes: Any) -> dict[int, Any]:
    """The claims of the status list of today's first block."""
    raw = bytearray(2**18)
    for index, value in ({5: 1, 7: 3} if values is None else values).items():
        raw[index // 4] |= value << (index % 4 * 2)
    labels = {"sub": 2, "exp": 4, "iat": 6, "ttl": 65534, "list": 65533}
    claims = {
        2: f"ahc:CN-AH/status/{TODAY}",
        4: SECONDS + 3 * parts.DAY,
        6: SECONDS - 3600,
        65534: 300,
        65533: {"bits": 2, "lst": zlib.compress(bytes(raw), 9)},
    }
    return claims | {labels[name]: value for name, value in changes.items()}


def index_claims(**changes: Any) -> dict[int, Any]:
    """The claims of an index at position 4 with one list."""
    labels = {"family": 1, "position": 2, "at": 3, "lists": 4}
    claims = {1: 0, 2: 4, 3: SECONDS - 3600, 4: [[TODAY, HASH, 400]]}
    return claims | {labels[name]: value for name, value in changes.items()}


@dataclass
class Published:
    """A publication as a verifier meets it: the bytes of the manifest, and every other file by its path."""

    manifest: bytes
    files: dict[str, bytes]
    deltas: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    index: str = ""


def publication(
    steps: Sequence[tuple[int, int, Entries]],
    whole: Entries,
    *,
    whole_at: int = 0,
    sequence: int = 12,
    age: float = 60,
    family: Family = Family.DAYS,
    by: int = STATUS,
    index_changes: Mapping[str, Any] | None = None,
) -> Published:
    """A publication with these deltas and these whole lists, published `age` seconds before `NOW`."""
    published_at = NOW - timedelta(seconds=age)
    found = Published(b"", {})
    refs = []
    for begin, end, entries in steps:
        data = signed_file("AHC-DELTA", Delta(begin, end, published_at, entries).to_claims(), by)
        refs.append(DeltaRef(begin, end, sha256(data).digest(), len(data)))
        found.deltas.append(_kept(found, refs[-1].file.path, data))
    lists = []
    for list_id, values in sorted(whole.items()):
        token = StatusListToken("CN-AH", list_id, published_at, published_at + timedelta(days=3), 300, values)
        data = sign_list(token, parts.signer(by), public_key(by).key_id)
        lists.append(ListRef(list_id, sha256(data).digest(), len(data)))
        found.lists.append(_kept(found, lists[-1].file.path, data))
    claims = ListIndex(family, whole_at, published_at, tuple(lists)).to_claims()
    index_bytes = signed_file("AHC-LISTS", claims | _labelled(index_changes or {}), by)
    index = IndexRef(whole_at, sha256(index_bytes).digest(), len(index_bytes))
    found.index = _kept(found, index.file.path, index_bytes)
    bundle = BundleRef(parts.BUNDLE.sequence, sha256(BUNDLE_FILE).digest(), len(BUNDLE_FILE))
    _kept(found, bundle.file.path, BUNDLE_FILE)
    position = max((end for _, end, _ in steps), default=whole_at)
    beacons = (Beacon(NOW - timedelta(seconds=360), b"bea1"), Beacon(published_at, b"bea2"))
    manifest = Manifest(family, sequence, published_at, position, bundle, tuple(refs), index, beacons)
    found.manifest = signed_file("AHC-MANIFEST", manifest.to_claims(), by)
    return found


def _labelled(changes: Mapping[str, Any]) -> dict[int, Any]:
    return {{"family": 1, "position": 2, "at": 3, "lists": 4}[name]: value for name, value in changes.items()}


def _kept(found: Published, path: str, data: bytes) -> str:
    found.files[path] = data
    return path


def paper_claims(**changes: Any) -> dict[int, Any]:
    """The claims of a paper code; changes by name, or the code's own fields."""
    code = [
        changes.pop("name", "张*"),
        changes.pop("document", "01X"),
        changes.pop("list_id", PAPER + 3),
        changes.pop("index", 726_505),
    ]
    labels = {"iss": 1, "exp": 4, "iat": 6, "code": -65537}
    claims = {1: "CN-AH", 4: SECONDS - 600 + 180 * parts.DAY, 6: SECONDS - 600, -65537: code}
    return claims | {labels[name]: value for name, value in changes.items()}


def paper(
    claims: dict[int, Any] | bytes | None = None,
    by: int = parts.ISSUER,
    head: bytes | None = None,
    change: Callable[[bytes], bytes] = lambda signature: signature,
) -> bytes:
    return signed_file("AHC-PAPER", claims or paper_claims(), by, change, head)


def paper_qr(data: bytes) -> str:
    return "AHP1:" + parts.qr(data)[5:]
