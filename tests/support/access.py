"""Who may use which operation, as the product means it: one line an operation, written by hand and not read from it.

A route that is added without a line here fails tests/api/test_access_by_role.py; one that takes the id of a record and
is not in `RECORDS` fails tests/api/test_access_by_record.py.
"""

from __future__ import annotations

from ankang.runtime.access import Role

ANYBODY: frozenset[Role] = frozenset()
RESIDENT = frozenset(Role)  # everybody who has signed in is a resident
STAFF = frozenset({Role.STAFF})
OFFICER = frozenset({Role.OFFICER})
COMMUNITY_WORKER = frozenset({Role.COMMUNITY_WORKER})
COUNTER = OFFICER | COMMUNITY_WORKER

ROLES: dict[str, frozenset[Role]] = {
    "GET /system": ANYBODY,
    "GET /demonstration/messages": ANYBODY,
    "POST /identity/one-time-codes": ANYBODY,
    "POST /identity/registrations": ANYBODY,
    "POST /identity/sessions": ANYBODY,
    "POST /identity/password-resets": ANYBODY,
    "GET /identity/session": RESIDENT,
    "DELETE /identity/session": RESIDENT,
    "GET /identity/proxies": RESIDENT,
    "POST /identity/proxies": RESIDENT,
    "POST /identity/proxies/in-person": COUNTER,
    "POST /identity/proxies/{link_id}/confirmation": RESIDENT,
    "POST /identity/proxies/{link_id}/agreement": RESIDENT,
    "DELETE /identity/proxies/{link_id}": RESIDENT,
    "GET /identity/people/{person_id}/looks": RESIDENT,
    "GET /identity/awaiting-proof": COUNTER,
    "POST /identity/proofs": COUNTER,
    "GET /areas/divisions": ANYBODY,
    "GET /areas/compounds": ANYBODY,
    "GET /areas/nearest": ANYBODY,
    "GET /areas/risks": ANYBODY,
    "POST /areas/risks/import": OFFICER,
    "GET /assessments/{person_id}": RESIDENT,
    "GET /assessments/{person_id}/history": RESIDENT,
    "POST /applications": RESIDENT,
    "POST /applications/corrections": RESIDENT,
    "GET /applications/reviews": OFFICER,
    "POST /applications/reviews/{application_id}": OFFICER,
    "GET /applications/{person_id}": RESIDENT,
    "GET /codes/keys": ANYBODY,
    "POST /codes/{person_id}/tokens": RESIDENT,
    "GET /codes/{person_id}/phones": RESIDENT,
    "POST /codes/{person_id}/kill": RESIDENT,
    "POST /codes/{person_id}/paper": RESIDENT,
    "GET /codes/{person_id}/paper": RESIDENT,
    "DELETE /codes/{person_id}/paper": RESIDENT,
    "POST /codes/time": ANYBODY,
    "POST /codes/standing": STAFF,
    "GET /check-ins/caseload": COMMUNITY_WORKER,
    "GET /check-ins/{person_id}": RESIDENT,
    "POST /check-ins/{person_id}": RESIDENT,
    "POST /check-ins/{person_id}/reports": RESIDENT,
    "GET /checkpoints/sites": STAFF,
    "GET /checkpoints/duty": STAFF,
    "PUT /checkpoints/duty": STAFF,
    "DELETE /checkpoints/duty": STAFF,
    "POST /checkpoints/scans": STAFF,
    "POST /checkpoints/uploads": STAFF,
    "GET /checkpoints/queue-key": STAFF,
    "GET /checkpoints/far-shows": OFFICER,
    "GET /checkpoints/paper-lists/manifest.cose": STAFF,
    "GET /checkpoints/paper-lists/{folder}/{name}": STAFF,
    "POST /checkpoints/visits/{visit_id}/paper": STAFF,
    "POST /checkpoints/look-ups": STAFF,
    "POST /checkpoints/arrivals": RESIDENT,
    "GET /checkpoints/arrivals": STAFF,
    "POST /checkpoints/arrivals/{arrival_id}/confirmation": STAFF,
    "POST /checkpoints/visits/{visit_id}/temperatures": STAFF,
    "POST /checkpoints/visits/{visit_id}/departure": STAFF,
    "POST /checkpoints/visits/{visit_id}/mismatch": STAFF,
    "GET /checkpoints/isolation": STAFF,
    "GET /checkpoints/people/{person_id}/visits": RESIDENT,
    "GET /checkpoints/registrations": OFFICER,
    "POST /checkpoints/registrations/{visit_id}/decision": OFFICER,
    "GET /notices": RESIDENT,
    "PUT /notices/{person_id}/{notice_id}/read": RESIDENT,
    "GET /console/summary": OFFICER,
    "GET /console/people": OFFICER,
    "POST /console/people/search": OFFICER,
    "GET /console/people/{person_id}": OFFICER,
    "POST /console/people/{person_id}/reveal": OFFICER,
}

# The operations that name a record by its id, and which of its ids belong to somebody; `site_id` is a site's own.
RECORDS: dict[str, frozenset[str]] = {
    name: frozenset(ids)
    for name, ids in {
        "POST /identity/proxies/{link_id}/confirmation": {"link_id"},
        "POST /identity/proxies/{link_id}/agreement": {"link_id"},
        "DELETE /identity/proxies/{link_id}": {"link_id"},
        "GET /identity/people/{person_id}/looks": {"person_id"},
        "GET /assessments/{person_id}": {"person_id"},
        "GET /assessments/{person_id}/history": {"person_id"},
        "POST /applications": {"person_id"},
        "POST /applications/corrections": {"person_id"},
        "POST /applications/reviews/{application_id}": {"application_id"},
        "GET /applications/{person_id}": {"person_id"},
        "POST /codes/{person_id}/tokens": {"person_id"},
        "GET /codes/{person_id}/phones": {"person_id"},
        "POST /codes/{person_id}/kill": {"person_id"},
        "POST /codes/{person_id}/paper": {"person_id"},
        "GET /codes/{person_id}/paper": {"person_id"},
        "DELETE /codes/{person_id}/paper": {"person_id"},
        "GET /check-ins/{person_id}": {"person_id"},
        "POST /check-ins/{person_id}": {"person_id"},
        "POST /check-ins/{person_id}/reports": {"person_id"},
        "PUT /checkpoints/duty": {"site_id"},
        "POST /checkpoints/uploads": {"site_id", "visit_id"},
        "POST /checkpoints/arrivals": {"person_id"},
        "POST /checkpoints/arrivals/{arrival_id}/confirmation": {"arrival_id"},
        "POST /checkpoints/visits/{visit_id}/paper": {"visit_id"},
        "POST /checkpoints/visits/{visit_id}/temperatures": {"visit_id"},
        "POST /checkpoints/visits/{visit_id}/departure": {"visit_id"},
        "POST /checkpoints/visits/{visit_id}/mismatch": {"visit_id"},
        "GET /checkpoints/people/{person_id}/visits": {"person_id"},
        "POST /checkpoints/registrations/{visit_id}/decision": {"visit_id"},
        "GET /notices": {"person_id"},
        "PUT /notices/{person_id}/{notice_id}/read": {"person_id", "notice_id"},
        "GET /console/people/{person_id}": {"person_id"},
        "POST /console/people/{person_id}/reveal": {"person_id"},
    }.items()
}
