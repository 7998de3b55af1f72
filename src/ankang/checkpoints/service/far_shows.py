"""One code at two far sites within minutes (R14): found when a visit is written, reported to officers."""

from __future__ import annotations

from ankang.areas import service as areas
from ankang.checkpoints.model.limits import FAR_SHOW
from ankang.checkpoints.model.visits import Visit
from ankang.checkpoints.schemas import FarShowAnswer, FarShowVisit
from ankang.checkpoints.store import far_shows as store
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store import visits as visits_store
from ankang.core.ids import PersonId, SiteId
from ankang.identity import service as identity
from ankang.identity.model.looks import LookPurpose
from ankang.runtime.access import Actor, Role, check_role
from ankang.runtime.context import Call

_COUNTY_DIGITS = 6


async def find_far_shows(call: Call, visit: Visit) -> int:
    """Report each other visit of the person that was too near in time at a site of another county; how many.

    Visits that a phone kept come later than they were, so those after this one are looked at too.
    """
    since, until = visit.at - FAR_SHOW, visit.at + FAR_SHOW
    others = await visits_store.list_visits_between(call.connection, call.cipher, visit.person_id, since, until)
    others = [other for other in others if other.site_id != visit.site_id and other.way in ("scan", "paper")]
    divisions = await sites_store.site_divisions(call.connection, {visit.site_id, *(item.site_id for item in others)})
    far = [other for other in others if _county(divisions, other.site_id) != _county(divisions, visit.site_id)]
    for other in far:
        earlier, later = sorted((visit, other), key=lambda item: (item.at, str(item.visit_id)))
        await store.add_far_show(call.connection, visit.person_id, earlier.visit_id, later.visit_id, call.now)
    return len(far)


async def list_far_shows(call: Call, actor: Actor) -> list[FarShowAnswer]:
    """The reports that concern a site of the officer's region, the latest first. Each look is shown to the holder."""
    check_role(actor, Role.OFFICER)
    found = await store.list_far_shows(call.connection)
    people = await identity.persons(call, {report.person_id for report in found})
    answers = []
    for report in found:
        visits = [
            visit
            for visit_id in (report.earlier_visit_id, report.later_visit_id)
            if (visit := await visits_store.find_visit(call.connection, call.cipher, visit_id)) is not None
        ]
        divisions = await sites_store.site_divisions(call.connection, {visit.site_id for visit in visits})
        if not any(actor.covers(divisions[visit.site_id]) for visit in visits):
            continue
        person_id = PersonId(report.person_id)
        await identity.record_look(call, actor, person_id, LookPurpose.FAR_SHOW_REVIEW)
        names = await sites_store.site_names(call.connection, {visit.site_id for visit in visits})
        answers.append(
            FarShowAnswer(
                person_id=person_id,
                masked_name=people[person_id].masked_name,
                masked_document=people[person_id].masked_document,
                found_at=report.found_at,
                visits=[
                    FarShowVisit(
                        site_name=names[visit.site_id],
                        division_name=areas.division_name(divisions[visit.site_id]),
                        at=visit.at,
                        way=visit.way,
                    )
                    for visit in visits
                ],
            )
        )
    return answers


def _county(divisions: dict[SiteId, str], site_id: SiteId) -> str:
    return divisions[site_id][:_COUNTY_DIGITS]
