"""The health department's records: which closes which, and when nothing is open (SPEC C4, C5, P10, P13).

Days are ordinals. A record is open from its day until the day of the record that closes it; a positive test until
a negative sampled on the same day or later, or an exclusion; a quarantine with a known end until that end is over.
A quarantine without end holds nothing open.
"""

from __future__ import annotations

from dataclasses import dataclass

from ankang.core.facts import (
    Asymptomatic,
    AsymptomaticReleased,
    Case,
    Discharge,
    Quarantine,
    Suspect,
    SuspectExcluded,
    Test,
    TestResult,
)
from ankang.core.policy.known import KnownFacts
from ankang.core.policy.language import Closing
from ankang.core.policy.settings import Settings


@dataclass(slots=True)
class OpenSpan:
    """Days on which a record is open; `until` is the first day on which it is not, None while that is unknown."""

    kind: type[object]
    since: int
    until: int | None


class Records:
    """Closing records, tests and open spans of one person."""

    __slots__ = ("closings", "negatives", "spans")

    def __init__(self, known: KnownFacts, settings: Settings) -> None:
        accepted = settings.evidence.accepted_sources
        self.closings: dict[Closing, list[int]] = {
            Closing.DISCHARGE: sorted(
                content.discharged_on.toordinal() for fact, content in known.of(Discharge) if fact.source in accepted
            ),
            Closing.ASYMPTOMATIC_RELEASE: sorted(
                content.released_on.toordinal()
                for fact, content in known.of(AsymptomaticReleased)
                if fact.source in accepted
            ),
            Closing.EXCLUSION: sorted(
                content.excluded_on.toordinal()
                for fact, content in known.of(SuspectExcluded)
                if fact.source in accepted
            ),
        }
        tests = known.of(Test)
        self.negatives = sorted(
            test.sampled_on.toordinal()
            for fact, test in tests
            if test.result is TestResult.NEGATIVE and fact.source in accepted
        )
        self.spans = self._open_spans(known)

    def closed_on(self, day: int, by: frozenset[Closing]) -> int | None:
        """The first day on or after `day` of one of these closing records; None while there is none."""
        days = [closed for closing in by for closed in self.closings[closing] if closed >= day]
        return min(days, default=None)

    def unblocked(self, day: int) -> int | None:
        """The first day from `day` on at whose 00:00 nothing is open; None if that is not known."""
        for span in self.spans:
            if span.since < day:
                if span.until is None:
                    return None
                day = max(day, span.until)
        return day

    def open_after(self, day: int) -> list[OpenSpan]:
        """The spans that are open on the day."""
        return [span for span in self.spans if span.since <= day and (span.until is None or span.until > day)]

    def _open_spans(self, known: KnownFacts) -> list[OpenSpan]:
        spans: list[OpenSpan] = []
        for _, case in known.of(Case):
            since = case.confirmed_on.toordinal()
            spans.append(OpenSpan(Case, since, self.closed_on(since, _CLOSES_CASE)))
        for _, suspect in known.of(Suspect):
            since = suspect.suspected_on.toordinal()
            spans.append(OpenSpan(Suspect, since, self.closed_on(since, _CLOSES_SUSPECT)))
        for _, infection in known.of(Asymptomatic):
            since = infection.found_on.toordinal()
            spans.append(OpenSpan(Asymptomatic, since, self.closed_on(since, _CLOSES_INFECTION)))
        for _, test in known.of(Test):
            if test.result is TestResult.POSITIVE:
                since = test.sampled_on.toordinal()
                ends = [day for day in self.negatives + self.closings[Closing.EXCLUSION] if day >= since]
                spans.append(OpenSpan(Test, since, min(ends, default=None)))
        for _, quarantine in known.of(Quarantine):
            if quarantine.ends_on is not None:
                spans.append(OpenSpan(Quarantine, quarantine.starts_on.toordinal(), quarantine.ends_on.toordinal() + 1))
        spans.sort(key=lambda span: span.since)
        return spans


_CLOSES_CASE = frozenset({Closing.DISCHARGE})
_CLOSES_INFECTION = frozenset({Closing.ASYMPTOMATIC_RELEASE, Closing.DISCHARGE})
_CLOSES_SUSPECT = frozenset(Closing)
