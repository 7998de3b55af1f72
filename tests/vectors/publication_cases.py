"""The cases of published files: status lists, deltas, manifests, plans, and whole steps of a synchronisation.

Expectations are written by hand; every bad file is signed over the bad bytes themselves.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import credential_parts as parts
from credential_parts import DAY, SECONDS, STATUS, canonical, replaced
from publication_parts import (
    HASH,
    PAPER,
    TODAY,
    Published,
    base_128,
    delta_claims,
    header,
    list_claims,
    manifest_claims,
    publication,
    signed_file,
)

Case = dict[str, Any]
Entries = Mapping[int, Mapping[int, int]]
LIST, DELTA, MANIFEST = "application/statuslist+cwt", "AHC-DELTA", "AHC-MANIFEST"
TERM_ENDS = SECONDS + 17 * DAY


def entries_json(entries: Entries) -> dict[str, dict[str, int]]:
    """Lists, indices and values as JSON has them, in ascending order."""
    return {
        str(list_id): {str(index): value for index, value in sorted(values.items())}
        for list_id, values in sorted(entries.items())
    }


def _files(kind: str, file_type: str, make: Callable[[], Any]) -> Iterator[Case]:
    """What no signed file may be, whichever it is."""

    def bad(name: str, refused: str, data: bytes) -> Case:
        return {"name": name, kind: data.hex(), "refused": refused}

    good = signed_file(file_type, make())
    payload, key_id = canonical(make()), parts.public_key(STATUS).key_id
    yield bad("nothing", "malformed", b"")
    yield bad("half of it", "malformed", good[: len(good) // 2])
    yield bad("a byte missing", "malformed", good[:-1])
    yield bad("a byte after", "malformed", good + b"\x00")
    yield bad("no tag", "malformed", good[1:])
    yield bad("an empty payload", "malformed", signed_file(file_type, b""))
    yield bad("another type", "malformed", signed_file("AHC-OTHER", make()))
    yield bad("no type", "malformed", signed_file(file_type, make(), head=canonical({1: -7, 4: key_id})))
    yield bad(
        "a type as a number", "malformed", signed_file(file_type, make(), head=canonical({1: -7, 4: key_id, 16: 7}))
    )
    yield bad("a key id of three bytes", "malformed", signed_file(file_type, make(), head=_head(file_type, key_id[:3])))
    yield bad(
        "ES384",
        "malformed",
        signed_file(file_type, make(), head=replaced(header(file_type), b"\x01\x26", b"\x01\x38\x22")),
    )
    yield bad("an unknown label", "malformed", signed_file(file_type, make() | {99: 0}))
    yield bad("a label missing", "malformed", signed_file(file_type, {k: v for k, v in make().items() if k != 2}))
    yield bad("something after the claims", "malformed", signed_file(file_type, payload + b"\x00"))
    yield bad("claims without length", "malformed", signed_file(file_type, b"\xbf" + payload[1:] + b"\xff"))
    yield bad("claims as an array", "malformed", signed_file(file_type, list(make())))
    yield bad("a stranger's key", "unknown_issuer", signed_file(file_type, make(), parts.STRANGER))
    yield bad("a key for tokens", "unknown_issuer", signed_file(file_type, make(), parts.ISSUER))
    yield bad("a key for bundles", "unknown_issuer", signed_file(file_type, make(), parts.NEXT_ROOT))
    yield bad("a revoked key", "revoked_key", signed_file(file_type, make(), parts.REVOKED_STATUS))
    yield bad("zeros for a signature", "bad_signature", signed_file(file_type, make(), change=lambda _: bytes(64)))
    yield bad(
        "a stranger under the key's id",
        "bad_signature",
        signed_file(file_type, make(), parts.STRANGER, head=header(file_type)),
    )
    yield bad(
        "a signature over other bytes",
        "bad_signature",
        _later(good, SECONDS_OF[kind]),
    )
    yield bad(
        "bad bytes under a bad signature",
        "bad_signature",
        signed_file(file_type, b"\xf6", change=parts.low_s)[:-1] + b"\x00",
    )


def _later(data: bytes, time: bytes) -> bytes:
    return replaced(data, time, time[:-4] + (SECONDS + 9).to_bytes(4, "big"))


def _head(file_type: str, key_id: bytes) -> bytes:
    return canonical({1: -7, 4: key_id, 16: file_type})


SECONDS_OF = {
    "list": (SECONDS - 3600).to_bytes(4, "big"),
    "delta": SECONDS.to_bytes(4, "big"),
    "manifest": b"\x03\x1a" + (SECONDS - 60).to_bytes(4, "big"),
}


def list_cases() -> list[Case]:
    """Signed status lists, and what stands in them."""

    def good(name: str, values: Mapping[int, int], /, **changes: Any) -> Case:
        fields = {"issuer": "CN-AH", "list_id": TODAY, "issued_at": SECONDS - 3600, "expires_at": SECONDS + 3 * DAY}
        told = {key: changes.pop(key) for key in list(changes) if key in fields}
        data = signed_file(LIST, list_claims(values, **changes))
        shown = {str(index): value for index, value in sorted(values.items())}
        return {"name": name, "list": data.hex(), "says": fields | told | {"ttl": 300, "entries": shown}}

    def bad(name: str, refused: str = "malformed", **changes: Any) -> Case:
        return {"name": name, "list": signed_file(LIST, list_claims(**changes)).hex(), "refused": refused}

    whole = zlib.compress(bytes(2**18), 9)
    first, last = "ahc:CN-AH/status/0", f"ahc:CN-AH/status/{2**32 - 1}"
    cases = [
        good("three codes", {5: 1, 7: 3, 8: 2}),
        good("no codes", {}),
        good("the first and the last index", {0: 3, 2**20 - 1: 1}),
        good("four neighbours in one byte", {12: 1, 13: 2, 14: 3, 15: 1}),
        good("the smallest list id", {1: 1}, sub=first, list_id=0),
        good("the greatest list id", {1: 1}, sub=last, list_id=2**32 - 1),
        good("a neighbour's list", {1: 1}, sub="ahc:CN-JS/status/9", issuer="CN-JS", list_id=9),
        bad("after the term of its key", "key_out_of_term", iat=TERM_ENDS + 1),
    ]
    spoiled: dict[str, dict[str, Any]] = {
        "four bits": {"list": {"bits": 4, "lst": whole}},
        "bits as true": {"list": {"bits": True, "lst": whole}},
        "no bits": {"list": {"lst": whole}},
        "bits without a list": {"list": {"bits": 2}},
        "an aggregation": {"list": {"bits": 2, "lst": whole, "aggregation_uri": "x"}},
        "an array": {"list": [2, whole]},
        "labels as numbers": {"list": {1: 2, 2: whole}},
        "a list of text": {"list": {"bits": 2, "lst": "text"}},
        "an empty list": {"list": {"bits": 2, "lst": b""}},
        "no zlib": {"list": {"bits": 2, "lst": b"no zlib at all"}},
        "a raw deflate stream": {"list": {"bits": 2, "lst": whole[2:-4]}},
        "a stream cut short": {"list": {"bits": 2, "lst": whole[:-1]}},
        "a wrong checksum": {"list": {"bits": 2, "lst": whole[:-1] + b"\x07"}},
        "a byte after the stream": {"list": {"bits": 2, "lst": whole + b"\x00"}},
        "two streams": {"list": {"bits": 2, "lst": whole + whole}},
        "one index too few": {"list": {"bits": 2, "lst": zlib.compress(bytes(2**18 - 1), 9)}},
        "four indices too many": {"list": {"bits": 2, "lst": zlib.compress(bytes(2**18 + 1), 9)}},
        "a zip bomb": {"list": {"bits": 2, "lst": zlib.compress(bytes(2**24), 9)}},
        "another subject": {"sub": "https://example.org/status/1"},
        "a list id with leading zeros": {"sub": "ahc:CN-AH/status/07"},
        "a list id in Arabic digits": {"sub": "ahc:CN-AH/status/\u0663\u0667"},
        "a list id of 2^32": {"sub": f"ahc:CN-AH/status/{2**32}"},
        "an issuer of six bytes": {"sub": "ahc:CN-AHX/status/7"},
        "a line end after the subject": {"sub": "ahc:CN-AH/status/7\n"},
        "a subject of bytes": {"sub": b"ahc:CN-AH/status/7"},
        "a term of nothing": {"ttl": 0},
        "an end after 2106": {"exp": 2**32},
        "an issuance as a float": {"iat": float(SECONDS)},
    }
    cases += [bad(name, **changes) for name, changes in spoiled.items()]
    return cases + list(_files("list", LIST, list_claims))


def delta_cases() -> list[Case]:
    """Signed deltas, and what stands in them."""

    def good(name: str, entries: Entries, begin: int = 4, end: int = 5, at: int = SECONDS) -> Case:
        data = signed_file(DELTA, delta_claims(entries or b"", begin=begin, end=end, at=at))
        says = {"from": begin, "to": end, "at": at, "entries": entries_json(entries)}
        return {"name": name, "delta": data.hex(), "says": says}

    def bad(name: str, raw: bytes | None = None, refused: str = "malformed", **changes: Any) -> Case:
        data = signed_file(DELTA, delta_claims(raw, **changes))
        return {"name": name, "delta": data.hex(), "refused": refused}

    fine = zlib.compress(base_128(TODAY, 1, 5), 9)
    spoiled = {
        "a list without entries": base_128(TODAY, 0),
        "more entries than a list has": base_128(TODAY, 2**20 + 1),
        "an end after the list id": base_128(TODAY),
        "an end within the entries": base_128(TODAY, 2, 5),
        "an end within a number": base_128(TODAY, 1) + b"\x85",
        "a long form": base_128(TODAY, 1) + b"\x85\x00",
        "a number of seven bytes": b"\xff" * 6 + b"\x01",
        "a list id of 2^32": base_128(2**32, 1, 5),
        "lists that add up to 2^32": base_128(2**32 - 1, 1, 5, 1, 1, 5),
        "an index of 2^20": base_128(TODAY, 1, 2**22),
        "indices that add up to 2^20": base_128(TODAY, 2, (2**20 - 1) << 2, 1 << 2),
        "an index far beyond": base_128(TODAY, 1, 2**41),
        "a list twice": base_128(TODAY, 1, 5, 0, 1, 5),
        "an index twice": base_128(TODAY, 2, 5 << 2 | 1, 2),
    }
    shapes: dict[str, dict[str, Any]] = {
        "from its own end": {"begin": 5},
        "backwards": {"begin": 6},
        "a position below 0": {"begin": -1},
        "a position of 2^53": {"end": 2**53},
        "a position as a float": {"end": 5.0},
        "a time of true": {"at": True},
        "entries of text": {"packed": "text"},
        "entries not packed": {"packed": base_128(TODAY, 1, 5)},
        "no bytes of entries": {"packed": b""},
        "a byte after the entries": {"packed": fine + b"\x00"},
        "a byte of the entries missing": {"packed": fine[:-1]},
        "a zip bomb": {"packed": zlib.compress(bytes(2**24 + 1), 9)},
    }
    return [
        good("two codes of one list", {TODAY: {5: 1, 7: 3}}),
        good("three lists", {0: {0: 0}, TODAY: {5: 1, 300: 2, 70_000: 3}, 2**32 - 1: {2**20 - 1: 3}}),
        good("values that go", {TODAY: {5: 0, 6: 0}}),
        good("nothing changed", {}),
        good("the greatest positions", {TODAY: {5: 1}}, 2**53 - 2, 2**53 - 1),
        bad("after the term of its key", refused="key_out_of_term", at=TERM_ENDS + 1),
        *(bad(name, raw) for name, raw in spoiled.items()),
        *(bad(name, **changes) for name, changes in shapes.items()),
        *_files("delta", DELTA, delta_claims),
    ]


def manifest_cases() -> list[Case]:
    """Manifests, with the one that the device has (null at first), and whether each may replace it."""
    current = signed_file(MANIFEST, manifest_claims())

    def case(name: str, data: bytes, first: bool, outcome: Case) -> Case:
        return {
            "name": name,
            "family": 0,
            "current": None if first else current.hex(),
            "manifest": data.hex(),
        } | outcome

    def good(name: str, first: bool = False, **changes: Any) -> Case:
        claims = manifest_claims(**changes)
        says = {"sequence": claims[2], "published_at": claims[3], "position": claims[4]}
        return case(name, signed_file(MANIFEST, claims), first, {"says": says})

    def bad(name: str, refused: str = "malformed", first: bool = False, **changes: Any) -> Case:
        claims = manifest_claims(**({"sequence": 13} | changes))
        return case(name, signed_file(MANIFEST, claims), first, {"refused": refused})

    spoiled: dict[str, dict[str, Any]] = {
        "an unknown family": {"family": 2},
        "a family of false": {"family": False},
        "a sequence of 2^53": {"sequence": 2**53},
        "a position as a float": {"position": 5.0},
        "a bundle of two fields": {"bundle": [7, HASH]},
        "a bundle with half a hash": {"bundle": [7, HASH[:16], 900]},
        "a bundle without bytes": {"bundle": [7, HASH, 0]},
        "an index above 16 MB": {"index": [4, HASH, 2**24 + 1]},
        "an index of nothing": {"index": None},
        "deltas in a map": {"deltas": {}},
        "a delta from its own end": {"deltas": [[5, 5, HASH, 200]]},
        "a delta that leads back": {"deltas": [[5, 4, HASH, 200]]},
        "a delta of three fields": {"deltas": [[4, 5, HASH]]},
        "a beacon of six bytes": {"beacons": [[SECONDS, b"beacon"]]},
        "a beacon of text": {"beacons": [[SECONDS, "bea1"]]},
        "beacons of numbers": {"beacons": [1, 2]},
    }
    return [
        good("the first", first=True),
        good("the same again"),
        good("the next", sequence=13, published=SECONDS),
        good("a leap", sequence=2**53 - 1, position=2**53 - 1),
        good("no deltas and no beacons", sequence=13, deltas=[], beacons=[]),
        good("published before the last", sequence=13, published=SECONDS - 7200),
        bad("an older one", "old_sequence", sequence=11),
        bad("the same sequence with other content", "old_sequence", sequence=12, beacons=[]),
        bad("a position that goes back", "old_sequence", position=4),
        bad("the other family", family=1),
        bad("the other family at first", first=True, family=1),
        bad("after the term of its key", "key_out_of_term", published=TERM_ENDS + 1),
        *(bad(name, **changes) for name, changes in spoiled.items()),
        *({"family": 0, "current": current.hex()} | one for one in _files("manifest", MANIFEST, manifest_claims)),
    ]


def plan_cases() -> list[Case]:
    """From which position a device comes (null without lists), and which files lead it to the manifest at 8."""
    small = [(place, place + 1) for place in range(8)]

    def case(name: str, begin: int | None, steps: list[tuple[int, int]], deltas: Any, whole: int | None = None) -> Case:
        rows = [[one, other, HASH, 200] for one, other in steps]
        index = [6 if whole is None else whole, HASH, 300]
        data = signed_file(MANIFEST, manifest_claims(position=8, deltas=rows, index=index))
        case = {"name": name, "manifest": data.hex(), "position": begin}
        if isinstance(deltas, str):
            return case | {"refused": deltas}
        paths = [f"deltas/{one}-{other}-0001020304050607.cose" for one, other in deltas]
        return case | {
            "deltas": paths,
            "whole": None if whole is None else f"lists/index-{whole}-0001020304050607.cose",
        }

    return [
        case("nothing changed", 8, small, []),
        case("small steps", 6, small, [(6, 7), (7, 8)]),
        case("roll-ups", 0, [*small, (0, 4), (4, 8)], [(0, 4), (4, 8)]),
        case("a small step to the next roll-up", 3, [*small, (0, 4), (4, 8)], [(3, 4), (4, 8)]),
        case("the next step began before", 0, [(0, 6), (0, 5), (5, 8)], [(0, 6), (5, 8)]),
        case("a roll-up that began before", 3, [(0, 8), (2, 5)], [(0, 8)]),
        case("the smaller of two that reach as far", 3, [(0, 8), (2, 8)], [(2, 8)]),
        case(
            "of two ways as short the one with the longer first step",
            0,
            [(0, 3), (3, 8), (0, 5), (5, 8)],
            [(0, 5), (5, 8)],
        ),
        case("a step beyond the manifest", 0, [(0, 9), (0, 8)], [(0, 8)]),
        case("without lists", None, small, [(6, 7), (7, 8)], 6),
        case("whole lists as they stand now", None, [], [], 8),
        case("away too long", 1, [(6, 8)], [(6, 8)], 6),
        case("ahead of the manifest", 9, [(6, 8)], [(6, 8)], 6),
        case("no way from its own lists", None, [(6, 7)], "missing_file"),
        case("no way from anywhere", 1, [], "missing_file"),
    ]


_WHOLE: Entries = {TODAY: {5: 1, 7: 3}, TODAY + 1: {0: 2}}
_STEPS: list[tuple[int, int, Entries]] = [(4, 5, {TODAY: {9: 2}}), (5, 6, {TODAY: {7: 0}, TODAY + 1: {0: 0}})]
_AT_FIVE = {
    "position": 5,
    "at": SECONDS - 400,
    "entries": entries_json({TODAY: {5: 1, 7: 3, 9: 2}, TODAY + 1: {0: 2}}),
}


def _sync(name: str, outcome: Case, published: Published, lists: Any = None, files: Any = None) -> Case:
    """A step; `files` changes what was fetched, None for what was not."""
    given = {path: data for path, data in (published.files | (files or {})).items() if data is not None}
    shown = {path: data.hex() for path, data in given.items() if not path.startswith("keys/")}
    return {"name": name, "lists": lists, "manifest": published.manifest.hex(), "files": shown} | outcome


def sync_cases() -> list[Case]:
    """Whole steps: what the device has and is given, and what it has then, or still needs, or why it refuses."""
    published = publication(_STEPS, _WHOLE, whole_at=4)
    return [*_steps_taken(published), *_steps_refused(published)]


def _steps_taken(published: Published) -> Iterator[Case]:
    after = {"position": 6, "at": SECONDS - 60, "entries": entries_json({TODAY: {5: 1, 9: 2}})}
    (delta, last), index, lists = published.deltas, published.index, published.lists
    yield _sync("a first sync", {"known": after}, published)
    yield _sync("a later sync", {"known": after}, published, _AT_FIVE)
    same = publication(_STEPS, _WHOLE, whole_at=4, sequence=13, age=-240)
    yield _sync("nothing changed", {"known": after | {"at": SECONDS + 240}}, same, after)
    now = {"at": SECONDS}
    yield _sync("a manifest older than the lists' time", {"known": after | now}, published, after | now)
    over = TODAY - 4 * 4096
    days = publication([], {over: {1: 1}, over + 4096: {1: 1}, TODAY: {1: 1}}, whole_at=4)
    left = entries_json({over + 4096: {1: 1}, TODAY: {1: 1}})
    yield _sync("lists of days that are over go", {"known": after | {"position": 4, "entries": left}}, days)
    for name, lacking, needed in (
        ("the index first", (index, *lists, delta), [index]),
        ("then the lists", (*lists, delta), lists),
        ("then the deltas", (delta,), [delta]),
    ):
        yield _sync(name, {"needed": needed}, published, None, dict.fromkeys(lacking))
    lacking = dict.fromkeys((index, *lists, delta, last))
    yield _sync("only the delta that is lacking", {"needed": [last]}, published, _AT_FIVE, lacking)


def _steps_refused(published: Published) -> Iterator[Case]:
    (delta, last), index, lists, files = published.deltas, published.index, published.lists, published.files
    flipped = files[last][:-1] + bytes([files[last][-1] ^ 1])
    for name, have, path, data in (
        ("a delta with a flipped bit", _AT_FIVE, last, flipped),
        ("a delta cut short", _AT_FIVE, last, files[last][:-1]),
        ("a delta in the place of another", None, last, files[delta]),
        ("an index with a byte more", None, index, files[index] + b"\x00"),
        ("a list in the place of another", None, lists[0], files[lists[1]]),
        ("an empty file", None, lists[0], b""),
    ):
        yield _sync(name, {"refused": "wrong_hash"}, published, have, {path: data})
    alone = publication(_STEPS[1:], _WHOLE, whole_at=4)
    yield _sync("no way from its own lists", {"refused": "missing_file"}, alone)
    twice = {"lists": [[TODAY, HASH, 9]] * 2}
    for name, misfit in (
        ("a paper delta among the days", publication([(4, 6, {PAPER: {1: 1}})], {}, whole_at=4)),
        ("a paper list among the days", publication([], {PAPER: {1: 1}}, whole_at=4)),
        ("an index of the other family", publication([], _WHOLE, index_changes={"family": 1})),
        ("an index of another position", publication([], _WHOLE, index_changes={"position": 3})),
        ("an index that names a list twice", publication([], _WHOLE, index_changes=twice)),
    ):
        yield _sync(name, {"refused": "malformed"}, misfit)
