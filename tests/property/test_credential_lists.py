"""What holds for all lists, deltas and codes: they come back as they went in, and roll-ups say what their parts say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise, product
from typing import Any

import credential_parts as parts
import pytest
from credential_parts import BUNDLE, NOW, canonical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from publication_parts import HASH, TODAY, manifest_claims, publication, signed_file

from ankang.core.credential.cbor import MalformedError
from ankang.core.credential.code_name import CodeName, code_name
from ankang.core.credential.delta import Delta, merged, read_entries, write_entries
from ankang.core.credential.judging import Rung, rung_at
from ankang.core.credential.known_lists import KnownLists, lists_of
from ankang.core.credential.manifest import DeltaRef, Manifest
from ankang.core.credential.refusals import Refused
from ankang.core.credential.signed_file import read_file
from ankang.core.credential.status_list import (
    Bits,
    StatusListToken,
    compress,
    decompress,
    pack,
    read_list,
    sign_list,
    unpack,
)
from ankang.core.credential.verifier_clock import VerifierClock

INDICES = st.integers(0, 2**20 - 1) | st.integers(0, 40)
LISTS = st.integers(0, 2**32 - 1) | st.integers(TODAY, TODAY + 3)
CHANGES = st.dictionaries(LISTS, st.dictionaries(INDICES, st.integers(0, 3), min_size=1, max_size=12), max_size=4)


@given(st.sampled_from([1, 2, 4, 8]), st.data())
@settings(max_examples=60)
def test_a_packed_list_says_its_values(bits: Bits, data: st.DataObject) -> None:
    values = data.draw(st.dictionaries(INDICES, st.integers(1, 2**bits - 1), max_size=30))

    packed = decompress(compress(pack(values, bits)))

    assert unpack(packed, bits) == values
    assert list(unpack(packed, bits)) == sorted(values)


@given(st.integers(0, 2**32 - 1), st.dictionaries(INDICES, st.integers(1, 3), max_size=30))
@settings(max_examples=25)
def test_a_signed_list_comes_back(list_id: int, values: dict[int, int]) -> None:
    token = StatusListToken("CN-AH", list_id, NOW, NOW + timedelta(days=3), 300, values)

    data = sign_list(token, parts.signer(parts.STATUS), parts.public_key(parts.STATUS).key_id)

    assert read_file(data, "application/statuslist+cwt", BUNDLE, read_list, lambda item: item.issued_at) == token


@given(CHANGES)
@example({0: {0: 0}, 2**32 - 1: {2**20 - 1: 3}})
def test_the_entries_of_a_delta_come_back(entries: dict[int, dict[int, int]]) -> None:
    delta = Delta(0, 1, NOW, entries)

    assert read_entries(write_entries(entries)) == entries
    assert Delta.from_cbor(canonical(delta.to_claims())) == delta


@given(st.binary(max_size=40))
@settings(max_examples=300)
def test_entries_have_one_form(data: bytes) -> None:
    try:
        entries = read_entries(data)
    except MalformedError:
        return

    assert write_entries(entries) == data


def in_order(changes: list[Mapping[int, Mapping[int, int]]], begin: int = 3) -> list[Delta]:
    return [
        Delta(begin + place, begin + place + 1, NOW + timedelta(seconds=place), entries)
        for place, entries in enumerate(changes)
    ]


@pytest.mark.spec("D9")
@given(CHANGES, st.lists(CHANGES, min_size=1, max_size=6), st.data())
def test_a_roll_up_does_what_its_deltas_do_one_by_one(
    begin: dict[int, dict[int, int]], changes: list[Mapping[int, Mapping[int, int]]], data: st.DataObject
) -> None:
    lists, deltas = KnownLists(3, NOW, {}).after(in_order([begin], 3)), in_order(changes, 4)
    cut = data.draw(st.integers(1, len(deltas)))

    one_by_one = lists
    for delta in deltas:
        one_by_one = one_by_one.after([delta])

    assert lists.after([merged(deltas)]) == one_by_one
    assert lists.after([merged(deltas[:cut]), *deltas[cut:]]) == one_by_one
    assert lists.after(deltas) == one_by_one
    assert all(value for values in one_by_one.entries.values() for value in values.values())


@pytest.mark.spec("D9")
@given(st.lists(CHANGES, min_size=1, max_size=5))
@settings(max_examples=40)
def test_whole_lists_and_deltas_end_in_the_same_entries(changes: list[Mapping[int, Mapping[int, int]]]) -> None:
    by_deltas = KnownLists(3, NOW, {}).after(in_order(changes))

    tokens = [
        StatusListToken("CN-AH", list_id, NOW, NOW + timedelta(days=3), 300, unpack(pack(values)))
        for list_id, values in by_deltas.entries.items()
    ]

    assert lists_of(by_deltas.position, by_deltas.at, tokens) == by_deltas


POSITIONS = st.integers(0, 9)


@given(st.lists(st.tuples(POSITIONS, POSITIONS), max_size=14), POSITIONS, POSITIONS)
@settings(max_examples=400)
def test_no_shorter_chain_of_deltas_exists(pairs: list[tuple[int, int]], begin: int, end: int) -> None:
    rows = [[one, other, HASH, 1] for one, other in pairs if one < other]
    manifest = Manifest.from_cbor(canonical(manifest_claims(position=end, deltas=rows)))
    fewest = {begin: 0}
    for _ in range(10):
        for (one, other, *_rest), place in product(rows, range(10)):
            if one <= place < other <= end and fewest.get(place, 98) + 1 < fewest.get(other, 99):
                fewest[other] = fewest[place] + 1

    chain = manifest.chain_from(begin)

    assert (None if chain is None else len(chain)) == fewest.get(end)
    assert follows(chain or (), begin, end if chain is not None else begin)


def follows(chain: tuple[DeltaRef, ...], begin: int, end: int) -> bool:
    positions = [begin, *(ref.to_position for ref in chain)]
    leads_on = (ref.from_position <= at < ref.to_position for ref, at in zip(chain, positions, strict=False))
    return positions[-1] == end and all(leads_on)


NUMBERS = st.lists(
    st.integers(0, 2**32 - 1) | st.integers(2**20 - 50, 2**20 + 50), min_size=2, max_size=60, unique=True
)


@pytest.mark.spec("D9")
@given(NUMBERS, st.dates(date(2020, 1, 1), date(2120, 1, 1)), st.binary(min_size=32, max_size=32))
@settings(max_examples=60)
def test_no_two_enrolments_share_a_name_on_a_day_nor_does_a_name_return_on_the_next(
    numbers: list[int], day: date, key: bytes
) -> None:
    """Enrolling again takes a new number, so neither the old code nor anybody else's is met again."""
    names = {code_name(number, day, key) for number in numbers}
    later = {code_name(number, day + timedelta(days=1), key) for number in numbers}

    assert len(names) == len(numbers)
    assert not names & later


@pytest.mark.spec("D9")
@given(st.integers(0, 4000), st.integers(0, 2**20 - 1))
@settings(max_examples=40)
def test_enrolments_beyond_one_list_go_on_in_the_next(block: int, place: int) -> None:
    number, key, day = block * 2**20 + place, bytes(32), date(2022, 7, 8)

    names = [code_name(number + step * 2**20, day, key) for step in range(3)]

    assert [after.list_id - before.list_id for before, after in pairwise(names)] == [1, 1]
    assert all(0 <= name.index < 2**20 for name in names)


@given(st.floats(0, 400_000), st.floats(0, 400_000))
def test_older_lists_never_stand_higher_on_the_ladder(one: float, other: float) -> None:
    order = list(Rung)

    assert order.index(rung_at(min(one, other))) <= order.index(rung_at(max(one, other)))


SECONDS = st.floats(-400_000, 400_000)
EVENTS = st.lists(
    st.tuples(st.just("signed"), SECONDS, SECONDS)
    | st.tuples(st.just("answered"), SECONDS, SECONDS)
    | st.tuples(st.just("proof"), SECONDS, SECONDS)
    | st.tuples(st.just("slept"), SECONDS, SECONDS),
    max_size=30,
)


def play(clock: VerifierClock, events: list[tuple[str, float, float]]) -> datetime:
    """Let the events happen; the newest signed time among them."""
    newest = clock.floor
    for place, (kind, one, other) in enumerate(events):
        at = NOW + timedelta(seconds=one)
        if kind == "signed":
            clock.saw_signed_time(at)
        elif kind == "answered":
            clock.answered(at, other)
        elif kind == "proof":
            clock.saw_proof(CodeName(1, place), at, NOW + timedelta(seconds=other))
        else:
            clock.slept()
        newest = max(newest, at) if kind in {"signed", "answered"} else newest
    return newest


@pytest.mark.spec("D9")
@given(EVENTS, SECONDS, SECONDS)
def test_nothing_turns_the_clock_back_behind_a_signed_time(
    events: list[tuple[str, float, float]], device: float, monotonic: float
) -> None:
    clock = VerifierClock(NOW - timedelta(days=2))

    newest = play(clock, events)

    assert clock.floor == newest
    assert clock.now(NOW + timedelta(seconds=device), monotonic) >= newest


PUBLISHED = publication([(4, 5, {TODAY: {9: 2}})], {TODAY: {5: 1}}, whole_at=4)
FILES: dict[str, tuple[str, Any]] = {
    "AHC-MANIFEST": (PUBLISHED.manifest.hex(), (Manifest.from_cbor, lambda item: item.published_at)),
    "AHC-DELTA": (PUBLISHED.files[PUBLISHED.deltas[0]].hex(), (Delta.from_cbor, lambda item: item.at)),
    "application/statuslist+cwt": (
        PUBLISHED.files[PUBLISHED.lists[0]].hex(),
        (read_list, lambda item: item.issued_at),
    ),
}


@pytest.mark.spec("D9")
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2**20))
@settings(max_examples=200)
def test_a_file_with_a_changed_bit_is_refused(file_type: str, bit: int) -> None:
    text, (parse, signed_at) = FILES[file_type]
    changed = bytearray(bytes.fromhex(text))
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8

    assert isinstance(read_file(bytes(changed), file_type, BUNDLE, parse, signed_at), Refused)
    assert not isinstance(read_file(bytes.fromhex(text), file_type, BUNDLE, parse, signed_at), Refused)


@pytest.mark.spec("D9")
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=80))
@settings(max_examples=200)
def test_whatever_a_key_signs_is_read_or_refused_and_stops_nobody(file_type: str, payload: bytes) -> None:
    _, (parse, signed_at) = FILES[file_type]

    outcome = read_file(signed_file(file_type, payload or b"\x00"), file_type, BUNDLE, parse, signed_at)

    assert isinstance(outcome, Refused), outcome
