"""Statuses of codes, what is published of them, and paper codes."""

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
    SmallInteger,
    Text,
    Uuid,
)
from sqlalchemy.schema import CreateSequence, DropSequence

revision = "0011_publication"
down_revision = "0010_checkpoints"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    op.execute(CreateSequence(Sequence("paper_numbers", start=0, minvalue=0)))
    _create_statuses()
    _create_publications()
    _create_published_files()
    _create_paper_codes()


def downgrade() -> None:
    for table in ("paper_holders", "paper_codes", "published_files", "publications", "statuses"):
        op.drop_table(table)
    op.execute(DropSequence(Sequence("paper_numbers")))


def _create_statuses() -> None:
    op.create_table(
        "statuses",
        Column("list_id", BigInteger, autoincrement=False, nullable=False),
        Column("place", Integer, autoincrement=False, nullable=False),
        Column("value", SmallInteger, nullable=False),
        Column("position", BigInteger, nullable=False),
        PrimaryKeyConstraint("list_id", "place", name="pk_statuses"),
    )


def _create_publications() -> None:
    op.create_table(
        "publications",
        Column("family", SmallInteger, autoincrement=False, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("published_at", _INSTANT, nullable=False),
        Column("index_at", _INSTANT),
        Column("manifest", LargeBinary, nullable=False),
        PrimaryKeyConstraint("family", name="pk_publications"),
    )


def _create_published_files() -> None:
    op.create_table(
        "published_files",
        Column("family", SmallInteger, autoincrement=False, nullable=False),
        Column("path", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("number", BigInteger, nullable=False),
        Column("from_position", BigInteger),
        Column("content", LargeBinary, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("family", "path", name="pk_published_files"),
    )
    op.create_index("ix_published_files_kind", "published_files", ["family", "kind", "made_at"])


def _create_paper_codes() -> None:
    op.create_table(
        "paper_codes",
        Column("person_id", Uuid, nullable=False),
        Column("number", BigInteger, autoincrement=False, nullable=False),
        Column("printed_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("printed_by", Uuid, nullable=False),
        Column("ended_at", _INSTANT),
        PrimaryKeyConstraint("person_id", "number", name="pk_paper_codes"),
    )
    op.create_table(
        "paper_holders",
        Column("number", BigInteger, autoincrement=False, nullable=False),
        Column("person_id", Uuid, nullable=False),
        PrimaryKeyConstraint("number", name="pk_paper_holders"),
    )
