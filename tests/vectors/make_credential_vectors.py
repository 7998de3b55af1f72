"""Write the credential's vectors: `python tests/vectors/make_credential_vectors.py` from the project's folder.

Deterministic: keys are small numbers, instants stand in the cases, signatures follow RFC 6979.
`test_credential_vectors.py` fails when the files and this script differ. Both implementations
run every case; the expectations are written by hand in the modules `*_cases.py`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import credential_parts as parts
import gate_cases
import other_cases
import proof_cases
import publication_cases
import site_rule_cases

from ankang.core.credential.refusals import Refusal, Refused

FOLDER = Path(__file__).resolve().parents[2] / "vectors"


@cache
def documents() -> dict[str, dict[str, Any]]:
    """The files by name, as what JSON holds."""
    roots = [parts.public_key(parts.ROOT).point.hex()]
    trust = {"roots": roots, "bundle": parts.signed_bundle().hex()}
    device = {"private_key": f"{parts.DEVICE:064x}", "point": parts.public_key(parts.DEVICE).uncompressed_point().hex()}
    return {
        "base45.json": {"about": "RFC 9285, read strictly"} | other_cases.base45_cases(),
        "tokens.json": {
            "about": "claims, the signed token, and the QR text that a phone makes of it; signatures by RFC 6979",
            "issuer_private_key": f"{parts.ISSUER:064x}",
            "device": device,
            "cases": other_cases.token_cases(),
        },
        "proofs.json": {
            "about": "what a verifier with these keys says to a QR text at an instant (Unix seconds)",
            **trust,
            "cases": proof_cases.cases(),
        },
        "key-bundles.json": {
            "about": "whether a signed key bundle may replace the current one",
            "roots": roots,
            "cases": other_cases.bundle_cases(),
        },
        "site-rules.json": {
            "about": "what a site's rules say of somebody at its door; `at` in Unix seconds, days local",
            "cases": site_rule_cases.site_rule_cases(),
        },
        "renewal-requests.json": {
            "about": "whether a request proves possession of a phone key at an instant of the centre's clock",
            "device": device,
            "cases": other_cases.request_cases(),
        },
        "refusals.json": {
            "about": "the words of each refusal, the same in every implementation",
            "refusals": {str(refusal): _words_of(Refused(refusal)) for refusal in Refusal},
        },
        **_publication_documents(trust),
        **_gate_documents(trust),
    }


def _publication_documents(trust: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "status-lists.json": {
            "about": "signed status lists, and the values that are not 0 by index",
            **trust,
            "cases": publication_cases.list_cases(),
        },
        "deltas.json": {
            "about": "signed deltas, and the values by list and index; 0 takes an entry away",
            **trust,
            "cases": publication_cases.delta_cases(),
        },
        "manifests.json": {
            "about": "whether a signed manifest may replace the current one, and what leads from a position to it",
            **trust,
            "cases": publication_cases.manifest_cases(),
            "plans": publication_cases.plan_cases(),
        },
        "sync.json": {
            "about": "from lists (null at first), a manifest and fetched files to the lists after them",
            **trust,
            "cases": publication_cases.sync_cases(),
        },
    }


def _gate_documents(trust: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "paper.json": {
            "about": "what the text of a printed QR proves at an instant",
            **trust,
            "cases": gate_cases.paper_cases(),
        },
        "judging.json": {
            "about": "what counts of a scanned text at an instant, by keys, lists, manifest and digits asked for",
            **trust,
            "cases": gate_cases.judging_cases(),
        },
        "signed-time.json": {
            "about": "the centre's time (Unix seconds) in a signed answer to a nonce",
            **trust,
            "cases": gate_cases.time_cases(),
        },
        "step-up.json": {"about": "the answer to six digits"} | gate_cases.digit_cases(),
        "clock.json": {
            "about": "what the verifier's clock says after what it has seen",
            "cases": gate_cases.clock_cases(),
        },
    }


def _words_of(refused: Refused) -> dict[str, dict[str, str]]:
    return {"words": asdict(refused.words), "nextStep": asdict(refused.next_step)}


def text_of(document: dict[str, Any]) -> str:
    """The file: a line for each field of a case, so that a change shows what it changed."""
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(text_of(document), encoding="ascii")
        print(f"vectors/{name}: {sum(len(v) for v in document.values() if isinstance(v, (list, dict)))} entries")
