"""The manifest: read strictly, and the fewest deltas that lead on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from credential_parts import NOW, SECONDS, canonical
from publication_parts import HASH, TODAY, index_claims, manifest_claims

from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.manifest import BundleRef, DeltaRef, Family, IndexRef, ListIndex, ListRef, Manifest


def manifest(**changes: Any) -> Manifest:
    return Manifest.from_cbor(canonical(manifest_claims(**changes)))


def step(begin: int, end: int) -> list[object]:
    return [begin, end, HASH, 200]


def test_a_manifest_reads_as_it_was_meant_and_is_written_back_to_the_byte() -> None:
    found = manifest()

    assert (found.family, found.sequence, found.position) == (Family.DAYS, 12, 5)
    assert found.published_at == NOW - timedelta(seconds=60)
    assert found.bundle == BundleRef(7, HASH, 900)
    assert found.deltas == (DeltaRef(4, 5, HASH, 200),)
    assert found.index == IndexRef(4, HASH, 300)
    assert canonical(found.to_claims()) == canonical(manifest_claims())


def test_a_file_is_named_by_what_it_holds() -> None:
    found = manifest()

    assert found.bundle.file.path == "keys/7-0001020304050607.cose"
    assert found.deltas[0].file.path == "deltas/4-5-0001020304050607.cose"
    assert found.index.file.path == "lists/index-4-0001020304050607.cose"
    assert ListRef(TODAY, HASH, 1).file.path == f"lists/{TODAY}-0001020304050607.cwt"


@pytest.mark.parametrize(
    "changes",
    [
        {"family": 2},
        {"family": False},
        {"sequence": 2**53},
        {"sequence": -1},
        {"published": 2**32},
        {"position": 5.0},
        {"bundle": [7, HASH]},
        {"bundle": [7, HASH[:31], 900]},
        {"bundle": [7, HASH, 0]},
        {"index": [4, HASH, 16 * 2**20 + 1]},
        {"index": None},
        {"deltas": {}},
        {"deltas": [step(5, 5)]},
        {"deltas": [step(5, 4)]},
        {"deltas": [[4, 5, HASH]]},
        {"beacons": [[SECONDS, b"beacon"]]},
        {"beacons": [[SECONDS, "bea1"]]},
        {"beacons": [b"bea1"]},
    ],
    ids=lambda changes: str(changes)[:50],
)
def test_a_manifest_with_another_shape_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        manifest(**changes)


@pytest.mark.parametrize("rows", [65_537], ids=["65537 deltas"])
def test_a_manifest_of_endless_rows_is_malformed(rows: int) -> None:
    with pytest.raises(MalformedError, match="at most 65536"):
        manifest(deltas=[0] * rows)


@pytest.mark.parametrize(
    "lists",
    [[[TODAY, HASH, 1], [TODAY, HASH, 1]], [[TODAY + 1, HASH, 1], [TODAY, HASH, 1]], [[2**32, HASH, 1]]],
    ids=["twice", "out of order", "beyond 2^32"],
)
def test_an_index_names_each_list_once_and_in_order(lists: list[list[object]]) -> None:
    with pytest.raises(MalformedError):
        ListIndex.from_cbor(canonical(index_claims(lists=lists)))


def test_an_index_is_written_back_to_the_byte() -> None:
    index = ListIndex.from_cbor(canonical(index_claims()))

    assert index.lists == (ListRef(TODAY, HASH, 400),)
    assert canonical(index.to_claims()) == canonical(index_claims())


FIVE_MINUTES = [step(place, place + 1) for place in range(8)]


@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("rows", "begin", "chain"),
    [
        (FIVE_MINUTES, 8, []),
        (FIVE_MINUTES, 6, [(6, 7), (7, 8)]),
        ([*FIVE_MINUTES, step(0, 4), step(4, 8)], 0, [(0, 4), (4, 8)]),
        ([*FIVE_MINUTES, step(0, 4), step(4, 8)], 3, [(3, 4), (4, 8)]),
        ([*FIVE_MINUTES, step(0, 4), step(0, 8)], 0, [(0, 8)]),
        ([step(0, 6), step(0, 5), step(5, 8)], 0, [(0, 6), (5, 8)]),
        ([step(0, 8), step(2, 5)], 3, [(0, 8)]),
        ([step(0, 8), step(2, 8)], 3, [(2, 8)]),
        ([step(0, 9), step(0, 8)], 0, [(0, 8)]),
        ([step(0, 3), step(4, 8)], 0, None),
        (FIVE_MINUTES, 9, None),
        ([], 0, None),
    ],
    ids=[
        "nothing changed",
        "small steps",
        "roll-ups",
        "a small step to the next roll-up",
        "the longest roll-up",
        "the next step began before",
        "a roll-up that began before",
        "the smaller of two as far",
        "a step beyond the manifest",
        "a gap",
        "ahead of the manifest",
        "no deltas",
    ],
)
def test_the_fewest_deltas_lead_to_the_manifest(
    rows: list[list[object]], begin: int, chain: list[tuple[int, int]] | None
) -> None:
    found = manifest(position=8, deltas=rows).chain_from(begin)

    assert (None if found is None else [(ref.from_position, ref.to_position) for ref in found]) == chain


def test_a_beacon_tells_since_when_a_proof_can_exist() -> None:
    found = manifest()

    assert found.beacon_at(b"bea1") == NOW - timedelta(seconds=360)
    assert found.beacon_at(b"bea2") == NOW - timedelta(seconds=60)
    assert found.beacon_at(b"what") is None
    assert found.beacon_at(None) is None
