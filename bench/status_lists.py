"""What status lists of a whole province cost. `python bench/status_lists.py` (about a minute, 2 GB of memory at most).

Anhui: 61 million people, four live issuance days, 0.15 % of the codes changed since they were signed, 96,000 people
changing a day, each with four live codes. The product's own functions make the files; beside each figure stands the
naive way: the whole lists each time, and a question to the centre for each code that is scanned.
"""

from __future__ import annotations

import json
import random
import resource
import tracemalloc
import zlib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from cryptography.hazmat.primitives.asymmetric import ec

from ankang.core.credential.code_name import INDEX_BITS, code_name
from ankang.core.credential.delta import DELTA_TYPE, Delta, read_entries, write_entries
from ankang.core.credential.keys import PublicKey, signer_of
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.signed_file import sign_file
from ankang.core.credential.status_list import StatusListToken, pack, sign_list
from ankang.core.days import local_day

ROOT = Path(__file__).parent.parent
NOW = datetime(2022, 7, 8, 4, 0, tzinfo=UTC)
PEOPLE = 61_000_000
LIVE_DAYS = 4
CHANGED = 0.0015
CHANGES_A_DAY = 96_000
SCANS_A_DAY = 15_000_000
KEY = ec.derive_private_key(1002, ec.SECP256R1())
SIGN, KEY_ID = signer_of(KEY), PublicKey.of(KEY).key_id
DAY_KEY = bytes(range(32))
RANDOM = random.Random(20220708)


def main() -> None:
    rows = [*building(), *deltas(), *permutation()]
    print(f"{'figure':<66}{'value':>12}  unit     target")
    for row in rows:
        target = "" if row["target"] is None else f"{row['target']} {'ok' if row['met'] else 'MISSED'}"
        print(f"{row['figure']:<66}{row['value']:>12,.2f}  {row['unit']:<8} {target}")
    folder = ROOT / "bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "status_lists.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def building() -> list[dict[str, object]]:
    blocks = -(-PEOPLE // 2**INDEX_BITS)
    entries = [listed(round(2**INDEX_BITS * CHANGED)) for _ in range(blocks)]
    tracemalloc.start()
    sizes = [len(sign_list(token(number, values), SIGN, KEY_ID)) for number, values in enumerate(entries)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    begin = process_time()
    for number, values in enumerate(entries):
        sign_list(token(number, values), SIGN, KEY_ID)
    seconds = process_time() - begin
    dense = {index: RANDOM.choices((0, 2, 3), (98.9, 1.0, 0.1))[0] for index in range(2**INDEX_BITS)}
    full = len(zlib.compress(pack(dense), 6)) * blocks
    first_sync = sum(sizes) * LIVE_DAYS
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        figure("one day's lists packed, compressed, signed: 61 M indices", seconds, "CPU s", 3, at_most=True),
        figure("its memory at most (allocated by the making)", peak / 2**20, "MiB", 300, at_most=True),
        figure("the whole process's memory at most", rss, "MiB", None),
        figure("first sync of a verifier: four days, 0.15 % changed", first_sync / 1e6, "MB", 2, at_most=True),
        figure("naive: four days of full colours instead of changes", full * LIVE_DAYS / 1e6, "MB", None),
    ]


def deltas() -> list[dict[str, object]]:
    five_minutes = changes(CHANGES_A_DAY * LIVE_DAYS // 288)
    small = signed(five_minutes)
    whole_day = changes(CHANGES_A_DAY * LIVE_DAYS)
    begin = process_time()
    raw = write_entries(whole_day)
    written = process_time() - begin
    big = signed(whole_day)
    known = KnownLists(0, NOW, changes(round(PEOPLE * LIVE_DAYS * CHANGED)))
    begin = process_time()
    known.after([Delta(0, 1, NOW, read_entries(raw))])
    applied = process_time() - begin
    naive = (first := 61_000_000 * 2 // 8 * LIVE_DAYS)
    return [
        figure("delta of five minutes: 333 people, 1,333 codes", len(small) / 1e3, "kB", 6, at_most=True),
        figure("delta of a day: 96,000 people, 384,000 codes", len(big) / 1e3, "kB", None),
        figure("a day of deltas in five-minute steps, fetched", len(small) * 288 / 1e3, "kB", None),
        figure("naive: whole raw lists every five minutes, a day", naive * 288 / 1e9, "GB", None),
        figure("naive: one look-up of 1 kB at the centre for each of 15 M scans", SCANS_A_DAY * 1e3 / 1e9, "GB", None),
        figure("entries of a day written", written * 1e3, "ms", None),
        figure("entries of a day read and applied in Python", applied * 1e3, "ms", None),
        figure("raw lists of four days, for comparison", first / 1e6, "MB", None),
    ]


def permutation() -> list[dict[str, object]]:
    """Each try names a day's changes under a key of its own, so that no table of rounds is filled yet."""
    numbers = {RANDOM.randrange(PEOPLE) for _ in range(CHANGES_A_DAY * LIVE_DAYS)}
    day = local_day(NOW)
    best = 0.0
    for attempt in range(3):
        begin = process_time()
        names = {code_name(number, day, bytes([attempt, *DAY_KEY[1:]])) for number in numbers}
        best = max(best, len(numbers) / (process_time() - begin))
        assert len(names) == len(numbers)
    return [figure("names of codes by the keyed permutation, a core", best, "/s", 100_000)]


def listed(count: int) -> dict[int, int]:
    return {index: RANDOM.choices((1, 2, 3), (2, 10, 1))[0] for index in RANDOM.sample(range(2**INDEX_BITS), count)}


def changes(count: int) -> dict[int, dict[int, int]]:
    entries: dict[int, dict[int, int]] = defaultdict(dict)
    blocks = -(-PEOPLE // 2**INDEX_BITS)
    while count:
        list_id = 3_760_000 + RANDOM.randrange(LIVE_DAYS) * 4096 + RANDOM.randrange(blocks)
        index = RANDOM.randrange(2**INDEX_BITS)
        if index not in entries[list_id]:
            entries[list_id][index] = RANDOM.choices((0, 2, 3), (4, 10, 1))[0]
            count -= 1
    return entries


def token(number: int, values: dict[int, int]) -> StatusListToken:
    return StatusListToken("CN-34", 3_760_000 + number, NOW, NOW + timedelta(days=3), 300, values)


def signed(entries: dict[int, dict[int, int]]) -> bytes:
    return sign_file(DELTA_TYPE, Delta(0, 1, NOW, entries).to_claims(), SIGN, KEY_ID)


def figure(name: str, value: float, unit: str, target: float | None, *, at_most: bool = False) -> dict[str, object]:
    met = None if target is None else (value <= target if at_most else value >= target)
    return {"figure": name, "value": round(value, 3), "unit": unit, "target": target, "met": met}


if __name__ == "__main__":
    main()
