"""The ledger of facts, what stands now, what stood before, and where people are found by place."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import UserDefinedType

from ankang.migrations.guards import refuse_changes

revision = "0005_assessments"
down_revision = "0004_policies"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


class TransactionNumber(UserDefinedType[int]):
    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


def upgrade() -> None:
    _create_facts()
    _create_standings()
    _create_colour_changes()
    _create_person_places()
    _create_service_outages()


def downgrade() -> None:
    op.drop_table("service_outages")
    op.drop_table("person_places")
    op.drop_table("colour_changes")
    op.drop_table("standings")
    op.drop_table("facts")


def _create_facts() -> None:
    op.create_table(
        "facts",
        Column("person_id", Uuid, nullable=False),
        Column("fact_id", Uuid, nullable=False),
        Column("fact", LargeBinary, nullable=False),
        Column("recorded_at", _INSTANT, nullable=False),
        Column("actor_id", Uuid),
        Column("written", TransactionNumber, server_default=text("pg_current_xact_id()"), nullable=False),
        PrimaryKeyConstraint("person_id", "fact_id", name="pk_facts"),
    )
    op.create_index("ix_facts_written", "facts", ["written"])
    refuse_changes("facts")


def _create_standings() -> None:
    op.create_table(
        "standings",
        Column("person_id", Uuid, nullable=False),
        Column("colour", Text, nullable=False),
        Column("city_code", Text),
        Column("since", _INSTANT, nullable=False),
        Column("open_rules", ARRAY(Text), nullable=False),
        Column("assessment", LargeBinary),
        Column("ledger_version", Integer, nullable=False),
        Column("due_at", _INSTANT),
        Column("policy_id", Text, nullable=False),
        Column("policy_version", Text, nullable=False),
        PrimaryKeyConstraint("person_id", name="pk_standings"),
    )
    op.create_index("ix_standings_city_code_colour", "standings", ["city_code", "colour"])
    op.create_index("ix_standings_due_at", "standings", ["due_at"], postgresql_where=text("due_at IS NOT NULL"))
    op.create_index("ix_standings_open_rules", "standings", ["open_rules"], postgresql_using="gin")


def _create_colour_changes() -> None:
    op.create_table(
        "colour_changes",
        Column("person_id", Uuid, nullable=False),
        Column("ledger_version", Integer, nullable=False),
        Column("changed_at", _INSTANT, nullable=False),
        Column("city_code", Text),
        Column("from_colour", Text, nullable=False),
        Column("to_colour", Text, nullable=False),
        Column("causes", LargeBinary, nullable=False),
        Column("policy_id", Text, nullable=False),
        Column("policy_version", Text, nullable=False),
        PrimaryKeyConstraint("person_id", "ledger_version", name="pk_colour_changes"),
    )
    op.create_index("ix_colour_changes_changed_at", "colour_changes", ["changed_at", "city_code"])
    refuse_changes("colour_changes")


def _create_person_places() -> None:
    op.create_table(
        "person_places",
        Column("person_id", Uuid, nullable=False),
        Column("place_key", LargeBinary, nullable=False),
        Column("habitual", Boolean, nullable=False),
        PrimaryKeyConstraint("person_id", "place_key", name="pk_person_places"),
    )
    op.create_index("ix_person_places_place_key", "person_places", ["place_key", "person_id"])


def _create_service_outages() -> None:
    op.create_table(
        "service_outages",
        Column("day", Date, nullable=False),
        Column("reason", Text, nullable=False),
        Column("declared_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("day", name="pk_service_outages"),
    )
    refuse_changes("service_outages")
