"""The tables of identity. Everything that names a person is encrypted; what is searched stands as a blind index."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid, text

from ankang.runtime.database import metadata

_INSTANT = DateTime(timezone=True)

people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("document_type", Text, nullable=False),
    Column("document_number", LargeBinary, nullable=False),
    Column("birth_date", LargeBinary, nullable=False),
    Column("mobile", LargeBinary),
    Column("identity_proof", Text, nullable=False),
    Column("city_code", Text, nullable=False),  # where the person was registered: whose officers prove identity
    # Named by somebody who asked to act for them, and nobody has agreed yet: whoever registers takes the record.
    Column("is_placeholder", Boolean, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
)
Index(
    "ix_people_awaiting_proof",
    people.c.city_code,
    people.c.created_at,
    postgresql_where=text("identity_proof = 'awaiting_proof'"),
)

# Global uniqueness stands in tables keyed by the value itself, so that every table can be distributed.
documents = Table(
    "documents",
    metadata,
    Column("document_index", LargeBinary, primary_key=True),
    Column("person_id", Uuid, nullable=False),
)
mobiles = Table(
    "mobiles",
    metadata,
    Column("mobile_index", LargeBinary, primary_key=True),
    Column("person_id", Uuid, nullable=False),
)

# Without a password hash, as a proof at the counter leaves it, an account is entered by a code.
accounts = Table(
    "accounts",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("password_hash", Text),
    Column("created_at", _INSTANT, nullable=False),
    Column("password_changed_at", _INSTANT, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("token_digest", LargeBinary, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
    Column("last_seen_at", _INSTANT, nullable=False),
    Column("expires_at", _INSTANT, nullable=False),
)

# The code last sent for a subject (purpose and number, or a proxy link); the code itself only as a keyed digest.
one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("subject", LargeBinary, primary_key=True),
    Column("code_digest", LargeBinary, nullable=False),
    Column("sent_at", _INSTANT, nullable=False),
    Column("expires_at", _INSTANT, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("used_at", _INSTANT),
)

# Counts behind the limits of model/limits.py; `bucket` is a blind index of limit and number, address or account.
attempts = Table(
    "attempts",
    metadata,
    Column("bucket", LargeBinary, primary_key=True),
    Column("window_started_at", _INSTANT, nullable=False),
    Column("counted", Integer, nullable=False),
)

# `post`: region and organisation, encrypted. Where staff work says where the holders were whom they met.
role_grants = Table(
    "role_grants",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("post", LargeBinary, nullable=False),
    Column("granted_at", _INSTANT, nullable=False),
)

# `person_id` is the proxy, because every request of a proxy asks whom they act for; holders find theirs by the index.
proxy_links = Table(
    "proxy_links",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("link_id", Uuid, primary_key=True),
    Column("holder_id", Uuid, nullable=False),
    Column("stated_name", LargeBinary, nullable=False),
    Column("consent_mobile", LargeBinary),  # where an adult's code was sent; becomes the holder's when it is given
    Column("relation", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", _INSTANT, nullable=False),
)
Index("ix_proxy_links_holder_id", proxy_links.c.holder_id)
Index(
    "uq_proxy_links_person_id_holder_id",
    proxy_links.c.person_id,
    proxy_links.c.holder_id,
    unique=True,
    postgresql_where=text("state <> 'ended'"),
)
