"""The two readings at a checkpoint, as a small state machine (SPEC E3, P9). Pure.

    open --normal--> measured
    open --abnormal--> isolated --normal--> cleared
                       isolated --abnormal, five minutes later, identified--> registered | waiting
                       isolated --left--> departed
    any of them --not the person of the code--> mismatched

One reading never changes a colour. A holder is identified when the live code or the document was read for the
reading that is registered: several may wait in the isolation area, so staff scan each once more before they measure
again, or compare the document with the name on the list (E3). A confirmed scan of a posted code is not enough (R5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from ankang.checkpoints.model.verdicts import (
    ONE_READING,
    PASS,
    RECHECK,
    SEPARATE_LANE,
    STOP,
    Decision,
    Verdict,
    too_warm_here,
)
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.words import Words

LEAST_CELSIUS = 34.0
MOST_CELSIUS = 43.0
"""What the interface takes: beyond it lies a slip of the finger or of the thermometer, not a person."""


class VisitState(StrEnum):
    """How far a visit has come. Stored values."""

    OPEN = "open"
    MEASURED = "measured"
    ISOLATED = "isolated"
    CLEARED = "cleared"
    REGISTERED = "registered"
    WAITING = "waiting"
    DEPARTED = "departed"
    MISMATCHED = "mismatched"
    REFUSED = "refused"


Outcome = Literal["normal", "recheck", "normal_after_recheck", "registered", "registration_waits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is abnormal and when it may be confirmed: from the pack of the site's city, and the site's own limit."""

    abnormal_celsius: float
    second_after: timedelta
    registrations_per_day: int
    site_celsius: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A visit so far. `entry` is the verdict by colour and rules; `first_read_at` None before the first reading.

    `is_identified`: the live code or the document was read since the last reading. `never_refused`: care or danger
    brought the person in, and no reading sends them away (R17).
    """

    state: VisitState
    entry: Verdict
    is_identified: bool
    first_read_at: datetime | None
    never_refused: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading leads to. `has_fact`: an abnormal temperature is recorded about the person."""

    state: VisitState
    outcome: Outcome
    decision: Decision
    has_fact: bool = False


def check_celsius(celsius: float) -> float:
    """The reading to a tenth of a degree; the refusal of the field when no body has it (not a number included)."""
    if not LEAST_CELSIUS <= celsius <= MOST_CELSIUS or math.isnan(celsius):
        came = "—" if math.isnan(celsius) else f"{celsius:g}"
        raise invalid_field(
            "celsius",
            "temperature_out_of_range",
            Words(
                f"体温应在 {LEAST_CELSIUS} 到 {MOST_CELSIUS} °C 之间，现在是“{came}”，请重新测量或输入。",
                f"A body temperature lies between {LEAST_CELSIUS} and {MOST_CELSIUS} °C, got “{came}”; "
                "measure or enter it again.",
            ),
        )
    return round(celsius, 1)


def second_reading_after(first_read_at: datetime, limits: Limits) -> datetime:
    """From when on the second reading counts."""
    return first_read_at + limits.second_after


def read(visit: Measured, celsius: float, limits: Limits, registered_today: int, now: datetime) -> Reading:
    """What this reading leads to; refuses a reading that cannot be taken now.

    `registered_today` are the registrations of the same account on the local day, the waiting ones too.
    """
    reading = _read(visit, celsius, limits, registered_today, now)
    if visit.never_refused and reading.decision.verdict is Verdict.STOP:
        said = reading.decision
        lane = replace(said, verdict=Verdict.PASS, headline=SEPARATE_LANE, next_step=_WITH_CARE, separate_lane=True)
        return replace(reading, decision=lane)
    return reading


def _read(visit: Measured, celsius: float, limits: Limits, registered_today: int, now: datetime) -> Reading:
    abnormal = celsius >= limits.abnormal_celsius
    if visit.state is VisitState.OPEN and visit.entry is Verdict.CANNOT_CHECK:
        raise _papers_first()
    match visit.state:
        case VisitState.OPEN:
            return _isolated(limits) if abnormal else _normal(visit, celsius, limits, VisitState.MEASURED, "normal")
        case VisitState.ISOLATED:
            return _second(visit, celsius, limits, registered_today, now)
        case _:
            raise _already_decided()


def _second(visit: Measured, celsius: float, limits: Limits, registered_today: int, now: datetime) -> Reading:
    assert visit.first_read_at is not None  # noqa: S101  (an isolated visit has a first reading)
    left = math.ceil((second_reading_after(visit.first_read_at, limits) - now).total_seconds())
    if left > 0:
        raise _too_early(left, limits)
    if celsius < limits.abnormal_celsius:
        return _normal(visit, celsius, limits, VisitState.CLEARED, "normal_after_recheck")
    if not visit.is_identified:
        raise _identity_needed()
    if registered_today >= limits.registrations_per_day:
        return Reading(VisitState.WAITING, "registration_waits", _WAITS)
    return Reading(VisitState.REGISTERED, "registered", _REGISTERED, has_fact=True)


def _normal(visit: Measured, celsius: float, limits: Limits, state: VisitState, outcome: Outcome) -> Reading:
    if celsius >= limits.site_celsius:
        return Reading(state, outcome, too_warm_here(limits.site_celsius))
    if visit.entry is Verdict.PASS:
        return Reading(state, outcome, Decision(Verdict.PASS, PASS, _NORMAL, _GO_IN))
    return Reading(state, outcome, Decision(Verdict.STOP, STOP, _NORMAL, _BY_COLOUR))


def _isolated(limits: Limits) -> Reading:
    minutes = int(limits.second_after.total_seconds() // 60)
    reason = Words(
        f"请到隔离观察区，{minutes} 分钟后由值班人员再测",
        f"To the isolation area; staff measure again in {minutes} min",
    )
    return Reading(VisitState.ISOLATED, "recheck", Decision(Verdict.RECHECK, RECHECK, reason, ONE_READING))


_NORMAL = Words("体温正常", "The temperature is normal")
_GO_IN = Words("请进", "Let the person in")
_BY_COLOUR = Words("按码的颜色不能通行", "The colour does not open this door")
_WITH_CARE = Words("请引导到专用通道，告诉医护人员", "Show the separate lane and tell the medical staff")
_TWICE = Words("两次体温都偏高", "Both readings are high")
_REGISTERED = Decision(
    Verdict.STOP,
    STOP,
    _TWICE,
    Words("已登记，码的颜色已更新；请联系发热门诊", "Registered, the colour has followed; call a fever clinic"),
)
_WAITS = Decision(
    Verdict.STOP,
    STOP,
    _TWICE,
    Words(
        "您今天登记的次数已达上限，这一次由卫健人员核实后才会生效；请联系发热门诊",
        "Your registrations of today reached their limit: an officer decides this one; call a fever clinic",
    ),
)


def _too_early(seconds: int, limits: Limits) -> RefusedError:
    minutes = int(limits.second_after.total_seconds() // 60)
    return RefusedError(
        RefusalKind.CONFLICT,
        "too_early",
        Words(
            f"两次之间至少隔 {minutes} 分钟，还要等 {seconds} 秒再测。",
            f"The readings lie at least {minutes} minutes apart; measure again in {seconds} seconds.",
        ),
        retry_after_seconds=seconds,
    )


def _papers_first() -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "papers_first",
        Words("请先看本场所要的证明，再测体温。", "See the papers that this site asks for before the temperature."),
    )


def _identity_needed() -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "identity_needed",
        Words(
            "登记前请再扫一次对方的安康码，或核对证件：只扫了场所码不能登记，要输证件号。",
            "Scan the person's code once more or compare the document; after a posted code enter the document number.",
        ),
    )


def _already_decided() -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "already_measured",
        Words(
            "这次到访已经测过并有了结果；要再测，请重新扫码。",
            "This visit has its reading and result; scan the code again to take another.",
        ),
    )


def not_waiting() -> RefusedError:
    """Only somebody who waits for the second reading can leave before it."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "not_waiting",
        Words("这个人不在等候复测。", "This person is not waiting for a second reading."),
    )


def decision_over() -> RefusedError:
    """What was registered or reported is not taken back at the gate."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "already_registered",
        Words(
            "这次到访已登记或已报告，不能再改；有误请联系卫健人员。",
            "This visit was registered or reported and does not change here; ask a health officer.",
        ),
    )
