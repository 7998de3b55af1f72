"""The vectors of published files and of a gate: this implementation passes each case.

`web/tests/unit/publicationVectors.test.ts` runs the same files.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from test_credential_vectors import at, bundle_of, load, name_of, roots

from ankang.core.credential.code_name import CodeName
from ankang.core.credential.delta import DELTA_TYPE, Delta
from ankang.core.credential.judging import Judged, Knowledge, judge
from ankang.core.credential.key_bundle import KeyBundle
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.manifest import Family, Manifest
from ankang.core.credential.paper import PaperClaims, verify_paper
from ankang.core.credential.refusals import Refused
from ankang.core.credential.signed_file import read_file
from ankang.core.credential.signed_time import read_time
from ankang.core.credential.status_list import LIST_TYPE, read_list
from ankang.core.credential.step_up import nonce_of
from ankang.core.credential.sync import Known, Needed, Plan, advance, plan, read_manifest
from ankang.core.credential.verifier_clock import VerifierClock

LISTS, DELTAS, MANIFESTS, SYNC = (load(f"{name}.json") for name in ("status-lists", "deltas", "manifests", "sync"))
PAPER, JUDGING, STEP_UP, CLOCK = (load(f"{name}.json") for name in ("paper", "judging", "step-up", "clock"))
TIMES = load("signed-time.json")
KEYS: KeyBundle = bundle_of(LISTS["bundle"], roots(LISTS))

Case = dict[str, Any]


def seconds(instant: datetime) -> float:
    return instant.timestamp()


def entries_json(entries: Any) -> dict[str, dict[str, int]]:
    return {str(list_id): {str(index): value for index, value in row.items()} for list_id, row in entries.items()}


def lists_of(case: Case | None) -> KnownLists | None:
    if case is None:
        return None
    entries = {
        int(list_id): {int(index): value for index, value in row.items()} for list_id, row in case["entries"].items()
    }
    return KnownLists(case["position"], at(case["at"]), entries)


def is_refused_as_expected(outcome: object, case: Case) -> bool:
    """Whether the case expects a refusal; then the outcome must be that one."""
    if "refused" in case:
        assert isinstance(outcome, Refused), outcome
        assert outcome.reason == case["refused"], outcome.detail
        return True
    assert not isinstance(outcome, Refused), outcome
    return False


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", LISTS["cases"], ids=name_of)
def test_a_status_list_says_its_values(case: Case) -> None:
    found = read_file(bytes.fromhex(case["list"]), LIST_TYPE, KEYS, read_list, lambda item: item.issued_at)

    if not is_refused_as_expected(found, case):
        assert not isinstance(found, Refused)
        assert {
            "issuer": found.issuer,
            "list_id": found.list_id,
            "issued_at": seconds(found.issued_at),
            "expires_at": seconds(found.expires_at),
            "ttl": found.ttl_seconds,
            "entries": {str(index): value for index, value in found.entries.items()},
        } == case["says"]


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", DELTAS["cases"], ids=name_of)
def test_a_delta_says_its_values(case: Case) -> None:
    found = read_file(bytes.fromhex(case["delta"]), DELTA_TYPE, KEYS, Delta.from_cbor, lambda item: item.at)

    if not is_refused_as_expected(found, case):
        assert isinstance(found, Delta)
        says = {"from": found.from_position, "to": found.to_position, "at": seconds(found.at)}
        assert says | {"entries": entries_json(found.entries)} == case["says"]


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", MANIFESTS["cases"], ids=name_of)
def test_a_manifest_replaces_the_current_one_only_when_it_may(case: Case) -> None:
    current = None
    if case["current"] is not None:
        read = read_manifest(bytes.fromhex(case["current"]), KEYS, Family.DAYS, None)
        assert isinstance(read, Manifest), read
        current = read

    found = read_manifest(bytes.fromhex(case["manifest"]), KEYS, Family(case["family"]), current)

    if not is_refused_as_expected(found, case):
        assert isinstance(found, Manifest)
        says = {"sequence": found.sequence, "published_at": seconds(found.published_at), "position": found.position}
        assert says == case["says"]


@pytest.mark.parametrize("case", MANIFESTS["plans"], ids=name_of)
def test_the_fewest_files_lead_to_a_manifest(case: Case) -> None:
    manifest = read_manifest(bytes.fromhex(case["manifest"]), KEYS, Family.DAYS, None)
    assert isinstance(manifest, Manifest), manifest

    found = plan(manifest, None if case["position"] is None else KnownLists(case["position"], at(0), {}))

    if not is_refused_as_expected(found, case):
        assert isinstance(found, Plan)
        assert [file.path for file in found.deltas] == case["deltas"]
        assert (found.whole and found.whole.path) == case["whole"]


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", SYNC["cases"], ids=name_of)
def test_a_verifier_goes_on_or_keeps_what_it_has(case: Case) -> None:
    manifest = read_manifest(bytes.fromhex(case["manifest"]), KEYS, Family.DAYS, None)
    assert isinstance(manifest, Manifest), manifest
    files = {path: bytes.fromhex(data) for path, data in case["files"].items()}

    outcome = advance(Known(KEYS, lists_of(case["lists"])), manifest, files)

    if is_refused_as_expected(outcome, case):
        return
    if "needed" in case:
        assert isinstance(outcome, Needed), outcome
        assert [file.path for file in outcome.files] == case["needed"]
    else:
        assert isinstance(outcome, Known), outcome
        assert outcome.lists == lists_of(case["known"])
        assert outcome.manifest == manifest


@pytest.mark.spec("D10")
@pytest.mark.parametrize("case", PAPER["cases"], ids=name_of)
def test_a_paper_code_proves_whose_it_is_or_is_refused(case: Case) -> None:
    found = verify_paper(case["text"], KEYS, at(case["at"]))

    if not is_refused_as_expected(found, case):
        assert isinstance(found, PaperClaims)
        assert {
            "issuer": found.issuer,
            "name": found.name,
            "document_tail": found.document_tail,
            "list_id": found.code_name.list_id,
            "index": found.code_name.index,
            "issued_at": seconds(found.issued_at),
            "expires_at": seconds(found.expires_at),
        } == case["says"]


@pytest.mark.spec("D2", "D9", "D10")
@pytest.mark.parametrize("case", JUDGING["cases"], ids=name_of)
def test_a_gate_judges_as_the_case_expects(case: Case) -> None:
    newest = None
    if case["newest"] is not None:
        read = read_manifest(bytes.fromhex(case["newest"]), KEYS, Family.DAYS, None)
        assert isinstance(read, Manifest), read
        newest = read
    known = Knowledge(KEYS, lists_of(case["days"]), lists_of(case["paper"]), newest)
    digits = None if case["digits"] is None else bytes.fromhex(case["digits"])

    found = judge(case["text"], known, at(case["at"]), digits=digits)

    if not is_refused_as_expected(found, case):
        assert isinstance(found, Judged)
        assert {
            "colour": str(found.colour),
            "rung": str(found.rung),
            "amber": found.amber,
            "is_paper": found.is_paper,
            "made_after": found.made_after and seconds(found.made_after),
        } == case["judged"]


@pytest.mark.parametrize("case", STEP_UP["good"], ids=lambda case: case["digits"])
def test_six_digits_have_one_answer(case: Case) -> None:
    assert nonce_of(case["digits"]).hex() == case["nonce"]


@pytest.mark.parametrize("case", STEP_UP["bad"], ids=lambda case: repr(case["digits"]))
def test_other_digits_have_none(case: Case) -> None:
    with pytest.raises(ValueError, match="expected 6 digits"):
        nonce_of(case["digits"])


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", TIMES["cases"], ids=name_of)
def test_the_centre_tells_the_time_to_who_asked(case: Case) -> None:
    found = read_time(bytes.fromhex(case["answer"]), bytes.fromhex(case["nonce"]), KEYS)

    if not is_refused_as_expected(found, case):
        assert isinstance(found, datetime)
        assert seconds(found) == case["says"]


@pytest.mark.spec("D9")
@pytest.mark.parametrize("case", CLOCK["cases"], ids=name_of)
def test_the_clock_tells_the_time_from_what_it_has_seen(case: Case) -> None:
    clock = VerifierClock(at(case["floor"]))
    for kind, *values in case["events"]:
        if kind == "signed":
            clock.saw_signed_time(at(values[0]))
        elif kind == "answered":
            clock.answered(at(values[0]), values[1])
        elif kind == "proof":
            clock.saw_proof(CodeName(values[0], values[1]), at(values[2]), at(values[3]))
        else:
            clock.slept()

    assert seconds(clock.now(at(case["device"]), case["monotonic"])) == case["now"]
