"""Both implementations say the same to ten thousand inputs: the same verdict, the same reason, the same content."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import credential_parts as parts
import publication_parts as published
import pytest
from credential_parts import BUNDLE, SECONDS, public_key
from fuzz_inputs import Input, inputs
from test_credential_vectors import at
from test_publication_vectors import entries_json, lists_of

from ankang.core.credential.delta import DELTA_TYPE, Delta
from ankang.core.credential.judging import Judged, Knowledge, judge
from ankang.core.credential.key_bundle import KeyBundle, read_bundle
from ankang.core.credential.manifest import INDEX_TYPE, Family, FileRef, ListIndex, Manifest
from ankang.core.credential.paper import PaperClaims
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.signed_file import read_file
from ankang.core.credential.status_list import LIST_TYPE, StatusListToken, read_list
from ankang.core.credential.step_up import nonce_of
from ankang.core.credential.sync import read_manifest

PROJECT = Path(__file__).resolve().parents[2]
COUNT = 10_000
VALUES = {"726506": 1, "726507": 2, "726508": 3}
JOB: dict[str, Any] = {
    "roots": [public_key(parts.ROOT).point.hex()],
    "bundle": published.BUNDLE_FILE.hex(),
    "days": {"position": 5, "at": SECONDS - 1000, "entries": {str(published.TODAY): VALUES}},
    "paper": {"position": 5, "at": SECONDS - 1000, "entries": {str(published.PAPER + 3): VALUES}},
    "manifest": published.signed_file("AHC-MANIFEST", published.manifest_claims()).hex(),
}
CURRENT = Manifest.from_cbor(published.canonical(published.manifest_claims()))
KNOWN = Knowledge(BUNDLE, lists_of(JOB["days"]), lists_of(JOB["paper"]), CURRENT)


@pytest.fixture(scope="module")
def judged() -> list[tuple[Input, Any]]:
    """The inputs with what Python says to each."""
    return [(one, _verdict_on(one)) for one in inputs(COUNT)]


@pytest.mark.spec("D2", "D9", "D10")
def test_python_and_typescript_say_the_same(judged: list[tuple[Input, Any]], tmp_path: Path) -> None:
    job, verdicts = tmp_path / "job.json", tmp_path / "verdicts.json"
    job.write_text(json.dumps(JOB | {"inputs": [asdict(one) for one, _ in judged]}))

    command = [PROJECT / "tools" / "npm", "run", "--silent", "parity", "--", str(job), str(verdicts)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)

    assert done.returncode == 0, done.stderr
    theirs = json.loads(verdicts.read_text())
    assert len(theirs) == COUNT
    apart = [(one, ours, other) for (one, ours), other in zip(judged, theirs, strict=True) if ours != other]
    assert apart == []


def test_the_inputs_reach_every_reason_and_enough_are_good(judged: list[tuple[Input, Any]]) -> None:
    """What only plans and requests say is not reached by a text or a file alone."""
    said = Counter(verdict if isinstance(verdict, str) else "good" for _, verdict in judged)
    elsewhere = {Refusal.STALE_REQUEST, Refusal.WRONG_HASH, Refusal.MISSING_FILE}

    assert set(said) - {"good"} == {str(refusal) for refusal in Refusal} - {str(one) for one in elsewhere}
    assert said["good"] > COUNT // 10, said
    good_kinds = {one.kind for one, verdict in judged if not isinstance(verdict, str)}
    assert good_kinds == {one.kind for one, _ in judged}


def test_the_inputs_are_the_same_in_every_run() -> None:
    assert list(inputs(50)) == list(inputs(50))


def _verdict_on(one: Input) -> Any:
    """The reason of the refusal, or what was read, in the shape that `web/tests/parity/judgeAll.ts` gives."""
    if one.kind in {"code", "paper"}:
        digits = None if one.digits is None else nonce_of(one.digits)
        return _told(judge(one.text, KNOWN, at(one.at), digits=digits))
    data = bytes.fromhex(one.text)
    if one.kind == "manifest":
        return _told(read_manifest(data, BUNDLE, Family.DAYS, CURRENT))
    if one.kind == "bundle":
        return _told(read_bundle(data, (public_key(parts.ROOT),), BUNDLE))
    if one.kind == "delta":
        return _told(read_file(data, DELTA_TYPE, BUNDLE, Delta.from_cbor, lambda item: item.at))
    if one.kind == "index":
        return _told(read_file(data, INDEX_TYPE, BUNDLE, ListIndex.from_cbor, lambda item: item.at))
    return _told(read_file(data, LIST_TYPE, BUNDLE, read_list, lambda item: item.issued_at))


def _told(outcome: object) -> Any:
    return str(outcome.reason) if isinstance(outcome, Refused) else _content(outcome)


def _content(outcome: object) -> list[Any]:
    match outcome:
        case Judged():
            return _judged(outcome)
        case Manifest():
            return _manifest(outcome)
        case KeyBundle():
            return [outcome.sequence, _seconds(outcome.published_at), [_key(key) for key in outcome.keys]]
        case Delta():
            head = [outcome.from_position, outcome.to_position, _seconds(outcome.at)]
            return [*head, entries_json(outcome.entries)]
        case ListIndex():
            refs = [_file(ref.file) for ref in outcome.lists]
            return [int(outcome.family), outcome.position, _seconds(outcome.at), refs]
        case StatusListToken():
            times = [_seconds(outcome.issued_at), _seconds(outcome.expires_at), outcome.ttl_seconds]
            return [outcome.issuer, outcome.list_id, *times, entries_json({outcome.list_id: outcome.entries})]
    raise AssertionError(outcome)


def _judged(found: Judged) -> list[Any]:
    code = found.code
    proof = (
        []
        if isinstance(code, PaperClaims)
        else [
            str(code.colour),
            _seconds(code.proof_at),
            code.grace,
            code.nonce and code.nonce.hex(),
            code.beacon and code.beacon.hex(),
            code.answered,
        ]
    )
    return [
        str(found.colour),
        str(found.rung),
        found.amber,
        found.is_paper,
        found.made_after and _seconds(found.made_after),
        code.issuer,
        code.name,
        code.document_tail,
        code.code_name.list_id,
        code.code_name.index,
        _seconds(code.issued_at),
        _seconds(code.expires_at),
        *proof,
    ]


def _manifest(found: Manifest) -> list[Any]:
    chain = found.chain_from(0)
    return [
        int(found.family),
        found.sequence,
        _seconds(found.published_at),
        found.position,
        _file(found.bundle.file),
        [_file(ref.file) for ref in found.deltas],
        _file(found.index.file),
        [[_seconds(beacon.at), beacon.value.hex()] for beacon in found.beacons],
        None if chain is None else [ref.file.path for ref in chain],
    ]


def _key(key: Any) -> list[Any]:
    public = key.public_key
    terms = [_seconds(key.not_before), _seconds(key.not_after)]
    return [key.issuer, str(key.use), public.x.hex(), public.y_is_odd, *terms, str(key.state)]


def _file(file: FileRef) -> list[Any]:
    return [file.path, file.sha256.hex(), file.size]


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
