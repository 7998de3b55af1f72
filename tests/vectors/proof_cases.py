"""The cases of `vectors/proofs.json`: texts of a QR, and what a verifier says to each at an instant.

Expectations are written by hand, none is computed by the code under test. Every bad message is
signed over the bad bytes themselves, so that only the strict reading can refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import credential_parts as parts
from credential_parts import (
    DAY,
    SECONDS,
    bstr,
    canonical,
    cose_key,
    proof,
    proof_claims,
    qr,
    replaced,
    token,
    token_claims,
)

Case = dict[str, Any]

VERIFIED: dict[str, Any] = {
    "issuer": "CN-AH",
    "colour": "green",
    "name": "张*",
    "document_tail": "01X",
    "list_id": 3_768_320,
    "index": 726_505,
    "issued_at": SECONDS - 600,
    "expires_at": SECONDS - 600 + DAY,
    "proof_at": SECONDS,
    "grace": False,
    "nonce": None,
    "beacon": None,
    "answered": False,
}


def good(title: str, text: str, at: int = SECONDS, /, *, centre_reachable: bool = True, **changes: Any) -> Case:
    case = {"name": title, "qr": text, "at": at, "centre_reachable": centre_reachable}
    return case | {"verified": VERIFIED | changes}


def bad(title: str, refused: str, text: str, at: int = SECONDS, /, *, centre_reachable: bool = True) -> Case:
    return {"name": title, "qr": text, "at": at, "centre_reachable": centre_reachable, "refused": refused}


def cases() -> list[Case]:
    groups = (
        _accepted,
        _times,
        _texts,
        _envelopes,
        _headers,
        _claims,
        _phone_keys,
        _proof_payloads,
        _keys,
        _signatures,
        _flips,
    )
    return [case for group in groups for case in group()]


def _accepted() -> Iterator[Case]:
    yield good("a green code", qr(proof()))
    yield good("a yellow code", qr(proof(token(token_claims(colour=1)))), colour="yellow")
    yield good("a red code", qr(proof(token(token_claims(colour=2)))), colour="red")
    yield good("initials of a Latin name", qr(proof(token(token_claims(name="A. M. K.")))), name="A. M. K.")
    yield good("a compound family name", qr(proof(token(token_claims(name="欧阳**")))), name="欧阳**")
    yield good("a character beyond the basic plane", qr(proof(token(token_claims(name="𠮷**")))), name="𠮷**")
    yield good("smallest list and index", qr(proof(token(token_claims(list_id=0, index=0)))), list_id=0, index=0)
    largest = token_claims(list_id=2**32 - 1, index=2**20 - 1, name="阿******")
    yield good(
        "largest list, index, name and an answer: exactly 276 bytes and 419 characters",
        qr(proof(token(largest), proof_claims(cnonce=b"\x00\x0f\x42\x3f"))),
        list_id=2**32 - 1,
        index=2**20 - 1,
        name="阿******",
        nonce="000f423f",
    )
    yield good("an answer to a step-up", qr(proof(claims=proof_claims(cnonce=b"1234"))), nonce="31323334")
    yield good("a beacon", qr(proof(claims=proof_claims(beacon=b"b"))), beacon="62")
    both = proof_claims(cnonce=b"1234", beacon=b"b" * 128)
    yield good("an answer and the longest beacon", qr(proof(claims=both)), nonce="31323334", beacon="62" * 128)
    yield good("a phone key with an odd y", qr(proof(token(token_claims(cnf={1: cose_key(parts.ODD)})), by=parts.ODD)))
    yield good(
        "a phone key with an even y", qr(proof(token(token_claims(cnf={1: cose_key(parts.EVEN)})), by=parts.EVEN))
    )


def _times() -> Iterator[Case]:
    text, issued, ends = qr(proof()), SECONDS - 600, SECONDS - 600 + DAY
    yield good("a proof 60 s old", text, SECONDS + 60)
    yield bad("a proof 61 s old", "step_up_needed", text, SECONDS + 61)
    yield bad("a proof 180 s old", "step_up_needed", text, SECONDS + 180)
    yield bad("a proof 181 s old", "stale_proof", text, SECONDS + 181)
    yield good("a proof 30 s ahead", text, SECONDS - 30)
    yield bad("a proof 31 s ahead", "step_up_needed", text, SECONDS - 31)
    yield bad("a proof 180 s ahead", "step_up_needed", text, SECONDS - 180)
    yield bad("a proof 181 s ahead", "stale_proof", text, SECONDS - 181)
    answered = qr(proof(claims=proof_claims(cnonce=b"1234")))
    yield bad("an answer alone rescues no old proof", "step_up_needed", answered, SECONDS + 61)

    def at(instant: int) -> str:
        return qr(proof(claims=proof_claims(iat=instant)))

    yield good("the last second of a token", at(ends - 1), ends - 1, proof_at=ends - 1)
    yield bad("a token at its end", "expired", at(ends), ends)
    offline = {"centre_reachable": False}
    yield good("a token before its end, centre silent", at(ends - 1), ends - 1, **offline, proof_at=ends - 1)
    yield good("a token at its end, centre silent", at(ends), ends, **offline, proof_at=ends, grace=True)
    last = issued + 3 * DAY
    yield good("the last second of grace", at(last), last, **offline, proof_at=last, grace=True)
    yield bad("a second after grace", "expired", at(last + 1), last + 1, **offline)
    yield bad("an expired token with an old proof is expired", "expired", text, ends)
    yield bad("grace does not excuse an old proof", "stale_proof", text, ends, **offline)
    early = token_claims(iat=SECONDS + 180, exp=SECONDS + DAY)
    yield good("a token 180 s ahead", qr(proof(token(early))), issued_at=SECONDS + 180, expires_at=SECONDS + DAY)
    yield bad("a token 181 s ahead", "not_yet", qr(proof(token(token_claims(iat=SECONDS + 181, exp=SECONDS + DAY)))))


def _texts() -> Iterator[Case]:
    text = qr(proof())
    yield bad("nothing", "unknown_prefix", "")
    yield bad("a web address", "unknown_prefix", "https://example.org/s/7K3P9")
    yield bad("no prefix", "unknown_prefix", text[5:])
    yield bad("a later version", "unknown_prefix", "AHC2:" + text[5:])
    yield bad("a prefix in lower case", "unknown_prefix", "ahc1:" + text[5:])
    yield bad("a space before", "unknown_prefix", " " + text)
    yield bad("a prefix alone", "malformed", "AHC1:")
    yield bad("a body in lower case", "malformed", "AHC1:" + text[5:].lower())
    yield bad("a line end after", "malformed", text + "\n")
    yield bad("a full-width digit", "malformed", text[:-1] + "\uff11")
    yield bad("a character over", "malformed", "AHC1:" + base45_of(b"\x00" * 8) + "0")
    yield bad("a group of three above FGW", "malformed", "AHC1:GGW")
    yield bad("a group of two above U5", "malformed", "AHC1:::")
    yield bad("half of a text", "malformed", text[: len(text) // 2])
    yield bad("512 bytes of zeros", "malformed", "AHC1:" + "0" * 768)
    yield bad("513 bytes", "too_long", "AHC1:" + "0" * 770)
    yield bad("768 characters beyond the basic plane", "malformed", "AHC1:" + "𠮷" * 768)
    yield bad("769 characters beyond the basic plane", "too_long", "AHC1:" + "𠮷" * 769)
    yield bad("a long text without sense", "too_long", "AHC1:" + "~" * 5000)


def base45_of(data: bytes) -> str:
    return qr(data)[5:]


def _envelopes() -> Iterator[Case]:
    data = proof()
    for name, spoiled in (
        ("the last byte missing", data[:-1]),
        ("a byte after", data + b"\x00"),
        ("a second message after", data + b"\xf6"),
        ("no tag", data[1:]),
        ("tag 17", b"\xd1" + data[1:]),
        ("tag 18 in the long form", b"\xd8\x12" + data[1:]),
        ("tag 61 around", b"\xd8\x3d" + data),
        ("a shareable tag around", b"\xd8\x1c" + data),
        ("an array of three", b"\xd2\x83" + data[2:-66]),
        ("an array of five", b"\xd2\x85" + data[2:] + b"\xf6"),
        ("an array without length", b"\xd2\x9f" + data[2:] + b"\xff"),
        ("an array with a long length", b"\xd2\x98\x04" + data[2:]),
        ("one byte", b"\xd2"),
        ("deep nesting", b"\xd2" + b"\x81" * 500),
        ("a length beyond the end", b"\xd2\x84\x5b" + b"\xff" * 8),
        ("a pattern that takes for ever", b"\xd8\x23\x6c(a+)+$(a+)+$"),
        ("an impossible date", b"\xc1\xfb\x7e\x37\xe4\x3c\x88\x00\x75\x9c"),
    ):
        yield bad(f"proof: {name}", "malformed", qr(spoiled))
    header, payload, signature = bstr(parts.proof_header(token())), bstr(canonical(proof_claims())), data[-66:]
    for name, pieces in (
        ("something in the unprotected header", (header, b"\xa1\x04\x41\x01", payload, signature)),
        ("an array as unprotected header", (header, b"\x80", payload, signature)),
        ("an unprotected header without length", (header, b"\xbf\xff", payload, signature)),
        ("no payload", (header, b"\xa0", b"\xf6", signature)),
        ("a payload of text", (header, b"\xa0", b"\x6b" + b"x" * 11, signature)),
        ("a payload in chunks", (header, b"\xa0", b"\x5f" + payload + b"\xff", signature)),
        ("63 bytes of signature", (header, b"\xa0", payload, b"\x58\x3f" + signature[2:-1])),
        ("65 bytes of signature", (header, b"\xa0", payload, b"\x58\x41" + signature[2:] + b"\x00")),
        ("a long length of the signature", (header, b"\xa0", payload, b"\x59\x00\x40" + signature[2:])),
    ):
        yield bad(f"proof: {name}", "malformed", qr(b"\xd2\x84" + b"".join(pieces)))


def _headers() -> Iterator[Case]:
    inner, key_id = token(), parts.public_key(parts.ISSUER).key_id
    kid = b"\x04\x44" + key_id
    for name, header in (
        ("empty", b""),
        ("an empty map", b"\xa0"),
        ("an array", b"\x80"),
        ("ES384", b"\xa3\x01\x38\x22\x0d" + inner + b"\x10\x19\x01\x26"),
        ("no algorithm", b"\xa2\x0d" + inner + b"\x10\x19\x01\x26"),
        ("no type", b"\xa2\x01\x26\x0d" + inner),
        ("no token", b"\xa2\x01\x26\x10\x19\x01\x26"),
        ("another type", parts.proof_header(inner, b"\x19\x01\x27")),
        ("a type of text", parts.proof_header(inner, b"\x63294")),
        ("the algorithm twice", b"\xa4\x01\x26\x01\x26\x0d" + inner + b"\x10\x19\x01\x26"),
        ("labels out of order", b"\xa3\x0d" + inner + b"\x01\x26\x10\x19\x01\x26"),
        ("the token in a byte string", parts.proof_header(bstr(inner))),
        ("the token without its tag", parts.proof_header(inner[1:])),
        ("a critical label", b"\xa4\x01\x26\x02\x81\x10\x0d" + inner + b"\x10\x19\x01\x26"),
        ("an unknown label", b"\xa4\x01\x26\x0d" + inner + b"\x10\x19\x01\x26\x18\x63\x00"),
    ):
        yield bad(f"proof header: {name}", "malformed", qr(proof(header=header)))
    for name, header in (
        ("EdDSA", b"\xa2\x01\x27" + kid),
        ("ES512", b"\xa2\x01\x38\x23" + kid),
        ("the algorithm as text", b"\xa2\x01\x65ES256" + kid),
        ("the algorithm in the long form", b"\xa2\x01\x38\x06" + kid),
        ("the algorithm as a float", b"\xa2\x01\xf9\xc7\x00" + kid),
        ("the label true for 1", b"\xa2" + kid + b"\xf5\x26"),
        ("the label 1.0 for 1", b"\xa2" + kid + b"\xf9\x3c\x00\x26"),
        ("a big number for the label 1", b"\xa2\xc2\x41\x01\x26" + kid),
        ("a long form of the label 1", b"\xa2\x18\x01\x26" + kid),
        ("true after 1", b"\xa3\x01\x26" + kid + b"\xf5\x26"),
        ("the key id twice", b"\xa3\x01\x26" + kid + kid),
        ("a key id of three bytes", b"\xa2\x01\x26\x04\x43" + key_id[:3]),
        ("a key id of five bytes", b"\xa2\x01\x26\x04\x45" + key_id + b"\x00"),
        ("a key id of text", b"\xa2\x01\x26\x04\x64abcd"),
        ("no key id", b"\xa1\x01\x26"),
        ("a type", b"\xa3\x01\x26" + kid + b"\x10\x00"),
    ):
        yield bad(f"token header: {name}", "malformed", qr(proof(token(header=header))))


def _claims() -> Iterator[Case]:
    whole = canonical(token_claims())
    issued = b"\x06\x1a" + (SECONDS - 600).to_bytes(4, "big")
    code = token_claims()[-65537]
    spoiled: list[tuple[str, dict[int, Any] | bytes]] = [
        ("an unknown label", token_claims() | {99: 0}),
        ("an audience", token_claims() | {3: "AHC"}),
        ("no end", {label: value for label, value in token_claims().items() if label != 4}),
        ("no code", {label: value for label, value in token_claims().items() if label != -65537}),
        ("the issuance twice", replaced(b"\xa6" + whole[1:], issued, issued + issued)),
        ("a true after the 1", b"\xa6" + whole[1:] + b"\xf5\x00"),
        ("labels out of order", b"\xa5" + issued + replaced(whole, issued, b"")[1:]),
        ("something after", whole + b"\x00"),
        ("an array", canonical([1, 2])),
        ("a map without length", b"\xbf" + whole[1:] + b"\xff"),
        ("an issuer of six bytes", token_claims(iss="CN-AHX")),
        ("an empty issuer", token_claims(iss="")),
        ("an issuer of bytes", token_claims(iss=b"CN-AH")),
        ("the end a float", token_claims(exp=float(SECONDS + DAY))),
        ("the issuance a big number", replaced(whole, issued, b"\x06\xc2\x44" + issued[2:])),
        ("the issuance in eight bytes", replaced(whole, issued, b"\x06\x1b\x00\x00\x00\x00" + issued[2:])),
        ("the issuance true", token_claims(iat=True)),
        ("the issuance before 1970", token_claims(iat=-1)),
        ("the end after 2106", token_claims(exp=2**32)),
        ("the end at the issuance", token_claims(exp=SECONDS - 600)),
        ("the colour 3", token_claims(colour=3)),
        ("the colour -1", token_claims(colour=-1)),
        ("the colour false", token_claims(colour=False)),
        ("the colour a float", token_claims(colour=0.0)),
        ("the colour a word", token_claims(colour="green")),
        ("an empty name", token_claims(name="")),
        ("a name of ten bytes", token_claims(name="阿*******")),
        ("a name of bytes", token_claims(name=b"abc")),
        ("a name with a line end", token_claims(name="张\n*")),
        ("a name that turns the writing round", token_claims(name="张\u202e*")),
        ("a name with a byte-order mark", token_claims(name="\ufeff张*")),
        ("a name with half a character", replaced(whole, "张*".encode(), b"\xe5\xbc\x2a\x2a")),
        ("a name with a surrogate", replaced(whole, "张*".encode(), b"\xed\xa0\x80\x2a")),
        ("a name with an overlong slash", replaced(whole, "张*".encode(), b"\xc0\xaf\x2a\x2a")),
        ("a name in chunks", replaced(whole, b"\x64" + "张*".encode(), b"\x7f\x63" + "张".encode() + b"\x61*\xff")),
        ("a document of two characters", token_claims(document="1X")),
        ("a document of one Chinese character", token_claims(document="字")),
        ("a document with a control character", token_claims(document="1\x00X")),
        ("a document of numbers", token_claims(document=123)),
        ("a list id of 2^32", token_claims(list_id=2**32)),
        ("a negative list id", token_claims(list_id=-1)),
        ("an index of 2^20", token_claims(index=2**20)),
        ("an index true", token_claims(index=True)),
        ("a code of four fields", token_claims(code=code[:4])),
        ("a code of six fields", token_claims(code=[*code, 0])),
        ("a code that is a map", token_claims(code={0: 0})),
    ]
    for name, claims in spoiled:
        yield bad(f"token: {name}", "malformed", qr(proof(token(claims))))


def _phone_keys() -> Iterator[Case]:
    key = cose_key()
    for name, confirmation in (
        ("key type 1", {1: key | {1: 1}}),
        ("curve P-384", {1: key | {-1: 2}}),
        ("31 bytes of x", {1: key | {-2: key[-2][:31]}}),
        ("y in full", {1: key | {-3: bytes(32)}}),
        ("the sign of y as a number", {1: key | {-3: 1}}),
        ("no y", {1: {label: value for label, value in key.items() if label != -3}}),
        ("a private part", {1: key | {-4: bytes(32)}}),
        ("a key id instead", {3: b"1234"}),
        ("a key and a key id", {1: key, 3: b"1234"}),
        ("nothing", {}),
    ):
        yield bad(f"phone key: {name}", "malformed", qr(proof(token(token_claims(cnf=confirmation)))))
    off_curve = token_claims(cnf={1: key | {-2: (1).to_bytes(32, "big")}})
    yield bad("phone key: a point off the curve", "bad_signature", qr(proof(token(off_curve))))
    beyond_field = token_claims(cnf={1: key | {-2: b"\xff" * 32}})
    yield bad("phone key: x beyond the field", "bad_signature", qr(proof(token(beyond_field))))


def _proof_payloads() -> Iterator[Case]:
    whole = canonical(proof_claims())
    spoiled: list[tuple[str, dict[int, Any] | bytes]] = [
        ("another audience", proof_claims(aud="AHD")),
        ("an audience in bytes", proof_claims(aud=b"AHC")),
        ("no audience", {6: SECONDS}),
        ("no time", {3: "AHC"}),
        ("a time with fractions", proof_claims(iat=SECONDS + 0.5)),
        ("a time of text", proof_claims(iat=str(SECONDS))),
        ("an unknown label", proof_claims() | {40: 0}),
        ("something after", whole + b"\x00"),
        ("an answer of three bytes", proof_claims(cnonce=b"123")),
        ("an answer of five bytes", proof_claims(cnonce=b"12345")),
        ("an answer as a number", proof_claims(cnonce=123456)),
        ("an answer of nothing", proof_claims(cnonce=None)),
        ("an empty beacon", proof_claims(beacon=b"")),
        ("a beacon of 129 bytes", proof_claims(beacon=b"b" * 129)),
        ("a beacon of text", proof_claims(beacon="beacon")),
        ("the audience twice", b"\xa3" + whole[1:6] + whole[1:]),
        ("labels out of order", b"\xa2" + whole[6:] + whole[1:6]),
    ]
    for name, claims in spoiled:
        yield bad(f"proof: {name}", "malformed", qr(proof(claims=claims)))


def _keys() -> Iterator[Case]:
    yield good("a retired key still verifies", qr(proof(token(by=parts.RETIRED))))
    yield bad("a revoked key", "revoked_key", qr(proof(token(by=parts.REVOKED))))
    yield bad("a key that no bundle holds", "unknown_issuer", qr(proof(token(by=parts.STRANGER))))
    yield bad("a key for status lists", "unknown_issuer", qr(proof(token(by=parts.STATUS))))
    yield bad("a key for bundles", "unknown_issuer", qr(proof(token(by=parts.NEXT_ROOT))))
    yield bad("a neighbour's key under our name", "unknown_issuer", qr(proof(token(by=parts.NEIGHBOUR))))
    neighbour = token(token_claims(iss="CN-JS"), by=parts.NEIGHBOUR)
    yield good("a neighbour's key under the neighbour's name", qr(proof(neighbour)), issuer="CN-JS")
    yield bad("our key under the neighbour's name", "unknown_issuer", qr(proof(token(token_claims(iss="CN-JS")))))
    yield bad("a key before its term", "key_out_of_term", qr(proof(token(by=parts.FUTURE))))
    first = token_claims(iat=SECONDS + 1, exp=SECONDS + DAY)
    yield good(
        "a key in the first second of its term",
        qr(proof(token(first, by=parts.FUTURE))),
        issued_at=SECONDS + 1,
        expires_at=SECONDS + DAY,
    )
    yield good("a key after its term, token from within", qr(proof(token(by=parts.PAST))))
    late = token_claims(iat=SECONDS, exp=SECONDS + DAY)
    yield bad("a key after its term, token too", "key_out_of_term", qr(proof(token(late, by=parts.PAST))))


def _signatures() -> Iterator[Case]:
    for name, change in (("low", parts.low_s), ("high", parts.high_s)):
        yield good(f"{name} s in both signatures", qr(proof(token(change=change), change=change)))
    other = token(header=parts.token_header(parts.ISSUER), by=parts.STRANGER)
    yield bad("a stranger's signature under our key id", "bad_signature", qr(proof(other)))
    yield bad("a proof by another phone", "bad_signature", qr(proof(by=parts.OTHER_DEVICE)))
    mine, yours = proof(), token(token_claims(index=726_506, cnf={1: cose_key(parts.OTHER_DEVICE)}))
    yield bad("another's token in my proof", "bad_signature", qr(replaced(mine, token(), yours)))
    yield bad("my own red token turned green under an old proof", "bad_signature", _recoloured())
    older = proof(claims=proof_claims(iat=SECONDS - 3600))
    yield bad("an old signature under a new time", "bad_signature", qr(_with_time(older)))
    for name, change in (
        ("zeros", lambda _: bytes(64)),
        ("ones", lambda _: b"\xff" * 64),
        ("r and s swapped", lambda signature: signature[32:] + signature[:32]),
        ("r of zero", lambda signature: bytes(32) + signature[32:]),
        ("s of zero", lambda signature: signature[:32] + bytes(32)),
        ("s plus nothing: s as the order", lambda signature: signature[:32] + parts.ORDER.to_bytes(32, "big")),
    ):
        yield bad(f"token signature: {name}", "bad_signature", qr(proof(token(change=change))))
        yield bad(f"proof signature: {name}", "bad_signature", qr(proof(change=change)))


def _recoloured() -> str:
    red, green = token(token_claims(colour=2)), token()
    return qr(replaced(proof(red), red, green))


def _with_time(older: bytes) -> bytes:
    return replaced(older, (SECONDS - 3600).to_bytes(4, "big"), SECONDS.to_bytes(4, "big"))


def _flips() -> Iterator[Case]:
    data, inner = proof(), token()
    start = data.index(inner)
    places = {
        "token tag": (start, "malformed"),
        "token algorithm": (start + 5, "malformed"),
        "key id": (start + 8, "unknown_issuer"),
        "issuer": (data.index(b"CN-AH") + 4, "unknown_issuer"),
        "end of the token": (data.index((SECONDS - 600 + DAY).to_bytes(4, "big")) + 3, "bad_signature"),
        "issuance of the token": (data.index((SECONDS - 600).to_bytes(4, "big")) + 3, "bad_signature"),
        "phone key": (data.index(cose_key()[-2]) + 31, "bad_signature"),
        "sign of y": (data.index(cose_key()[-2]) + 33, "bad_signature"),
        "colour": (data.index(b"\x85\x00\x64") + 1, "bad_signature"),
        "name": (data.index("张".encode()) + 2, "bad_signature"),
        "document": (data.index(b"\x6301X") + 2, "bad_signature"),
        "list id": (data.index((3_768_320).to_bytes(4, "big")) + 3, "bad_signature"),
        "index": (data.index((726_505).to_bytes(4, "big")) + 3, "bad_signature"),
        "token signature": (start + len(inner) - 1, "bad_signature"),
        "type": (start + len(inner) + 3, "malformed"),
        "audience": (data.index(b"\x63AHC") + 1, "malformed"),
        "time of the proof": (data.index(SECONDS.to_bytes(4, "big")) + 3, "bad_signature"),
        "proof signature, first bit": (len(data) - 64, "bad_signature"),
        "proof signature, last bit": (len(data) - 1, "bad_signature"),
    }
    for name, (place, refused) in places.items():
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        yield bad(f"a flipped bit in: {name}", refused, qr(flipped))
