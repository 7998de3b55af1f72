"""Apply, correct once, and let an officer decide about a correction that would improve the colour."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from ankang.applications import store
from ankang.applications.bulk import Applied, apply_many
from ankang.applications.model import (
    ANSWER_WITHIN,
    ApplicationState,
    Submitted,
    check_form,
    code_exists,
    contents_of,
    differences,
    no_correction_left,
    nothing_to_correct,
    superseded_facts,
    would_improve,
)
from ankang.applications.schemas import (
    ApplicationAnswer,
    ApplicationFormAnswer,
    ApplicationRequest,
    ReachAnswer,
    ReviewAnswer,
    ReviewDecision,
    SubmittedForm,
)
from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.assessments.model import needs_check_in
from ankang.codes import service as codes
from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.days import local_day
from ankang.core.facts import Content, Enrolment, Source
from ankang.core.ids import ApplicationId, PersonId
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.identity.model.looks import LookPurpose
from ankang.notices.model import NoticeTemplate
from ankang.policies import service as policies
from ankang.runtime.access import Actor, Role, check_acts_for, check_region, check_role, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

__all__ = [
    "Applied",
    "apply",
    "apply_many",
    "decide_review",
    "get_forms",
    "list_reviews",
    "reach",
    "reapply",
]

_STANDING = (ApplicationState.ACCEPTED, ApplicationState.WAITING)
_WORDS = {
    ApplicationState.ACCEPTED: Words(
        "申领成功。颜色由您的申报、规则和核对数据共同决定，之后有新情况会更新。",
        "Done. The colour follows from your declaration, the rules and checked data, and changes when they do.",
    ),
    ApplicationState.WAITING: Words(
        "更正已收到。它会使颜色变好，要由工作人员核实，24 小时内答复；在此之前颜色不变。",
        "The correction has arrived. It would improve the colour, so an officer checks it and answers within 24 "
        "hours; until then the colour stays.",
    ),
    ApplicationState.REFUSED: Words(
        "更正没有通过，颜色不变；理由见“记录”里的“申领”。",
        "The correction was not accepted and the colour stays; the ground stands in the records.",
    ),
}

_CORRECTED = Words(
    "更正已采用，颜色按更正后的申报重新判定。每人只能更正一次；还有不对的，请打热线。",
    "The correction is adopted, and the colour follows from the corrected form. A form is corrected once; if something "
    "is still wrong, please call the hotline.",
)


async def apply(call: Call, actor: Actor, form: ApplicationRequest) -> ApplicationAnswer:
    """Apply for oneself or a linked person; code and colour come at once (SPEC B2). Refused for a second time (B3)."""
    person_id = await _person_of(call, actor, form)
    if any(item.state in _STANDING for item in await store.list_forms(call.connection, call.cipher, person_id)):
        raise code_exists()
    submitted = _submitted(call, actor, person_id, form, version=1)
    await store.add(call.connection, call.cipher, submitted, form.channel)
    await _accept(call, submitted, [])
    return await _answer(call, submitted)


async def reapply(call: Call, actor: Actor, form: ApplicationRequest) -> ApplicationAnswer:
    """Correct a wrong form once; one that would improve the colour waits for an officer (SPEC B4)."""
    person_id = await _person_of(call, actor, form)
    forms = await store.list_forms(call.connection, call.cipher, person_id)
    if not forms:
        raise nothing_to_correct()
    policy = await policies.policy_in_force(call, form.city_code, call.now)
    if len(forms) - 1 >= policy.settings.application.reapplications:
        raise no_correction_left(call.config.hotline)
    submitted = _submitted(call, actor, person_id, form, version=forms[0].version + 1)
    standing = await assessments.find_standing(call, person_id)
    gone = superseded_facts(await assessments.facts_of(call, person_id), forms)
    after = await assessments.would_be(call, person_id, await _contents(call, submitted), gone)
    before = standing.colour if standing is not None else Colour.GREY
    if would_improve(before, after.colour):
        submitted = replace(submitted, state=ApplicationState.WAITING, answer_due_at=call.now + ANSWER_WITHIN)
    await store.add(call.connection, call.cipher, submitted, form.channel)
    if submitted.state is ApplicationState.ACCEPTED:
        await _accept(call, submitted, forms)
    return await _answer(call, submitted)


async def get_forms(call: Call, actor: Actor, person_id: PersonId) -> ApplicationFormAnswer:
    """The forms of the actor or a linked person, the latest first."""
    check_acts_for(actor, person_id)
    forms = await store.list_forms(call.connection, call.cipher, person_id)
    policy = await policies.policy_in_force(call, call.config.city_code, call.now)
    people = await identity.persons(call, {item.submitted_by for item in forms})
    return ApplicationFormAnswer(
        person_id=person_id,
        can_apply=not any(item.state in _STANDING for item in forms),
        can_reapply=0 < len(forms) <= policy.settings.application.reapplications,
        forms=[
            SubmittedForm(
                application_id=item.application_id,
                version=item.version,
                state=item.state.value,
                submitted_at=item.submitted_at,
                submitted_by_proxy=item.by_proxy,
                submitted_by_masked_name=people[item.submitted_by].masked_name if item.by_proxy else "",
                decided_at=item.decided_at,
                ground=item.ground,
                form=item.form,
            )
            for item in forms
        ],
    )


async def reach(call: Call, actor: Actor, person_id: PersonId) -> ReachAnswer:
    """Where somebody under observation in the worker's region is found; the look is logged and shown to the person."""
    check_role(actor, Role.COMMUNITY_WORKER)
    await assessments.check_in_care(call, actor, person_id)
    standing = await assessments.find_standing(call, person_id)
    forms = await store.list_forms(call.connection, call.cipher, person_id)
    adopted = next((item.form for item in forms if item.state is ApplicationState.ACCEPTED), None)
    # A green code needs no care, so that an address is no business of the worker any more.
    if standing is None or not needs_check_in(standing.colour) or adopted is None:
        raise not_yours()
    await identity.record_look(call, actor, person_id, LookPurpose.FOLLOW_UP)
    person = await identity.get_person(call, person_id)
    address = adopted.address
    return ReachAnswer(
        division_name=areas.division_name(address.division_code),
        compound_name=address.compound_name,
        building=address.building,
        unit=address.unit,
        room=address.room,
        telephone=person.mobile,
    )


async def list_reviews(call: Call, actor: Actor) -> list[ReviewAnswer]:
    """The corrections that wait in the officer's region, the earliest due first."""
    check_role(actor, Role.OFFICER)
    return [
        await _review(call, waiting)
        for waiting in await store.list_waiting(call.connection, call.cipher, actor.region_code)
    ]


async def decide_review(call: Call, actor: Actor, application_id: UUID, decision: ReviewDecision) -> ApplicationAnswer:
    """Accept or refuse a waiting correction; the look at the person's record is logged."""
    check_role(actor, Role.OFFICER)
    waiting = await store.find_waiting(call.connection, call.cipher, application_id)
    # Nobody decides about the own form, nor about that of somebody for whom they act, nor about one they filled in.
    if waiting is None or actor.can_act_for(waiting.person_id) or actor.person_id == waiting.submitted_by:
        raise not_yours()
    check_region(actor, waiting.city_code)
    await identity.record_look(call, actor, waiting.person_id, LookPurpose.APPLICATION_REVIEW)
    await store.decide(call.connection, call.cipher, waiting, actor.person_id, decision.ground, call.now)
    state = ApplicationState.ACCEPTED if decision.accept else ApplicationState.REFUSED
    await store.set_states(call.connection, waiting.person_id, [waiting.application_id], state)
    if decision.accept:
        forms = await store.list_forms(call.connection, call.cipher, waiting.person_id)
        await _accept(call, waiting, [item for item in forms if item.version < waiting.version])
    told = NoticeTemplate.CORRECTION_ACCEPTED if decision.accept else NoticeTemplate.CORRECTION_REFUSED
    news = {"person_id": str(waiting.person_id), "template": told.value}
    await publish(call.connection, "notice", news, call.now)
    return await _answer(call, replace(waiting, state=state))


async def _person_of(call: Call, actor: Actor, form: ApplicationRequest) -> PersonId:
    person_id = PersonId(form.person_id) if form.person_id is not None else actor.person_id
    check_acts_for(actor, person_id)
    city, county = areas.find_division(form.city_code), form.address.division_code[:6]
    check_form(
        form,
        local_day(call.now),
        city_is_ours=city is not None and city.code[:2] == call.config.city_code[:2],
        county_is_known=len(county) == 6 and areas.find_division(county) is not None,
    )
    await identity.get_person(call, person_id)
    # Whoever applies twice at once is told so by the second, which waits here for the first.
    await assessments.hold_person(call, person_id)
    return person_id


def _submitted(call: Call, actor: Actor, person_id: PersonId, form: ApplicationRequest, version: int) -> Submitted:
    return Submitted(
        application_id=ApplicationId(uuid4()),
        person_id=person_id,
        version=version,
        state=ApplicationState.ACCEPTED,
        city_code=form.city_code,
        form=form,
        submitted_at=call.now,
        submitted_by=actor.person_id,
        by_proxy=person_id != actor.person_id,
        answer_due_at=None,
    )


async def _contents(call: Call, submitted: Submitted) -> list[Content]:
    address = submitted.form.address
    compound = None
    if address.compound_name:
        compound = await areas.get_or_add_compound(call, address.division_code, address.compound_name)
    return contents_of(submitted.form, submitted.version, compound, local_day(submitted.submitted_at))


async def _accept(call: Call, submitted: Submitted, earlier: list[Submitted]) -> None:
    person_id, ref = submitted.person_id, submitted.source_ref
    gone = superseded_facts(await assessments.facts_of(call, person_id), earlier)
    facts = assessments.withdrawals(call, person_id, Source.DECLARED, ref, gone, "corrected by a later form")
    facts += [
        assessments.new_fact(call, person_id, Source.DECLARED, ref, content)
        for content in await _contents(call, submitted)
    ]
    enrolment = Enrolment(submitted.city_code, local_day(call.now))
    if not earlier:
        facts.append(assessments.new_fact(call, person_id, Source.SYSTEM, ref, enrolment))
    await codes.enrol(call, person_id, submitted.city_code)
    await assessments.record(call, person_id, facts, submitted.submitted_by)
    if earlier:
        superseded = [item.application_id for item in earlier if item.state is ApplicationState.ACCEPTED]
        await store.set_states(call.connection, person_id, superseded, ApplicationState.SUPERSEDED)


async def _answer(call: Call, submitted: Submitted) -> ApplicationAnswer:
    is_adopted = submitted.version > 1 and submitted.state is ApplicationState.ACCEPTED
    return ApplicationAnswer(
        application_id=submitted.application_id,
        person_id=submitted.person_id,
        version=submitted.version,
        state=submitted.state.value if submitted.state is not ApplicationState.SUPERSEDED else "accepted",
        submitted_at=submitted.submitted_at,
        assessment=await assessments.assessment_answer(call, submitted.person_id),
        words=WordsAnswer.of(_CORRECTED if is_adopted else _WORDS[submitted.state]),
    )


async def _review(call: Call, waiting: Submitted) -> ReviewAnswer:
    person = await identity.get_person(call, waiting.person_id)
    earlier = await store.list_forms(call.connection, call.cipher, waiting.person_id)
    standing = await assessments.find_standing(call, waiting.person_id)
    gone = superseded_facts(await assessments.facts_of(call, waiting.person_id), earlier)
    after = await assessments.would_be(call, waiting.person_id, await _contents(call, waiting), gone)
    before = standing.colour if standing is not None else Colour.GREY
    changed = Words(
        f"颜色会由{COLOUR_WORDS[before].zh}变为{COLOUR_WORDS[after.colour].zh}",
        f"The colour would change from {COLOUR_WORDS[before].en} to {COLOUR_WORDS[after.colour].en}",
    )
    latest = next(item for item in earlier if item.state is ApplicationState.ACCEPTED)
    changes = differences(latest.form, waiting.form, areas.division_name)
    return ReviewAnswer(
        application_id=waiting.application_id,
        person_id=waiting.person_id,
        masked_name=person.masked_name,
        masked_document=person.masked_document,
        city_code=waiting.city_code,
        submitted_at=waiting.submitted_at,
        answer_due_at=waiting.answer_due_at or waiting.submitted_at + ANSWER_WITHIN,
        from_colour=before.value,
        to_colour=after.colour.value,
        changes=[WordsAnswer.of(words) for words in (changed, *changes)],
    )
