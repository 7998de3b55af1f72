"""The facts that count at an instant: recorded by then, not withdrawn, each once.

*Same source, row and dates is the same fact* (SPEC P12): a row sent twice keeps its first record, and a row
that was withdrawn stays withdrawn when it is sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from ankang.core.days import local_day
from ankang.core.facts import Arrival, Fact, Withdrawal
from ankang.core.ids import FactId

C = TypeVar("C")
_EIGHT_HOURS = timedelta(hours=8)
_NO_OFFSET = timedelta(0)


class KnownFacts:
    """Facts by type of content, each list in the order of recording.

    `announced_days` are the days on which an arrival was announced in a form that has been corrected since.
    """

    __slots__ = ("_by_type", "announced_days", "now", "today")

    def __init__(self, facts: Sequence[Fact], at: datetime) -> None:
        self.now = at
        self.today = local_day(at).toordinal()
        self.announced_days: set[int] = set()
        self._by_type: dict[type[object], list[Fact]] = {}
        known = sorted((fact for fact in facts if fact.recorded_at <= at), key=_recorded)
        dropped = _withdrawn_ids(known)
        first_of: dict[tuple[object, ...], FactId] = {}
        for fact in known:
            content = fact.content
            kind = type(content)
            if first_of.setdefault((fact.source, fact.source_ref, content), fact.fact_id) != fact.fact_id:
                continue
            if fact.fact_id in dropped:
                if kind is Arrival:
                    self.announced_days.add(recorded_day(fact))
                continue
            self._by_type.setdefault(kind, []).append(fact)

    def of(self, kind: type[C]) -> Sequence[tuple[Fact, C]]:
        """The facts of a kind with their content, maybe none."""
        return [(fact, fact.content) for fact in self._by_type.get(kind, ())]  # type: ignore[misc]  # the dict's key is the type of the content

    def kinds(self) -> set[type[object]]:
        """The kinds that occur."""
        return set(self._by_type)

    def tomorrow(self) -> int:
        """The day after today, as an ordinal."""
        return self.today + 1


def recorded_day(fact: Fact) -> int:
    """The local day on which the fact was recorded, as an ordinal."""
    at = fact.recorded_at
    if at.utcoffset() == _NO_OFFSET:
        return (at + _EIGHT_HOURS).toordinal()
    return local_day(at).toordinal()


def _recorded(fact: Fact) -> tuple[datetime, FactId]:
    return fact.recorded_at, fact.fact_id


def _withdrawn_ids(known: Sequence[Fact]) -> set[FactId]:
    """The ids that a withdrawal in force names, and those of the same row sent again; later withdrawals first."""
    dropped: set[FactId] = set()
    named = [fact for fact in known if type(fact.content) is Withdrawal]
    for fact in reversed(named):
        if fact.fact_id not in dropped and isinstance(fact.content, Withdrawal):
            dropped.add(fact.content.fact_id)
    if not dropped:
        return dropped
    rows: dict[tuple[object, ...], list[FactId]] = {}
    for fact in known:
        rows.setdefault((fact.source, fact.source_ref, fact.content), []).append(fact.fact_id)
    for same in rows.values():
        if len(same) > 1 and not dropped.isdisjoint(same):
            dropped.update(same)
    return dropped
