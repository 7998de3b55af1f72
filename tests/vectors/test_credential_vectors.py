"""The credential's vectors: the files are those that the script makes, and this implementation passes each case.

`web/tests/unit/credential*.test.ts` runs the same files.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import credential_parts as parts
import pytest
from make_credential_vectors import FOLDER, documents, text_of

from ankang.core.colours import Colour
from ankang.core.credential import base45
from ankang.core.credential.claims import ProofClaims, TokenClaims
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.delta import DELTA_TYPE
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import BUNDLE_TYPE, KeyBundle, read_bundle, roots_after
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.manifest import INDEX_TYPE, MANIFEST_TYPE
from ankang.core.credential.paper import PAPER_PREFIX, PAPER_TYPE
from ankang.core.credential.possession import REQUEST_TYPE, check_possession, renewal_request
from ankang.core.credential.present import PREFIX, fitted, present
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.signed_time import TIME_TYPE
from ankang.core.credential.status_list import LIST_TYPE
from ankang.core.credential.verify import Verified, verify


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="ascii"))
    return document


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def roots(document: dict[str, Any]) -> tuple[PublicKey, ...]:
    return tuple(PublicKey.from_point(bytes.fromhex(point)) for point in document["roots"])


def bundle_of(data: str, trusted: tuple[PublicKey, ...]) -> KeyBundle:
    bundle = read_bundle(bytes.fromhex(data), trusted)
    assert isinstance(bundle, KeyBundle), bundle
    return bundle


def name_of(case: dict[str, Any]) -> str:
    return str(case.get("name") or case.get("why") or case.get("hex"))


BASE45, TOKENS, PROOFS = load("base45.json"), load("tokens.json"), load("proofs.json")
BUNDLES, REQUESTS = load("key-bundles.json"), load("renewal-requests.json")
KEYS = bundle_of(PROOFS["bundle"], roots(PROOFS))


@pytest.mark.parametrize("name", sorted(documents()))
def test_the_files_are_those_that_the_script_makes(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="ascii") == text_of(documents()[name]), "run make_credential_vectors.py"


def test_the_vectors_are_many_and_their_names_differ() -> None:
    names = [case["name"] for case in PROOFS["cases"]]

    assert len(names) == len(set(names))
    assert len(names) >= 150
    assert parts.public_key(parts.ODD).y_is_odd
    assert not parts.public_key(parts.EVEN).y_is_odd


def test_each_refusal_has_a_case() -> None:
    seen = {case.get("refused") for name in documents() for case in load(name).get("cases", ())}

    assert seen - {None} == {str(refusal) for refusal in Refusal}


def test_the_specification_names_each_refusal_and_each_kind_of_file() -> None:
    text = (FOLDER.parent / "docs" / "specification" / "credential.md").read_text("utf-8")
    types = (BUNDLE_TYPE, REQUEST_TYPE, MANIFEST_TYPE, DELTA_TYPE, INDEX_TYPE, LIST_TYPE, PAPER_TYPE, TIME_TYPE)

    assert [str(refusal) for refusal in Refusal if f"`{refusal}`" not in text] == []
    assert [name for name in (*types, PREFIX, PAPER_PREFIX) if name not in text] == []


@pytest.mark.parametrize("case", BASE45["good"], ids=name_of)
def test_base45_goes_both_ways(case: dict[str, Any]) -> None:
    assert base45.encode(bytes.fromhex(case["hex"])) == case["text"]
    assert base45.decode(case["text"]) == bytes.fromhex(case["hex"])


@pytest.mark.parametrize("case", BASE45["bad"], ids=name_of)
def test_text_that_is_no_base45_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        base45.decode(case["text"])


@pytest.mark.parametrize("case", TOKENS["cases"], ids=name_of)
def test_tokens_and_texts_come_out_to_the_byte(case: dict[str, Any]) -> None:
    rows = dict(case["claims"])
    issuer = parts.private_key(int(TOKENS["issuer_private_key"], 16))
    device = parts.private_key(int(TOKENS["device"]["private_key"], 16))
    claims = TokenClaims(
        issuer=rows["issuer"],
        issued_at=at(rows["issued_at"]),
        expires_at=at(rows["expires_at"]),
        device_key=PublicKey.of(device),
        colour=Colour(rows["colour"]),
        name=rows["name"],
        document_tail=rows["document_tail"],
        code_name=CodeName(rows["list_id"], rows["index"]),
    )
    proof = case["proof"]
    nonce, beacon = (None if proof[key] is None else bytes.fromhex(proof[key]) for key in ("nonce", "offered_beacon"))

    token = issue_token(claims, signer_of(issuer, deterministic=True), PublicKey.of(issuer).key_id)
    fresh = fitted(token, ProofClaims(at(proof["issued_at"]), nonce, beacon))
    text = present(token, fresh, signer_of(device, deterministic=True))

    assert token.hex() == case["token"]
    assert text == proof["qr"]


@pytest.mark.spec("D2", "D7", "D9")
@pytest.mark.parametrize("case", PROOFS["cases"], ids=name_of)
def test_a_verifier_says_what_the_case_expects(case: dict[str, Any]) -> None:
    verdict = verify(case["qr"], KEYS, at(case["at"]), centre_reachable=case["centre_reachable"])

    if "refused" in case:
        assert isinstance(verdict, Refused), verdict
        assert verdict.reason == case["refused"], verdict.detail
        assert verdict.words.zh
        assert verdict.next_step.en
    else:
        assert isinstance(verdict, Verified), verdict
        assert as_json(verdict) == case["verified"]


def as_json(verdict: Verified) -> dict[str, Any]:
    """The verdict in the shape that the vectors have."""
    row: dict[str, Any] = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    code_name = row.pop("code_name")
    for key in ("issued_at", "expires_at", "proof_at"):
        row[key] = int(row[key].timestamp())
    for key in ("nonce", "beacon"):
        row[key] = None if row[key] is None else row[key].hex()
    return row | {"list_id": code_name.list_id, "index": code_name.index, "colour": str(verdict.colour)}


@pytest.mark.parametrize("case", BUNDLES["cases"], ids=name_of)
def test_a_key_bundle_replaces_the_current_one_only_when_it_may(case: dict[str, Any]) -> None:
    trusted = roots(BUNDLES)
    current = None
    if case["current"] is not None:
        read = read_bundle(bytes.fromhex(case["current"]), trusted)
        current = read if isinstance(read, KeyBundle) else None
        assert current is not None, read

    outcome = read_bundle(bytes.fromhex(case["bundle"]) + bytes(case.get("zeros", 0)), trusted, current)

    if "refused" in case:
        assert isinstance(outcome, Refused), outcome
        assert outcome.reason == case["refused"], outcome.detail
    else:
        assert isinstance(outcome, KeyBundle), outcome
        assert outcome.sequence == case["sequence"]
        assert [root.point.hex() for root in roots_after(trusted, outcome)] == case["roots_after"]


@pytest.mark.parametrize("case", REQUESTS["cases"], ids=name_of)
def test_a_renewal_request_proves_its_key_or_is_refused(case: dict[str, Any]) -> None:
    outcome = check_possession(bytes.fromhex(case["request"]), at(case["at"]))

    if "refused" in case:
        assert isinstance(outcome, Refused), outcome
        assert outcome.reason == case["refused"], outcome.detail
    else:
        assert isinstance(outcome, PublicKey), outcome
        assert {"x": outcome.x.hex(), "y_is_odd": outcome.y_is_odd} == case["key"]


def test_a_phone_makes_the_request_of_the_vectors() -> None:
    device = parts.private_key(int(REQUESTS["device"]["private_key"], 16))
    case = REQUESTS["cases"][0]

    request = renewal_request(PublicKey.of(device), at(case["at"]), signer_of(device, deterministic=True))

    assert request.hex() == case["request"]
