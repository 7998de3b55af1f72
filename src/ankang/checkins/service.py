"""Check in, report symptoms, and see whom one looks after."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import RowMapping

from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.assessments.model import Standing, home_of, needs_check_in
from ankang.checkins import store
from ankang.checkins.bulk import Made, check_in_many
from ankang.checkins.model import (
    REPORT_CONTEXT,
    DayMark,
    check_contact_day,
    check_not_done,
    check_same_report,
    check_temperature,
    contents_of,
    day_of,
    is_repeated,
    marks_of,
)
from ankang.checkins.schemas import (
    CaseloadEntry,
    CheckInAnswer,
    CheckInDay,
    CheckInRequest,
    ClinicAnswer,
    SymptomReportAnswer,
    SymptomReportRequest,
)
from ankang.clinics import service as clinics
from ankang.core.colours import Colour
from ankang.core.days import local_day
from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.facts import Source, SymptomReport
from ankang.core.ids import PersonId
from ankang.core.policy.assessment import Assessment, CauseState
from ankang.core.policy.settings import Settings
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model import Person
from ankang.identity.model.looks import LookPurpose
from ankang.policies import service as policies
from ankang.runtime.access import Actor, Role, check_acts_for, check_role
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call

__all__ = [
    "Made",
    "check_in",
    "check_in_many",
    "get_check_ins",
    "list_caseload",
    "report_symptoms",
]

_CARE = ("visit", "telephone")
_ADVICE = (
    Words(
        "请戴好口罩，不要乘公共交通，尽快到就近的发热门诊就诊。",
        "Wear a mask, avoid public transport, and go to the nearest fever clinic soon.",
    ),
    Words(
        "就诊时请主动说明近 14 天去过哪里、接触过谁。",
        "Tell the clinic where you have been and whom you met in the last 14 days.",
    ),
)


async def get_check_ins(call: Call, actor: Actor, person_id: PersonId) -> CheckInAnswer:
    """Today's state and the run so far, of the actor or a linked person."""
    check_acts_for(actor, person_id)
    return await _answer(call, person_id)


async def check_in(call: Call, actor: Actor, person_id: PersonId, request: CheckInRequest) -> CheckInAnswer:
    """Check in: for oneself, as a proxy, or as the community worker who visited or called. The same key is the same."""
    await _check_may_report(call, actor, person_id, request.method)
    check_temperature(request.temperature_celsius)
    await assessments.hold_person(call, person_id)
    earlier = await store.find_key(call.connection, person_id, request.key)
    if earlier is not None:
        check_same_report(request, _report(call, earlier.report))
        return await _answer(call, person_id)
    standing = await _standing(call, person_id)
    settings = await _settings(call, standing)
    day = day_of(request.made_at, call.now, settings.check_in)
    check_contact_day(request.contact_on, day)
    made = await store.count_of_day(call.connection, person_id, day)
    check_not_done(made, settings.check_in)
    method = request.method if request.method in _CARE or actor.person_id == person_id else "proxy"
    await store.add(
        call.connection,
        {
            "person_id": person_id,
            "key": request.key,
            "day": day,
            "version": made + 1,
            "made_at": request.made_at or call.now,
            "uploaded_at": call.now,
            "made_by": actor.person_id,
            "method": method,
            "report": call.cipher.encrypt(request.model_dump_json(), REPORT_CONTEXT),
        },
    )
    reference = f"check-in/{request.key}"
    facts = [
        assessments.new_fact(call, person_id, Source.CHECK_IN, reference, content)
        for content in contents_of(request, day)
    ]
    await assessments.record(call, person_id, facts, actor.person_id)
    return await _answer(call, person_id)


async def report_symptoms(
    call: Call, actor: Actor, person_id: PersonId, request: SymptomReportRequest
) -> SymptomReportAnswer:
    """Report symptoms at any time, whatever the colour; the code follows (SPEC F5)."""
    check_acts_for(actor, person_id)
    await assessments.hold_person(call, person_id)
    standing = await _standing(call, person_id)
    reference, symptoms = f"report/{request.key}", frozenset(request.symptoms)
    facts = await assessments.facts_of(call, person_id)
    if not is_repeated(symptoms, [fact for fact in facts if fact.source_ref == reference]):
        content = SymptomReport(local_day(call.now), symptoms)
        fact = assessments.new_fact(call, person_id, Source.DECLARED, reference, content)
        await assessments.record(call, person_id, [fact], actor.person_id)
    return SymptomReportAnswer(
        assessment=await assessments.assessment_answer(call, person_id),
        advice=[WordsAnswer.of(words) for words in _ADVICE],
        clinic=await _nearest_clinic(call, home_of(facts) or standing.city_code or ""),
        hotline=call.config.hotline,
    )


async def list_caseload(call: Call, actor: Actor) -> list[CaseloadEntry]:
    """Yellow and red people of a community worker's region, those who have not reported today first."""
    check_role(actor, Role.COMMUNITY_WORKER)
    people = await assessments.people_under_observation(call, actor.region_code)
    persons = await identity.persons(call, people)
    standings = await assessments.standings(call, people)
    done = await store.checked_in_on(call.connection, people, local_day(call.now))
    entries = [
        CaseloadEntry(
            person_id=person_id,
            masked_name=persons[person_id].masked_name,
            masked_document=persons[person_id].masked_document,
            colour=standings[person_id].colour,
            run=standings[person_id].assessment.check_in_run,
            required=_required(standings[person_id].assessment),
            checked_in_today=person_id in done,
            has_phone=persons[person_id].mobile is not None,
        )
        for person_id in people
        if person_id in persons and person_id in standings
    ]
    return sorted(entries, key=lambda entry: (entry.checked_in_today, entry.has_phone, entry.masked_name))


async def _nearest_clinic(call: Call, home_code: str) -> ClinicAnswer | None:
    clinic = await clinics.nearest_clinic(call, home_code)
    if clinic is None:
        return None
    return ClinicAnswer(
        name=clinic.name,
        division_name=areas.division_name(clinic.division_code),
        address=clinic.address,
        telephone=clinic.telephone,
    )


async def _check_may_report(call: Call, actor: Actor, person_id: PersonId, method: str) -> None:
    if method not in _CARE:
        check_acts_for(actor, person_id)
        return
    check_role(actor, Role.COMMUNITY_WORKER, Role.STAFF)
    await assessments.check_in_care(call, actor, person_id)
    await identity.record_look(call, actor, person_id, LookPurpose.CHECK_IN_FOR_PERSON)


async def _standing(call: Call, person_id: PersonId) -> Standing:
    standing = await assessments.find_standing(call, person_id)
    if standing is None or standing.city_code is None:
        raise RefusedError(
            RefusalKind.CONFLICT,
            "no_code",
            Words("还没有申领安康码，请先申领。", "There is no code yet; please apply first."),
        )
    return standing


async def _settings(call: Call, standing: Standing) -> Settings:
    city = standing.city_code or call.config.city_code
    return (await policies.policy_in_force(call, city, call.now)).settings


async def _answer(call: Call, person_id: PersonId) -> CheckInAnswer:
    standing = await _standing(call, person_id)
    settings = await _settings(call, standing)
    facts = await assessments.facts_of(call, person_id)
    neutral = await assessments.outage_days(call)
    today = local_day(call.now)
    latest = {row["day"]: row for row in await store.list_latest(call.connection, person_id)}
    made_today = latest[today]["version"] if today in latest else 0
    assessment = standing.assessment
    makers = await identity.persons(call, {PersonId(row["made_by"]) for row in latest.values()} - {person_id})
    marks = marks_of(facts, assessment, settings, neutral, call.now)
    return CheckInAnswer(
        person_id=person_id,
        today=today,
        needed=needs_check_in(standing.colour),
        checked_in_today=made_today > 0,
        can_correct_today=0 < made_today <= settings.check_in.corrections_per_day,
        run=assessment.check_in_run,
        required=_required(assessment),
        days=[_day(call, mark, latest.get(mark.day), makers) for mark in marks],
        words=WordsAnswer.of(_words(made_today > 0, assessment.check_in_run, standing.colour)),
        assessment=await assessments.assessment_answer(call, person_id),
    )


def _report(call: Call, sealed: bytes) -> CheckInRequest:
    return CheckInRequest.model_validate_json(call.cipher.decrypt(sealed, REPORT_CONTEXT))


def _day(call: Call, mark: DayMark, row: RowMapping | None, makers: Mapping[PersonId, Person]) -> CheckInDay:
    day: dict[str, object] = {"day": mark.day, "state": mark.state, "made_by_masked_name": ""}
    if row is not None:
        report = _report(call, row["report"])
        maker = makers.get(PersonId(row["made_by"]))
        day |= {"temperature_celsius": report.temperature_celsius, "corrected": row["version"] > 1}
        day |= {"made_by": row["method"], "made_by_masked_name": maker.masked_name if maker is not None else ""}
    return CheckInDay.model_validate({"temperature_celsius": None, "corrected": False, "made_by": None} | day)


def _required(assessment: Assessment) -> int:
    return max((cause.check_ins_required for cause in assessment.causes if cause.state is CauseState.OPEN), default=0)


def _words(done: bool, run: int, colour: Colour) -> Words:
    if done:
        days = "day" if run == 1 else "days"
        return Words(f"今日已打卡，连续 {run} 天", f"Checked in today, {run} {days} in a row")
    if needs_check_in(colour):
        return Words("今天还没有打卡", "Not checked in today yet")
    return Words("绿码不需要每日打卡", "A green code needs no daily check-in")
