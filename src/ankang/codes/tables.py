"""Enrolments with their numbers, the phones that were given tokens, and the published keys."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, LargeBinary, Sequence, Table, Text, Uuid

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
)
