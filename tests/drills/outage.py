"""The centre is gone for three days: `make drill-outage`.

200 holders and five checkpoints: three with the Python client, two with the staff app in Chromium. The server and its
database are ended at minute 0, one minute after ten people turned yellow and before that was published. Scans go on
through the ladder with a moved clock; yellow holders check in on their phones; one person is measured twice with
fever. Then the centre returns, everything is uploaded, twice, and counted.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from playwright.sync_api import expect, sync_playwright
from sqlalchemy import func, select

from ankang.assessments import service as assessments
from ankang.checkins.tables import check_ins
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.store.keys import site_key
from ankang.checkpoints.tables import readings, refused_scans, visits
from ankang.codes import service as codes
from ankang.core.colours import Colour
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.days import local_day
from ankang.core.facts import Source, Symptom, SymptomReport
from ankang.identity import service as identity
from ankang.runtime.access import Role
from ankang.runtime.clock import SystemClock
from ankang.runtime.context import Call
from ankang.runtime.migrate import upgrade
from ankang.runtime.postgres import EmbeddedPostgres
from browser.support.clock import ShiftedClock
from browser.support.people import Somebody
from browser.support.phones import Devices
from browser.support.server import JourneyServer
from drills.gates import PythonGate
from drills.holders import PASSWORD, Holder, make_account, make_holder
from drills.report import AtTheCentre, report
from drills.staff_apps import AppGate

START = datetime(2022, 7, 8, 0, 30, tzinfo=UTC)  # 8:30 in Shanghai, the morning peak
WEB = Path(__file__).parents[2] / "web" / "dist"
HOLDERS, YELLOW_BEFORE, YELLOW_UNSEEN = 200, 20, 10
PYTHON_GATES, APP_GATES = 3, 2
PHASES = (
    ("12 minutes", timedelta(minutes=12)),
    ("16 minutes", timedelta(minutes=16)),
    ("6 hours", timedelta(hours=6)),
    ("23 h 20 min", timedelta(hours=23, minutes=20)),
    ("24 h 10 min", timedelta(hours=24, minutes=10)),
    ("71 h 20 min", timedelta(hours=71, minutes=20)),
    ("72 h 10 min", timedelta(hours=72, minutes=10)),
)
APP_PHASES = tuple(phase for phase, _ in PHASES if phase not in ("6 hours", "23 h 20 min"))
BACK = START + timedelta(hours=72, minutes=20)


def main() -> int:
    """Play the drill; the exit status says whether anything was lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        database = EmbeddedPostgres(Path(folder) / "database", {})
        database.start()
        expect.set_options(timeout=15_000)
        try:
            drill = Drill(database, Path(folder))
            with sync_playwright() as playwright:
                devices = Devices(playwright, Path(folder), lambda: drill.server.address)
                status = drill.play(devices)
                devices.close()
            return status
        finally:
            database.erase()


class Drill:
    """One run."""

    def __init__(self, database: EmbeddedPostgres, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.clock = ShiftedClock(START)
        upgrade(database.url())
        self.server = JourneyServer(database.url(), self.clock, folder / "data", WEB)
        self.holders: list[Holder] = []
        self.gates: list[PythonGate] = []
        self.apps: list[AppGate] = []
        self.check_ins: list[tuple[Holder, dict[str, Any]]] = []

    def play(self, devices: Devices) -> int:
        """Before, during, after."""
        self.before(devices)
        print(f"{START:%H:%M}Z  server and database are ended", flush=True)
        self.server.close()
        self.database.stop()
        self.during()
        self.database.start()
        self.clock.move_to(BACK)
        self.server.open()
        print("the centre is back; gates and phones upload, and whatever hears no answer uploads again", flush=True)
        return self.after()

    def before(self, devices: Devices) -> None:
        """People, gates, a publication, a sync; then ten turn yellow and nobody hears of it."""
        self.clock.move_to(START - timedelta(minutes=30))
        self.holders = [self.server.call(lambda call, n=n: make_holder(call, n)) for n in range(HOLDERS)]
        for holder in self.holders[:YELLOW_BEFORE]:
            self.server.call(lambda call, h=holder: cough(call, h))
        self.gates = [self._python_gate(number) for number in range(PYTHON_GATES)]
        self.apps = [self._app_gate(devices, PYTHON_GATES + number) for number in range(APP_GATES)]
        self.clock.move_to(START - timedelta(minutes=2))
        self.server.run_jobs()
        for gate in self.gates:
            assert gate.sync(self.clock.now()) is None
        for app in self.apps:
            app.ahead = self.clock.now() - SystemClock().now()
            app.open()
        for holder in self.holders[YELLOW_BEFORE : YELLOW_BEFORE + YELLOW_UNSEEN]:
            self.server.call(lambda call, h=holder: cough(call, h))

    def during(self) -> None:
        """Every holder is scanned once in each phase; a person with fever is measured twice."""
        for phase, after in PHASES:
            now = START + after
            for gate in self.gates:
                assert gate.sync(now) == "missing_file", "the centre must be gone"
            at_apps = self._scan_in_browsers(phase, now)
            for number, holder in enumerate(self.holders):
                if number in at_apps:
                    continue
                fever = 37.8 if phase == "6 hours" and number == HOLDERS - 1 else 36.5
                self._gate_of(number).scan(holder, now + timedelta(seconds=number), phase, fever)
        again = START + timedelta(hours=6, minutes=10)
        self._gate_of(HOLDERS - 1).measure_again(self.holders[-1], again, 37.9)
        for day in range(3):
            for holder in self.holders[:YELLOW_BEFORE]:
                made = START + timedelta(days=day, hours=1)
                self.check_ins.append((holder, {"key": str(uuid4()), "made_at": made.isoformat()}))

    def after(self) -> int:
        """Upload everything twice, count what the centre has, print the table."""
        for gate in self.gates:
            gate.upload()
        for app in self.apps:
            app.upload(self.clock.now())
        self._upload_check_ins()
        self._upload_check_ins()
        gates = [*self.gates, *self.apps]
        found = [self.server.call(lambda call, gate=gate: count_at(call, gate.site_id)) for gate in gates]
        made = self.server.call(count_check_ins)
        feverish = self.server.call(lambda call: colour_of(call, self.holders[-1]))
        return report(
            [phase for phase, _ in PHASES],
            list(zip(gates, found, strict=True)),
            check_ins=(len(self.check_ins), made),
            turned_yellow=feverish is Colour.YELLOW,
            unseen=YELLOW_UNSEEN,
        )

    def _scan_in_browsers(self, phase: str, now: datetime) -> set[int]:
        """Two holders at each app: one who is green, and one yellow, every other time since the outage only."""
        if phase not in APP_PHASES:
            return set()
        turn = APP_PHASES.index(phase)
        scanned: set[int] = set()
        for place, app in enumerate(self.apps):
            other = APP_GATES * turn + place
            for number in ((turn % 2) * YELLOW_BEFORE + other, YELLOW_BEFORE + YELLOW_UNSEEN + other):
                app.scan(self.holders[number], now, phase)
                scanned.add(number)
        return scanned

    def _gate_of(self, number: int) -> PythonGate:
        return self.gates[number % PYTHON_GATES]

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

    def _python_gate(self, number: int) -> PythonGate:
        async def root(call: Call) -> Any:
            await codes.publish_keys(call)
            return call.keys.signers.of(KeyUse.BUNDLE)[0].public_key

        mobile, site_id = self.server.call(lambda call: make_checkpoint(call, number))
        key = self.server.call(root)
        folder = self.folder / f"gate-{number}"
        gate = PythonGate(name_of(number), mobile, site_id, folder, self.server.address, key, self.clock.now())
        gate.go_on_duty()
        return gate

    def _app_gate(self, devices: Devices, number: int) -> AppGate:
        mobile, site_id = self.server.call(lambda call: make_checkpoint(call, number))
        staff = Somebody("李强", "李*", mobile, "", PASSWORD)
        return AppGate(name_of(number), staff, site_id, devices.phone("/staff/"), timedelta())


def name_of(number: int) -> str:
    """What a checkpoint is called."""
    return f"演练哨点 {number + 1}"


async def make_checkpoint(call: Call, number: int) -> tuple[str, UUID]:
    """A site with a member of staff; the mobile to sign in with, and the site."""
    staff_id, mobile = await make_account(call, "李强", 4000 + number)
    await identity.grant_role(call, staff_id, Role.STAFF, "3401", "演练哨点")
    site = await checkpoints.create_site(call, name_of(number), SiteKind.COMMUNITY, "340102")
    await checkpoints.assign_staff(call, staff_id, site.site_id)
    return mobile, site.site_id


async def cough(call: Call, holder: Holder) -> None:
    """The health department hears of a cough: yellow."""
    content = SymptomReport(local_day(call.now), frozenset({Symptom.DRY_COUGH}))
    fact = assessments.new_fact(call, holder.person_id, Source.HEALTH_DEPARTMENT, "drill", content)
    await assessments.record(call, holder.person_id, [fact], None)


async def colour_of(call: Call, holder: Holder) -> Colour:
    """The colour that stands."""
    return (await assessments.colours_of(call, [holder.person_id]))[holder.person_id]


async def count_at(call: Call, site_id: UUID) -> AtTheCentre:
    """What the centre has of a checkpoint."""
    here = site_key(call.cipher, site_id)
    at_site = select(func.count()).where(visits.c.site_key == here)
    measured = select(func.count()).select_from(readings.join(visits, readings.c.visit_id == visits.c.visit_id))
    refused = select(func.count()).where(refused_scans.c.site_key == here)
    counts = [
        int((await call.connection.execute(query)).scalar_one())
        for query in (at_site, measured.where(visits.c.site_key == here), refused)
    ]
    return AtTheCentre(*counts)


async def count_check_ins(call: Call) -> int:
    """How many check-ins the centre has."""
    return int((await call.connection.execute(select(func.count()).select_from(check_ins))).scalar_one())


if __name__ == "__main__":
    sys.exit(main())
