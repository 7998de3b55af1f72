"""What happens on the stage besides the city's own past, each through the use case that a person would have used.

A mother carries a paper code, which two far gates saw within minutes; she asks to act for a neighbour; staff go on
duty.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import zxingcpp
from pypdfium2 import PdfDocument

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.schemas import ScanRequest
from ankang.codes import service as codes
from ankang.core.ids import SiteId
from ankang.demo import accounts
from ankang.demo.accounts import ACCOUNTS, Account
from ankang.demo.city import HIGHEST_NUMBER, document_number
from ankang.demo.sites import COMMUNITY, STATION, TOWER
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.identity.model.proxies import Relation
from ankang.runtime.access import Actor
from ankang.runtime.context import Call

_TWO_HOURS, _SIX_MINUTES = timedelta(hours=2), timedelta(minutes=6)


@dataclass(frozen=True)
class Facts:
    """What scenes need to know of it: the code on the poster of a gate, and the text of the mother's paper code."""

    posted_code: str
    paper_text: str


def number_of(account: Account) -> str:
    """The document number that the city's maker gave the account."""
    return document_number(HIGHEST_NUMBER - ACCOUNTS.index(account), f"{account.born:%Y%m%d}")


async def happen(call: Call) -> Facts:
    """Let all of it happen; at the end staff are on duty at the community's gate."""
    mother, staff = await _actor(call, accounts.WANG_YULAN), await _actor(call, accounts.LI_QIANG)
    await _ask_the_neighbour(call, mother)
    paper = await codes.print_paper(replace(call, now=call.now - timedelta(days=2)), mother, mother.person_id, "a6")
    paper_text = _text_on(paper)
    sites = {site.name: site for site in await checkpoints.list_sites(call, staff)}
    for name, ago in ((TOWER[0], _TWO_HOURS + _SIX_MINUTES), (STATION[0], _TWO_HOURS)):
        then = replace(call, now=call.now - ago)
        await checkpoints.start_duty(then, staff, SiteId(sites[name].site_id))
        await checkpoints.scan(then, staff, ScanRequest(key=uuid4(), qr_text=paper_text))
        await checkpoints.end_duty(then, staff)
    gate = sites[COMMUNITY[0]]
    await checkpoints.start_duty(call, staff, SiteId(gate.site_id))
    return Facts(gate.entrances[0].posted_code, paper_text)


async def _ask_the_neighbour(call: Call, mother: Actor) -> None:
    neighbour = accounts.ZHANG_AN
    await identity.ask_to_act_for(
        call,
        mother,
        name=neighbour.name,
        document_type=DocumentType.MAINLAND_ID,
        document_number=number_of(neighbour),
        birth_date=None,
        relation=Relation.FRIEND,
        mobile=neighbour.mobile,
    )


async def _actor(call: Call, account: Account) -> Actor:
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, number_of(account))
    assert person is not None
    roles = frozenset({account.role} if account.role else ())
    return Actor(person.person_id, person.person_id, roles, account.region_code, account.organisation)


def _text_on(pdf: bytes) -> str:
    """The text of the one QR on a printed page."""
    (code,) = zxingcpp.read_barcodes(PdfDocument(io.BytesIO(pdf))[0].render(scale=4).to_pil())
    return str(code.text)
