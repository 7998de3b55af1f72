"""Sites that keepers register, with several entrances, invitations to work there, and what officers decided.

A site that exists already is active and gets one entrance, at which its posted codes hang.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, Float, LargeBinary, PrimaryKeyConstraint, Text, Uuid, text

revision = "0014_keepers"
down_revision = "0013_fever_clinics"
branch_labels = None
depends_on = None

_INSTANT = DateTime(timezone=True)


def upgrade() -> None:
    _widen_sites()
    _create_entrances()
    _create_site_decisions()
    _create_site_invitations()
    op.create_index("ix_staff_sites_site_key", "staff_sites", ["site_key"])
    op.add_column("duties", Column("entrance", LargeBinary))
    for table in ("visits", "arrivals", "refused_scans"):
        op.add_column(table, Column("entrance_key", LargeBinary))


def downgrade() -> None:
    for table in ("visits", "arrivals", "refused_scans"):
        op.drop_column(table, "entrance_key")
    op.drop_column("duties", "entrance")
    op.drop_index("ix_staff_sites_site_key", "staff_sites")
    op.drop_table("site_invitations")
    op.drop_table("site_decisions")
    op.drop_column("posted_codes", "entrance_id")
    op.drop_table("entrances")
    op.drop_index("ix_sites_division_code", "sites")
    op.drop_index("ix_sites_keeper_key", "sites")
    for column in ("keeper", "keeper_key", "longitude", "latitude", "address", "state"):
        op.drop_column("sites", column)


def _widen_sites() -> None:
    op.add_column("sites", Column("state", Text, nullable=False, server_default=text("'active'")))
    op.add_column("sites", Column("address", Text, nullable=False, server_default=text("''")))
    op.alter_column("sites", "state", server_default=None)
    op.alter_column("sites", "address", server_default=None)
    op.add_column("sites", Column("latitude", Float))
    op.add_column("sites", Column("longitude", Float))
    op.add_column("sites", Column("keeper_key", LargeBinary))
    op.add_column("sites", Column("keeper", LargeBinary))
    op.create_index("ix_sites_keeper_key", "sites", ["keeper_key"])
    op.create_index("ix_sites_division_code", "sites", ["division_code", "created_at", "site_id"])


def _create_entrances() -> None:
    op.create_table(
        "entrances",
        Column("site_id", Uuid, nullable=False),
        Column("entrance_id", Uuid, nullable=False),
        Column("name", Text, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
        Column("closed_at", _INSTANT),
        PrimaryKeyConstraint("site_id", "entrance_id", name="pk_entrances"),
    )
    op.execute(
        "INSERT INTO entrances (site_id, entrance_id, name, made_at) "
        "SELECT site_id, gen_random_uuid(), '正门', created_at FROM sites"
    )
    op.add_column("posted_codes", Column("entrance_id", Uuid))
    op.execute(
        "UPDATE posted_codes SET entrance_id = entrances.entrance_id FROM entrances "
        "WHERE entrances.site_id = posted_codes.site_id"
    )
    op.alter_column("posted_codes", "entrance_id", nullable=False)


def _create_site_decisions() -> None:
    op.create_table(
        "site_decisions",
        Column("site_id", Uuid, nullable=False),
        Column("decision_id", Uuid, nullable=False),
        Column("act", Text, nullable=False),
        Column("ground", Text, nullable=False),
        Column("decided_by", Uuid, nullable=False),
        Column("decided_at", _INSTANT, nullable=False),
        PrimaryKeyConstraint("site_id", "decision_id", name="pk_site_decisions"),
    )


def _create_site_invitations() -> None:
    op.create_table(
        "site_invitations",
        Column("site_id", Uuid, nullable=False),
        Column("invitation_id", Uuid, nullable=False),
        Column("secret_digest", LargeBinary, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
        Column("expires_at", _INSTANT, nullable=False),
        Column("used_at", _INSTANT),
        Column("revoked_at", _INSTANT),
        PrimaryKeyConstraint("site_id", "invitation_id", name="pk_site_invitations"),
    )
    op.create_index("ix_site_invitations_secret_digest", "site_invitations", ["secret_digest"])
