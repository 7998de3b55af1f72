"""The department's records: which closes which, and when nothing is open (`core/policy/records`, SPEC C4, P10, P13)."""

from __future__ import annotations

from collections.abc import Collection

import ibis
from ibis.expr.types import Table

from ankang.core.facts import TestResult
from ankang.core.policy.language import Closing
from ankang.core.policy.settings import Settings
from ankang.population.engine.known import Known

NEVER = 9_999_999
"""A day after all days, for what has no known end."""

_FACTS = {
    Closing.DISCHARGE: ("discharge", "discharged_on"),
    Closing.ASYMPTOMATIC_RELEASE: ("asymptomatic_released", "released_on"),
    Closing.EXCLUSION: ("suspect_excluded", "excluded_on"),
}


class Records:
    """Closing records (person, day, closing) and the stretches on which something is open (person, since, until)."""

    def __init__(self, known: Known, settings: Settings) -> None:
        self._accepted = sorted(source.value for source in settings.evidence.accepted_sources)
        self._closings = self._closing_records(known).cache()
        self.islands = _islands(self._spans(known)).cache()

    def closed_on(self, table: Table, day: str, by: Collection[Closing], name: str) -> Table:
        """The table with the first day on or after its `day` of one of these records, null while there is none.

        The table has one row a person and fact.
        """
        wanted = sorted(closing.value for closing in by)
        if not wanted:
            return table.mutate(**{name: ibis.null("int32")})
        closings = self._closings.filter(self._closings.closing.isin(wanted))
        return _with_first(table, day, closings, name)

    def unblocked(self, table: Table, keys: list[str], day: str) -> Table:
        """The keys with the first day from `day` on at whose 00:00 nothing is open; null where that is not known."""
        asked = table.select(*keys, asked=table[day])
        before = asked.join(self.islands, [asked.person == self.islands.person, self.islands.since < asked.asked])
        latest = before.group_by(keys).agg(until=before.until.max())
        joined = asked.left_join(latest, keys)
        until = joined.until.fill_null(0)
        free = ibis.ifelse(until >= NEVER, ibis.null("int32"), ibis.greatest(joined.asked, until).cast("int32"))
        return joined.select(*keys, free=free)

    def _closing_records(self, known: Known) -> Table:
        parts = []
        for closing, (kind, day) in _FACTS.items():
            facts = known.of(kind)
            accepted = facts.filter(facts.source.isin(self._accepted))
            parts.append(accepted.select("person", day=accepted[day], closing=ibis.literal(closing.value)))
        return ibis.union(*parts)

    def _spans(self, known: Known) -> Table:
        spans = [
            self._span(known.of("case"), "confirmed_on", {Closing.DISCHARGE}),
            self._span(known.of("suspect"), "suspected_on", set(Closing)),
            self._span(known.of("asymptomatic"), "found_on", {Closing.ASYMPTOMATIC_RELEASE, Closing.DISCHARGE}),
            self._positive_tests(known.of("test")),
        ]
        quarantines = known.of("quarantine")
        ending = quarantines.filter(quarantines.ends_on.notnull())
        spans.append(ending.select("person", since=ending.starts_on, until=ending.ends_on + 1))
        return ibis.union(*(span.cast({"since": "int32", "until": "int32"}) for span in spans))

    def _span(self, facts: Table, day: str, by: set[Closing]) -> Table:
        closed = self.closed_on(facts.select("person", "fact", since=facts[day]), "since", by, "until")
        return closed.select("person", "since", until=closed.until.fill_null(NEVER))

    def _positive_tests(self, tests: Table) -> Table:
        positive = tests.filter(tests.result == TestResult.POSITIVE.value)
        negative = tests.filter((tests.result == TestResult.NEGATIVE.value) & tests.source.isin(self._accepted))
        excluded = self._closings.filter(self._closings.closing == Closing.EXCLUSION.value)
        ends = negative.select("person", day=negative.sampled_on).union(excluded.select("person", "day"))
        ended = _with_first(positive.select("person", "fact", since=positive.sampled_on), "since", ends, "until")
        return ended.select("person", "since", until=ended.until.fill_null(NEVER))


def _with_first(table: Table, day: str, others: Table, name: str) -> Table:
    asked = table.select("person", "fact", asked=table[day])
    following = asked.join(others, [asked.person == others.person, others.day >= asked.asked])
    first = following.group_by(["person", "fact"]).agg(**{name: following.day.min()})
    return table.left_join(first, ["person", "fact"]).drop("person_right", "fact_right")


def _islands(spans: Table) -> Table:
    """Spans that overlap, put together: who waits past the start of one waits until the end of all of them."""
    by_start = ibis.window(
        group_by=spans.person, order_by=[spans.since, spans.until], preceding=(None, 1), following=None
    )
    marked = spans.mutate(reached=spans.until.max().over(by_start))
    begins = (marked.reached.isnull() | (marked.since >= marked.reached)).cast("int32")
    marked = marked.mutate(begins=begins)
    so_far = ibis.cumulative_window(group_by=marked.person, order_by=[marked.since, marked.until])
    numbered = marked.mutate(island=marked.begins.sum().over(so_far))
    return numbered.group_by(["person", "island"]).agg(since=numbered.since.min(), until=numbered.until.max())
