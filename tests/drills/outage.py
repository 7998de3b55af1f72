"""The centre is gone for three days: `make drill-outage`.

200 holders and 5 checkpoints. The server and its database are ended at minute 0, one minute after ten people turned
yellow and before that was published. Scans go on through the ladder with a moved clock; yellow holders check in on
their phones; one person is measured twice with fever. Then the centre returns, everything is uploaded, twice, and
counted.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from ankang.assessments import service as assessments
from ankang.checkins.tables import check_ins
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.tables import readings, refused_scans, visits
from ankang.codes import service as codes
from ankang.core.colours import Colour
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.days import local_day
from ankang.core.facts import Source, Symptom, SymptomReport
from ankang.identity import service as identity
from ankang.runtime.access import Role
from ankang.runtime.context import Call
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import EmbeddedPostgres
from browser.support.clock import ShiftedClock
from browser.support.server import JourneyServer
from drills.gates import DrillGate
from drills.holders import PASSWORD, Holder, make_account, make_holder

START = datetime(2022, 7, 8, 0, 30, tzinfo=UTC)  # 8:30 in Shanghai, the morning peak
HOLDERS, GATES, YELLOW_BEFORE, YELLOW_UNSEEN = 200, 5, 20, 10
PHASES = (
    ("minute 1", timedelta(minutes=1)),
    ("15 minutes", timedelta(minutes=15)),
    ("16 minutes", timedelta(minutes=16)),
    ("6 hours", timedelta(hours=6)),
    ("23 h 50 min", timedelta(hours=23, minutes=50)),
    ("24 h 10 min", timedelta(hours=24, minutes=10)),
    ("48 hours", timedelta(hours=48)),
    ("71 h 50 min", timedelta(hours=71, minutes=50)),
    ("72 h 10 min", timedelta(hours=72, minutes=10)),
)


def main() -> int:
    """Play the drill; the exit status says whether anything was lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        database = EmbeddedPostgres(Path(folder) / "database", {})
        database.start()
        try:
            return Drill(database, Path(folder)).play()
        finally:
            database.erase()


class Drill:
    """One run."""

    def __init__(self, database: EmbeddedPostgres, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.clock = ShiftedClock(START)
        upgrade(database.url())
        self.server = JourneyServer(database.url(), self.clock, folder / "data", folder / "web")
        self.holders: list[Holder] = []
        self.gates: list[DrillGate] = []
        self.check_ins: list[tuple[Holder, dict[str, Any]]] = []

    def play(self) -> int:
        """Before, during, after."""
        self.before()
        print(f"{START:%H:%M}Z  server and database are ended", flush=True)
        self.server.close()
        self.database.stop()
        self.during()
        self.database.start()
        self.server.open()
        print("the centre is back; gates and phones upload, then all of it once more", flush=True)
        return self.after()

    def before(self) -> None:
        """People, gates, a publication, a sync; then ten turn yellow and nobody hears of it."""
        self.clock.move_to(START - timedelta(minutes=30))
        self.holders = [self.server.call(lambda call, n=n: make_holder(call, n)) for n in range(HOLDERS)]
        for holder in self.holders[:YELLOW_BEFORE]:
            self.server.call(lambda call, h=holder: cough(call, h))
        self.gates = [self._gate(number) for number in range(GATES)]
        self.clock.move_to(START - timedelta(minutes=2))
        self.server.run_jobs()
        for gate in self.gates:
            assert gate.sync(self.clock.now()) is None
        self.clock.move_to(START - timedelta(minutes=1))
        for holder in self.holders[YELLOW_BEFORE : YELLOW_BEFORE + YELLOW_UNSEEN]:
            self.server.call(lambda call, h=holder: cough(call, h))

    def during(self) -> None:
        """Every holder is scanned once in each phase; a person with fever is measured twice."""
        for phase, after in PHASES:
            now = START + after
            for gate in self.gates:
                assert gate.sync(now) == "missing_file", "the centre must be gone"
            for number, holder in enumerate(self.holders):
                fever = (37.8,) if phase == "6 hours" and number == HOLDERS - 1 else (36.5,)
                self.gates[number % GATES].scan(holder, now + timedelta(seconds=number), phase, fever)
        last = self.gates[(HOLDERS - 1) % GATES]
        last.measure_again(self.holders[-1], START + timedelta(hours=6, minutes=10), 37.9)
        last.kept.sort(key=lambda record: record["at"])
        for day in range(3):
            for holder in self.holders[:YELLOW_BEFORE]:
                made = START + timedelta(days=day, hours=1)
                self.check_ins.append((holder, {"key": str(uuid4()), "made_at": made.isoformat()}))

    def after(self) -> int:
        """Upload everything twice, count what the centre has, print the table."""
        self.clock.move_to(START + timedelta(hours=72, minutes=20))
        results = [gate.upload() for gate in self.gates]
        self._upload_check_ins()
        counted = self.server.call(count)
        again = [gate.upload() for gate in self.gates]
        self._upload_check_ins()
        counted_again = self.server.call(count)
        feverish = self.server.call(lambda call: colour_of(call, self.holders[-1]))
        return self._report(results, again == results, counted, counted_again, feverish)

    def _upload_check_ins(self) -> None:
        for holder in self.holders[:YELLOW_BEFORE]:
            with httpx.Client(base_url=f"{self.server.address}/api/v1", timeout=60) as client:
                body = {"method": "mobile_password", "mobile": holder.mobile, "password": PASSWORD}
                signed_in = client.post("/identity/sessions", json=body)
                signed_in.raise_for_status()
                headers = {"X-CSRF-Token": signed_in.json()["csrf_token"]}
                for owner, kept in self.check_ins:
                    if owner is holder:
                        made = {**kept, "temperature_celsius": 36.4, "method": "self"}
                        client.post(f"/check-ins/{holder.person_id}", json=made, headers=headers).raise_for_status()

    def _gate(self, number: int) -> DrillGate:
        async def make(call: Call) -> tuple[str, str]:
            staff_id, mobile = await make_account(call, "李强", 4000 + number)
            await identity.grant_role(call, staff_id, Role.STAFF, "3401", "演练哨点")
            site = await checkpoints.create_site(call, f"演练哨点 {number + 1}", SiteKind.COMMUNITY, "340102")
            await checkpoints.assign_staff(call, staff_id, site.site_id)
            return mobile, str(site.site_id)

        async def root(call: Call) -> Any:
            await codes.publish_keys(call)
            return call.keys.signers.of(KeyUse.BUNDLE)[0].public_key

        mobile, site_id = self.server.call(make)
        folder = self.folder / f"gate-{number}"
        key = self.server.call(root)
        return DrillGate(f"gate {number + 1}", mobile, site_id, folder, self.server.address, key, self.clock.now())

    def _report(
        self,
        results: Sequence[list[dict[str, Any]]],
        same: bool,
        counted: dict[str, int],
        counted_again: dict[str, int],
        feverish: Colour,
    ) -> int:
        print(f"\n{'time since the outage':<22}{'verdict':<34}{'scans':>6}")
        for phase, _ in PHASES:
            words: Counter[str] = Counter()
            for gate in self.gates:
                for (when, word), number in gate.seen.items():
                    words[word] += number if when == phase else 0
            for word, number in sorted(words.items()):
                if number:
                    print(f"{phase:<22}{word:<34}{number:>6}")
        flat = [result for part in results for result in part]
        kept = [record for gate in self.gates for record in gate.kept]
        scans = [record for record in kept if record["kind"] == "scan"]
        # The second scan of somebody in isolation comes back to the same visit.
        expected = {
            "records kept": len(kept),
            "scans": len(scans),
            "visits": len(scans) - 1,
            "readings": len(kept) - len(scans),
            "check-ins": len(self.check_ins),
        }
        conflicts = Counter(result["conflict"] for result in flat if result["conflict"])
        rows = [
            ("records kept, all gates", expected["records kept"], len(flat)),
            ("  of them stored", expected["records kept"], sum(r["outcome"] == "stored" for r in flat)),
            ("visits at the centre", expected["visits"], counted["visits"]),
            ("readings at the centre", expected["readings"], counted["readings"]),
            ("check-ins at the centre", expected["check-ins"], counted["check-ins"]),
            ("doubled by the second upload", 0, sum(counted_again.values()) - sum(counted.values())),
            ("answers that differ the second time", 0, 0 if same else 1),
            ("scans that the centre refused", 0, counted["refused"]),
            ("fever measured twice turned yellow", 1, int(feverish is Colour.YELLOW)),
            ("conflicts shown (colour changed unseen)", conflict_count(self.gates), conflicts["let_in"]),
        ]
        print(f"\n{'after the upload':<44}{'expected':>9}{'found':>8}")
        for name, wanted, found in rows:
            print(f"{name:<44}{wanted:>9}{found:>8}  {'ok' if wanted == found else 'WRONG'}")
        wrong = [name for name, wanted, found in rows if wanted != found]
        print("\nnothing was lost, nothing was doubled" if not wrong else f"\nWRONG: {', '.join(wrong)}")
        return 1 if wrong else 0


def conflict_count(gates: Sequence[DrillGate]) -> int:
    """Ten people whom the gates took for green, each time they were let in."""
    let_in = {phase for gate in gates for phase, word in gate.seen if word.endswith("green")}
    return YELLOW_UNSEEN * len(let_in)


async def cough(call: Call, holder: Holder) -> None:
    """The health department hears of a cough: yellow."""
    content = SymptomReport(local_day(call.now), frozenset({Symptom.DRY_COUGH}))
    fact = assessments.new_fact(call, holder.person_id, Source.HEALTH_DEPARTMENT, "drill", content)
    await assessments.record(call, holder.person_id, [fact], None)


async def colour_of(call: Call, holder: Holder) -> Colour:
    """The colour that stands."""
    return (await assessments.colours_of(call, [holder.person_id]))[holder.person_id]


async def count(call: Call) -> dict[str, int]:
    """What the centre has."""
    tables = {"visits": visits, "readings": readings, "refused": refused_scans, "check-ins": check_ins}
    return {
        name: int((await call.connection.execute(select(func.count()).select_from(table))).scalar_one())
        for name, table in tables.items()
    }


if __name__ == "__main__":
    sys.exit(main())
