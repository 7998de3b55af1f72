"""A verifier that synchronises: it only goes forward, believes nothing unsigned, and keeps what it has otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import credential_parts as parts
import pytest
from credential_parts import BUNDLE, NOW, canonical, public_key
from publication_parts import BUNDLE_FILE, PAPER, TODAY, Published, manifest_claims, publication, signed_file

from ankang.core.credential.key_bundle import KeyBundle, KeyState
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.manifest import Family, Manifest
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.sync import Known, Needed, advance, named_bundle, new_bundle, plan, read_manifest

ROOTS = (public_key(parts.ROOT),)
WHOLE = {TODAY: {5: 1, 7: 3}, TODAY + 1: {0: 2}}
STEPS = [(4, 5, {TODAY: {9: 2}}), (5, 6, {TODAY: {7: 0}})]
PUBLISHED = publication(STEPS, WHOLE, whole_at=4)
AFTER = {TODAY: {5: 1, 9: 2}, TODAY + 1: {0: 2}}
EMPTY = Known(BUNDLE)


def accepted(data: bytes, current: Manifest | None = None, family: Family = Family.DAYS) -> Manifest:
    found = read_manifest(data, BUNDLE, family, current)
    assert isinstance(found, Manifest), found
    return found


def synced(known: Known, published: Published, files: Mapping[str, bytes] | None = None) -> Known | Refused:
    """What comes of it when every file that is asked for is fetched, those that are not there left out."""
    found = read_manifest(published.manifest, known.keys, Family.DAYS, known.manifest)
    if isinstance(found, Refused):
        return found
    fetched: dict[str, bytes] = {}
    while isinstance(outcome := advance(known, found, fetched), Needed):
        asked = {file.path: (files or published.files).get(file.path) for file in outcome.files}
        if None in asked.values():
            return Refused(Refusal.MISSING_FILE)
        fetched |= {path: data for path, data in asked.items() if data is not None}
    return outcome


def reason(outcome: object) -> Refusal:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


@pytest.mark.spec("D9")
def test_a_first_sync_takes_whole_lists_and_the_deltas_after_them() -> None:
    known = synced(EMPTY, PUBLISHED)

    assert isinstance(known, Known), known
    assert known.lists == KnownLists(6, NOW - timedelta(seconds=60), AFTER)
    assert known.manifest is not None
    assert known.manifest.sequence == 12


@pytest.mark.spec("D9")
def test_a_later_sync_takes_nothing_but_the_deltas_it_lacks() -> None:
    known = synced(EMPTY, publication(STEPS[:1], WHOLE, whole_at=4, sequence=11, age=400))
    assert isinstance(known, Known)

    outcome = advance(known, accepted(PUBLISHED.manifest, known.manifest), {})

    assert isinstance(outcome, Needed)
    assert [file.path for file in outcome.files] == PUBLISHED.deltas[1:]
    assert synced(known, PUBLISHED) == synced(EMPTY, PUBLISHED)


def test_a_sync_without_a_change_needs_no_file_and_makes_the_lists_young() -> None:
    known = synced(EMPTY, PUBLISHED)
    assert isinstance(known, Known)
    later = publication(STEPS, WHOLE, whole_at=4, sequence=13, age=-240)

    outcome = advance(known, accepted(later.manifest, known.manifest), {})

    assert isinstance(outcome, Known)
    assert outcome.lists == KnownLists(6, NOW + timedelta(seconds=240), AFTER)


def test_a_device_that_was_away_too_long_begins_with_whole_lists() -> None:
    away = Known(BUNDLE, KnownLists(2, NOW - timedelta(days=9), {TODAY: {1: 1}}))

    assert plan(accepted(PUBLISHED.manifest), away.lists) == plan(accepted(PUBLISHED.manifest), None)
    assert synced(away, PUBLISHED) == synced(EMPTY, PUBLISHED)


def test_what_was_fetched_before_the_line_broke_is_not_fetched_again() -> None:
    manifest = accepted(PUBLISHED.manifest)
    fetched = {PUBLISHED.index: PUBLISHED.files[PUBLISHED.index], PUBLISHED.lists[0]: b"later refused"}

    outcome = advance(EMPTY, manifest, fetched)

    assert isinstance(outcome, Needed)
    assert [file.path for file in outcome.files] == PUBLISHED.lists[1:]


def test_lists_of_days_that_are_over_are_dropped() -> None:
    over = TODAY - 4 * 4096
    known = synced(EMPTY, publication([], {over: {1: 1}, over + 4096: {1: 1}, TODAY: {1: 1}}, whole_at=4))

    assert isinstance(known, Known)
    assert known.lists is not None
    assert set(known.lists.entries) == {over + 4096, TODAY}


@pytest.mark.spec("D9")
@pytest.mark.parametrize("kind", ["index", "lists", "deltas"])
@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda data: data[:-1], Refusal.WRONG_HASH),
        (lambda data: data + b"\x00", Refusal.WRONG_HASH),
        (lambda data: bytes([data[0]]) + data[1:-1] + bytes([data[-1] ^ 1]), Refusal.WRONG_HASH),
        (lambda _: b"", Refusal.WRONG_HASH),
        (lambda _: None, Refusal.MISSING_FILE),
    ],
    ids=["truncated", "a byte more", "a bit flipped", "empty", "missing"],
)
def test_a_file_that_is_not_the_named_one_changes_nothing(
    kind: str, spoil: Callable[[bytes], bytes | None], expected: Refusal
) -> None:
    path = {"index": PUBLISHED.index, "lists": PUBLISHED.lists[1], "deltas": PUBLISHED.deltas[1]}[kind]
    files = {name: spoil(data) if name == path else data for name, data in PUBLISHED.files.items()}

    outcome = synced(EMPTY, PUBLISHED, {name: data for name, data in files.items() if data is not None})

    assert reason(outcome) is expected


def test_swapped_files_are_refused_although_both_are_signed() -> None:
    one, two = PUBLISHED.deltas
    files = PUBLISHED.files | {one: PUBLISHED.files[two], two: PUBLISHED.files[one]}

    assert reason(synced(EMPTY, PUBLISHED, files)) is Refusal.WRONG_HASH


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        pytest.param(publication([(4, 6, {PAPER: {1: 1}})], {}, whole_at=4), Refusal.MALFORMED, id="a paper delta"),
        pytest.param(publication([], {PAPER: {1: 1}}, whole_at=4), Refusal.MALFORMED, id="a paper list"),
        pytest.param(
            publication([], WHOLE, whole_at=4, index_changes={"family": 1}), Refusal.MALFORMED, id="a paper index"
        ),
        pytest.param(
            publication([], WHOLE, whole_at=4, index_changes={"position": 3}), Refusal.MALFORMED, id="another position"
        ),
        pytest.param(publication(STEPS[1:], WHOLE, whole_at=4), Refusal.MISSING_FILE, id="no way from its own lists"),
        pytest.param(
            publication(STEPS, WHOLE, whole_at=4, by=parts.ISSUER), Refusal.UNKNOWN_ISSUER, id="a token key signs"
        ),
        pytest.param(
            publication(STEPS, WHOLE, whole_at=4, by=parts.STRANGER), Refusal.UNKNOWN_ISSUER, id="a stranger signs"
        ),
    ],
)
def test_a_publication_that_does_not_fit_itself_is_refused(published: Published, expected: Refusal) -> None:
    assert reason(synced(EMPTY, published)) is expected


def _manifest_file(**changes: Any) -> bytes:
    return signed_file("AHC-MANIFEST", manifest_claims(**changes))


CURRENT = accepted(_manifest_file())


@pytest.mark.spec("D9")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (_manifest_file(sequence=11), Refusal.OLD_SEQUENCE),
        (_manifest_file(sequence=13, position=4, deltas=[]), Refusal.OLD_SEQUENCE),
        (_manifest_file(beacons=[]), Refusal.OLD_SEQUENCE),
        (_manifest_file(sequence=13, family=1), Refusal.MALFORMED),
        (_manifest_file(sequence=13)[:-1], Refusal.MALFORMED),
        (_manifest_file(sequence=13) + b"\x00", Refusal.MALFORMED),
        (signed_file("AHC-DELTA", manifest_claims(sequence=13)), Refusal.MALFORMED),
        (signed_file("AHC-MANIFEST", manifest_claims(sequence=13), change=lambda _: bytes(64)), Refusal.BAD_SIGNATURE),
        (signed_file("AHC-MANIFEST", manifest_claims(sequence=13), by=parts.STRANGER), Refusal.UNKNOWN_ISSUER),
        (signed_file("AHC-MANIFEST", manifest_claims(sequence=13), by=parts.NEXT_ROOT), Refusal.UNKNOWN_ISSUER),
        (_manifest_file(sequence=13, published=int(NOW.timestamp()) + 18 * parts.DAY), Refusal.KEY_OUT_OF_TERM),
        (b"", Refusal.MALFORMED),
    ],
    ids=[
        "older",
        "a position that goes back",
        "the same sequence with other content",
        "the other family",
        "truncated",
        "a byte more",
        "another type",
        "no signature",
        "a stranger signs",
        "a bundle key signs",
        "after the term of its key",
        "nothing",
    ],
)
def test_a_manifest_that_may_not_replace_the_current_one_is_refused(data: bytes, expected: Refusal) -> None:
    assert reason(read_manifest(data, BUNDLE, Family.DAYS, CURRENT)) is expected


def test_the_same_manifest_again_is_no_news_and_no_error() -> None:
    assert accepted(_manifest_file(), CURRENT) == CURRENT


@pytest.mark.spec("D9")
def test_a_revoked_status_key_signs_nothing_more() -> None:
    keys = tuple(
        replace(key, state=KeyState.REVOKED) if key.public_key == public_key(parts.STATUS) else key
        for key in BUNDLE.keys
    )

    outcome = read_manifest(_manifest_file(), replace(BUNDLE, keys=keys), Family.DAYS, None)

    assert reason(outcome) is Refusal.REVOKED_KEY


def test_a_manifest_says_which_bundle_checks_it_before_it_is_believed() -> None:
    ref = named_bundle(PUBLISHED.manifest)
    assert not isinstance(ref, Refused)

    found = new_bundle(PUBLISHED.files[ref.file.path], ref, ROOTS, None)

    assert found == BUNDLE
    assert reason(new_bundle(BUNDLE_FILE[:-1], ref, ROOTS, None)) is Refusal.WRONG_HASH
    assert reason(new_bundle(BUNDLE_FILE, ref, (public_key(parts.STRANGER),), None)) is Refusal.UNKNOWN_ISSUER
    assert reason(new_bundle(BUNDLE_FILE, ref, ROOTS, replace(BUNDLE, sequence=8))) is Refusal.OLD_SEQUENCE
    assert reason(named_bundle(b"\xd2")) is Refusal.MALFORMED
    assert reason(named_bundle(signed_file("AHC-MANIFEST", canonical({1: 0})))) is Refusal.MALFORMED


def test_the_bundle_of_the_parts_is_what_the_root_signed() -> None:
    assert isinstance(BUNDLE, KeyBundle)
    assert BUNDLE.has_lists_of("CN-AH")
    assert not BUNDLE.has_lists_of("CN-JS")
