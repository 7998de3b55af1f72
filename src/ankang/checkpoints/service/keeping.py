"""What a keeper does: registers a site, opens and closes entrances, posts codes, sees the day (SPEC E1, E6)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

from ankang.areas import service as areas
from ankang.checkpoints.keeping_schemas import (
    EntranceRequest,
    EntranceToday,
    KeptSite,
    KeptSiteAnswer,
    OpenInvitation,
    PosterSize,
    SiteRegistration,
    SiteStaff,
)
from ankang.checkpoints.model.keeping import (
    MOST_AWAITING,
    MOST_ENTRANCES,
    STATE_WORDS,
    entrance_name_taken,
    last_entrance,
    minors_keep_no_site,
    too_many_entrances,
    too_many_sites,
)
from ankang.checkpoints.model.limits import ISOLATION, PENDING_ARRIVAL
from ankang.checkpoints.model.sites import KIND_WORDS, Entrance, Site, SiteRules, SiteState, colours_words
from ankang.checkpoints.schemas import EntranceAnswer
from ankang.checkpoints.service.administration import new_entrance, new_posted_code
from ankang.checkpoints.service.deciding import rules_at
from ankang.checkpoints.service.once import once
from ankang.checkpoints.service.poster_page import PosterText, poster_pdf
from ankang.checkpoints.store import gates
from ankang.checkpoints.store import keeping as store
from ankang.checkpoints.store import sites as sites_store
from ankang.checkpoints.store.entrances_today import Figures, Since, figures_at
from ankang.checkpoints.store.keeping import Kept
from ankang.checkpoints.store.keys import entrance_key
from ankang.core.days import local_day, start_of_day
from ankang.core.errors import invalid_field
from ankang.core.ids import SiteId
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.runtime.access import Actor, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call


async def register_site(call: Call, actor: Actor, body: SiteRegistration) -> KeptSite:
    """A new site that the actor keeps; it works once an officer approved it."""
    # The limit holds for sites that are registered in the same moment too.
    await gates.lock_account(call.connection, actor.person_id)
    said = body.model_dump_json(exclude={"key"})
    return await once(call, actor, body.key, "site", said, KeptSite, partial(_register, call, actor, body))


async def list_kept_sites(call: Call, actor: Actor) -> list[KeptSite]:
    """The sites that the actor keeps."""
    kept = await store.list_kept(call.connection, call.cipher, actor.person_id)
    return await kept_answers(call, kept)


async def get_kept_site(call: Call, actor: Actor, site_id: SiteId) -> KeptSiteAnswer:
    """One of them, with who works there and the open invitations."""
    kept = await kept_by(call, actor, site_id)
    (answer,) = await kept_answers(call, [kept])
    invitations = await store.list_open_invitations(call.connection, site_id, call.now)
    return KeptSiteAnswer(
        **answer.model_dump(),
        staff=await _staff_of(call, kept.site),
        invitations=[OpenInvitation.model_validate(row) for row in invitations],
    )


async def get_today(call: Call, actor: Actor, site_id: SiteId) -> list[EntranceToday]:
    """The figures of the day at each entrance; uploads of phones apart, where there are any."""
    site = (await kept_by(call, actor, site_id)).site
    day_began = start_of_day(local_day(call.now))
    since = Since(day_began, call.now - ISOLATION, call.now - PENDING_ARRIVAL)
    found = await figures_at(call.connection, call.cipher, site_id, since)
    named: list[tuple[Entrance | None, Figures]] = [
        (entrance, found.pop(entrance_key(call.cipher, entrance.entrance_id), Figures())) for entrance in site.entrances
    ]
    # What is left was kept by phones, or happened at an entrance that is closed now.
    named += [(None, figures) for figures in found.values() if not figures.are_none]
    return [
        EntranceToday(
            entrance_id=entrance.entrance_id if entrance else None,
            name=entrance.name if entrance else None,
            passed=figures.passed,
            stopped=figures.stopped,
            measured=figures.measured,
            abnormal=figures.abnormal,
            isolated_now=figures.isolated_now,
            waiting=figures.waiting,
        )
        for entrance, figures in named
    ]


async def add_entrance(call: Call, actor: Actor, site_id: SiteId, body: EntranceRequest) -> EntranceAnswer:
    """One more entrance, with a poster of its own."""
    site = (await kept_by(call, actor, site_id, lock=True)).site
    said = f"{site_id}:{body.name}"
    return await once(
        call, actor, body.key, "entrance", said, EntranceAnswer, partial(_add_entrance, call, site, body.name)
    )


async def close_entrance(call: Call, actor: Actor, site_id: SiteId, entrance_id: UUID) -> None:
    """Close an entrance; its poster opens nothing any more."""
    site = (await kept_by(call, actor, site_id, lock=True)).site
    if site.entrance(entrance_id) is None:
        raise not_yours()
    if len(site.entrances) == 1:
        raise last_entrance()
    await store.close_entrance(call.connection, site_id, entrance_id, call.now)


async def replace_poster(call: Call, actor: Actor, site_id: SiteId, entrance_id: UUID) -> EntranceAnswer:
    """A new posted code, because the poster was photographed and passed on; the former ones open nothing (R5)."""
    site = (await kept_by(call, actor, site_id, lock=True)).site
    entrance = site.entrance(entrance_id)
    if entrance is None:
        raise not_yours()
    fresh = Entrance(entrance_id, entrance.name, new_posted_code())
    await sites_store.add_posted_code(call.connection, site_id, entrance_id, fresh.posted_code, call.now)
    return EntranceAnswer.model_validate(fresh)


async def print_poster(call: Call, actor: Actor, site_id: SiteId, entrance_id: UUID, size: PosterSize) -> bytes:
    """The poster of an entrance as a page to print."""
    site = (await kept_by(call, actor, site_id)).site
    entrance = site.entrance(entrance_id)
    if entrance is None:
        raise not_yours()
    text = PosterText(
        link=f"{call.config.origin}/s/{entrance.posted_code}",
        posted_code=entrance.posted_code,
        site_name=site.name,
        entrance_name=entrance.name,
        rules=colours_words((await rules_at(call, site, call.now)).colours_let_in),
        printed_at=call.now,
        hotline=call.config.hotline,
    )
    return await asyncio.to_thread(poster_pdf, text, size)


async def kept_by(call: Call, actor: Actor, site_id: SiteId, *, lock: bool = False) -> Kept:
    """A site that the actor keeps; the neutral refusal for every other."""
    kept = await store.find_kept(call.connection, call.cipher, site_id, lock=lock)
    if kept is None or kept.keeper_id != actor.person_id:
        raise not_yours()
    return kept


async def kept_answers(call: Call, kept: Sequence[Kept]) -> list[KeptSite]:
    """The sites as lists show them."""
    grounds = await store.last_grounds(call.connection, [item.site.site_id for item in kept])
    return [
        KeptSite(
            site_id=item.site.site_id,
            name=item.site.name,
            kind=item.site.kind,
            kind_words=WordsAnswer.of(KIND_WORDS[item.site.kind]),
            division_code=item.site.division_code,
            division_name=areas.division_name(item.site.division_code),
            address=item.site.address,
            state=item.site.state,
            state_words=WordsAnswer.of(STATE_WORDS[item.site.state]),
            ground=grounds.get(item.site.site_id),
            entrances=[EntranceAnswer.model_validate(entrance) for entrance in item.site.entrances],
            registered_at=item.registered_at,
        )
        for item in kept
    ]


def check_division(division_code: str) -> None:
    """Raise unless there is such a county, street or community."""
    if areas.find_division(division_code) is None:
        raise invalid_field(
            "division_code",
            "unknown_division",
            Words(
                "没有这个区划，请重新选择所在区县或街道。", "There is no such division; choose the county or street."
            ),
        )


async def _register(call: Call, actor: Actor, body: SiteRegistration) -> KeptSite:
    person = await identity.get_person(call, actor.person_id)
    if person.is_minor(local_day(call.now)):
        raise minors_keep_no_site()
    check_division(body.division_code)
    _check_names(body.entrances)
    kept = await store.list_kept(call.connection, call.cipher, actor.person_id)
    if sum(item.site.state is SiteState.AWAITING for item in kept) >= MOST_AWAITING:
        raise too_many_sites()
    site = Site(
        site_id=SiteId(uuid4()),
        name=body.name,
        kind=body.kind,
        division_code=body.division_code,
        rules=SiteRules(),
        entrances=tuple(new_entrance(name) for name in body.entrances),
        state=SiteState.AWAITING,
        address=body.address,
    )
    await sites_store.add_site(call.connection, site, call.now)
    await store.give_to_keeper(call.connection, call.cipher, site.site_id, actor.person_id)
    if body.latitude is not None and body.longitude is not None:
        await store.write_position(call.connection, site.site_id, body.latitude, body.longitude)
    (answer,) = await kept_answers(call, [Kept(site, actor.person_id, call.now)])
    return answer


async def _add_entrance(call: Call, site: Site, name: str) -> EntranceAnswer:
    if len(site.entrances) >= MOST_ENTRANCES:
        raise too_many_entrances()
    _check_names([*(entrance.name for entrance in site.entrances), name])
    entrance = new_entrance(name)
    await sites_store.add_entrance(call.connection, site.site_id, entrance, call.now)
    return EntranceAnswer.model_validate(entrance)


def _check_names(names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise entrance_name_taken(name)


async def _staff_of(call: Call, site: Site) -> list[SiteStaff]:
    employed = await store.list_staff(call.connection, call.cipher, site.site_id)
    people = await identity.persons(call, [item.person_id for item in employed])
    staff = []
    for item in employed:
        duty = await sites_store.find_duty(call.connection, call.cipher, item.person_id)
        entrance = duty.entrance if duty is not None and duty.site.site_id == site.site_id else None
        staff.append(
            SiteStaff(
                person_id=item.person_id,
                masked_name=people[item.person_id].masked_name,
                masked_document=people[item.person_id].masked_document,
                since=item.since,
                on_duty_at=entrance.name if entrance else None,
            )
        )
    return staff
