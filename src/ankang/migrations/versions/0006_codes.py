"""Enrolments with their numbers, phones that were given tokens, published keys."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Sequence,
    Text,
    Uuid,
    text,
)
from sqlalchemy.schema import CreateSequence, DropSequence

from ankang.migrations.guards import refuse_changes

revision = "0006_codes"
down_revision = "0005_assessments"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.execute(CreateSequence(Sequence("enrolment_numbers", start=0, minvalue=0)))
    _create_enrolments()
    _create_code_numbers()
    _create_phone_keys()
    _create_published_keys()
    _create_key_bundles()
    _create_key_events()


def downgrade() -> None:
    op.drop_table("key_events")
    op.drop_table("key_bundles")
    op.drop_table("published_keys")
    op.drop_table("phone_keys")
    op.drop_table("code_numbers")
    op.drop_table("enrolments")
    op.execute(DropSequence(Sequence("enrolment_numbers")))


def _create_enrolments() -> None:
    op.create_table(
        "enrolments",
        Column("person_id", Uuid, nullable=False),
        Column("number", BigInteger, autoincrement=False, nullable=False),
        Column("city_code", Text, nullable=False),
        Column("enrolled_at", _INSTANT, nullable=False),
        Column("ended_at", _INSTANT),
        Column("end_reason", Text),
        PrimaryKeyConstraint("person_id", "number", name="pk_enrolments"),
    )
    op.create_index(
        "uq_enrolments_live",
        "enrolments",
        ["person_id", "city_code"],
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    )


def _create_code_numbers() -> None:
    op.create_table(
        "code_numbers",
        Column("number", BigInteger, autoincrement=False, nullable=False),
        Column("person_id", Uuid, nullable=False),
        PrimaryKeyConstraint("number", name="pk_code_numbers"),
    )


def _create_phone_keys() -> None:
    op.create_table(
        "phone_keys",
        Column("person_id", Uuid, nullable=False),
        Column("thumbprint", LargeBinary, nullable=False),
        Column("shower_id", Uuid, nullable=False),
        Column("issued_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("replaced_at", _INSTANT),
        PrimaryKeyConstraint("person_id", "thumbprint", name="pk_phone_keys"),
    )


def _create_published_keys() -> None:
    op.create_table(
        "published_keys",
        Column("key_id", LargeBinary, nullable=False),
        Column("key_use", Text, nullable=False),
        Column("issuer", Text, nullable=False),
        Column("point", LargeBinary, nullable=False),
        Column("not_before", _INSTANT, nullable=False),
        Column("not_after", _INSTANT, nullable=False),
        Column("state", Text, nullable=False),
        PrimaryKeyConstraint("key_id", name="pk_published_keys"),
    )


def _create_key_bundles() -> None:
    op.create_table(
        "key_bundles",
        Column("sequence", Integer, autoincrement=False, nullable=False),
        Column("published_at", _INSTANT, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("signed_by", LargeBinary, nullable=False),
        PrimaryKeyConstraint("sequence", name="pk_key_bundles"),
    )


def _create_key_events() -> None:
    op.create_table(
        "key_events",
        Column("event_id", Uuid, nullable=False),
        Column("key_id", LargeBinary, nullable=False),
        Column("act", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("happened_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("event_id", name="pk_key_events"),
    )
    refuse_changes("key_events")
