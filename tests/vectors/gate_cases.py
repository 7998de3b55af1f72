"""The cases of a gate: paper codes, judging by keys and lists, the digits of a step-up, the verifier's clock.

Expectations are written by hand, none is computed by the code under test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import credential_parts as parts
from credential_parts import DAY, SECONDS, canonical, proof, proof_claims, public_key, qr, token, token_claims
from publication_parts import PAPER, TODAY, manifest_claims, paper, paper_claims, paper_qr, signed_file

from ankang.core.credential.step_up import nonce_of

Case = dict[str, Any]
INDEX = 726_505
MANIFEST = signed_file("AHC-MANIFEST", manifest_claims()).hex()
HALF_YEAR = SECONDS - 600 + 180 * DAY


_SPOILED_PAPER: dict[str, dict[str, Any]] = {
    "a list of the day family": {"list_id": PAPER - 1},
    "a list id of 2^32": {"list_id": 2**32},
    "an index of 2^20": {"index": 2**20},
    "an index of true": {"index": True},
    "no name": {"name": ""},
    "a name of ten bytes": {"name": "A. M. K. L"},
    "a name that turns the line": {"name": "a\u202eb"},
    "a document of two characters": {"document": "01"},
    "a document of a full-width digit": {"document": "\uff11"},
    "a document with a line end": {"document": "01\n"},
    "an issuer of six bytes": {"iss": "CN-AHX"},
    "an issuer that is not seen": {"iss": "\ufeffAH"},
    "an end at the issuance": {"exp": SECONDS - 600},
    "an issuance as a float": {"iat": SECONDS - 600.0},
    "a colour before the name": {"code": [0, "张*", "01X", PAPER, 1]},
    "three fields": {"code": ["张*", "01X", PAPER]},
}


def paper_cases() -> list[Case]:
    """Texts of printed codes, and what they prove at an instant."""
    says: dict[str, Any] = {
        "issuer": "CN-AH",
        "name": "张*",
        "document_tail": "01X",
        "list_id": PAPER + 3,
        "index": INDEX,
        "issued_at": SECONDS - 600,
        "expires_at": HALF_YEAR,
    }

    def good(title: str, text: str, at: int = SECONDS, **changes: Any) -> Case:
        return {"name": title, "text": text, "at": at, "says": says | changes}

    def bad(name: str, refused: str, text: str, at: int = SECONDS) -> Case:
        return {"name": name, "text": text, "at": at, "refused": refused}

    text, key_id = paper_qr(paper()), public_key(parts.ISSUER).key_id
    longest = {"name": "阿******", "list_id": 2**32 - 1, "index": 2**20 - 1}
    head = canonical({1: -7, 4: key_id})
    return [
        good("an ordinary paper code", text),
        good("the longest", paper_qr(paper(paper_claims(**longest))), **longest),
        good("the last second", text, HALF_YEAR - 1),
        good("180 s before its issuance", text, SECONDS - 780),
        good("a retired key", paper_qr(paper(by=parts.RETIRED))),
        good("a high s", paper_qr(paper(change=parts.high_s))),
        bad("181 s before its issuance", "not_yet", text, SECONDS - 781),
        bad("at its end", "expired", text, HALF_YEAR),
        bad("a phone's code", "unknown_prefix", qr(proof())),
        bad("a prefix in lower case", "unknown_prefix", "ahp1:" + text[5:]),
        bad("385 characters", "too_long", "AHP1:" + "0" * 385),
        bad("384 characters", "malformed", "AHP1:" + "0" * 384),
        bad("a prefix alone", "malformed", "AHP1:"),
        bad("half of it", "malformed", text[: len(text) // 2]),
        bad("lower case", "malformed", "AHP1:" + text[5:].lower()),
        bad("a byte after", "malformed", paper_qr(paper() + b"\x00")),
        bad("a token", "malformed", paper_qr(token())),
        bad("no type", "malformed", paper_qr(paper(head=head))),
        bad("the type of a bundle", "malformed", paper_qr(signed_file("AHC-KEYS", paper_claims(), parts.ISSUER))),
        bad("an unknown label", "malformed", paper_qr(paper(paper_claims() | {99: 0}))),
        bad("no end", "malformed", paper_qr(paper({k: v for k, v in paper_claims().items() if k != 4}))),
        bad("something after the claims", "malformed", paper_qr(paper(canonical(paper_claims()) + b"\x00"))),
        *(bad(name, "malformed", paper_qr(paper(paper_claims(**changes)))) for name, changes in _SPOILED_PAPER.items()),
        bad("a stranger's key", "unknown_issuer", paper_qr(paper(by=parts.STRANGER))),
        bad("a key for status lists", "unknown_issuer", paper_qr(paper(by=parts.STATUS))),
        bad("a neighbour's key under our name", "unknown_issuer", paper_qr(paper(by=parts.NEIGHBOUR))),
        bad("a revoked key", "revoked_key", paper_qr(paper(by=parts.REVOKED))),
        bad("a key before its term", "key_out_of_term", paper_qr(paper(by=parts.FUTURE))),
        bad("zeros for a signature", "bad_signature", paper_qr(paper(change=lambda _: bytes(64)))),
        bad("another name under an old signature", "bad_signature", paper_qr(_renamed())),
    ]


def _renamed() -> bytes:
    return parts.replaced(paper(), "张".encode(), "李".encode())


def _lists(age: int, value: int, list_id: int) -> Case:
    return {"position": 5, "at": SECONDS - age, "entries": {str(list_id): {str(INDEX): value}} if value else {}}


def _judged(
    name: str,
    outcome: Mapping[str, Any] | str,
    text: str,
    *,
    at: int = SECONDS,
    age: int | None = 0,
    value: int = 0,
    paper: int | None = 1,
    digits: str | None = None,
    newest: str | None = MANIFEST,
) -> Case:
    """A text at an instant, judged by lists of an age with a value for the code; `outcome` a refusal or what counts."""
    case: Case = {
        "name": name,
        "text": text,
        "at": at,
        "days": None if age is None else _lists(age, value, TODAY),
        "paper": None if paper is None or age is None else _lists(age, paper, PAPER + 3),
        "newest": newest,
        "digits": None if digits is None else nonce_of(digits).hex(),
    }
    if isinstance(outcome, str):
        return case | {"refused": outcome}
    plain = {"colour": "green", "rung": "fresh", "amber": False, "is_paper": False, "made_after": None}
    return case | {"judged": plain | dict(outcome)}


def _shown(issued: int = SECONDS - 600, at: int = SECONDS, digits: str | None = None, **changes: Any) -> str:
    answer = {} if digits is None else {"cnonce": nonce_of(digits)}
    beacon = {"beacon": changes.pop("beacon")} if "beacon" in changes else {}
    by = changes.pop("by", parts.ISSUER)
    inner = token(token_claims(iat=issued, exp=issued + DAY, **changes), by=by)
    return qr(proof(inner, proof_claims(iat=at, **answer, **beacon)))


def judging_cases() -> list[Case]:
    return [case for group in (_ladder, _values, _step_ups, _others, _papers) for case in group()]


def _ladder() -> Iterator[Case]:
    text = _shown()
    yield _judged("lists of 15 minutes", {}, text, age=900)
    yield _judged("lists a second older", {"rung": "aged"}, text, age=901)
    yield _judged("lists of a day", {"rung": "aged"}, text, age=DAY)
    yield _judged("lists a second older than a day", {"rung": "amber", "amber": True}, text, age=DAY + 1)
    yield _judged("lists of three days", {"rung": "amber", "amber": True}, text, age=3 * DAY)
    yield _judged("lists a second older than three days", "list_too_old", text, age=3 * DAY + 1)
    yield _judged("no lists", "list_too_old", text, age=None)
    yield _judged("no lists and a forged code", "bad_signature", qr(proof(by=parts.OTHER_DEVICE)), age=None)
    ended = _shown(SECONDS - DAY)
    yield _judged("an expired token, fresh lists", "expired", ended, age=900)
    yield _judged("an expired token, aged lists", {"rung": "aged", "amber": True}, ended, age=901)
    yield _judged("an expired token, lists of two days", {"rung": "amber", "amber": True}, ended, age=2 * DAY)
    yield _judged("an expired token, lists too old", "list_too_old", ended, age=3 * DAY + 1)
    yield _judged("the last second of grace", {"rung": "aged", "amber": True}, _shown(SECONDS - 3 * DAY), age=901)
    yield _judged("a second after grace", "expired", _shown(SECONDS - 3 * DAY - 1), age=901)
    old = SECONDS - 3 * DAY - 1
    yield _judged("a clock behind the lists", "expired", _shown(old, old), at=old)
    yield _judged("a clock an hour behind the lists", "stale_proof", _shown(at=SECONDS - 3600), at=SECONDS - 3600)
    yield _judged("a clock an hour ahead", "stale_proof", text, at=SECONDS + 3600)


def _values() -> Iterator[Case]:
    red, yellow = {"colour": "red"}, {"colour": "yellow"}
    yield _judged("green, not listed", {}, _shown())
    yield _judged("green, listed as yellow", yellow, _shown(), value=2)
    yield _judged("green, listed as red", red, _shown(), value=3)
    yield _judged("yellow, not listed", yellow, _shown(colour=1))
    yield _judged("yellow, listed as red", red, _shown(colour=1), value=3)
    yield _judged("red, listed as yellow", red, _shown(colour=2), value=2)
    yield _judged("dead", "dead_code", _shown(), value=1)
    yield _judged("dead and red", "dead_code", _shown(colour=2), value=1)
    yield _judged("dead, lists of two days", "dead_code", _shown(), value=1, age=2 * DAY)
    yield _judged("the neighbour of a dead code", {}, _shown(index=INDEX + 1), value=1)
    yield _judged("the same index in another list", {}, _shown(list_id=TODAY + 1), value=1)
    other = {"amber": True}
    yield _judged("another issuer's code", other, _shown(by=parts.NEIGHBOUR, iss="CN-JS"), value=1)
    yield _judged("a token of a paper list", "malformed", _shown(list_id=PAPER + 3), value=1)


def _step_ups() -> Iterator[Case]:
    picture = _shown()
    yield _judged("a picture at once", {}, picture)
    yield _judged("a picture after 45 s", {}, picture, at=SECONDS + 45)
    yield _judged("a picture after 90 s", "step_up_needed", picture, at=SECONDS + 90)
    yield _judged("a picture after 200 s", "stale_proof", picture, at=SECONDS + 200)
    for seconds, refused in ((0, "wrong_answer"), (90, "wrong_answer"), (180, "wrong_answer"), (181, "stale_proof")):
        name = f"a picture after {seconds} s where digits are asked"
        yield _judged(name, refused, picture, at=SECONDS + seconds, digits="074205")
    answered = _shown(digits="074205")
    yield _judged("the right digits", {}, answered, digits="074205")
    yield _judged("the right digits, not asked", {}, answered)
    yield _judged("the right digits, 180 s behind", {}, answered, at=SECONDS + 180, digits="074205")
    yield _judged("the right digits, 180 s ahead", {}, answered, at=SECONDS - 180, digits="074205")
    yield _judged("the right digits, 181 s behind", "stale_proof", answered, at=SECONDS + 181, digits="074205")
    yield _judged("other digits", "wrong_answer", answered, digits="074206")
    yield _judged("digits of a dead code", "dead_code", answered, digits="074205", value=1)


def _others() -> Iterator[Case]:
    for beacon, since in ((b"bea1", SECONDS - 360), (b"bea2", SECONDS - 60), (b"what", None), (b"bea", None)):
        name = f"the beacon {beacon.decode()}"
        yield _judged(name, {"made_after": since}, _shown(beacon=beacon))
    yield _judged("a beacon without a manifest", {}, _shown(beacon=b"bea1"), newest=None)
    yield _judged("a web address", "unknown_prefix", "https://example.org/s/7K3P9")
    yield _judged("nothing", "unknown_prefix", "")


def _papers() -> Iterator[Case]:
    text, on_paper = paper_qr(paper()), {"is_paper": True}
    yield _judged("a green paper code", on_paper, text)
    yield _judged("a yellow paper code", on_paper | {"colour": "yellow"}, text, paper=2)
    yield _judged("a red paper code", on_paper | {"colour": "red"}, text, paper=3)
    yield _judged("a paper code without an entry", "dead_code", text, paper=0)
    yield _judged("paper, lists of a day", on_paper | {"rung": "aged"}, text, age=DAY)
    yield _judged("paper, lists older", on_paper | {"rung": "amber", "amber": True}, text, age=DAY + 1)
    yield _judged("paper, lists too old", "list_too_old", text, age=3 * DAY + 1)
    yield _judged("paper, a device without the paper list", "list_too_old", text, paper=None)
    other = paper_qr(paper(paper_claims(iss="CN-JS"), by=parts.NEIGHBOUR))
    yield _judged("paper of another issuer", "list_too_old", other)
    yield _judged("paper at its end", "expired", text, at=HALF_YEAR)
    yield _judged("forged paper", "bad_signature", paper_qr(paper(change=lambda _: bytes(64))))


def digit_cases() -> dict[str, list[Case]]:
    good = {"000000": "00000000", "000001": "00000001", "074205": "000121dd", "999999": "000f423f"}
    bad = ["", "12345", "1234567", "12345a", "-12345", "+12345", " 12345", "12345\n", "\uff11\uff12\uff13456", "1e5000"]
    return {
        "good": [{"digits": digits, "nonce": nonce} for digits, nonce in good.items()],
        "bad": [{"digits": digits} for digits in bad],
    }


def time_cases() -> list[Case]:
    """The centre's signed answers to a nonce, and the time that each tells."""
    nonce, other = bytes(range(16)), bytes(16)

    def answer(claims: Any = None, by: int = parts.STATUS, file_type: str = "AHC-TIME", **changes: Any) -> bytes:
        return signed_file(file_type, claims or ({6: SECONDS, 10: nonce} | changes.get("labels", {})), by)

    def case(name: str, data: bytes, refused: str | None = None) -> Case:
        outcome: Case = {"says": SECONDS} if refused is None else {"refused": refused}
        return {"name": name, "nonce": nonce.hex(), "answer": data.hex()} | outcome

    return [
        case("the answer", answer()),
        case("an answer to another nonce", answer(labels={10: other}), "stale_request"),
        case("a nonce of 15 bytes", answer(labels={10: nonce[:15]}), "malformed"),
        case("a nonce of text", answer(labels={10: "0123456789abcdef"}), "malformed"),
        case("a time with fractions", answer(labels={6: SECONDS + 0.5}), "malformed"),
        case("no time", answer({10: nonce}), "malformed"),
        case("a label more", answer(labels={4: SECONDS}), "malformed"),
        case("half of it", answer()[:60], "malformed"),
        case("a manifest's type", answer(file_type="AHC-MANIFEST"), "malformed"),
        case("a token's key", answer(by=parts.ISSUER), "unknown_issuer"),
        case("a revoked key", answer(by=parts.REVOKED_STATUS), "revoked_key"),
        case("after the term of its key", answer(labels={6: SECONDS + 18 * DAY}), "key_out_of_term"),
        case("zeros for a signature", answer()[:-64] + bytes(64), "bad_signature"),
    ]


def clock_cases() -> list[Case]:
    """What a clock has seen since its floor, and what it says then to a device's clock and monotonic seconds.

    Events: signed at; answered at, monotonic; proof of (list, index) at, by the device's clock then; slept.
    """

    def proofs(count: int, phone: float, device: float, first: int = 0) -> list[list[Any]]:
        return [["proof", 1, first + number, SECONDS + phone, SECONDS + device] for number in range(count)]

    def case(
        name: str, says: float, events: list[list[Any]], device: float, monotonic: float = 0.0, floor: int = -DAY
    ) -> Case:
        return {
            "name": name,
            "floor": SECONDS + floor,
            "events": events,
            "device": SECONDS + device,
            "monotonic": monotonic,
            "now": SECONDS + says,
        }

    answered = [["answered", SECONDS, 500.0]]
    return [
        case("nothing seen", 7, [], 7),
        case("a device behind the floor", -DAY, [], -3 * DAY),
        case("behind a signed time", 0, [["signed", SECONDS]], -3600),
        case("ahead of a signed time", 3600, [["signed", SECONDS]], 3600),
        case("an older signed time after it", 0, [["signed", SECONDS], ["signed", SECONDS - 99]], -3600),
        case("an answer, the device a day ahead", 0, answered, DAY, 500.0),
        case("an answer, the device a day behind", 60.5, answered, -DAY, 560.5),
        case("an answer older than a signed time", 5, [["signed", SECONDS + 5], *answered], 0, 501.0),
        case("a second answer", 10, [*answered, ["answered", SECONDS + 9, 800.0]], 0, 801.0),
        case("asleep after an answer", 42, [*answered, ["slept"]], 42, 500.0),
        case("five phones, the device an hour ahead", 0, proofs(5, 0, 3600), 3600),
        case("five phones, the device a day behind", 0, proofs(5, 0, -DAY), -DAY, floor=-3 * DAY),
        case("four phones", 3600, proofs(4, 0, 3600), 3600),
        case("one phone five times", 3600, proofs(1, 0, 3600) * 5, 3600),
        case("29 s apart", 29, proofs(5, 0, 29), 29),
        case("30 s apart", 0, proofs(5, 0, 30), 30),
        case("two days apart", 0, proofs(5, 0, 2 * DAY), 2 * DAY),
        case("a second more", 2 * DAY + 1, proofs(5, 0, 2 * DAY + 1), 2 * DAY + 1),
        case("the middle of six", 135, [*proofs(3, 100, 0), *proofs(3, 170, 0, 3)], 0),
        case("old ones go", 0, [*proofs(30, 3600, 0), *proofs(21, 0, 0, 30)], 0),
        case("the latest of each counts", 3600, [*proofs(5, -3600, 0), *proofs(5, 3600, 0)], 0),
        case("phones do not turn it back behind a signed time", 0, [["signed", SECONDS], *proofs(9, -7200, 0)], 0),
        case("phones do not move an answer", 1, [*answered, *proofs(9, 7200, 0)], 0, 501.0),
    ]
