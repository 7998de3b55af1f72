"""Ten thousand inputs for both implementations: good ones, spoiled ones, and malformed ones under good signatures.

Seeded, so the same in every run. What is spoiled after signing shows whether signatures are checked; what is spoiled
before shows whether the reading is as strict as the other implementation's, because nothing else can refuse it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cbor2
import credential_parts as parts
import publication_parts as published
from credential_parts import DAY, DEVICE, ISSUER, ROOT, SECONDS, STATUS, canonical, public_key, qr

from ankang.core.credential import base45
from ankang.core.credential.step_up import nonce_of

DIGITS = "074205"
Random = random.Random


@dataclass(frozen=True)
class Input:
    """One thing to judge: a text of a camera, or the hex of a file, at an instant, perhaps with digits asked for."""

    kind: str
    text: str
    at: int
    digits: str | None = None


def inputs(count: int, seed: int = 20_220_708) -> Iterator[Input]:
    """As many inputs of all kinds in turn."""
    rng = Random(seed)
    makers = (_code, _code, _code, _paper, _manifest, _delta, _list, _index, _bundle)
    for number in range(count):
        yield makers[number % len(makers)](rng)


# What a value may be replaced with. Whatever stands here is written as it is, canonically or not.
_ODD_VALUES: tuple[object, ...] = (
    *(0, 1, -1, 2, 23, 24, 255, 256, 65_535, 65_536, 2**31, 2**32 - 1, 2**32, 2**53 - 1, 2**53, 2**63, 2**64, -(2**63)),
    *(True, False, None, cbor2.undefined, 0.0, 1.0, -0.0, 1.5, float("nan"), float("inf")),
    *("", "a", "AHC", "CN-AH", "CN-JS", "CN-AHX", "张*", "A. M. K.", "\ufeffAH", "a\u202eb", "0\u00e9", "01X", "\x7f"),
    *(b"", b"a", b"bea1", bytes(32), bytes(33), bytes(64)),
    *([], [0], [0, "张*", "01X", 1, 1], {}, {1: 2}, {"bits": 2}, cbor2.CBORTag(18, 0), cbor2.CBORTag(2, b"\x01")),
)
_ODD_LABELS: tuple[object, ...] = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    13,
    16,
    24,
    39,
    99,
    -1,
    -2,
    -65_537,
    True,
    1.0,
    "1",
    b"1",
)


def _code(rng: Random) -> Input:
    """A phone's code, by default a good one; spoiled in the token, in the proof, or as bytes or text."""
    issued = SECONDS - rng.choice((600, 600, 600, DAY - 1, DAY, 3 * DAY, 3 * DAY + 1, -180, -181))
    changes = {"iat": issued, "exp": issued + DAY, "colour": rng.choice((0, 0, 1, 2)), "index": rng.choice(_INDICES)}
    inner_key = rng.choice((*[ISSUER] * 9, parts.RETIRED, parts.REVOKED, parts.STATUS, parts.PAST, parts.STRANGER))
    claims: Any = parts.token_claims(**changes)
    header: Any = {1: -7, 4: public_key(inner_key).key_id}
    proof_claims: Any = parts.proof_claims(
        iat=SECONDS + rng.choice((0, 0, 0, -60, -61, 30, 31, -180, -181, 180, 181)),
        **rng.choice(
            ({}, {}, {"cnonce": nonce_of(DIGITS)}, {"cnonce": b"1234"}, {"beacon": b"bea1"}, {"beacon": b"b"})
        ),
    )
    way = rng.randrange(8)
    if way == 0:
        claims = _signed_over(rng, claims)
    elif way == 1:
        proof_claims = _signed_over(rng, proof_claims)
    elif way == 2:
        header = _signed_over(rng, header)
    token = parts.token(claims, _written(header), inner_key)
    if way == 3:
        token = _spoiled(rng, token)
    head = _spoiled(rng, parts.proof_header(token)) if rng.randrange(12) == 0 else None
    signer = rng.choice((*[DEVICE] * 12, parts.OTHER_DEVICE))
    data = parts.proof(token, proof_claims, head, signer)
    if way == 4:
        data = _spoiled(rng, data)
    return Input("code", _respelled(rng, qr(data)), SECONDS, rng.choice((None, None, None, DIGITS)))


_INDICES = (726_505, 726_506, 726_507, 726_508, 0)
"""Of the code itself and its neighbours, of which the lists hold each value."""


def _paper(rng: Random) -> Input:
    key = rng.choice((*[ISSUER] * 9, parts.REVOKED, parts.STATUS, parts.FUTURE, parts.STRANGER, parts.NEIGHBOUR))
    claims: Any = published.paper_claims(index=rng.choice(_INDICES))
    way = rng.randrange(5)
    if way == 0:
        claims = _signed_over(rng, claims)
    data = published.signed_file("AHC-PAPER", claims, key, head=_headed(rng, "AHC-PAPER", key) if way == 1 else None)
    if way == 2:
        data = _spoiled(rng, data)
    at = SECONDS - 600 + rng.choice((600, 600, 0, -180, -181, 180 * DAY - 1, 180 * DAY))
    return Input("paper", _respelled(rng, published.paper_qr(data)), at)


def _manifest(rng: Random) -> Input:
    rows = [[place, place + rng.randrange(1, 4), published.HASH, 200] for place in range(rng.randrange(6))]
    claims = published.manifest_claims(
        sequence=rng.choice((11, 12, 12, 13, 14)), position=rng.choice((4, 5, 6)), deltas=rows
    )
    return _file(rng, "manifest", "AHC-MANIFEST", rng.choice((claims, published.manifest_claims())))


def _delta(rng: Random) -> Input:
    entries = {
        published.TODAY + rng.randrange(3): {rng.randrange(2**20): rng.randrange(4) for _ in range(rng.randrange(1, 6))}
    }
    claims = published.delta_claims(entries)
    if rng.randrange(2):
        raw = _spoiled(rng, published.write_entries(entries))
        claims = published.delta_claims(raw)
    if rng.randrange(6) == 0:
        claims[4] = _spoiled(rng, claims[4])
    return _file(rng, "delta", "AHC-DELTA", claims)


def _list(rng: Random) -> Input:
    claims = published.list_claims({rng.randrange(2**20): rng.randrange(1, 4) for _ in range(rng.randrange(6))})
    inner = dict(claims[65533])
    way = rng.randrange(6)
    if way == 0:
        inner["lst"] = _spoiled(rng, inner["lst"])
    elif way == 1:
        inner[rng.choice(("bits", "lst", "x"))] = rng.choice(_ODD_VALUES)
    elif way == 2:
        claims[2] = _respelled(rng, claims[2]).replace("\ud800", "?")  # CBOR has no halves of characters
    return _file(rng, "list", "application/statuslist+cwt", claims | {65533: inner})


def _index(rng: Random) -> Input:
    lists = [[published.TODAY + rng.randrange(3), published.HASH, 400] for _ in range(rng.randrange(4))]
    return _file(rng, "index", "AHC-LISTS", published.index_claims(lists=lists))


def _bundle(rng: Random) -> Input:
    whose = parts.cose_key(rng.choice((ISSUER, ISSUER, parts.REVOKED)))
    key: list[Any] = [rng.choice(("CN-AH", "CN-JS")), "token", whose, SECONDS, SECONDS + DAY, "active"]
    claims: Any = {1: rng.choice((6, 7, 8, 9)), 2: SECONDS, 3: [key] * rng.choice((0, 1, 1, 1, 2))}
    if rng.randrange(3) == 0:
        key[rng.randrange(6)] = rng.choice(
            (*_ODD_VALUES, "retired", "revoked", "status", parts.cose_key(parts.REVOKED))
        )
    return _file(rng, "bundle", "AHC-KEYS", claims, ROOT)


def _file(rng: Random, kind: str, file_type: str, claims: Any, signer: int = STATUS) -> Input:
    key = rng.choice((*[signer] * 9, ISSUER, parts.REVOKED_STATUS, parts.NEXT_ROOT, parts.STRANGER))
    way = rng.randrange(6)
    if way == 0:
        claims = _signed_over(rng, claims)
    head = _headed(rng, file_type, key) if way == 1 else None
    try:
        data = published.signed_file(file_type, claims, key, head=head)
    except (ValueError, TypeError):
        # What the canonical encoder cannot write is written as it comes.
        data = published.signed_file(file_type, bytes(cbor2.dumps(claims)), key, head=head)
    if way == 2:
        data = _spoiled(rng, data)
    return Input(kind, data.hex(), SECONDS)


def _headed(rng: Random, file_type: str, key: int) -> bytes:
    header = {1: -7, 4: public_key(key).key_id, 16: file_type}
    return _written(_signed_over(rng, header)) or b"\xa0"


def _written(value: Any) -> bytes:
    return value if isinstance(value, bytes) else canonical(value)


def _signed_over(rng: Random, claims: dict[Any, Any]) -> bytes:
    """The bytes of changed claims, which somebody will sign as if they were good."""
    ways: tuple[Callable[[Random, dict[Any, Any]], bytes], ...] = (
        _another_value,
        _another_value,
        _inner_value,
        _another_label,
        _label_gone,
        _twice,
        _out_of_order,
        _endless,
        _long_form,
        lambda rng, claims: _spoiled(rng, canonical(claims)),
    )
    return rng.choice(ways)(rng, dict(claims)) or b"\xa0"


def _loose(value: object) -> bytes:
    return bytes(cbor2.dumps(value, canonical=bool(isinstance(value, dict) and all(type(k) is int for k in value))))


def _another_value(rng: Random, claims: dict[Any, Any]) -> bytes:
    claims[rng.choice(list(claims))] = rng.choice(_ODD_VALUES)
    return _loose(claims)


def _inner_value(rng: Random, claims: dict[Any, Any]) -> bytes:
    """A value inside an array or map of the claims is changed; where there is none, one of the claims."""
    nested = [label for label, value in claims.items() if isinstance(value, list | dict) and value]
    if not nested:
        return _another_value(rng, claims)
    label = rng.choice(nested)
    inner = claims[label].copy()
    place = rng.choice(list(inner)) if isinstance(inner, dict) else rng.randrange(len(inner))
    if isinstance(inner[place], dict) and rng.randrange(2):
        inner[place] = dict(inner[place])
        inner[place][rng.choice(list(inner[place]))] = rng.choice(_ODD_VALUES)
    else:
        inner[place] = rng.choice(_ODD_VALUES)
    claims[label] = inner
    return _loose(claims)


def _another_label(rng: Random, claims: dict[Any, Any]) -> bytes:
    value = claims.pop(rng.choice(list(claims)))
    return _loose(claims | {rng.choice(_ODD_LABELS): value})


def _label_gone(rng: Random, claims: dict[Any, Any]) -> bytes:
    del claims[rng.choice(list(claims))]
    return _loose(claims)


def _pairs(claims: dict[Any, Any]) -> list[bytes]:
    return [canonical(label) + canonical(value) for label, value in claims.items()]


def _twice(rng: Random, claims: dict[Any, Any]) -> bytes:
    pairs = _pairs(claims)
    pairs.insert(rng.randrange(len(pairs) + 1), rng.choice(pairs))
    return bytes([0xA0 + len(pairs)]) + b"".join(pairs)


def _out_of_order(rng: Random, claims: dict[Any, Any]) -> bytes:
    pairs = _pairs(claims)
    rng.shuffle(pairs)
    return bytes([0xA0 + len(pairs)]) + b"".join(pairs)


def _endless(rng: Random, claims: dict[Any, Any]) -> bytes:
    return b"\xbf" + b"".join(_pairs(claims)) + rng.choice((b"\xff", b"\xff", b""))


def _long_form(rng: Random, claims: dict[Any, Any]) -> bytes:
    """A number in more bytes than it needs."""
    data = canonical(claims)
    place = rng.randrange(len(data))
    head, number = data[place] & 0xE0, data[place] & 0x1F
    return data[:place] + bytes([head | 24, number]) + data[place + 1 :]


def _spoiled(rng: Random, data: bytes) -> bytes:
    """The bytes with some bits turned, cut, filled in, doubled or moved."""
    out = bytearray(data)
    place = rng.randrange(len(out) + 1)
    match rng.randrange(7):
        case 0 | 1:
            for _ in range(rng.randrange(1, 4)):
                bit = rng.randrange(8 * len(out))
                out[bit // 8] ^= 1 << bit % 8
        case 2:
            del out[place:]
        case 3:
            out += rng.randbytes(rng.randrange(1, 4))
        case 4:
            out[place:place] = rng.randbytes(rng.randrange(1, 6))
        case 5:
            del out[place : place + rng.randrange(1, 6)]
        case _:
            other = rng.randrange(len(out) + 1)
            out[place : place + 8] = out[other : other + 8]
    return bytes(out) or b"\x00"


def _respelled(rng: Random, text: str) -> str:
    """Mostly the text itself; else with a character changed, added or taken away, or in another spelling."""
    place = rng.randrange(len(text) + 1)
    letter = rng.choice(base45.ALPHABET + "aé字\n\ud800𠮷\x00\ufeff")
    spellings = (
        text[:place] + letter + text[place + 1 :],
        text[:place] + letter + text[place:],
        text[:place] + text[place + 1 :],
        text.lower(),
        text + letter * rng.choice((1, 3, 200, 360, 400)),
        rng.choice((text[5:], " " + text, "AHC1:" + text[5:], "AHP1:" + text[5:], text[:5])),
    )
    way = rng.randrange(40)
    return spellings[way] if way < len(spellings) else text
