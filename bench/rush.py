"""The morning rush: what two workers and PostgreSQL serve, shed and lose.

`python bench/rush.py [--long] [--seconds N]` (`make bench-rush`)

The load generator is wrk (Debian's package); the morning curve is replayed by a small one of our own, because it must
keep time and remember what was acknowledged. The HTTP server is granian, as in service. Ratios compare runs that took
turns within seconds on the same server; the figures themselves are this machine's. The plain handlers stand in
`bench/rush_hour/app.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from ankang.checkpoints.service import check_uploads
from ankang.runtime.clock import SystemClock
from rush_hour import wrk
from rush_hour.crowd import Crowd, make_crowd
from rush_hour.curve import Outcome, Planned, arrivals, replay
from rush_hour.server import RushServer
from support.figures import Figure, report

HOLDERS, GATES, ROUNDS = 3000, 400, 3
RECORDS = 200
ANHUI = 61_000_000
RENEWALS_A_DAY, SCANS_A_DAY, MORNING = 2, 0.25, 10
_SECONDS_TO_MAKE = 0.0015
SCAN = "/api/v1/checkpoints/scans"
_now = SystemClock().now


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--long", action="store_true", help="replay the morning over ten minutes instead of one")
    options.add_argument("--seconds", type=float, default=4, help="of each run of wrk")
    chosen = options.parse_args()
    if (words := wrk.missing()) is not None:
        print(words, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ankang-rush-") as folder:
        Path(folder).chmod(0o755)  # the database of root runs as a user of its own
        server = RushServer(Path(folder))
        try:
            server.start_database()
            crowd = asyncio.run(_crowd(server))
            server.start()
            figures = _codes(server, crowd, chosen.seconds)
            figures += _uploads(server, crowd, chosen.seconds)
            figures += _morning(server, crowd, 600 if chosen.long else 60, figures)
        finally:
            server.erase()
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"
    report("rush", figures, f"{HOLDERS:,} holders, {GATES} gates, PostgreSQL and 2 granian workers; {machine}")
    return 0


async def _crowd(server: RushServer) -> Crowd:
    runtime = server.runtime()
    try:
        return await make_crowd(runtime, HOLDERS, GATES)
    finally:
        await runtime.engine.dispose()


def _codes(server: RushServer, crowd: Crowd, seconds: float) -> list[Figure]:
    """Verifying and signing, each beside what it is compared with, in turns."""
    most = int(2400 * seconds)
    makers: dict[str, Callable[[datetime], Iterable[bytes]]] = {
        "verify only": lambda at: crowd.scans("/api/v1/bench/verify", most, at),
        "verify, record": lambda at: crowd.scans(SCAN, most // 2, at),
        "verify, record, plain": lambda at: crowd.scans("/api/v1/bench/scan", most // 4, at),
        "sign only": lambda at: crowd.renewals("/api/v1/bench/sign", most // 2, at),
        "renew": lambda at: crowd.renewals("/api/v1/codes", most // 2, at),
        "renew, plain": lambda at: crowd.renewals("/api/v1/bench/renew", most // 4, at),
    }
    loads: dict[str, list[wrk.Load]] = {name: [] for name in makers}
    spent: dict[str, list[float]] = {name: [] for name in makers}
    for make in makers.values():  # what is made once for a process is made before
        wrk.run(server.port, make(_now()), 1)
    for _ in range(ROUNDS):
        for name, make in makers.items():
            requests = list(make(_now()))
            before = sum(server.processor_seconds())
            load = wrk.run(server.port, requests, seconds)
            spent[name].append(1000 * (sum(server.processor_seconds()) - before) / max(1, load.answered))
            loads[name].append(load)
    rate = {name: statistics.median(load.per_second for load in found) for name, found in loads.items()}
    cost = {name: statistics.median(found) for name, found in spent.items()}
    worst = max(load.p99_ms for load in loads["verify, record"])
    refused = sum(load.refused for found in loads.values() for load in found)
    return [
        *(Figure(name, rate[name], "1/s") for name in makers),
        Figure("verify, record / verify only", 100 * rate["verify, record"] / rate["verify only"], "%", 50),
        Figure("verify, record / plain", rate["verify, record"] / rate["verify, record, plain"], "times", 2.5),
        Figure("renew / sign only", 100 * rate["renew"] / rate["sign only"], "%", 55),
        *(Figure(f"processor time of {name}", cost[name], "ms") for name in makers),
        Figure("p99 of verify, record at 64 connections", worst, "ms", 150, at_most=True),
        Figure("answers other than 2xx", refused, "answers", 0, at_most=True),
    ]


def _uploads(server: RushServer, crowd: Crowd, seconds: float) -> list[Figure]:
    """Storing what gates kept, and checking it afterwards."""
    at = _now()
    texts = [holder.qr(at) for holder in crowd.holders]
    load = wrk.run(server.port, list(_kept(crowd, texts, at, int(150 * seconds))), seconds, connections=16)
    stored = load.per_second * RECORDS if not load.refused else 0.0
    return [
        Figure("records of gates stored", stored, "1/s", 20_000),
        Figure("of them checked in the background", asyncio.run(_checked(server, crowd)), "1/s", 2_500),
    ]


def _kept(crowd: Crowd, texts: list[str], at: datetime, count: int) -> Iterator[bytes]:
    """Uploads of 200 scans each, every gate those of other holders."""
    for number in range(count):
        gate = crowd.gates[number % len(crowd.gates)]
        first = number * RECORDS
        scanned = [texts[(first + place) % len(texts)] for place in range(RECORDS)]
        records = [
            {"key": str(uuid4()), "kind": "scan", "at": at.isoformat(), "site_id": str(gate.site_id), "let_in": True}
            | {"qr_text": qr_text}
            for qr_text in scanned
        ]
        body = {"records": records, "check": "later"}
        yield gate.session.request("POST", "/api/v1/checkpoints/uploads", body)


async def _checked(server: RushServer, crowd: Crowd) -> float:
    """Records a second that the job takes, each holder scanned once; what was stored before is forgotten."""
    runtime = server.runtime()
    async with runtime.engine.begin() as connection:
        await connection.execute(text("TRUNCATE kept_uploads, visits, answered_keys"))
    at = _now()
    texts = [holder.qr(at) for holder in crowd.holders]
    wrk.run(server.port, list(_kept(crowd, texts, at, len(texts) // RECORDS)), 10, connections=4)
    began, taken = time.monotonic(), 0
    while records := await check_uploads(runtime, runtime.clock.now()):
        taken += records
    took = time.monotonic() - began
    async with runtime.engine.connect() as connection:
        visits = (await connection.execute(text("SELECT count(*) FROM visits"))).scalar_one()
    await runtime.engine.dispose()
    assert visits == taken, f"expected a visit for each of {taken} records, found {visits}"
    return taken / took


def _morning(server: RushServer, crowd: Crowd, seconds: float, known: list[Figure]) -> list[Figure]:
    rates = {figure.figure: figure.value for figure in known}
    # Ten times the mean is what this machine serves; the notice is ten times that, and most of it must be shed.
    mean = min(rates["renew"], rates["verify, record"]) / 12
    weights: list[float] = []
    times = arrivals(mean, seconds)
    # Phones make their proofs when they show them: here they are made before, for the instants at which they are sent.
    begins_at = _now() + timedelta(seconds=5 + len(times) * _SECONDS_TO_MAKE)
    plan = list(_planned(crowd, times, begins_at))
    time.sleep(max(0.0, (begins_at - _now()).total_seconds()))
    outcome = asyncio.run(replay(server.port, plan, lambda: weights.append(server.megabytes())))
    lost = asyncio.run(_lost(server, outcome))
    kinds = ("renew", "scan", "panel")
    growth = max(weights[len(weights) // 2 :]) - max(weights[: len(weights) // 2]) if len(weights) > 3 else 0.0
    renewals, scans = (ANHUI * day * MORNING / 86_400 for day in (RENEWALS_A_DAY, SCANS_A_DAY))
    copies = renewals / rates["renew"] + scans / rates["verify, record"]
    return [
        Figure("morning: mean of requests", mean, "1/s"),
        *(Figure(f"morning: {kind} served", outcome.count(kind, "served"), "requests") for kind in kinds),
        *(Figure(f"morning: {kind} shed", outcome.count(kind, "shed"), "requests") for kind in kinds),
        *(Figure(f"morning: {kind} p99 of what was served", outcome.p99(kind), "ms") for kind in kinds),
        *(Figure(f"morning: {kind} not sent", outcome.count(kind, "not sent"), "requests") for kind in kinds),
        Figure("morning: errors of connections", sum(outcome.count(kind, "error") for kind in kinds), "requests"),
        Figure("morning: acknowledged and lost", lost, "requests", 0, at_most=True),
        Figure("workers, most memory", max(weights), "MB"),
        Figure("workers, growth from the first half to the second", growth, "MB", 50, at_most=True),
        Figure(f"copies of this machine for {ANHUI:,} people in the morning", copies, "machines"),
    ]


def _planned(crowd: Crowd, times: list[float], begins_at: datetime) -> Iterator[Planned]:
    """Of ten requests five renew, four scan, one opens a list."""
    for turn, at_seconds in enumerate(times):
        number, at = turn % len(crowd.holders), begins_at + timedelta(seconds=at_seconds)
        if turn % 10 == 9:
            path = f"/api/v1/checkpoints/people/{crowd.holders[number].person_id}/visits"
            yield Planned(at_seconds, "panel", crowd.holders[number].session.request("GET", path))
        elif turn % 2:
            key = uuid4()
            body = {"key": str(key), "qr_text": crowd.holders[number].qr(at)}
            yield Planned(at_seconds, "scan", crowd.gate_of(number).session.request("POST", SCAN, body), key)
        else:
            content, print_of_key = crowd.holders[number].renewal("/api/v1/codes", at)
            yield Planned(at_seconds, "renew", content, print_of_key)


async def _lost(server: RushServer, outcome: Outcome) -> int:
    """How many acknowledged scans and renewals the database does not have."""
    runtime = server.runtime()
    async with runtime.engine.connect() as connection:
        keys = set((await connection.execute(text("SELECT key FROM answered_keys"))).scalars())
        prints = set((await connection.execute(text("SELECT thumbprint FROM phone_keys"))).scalars())
    await runtime.engine.dispose()
    missing = [key for key in outcome.acknowledged.get("scan", []) if key not in keys]
    return len(missing) + sum(item not in prints for item in outcome.acknowledged.get("renew", []))


if __name__ == "__main__":
    sys.exit(main())
