"""What check-ins decide: the day one counts for, whether it may still come, what it states, how days stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ankang.checkins.schemas import CheckInRequest
from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError, invalid_field, key_used
from ankang.core.facts import CheckIn, CloseContact, Content, Fact, Stay, Symptom, SymptomReport
from ankang.core.places import Place
from ankang.core.policy.assessment import Assessment, CauseState
from ankang.core.policy.check_in_run import CheckInDays
from ankang.core.policy.known import KnownFacts
from ankang.core.policy.settings import CheckInSettings, Settings
from ankang.core.words import Words

# A clinical thermometer's range (ISO 80601-2-56 asks for 34 to 43 °C).
LEAST_CELSIUS = 34.0
MOST_CELSIUS = 43.0
REPORT_CONTEXT = "check_ins.report"  # what a stored report is encrypted for
_SHOWN_DAYS = 28
_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def check_temperature(celsius: float, field: str = "temperature_celsius") -> None:
    """Raise unless the figure can be a body temperature."""
    if LEAST_CELSIUS <= celsius <= MOST_CELSIUS:
        return
    raise invalid_field(
        field,
        "temperature_out_of_range",
        Words(
            f"体温应在 {LEAST_CELSIUS:.1f} 到 {MOST_CELSIUS:.1f} °C 之间，收到的是 {celsius:g}，请重新测量后填写。",
            f"A body temperature lies between {LEAST_CELSIUS:.1f} and {MOST_CELSIUS:.1f} °C, {celsius:g} came; "
            "please measure again and enter it.",
        ),
    )


def day_of(made_at: datetime | None, now: datetime, settings: CheckInSettings) -> date:
    """The local day that a check-in counts for: the day on which it was made (SPEC F3).

    Refused when it is of the future, or of a past day and comes later than the pack allows.
    """
    if made_at is None:
        return local_day(now)
    if made_at > now + _CLOCKS_MAY_DIFFER:
        raise invalid_field(
            "made_at",
            "made_in_future",
            Words(
                "打卡时间比现在还晚，请校对手机时间后重试。", "The check-in is of the future; set the phone's clock."
            ),
        )
    if now - made_at > timedelta(hours=settings.late_upload_hours):
        raise RefusedError(
            RefusalKind.EXPIRED,
            "past_day",
            Words(
                f"{local_day(made_at).isoformat()} 的打卡已过补传期限（{settings.late_upload_hours} 小时），不能再补。",
                f"The check-in of {local_day(made_at).isoformat()} came later than {settings.late_upload_hours} hours; "
                "a past day cannot be filled in.",
            ),
        )
    return local_day(min(made_at, now))


def check_not_done(made_before: int, settings: CheckInSettings) -> None:
    """Raise when the day has its check-in and its corrections already (SPEC P7)."""
    if made_before <= settings.corrections_per_day:
        return
    raise RefusedError(
        RefusalKind.CONFLICT,
        "already_checked_in",
        Words(
            "今日已打卡，并且已经更正过一次，请明天再来。",
            "You have checked in and corrected it once; come back tomorrow.",
        ),
    )


def check_contact_day(contact_on: date | None, day: date) -> None:
    """Raise unless the contact was on the day of the report or before."""
    if contact_on is None or contact_on <= day:
        return
    raise invalid_field(
        "contact_on",
        "day_in_future",
        Words(
            f"接触日 {contact_on.isoformat()} 还没有到，请填今天或以前的日子。",
            f"The contact {contact_on.isoformat()} lies in the future; enter today or an earlier day.",
        ),
    )


def check_same_report(request: CheckInRequest, earlier: CheckInRequest) -> None:
    """Raise unless a request says what came before with its key."""
    if request != earlier:
        raise key_used()


def is_repeated(symptoms: frozenset[Symptom], earlier: Sequence[Fact]) -> bool:
    """Whether a symptom report came before, given the facts with its key; refused when it said something else."""
    if any(isinstance(fact.content, SymptomReport) and fact.content.symptoms != symptoms for fact in earlier):
        raise key_used()
    return bool(earlier)


def contents_of(request: CheckInRequest, day: date) -> list[Content]:
    """The facts that a check-in states: the report, and a "yes" to contact or whereabouts (SPEC P7)."""
    contents: list[Content] = [CheckIn(day, request.temperature_celsius, frozenset(request.symptoms))]
    if request.contact:
        contents.append(CloseContact(request.contact_on or day))
    if request.whereabouts.left_city and request.whereabouts.division_code:
        contents.append(Stay(Place(request.whereabouts.division_code), day, day))
    return contents


@dataclass(frozen=True, slots=True)
class DayMark:
    """One local day of check-ins: normal, abnormal, missed, neutral or open (today, while nothing came)."""

    day: date
    state: str


def marks_of(
    facts: Sequence[Fact], assessment: Assessment, settings: Settings, neutral: frozenset[date], at: datetime
) -> list[DayMark]:
    """The days since the first open cause (four weeks at most), oldest first.

    For somebody who owes no check-ins they run from the first that was made to the last, and are empty without one:
    a day on which nobody had to report was not missed.
    """
    open_causes = [cause for cause in assessment.causes if cause.state is CauseState.OPEN]
    today = local_day(at)
    days = CheckInDays(KnownFacts(facts, at), settings, {day.toordinal() for day in neutral})
    reported = sorted(days.normal | days.abnormal)
    begins = [cause.opened_on for cause in open_causes] or [date.fromordinal(ordinal) for ordinal in reported[:1]]
    if not begins:
        return []
    last = today if open_causes else date.fromordinal(reported[-1])
    start = max(min(begins), today - timedelta(days=_SHOWN_DAYS))
    shown = [start + timedelta(days=offset) for offset in range((last - start).days + 1)]
    return [DayMark(day, _state(day, days, neutral, today)) for day in shown]


def _state(day: date, days: CheckInDays, neutral: frozenset[date], today: date) -> str:
    ordinal = day.toordinal()
    if ordinal in days.abnormal:
        return "abnormal"
    if ordinal in days.normal:
        return "normal"
    if day in neutral:
        return "neutral"
    return "open" if day == today else "missed"
