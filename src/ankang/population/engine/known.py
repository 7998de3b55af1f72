"""The facts that count at an instant: recorded by then and not withdrawn (`core/policy/known`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import pyarrow as pa
from ibis.expr.types import Table

from ankang.population.engine.constants import constant
from ankang.population.engine.instants import day_number, micros

_DROPPED = pa.schema([("person", pa.int64()), ("fact", pa.int64())])


class Known:
    """The tables of facts as they stand at `at`. `today` is the ordinal of its local day."""

    def __init__(self, tables: Mapping[str, Table], at: datetime) -> None:
        self._tables = tables
        self.at = micros(at)
        self.today = day_number(at)
        self._dropped = _dropped(self._recorded("withdrawal"))

    def of(self, kind: str) -> Table:
        """The facts of a kind that count."""
        recorded = self._recorded(kind)
        return recorded if self._dropped is None else recorded.anti_join(self._dropped, ["person", "fact"])

    def withdrawn(self, kind: str) -> Table | None:
        """The facts of a kind that no longer count; None where nothing was withdrawn at all."""
        return None if self._dropped is None else self._recorded(kind).semi_join(self._dropped, ["person", "fact"])

    def _recorded(self, kind: str) -> Table:
        table = self._tables[kind]
        return table.filter(table.recorded_at <= self.at)


def _dropped(withdrawals: Table) -> Table | None:
    """The persons and facts that withdrawals in force name."""
    named = withdrawals.select("person", "recorded_at", "fact", "fact_id")
    if named.limit(1).count().execute() == 0:
        return None
    withdrawn = named.view()
    contested = named.join(withdrawn, [named.person == withdrawn.person, named.fact_id == withdrawn.fact]).select(
        "person"
    )
    everybody = named.select("person", fact=named.fact_id)
    if contested.limit(1).count().execute() == 0:
        return everybody.distinct()
    # Withdrawals of withdrawals are few: they are followed one by one.
    people = contested.distinct()
    rows = named.semi_join(people, "person").order_by(["person", "recorded_at", "fact"]).to_pyarrow().to_pylist()
    followed = constant(_in_force(rows), _DROPPED, withdrawals)
    return everybody.anti_join(people, "person").union(followed, distinct=True)


def _in_force(rows: list[dict[str, int]]) -> Iterable[dict[str, int]]:
    """What the withdrawals name that no later one in force takes back; the latest first."""
    dropped: set[tuple[int, int]] = set()
    for row in reversed(rows):
        if (row["person"], row["fact"]) not in dropped:
            dropped.add((row["person"], row["fact_id"]))
    return ({"person": person, "fact": fact} for person, fact in dropped)
