"""A gate of a drill: the product's Python client, and the records that its staff keep until something answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from ankang.core.colours import Colour
from ankang.core.credential.judging import Judged
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.manifest import Family
from ankang.core.credential.refusals import Refused
from ankang.gate.sources import WebSource
from ankang.gate.state import StateFolder
from ankang.gate.verifier import Verifier
from drills.holders import PASSWORD, Holder
from drills.tally import COMPARED, KEPT_OUT, LET_IN, Tally

_AT_ONCE = 100


@dataclass
class PythonGate:
    """One checkpoint with a member of staff."""

    name: str
    mobile: str
    site_id: UUID
    folder: Path
    address: str
    root: PublicKey
    started: datetime
    client: str = "Python client"
    tally: Tally = field(default_factory=Tally)
    records: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        source = WebSource(f"{self.address}/published/days", f"{self.address}/api/v1/codes/time", timeout_seconds=5)
        self.verifier = Verifier(StateFolder(self.folder), {Family.DAYS: source}, (self.root,))

    def sync(self, now: datetime) -> str | None:
        """Try to sync; the reason when it does not."""
        refused = self.verifier.sync(lambda: self._monotonic(now))[0].refused
        return refused.reason.value if refused else None

    def scan(self, holder: Holder, now: datetime, phase: str, celsius: float = 36.5) -> None:
        """Judge a holder's code and keep what was done."""
        text = holder.qr(now)
        verdict = self.verifier.judge(text, now, self._monotonic(now))
        self.tally.seen[phase, _told(verdict)] += 1
        if isinstance(verdict, Judged):
            let_in = verdict.colour is Colour.GREEN
            key = self._keep("scan", now, qr_text=text, let_in=let_in)
            if let_in:
                self._keep("temperature", now, scan_key=key, celsius=celsius)

    def measure_again(self, holder: Holder, now: datetime, celsius: float) -> None:
        """Five minutes later: scanned again, measured again."""
        key = self._keep("scan", now, qr_text=holder.qr(now), let_in=True)
        self._keep("temperature", now, scan_key=key, celsius=celsius)

    def go_on_duty(self) -> None:
        """While the centre is there: only whoever was on duty uploads afterwards."""
        with self._signed_in() as client:
            client.put("/checkpoints/duty", json={"site_id": str(self.site_id)}).raise_for_status()

    def upload(self) -> None:
        """Sign in and send everything in order, twice: the second time the answers are the same."""
        with self._signed_in() as client:
            results = self._send(client)
            self.tally.same_again = self._send(client) == results
        self.tally.answered = len(results)
        self.tally.stored = sum(result["outcome"] == "stored" for result in results)
        self.tally.conflicts = sum(result["conflict"] is not None for result in results)

    @contextmanager
    def _signed_in(self) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=f"{self.address}/api/v1", timeout=60) as client:
            signed_in = client.post(
                "/identity/sessions",
                json={"method": "mobile_password", "mobile": self.mobile, "password": PASSWORD},
            )
            signed_in.raise_for_status()
            client.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
            yield client

    def _send(self, client: httpx.Client) -> list[dict[str, Any]]:
        records = sorted(self.records, key=lambda record: record["at"])
        results: list[dict[str, Any]] = []
        for start in range(0, len(records), _AT_ONCE):
            answer = client.post("/checkpoints/uploads", json={"records": records[start : start + _AT_ONCE]})
            answer.raise_for_status()
            results += answer.json()["results"]
        return results

    def _keep(self, kind: str, now: datetime, **more: Any) -> str:
        key = str(uuid4())
        self.records.append({"key": key, "kind": kind, "at": now.isoformat(), "site_id": str(self.site_id), **more})
        self.tally.kept[kind] += 1
        return key

    def _monotonic(self, now: datetime) -> float:
        return (now - self.started).total_seconds()


def _told(verdict: Judged | Refused) -> str:
    if isinstance(verdict, Refused):
        return f"refused: {verdict.reason.value}"
    if verdict.colour is not Colour.GREEN:
        return KEPT_OUT
    return COMPARED if verdict.amber else LET_IN
