"""Paper codes: printed for the holder, a proxy, staff or an officer; the colour is never on the paper (SPEC D10)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Literal

from ankang.areas import service as areas
from ankang.assessments import service as assessments
from ankang.codes.model.codes import TIMES, CodeStanding, CodeState, issuer_name
from ankang.codes.model.statuses import PaperCode
from ankang.codes.schemas import PaperAnswer
from ankang.codes.service.keys import signing_key
from ankang.codes.service.paper_page import PaperText, paper_pdf
from ankang.codes.service.publishing import TOPIC_ENDED
from ankang.codes.service.standings import live_colour, live_enrolment
from ankang.codes.store import papers as store
from ankang.core.colours import Colour
from ankang.core.credential.claims import document_tail, short_name
from ankang.core.credential.code_name import CodeName, enrolment_number, paper_name
from ankang.core.credential.key_bundle import KeyUse
from ankang.core.credential.paper import PaperClaims, paper_text
from ankang.core.ids import PersonId
from ankang.core.masking import masked_name
from ankang.identity import service as identity
from ankang.identity.model.looks import LookPurpose
from ankang.runtime.access import Actor, Role, not_yours
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

PaperSize = Literal["a6", "card"]


async def print_paper(call: Call, actor: Actor, person_id: PersonId, size: PaperSize) -> bytes:
    """A PDF with a new paper code; whatever was printed before dies. For the holder, a proxy, or who has the care.

    Officers and community workers print for people of their region; the holder sees that they did.
    """
    await _check_prints_for(call, actor, person_id)
    return await print_for(call, actor, person_id, size)


async def print_for(call: Call, actor: Actor, person_id: PersonId, size: PaperSize) -> bytes:
    """As `print_paper`; the caller has checked who asks, such as staff in front of the person."""
    enrolment = await live_enrolment(call, person_id)
    person = await identity.get_person(call, person_id)
    await store.end_papers(call.connection, person_id, call.now)
    now = call.now.replace(microsecond=0)
    expires_at = now + timedelta(seconds=TIMES.paper)
    paper = await store.add_paper(call.connection, person_id, now, expires_at, actor.person_id)
    await publish(call.connection, TOPIC_ENDED, {"person_id": str(person_id)}, call.now)
    signer = await signing_key(call, KeyUse.TOKEN)
    claims = PaperClaims(
        issuer=issuer_name(call.config.city_code),
        issued_at=now,
        expires_at=expires_at,
        name=short_name(masked_name(person.name)),
        document_tail=document_tail(person.document_number),
        code_name=paper_name(paper.number, call.keys.paper_key),
    )
    text = PaperText(
        qr_text=paper_text(claims, signer.sign, signer.key_id),
        masked_name=person.masked_name,
        masked_document=person.masked_document,
        city_name=areas.division_name(enrolment.city_code),
        printed_at=now,
        expires_at=expires_at,
        hotline=call.config.hotline,
    )
    return await asyncio.to_thread(paper_pdf, text, size)


async def list_papers(call: Call, actor: Actor, person_id: PersonId) -> list[PaperAnswer]:
    """Every paper code of the person, the latest first, with who had it printed."""
    await _check_prints_for(call, actor, person_id)
    found = (await store.list_of(call.connection, [person_id])).get(person_id, [])
    printers = await identity.persons(call, {paper.printed_by for paper in found})
    return [
        PaperAnswer(
            printed_at=paper.printed_at,
            expires_at=paper.expires_at,
            counts=paper.counts_at(call.now),
            printed_by_masked_name=printers[paper.printed_by].masked_name,
        )
        for paper in found
    ]


async def end_papers(call: Call, actor: Actor, person_id: PersonId) -> None:
    """Every paper code of the person dies, such as after a loss; again changes nothing."""
    await _check_prints_for(call, actor, person_id)
    if await store.end_papers(call.connection, person_id, call.now):
        await publish(call.connection, TOPIC_ENDED, {"person_id": str(person_id)}, call.now)


async def paper_standing(call: Call, name: CodeName) -> CodeStanding:
    """What the centre knows of a paper code now; the caller has checked who asks."""
    paper = await _find(call, name)
    if paper is None:
        return CodeStanding(None, CodeState.UNKNOWN, Colour.GREY)
    if not paper.counts_at(call.now):
        return CodeStanding(paper.person_id, CodeState.DEAD, Colour.GREY, paper.ended_at or paper.expires_at)
    return CodeStanding(paper.person_id, CodeState.LIVE, await live_colour(call, paper.person_id) or Colour.GREY)


async def _find(call: Call, name: CodeName) -> PaperCode | None:
    return await store.find_by_number(call.connection, enrolment_number(name, call.keys.paper_key))


async def _check_prints_for(call: Call, actor: Actor, person_id: PersonId) -> None:
    if actor.can_act_for(person_id):
        return
    if not actor.has(Role.OFFICER, Role.COMMUNITY_WORKER):
        raise not_yours()
    await assessments.check_in_care(call, actor, person_id)
    await identity.record_look(call, actor, person_id, LookPurpose.PAPER_CODE)
