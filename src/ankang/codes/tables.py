"""Enrolments with their numbers, phones with tokens, paper codes, statuses, and what is published."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Uuid,
)

from ankang.runtime.append_only import make_append_only
from ankang.runtime.database import metadata

_INSTANT = DateTime(timezone=True)

# Dense, because a code's name is a permutation of it (core/credential/code_name); a number is never used twice.
enrolment_numbers = Sequence("enrolment_numbers", start=0, minvalue=0, metadata=metadata)

# One row for each number that a person ever had; `ended_at` is when its codes died.
enrolments = Table(
    "enrolments",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("city_code", Text, nullable=False),
    Column("enrolled_at", _INSTANT, nullable=False),
    Column("ended_at", _INSTANT),
    Column("end_reason", Text),
)
# Two enrolments at once in one city would give a person two live codes there.
Index(
    "uq_enrolments_live",
    enrolments.c.person_id,
    enrolments.c.city_code,
    unique=True,
    postgresql_where=enrolments.c.ended_at.is_(None),
)

# Whose number it is: keyed by the number, because a checkpoint knows nothing else.
code_numbers = Table(
    "code_numbers",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", Uuid, nullable=False),
)

# The phone keys that tokens were issued for, by their thumbprint. The latest of each shower is the active one.
phone_keys = Table(
    "phone_keys",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("thumbprint", LargeBinary, primary_key=True),
    Column("shower_id", Uuid, nullable=False),
    Column("issued_at", _INSTANT, nullable=False),
    Column("expires_at", _INSTANT, nullable=False),
    Column("replaced_at", _INSTANT),
)

# Public keys as verifiers know them, and each bundle as it was signed: the same bytes for everybody.
published_keys = Table(
    "published_keys",
    metadata,
    Column("key_id", LargeBinary, primary_key=True),
    Column("key_use", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("point", LargeBinary, nullable=False),
    Column("not_before", _INSTANT, nullable=False),
    Column("not_after", _INSTANT, nullable=False),
    Column("state", Text, nullable=False),
)
key_bundles = Table(
    "key_bundles",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("published_at", _INSTANT, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("signed_by", LargeBinary, nullable=False),
)
# What was done with keys, and why. Append-only.
key_events = make_append_only(
    Table(
        "key_events",
        metadata,
        Column("event_id", Uuid, primary_key=True),
        Column("key_id", LargeBinary, nullable=False),
        Column("act", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("happened_at", _INSTANT, nullable=False),
    )
)

# What is known of a code beyond its token, by name. 0 stays as a row, so that the next delta can say that an earlier
# value is gone; rows of days that are over are deleted. No person stands here: a name is a permutation of a number.
statuses = Table(
    "statuses",
    metadata,
    Column("list_id", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("value", SmallInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)

# One row for each family: what was published last. Whoever holds the row's lock publishes.
publications = Table(
    "publications",
    metadata,
    Column("family", SmallInteger, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("published_at", _INSTANT, nullable=False),
    Column("index_at", _INSTANT),
    Column("manifest", LargeBinary, nullable=False),
)

# Every immutable file of a publication, so that any server can lay the folder anew, byte by byte, at any time.
published_files = Table(
    "published_files",
    metadata,
    Column("family", SmallInteger, primary_key=True, autoincrement=False),
    Column("path", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("from_position", BigInteger),
    Column("content", LargeBinary, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
)
Index("ix_published_files_kind", published_files.c.family, published_files.c.kind, published_files.c.made_at)

# Paper codes: one row for each printing. The number is drawn anew each time, so that old paper dies with its name.
paper_numbers = Sequence("paper_numbers", start=0, minvalue=0, metadata=metadata)
paper_codes = Table(
    "paper_codes",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("printed_at", _INSTANT, nullable=False),
    Column("expires_at", _INSTANT, nullable=False),
    Column("printed_by", Uuid, nullable=False),
    Column("ended_at", _INSTANT),
)
# Whose paper number it is: keyed by the number, because a checkpoint knows nothing else.
paper_holders = Table(
    "paper_holders",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", Uuid, nullable=False),
)
