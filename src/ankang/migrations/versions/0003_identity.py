"""People with their documents and mobiles, accounts, sessions, one-time codes, roles and proxies."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Text, Uuid, text

revision = "0003_identity"
down_revision = "0002_areas"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    _create_people()
    _create_documents()
    _create_mobiles()
    _create_accounts()
    _create_sessions()
    _create_one_time_codes()
    _create_attempts()
    _create_role_grants()
    _create_proxy_links()


def downgrade() -> None:
    op.drop_table("proxy_links")
    op.drop_table("role_grants")
    op.drop_table("attempts")
    op.drop_table("one_time_codes")
    op.drop_table("sessions")
    op.drop_table("accounts")
    op.drop_table("mobiles")
    op.drop_table("documents")
    op.drop_table("people")


def _create_people() -> None:
    op.create_table(
        "people",
        Column("person_id", Uuid, nullable=False),
        Column("name", LargeBinary, nullable=False),
        Column("document_type", Text, nullable=False),
        Column("document_number", LargeBinary, nullable=False),
        Column("birth_date", LargeBinary, nullable=False),
        Column("mobile", LargeBinary),
        Column("identity_proof", Text, nullable=False),
        Column("city_code", Text, nullable=False),
        Column("is_placeholder", Boolean, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", name="pk_people"),
    )
    op.create_index(
        "ix_people_awaiting_proof",
        "people",
        ["city_code", "created_at"],
        postgresql_where=text("identity_proof = 'awaiting_proof'"),
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        Column("document_index", LargeBinary, nullable=False),
        Column("person_id", Uuid, nullable=False),
        PrimaryKeyConstraint("document_index", name="pk_documents"),
    )


def _create_mobiles() -> None:
    op.create_table(
        "mobiles",
        Column("mobile_index", LargeBinary, nullable=False),
        Column("person_id", Uuid, nullable=False),
        PrimaryKeyConstraint("mobile_index", name="pk_mobiles"),
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        Column("person_id", Uuid, nullable=False),
        Column("password_hash", Text),
        Column("created_at", _INSTANT, nullable=False),
        Column("password_changed_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", name="pk_accounts"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        Column("person_id", Uuid, nullable=False),
        Column("token_digest", LargeBinary, nullable=False),
        Column("session_id", Uuid, nullable=False),
        Column("created_at", _INSTANT, nullable=False),
        Column("last_seen_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "token_digest", name="pk_sessions"),
    )


def _create_one_time_codes() -> None:
    op.create_table(
        "one_time_codes",
        Column("subject", LargeBinary, nullable=False),
        Column("code_digest", LargeBinary, nullable=False),
        Column("sent_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("used_at", _INSTANT),
        PrimaryKeyConstraint("subject", name="pk_one_time_codes"),
    )


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        Column("bucket", LargeBinary, nullable=False),
        Column("window_started_at", _INSTANT, nullable=False),
        Column("counted", Integer, nullable=False),
        PrimaryKeyConstraint("bucket", name="pk_attempts"),
    )


def _create_role_grants() -> None:
    op.create_table(
        "role_grants",
        Column("person_id", Uuid, nullable=False),
        Column("role", Text, nullable=False),
        Column("post", LargeBinary, nullable=False),
        Column("granted_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "role", name="pk_role_grants"),
    )


def _create_proxy_links() -> None:
    op.create_table(
        "proxy_links",
        Column("person_id", Uuid, nullable=False),
        Column("link_id", Uuid, nullable=False),
        Column("holder_id", Uuid, nullable=False),
        Column("stated_name", LargeBinary, nullable=False),
        Column("consent_mobile", LargeBinary),
        Column("relation", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("since", _INSTANT, nullable=False),
        PrimaryKeyConstraint("person_id", "link_id", name="pk_proxy_links"),
    )
    op.create_index("ix_proxy_links_holder_id", "proxy_links", ["holder_id"])
    op.create_index(
        "uq_proxy_links_person_id_holder_id",
        "proxy_links",
        ["person_id", "holder_id"],
        unique=True,
        postgresql_where=text("state <> 'ended'"),
    )
