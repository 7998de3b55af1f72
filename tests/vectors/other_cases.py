"""The other cases of the vectors: base45, tokens and texts as they are made, key bundles, renewal requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import credential_parts as parts
from credential_parts import BUNDLE, DEVICE, ISSUER, NOW, ROOT, SECONDS, canonical, public_key, signer

from ankang.core.colours import Colour
from ankang.core.credential import cose
from ankang.core.credential.claims import ProofClaims, TokenClaims
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import (
    IssuerKey,
    KeyBundle,
    KeyState,
    KeyUse,
    bundle_of,
    roots_after,
    sign_bundle,
)
from ankang.core.credential.present import present

Case = dict[str, Any]


def base45_cases() -> dict[str, list[Case]]:
    """RFC 9285 section 4.3 and 4.4 give the first three; the rest are the edges of each group."""
    good = {
        "AB": "BB8",
        "Hello!!": "%69 VD92EX0",
        "base-45": "UJCLQE7W581",
        "ietf!": "QED8WEX0",
        "": "",
    }
    edges = {"00": "00", "ff": "U5", "0000": "000", "ffff": "FGW", "00ff": "U50", "ff00": "UAW", "000000": "00000"}
    bad = {
        "0": "one character alone",
        "0000": "one character over",
        "GGW": "three characters for 65536",
        ":::": "the greatest group of three",
        "V5": "two characters for 256",
        "::": "the greatest group of two",
        "FGWGGW": "a good group and a bad one",
        "bb8": "lower case",
        "BB8\n": "a line end",
        "BB ": "fits the alphabet, but stands for 73,406",
        "B_8": "a character outside the alphabet",
        "BB\uff18": "a full-width digit",
        "BB\u00e9": "a letter of Latin-1",
        "=B8": "a sign of base64",
    }
    return {
        "good": [{"hex": text.encode().hex(), "text": coded} for text, coded in good.items()]
        + [{"hex": data, "text": coded} for data, coded in edges.items()],
        "bad": [{"text": text, "why": why} for text, why in bad.items()],
    }


def token_cases() -> list[Case]:
    """Claims, the token that the issuer key signs for them by RFC 6979, and the text that the phone makes of it."""
    answer, beacon = b"\x00\x01\xe2\x40", b"bea1"
    rows: tuple[tuple[str, Colour, str, int, int, bytes | None, bytes | None, bool], ...] = (
        ("an ordinary token", Colour.GREEN, "张*", 3_768_320, 726_505, None, None, False),
        ("with an answer to a step-up", Colour.YELLOW, "欧阳**", 3_768_321, 0, answer, None, False),
        ("with a beacon", Colour.GREEN, "张*", 3_768_320, 726_505, None, beacon, True),
        ("with a beacon that does not fit beside the answer", Colour.GREEN, "张*", 3_768_320, 7, answer, beacon, False),
        ("initials", Colour.RED, "A. M. K.", 0, 1, None, None, False),
        ("the largest", Colour.RED, "阿******", 2**32 - 1, 2**20 - 1, b"\x00\x0f\x42\x3f", None, False),
        (
            "the largest with a beacon that does not fit",
            Colour.RED,
            "阿******",
            2**32 - 1,
            2**20 - 1,
            None,
            beacon,
            False,
        ),
    )
    cases = []
    for name, colour, masked, list_id, index, nonce, offered, carried in rows:
        claims = TokenClaims(
            issuer="CN-AH",
            issued_at=NOW,
            expires_at=NOW + timedelta(days=1),
            device_key=public_key(DEVICE),
            colour=colour,
            name=masked,
            document_tail="01X",
            code_name=CodeName(list_id, index),
        )
        token = issue_token(claims, signer(ISSUER), public_key(ISSUER).key_id)
        fresh = ProofClaims(NOW + timedelta(seconds=15), nonce, offered if carried else None)
        text = present(token, fresh, signer(DEVICE))
        fields = {
            "issuer": "CN-AH",
            "issued_at": SECONDS,
            "expires_at": SECONDS + parts.DAY,
            "colour": str(colour),
            "name": masked,
            "document_tail": "01X",
            "list_id": list_id,
            "index": index,
        }
        proof = {
            "issued_at": SECONDS + 15,
            "nonce": nonce and nonce.hex(),
            "offered_beacon": offered and offered.hex(),
            "qr": text,
        }
        cases.append({"name": name, "claims": fields, "token": token.hex(), "proof": proof})
    return cases


def _signed(bundle: KeyBundle, by: int = ROOT, header: bytes | None = None, payload: bytes | None = None) -> bytes:
    if header is None and payload is None:
        return sign_bundle(bundle, signer(by), public_key(by).key_id)
    key_id = public_key(by).key_id
    rows = {1: bundle.sequence, 2: SECONDS, 3: []}
    return parts.sign1(header or canonical({1: -7, 4: key_id, 16: "AHC-KEYS"}), payload or canonical(rows), by)


def _changed(number: int, **changes: Any) -> tuple[IssuerKey, ...]:
    target = public_key(number)
    return tuple(replace(key, **changes) if key.public_key == target else key for key in BUNDLE.keys)


def _next(**changes: Any) -> KeyBundle:
    return replace(BUNDLE, **({"sequence": 8, "published_at": NOW} | changes))


def _row(**changes: Any) -> dict[int, Any]:
    fields = {
        "issuer": "CN-AH",
        "use": "token",
        "key": parts.cose_key(ISSUER),
        "not_before": SECONDS,
        "not_after": SECONDS + 60,
        "state": "active",
    } | changes
    return {1: 8, 2: SECONDS, 3: [list(fields.values())]}


_BAD_KEYS: dict[str, dict[str, object]] = {
    "an unknown use": {"use": "payment"},
    "an unknown state": {"state": "sleeping"},
    "an issuer of six bytes": {"issuer": "CN-AHX"},
    "an issuer with a mark that is not seen": {"issuer": "\ufeffAH"},
    "an end before the beginning": {"not_after": SECONDS - 1},
    "y in full": {"key": parts.cose_key(ISSUER) | {-3: bytes(32)}},
    "a seventh field": {"more": 0},
}


def _bundle_case(
    current: str, name: str, data: bytes, *, accepted: int | None = None, refused: str = "", first: bool = False
) -> Case:
    outcome: Case = {"refused": refused}
    if accepted is not None:
        after = roots_after((public_key(ROOT),), _bundle_in(data))
        outcome = {"sequence": accepted, "roots_after": [root.point.hex() for root in after]}
    return {"name": name, "current": None if first else current, "bundle": data.hex()} | outcome


def bundle_cases() -> list[Case]:
    """Signed files, with the bundle that the device has (null on a first start), and what comes of them.

    `roots_after` are the points whose bundles the device reads from then on.
    `zeros` asks for as many zero bytes after those of `bundle`.
    """
    current = sign_bundle(BUNDLE, signer(ROOT), public_key(ROOT).key_id)

    case = partial(_bundle_case, current.hex())
    revived = _next(keys=_changed(parts.REVOKED, state=KeyState.RETIRED))
    late = _next(published_at=NOW + timedelta(days=18))
    root_key = IssuerKey("CN-AH", KeyUse.BUNDLE, public_key(ROOT), NOW, NOW + timedelta(days=1))
    old_root = replace(root_key, state=KeyState.REVOKED)
    bundle_header = canonical({1: -7, 4: public_key(ROOT).key_id, 16: "AHC-KEYS"})
    good_rows = canonical({1: 8, 2: SECONDS, 3: []})
    yielded = [
        case("the first", current, accepted=7, first=True),
        case("the same again", current, accepted=7),
        case("the next", _signed(_next()), accepted=8),
        case("a leap", _signed(_next(sequence=2**53 - 1)), accepted=2**53 - 1),
        case("signed by the next root, which the current one publishes", _signed(_next(), parts.NEXT_ROOT), accepted=8),
        case("the root publishes itself", _signed(_next(keys=(root_key,))), accepted=8),
        case("the current root is revoked", _signed(_next(keys=(old_root, *BUNDLE.keys)), parts.NEXT_ROOT), accepted=8),
        case("no keys", _signed(_next(keys=())), accepted=8),
        case("an older one", _signed(_next(sequence=6)), refused="old_sequence"),
        case("the same sequence with other content", _signed(_next(sequence=7)), refused="old_sequence"),
        case("a revoked key comes back", _signed(revived), refused="revived_key"),
        case("the next root on a first start", _signed(_next(), parts.NEXT_ROOT), refused="unknown_issuer", first=True),
        case("the next root after its term", _signed(late, parts.NEXT_ROOT), refused="unknown_issuer"),
        case("a token key signs", _signed(_next(), ISSUER), refused="unknown_issuer"),
        case("a stranger signs", _signed(_next(), parts.STRANGER), refused="unknown_issuer"),
        case("a changed bit", _flipped(_signed(_next())), refused="bad_signature"),
        case("another signature under the root's id", _under_root(parts.STRANGER), refused="bad_signature"),
        case("half of it", current[: len(current) // 2], refused="malformed"),
        case("a byte after", current + b"\x00", refused="malformed"),
        case("no bytes", b"", refused="malformed"),
        case("more than 65,536 bytes", b"", refused="too_long") | {"zeros": 65_537},
        case("no type", _signed(BUNDLE, header=canonical({1: -7, 4: public_key(ROOT).key_id})), refused="malformed"),
        case("a token's header", _signed(BUNDLE, header=parts.token_header(ROOT)), refused="malformed"),
        case(
            "another type", _signed(BUNDLE, header=parts.replaced(bundle_header, b"KEYS", b"KEYZ")), refused="malformed"
        ),
        case("two keys with one id", _signed(BUNDLE, payload=canonical(_doubled())), refused="malformed"),
        case("keys as a map", _signed(BUNDLE, payload=canonical({1: 8, 2: SECONDS, 3: {}})), refused="malformed"),
        case("a sequence with fractions", _signed(BUNDLE, payload=_float_sequence()), refused="malformed"),
        case(
            "a sequence of 2^53", _signed(BUNDLE, payload=canonical({1: 2**53, 2: SECONDS, 3: []})), refused="malformed"
        ),
        case("no time", _signed(BUNDLE, payload=canonical({1: 8, 3: []})), refused="malformed"),
        case("the same label twice", _signed(BUNDLE, payload=b"\xa4\x01\x08" + good_rows[1:]), refused="malformed"),
    ]
    yielded += [
        case(f"a key with {name}", _signed(BUNDLE, payload=canonical(_row(**changes))), refused="malformed")
        for name, changes in _BAD_KEYS.items()
    ]
    revoked_root = _next(keys=_changed(parts.NEXT_ROOT, state=KeyState.REVOKED))
    by_revoked = case("signed by a revoked root", _signed(_next(sequence=9), parts.NEXT_ROOT), refused="revoked_key")
    yielded.append(by_revoked | {"current": _signed(revoked_root).hex()})
    return yielded


def _bundle_in(data: bytes) -> KeyBundle:
    return bundle_of(cose.read(data, "bundle").payload)


def _flipped(data: bytes) -> bytes:
    place = data.index(b"\x65CN-AH") + 1
    return data[:place] + b"D" + data[place + 1 :]


def _under_root(number: int) -> bytes:
    header = canonical({1: -7, 4: public_key(ROOT).key_id, 16: "AHC-KEYS"})
    return parts.sign1(header, canonical({1: 8, 2: SECONDS, 3: []}), number)


def _doubled() -> dict[int, Any]:
    row = _row()[3][0]
    return {1: 8, 2: SECONDS, 3: [row, row]}


def _float_sequence() -> bytes:
    return canonical({1: 8.0, 2: SECONDS, 3: []})


def request_cases() -> list[Case]:
    """Renewal requests at an instant of the centre's clock; the first is what a phone makes for its key and time."""
    point = public_key(DEVICE).uncompressed_point()
    header = canonical({1: -7, 16: "AHC-RENEW"})
    claims = {6: SECONDS, -65539: point}
    fit = parts.sign1(header, canonical(claims), DEVICE)

    def case(name: str, data: bytes, refused: str | None = None, at: int = SECONDS) -> Case:
        key = {"x": public_key(DEVICE).x.hex(), "y_is_odd": public_key(DEVICE).y_is_odd}
        return {"name": name, "request": data.hex(), "at": at} | ({"refused": refused} if refused else {"key": key})

    def claimed(changes: dict[int, Any]) -> bytes:
        return parts.sign1(header, canonical(claims | changes), DEVICE)

    return [
        case("now", fit),
        case("300 s old", fit, at=SECONDS + 300),
        case("300 s ahead", fit, at=SECONDS - 300),
        case("301 s old", fit, "stale_request", SECONDS + 301),
        case("301 s ahead", fit, "stale_request", SECONDS - 301),
        case("signed by another key", parts.sign1(header, canonical(claims), parts.OTHER_DEVICE), "bad_signature"),
        case("a point off the curve", claimed({-65539: b"\x04" + b"\x01" * 64}), "bad_signature"),
        case(
            "a changed time",
            parts.replaced(fit, SECONDS.to_bytes(4, "big"), (SECONDS + 1).to_bytes(4, "big")),
            "bad_signature",
        ),
        case("a compressed point", claimed({-65539: public_key(DEVICE).point}), "malformed"),
        case("a point marked hybrid", claimed({-65539: b"\x06" + point[1:]}), "malformed"),
        case("an unknown label", claimed({99: 0}), "malformed"),
        case("no time", parts.sign1(header, canonical({-65539: point}), DEVICE), "malformed"),
        case("a proof's type", parts.sign1(canonical({1: -7, 16: 294}), canonical(claims), DEVICE), "malformed"),
        case("no type", parts.sign1(canonical({1: -7}), canonical(claims), DEVICE), "malformed"),
        case("a proof", parts.proof()[:256], "malformed"),
        case("a byte after", fit + b"\x00", "malformed"),
        case("a byte missing", fit[:-1], "malformed"),
        case("nothing", b"", "malformed"),
        case("more than 256 bytes", bytes(257), "too_long"),
    ]
