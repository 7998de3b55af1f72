"""How the tables lie on the nodes of a Citus cluster: by person, by value, everywhere or on the coordinator.

What belongs to a person lies with that person, so that a request touches one node. What must be unique in the whole
installation lies by that value. Small tables that requests read beside a person's rows are copied to every node; those
that only jobs and operators read stay on the coordinator, as do those with a guard against changes, because Citus
knows no triggers on copied tables. docs/operations/scale.md says what was tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

import ankang.entrypoints.tables  # noqa: F401  (registers every table)
from ankang.runtime.append_only import MARK
from ankang.runtime.database import metadata

# The first table of each group; the others that lie by the same column are placed with it.
BY_PERSON = ("people", "person_id")
BY_VALUE = {
    "attempts": "bucket",
    "code_numbers": "number",
    "documents": "document_index",
    "list_imports": "site_key",
    "listed_people": "site_key",
    "mobiles": "mobile_index",
    "one_time_codes": "subject",
    "opened_doors": "site_key",
    "outbox": "event_id",
    "paper_holders": "number",
    "refused_scans": "site_key",
    "seen_proofs": "list_id",
    "statuses": "list_id",
    "text_messages": "mobile_index",
}
EVERYWHERE = {
    "area_risks",
    "compounds",
    "decoys",
    "entrances",
    "fever_clinics",
    "gate_devices",
    "policy_versions",
    "posted_codes",
    "site_decisions",
    "site_invitations",
    "site_rule_sets",
    "sites",
}
ON_COORDINATOR = {
    "area_snapshots",
    "installation",
    "key_bundles",
    "key_events",
    "publications",
    "published_files",
    "published_keys",
    "service_outages",
}


class Place(StrEnum):
    """Where the rows of a table lie."""

    BY_COLUMN = "by_column"
    EVERYWHERE = "everywhere"
    ON_COORDINATOR = "on_coordinator"


@dataclass(frozen=True)
class Spread:
    """One table: where it lies, by which column, and with the shards of which other table."""

    table: str
    place: Place
    column: str | None = None
    beside: str | None = None
    guarded: bool = False


def spread_of_tables() -> list[Spread]:
    """Every table, those first beside which others are placed. LookupError for one that nobody placed."""
    placed = sorted((_spread_of(table) for table in metadata.sorted_tables), key=lambda one: one.table)
    return sorted(
        _beside_each_other(placed), key=lambda one: (one.place is not Place.BY_COLUMN, one.beside is not None)
    )


def _spread_of(table: Table) -> Spread:
    if table.name in ON_COORDINATOR:
        return Spread(table.name, Place.ON_COORDINATOR)
    if table.name in EVERYWHERE:
        return Spread(table.name, Place.EVERYWHERE)
    column = BY_VALUE.get(table.name)
    if column is None and next(iter(table.primary_key.columns)).name == BY_PERSON[1]:
        column = BY_PERSON[1]
    if column is None:
        raise LookupError(f"expected a place for the table {table.name} in entrypoints/spread.py, found none")
    return Spread(table.name, Place.BY_COLUMN, column, guarded=bool(table.info.get(MARK)))


def _beside_each_other(placed: Iterable[Spread]) -> Iterable[Spread]:
    # Columns of one name are of one meaning here; two of another meaning would only share their shards.
    first = {BY_PERSON[1]: BY_PERSON[0]}
    for one in placed:
        if one.column is None:
            yield one
            continue
        anchor = first.setdefault(one.column, one.table)
        yield Spread(one.table, one.place, one.column, None if anchor == one.table else anchor, one.guarded)
