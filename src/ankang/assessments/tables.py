"""The ledger of facts, what stands now, and what stood before.

What says where a person was or how the person is, is encrypted. Readable stay opaque ids, instants, the colour and
the city of enrolment: the counts of a city and the work of the jobs stand on them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import UserDefinedType

from ankang.runtime.append_only import make_append_only
from ankang.runtime.database import metadata


class TransactionNumber(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number (`xid8`)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in DDL."""
        return "xid8"


# Append-only. `fact` holds kind, source, reference and content. `written` is the writing transaction: a mirror exports
# what lies below the oldest running one, never by the largest sequence number, which loses rows that were inserted
# first and committed late.
facts = make_append_only(
    Table(
        "facts",
        metadata,
        Column("person_id", Uuid, primary_key=True),
        Column("fact_id", Uuid, primary_key=True),
        Column("fact", LargeBinary, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("actor_id", Uuid),
        Column("written", TransactionNumber, nullable=False, server_default=text("pg_current_xact_id()")),
    )
)
Index("ix_facts_written", facts.c.written)

# One row a person: the lock under which facts are recorded, and the answer that everybody reads.
# `ledger_version` grows with every write-back, so that a batch can compare and set. `open_rules` holds keyed names.
standings = Table(
    "standings",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("colour", Text, nullable=False),
    Column("city_code", Text),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("open_rules", ARRAY(Text), nullable=False),
    Column("assessment", LargeBinary),
    Column("ledger_version", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("policy_id", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
)
Index("ix_standings_due_at", standings.c.due_at, postgresql_where=standings.c.due_at.is_not(None))
Index("ix_standings_city_code_colour", standings.c.city_code, standings.c.colour)
Index("ix_standings_open_rules", standings.c.open_rules, postgresql_using="gin")

colour_changes = make_append_only(
    Table(
        "colour_changes",
        metadata,
        Column("person_id", Uuid, primary_key=True),
        Column("ledger_version", Integer, primary_key=True),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        Column("city_code", Text),
        Column("from_colour", Text, nullable=False),
        Column("to_colour", Text, nullable=False),
        Column("causes", LargeBinary, nullable=False),
        Column("policy_id", Text, nullable=False),
        Column("policy_version", Text, nullable=False),
    )
)
Index("ix_colour_changes_changed_at", colour_changes.c.changed_at, colour_changes.c.city_code)

# Where a person's facts in force place them: whom a change of an area's level touches, and who lives in a community
# worker's region. One row for each of the names of `place_names`, as a blind index.
person_places = Table(
    "person_places",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("place_key", LargeBinary, primary_key=True),
    Column("habitual", Boolean, nullable=False),
)
Index("ix_person_places_place_key", person_places.c.place_key, person_places.c.person_id)

# Local days on which the system was declared out of service (SPEC F3).
service_outages = make_append_only(
    Table(
        "service_outages",
        metadata,
        Column("day", Date, primary_key=True),
        Column("reason", Text, nullable=False),
        Column("declared_at", DateTime(timezone=True), nullable=False),
    )
)
