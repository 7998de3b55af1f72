"""What applying decides: which forms are possible, which facts a form states, what a correction ends. Pure.

A form never changes. Its facts name it in `source_ref` ("application/<id>/<version>"), so that a correction ends
exactly those and never what another source said (SPEC B4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ankang.applications.schemas import ApplicationRequest
from ankang.core.colours import Colour
from ankang.core.errors import FieldProblem, RefusalKind, RefusedError
from ankang.core.facts import (
    Arrival,
    CloseContact,
    Content,
    Declaration,
    Fact,
    Source,
    Stay,
    SymptomReport,
    Withdrawal,
)
from ankang.core.ids import ApplicationId, CompoundId, FactId, PersonId
from ankang.core.places import Place
from ankang.core.words import Words

# SPEC K3 and R8: an answer within 24 hours.
ANSWER_WITHIN = timedelta(hours=24)
# Somebody who names an address lives there already: for as long as the rules look back (SPEC P3, P4).
_LIVED_THERE_DAYS = 14
_FARTHEST_ARRIVAL_DAYS = 60


class ApplicationState(StrEnum):
    """What became of a form."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Submitted:
    """One form as it was submitted."""

    application_id: ApplicationId
    person_id: PersonId
    version: int
    state: ApplicationState
    city_code: str
    form: ApplicationRequest
    submitted_at: datetime
    submitted_by: PersonId
    by_proxy: bool
    answer_due_at: datetime | None
    decided_at: datetime | None = None
    ground: str = ""

    @property
    def source_ref(self) -> str:
        """How facts name this form."""
        return f"application/{self.application_id}/{self.version}"


def check_form(form: ApplicationRequest, today: date, *, city_is_ours: bool, county_is_known: bool) -> None:
    """Raise with every field that cannot be so; the promise must be accepted (SPEC B1).

    Whether the city is one of the province that this installation serves, and whether the county of the address is in
    the list of divisions, is for the caller to look up: who is enrolled or lives nowhere is in no officer's region.
    """
    places = [*_city(is_ours=city_is_ours), *_county(is_known=county_is_known)]
    problems = [*_promise(form), *places, *_contact(form, today), *_arrival(form, today)]
    if problems:
        raise RefusedError(RefusalKind.INVALID, problems[0].code, problems[0].words, tuple(problems))


def contents_of(form: ApplicationRequest, version: int, compound_id: CompoundId | None, today: date) -> list[Content]:
    """The facts that a form states, the declaration first. `compound_id` is the compound of the address if known."""
    home = Place(form.address.division_code, compound_id)
    arrival = form.arrival
    since = today - timedelta(days=_LIVED_THERE_DAYS)
    if arrival.from_outside and arrival.arrives_on is not None:
        since = max(since, min(arrival.arrives_on, today))
    contents: list[Content] = [Declaration(today, version), Stay(home, since, habitual=True)]
    if form.symptoms:
        contents.append(SymptomReport(today, frozenset(form.symptoms)))
    if form.contact.close_contact:
        contents.append(CloseContact(form.contact.last_contact_on))
    if arrival.from_outside and arrival.origin_division_code and arrival.arrives_on:
        contents.append(Arrival(arrival.origin_division_code, arrival.arrives_on))
        left = arrival.left_origin_on or arrival.arrives_on
        contents.append(Stay(Place(arrival.origin_division_code), left - timedelta(days=_LIVED_THERE_DAYS), left))
        contents.extend(Stay(Place(code), left, arrival.arrives_on) for code in arrival.cities_passed)
    return contents


def superseded_facts(facts: Iterable[Fact], forms: Iterable[Submitted]) -> list[FactId]:
    """The declared facts of earlier forms that still stand."""
    refs = {form.source_ref for form in forms}
    listed = list(facts)
    gone = {fact.content.fact_id for fact in listed if isinstance(fact.content, Withdrawal)}
    return [
        fact.fact_id
        for fact in listed
        if fact.source is Source.DECLARED and fact.source_ref in refs and fact.fact_id not in gone
    ]


def would_improve(before: Colour, after: Colour) -> bool:
    """Whether a correction makes the colour greener; such a one waits for an officer (SPEC B4). Grey is no colour."""
    return Colour.GREY not in (before, after) and after.severity < before.severity


def code_exists() -> RefusedError:
    """A second application (SPEC B3): the proved person is pointed to the code."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "code_exists",
        Words(
            "您已经申领过安康码，一人一码，不能重复申领。请返回首页出示；填错了可以“重新申领”一次。",
            "This person has a code already; one person has one code. Show it on the code page; a wrong form can be "
            "corrected once with “re-apply”.",
        ),
    )


def no_correction_left(hotline: str) -> RefusedError:
    """A second re-application (SPEC B4): it leads to a correction by an officer."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "correction_ticket_needed",
        Words(
            f"重新申领只有一次，已经用过了。还有内容要更正，请打热线 {hotline}，由工作人员核实更正。",
            f"Re-applying is possible once and has been used. For a further correction call {hotline}; an officer "
            "checks and corrects it.",
        ),
    )


def nothing_to_correct() -> RefusedError:
    """Re-applying without a code."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "no_code",
        Words("还没有申领过安康码，请先申领。", "There is no code yet; please apply first."),
    )


def _promise(form: ApplicationRequest) -> list[FieldProblem]:
    if form.promise_accepted:
        return []
    words = Words("请阅读并同意承诺书后再提交。", "Please read the promise statement and accept it before you submit.")
    return [FieldProblem("promise_accepted", "promise_needed", words)]


def _city(*, is_ours: bool) -> list[FieldProblem]:
    if is_ours:
        return []
    words = Words("请从列表中选择本省的城市。", "Please choose a city of this province from the list.")
    return [FieldProblem("city_code", "city_unknown", words)]


def _county(*, is_known: bool) -> list[FieldProblem]:
    if is_known:
        return []
    words = Words("请选择现住址所在的县（市、区）。", "Please choose the county of the present address from the list.")
    return [FieldProblem("address.division_code", "county_unknown", words)]


def _contact(form: ApplicationRequest, today: date) -> list[FieldProblem]:
    last = form.contact.last_contact_on
    if last is None or last <= today:
        return []
    words = Words(
        f"最后接触日 {last.isoformat()} 还没有到，请填今天或以前的日子。",
        f"The last contact {last.isoformat()} lies in the future; enter today or an earlier day.",
    )
    return [FieldProblem("contact.last_contact_on", "day_in_future", words)]


def _arrival(form: ApplicationRequest, today: date) -> list[FieldProblem]:
    arrival = form.arrival
    if not arrival.from_outside:
        return []
    problems = []
    if not arrival.origin_division_code:
        words = Words("请选择从哪里来。", "Please choose where the person comes from.")
        problems.append(FieldProblem("arrival.origin_division_code", "origin_needed", words))
    if arrival.arrives_on is None:
        words = Words(
            "请填写到达日期，还没到的填计划到达的日子。", "Please enter the day of arrival, also a coming one."
        )
        problems.append(FieldProblem("arrival.arrives_on", "arrival_needed", words))
        return problems
    if arrival.left_origin_on is not None and arrival.left_origin_on > arrival.arrives_on:
        words = Words("离开日期不能晚于到达日期。", "The day of leaving cannot be after the day of arrival.")
        problems.append(FieldProblem("arrival.left_origin_on", "left_after_arrival", words))
    if arrival.arrives_on > today + timedelta(days=_FARTHEST_ARRIVAL_DAYS):
        words = Words(
            f"到达日期最多填到 {_FARTHEST_ARRIVAL_DAYS} 天以后，请核对。",
            f"The arrival can lie at most {_FARTHEST_ARRIVAL_DAYS} days ahead; please check the date.",
        )
        problems.append(FieldProblem("arrival.arrives_on", "arrival_too_far", words))
    return problems
