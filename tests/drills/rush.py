"""Faults in the morning rush: `make drill-rush`.

Staff scan without pause. A worker is killed, then the database, both with SIGKILL; the database stands still for
seconds; its disk fills up; uploads come many times over. Each phone sends a request again, with the same key, until it
has an answer. Afterwards each key has exactly one visit, and whatever was answered before a fault is there.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text

from ankang.checkpoints.service import check_uploads
from ankang.runtime.clock import SystemClock
from ankang.runtime.context import Runtime
from rush_hour.crowd import Crowd, make_crowd
from rush_hour.curve import Connection
from rush_hour.server import RushServer

HOLDERS, GATES, CLIENTS = 600, 60, 24
SCAN = "/api/v1/checkpoints/scans"
_MOST_MEGABYTES = 60
_GIVE_UP_SECONDS = 60


@dataclass
class Rush:
    """Scans that are sent until each is answered, and what their phones saw on the way."""

    port: int
    seen: Counter[str] = field(default_factory=Counter)
    answered: set[UUID] = field(default_factory=set)

    async def scan_all(self, requests: list[tuple[UUID, bytes]]) -> None:
        """Send all of them, over some connections at once."""
        left = iter(requests)
        await asyncio.gather(*(self._phone(left) for _ in range(CLIENTS)))

    async def _phone(self, left: Iterator[tuple[UUID, bytes]]) -> None:
        connection = Connection(self.port)
        for key, content in left:
            deadline = asyncio.get_running_loop().time() + _GIVE_UP_SECONDS
            while asyncio.get_running_loop().time() < deadline:
                try:
                    status, retry_after = await asyncio.wait_for(connection.ask(content), 20)
                except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                    connection.close()
                    status, retry_after = 0, 1
                self.seen[str(status) if status else "connection lost"] += 1
                if status == 201:
                    self.answered.add(key)
                    break
                if status not in (0, 429, 503):
                    break
                await asyncio.sleep(min(retry_after, 2) * (0.2 + random.random() / 2))
        connection.close()


class Drill:
    """One run; `faults` are the sentences about what was not as it must be."""

    def __init__(self, server: RushServer, crowd: Crowd, runtime: Runtime) -> None:
        self.server, self.crowd, self.runtime = server, crowd, runtime
        self.faults: list[str] = []
        self._next = 0

    async def play(self) -> None:
        """All parts, one after the other."""
        await self._through("a worker is killed", self._kill_worker)
        await self._through("the database is killed", self._kill_database)
        await self._slow_database()
        await self._duplicate_uploads()

    async def _through(self, name: str, fault: Callable[[], Awaitable[None]]) -> None:
        requests, rush = self.requests(500), Rush(self.server.port)
        scanning = asyncio.create_task(rush.scan_all(requests))
        await asyncio.sleep(0.5)
        before = set(rush.answered)
        await fault()
        await scanning
        await self.compare(name, rush, {key for key, _ in requests}, before)

    async def _kill_worker(self) -> None:
        # One of the two; it is started again, and then the other, so that phones of both lose their connection.
        for _ in range(2):
            os.kill(self.server.worker_pids()[0], signal.SIGKILL)
            await asyncio.sleep(0.7)

    async def _kill_database(self) -> None:
        pid = self.server.postgres.postmaster_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    async def _slow_database(self) -> None:
        """Nobody may write a visit for ten seconds: refusals within their time, no growth, and then all is well."""
        requests, rush = self.requests(200), Rush(self.server.port)
        weights = [self.server.megabytes()]
        async with self.runtime.engine.begin() as blocker:
            await blocker.execute(text("LOCK TABLE visits"))
            scanning = asyncio.create_task(rush.scan_all(requests))
            for _ in range(10):
                await asyncio.sleep(1)
                weights.append(self.server.megabytes())
        await scanning
        await self.compare("the database stands still", rush, {key for key, _ in requests}, set())
        grown = max(weights) - weights[0]
        self.expect(rush.seen["503"] > 0, "expected refusals while the database stood still")
        self.expect(grown < _MOST_MEGABYTES, f"the workers grew by {grown:.0f} MB while the database stood still")
        print(f"    workers grew by {grown:.1f} MB")

    async def _duplicate_uploads(self) -> None:
        """One upload, eight times at once and once more afterwards."""
        gate, at = self.crowd.gates[0], SystemClock().now()
        holders = self.crowd.holders[-50:]
        records = [
            {"key": str(uuid4()), "kind": "scan", "at": at.isoformat(), "site_id": str(gate.site_id), "let_in": True}
            | {"qr_text": holder.qr(at)}
            for holder in holders
        ]
        body = {"records": records, "check": "later"}
        content = gate.session.request("POST", "/api/v1/checkpoints/uploads", body)
        connections = [Connection(self.server.port) for _ in range(8)]
        statuses = [status for status, _ in await asyncio.gather(*(item.ask(content) for item in connections))]
        while await check_uploads(self.runtime, self.runtime.clock.now()):
            pass
        statuses.append((await connections[0].ask(content))[0])
        while await check_uploads(self.runtime, self.runtime.clock.now()):
            pass
        for connection in connections:
            connection.close()
        async with self.runtime.engine.connect() as connection:
            made = (
                await connection.execute(text("SELECT count(*) FROM visits WHERE uploaded_at IS NOT NULL"))
            ).scalar_one()
        print(f"  the same upload nine times: {len(records)} records, {made} visits")
        self.expect(set(statuses) == {201}, f"expected 201 for each upload, got {statuses}")
        self.expect(made == len(records), f"expected {len(records)} visits, found {made}")

    def requests(self, count: int) -> list[tuple[UUID, bytes]]:
        """Scans of the next holders, each with its key."""
        now, made = SystemClock().now(), []
        for number in range(self._next, self._next + count):
            holder = self.crowd.holders[number % len(self.crowd.holders)]
            key = uuid4()
            body = {"key": str(key), "qr_text": holder.qr(now)}
            made.append((key, self.crowd.gate_of(number).session.request("POST", SCAN, body)))
        self._next += count
        return made

    async def compare(self, name: str, rush: Rush, keys: set[UUID], before: set[UUID]) -> None:
        """Every key has one answer and one visit; nothing that was answered is missing."""
        await self.runtime.engine.dispose()  # the drill's own connections died with the database
        async with self.runtime.engine.connect() as connection:
            rows = (await connection.execute(text("SELECT key, answer FROM answered_keys"))).all()
            visits = Counter((await connection.execute(text("SELECT visit_id FROM visits"))).scalars())
        answers = {
            row.key: json.loads(self.runtime.keys.cipher.decrypt(row.answer, "answered_keys.answer")) for row in rows
        }
        stored = [answers[key]["visit_id"] for key in keys if key in answers]
        print(
            f"  {name}: {len(keys)} scans, {len(rush.answered)} answered, {len(stored)} stored; "
            f"phones saw {dict(rush.seen)}"
        )
        self.expect(rush.answered <= answers.keys(), f"{name}: an answered scan is not stored")
        self.expect(before <= answers.keys(), f"{name}: a scan that was answered before the fault is gone")
        self.expect(rush.answered == keys, f"{name}: {len(keys - rush.answered)} scans were never answered")
        self.expect(len(set(stored)) == len(stored), f"{name}: two keys have one visit")
        self.expect(all(visits[UUID(visit)] == 1 for visit in stored if visit), f"{name}: an answer without its visit")
        self.expect(max(visits.values(), default=1) == 1, f"{name}: a visit stands twice")

    def expect(self, holds: bool, words: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.faults.append(words)
            print(f"    NOT as it must be: {words}")


async def play(server: RushServer, folder: Path, *, is_small: bool) -> list[str]:
    """The drill on a server of its own; what was not as it must be."""
    runtime = server.runtime()
    crowd = await make_crowd(runtime, HOLDERS, GATES)
    drill = Drill(server, crowd, runtime)
    server.start()
    await drill.play()
    await _full_disk(drill, folder, is_small=is_small)
    await runtime.engine.dispose()
    return drill.faults


async def _full_disk(drill: Drill, folder: Path, *, is_small: bool) -> None:
    """What lies on the disk is made to fill it; scans are refused, and answered once there is room again."""
    if not is_small:
        print("  a full disk: skipped, because a small file system of its own needs root and the right to mount")
        return
    if not drill.server.postgres.cluster.is_relative_to(folder):
        print("  a full disk: skipped, because the embedded database of root keeps its data outside the drill's folder")
        return
    requests, rush = drill.requests(300), Rush(drill.server.port)
    ballast = folder / "ballast"
    for size in (1024 * 1024, 4096):
        with ballast.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(bytes(size)) == size:
                pass
    scanning = asyncio.create_task(rush.scan_all(requests))
    await asyncio.sleep(6)
    ballast.unlink()
    await scanning
    await drill.compare("the disk is full", rush, {key for key, _ in requests}, set())
    drill.expect(rush.seen["503"] > 0, "expected refusals while the disk was full")


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """A file system of 400 MB at the folder, where that may be made; whether it was."""
    command = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def main() -> int:
    """Play the drill; the exit status says whether all was as it must be."""
    with tempfile.TemporaryDirectory(prefix="drill-rush-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database of root runs as a user of its own
        with _small_disk(folder) as is_small:
            server = RushServer(folder, app="ankang.entrypoints.http.worker:app")
            print(f"{HOLDERS} holders, {GATES} gates, {CLIENTS} phones of staff at once, PostgreSQL and 2 workers")
            try:
                server.start_database()
                faults = asyncio.run(play(server, folder, is_small=is_small))
            finally:
                server.erase()
    print("nothing was lost or doubled" if not faults else f"{len(faults)} things were not as they must be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
