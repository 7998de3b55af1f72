"""Sites' own rules, their lists of people, doors opened against the rules, and exits of households."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, Integer, LargeBinary, PrimaryKeyConstraint, Text, Uuid, text

revision = "0015_site_rules"
down_revision = "0014_keepers"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_rule_sets",
        Column("site_id", Uuid, nullable=False),
        Column("version", Integer, nullable=False, autoincrement=False),
        Column("from_at", _INSTANT, nullable=False),
        Column("rules", Text, nullable=False),
        Column("author", LargeBinary, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("site_id", "version", name="pk_site_rule_sets"),
    )
    op.create_table(
        "listed_people",
        Column("site_key", LargeBinary, nullable=False),
        Column("document_index", LargeBinary, nullable=False),
        Column("kind", Text, nullable=False),
        Column("household_key", LargeBinary),
        Column("entry", LargeBinary, nullable=False),
        Column("entry_digest", LargeBinary, nullable=False),
        Column("imported_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("site_key", "document_index", "kind", name="pk_listed_people"),
    )
    op.create_table(
        "list_imports",
        Column("site_key", LargeBinary, nullable=False),
        Column("import_id", Uuid, nullable=False),
        Column("report", LargeBinary, nullable=False),
        Column("imported_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("site_key", "import_id", name="pk_list_imports"),
    )
    _create_opened_doors()
    _extend_visits()


def downgrade() -> None:
    for column in ("opened_by", "companion_of", "household_key", "direction"):
        op.drop_column("visits", column)
    for table in ("opened_doors", "list_imports", "listed_people", "site_rule_sets"):
        op.drop_table(table)


def _create_opened_doors() -> None:
    op.create_table(
        "opened_doors",
        Column("site_key", LargeBinary, nullable=False),
        Column("opening_id", Uuid, nullable=False),
        Column("report", LargeBinary, nullable=False),
        Column("opened_at", _INSTANT, nullable=False),
        Column("seen_at", _INSTANT),
        PrimaryKeyConstraint("site_key", "opening_id", name="pk_opened_doors"),
    )
    op.create_index("ix_opened_doors_site_key_opened_at", "opened_doors", ["site_key", "opened_at"])


def _extend_visits() -> None:
    op.add_column("visits", Column("direction", Text, nullable=False, server_default="in"))
    op.add_column("visits", Column("household_key", LargeBinary))
    op.add_column("visits", Column("companion_of", Uuid))
    op.add_column("visits", Column("opened_by", Text))
    op.create_index(
        "ix_visits_household_key_at",
        "visits",
        ["household_key", "at"],
        postgresql_where=text("household_key IS NOT NULL"),
    )
