"""How long a scan and a day's changes take in a real browser. `python bench/browser_verify.py`.

Chromium judges the codes of 300 phones after the camera's frame was decoded (base45, strict CBOR, two signatures,
times, status list, beacon), as fast as this machine is and with its CPU slowed down six times, about a cheap phone.
Then it takes in what changed in a day for a province: 61 million people, four live days, 384,000 changed indices over
the 366,000 that are set; once as the daily roll-up, once as the longest chain of hours and five minutes. Beside it
stands the plain way, the whole lists again. Scans are timed by the page's clock, and their mean counts, because
slowing down is done by pauses; the lists by the CPU time of the page's process, all its threads, because the
machine's cores are shared and neighbours would be measured with them.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import tempfile
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from ankang.core.colours import Colour
from ankang.core.credential.claims import ProofClaims, claims_for
from ankang.core.credential.code_name import BLOCKS_PER_DAY, CodeName
from ankang.core.credential.delta import DELTA_TYPE, Delta
from ankang.core.credential.issue import issue_token
from ankang.core.credential.key_bundle import IssuerKey, KeyBundle, KeyUse, sign_bundle
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.manifest import (
    INDEX_TYPE,
    MANIFEST_TYPE,
    Beacon,
    BundleRef,
    DeltaRef,
    Family,
    FileRef,
    IndexRef,
    ListIndex,
    ListRef,
    Manifest,
)
from ankang.core.credential.present import present
from ankang.core.credential.signed_file import hash_of, sign_file
from ankang.core.credential.status_list import LIST_SIZE, StatusListToken, sign_list
from ankang.core.credential.times import DEFAULT_TIMES

ROOT = Path(__file__).parent.parent
NOW = datetime(2022, 7, 8, 4, 0, tzinfo=UTC)
PHONES, WARM, ROUNDS = 300, 40, 20
SLOWER = 6
PEOPLE, DAYS = 61_000_000, 4
SET, CHANGED = int(PEOPLE * DAYS * 0.0015), 384_000
FIRST_DAY = 916
KEYS = {use: ec.derive_private_key(1001 + place, ec.SECP256R1()) for place, use in enumerate(KeyUse)}
TERM = (NOW - timedelta(days=20), NOW + timedelta(days=17))
BUNDLE = KeyBundle(1, NOW, tuple(IssuerKey("CN-AH", use, PublicKey.of(key), *TERM) for use, key in KEYS.items()))
LISTS = [(FIRST_DAY + day) * BLOCKS_PER_DAY + block for day in range(DAYS) for block in range(-(-PEOPLE // LIST_SIZE))]

Entries = dict[int, dict[int, int]]
Step = dict[str, Any]


def main() -> None:
    dice = random.Random(20220708)
    data = publication(dice)
    data["texts"] = [code_text(dice, number) for number in range(PHONES)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [ROOT / "tools" / "npm", "run", "--silent", "bundle", "--", "tests/bench/verifier.ts", folder]
        subprocess.run(command, check=True)  # noqa: S603 our own script and folder
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = opened(browser.new_page(), (Path(folder) / "bundle.js").read_text("utf-8"))
        report(measured(page, data))
        browser.close()


def opened(page: Page, bundle: str) -> Page:
    """A page of a secure origin, for keys are checked nowhere else, without a server."""

    def answer(route: Route) -> None:
        is_script = route.request.url.endswith(".js")
        html = '<!doctype html><meta charset="utf-8"><script type="module" src="/bundle.js"></script>'
        route.fulfill(body=bundle if is_script else html, content_type="text/javascript" if is_script else "text/html")

    page.route("**/*", answer)
    page.goto("http://localhost/")
    page.wait_for_function("'verifier' in window")
    return page


def measured(page: Page, data: Step) -> list[dict[str, Any]]:
    process = page.context.browser.new_browser_cdp_session()
    cpu = [cpu_milliseconds(process)]
    began = page.evaluate("data => verifier.begin(data)", data)
    assert began["codes"] > SET * 0.99, began
    fast = scans(page)
    syncs = {}
    for name in data["later"]:
        cpu.append(cpu_milliseconds(process))
        walls = [page.evaluate("name => verifier.applyDay(name)", name)["milliseconds"] for _ in range(ROUNDS)]
        syncs[name] = ((cpu_milliseconds(process) - cpu[-1]) / ROUNDS, statistics.median(walls))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    slow = scans(page)
    day, chain = syncs["day"], syncs["chain"]
    return [
        figure("a scan judged after decoding, mean", statistics.fmean(fast), 25),
        figure("a scan judged after decoding, 95th of a hundred", statistics.quantiles(fast, n=20)[-1]),
        figure(f"the same, CPU {SLOWER} times slower, mean", statistics.fmean(slow), 60),
        figure(f"the same, CPU {SLOWER} times slower, 95th of a hundred", statistics.quantiles(slow, n=20)[-1]),
        figure(f"a day of {CHANGED} changes applied, one daily roll-up, CPU", day[0], 50),
        figure("the same by the page's clock, median", day[1]),
        figure("a day as 23 hours and 12 times five minutes, CPU", chain[0]),
        figure("the same by the page's clock, median", chain[1]),
        figure("plain way: the whole lists again (also the first sync), by the page's clock", began["milliseconds"]),
    ]


def cpu_milliseconds(process: CDPSession) -> float:
    """What the page's process has worked so far."""
    found = process.send("SystemInfo.getProcessInfo")["processInfo"]
    return 1000 * max(float(one["cpuTime"]) for one in found if one["type"] == "renderer")


def scans(page: Page) -> list[float]:
    """The milliseconds of each scan, once the page is warm."""
    judging = "([begin, end]) => verifier.judgeTexts(begin, end)"
    page.evaluate(judging, [0, WARM])
    found: list[float] = page.evaluate(judging, [WARM, PHONES])
    return found


def figure(name: str, value: float, target: float | None = None) -> dict[str, Any]:
    met = None if target is None else value <= target
    return {"figure": name, "value": round(value, 2), "unit": "ms", "target": target, "met": met}


def report(figures: list[dict[str, Any]]) -> None:
    print(f"Chromium, {PHONES - WARM} phones, {ROUNDS} rounds, milliseconds")
    for row in figures:
        verdict = "" if row["target"] is None else f"   target {row['target']}, {'met' if row['met'] else 'NOT met'}"
        print(f"{row['value']:>9.2f}  {row['figure']}{verdict}")
    path = ROOT / "bench/results/browser_verify.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def code_text(dice: random.Random, number: int) -> str:
    phone = ec.derive_private_key(5000 + number, ec.SECP256R1())
    claims = claims_for(
        issuer="CN-AH",
        now=NOW - timedelta(hours=2),
        device_key=PublicKey.of(phone),
        colour=Colour.GREEN,
        name="欧阳明日",
        document_number="34010219900101001X",
        # Odd indices are those of nobody whose code is listed, so that every code is good.
        code_name=CodeName(dice.choice(LISTS), dice.randrange(LIST_SIZE // 2) * 2 + 1),
        times=DEFAULT_TIMES,
    )
    issuer = KEYS[KeyUse.TOKEN]
    token = issue_token(claims, signer_of(issuer), PublicKey.of(issuer).key_id)
    return present(token, ProofClaims(NOW), signer_of(phone))


def publication(dice: random.Random) -> Step:
    """The lists as they stood yesterday, and the same day of changes in both ways of carrying it."""
    bundle = sign_bundle(BUNDLE, signer_of(KEYS[KeyUse.BUNDLE]), PublicKey.of(KEYS[KeyUse.BUNDLE]).key_id)
    yesterday, today = NOW - timedelta(days=1), NOW - timedelta(minutes=1)
    whole: dict[str, bytes] = {}
    refs = tuple(_list_ref(whole, list_id, values) for list_id, values in sorted(_random(dice, SET, (1, 2, 3)).items()))
    index = _signed(INDEX_TYPE, ListIndex(Family.DAYS, 0, yesterday, refs).to_claims())
    index_ref = IndexRef(0, hash_of(index), len(index))
    bundle_ref = BundleRef(1, hash_of(bundle), len(bundle))
    whole[index_ref.file.path] = index

    def step(sequence: int, cuts: list[int]) -> Step:
        files: dict[str, bytes] = {}
        deltas = tuple(
            _delta_ref(files, Delta(begin, end, today, _random(dice, CHANGED * (end - begin) // 288, (0, 1, 2, 3))))
            for begin, end in pairwise(cuts)
        )
        at = yesterday if sequence == 1 else today
        manifest = Manifest(
            Family.DAYS, sequence, at, cuts[-1], bundle_ref, deltas, index_ref, (Beacon(at, b"bea1"),)
        ).to_claims()
        return {"manifest": _text(_signed(MANIFEST_TYPE, manifest)), "files": _texts(files)}

    first = step(1, [0])
    return {
        "roots": [PublicKey.of(KEYS[KeyUse.BUNDLE]).point.hex()],
        "bundle": bundle.hex(),
        "at": int(NOW.timestamp()),
        "first": {"manifest": first["manifest"], "files": _texts(whole)},
        "later": {"day": step(2, [0, 288]), "chain": step(2, [*range(0, 277, 12), *range(277, 289)])},
    }


def _random(dice: random.Random, count: int, values: tuple[int, ...]) -> Entries:
    entries: Entries = {}
    for _ in range(count):
        entries.setdefault(dice.choice(LISTS), {})[dice.randrange(LIST_SIZE // 2) * 2] = dice.choice(values)
    return entries


def _list_ref(files: dict[str, bytes], list_id: int, values: dict[int, int]) -> ListRef:
    at = NOW - timedelta(days=1)
    token = StatusListToken("CN-AH", list_id, at, at + timedelta(days=4), 300, values)
    data = sign_list(token, signer_of(KEYS[KeyUse.STATUS]), PublicKey.of(KEYS[KeyUse.STATUS]).key_id)
    return _kept(files, ListRef(list_id, hash_of(data), len(data)), data)


def _delta_ref(files: dict[str, bytes], delta: Delta) -> DeltaRef:
    data = _signed(DELTA_TYPE, delta.to_claims())
    return _kept(files, DeltaRef(delta.from_position, delta.to_position, hash_of(data), len(data)), data)


def _kept(files: dict[str, bytes], ref: Any, data: bytes) -> Any:
    file: FileRef = ref.file
    files[file.path] = data
    return ref


def _signed(file_type: str, claims: object) -> bytes:
    key = KEYS[KeyUse.STATUS]
    return sign_file(file_type, claims, signer_of(key), PublicKey.of(key).key_id)


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    return {path: _text(data) for path, data in files.items()}


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


if __name__ == "__main__":
    main()
