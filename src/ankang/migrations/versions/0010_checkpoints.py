"""Sites, who works there, and what happens at gates."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010_checkpoints"
down_revision = "0009_checkins"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    _create_sites()
    _create_posted_codes()
    _create_staff_sites()
    _create_duties()
    _create_visits()
    _create_readings()
    _create_registrations()
    _create_arrivals()
    _create_look_ups()
    _create_refused_scans()
    _create_mismatches()
    _create_seen_proofs()
    _create_answered_keys()


def downgrade() -> None:
    op.drop_table("answered_keys")
    op.drop_table("seen_proofs")
    op.drop_table("mismatches")
    op.drop_table("refused_scans")
    op.drop_table("look_ups")
    op.drop_table("arrivals")
    op.drop_table("registrations")
    op.drop_table("readings")
    op.drop_table("visits")
    op.drop_table("duties")
    op.drop_table("staff_sites")
    op.drop_table("posted_codes")
    op.drop_table("sites")


def _create_sites() -> None:
    op.create_table(
        "sites",
        Column("site_id", Uuid, nullable=False),
        Column("name", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("division_code", Text, nullable=False),
        Column("temperature_limit_celsius", Float, nullable=False),
        Column("colours_let_in", ARRAY(Text), nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("closed_at", _INSTANT),
        PrimaryKeyConstraint("site_id", name="pk_sites"),
    )


def _create_posted_codes() -> None:
    op.create_table(
        "posted_codes",
        Column("posted_code", Text, nullable=False),
        Column("site_id", Uuid, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
        Column("revoked_at", _INSTANT),
        PrimaryKeyConstraint("posted_code", name="pk_posted_codes"),
    )
    op.create_index("ix_posted_codes_site_id", "posted_codes", ["site_id"])


def _create_staff_sites() -> None:
    op.create_table(
        "staff_sites",
        Column("person_id", Uuid, nullable=False),
        Column("site_key", LargeBinary, nullable=False),
        Column("site", LargeBinary, nullable=False),
        Column("assigned_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "site_key", name="pk_staff_sites"),
    )


def _create_duties() -> None:
    op.create_table(
        "duties",
        Column("person_id", Uuid, nullable=False),
        Column("started_at", _INSTANT, nullable=False),
        Column("site", LargeBinary, nullable=False),
        Column("ended_at", _INSTANT),
        PrimaryKeyConstraint("person_id", "started_at", name="pk_duties"),
    )
    op.create_index(
        "uq_duties_present", "duties", ["person_id"], unique=True, postgresql_where=text("ended_at IS NULL")
    )


def _create_visits() -> None:
    op.create_table(
        "visits",
        Column("person_id", Uuid, nullable=False),
        Column("visit_id", Uuid, nullable=False),
        Column("site_key", LargeBinary, nullable=False),
        Column("gate", LargeBinary, nullable=False),
        Column("way", Text, nullable=False),
        Column("at", _INSTANT, nullable=False),
        Column("colour", Text, nullable=False),
        Column("entry", Text, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("refusal", Text),
        Column("is_identified", Boolean, nullable=False),
        Column("state", Text, nullable=False),
        PrimaryKeyConstraint("person_id", "visit_id", name="pk_visits"),
    )
    op.create_index(
        "ix_visits_isolated", "visits", ["site_key", "person_id"], postgresql_where=text("state = 'isolated'")
    )
    op.create_index("ix_visits_person_id_at", "visits", ["person_id", "at"])
    op.create_index("ix_visits_site_key_at", "visits", ["site_key", "at"])
    op.create_index("ix_visits_visit_id", "visits", ["visit_id"])


def _create_readings() -> None:
    op.create_table(
        "readings",
        Column("person_id", Uuid, nullable=False),
        Column("visit_id", Uuid, nullable=False),
        Column("position", Integer, autoincrement=False, nullable=False),
        Column("reading", LargeBinary, nullable=False),
        Column("read_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "visit_id", "position", name="pk_readings"),
    )


def _create_registrations() -> None:
    op.create_table(
        "registrations",
        Column("person_id", Uuid, nullable=False),
        Column("visit_id", Uuid, nullable=False),
        Column("site_key", LargeBinary, nullable=False),
        Column("staff_key", LargeBinary, nullable=False),
        Column("region_keys", ARRAY(LargeBinary), nullable=False),
        Column("report", LargeBinary, nullable=False),
        Column("registered_at", _INSTANT, nullable=False),
        Column("state", Text, nullable=False),
        Column("decided_at", _INSTANT),
        Column("decided_by", Uuid),
        Column("ground", LargeBinary),
        PrimaryKeyConstraint("person_id", "visit_id", name="pk_registrations"),
    )
    op.create_index("ix_registrations_site_key_registered_at", "registrations", ["site_key", "registered_at"])
    op.create_index("ix_registrations_staff_key_registered_at", "registrations", ["staff_key", "registered_at"])
    op.create_index("ix_registrations_visit_id", "registrations", ["visit_id"])
    op.create_index(
        "ix_registrations_waiting", "registrations", ["registered_at"], postgresql_where=text("state = 'waiting'")
    )


def _create_arrivals() -> None:
    op.create_table(
        "arrivals",
        Column("person_id", Uuid, nullable=False),
        Column("arrival_id", Uuid, nullable=False),
        Column("site_key", LargeBinary, nullable=False),
        Column("site", LargeBinary, nullable=False),
        Column("shower_id", Uuid, nullable=False),
        Column("arrived_at", _INSTANT, nullable=False),
        Column("colour", Text, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("visit_id", Uuid),
        PrimaryKeyConstraint("person_id", "arrival_id", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_arrival_id", "arrivals", ["arrival_id"])
    op.create_index(
        "ix_arrivals_pending", "arrivals", ["site_key", "arrived_at"], postgresql_where=text("visit_id IS NULL")
    )


def _create_look_ups() -> None:
    op.create_table(
        "look_ups",
        Column("person_id", Uuid, nullable=False),
        Column("look_up_id", Uuid, nullable=False),
        Column("site", LargeBinary, nullable=False),
        Column("looked_at", _INSTANT, nullable=False),
        Column("document_index", LargeBinary, nullable=False),
        Column("outcome", Text, nullable=False),
        PrimaryKeyConstraint("person_id", "look_up_id", name="pk_look_ups"),
    )
    op.create_index("ix_look_ups_looked_at", "look_ups", ["person_id", "looked_at"])


def _create_refused_scans() -> None:
    op.create_table(
        "refused_scans",
        Column("site_key", LargeBinary, nullable=False),
        Column("scan_id", Uuid, nullable=False),
        Column("staff_id", Uuid, nullable=False),
        Column("refusal", Text, nullable=False),
        Column("at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("site_key", "scan_id", name="pk_refused_scans"),
    )
    op.create_index("ix_refused_scans_at", "refused_scans", ["site_key", "at"])


def _create_mismatches() -> None:
    op.create_table(
        "mismatches",
        Column("person_id", Uuid, nullable=False),
        Column("visit_id", Uuid, nullable=False),
        Column("report", LargeBinary, nullable=False),
        Column("reported_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "visit_id", name="pk_mismatches"),
    )


def _create_seen_proofs() -> None:
    op.create_table(
        "seen_proofs",
        Column("list_id", BigInteger, autoincrement=False, nullable=False),
        Column("index", Integer, autoincrement=False, nullable=False),
        Column("proof_at", _INSTANT, nullable=False),
        Column("staff_id", Uuid, nullable=False),
        Column("key", Uuid, nullable=False),
        Column("seen_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("list_id", "index", "proof_at", name="pk_seen_proofs"),
    )
    op.create_index("ix_seen_proofs_seen_at", "seen_proofs", ["seen_at"])


def _create_answered_keys() -> None:
    op.create_table(
        "answered_keys",
        Column("person_id", Uuid, nullable=False),
        Column("key", Uuid, nullable=False),
        Column("act", Text, nullable=False),
        Column("answer", LargeBinary),
        Column("answered_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "key", name="pk_answered_keys"),
    )
    op.create_index("ix_answered_keys_answered_at", "answered_keys", ["answered_at"])
