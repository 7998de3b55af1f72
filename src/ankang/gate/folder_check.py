"""A look at published files: what one holds, and whether a folder of them is complete and genuine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ankang.core.credential import cose
from ankang.core.credential.delta import DELTA_TYPE, Delta
from ankang.core.credential.key_bundle import KeyBundle
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.manifest import (
    INDEX_TYPE,
    MANIFEST_NAME,
    MANIFEST_TYPE,
    Family,
    FileRef,
    ListIndex,
    Manifest,
)
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.signed_file import read_file
from ankang.core.credential.status_list import LIST_TYPE, read_list
from ankang.core.credential.sync import Known, catch_up, checked, named_bundle, new_bundle, read_manifest
from ankang.gate.sources import Source


@dataclass(frozen=True, slots=True)
class FolderReport:
    """A complete folder: its manifest, how many files were checked, how many codes have an entry."""

    manifest: Manifest
    files: int
    entries: int


def described(data: bytes) -> str:
    """One line on what a published file holds; its signature is not checked."""
    try:
        message = cose.read(data, "file")
        kind = message.header("header", frozenset({cose.KEY_ID, cose.TYPE}))[cose.TYPE]
        describe = _DESCRIBED.get(str(kind))
        return describe(message.payload) if describe else str(kind)
    except ValueError as error:
        return f"不是发布的文件 · no published file: {error}"


def _manifest_line(payload: bytes) -> str:
    found = Manifest.from_cbor(payload)
    return (
        f"manifest {found.sequence} of {found.published_at:%Y-%m-%d %H:%M:%S}Z, position {found.position}, "
        f"{len(found.deltas)} deltas, lists at {found.index.position}, {len(found.beacons)} beacons"
    )


def _delta_line(payload: bytes) -> str:
    delta = Delta.from_cbor(payload)
    entries = sum(len(values) for values in delta.entries.values())
    return f"delta {delta.from_position} to {delta.to_position}, {entries} entries in {len(delta.entries)} lists"


def _index_line(payload: bytes) -> str:
    index = ListIndex.from_cbor(payload)
    return f"index at {index.position} of {len(index.lists)} lists"


def _list_line(payload: bytes) -> str:
    found = read_list(payload)
    until = f"{found.expires_at:%Y-%m-%d %H:%M}Z"
    return f"list {found.list_id} of {found.issuer}, {len(found.entries)} entries, until {until}"


_DESCRIBED: dict[str, Callable[[bytes], str]] = {
    MANIFEST_TYPE: _manifest_line,
    DELTA_TYPE: _delta_line,
    INDEX_TYPE: _index_line,
    LIST_TYPE: _list_line,
}


def check_folder(source: Source, roots: tuple[PublicKey, ...], family: Family) -> FolderReport | Refused:
    """What a folder of published files is worth: complete, or the first thing that is wrong with it.

    Every file that the manifest names is checked by hash and signature; the whole lists are brought to the
    manifest's position by the deltas, as a verifier would that never synced.
    """
    data = source.fetch(MANIFEST_NAME)
    if data is None:
        return Refused(Refusal.MISSING_FILE, MANIFEST_NAME)
    keys = _keys(source, data, roots)
    if isinstance(keys, Refused):
        return keys
    manifest = read_manifest(data, keys, family, None)
    return manifest if isinstance(manifest, Refused) else _check_named(source, keys, manifest)


def _keys(source: Source, manifest: bytes, roots: tuple[PublicKey, ...]) -> KeyBundle | Refused:
    ref = named_bundle(manifest)
    if isinstance(ref, Refused):
        return ref
    data = checked(ref.file, source.fetch(ref.file.path))
    return data if isinstance(data, Refused) else new_bundle(data, ref, roots, None)


def _check_named(source: Source, keys: KeyBundle, manifest: Manifest) -> FolderReport | Refused:
    seen: set[str] = set()

    def get(file: FileRef) -> bytes | Refused:
        seen.add(file.path)
        return checked(file, source.fetch(file.path))

    # A verifier takes the shortest way and would not miss a delta beside it; another, that is further behind, would.
    for ref in manifest.deltas:
        data = get(ref.file)
        if isinstance(data, Refused):
            return data
        delta = read_file(data, DELTA_TYPE, keys, Delta.from_cbor, _made_at)
        if isinstance(delta, Refused):
            return delta
    known = catch_up(Known(keys), manifest, get)
    if isinstance(known, Refused):
        return known
    entries = known.lists.count() if known.lists is not None else 0
    return FolderReport(manifest, len(seen) + len((MANIFEST_NAME, manifest.bundle.file.path)), entries)


def _made_at(delta: Delta) -> datetime:
    return delta.at
