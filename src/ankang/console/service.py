"""The console's use cases. Each checks the officer's role and region; each look at one person is logged and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.assessments.model import home_of
from ankang.checkins.model import marks_of
from ankang.checkpoints import service as checkpoints
from ankang.console import store
from ankang.console.evidence import fact_rows
from ankang.console.model import PageKey, page_key_of
from ankang.console.schemas import (
    CauseCount,
    CheckInMark,
    CityColours,
    DayChanges,
    ListEffectAnswer,
    PeoplePage,
    PersonAnswer,
    PersonRow,
    Purpose,
    RevealAnswer,
    RevealRequest,
    SummaryAnswer,
    TurnCount,
)
from ankang.core.colours import Colour
from ankang.core.days import local_day, start_of_day
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import PersonId
from ankang.core.policy.assessment import Assessment, Cause, CauseState
from ankang.core.policy.language import Policy
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.identity.model.looks import LookPurpose, purpose_words
from ankang.identity.schemas import LookAnswer
from ankang.policies import service as policies
from ankang.runtime.access import Actor, Role, check_role, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.audit import Look, list_looks
from ankang.runtime.context import Call

_SUMMARY_DAYS = 30


_LIST_FRESH = timedelta(days=30)  # in 2022 lists were published every day; a month's silence is another file


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of the region an officer asks for; empty values ask for all."""

    city_code: str = ""
    colour: Colour | None = None
    rule: str = ""


async def get_summary(call: Call, actor: Actor) -> SummaryAnswer:
    """The officer's region at a glance."""
    check_role(actor, Role.OFFICER)
    region, today = _region(call, actor), local_day(call.now)
    midnight = start_of_day(today)
    cities = await store.colours_by_city(call.connection, region)
    policy = await policies.policy_in_force(call, call.config.city_code, call.now)
    changes = await store.changes_by_day(call.connection, region.code, midnight - timedelta(days=_SUMMARY_DAYS))
    expected, made = await store.check_ins_today(call.connection, region, today)
    site_keys = await checkpoints.site_keys(call, region.code)
    counts = await store.other_counts(call.connection, region.code, site_keys, midnight, call.now)
    return SummaryAnswer(
        region_code=region.code,
        region_name=identity.region_name(region.code),
        people=sum(row.green + row.yellow + row.red for row in cities),
        cities=[
            CityColours(
                city_code=row.city_code,
                city_name=_city_name(row.city_code),
                green=row.green,
                yellow=row.yellow,
                red=row.red,
                grey=row.grey,
            )
            for row in cities
        ],
        causes=_cause_counts(call, policy, await store.people_by_rule(call.connection, region)),
        days=[DayChanges(day=row.day, to_green=row.green, to_yellow=row.yellow, to_red=row.red) for row in changes],
        check_ins_expected_today=expected,
        check_ins_made_today=made,
        scans_today=counts["scans"],
        open_area_risks=counts["risks"],
        waiting_reviews=counts["reviews"],
        waiting_registrations=len(await checkpoints.list_waiting_registrations(call, actor)),
        awaiting_proof=counts["proofs"],
        counted_at=call.now,
    )


async def get_list_effect(call: Call, actor: Actor, text: str) -> ListEffectAnswer:
    """How many people of the officer's region a list would give which colour; nothing is written."""
    check_role(actor, Role.OFFICER)
    published_at = areas.check_published_by_now(text, call.now)
    effect = await assessments.effect_of_list(call, text, actor.region_code)
    return ListEffectAnswer(
        region_name=identity.region_name(actor.region_code),
        published_at=published_at,
        stale=call.now - published_at > _LIST_FRESH,
        assessed=effect.assessed,
        complete=effect.complete,
        turns=[
            TurnCount(from_colour=before, to_colour=after, people=people)
            for (before, after), people in effect.turns.most_common()
        ],
    )


async def list_people(call: Call, actor: Actor, wanted: Wanted, after: str | None, limit: int) -> PeoplePage:
    """One page of people; the total is counted for the first page only."""
    check_role(actor, Role.OFFICER)
    key = None if after is None else _key(after)
    rule_key = assessments.rule_key(call.cipher, wanted.rule) if wanted.rule else ""
    people_filter = store.PeopleFilter(_region(call, actor), wanted.city_code, wanted.colour, rule_key)
    rows = await store.list_people(call.connection, people_filter, key, limit + 1)
    shown = rows[:limit]
    ids = [PersonId(row.person_id) for row in shown]
    persons = await identity.persons(call, ids)
    found = await assessments.standings(call, ids)
    people = [
        PersonRow(
            person_id=person_id,
            masked_name=persons[person_id].masked_name,
            masked_document=persons[person_id].masked_document,
            city_code=found[person_id].city_code or "",
            city_name=_city_name(found[person_id].city_code),
            colour=found[person_id].colour,
            since=found[person_id].since,
            causes=[WordsAnswer.of(cause.title) for cause in _open(found[person_id].assessment)],
            check_in_run=found[person_id].assessment.check_in_run,
            release_at=found[person_id].assessment.release_at,
        )
        for person_id in ids
        if person_id in persons
    ]
    last = shown[-1] if len(rows) > limit else None
    total = await store.count_people(call.connection, people_filter) if after is None else None
    return PeoplePage(people=people, next_after=str(PageKey(last.since, last.person_id)) if last else None, total=total)


async def search_person(
    call: Call, actor: Actor, document_type: DocumentType, number: str, purpose: Purpose
) -> PersonId:
    """The person of a document in the officer's region; the neutral refusal otherwise. The look is logged."""
    check_role(actor, Role.OFFICER)
    person = await identity.find_person_by_document(call, document_type, number)
    if person is None or not await store.is_in_region(call.connection, person.person_id, _region(call, actor)):
        raise not_yours()
    await identity.record_look(call, actor, person.person_id, LookPurpose(purpose))
    return person.person_id


async def get_person(call: Call, actor: Actor, person_id: PersonId, purpose: Purpose) -> PersonAnswer:
    """One person's causes, evidence, days and history; the look is logged and shown to the person."""
    await _check_person(call, actor, person_id)
    await identity.record_look(call, actor, person_id, LookPurpose(purpose))
    person = await identity.get_person(call, person_id)
    answer = await assessments.assessment_answer(call, person_id)
    standing = await assessments.find_standing(call, person_id)
    facts = await assessments.facts_of(call, person_id)
    home = home_of(facts)
    policy = await policies.policy_in_force(call, answer.city_code or call.config.city_code, call.now)
    neutral = await assessments.outage_days(call)
    looks = await list_looks(call.connection, call.cipher, person_id)
    assert standing is not None  # noqa: S101  (_check_person found the standing)
    return PersonAnswer(
        assessment=answer,
        document_type=person.document_type,
        division_name=areas.division_name(home) if home else "",
        history=[assessments.change_answer(change) for change in await assessments.colour_changes_of(call, person_id)],
        facts=await fact_rows(call, person_id, facts, standing.assessment),
        check_ins=[
            CheckInMark.model_validate({"day": mark.day, "state": mark.state})
            for mark in marks_of(facts, standing.assessment, policy.settings, neutral, call.now)
        ],
        looks=[_look_answer(look) for look in looks],
    )


async def reveal(call: Call, actor: Actor, person_id: PersonId, wanted: RevealRequest) -> RevealAnswer:
    """One sensitive value in full; logged and shown to the person."""
    await _check_person(call, actor, person_id)
    await identity.record_look(call, actor, person_id, LookPurpose(wanted.purpose))
    person = await identity.get_person(call, person_id)
    values = {"name": person.name, "document_number": person.document_number, "mobile": person.mobile}
    value = values[wanted.field]
    if value is None:
        raise RefusedError(
            RefusalKind.NOT_FOUND, "no_mobile", Words("这个人没有登记手机号。", "This person has no mobile number.")
        )
    return RevealAnswer(value=value)


def _cause_counts(call: Call, policy: Policy, by_key: Mapping[str, int]) -> list[CauseCount]:
    rules = {assessments.rule_key(call.cipher, rule.name): rule for rule in policy.rules}
    return [
        CauseCount(rule=rule.name, title=WordsAnswer.of(rule.title), colour=rule.colour, people=people)
        for key, people in by_key.items()
        if (rule := rules.get(key)) is not None
    ]


async def _check_person(call: Call, actor: Actor, person_id: PersonId) -> None:
    check_role(actor, Role.OFFICER)
    if not await store.is_in_region(call.connection, person_id, _region(call, actor)):
        raise not_yours()


def _region(call: Call, actor: Actor) -> store.Region:
    return store.Region(actor.region_code, assessments.region_keys(call.cipher, actor.region_code))


def _look_answer(look: Look) -> LookAnswer:
    return LookAnswer(
        looked_at=look.looked_at,
        looker_masked_name=look.looker_masked_name,
        organisation=look.organisation,
        purpose=look.purpose,
        purpose_words=WordsAnswer.of(purpose_words(look.purpose)),
    )


def _city_name(city_code: str | None) -> str:
    city = areas.find_division(city_code) if city_code else None
    return city.name if city is not None else ""


def _open(assessment: Assessment) -> list[Cause]:
    return [cause for cause in assessment.causes if cause.state is CauseState.OPEN]


def _key(text: str) -> PageKey:
    try:
        return page_key_of(text)
    except ValueError as error:
        raise invalid_field(
            "after", "page_key_unknown", Words("翻页标记无法识别。", "This is not a page key of this list.")
        ) from error
