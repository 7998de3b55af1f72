"""Codes: enrol, issue and renew tokens, kill, say what stands about a scanned code, publish."""

from __future__ import annotations

from ankang.codes.model.keys import AHEAD
from ankang.codes.service.bulk import enrol_many
from ankang.codes.service.enrolling import enrol, handlers, kill, kill_own
from ankang.codes.service.issuing import issue_token, list_phones
from ankang.codes.service.keys import (
    KeyRow,
    Published,
    list_keys,
    publish_keys,
    retire_key,
    revoke_key,
    rotate_key,
)
from ankang.codes.service.papers import PaperSize, end_papers, list_papers, paper_standing, print_for, print_paper
from ankang.codes.service.published_folder import folder_name, lay_published, published_file
from ankang.codes.service.publishing import publish_due
from ankang.codes.service.renewal_lane import RENEWALS, AskedToken
from ankang.codes.service.standings import live_colour, plain_standings, standing
from ankang.codes.service.telling_time import signed_time

__all__ = [
    "AHEAD",
    "RENEWALS",
    "AskedToken",
    "KeyRow",
    "PaperSize",
    "Published",
    "end_papers",
    "enrol",
    "enrol_many",
    "folder_name",
    "handlers",
    "issue_token",
    "kill",
    "kill_own",
    "lay_published",
    "list_keys",
    "list_papers",
    "list_phones",
    "live_colour",
    "paper_standing",
    "plain_standings",
    "print_for",
    "print_paper",
    "publish_due",
    "publish_keys",
    "published_file",
    "retire_key",
    "revoke_key",
    "rotate_key",
    "signed_time",
    "standing",
]
