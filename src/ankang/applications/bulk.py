"""Applications of many people at once, for the demonstration and for imports: a few statements, whatever the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from ankang.applications import store
from ankang.applications.model import ApplicationState, Submitted, contents_of
from ankang.applications.schemas import ApplicationRequest
from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.codes import service as codes
from ankang.core.days import local_day
from ankang.core.facts import Content, Enrolment, Fact, Source
from ankang.core.ids import ApplicationId, CompoundId, PersonId
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class Applied:
    """One person's first form, submitted by the person or a proxy. The caller has checked both."""

    person_id: PersonId
    submitted_by: PersonId
    form: ApplicationRequest


async def apply_many(call: Call, applied: Sequence[Applied]) -> None:
    """Accept first forms as if each had been submitted now; code and colour come at once, as for one (SPEC B2)."""
    forms = [_submitted(call, item) for item in applied]
    await store.add_all(call.connection, call.cipher, forms, "web")
    await codes.enrol_many(call, {form.person_id: form.city_code for form in forms})
    compounds: dict[tuple[str, str], CompoundId] = {}
    facts = {}
    for form in forms:
        address = form.form.address
        key = (address.division_code, address.compound_name)
        if address.compound_name and key not in compounds:
            compounds[key] = await areas.get_or_add_compound(call, *key)
        facts[form.person_id] = _facts(call, form, compounds.get(key))
    await assessments.record_many(call, facts, None)


def _submitted(call: Call, item: Applied) -> Submitted:
    return Submitted(
        application_id=ApplicationId(uuid4()),
        person_id=item.person_id,
        version=1,
        state=ApplicationState.ACCEPTED,
        city_code=item.form.city_code[:4],
        form=item.form,
        submitted_at=call.now,
        submitted_by=item.submitted_by,
        by_proxy=item.submitted_by != item.person_id,
        answer_due_at=None,
    )


def _facts(call: Call, form: Submitted, compound_id: CompoundId | None) -> list[Fact]:
    today = local_day(call.now)
    declared: list[Content] = contents_of(form.form, form.version, compound_id, today)
    ref = form.source_ref
    facts = [assessments.new_fact(call, form.person_id, Source.DECLARED, ref, content) for content in declared]
    enrolment = Enrolment(form.city_code, today)
    return [*facts, assessments.new_fact(call, form.person_id, Source.SYSTEM, ref, enrolment)]
