"""A complete and possible JSON body for each operation that takes one; tests change one value at a time."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from support.application import PASSWORD, identity_number

FORM: dict[str, Any] = {
    "city_code": "3401",
    "address": {
        "division_code": "340102001",
        "compound_name": "明珠花园",
        "building": "3",
        "unit": "2",
        "room": "501",
    },
    "workplace": "明珠纺织厂",
    "symptoms": ["dry_cough"],
    "contact": {"close_contact": True, "last_contact_on": "2022-07-05"},
    "arrival": {
        "from_outside": True,
        "origin_division_code": "310101",
        "cities_passed": ["3201"],
        "left_origin_on": "2022-07-05",
        "arrives_on": "2022-07-06",
        "isolated_14_days": False,
    },
    "promise_accepted": True,
    "channel": "web",
}
SITE: dict[str, Any] = {
    "name": "百姓超市 南七店",
    "kind": "supermarket",
    "division_code": "340104",
    "address": "望江西路 10 号",
    "entrances": ["北门"],
}
_DOCUMENT = {"document_type": "mainland_id", "document_number": identity_number(sequence=801)}
_PERSON = {"name": "钱进", **_DOCUMENT, "birth_date": "1990-05-17"}
_MOBILE = "13900000801"
_KEPT_SCAN = {
    "kind": "scan",
    "at": "2022-07-08T09:30:00+08:00",
    "site_id": "5a0c1f0e-2f0b-4a54-9c9d-0c8f5f3f7a11",
    "qr_text": "AHC1:6BF",
    "let_in": True,
}
_RULES = [{"rule": "colours", "let_in": ["green"]}, {"rule": "temperature", "limit_celsius": 37.3}]
_SITE_RULES: dict[str, dict[str, Any]] = {
    "PUT /checkpoints/sites/{site_id}/rules": {"rules": _RULES, "after_version": 0},
    "POST /checkpoints/sites/{site_id}/rules/preview": {
        "rules": _RULES,
        "at": "2022-07-08T07:30:00+08:00",
        "people": [{"colour": "yellow", "lists": ["residents"]}],
    },
}
_DECISION = {"accept": True, "ground": "电话核实"}


def _about_sites(key: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {
        **_SITE_RULES,
        "POST /checkpoints/sites/{site_id}/devices": {**key, "entrance_id": str(uuid4()), "name": "北门 1 号"},
        "PUT /checkpoints/sites/{site_id}/devices/{device_id}": {
            "state": "suspended",
            "on_timeout": "bar",
            "reads_documents": False,
        },
        "POST /checkpoints/openings": {**key, "reason": "medical_care", "visit_id": str(uuid4())},
        "POST /checkpoints/visits/{visit_id}/papers": {"seen": True},
        "POST /checkpoints/kept-sites": SITE | key,
        "POST /checkpoints/kept-sites/{site_id}/entrances": {**key, "name": "南门"},
        "POST /checkpoints/kept-sites/{site_id}/invitations": key,
        "POST /checkpoints/invitations/look": {"secret": "A" * 32},
        "POST /checkpoints/invitations/acceptance": {"secret": "A" * 32},
        "POST /checkpoints/region-sites/{site_id}/decisions": {"act": "suspend", "ground": "地址不符"},
    }


def device_bodies() -> dict[str, dict[str, Any]]:
    """As `bodies`, for what gate devices ask."""
    return {
        "POST /gate/v1/enrolment": {"code": "ABCD-EFGH-JKLM-NPQR", "public_key": "02" * 33},
        "POST /gate/v1/pass": {"key": str(uuid4()), "qr_text": "AHC1:6BF"},
    }


def bodies() -> dict[str, dict[str, Any]]:
    """By operation; a fresh `key` each time."""
    key = {"key": str(uuid4())}
    return {
        "POST /identity/one-time-codes": {"mobile": _MOBILE, "purpose": "sign_in"},
        "POST /identity/registrations": {
            **_PERSON,
            "mobile": _MOBILE,
            "one_time_code": "123456",
            "password": PASSWORD,
        },
        "POST /identity/sessions": {
            "method": "document_password",
            "mobile": _MOBILE,
            **_DOCUMENT,
            "password": PASSWORD,
            "one_time_code": "123456",
        },
        "POST /identity/password-resets": {"mobile": _MOBILE, "one_time_code": "123456", "password": PASSWORD},
        "POST /identity/proxies": {**_PERSON, "relation": "parent", "mobile": _MOBILE},
        "POST /identity/proxies/in-person": {
            "holder_document_type": "mainland_id",
            "holder_document_number": identity_number(sequence=802),
            "proxy_document_type": "mainland_id",
            "proxy_document_number": identity_number(sequence=803),
        },
        "POST /identity/proxies/{link_id}/confirmation": {"one_time_code": "123456"},
        "POST /identity/proofs": {**_PERSON, "mobile": _MOBILE},
        "POST /applications": FORM,
        "POST /applications/corrections": FORM,
        "POST /applications/reviews/{application_id}": _DECISION,
        "POST /codes/{person_id}/tokens": {"request": "AAAA"},
        "POST /codes/{person_id}/kill": {"reason": "lost_phone"},
        "POST /codes/{person_id}/paper": {"size": "card"},
        "POST /codes/time": {"nonce": "00" * 16},
        "POST /codes/standing": {"list_id": 3_764_224, "index": 485_960},
        "POST /check-ins/{person_id}": {
            **key,
            "made_at": "2022-07-08T09:30:00+08:00",
            "temperature_celsius": 36.5,
            "symptoms": ["fatigue"],
            "contact": True,
            "contact_on": "2022-07-07",
            "whereabouts": {"left_city": True, "division_code": "310101", "compound_name": "新天地"},
            "method": "self",
        },
        "POST /check-ins/{person_id}/reports": {**key, "symptoms": ["fever"]},
        "PUT /checkpoints/duty": {"site_id": str(uuid4())},
        **_about_sites(key),
        "POST /checkpoints/scans": {**key, "qr_text": "AHC1:6BF", "scanned_at": "2022-07-08T09:59:00+08:00"},
        "POST /checkpoints/uploads": {"records": [_KEPT_SCAN | key]},
        "POST /checkpoints/look-ups": {**key, **_DOCUMENT},
        "POST /checkpoints/arrivals": {**key, "posted_code": "A" * 26},
        "POST /checkpoints/visits/{visit_id}/temperatures": {**key, "celsius": 36.5},
        "POST /checkpoints/visits/{visit_id}/paper": {"size": "a6"},
        "POST /checkpoints/visits/{visit_id}/mismatch": {"note": "照片不符"},
        "POST /checkpoints/registrations/{visit_id}/decision": _DECISION,
        "POST /console/people/search": {**_DOCUMENT, "purpose": "follow_up"},
        "POST /console/people/{person_id}/reveal": {"field": "mobile", "purpose": "follow_up"},
    }


def forms() -> dict[str, dict[str, Any]]:
    """A file and its fields for operations about records that take no JSON, as httpx sends them."""
    rows = "姓名,证件号码\n钱进," + _DOCUMENT["document_number"]
    return {
        "POST /checkpoints/sites/{site_id}/people/imports": {
            "files": {"file": ("employees.csv", rows.encode())},
            "data": {"kind": "employees"},
        }
    }
