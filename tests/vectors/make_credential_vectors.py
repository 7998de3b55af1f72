"""Write the credential's vectors: `python tests/vectors/make_credential_vectors.py` from the project's folder.

Deterministic: keys are small numbers, instants stand in the cases, signatures follow RFC 6979.
`test_credential_vectors.py` fails when the files and this script differ. Both implementations
run every case; the expectations are written by hand in `proof_cases.py` and `other_cases.py`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import credential_parts as parts
import other_cases
import proof_cases

from ankang.core.credential.key_bundle import sign_bundle
from ankang.core.credential.refusals import Refusal, Refused

FOLDER = Path(__file__).resolve().parents[2] / "vectors"


def documents() -> dict[str, dict[str, Any]]:
    """The files by name, as what JSON holds."""
    roots = [parts.public_key(parts.ROOT).point.hex()]
    bundle = sign_bundle(parts.BUNDLE, parts.signer(parts.ROOT), parts.public_key(parts.ROOT).key_id).hex()
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
            "roots": roots,
            "bundle": bundle,
            "cases": proof_cases.cases(),
        },
        "key-bundles.json": {
            "about": "whether a signed key bundle may replace the current one",
            "roots": roots,
            "cases": other_cases.bundle_cases(),
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
