"""A gate's verifier: sync when something answers, judge always.

    verifier = Verifier(StateFolder(Path("/var/lib/gate")), {Family.DAYS: WebSource(...)}, roots)
    verifier.sync(device_now, monotonic_seconds)      # now and then; a failing sync changes nothing
    verifier.judge(text, device_now, monotonic_seconds)

The device's two clocks are arguments (`time.time` and `time.monotonic` in the command line); what they are worth,
`core/credential/verifier_clock` decides.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ankang.core.credential.judging import Judged, Knowledge, Rung, judge, rung_at
from ankang.core.credential.key_bundle import KeyBundle, roots_after
from ankang.core.credential.keys import PublicKey
from ankang.core.credential.manifest import MANIFEST_NAME, Family, FileRef, Manifest
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.signed_time import TIME_NONCE_BYTES, read_time
from ankang.core.credential.sync import (
    Known,
    catch_up,
    checked,
    named_bundle,
    new_bundle,
    read_manifest,
)
from ankang.core.credential.times import DEFAULT_TIMES, Times
from ankang.core.credential.verifier_clock import VerifierClock
from ankang.core.credential.verify import Proof, read_proof
from ankang.gate.sources import Source
from ankang.gate.state import StateFolder

_BY_TIME = (Refusal.STALE_PROOF, Refusal.STEP_UP_NEEDED, Refusal.NOT_YET, Refusal.EXPIRED)
"""Both signatures are good when a code is refused for one of these."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync came to: the age of the lists by the gate's clock, how many bytes were fetched, or why not."""

    family: Family
    refused: Refused | None
    fetched_bytes: int
    position: int | None


@dataclass
class Verifier:
    """One gate. `roots` are the public keys that may sign its first key bundle."""

    state: StateFolder
    sources: Mapping[Family, Source]
    roots: tuple[PublicKey, ...]
    times: Times = DEFAULT_TIMES
    clock: VerifierClock = field(init=False)
    _known: dict[Family, Known] = field(init=False, default_factory=dict)
    _bundles: dict[Family, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = VerifierClock(self.state.newest_time())
        self.roots = tuple(dict.fromkeys((*self.roots, *self.state.learned_roots())))
        for family in Family:
            found = self.state.load(family, self.roots)
            if found is not None:
                self._known[family], self._bundles[family] = found
                self._saw(found[0].manifest)

    def now(self, device_now: datetime, monotonic_seconds: float) -> datetime:
        """The gate's present instant."""
        return self.clock.now(device_now, monotonic_seconds)

    def age_seconds(self, family: Family, now: datetime) -> float | None:
        """How old the lists of a family are; None before the first sync."""
        known = self._known.get(family)
        return None if known is None or known.lists is None else max(0.0, (now - known.lists.at).total_seconds())

    def rung(self, family: Family, now: datetime) -> Rung:
        """Where on the ladder the gate stands for a family."""
        return rung_at(self.age_seconds(family, now), self.times)

    def sync(self, monotonic_seconds: Callable[[], float]) -> list[Synced]:
        """Bring each family to what its source has; a family that fails keeps its last good state."""
        results = [self._sync(family, source) for family, source in self.sources.items()]
        for source in self.sources.values():
            self._ask_time(source, monotonic_seconds)
        if all(result.refused is None for result in results):
            self.state.forget_fetched()
        return results

    def judge(
        self, text: str, device_now: datetime, monotonic_seconds: float, *, digits: bytes | None = None
    ) -> Judged | Refused:
        """What counts of a scanned text now; `list_too_old` before the first sync."""
        days = self._known.get(Family.DAYS)
        if days is None:
            return Refused(Refusal.LIST_TOO_OLD, "this gate has not synced yet")
        paper = self._known.get(Family.PAPER)
        known = Knowledge(days.keys, days.lists, paper.lists if paper else None, days.manifest)
        verdict = judge(text, known, self.now(device_now, monotonic_seconds), self.times, digits=digits)
        self._learn(text, verdict, device_now)
        return verdict

    def _learn(self, text: str, verdict: Judged | Refused, device_now: datetime) -> None:
        # A genuine proof that was refused for its time says most about a clock that is wrong.
        if isinstance(verdict, Refused) and verdict.reason not in _BY_TIME:
            return
        proof = read_proof(text)
        if isinstance(proof, Proof):
            self.clock.saw_proof(proof.token_claims.code_name, proof.claims.issued_at, device_now)

    def _sync(self, family: Family, source: Source) -> Synced:
        fetching = _Fetching(source, self.state)
        outcome = self._follow(family, fetching)
        if isinstance(outcome, Refused):
            known = self._known.get(family)
            position = known.lists.position if known and known.lists else None
            return Synced(family, outcome, fetching.fetched_bytes, position)
        known, bundle, manifest = outcome
        self._learn_roots(known.keys)
        self.state.save(family, known, bundle, manifest)
        self._known[family], self._bundles[family] = known, bundle
        self._saw(known.manifest)
        return Synced(family, None, fetching.fetched_bytes, known.lists.position if known.lists else None)

    def _follow(self, family: Family, fetching: _Fetching) -> tuple[Known, bytes, bytes] | Refused:
        data = fetching.fetch(MANIFEST_NAME)
        if data is None:
            return Refused(Refusal.MISSING_FILE, MANIFEST_NAME)
        bundle = self._bundle(family, data, fetching)
        if isinstance(bundle, Refused):
            return bundle
        keys, bundle_bytes = bundle
        before = self._known.get(family)
        manifest = read_manifest(data, keys, family, before.manifest if before else None)
        if isinstance(manifest, Refused):
            return manifest
        after = catch_up(Known(keys, before.lists if before else None), manifest, fetching.get)
        return after if isinstance(after, Refused) else (after, bundle_bytes, data)

    def _bundle(self, family: Family, manifest: bytes, fetching: _Fetching) -> tuple[KeyBundle, bytes] | Refused:
        ref = named_bundle(manifest)
        if isinstance(ref, Refused):
            return ref
        current = self._known.get(family)
        if current is not None and current.keys.sequence == ref.sequence:
            return current.keys, self._bundles[family]
        data = fetching.get(ref.file)
        if isinstance(data, Refused):
            return data
        keys = new_bundle(data, ref, self.roots, current.keys if current else None)
        return keys if isinstance(keys, Refused) else (keys, data)

    def _learn_roots(self, keys: KeyBundle) -> None:
        """Trust the roots that an accepted bundle publishes: the next bundles on this device are theirs."""
        roots = roots_after(self.roots, keys)
        if roots != self.roots:
            self.roots = roots
            self.state.learn_roots(roots)

    def _ask_time(self, source: Source, monotonic_seconds: Callable[[], float]) -> None:
        known = self._known.get(Family.DAYS)
        if known is None:
            return
        nonce = secrets.token_bytes(TIME_NONCE_BYTES)
        asked = monotonic_seconds()
        answer = source.time(nonce)
        at = read_time(answer, nonce, known.keys) if answer is not None else None
        if isinstance(at, datetime):
            # The answer was made somewhere on the way; half of the way is the best guess.
            self.clock.answered(at, (asked + monotonic_seconds()) / 2)
            self.state.save_time(at)

    def _saw(self, manifest: Manifest | None) -> None:
        if manifest is not None:
            self.clock.saw_signed_time(manifest.published_at)
            self.state.save_time(manifest.published_at)


@dataclass
class _Fetching:
    """One sync's fetches: what an interrupted one has fetched is not fetched again."""

    source: Source
    state: StateFolder
    fetched_bytes: int = 0

    def fetch(self, path: str) -> bytes | None:
        """A file from the source."""
        data = self.source.fetch(path)
        self.fetched_bytes += len(data or b"")
        return data

    def get(self, file: FileRef) -> bytes | Refused:
        """A named file, checked by its hash."""
        kept = checked(file, self.state.fetched(file.path))
        if not isinstance(kept, Refused):
            return kept
        data = checked(file, self.fetch(file.path))
        if not isinstance(data, Refused):
            self.state.keep_fetched(file.path, data)
        return data
