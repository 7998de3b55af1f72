"""Codes: enrol, issue and renew tokens, kill, say what stands about a scanned code, publish."""

from __future__ import annotations

from ankang.codes.service.bulk import enrol_many
from ankang.codes.service.enrolling import enrol, handlers, kill, kill_own
from ankang.codes.service.issuing import issue_token, list_phones
from ankang.codes.service.keys import Published, publish_keys
from ankang.codes.service.standings import live_colour, standing

__all__ = [
    "Published",
    "enrol",
    "enrol_many",
    "handlers",
    "issue_token",
    "kill",
    "kill_own",
    "list_phones",
    "live_colour",
    "publish_keys",
    "standing",
]
