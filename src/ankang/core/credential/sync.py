"""Synchronising a verifier: what to fetch, what to believe of it, and what to keep when something is wrong.

    read_manifest -> plan -> fetch the planned files -> apply

`advance` does all but the fetching, and `catch_up` does that too, from wherever the caller gets files.

Every step either leads to a newer state or says why not and leaves the old one; so a verifier that is cut off in the
middle goes on later from what it had. A lower sequence is refused (a revoked key came back the next day in Italy's
rollout of the EU certificate), hashes are checked before a byte is read, and the bundle comes before what it signs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ankang.core.credential import cose
from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.code_name import BLOCKS_PER_DAY
from ankang.core.credential.delta import DELTA_TYPE, Delta
from ankang.core.credential.key_bundle import KeyBundle, read_bundle
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.known_lists import KnownLists, lists_of
from ankang.core.credential.manifest import (
    INDEX_TYPE,
    MANIFEST_TYPE,
    BundleRef,
    Family,
    FileRef,
    ListIndex,
    ListRef,
    Manifest,
)
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.signed_file import MAX_FILE_BYTES, hash_of, read_file
from ankang.core.credential.status_list import LIST_TYPE, StatusListToken, is_paper_list, read_list

LIVE_DAYS = 4
"""Lists of a day are published on that day and three more; a token lives 72 hours at most."""


@dataclass(frozen=True)
class Known:
    """What a verifier has of one family: keys, lists, and the newest manifest that it accepted."""

    keys: KeyBundle
    lists: KnownLists | None = None
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What leads to a manifest: deltas, or (`whole`) the index of whole lists and then deltas from its position."""

    deltas: tuple[FileRef, ...]
    whole: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """Files that are still to be fetched; by their hashes any copy will do."""

    files: tuple[FileRef, ...]


def named_bundle(data: bytes) -> BundleRef | Refused:
    """Which bundle an unchecked manifest asks for.

    Nothing is believed of it: the bundle has a signature and a sequence of its own, and with it the manifest is
    checked. A manifest whose key the verifier does not know yet could not be read otherwise.
    """
    try:
        return Manifest.from_cbor(cose.read(data[:MAX_FILE_BYTES], "manifest").payload).bundle
    except MalformedError as error:
        return Refused(Refusal.MALFORMED, str(error))


def new_bundle(
    data: bytes, ref: BundleRef, roots: tuple[PublicKey, ...], current: KeyBundle | None
) -> KeyBundle | Refused:
    """The bundle that a manifest names, when it may replace the current one."""
    if hash_of(data) != ref.sha256:
        return Refused(Refusal.WRONG_HASH, f"bundle {ref.sequence}")
    return read_bundle(data, roots, current)


def read_manifest(data: bytes, keys: KeyBundle, family: Family, current: Manifest | None) -> Manifest | Refused:
    """The manifest in a file, when it may replace the current one.

    Refusals: those of `read_file`, `old_sequence`; the same sequence is accepted with the same content only.
    """
    found = read_file(data, MANIFEST_TYPE, keys, Manifest.from_cbor, lambda manifest: manifest.published_at)
    if isinstance(found, Refused):
        return found
    if found.family is not family:
        return Refused(Refusal.MALFORMED, f"manifest: expected the family {family.name.lower()}")
    if current is None:
        return found
    goes_back = found.sequence < current.sequence or found.position < current.position
    if goes_back or (found.sequence == current.sequence and found != current):
        return Refused(Refusal.OLD_SEQUENCE, f"manifest: has {found.sequence}, this device {current.sequence}")
    return found


def plan(manifest: Manifest, lists: KnownLists | None) -> Plan | Refused:
    """The fewest files that lead from what is known to the manifest."""
    if lists is not None:
        chain = manifest.chain_from(lists.position)
        if chain is not None:
            return Plan(tuple(ref.file for ref in chain))
    chain = manifest.chain_from(manifest.index.position)
    if chain is None:
        return Refused(Refusal.MISSING_FILE, f"manifest: no deltas from its own lists at {manifest.index.position}")
    return Plan(tuple(ref.file for ref in chain), manifest.index.file)


def checked(file: FileRef, data: bytes | None) -> bytes | Refused:
    """The bytes of a fetched file, when they are those that were named."""
    if data is None:
        return Refused(Refusal.MISSING_FILE, file.path)
    if len(data) != file.size or hash_of(data) != file.sha256:
        return Refused(Refusal.WRONG_HASH, file.path)
    return data


def read_index(data: bytes, keys: KeyBundle, manifest: Manifest) -> ListIndex | Refused:
    """The index of whole lists that the manifest names."""
    found = read_file(data, INDEX_TYPE, keys, ListIndex.from_cbor, lambda index: index.at)
    if isinstance(found, Refused):
        return found
    if found.family is not manifest.family or found.position != manifest.index.position:
        return Refused(Refusal.MALFORMED, "index: does not fit its manifest")
    return found


def whole_lists(index: ListIndex, files: Mapping[str, bytes], keys: KeyBundle) -> KnownLists | Refused:
    """What the whole lists say together; every file is checked by hash and by signature."""
    tokens: list[StatusListToken] = []
    for ref in index.lists:
        token = _list_token(ref, files, keys)
        if isinstance(token, Refused):
            return token
        if is_paper_list(token.list_id) is not (index.family is Family.PAPER):
            return Refused(Refusal.MALFORMED, "status list: of the other family")
        tokens.append(token)
    return lists_of(index.position, index.at, tokens)


def apply(known: Known, manifest: Manifest, base: KnownLists, files: Iterable[bytes]) -> Known | Refused:
    """The state at the manifest: `base` (the lists so far, or whole lists) and the planned deltas over it.

    Lists of days that are over are dropped.
    """
    deltas: list[Delta] = []
    for data in files:
        delta = read_file(data, DELTA_TYPE, known.keys, Delta.from_cbor, lambda item: item.at)
        if isinstance(delta, Refused):
            return delta
        if any(is_paper_list(list_id) is not (manifest.family is Family.PAPER) for list_id in delta.entries):
            return Refused(Refusal.MALFORMED, "delta: of the other family")
        deltas.append(delta)
    try:
        lists = base.after(deltas)
    except ValueError as error:
        return Refused(Refusal.MISSING_FILE, str(error))
    if lists.position != manifest.position:
        return Refused(Refusal.MISSING_FILE, f"lists: at {lists.position}, the manifest at {manifest.position}")
    lists = lists.confirmed(manifest.published_at).without(_over(lists))
    return replace(known, lists=lists, manifest=manifest)


def advance(known: Known, manifest: Manifest, fetched: Mapping[str, bytes]) -> Known | Needed | Refused:
    """The state at a manifest that `read_manifest` accepted, or which files (by path) are needed beside those fetched.

    Refusals: `missing_file`, `wrong_hash` and those of `read_file`; the state that was known stays good.
    """
    planned = plan(manifest, known.lists)
    if isinstance(planned, Refused):
        return planned
    if known.lists is not None and planned.whole is None:
        base: KnownLists | Needed | Refused = known.lists
    else:
        base = _whole_base(known.keys, manifest, fetched)
    if isinstance(base, Refused | Needed):
        return base
    missing = tuple(file for file in planned.deltas if file.path not in fetched)
    if missing:
        return Needed(missing)
    deltas: list[bytes] = []
    for file in planned.deltas:
        data = checked(file, fetched[file.path])
        if isinstance(data, Refused):
            return data
        deltas.append(data)
    return apply(known, manifest, base, deltas)


def catch_up(known: Known, manifest: Manifest, get: Callable[[FileRef], bytes | Refused]) -> Known | Refused:
    """The state at a manifest that `read_manifest` accepted; `get` has the bytes of a file that `checked` took."""
    fetched: dict[str, bytes] = {}
    # Each round gets what the last one missed: the index, then its lists, then the deltas.
    while isinstance(outcome := advance(known, manifest, fetched), Needed):
        for file in outcome.files:
            data = get(file)
            if isinstance(data, Refused):
                return data
            fetched[file.path] = data
    return outcome


def _whole_base(keys: KeyBundle, manifest: Manifest, fetched: Mapping[str, bytes]) -> KnownLists | Needed | Refused:
    file = manifest.index.file
    if file.path not in fetched:
        return Needed((file,))
    data = checked(file, fetched[file.path])
    if isinstance(data, Refused):
        return data
    index = read_index(data, keys, manifest)
    if isinstance(index, Refused):
        return index
    missing = tuple(ref.file for ref in index.lists if ref.file.path not in fetched)
    return Needed(missing) if missing else whole_lists(index, fetched, keys)


def _list_token(ref: ListRef, files: Mapping[str, bytes], keys: KeyBundle) -> StatusListToken | Refused:
    data = checked(ref.file, files.get(ref.file.path))
    if isinstance(data, Refused):
        return data
    token = read_file(data, LIST_TYPE, keys, read_list, lambda item: item.issued_at)
    if isinstance(token, StatusListToken) and token.list_id != ref.list_id:
        return Refused(Refusal.MALFORMED, "status list: another list than the index names")
    return token


def _over(lists: KnownLists) -> list[int]:
    days = [list_id for list_id in lists.entries if not is_paper_list(list_id)]
    newest = max(days, default=0) // BLOCKS_PER_DAY
    return [list_id for list_id in days if list_id // BLOCKS_PER_DAY <= newest - LIVE_DAYS]
