"""Judging a code with what the verifier itself knows: keys, lists and clock, no centre asked.

The ladder of docs/specification/credential.md, section "Times": fresh lists decide; lists up to a day old decide and
their age is shown; up to three days everything is amber, the document is compared; older lists decide nothing. It is
entered by the age of the lists alone, without an operator, because an outage has none to spare.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ankang.core.colours import Colour
from ankang.core.credential.key_bundle import KeyBundle
from ankang.core.credential.known_lists import KnownLists
from ankang.core.credential.manifest import Manifest
from ankang.core.credential.paper import PAPER_PREFIX, PaperClaims, verify_paper
from ankang.core.credential.refusals import Refusal, Refused
from ankang.core.credential.status_list import PaperStatus, Status, is_paper_list
from ankang.core.credential.times import DEFAULT_TIMES, Times
from ankang.core.credential.verify import Verified, verify


class Rung(StrEnum):
    """How far down the ladder the verifier stands."""

    FRESH = "fresh"
    AGED = "aged"
    AMBER = "amber"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a verifier holds. `days` and `paper` None before the first sync (or for a device that gets no paper list).

    `newest` is the newest manifest of the days, for its beacons.
    """

    keys: KeyBundle
    days: KnownLists | None
    paper: KnownLists | None = None
    newest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A genuine code and what counts of it now. `amber`: compare the document, whatever the colour.

    `is_paper`: no phone has signed, so the document is compared always. `made_after`: by its beacon the proof cannot
    be older than this instant; None when it carries none that the verifier knows.
    """

    code: Verified | PaperClaims
    colour: Colour
    rung: Rung
    amber: bool
    is_paper: bool
    made_after: datetime | None = None


def rung_at(age_seconds: float | None, times: Times = DEFAULT_TIMES) -> Rung:
    """Where on the ladder a verifier stands whose lists are this old; without any, at its end."""
    if age_seconds is None or age_seconds > times.list_amber:
        return Rung.MANUAL
    if age_seconds > times.list_normal:
        return Rung.AMBER
    return Rung.FRESH if age_seconds <= times.list_fresh else Rung.AGED


def judge(
    text: str, known: Knowledge, at: datetime, times: Times = DEFAULT_TIMES, *, digits: bytes | None = None
) -> Judged | Refused:
    """What counts of a scanned text at the verifier's instant, or at that of its lists when that is later.

    `digits` as in `verify`. Refusals: those of `verify` and `verify_paper`, `dead_code`, `list_too_old`.
    """
    if text.startswith(PAPER_PREFIX):
        return _judge_paper(text, known, at, times)
    at = _at_least(known.days, at)
    rung = rung_at(_age(known.days, at), times)
    code = verify(text, known.keys, at, times, centre_reachable=rung is Rung.FRESH, digits=digits)
    if isinstance(code, Refused):
        return code
    if rung is Rung.MANUAL or known.days is None:
        return Refused(Refusal.LIST_TOO_OLD, "lists: none, or older than three days")
    # A token of the permanent family would be judged by the wrong meaning of its two bits.
    if is_paper_list(code.code_name.list_id):
        return Refused(Refusal.MALFORMED, "token: names a list of the permanent family")
    # Another issuer's list of the same id speaks of other people: its codes count as signed, the document is compared.
    covered = known.keys.has_lists_of(code.issuer)
    status = Status(known.days.value(code.code_name)) if covered else Status.AS_SIGNED
    if status is Status.DEAD:
        return Refused(Refusal.DEAD_CODE, "lists: the code is dead")
    return Judged(
        code,
        status.colour_over(code.colour),
        rung,
        amber=code.grace or rung is Rung.AMBER or not covered,
        is_paper=False,
        made_after=known.newest.beacon_at(code.beacon) if known.newest else None,
    )


def _judge_paper(text: str, known: Knowledge, at: datetime, times: Times) -> Judged | Refused:
    at = _at_least(known.paper, at)
    code = verify_paper(text, known.keys, at, times)
    if isinstance(code, Refused):
        return code
    rung = rung_at(_age(known.paper, at), times)
    if rung is Rung.MANUAL or known.paper is None or not known.keys.has_lists_of(code.issuer):
        return Refused(Refusal.LIST_TOO_OLD, "paper list: none of this issuer, or older than three days")
    colour = PaperStatus(known.paper.value(code.code_name)).colour
    if colour is Colour.GREY:
        return Refused(Refusal.DEAD_CODE, "paper list: the code is dead or has no colour")
    return Judged(code, colour, rung, amber=rung is Rung.AMBER, is_paper=True)


def _at_least(lists: KnownLists | None, at: datetime) -> datetime:
    # Lists of days that are over were dropped by their time: a clock behind it must not judge by what is gone.
    return at if lists is None else max(at, lists.at)


def _age(lists: KnownLists | None, at: datetime) -> float | None:
    return None if lists is None else (at - lists.at).total_seconds()
