"""Sites and duties, and what happens at gates.

Names and numbers of people stand only in identity. Beside a person the site stands as its key and encrypted, never
readable (`store/keys`); readings are encrypted.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ankang.runtime.database import metadata

_INSTANT = DateTime(timezone=True)

sites = Table(
    "sites",
    metadata,
    Column("site_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("division_code", Text, nullable=False),
    Column("temperature_limit_celsius", Float, nullable=False),
    Column("colours_let_in", ARRAY(Text), nullable=False),
    Column("created_at", _INSTANT, nullable=False),
    Column("closed_at", _INSTANT),
    Column("state", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("keeper_key", LargeBinary),
    Column("keeper", LargeBinary),  # who answers for the site, encrypted; None for a site that the operator made
)
Index("ix_sites_keeper_key", sites.c.keeper_key)
Index("ix_sites_division_code", sites.c.division_code, sites.c.created_at, sites.c.site_id)

# North, south: where staff stand and a poster hangs. Every site has one at least.
entrances = Table(
    "entrances",
    metadata,
    Column("site_id", Uuid, primary_key=True),
    Column("entrance_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
    Column("closed_at", _INSTANT),
)

# Posted codes by their text. A revoked one (a forwarded photo of the poster) opens nothing; the entrance gets another.
posted_codes = Table(
    "posted_codes",
    metadata,
    Column("posted_code", Text, primary_key=True),
    Column("site_id", Uuid, nullable=False),
    Column("entrance_id", Uuid, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
    Column("revoked_at", _INSTANT),
)
Index("ix_posted_codes_site_id", posted_codes.c.site_id)

# What officers decided about a site: approved, suspended, moved, with the ground.
site_decisions = Table(
    "site_decisions",
    metadata,
    Column("site_id", Uuid, primary_key=True),
    Column("decision_id", Uuid, primary_key=True),
    Column("act", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", _INSTANT, nullable=False),
)

# Links by which a keeper takes on staff: each for one person, once. The secret only as its digest.
site_invitations = Table(
    "site_invitations",
    metadata,
    Column("site_id", Uuid, primary_key=True),
    Column("invitation_id", Uuid, primary_key=True),
    Column("secret_digest", LargeBinary, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
    Column("expires_at", _INSTANT, nullable=False),
    Column("used_at", _INSTANT),
    Column("revoked_at", _INSTANT),
)
Index("ix_site_invitations_secret_digest", site_invitations.c.secret_digest)

# Who may go on duty where.
staff_sites = Table(
    "staff_sites",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("site_key", LargeBinary, primary_key=True),
    Column("site", LargeBinary, nullable=False),
    Column("assigned_at", _INSTANT, nullable=False),
)
Index("ix_staff_sites_site_key", staff_sites.c.site_key)

duties = Table(
    "duties",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("started_at", _INSTANT, primary_key=True),
    Column("site", LargeBinary, nullable=False),
    Column("entrance", LargeBinary),  # encrypted; None in duties from before sites had several
    Column("ended_at", _INSTANT),
)
Index("uq_duties_present", duties.c.person_id, unique=True, postgresql_where=duties.c.ended_at.is_(None))

# A holder at a gate, also where the code was refused. `gate`: the site, the staff and the entrance, encrypted.
# `is_identified`: the live code or the document was read (P9).
visits = Table(
    "visits",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("visit_id", Uuid, primary_key=True),
    Column("site_key", LargeBinary, nullable=False),
    Column("entrance_key", LargeBinary),  # None where the phone kept the visit
    Column("gate", LargeBinary, nullable=False),
    Column("way", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("colour", Text, nullable=False),
    Column("entry", Text, nullable=False),  # by colour and rules
    Column("verdict", Text, nullable=False),  # after the readings
    Column("refusal", Text),
    Column("is_identified", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("uploaded_at", _INSTANT),  # of a visit that the phone kept while the centre was away
    Column("conflict", Text),  # what the gate did against what the centre knew at that time
    Column("direction", Text, nullable=False, server_default="in"),
    Column("household_key", LargeBinary),  # of a listed resident who went out, for the quota (P18)
    Column("companion_of", Uuid),  # the visit of the person with whom somebody without a phone came
    Column("opened_by", Text),  # what let somebody in whom the rules would stop: the own home, care, danger
)
# Requests after the first name the visit alone.
Index("ix_visits_visit_id", visits.c.visit_id)
Index("ix_visits_site_key_at", visits.c.site_key, visits.c.at)
Index("ix_visits_person_id_at", visits.c.person_id, visits.c.at)
Index(
    "ix_visits_household_key_at",
    visits.c.household_key,
    visits.c.at,
    postgresql_where=visits.c.household_key.is_not(None),
)
Index(
    "ix_visits_isolated",
    visits.c.site_key,
    visits.c.person_id,
    postgresql_where=visits.c.state == "isolated",
)

# `reading`: degrees and staff, encrypted.
readings = Table(
    "readings",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("visit_id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("reading", LargeBinary, nullable=False),
    Column("read_at", _INSTANT, nullable=False),
)

# Registered abnormal temperatures, by the account that registered: above the pack's number they wait for an officer.
# `report`: site, division, staff and degrees, encrypted; the keys are what they are found and counted by.
registrations = Table(
    "registrations",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("visit_id", Uuid, primary_key=True),
    Column("site_key", LargeBinary, nullable=False),
    Column("staff_key", LargeBinary, nullable=False),
    Column("region_keys", ARRAY(LargeBinary), nullable=False),
    Column("report", LargeBinary, nullable=False),
    Column("registered_at", _INSTANT, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_at", _INSTANT),
    Column("decided_by", Uuid),
    Column("ground", LargeBinary),
)
Index("ix_registrations_visit_id", registrations.c.visit_id)
Index("ix_registrations_site_key_registered_at", registrations.c.site_key, registrations.c.registered_at)
Index("ix_registrations_staff_key_registered_at", registrations.c.staff_key, registrations.c.registered_at)
Index("ix_registrations_waiting", registrations.c.registered_at, postgresql_where=registrations.c.state == "waiting")

# The holder scanned a posted code: it changes nothing until staff confirm it (R5).
arrivals = Table(
    "arrivals",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("arrival_id", Uuid, primary_key=True),
    Column("site_key", LargeBinary, nullable=False),
    Column("entrance_key", LargeBinary),
    Column("site", LargeBinary, nullable=False),
    Column("shower_id", Uuid, nullable=False),
    Column("arrived_at", _INSTANT, nullable=False),
    Column("colour", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("visit_id", Uuid),
)
Index("ix_arrivals_arrival_id", arrivals.c.arrival_id)
Index("ix_arrivals_pending", arrivals.c.site_key, arrivals.c.arrived_at, postgresql_where=arrivals.c.visit_id.is_(None))

# Every look-up by document number, also of numbers that nobody here has: the number only as a blind index.
look_ups = Table(
    "look_ups",
    metadata,
    Column("person_id", Uuid, primary_key=True),  # the account that looked
    Column("look_up_id", Uuid, primary_key=True),
    Column("site", LargeBinary, nullable=False),
    Column("looked_at", _INSTANT, nullable=False),
    Column("document_index", LargeBinary, nullable=False),
    Column("outcome", Text, nullable=False),
)
Index("ix_look_ups_decoy", look_ups.c.looked_at, postgresql_where=look_ups.c.outcome == "decoy")
Index("ix_look_ups_looked_at", look_ups.c.person_id, look_ups.c.looked_at)

# Invented document numbers that nobody shows: who looks one up is reported to officers (R11). Only as blind indexes.
decoys = Table(
    "decoys",
    metadata,
    Column("document_index", LargeBinary, primary_key=True),
    Column("made_at", _INSTANT, nullable=False),
)

# Scans that named nobody: unreadable, expired, stale, unknown. No text of the QR is kept.
refused_scans = Table(
    "refused_scans",
    metadata,
    Column("site_key", LargeBinary, primary_key=True),
    Column("scan_id", Uuid, primary_key=True),
    Column("entrance_key", LargeBinary),
    Column("staff_id", Uuid, nullable=False),
    Column("refusal", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
)
Index("ix_refused_scans_at", refused_scans.c.site_key, refused_scans.c.at)

# `report`: staff and their note, encrypted.
mismatches = Table(
    "mismatches",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("visit_id", Uuid, primary_key=True),
    Column("report", LargeBinary, nullable=False),
    Column("reported_at", _INSTANT, nullable=False),
)

# Proofs seen within the last minutes, by code and instant, never by signature: ECDSA is malleable (R14).
seen_proofs = Table(
    "seen_proofs",
    metadata,
    Column("list_id", BigInteger, primary_key=True, autoincrement=False),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("proof_at", _INSTANT, primary_key=True),
    Column("staff_id", Uuid, nullable=False),
    Column("key", Uuid, nullable=False),
    Column("seen_at", _INSTANT, nullable=False),
)
Index("ix_seen_proofs_seen_at", seen_proofs.c.seen_at)

# One code at two far sites within minutes (R14): two visits of one person. The sites stand in the visits, encrypted.
far_shows = Table(
    "far_shows",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("earlier_visit_id", Uuid, primary_key=True),
    Column("later_visit_id", Uuid, primary_key=True),
    Column("found_at", _INSTANT, nullable=False),
)
Index("ix_far_shows_found_at", far_shows.c.found_at)

# The answer that a key got, so that a repeated upload is the same act. Encrypted: it holds a masked name.
answered_keys = Table(
    "answered_keys",
    metadata,
    Column("person_id", Uuid, primary_key=True),  # the account that asked
    Column("key", Uuid, primary_key=True),
    Column("act", Text, nullable=False),
    Column("answer", LargeBinary),
    Column("answered_at", _INSTANT, nullable=False),
)
Index("ix_answered_keys_answered_at", answered_keys.c.answered_at)

# The versions of a site's own rules; before the first one the two columns of `sites` count. `author`: who saved it.
site_rule_sets = Table(
    "site_rule_sets",
    metadata,
    Column("site_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("from_at", _INSTANT, nullable=False),
    Column("rules", Text, nullable=False),  # canonical JSON
    Column("author", LargeBinary, nullable=False),
    Column("made_at", _INSTANT, nullable=False),
)

# Whom a site lists. `entry`: name, document, household and department, encrypted; the keys are what it is found and
# compared by.
listed_people = Table(
    "listed_people",
    metadata,
    Column("site_key", LargeBinary, primary_key=True),
    Column("document_index", LargeBinary, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("household_key", LargeBinary),
    Column("entry", LargeBinary, nullable=False),
    Column("entry_digest", LargeBinary, nullable=False),
    Column("imported_at", _INSTANT, nullable=False),
)

# What became of an imported list. `report`: the counts and the rows that were not taken, encrypted.
list_imports = Table(
    "list_imports",
    metadata,
    Column("site_key", LargeBinary, primary_key=True),
    Column("import_id", Uuid, primary_key=True),
    Column("report", LargeBinary, nullable=False),
    Column("imported_at", _INSTANT, nullable=False),
)

# Doors that were opened against the rules: the own home, care, danger. `report`: by what, why, by whom, which visit.
opened_doors = Table(
    "opened_doors",
    metadata,
    Column("site_key", LargeBinary, primary_key=True),
    Column("opening_id", Uuid, primary_key=True),
    Column("report", LargeBinary, nullable=False),
    Column("opened_at", _INSTANT, nullable=False),
    Column("seen_at", _INSTANT),  # when who answers for the site, or the community, saw it
)
Index("ix_opened_doors_site_key_opened_at", opened_doors.c.site_key, opened_doors.c.opened_at)

# What gates did without the centre, stored as it came and not checked yet: no fact of it counts until a job has.
# `records`: the records and the region of who sent them, encrypted.
kept_uploads = Table(
    "kept_uploads",
    metadata,
    Column("person_id", Uuid, primary_key=True),  # the account that sent it
    Column("upload_id", Uuid, primary_key=True),
    Column("records", LargeBinary, nullable=False),
    Column("record_count", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("received_at", _INSTANT, nullable=False),
)
Index("ix_kept_uploads_received_at", kept_uploads.c.received_at)

# Turnstiles and doors that ask by themselves. Of a device's key the public half, of its enrolment code a digest.
gate_devices = Table(
    "gate_devices",
    metadata,
    Column("site_id", Uuid, primary_key=True),
    Column("device_id", Uuid, primary_key=True),
    Column("entrance_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("on_timeout", Text, nullable=False),
    Column("reads_documents", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),  # suspended by an officer
    Column("registered_at", _INSTANT, nullable=False),
    Column("public_key", LargeBinary),  # None until it enrols
    Column("enrolled_at", _INSTANT),
    Column("last_seen_at", _INSTANT),
    Column("code_digest", LargeBinary),
    Column("code_expires_at", _INSTANT),
    Column("code_used_at", _INSTANT),
)
Index("ix_gate_devices_device_id", gate_devices.c.device_id)
Index("ix_gate_devices_code_digest", gate_devices.c.code_digest)
