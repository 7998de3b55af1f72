"""Who is on duty where; every act at a gate begins here."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ankang.areas import service as areas
from ankang.checkpoints.model.limits import ISOLATION, LOOK_UP_WINDOW, LOOK_UPS_PER_HOUR
from ankang.checkpoints.model.site_rules import rule_set_json
from ankang.checkpoints.model.sites import (
    KIND_WORDS,
    Duty,
    Site,
    SiteState,
    not_your_site,
    off_duty,
    which_entrance,
)
from ankang.checkpoints.model.temperatures import Limits
from ankang.checkpoints.schemas import (
    DutyAnswer,
    EntranceAnswer,
    QueueKeyAnswer,
    ReadingLimits,
    SiteAnswer,
    TodayAnswer,
)
from ankang.checkpoints.service.deciding import rules_at
from ankang.checkpoints.store import gates
from ankang.checkpoints.store import sites as store
from ankang.core.days import local_day, start_of_day
from ankang.core.ids import SiteId
from ankang.policies import service as policies
from ankang.runtime.access import Actor, Role, check_role
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call


async def check_on_duty(call: Call, actor: Actor, *, lock: bool = False) -> Duty:
    """The actor's present duty; refused for others than staff, and off duty (`off_duty`).

    Staff whose assignment or role ended are off duty at once.
    """
    check_role(actor, Role.STAFF)
    duty = await store.find_duty(call.connection, call.cipher, actor.person_id, lock=lock)
    if duty is None:
        raise off_duty()
    return duty


async def site_keys(call: Call, region_code: str) -> list[bytes]:
    """The keys under which visits at the sites of a region are counted; the caller has checked the role."""
    return await store.site_keys_in(call.connection, call.cipher, region_code)


async def list_sites(call: Call, actor: Actor) -> list[SiteAnswer]:
    """The sites where the actor may go on duty."""
    check_role(actor, Role.STAFF)
    duty = await store.find_duty(call.connection, call.cipher, actor.person_id)
    present = duty.site.site_id if duty else None
    found = await store.list_staff_sites(call.connection, call.cipher, actor.person_id)
    return [site_answer(site, on_duty=site.site_id == present) for site in found if _may_work(actor, site)]


async def get_duty(call: Call, actor: Actor) -> DutyAnswer:
    """The present duty with today's counts; empty off duty."""
    check_role(actor, Role.STAFF)
    duty = await store.find_duty(call.connection, call.cipher, actor.person_id)
    if duty is None:
        return DutyAnswer(site=None, entrance=None, since=None, today=None, readings=None, rules=[])
    return await _duty_answer(call, duty)


async def start_duty(call: Call, actor: Actor, site_id: SiteId, entrance_id: UUID | None = None) -> DutyAnswer:
    """Go on duty at an entrance of a site where the actor was assigned, in the actor's region; ends the duty elsewhere.

    Without an entrance at the only one; where there are several, the actor has to say which.
    """
    check_role(actor, Role.STAFF)
    present = await store.find_duty(call.connection, call.cipher, actor.person_id, lock=True)
    mine = await store.list_staff_sites(call.connection, call.cipher, actor.person_id)
    site = next((item for item in mine if item.site_id == site_id), None)
    if site is None or not _may_work(actor, site):
        raise not_your_site()
    entrance = site.entrances[0] if entrance_id is None else site.entrance(entrance_id)
    if entrance is None or (entrance_id is None and len(site.entrances) > 1):
        raise which_entrance()
    if present is not None and (present.site.site_id, present.entrance) == (site_id, entrance):
        return await _duty_answer(call, present)
    await store.end_duty(call.connection, actor.person_id, call.now)
    duty = Duty(actor.person_id, site, call.now, entrance)
    await store.start_duty(call.connection, call.cipher, duty)
    return await _duty_answer(call, duty)


async def end_duty(call: Call, actor: Actor) -> None:
    """Go off duty; nothing happens when off duty already."""
    check_role(actor, Role.STAFF)
    await store.end_duty(call.connection, actor.person_id, call.now)


def queue_key(call: Call, actor: Actor) -> QueueKeyAnswer:
    """The secret that opens what the actor's phones kept: the same at each sign-in, for the actor alone."""
    check_role(actor, Role.STAFF)
    return QueueKeyAnswer(secret=call.keys.queue_key(actor.person_id).hex())


async def limits_at(call: Call, site: Site, at: datetime | None = None) -> Limits:
    """What is abnormal here: from the pack of the site's city, and the site's own limit of then or now."""
    rules = await rules_at(call, site, at or call.now)
    pack = (await policies.policy_in_force(call, site.division_code[:4], call.now)).settings.temperature
    return Limits(
        abnormal_celsius=pack.abnormal_celsius,
        second_after=timedelta(minutes=pack.second_reading_after_minutes),
        registrations_per_day=pack.registrations_per_account_and_day,
        site_celsius=rules.temperature_limit_celsius,
    )


async def _duty_answer(call: Call, duty: Duty) -> DutyAnswer:
    began = start_of_day(local_day(call.now))
    today = await gates.today_at(call.connection, call.cipher, duty.site.site_id, began, call.now - ISOLATION)
    limits = await limits_at(call, duty.site)
    rules = await rules_at(call, duty.site, call.now)
    used, _ = await gates.look_ups_since(call.connection, duty.staff_id, call.now - LOOK_UP_WINDOW)
    return DutyAnswer(
        site=site_answer(duty.site, on_duty=True).model_copy(
            update={
                "temperature_limit_celsius": rules.temperature_limit_celsius,
                "colours_let_in": sorted(rules.colours_let_in, key=lambda colour: colour.severity),
            }
        ),
        rules=rule_set_json(rules),
        entrance=EntranceAnswer.model_validate(duty.entrance) if duty.entrance else None,
        since=duty.since,
        today=TodayAnswer(
            scans=today.scans,
            passed=today.passed,
            stopped=today.stopped,
            isolated_now=today.isolated_now,
            registered=today.registered,
            look_ups_left=max(0, LOOK_UPS_PER_HOUR - used),
        ),
        readings=ReadingLimits(
            abnormal_celsius=limits.abnormal_celsius,
            second_after_minutes=int(limits.second_after.total_seconds() // 60),
        ),
    )


def _may_work(actor: Actor, site: Site) -> bool:
    # Staff whom a keeper took on have no region: the sites that have them are all they may enter.
    return site.state is SiteState.ACTIVE and is_in_post(actor, site)


def is_in_post(actor: Actor, site: Site) -> bool:
    """Whether a site lies where the actor's post is; the caller has checked that the site has taken the actor on."""
    return not actor.region_code or actor.covers(site.division_code)


def site_answer(site: Site, *, on_duty: bool) -> SiteAnswer:
    """The site as its staff see it."""
    return SiteAnswer(
        site_id=site.site_id,
        name=site.name,
        kind=site.kind,
        kind_words=WordsAnswer.of(KIND_WORDS[site.kind]),
        division_code=site.division_code,
        division_name=areas.division_name(site.division_code),
        entrances=[EntranceAnswer.model_validate(entrance) for entrance in site.entrances],
        temperature_limit_celsius=site.rules.temperature_limit_celsius,
        colours_let_in=sorted(site.rules.colours_let_in, key=lambda colour: colour.severity),
        on_duty=on_duty,
    )
