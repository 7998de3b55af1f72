"""A gate of a drill: the product's Python client, and the records that its staff keep until something answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

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

_AT_ONCE = 100


@dataclass
class DrillGate:
    """One checkpoint with a member of staff."""

    name: str
    mobile: str
    site_id: str
    folder: Path
    address: str
    root: PublicKey
    started: datetime
    kept: list[dict[str, Any]] = field(default_factory=list)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        source = WebSource(f"{self.address}/published/days", f"{self.address}/api/v1/codes/time", timeout_seconds=5)
        self.verifier = Verifier(StateFolder(self.folder), {Family.DAYS: source}, (self.root,))

    def sync(self, now: datetime) -> str | None:
        """Try to sync; the reason when it does not."""
        refused = self.verifier.sync(lambda: self._monotonic(now))[0].refused
        return refused.reason.value if refused else None

    def scan(self, holder: Holder, now: datetime, phase: str, celsius: tuple[float, ...] = (36.5,)) -> str:
        """Judge a holder's code and keep what was done; the verdict's word."""
        text = holder.qr(now)
        verdict = self.verifier.judge(text, now, self._monotonic(now))
        word = _word(verdict)
        self.seen[phase, word] += 1
        if isinstance(verdict, Judged):
            let_in = verdict.colour is Colour.GREEN
            key = self._keep("scan", now, qr_text=text, let_in=let_in)
            if let_in:
                self._keep("temperature", now, scan_key=key, celsius=celsius[0])
        return word

    def measure_again(self, holder: Holder, now: datetime, celsius: float) -> None:
        """Five minutes later: scanned again, measured again."""
        key = self._keep("scan", now, qr_text=holder.qr(now), let_in=True)
        self._keep("temperature", now, scan_key=key, celsius=celsius)

    def upload(self) -> list[dict[str, Any]]:
        """Sign in and send everything in order; the results."""
        with httpx.Client(base_url=f"{self.address}/api/v1", timeout=60) as client:
            signed_in = client.post(
                "/identity/sessions",
                json={"method": "mobile_password", "mobile": self.mobile, "password": PASSWORD},
            )
            signed_in.raise_for_status()
            headers = {"X-CSRF-Token": signed_in.json()["csrf_token"]}
            results: list[dict[str, Any]] = []
            for start in range(0, len(self.kept), _AT_ONCE):
                body = {"records": self.kept[start : start + _AT_ONCE]}
                answer = client.post("/checkpoints/uploads", json=body, headers=headers)
                answer.raise_for_status()
                results += answer.json()["results"]
        return results

    def _keep(self, kind: str, now: datetime, **more: Any) -> str:
        key = str(uuid4())
        self.kept.append({"key": key, "kind": kind, "at": now.isoformat(), "site_id": self.site_id, **more})
        return key

    def _monotonic(self, now: datetime) -> float:
        return (now - self.started).total_seconds()


def _word(verdict: Judged | Refused) -> str:
    if isinstance(verdict, Refused):
        return f"refused: {verdict.reason.value}"
    if verdict.amber:
        return f"amber, {verdict.colour.value}"
    return f"{verdict.rung.value}, {verdict.colour.value}"
