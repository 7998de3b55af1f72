"""Identity proved at a counter (SPEC A1, A4), a holder's consent given in person (B5), and who waits for proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity.model import DocumentType, IdentityProof, Person, TextTemplate, check_mobile
from ankang.identity.model.looks import LookPurpose
from ankang.identity.model.proxies import ProxyState
from ankang.identity.service.looks import record_look
from ankang.identity.service.open_links import links_of_proxy
from ankang.identity.service.people import checked_document, ensure_document, find_person_by_document
from ankang.identity.service.proxies import LinkView, begin_link
from ankang.identity.service.texts import send_text
from ankang.identity.store import accounts, people, proxies
from ankang.identity.store.people import AwaitingProof
from ankang.runtime.access import Actor, Role, check_role, not_yours
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

_COUNTER = (Role.OFFICER, Role.COMMUNITY_WORKER)
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof did."""

    person_id: PersonId
    account_taken_over: bool
    proxies_ended: int


async def prove_identity(
    call: Call,
    actor: Actor,
    *,
    name: str,
    document_type: DocumentType,
    document_number: str,
    birth_date: date | None,
    mobile: str,
) -> Proof:
    """Record that a person showed the document at a counter.

    Where another mobile or nobody held the record, the person takes it: account, mobile, sessions and proxies of
    before end, `identity_proved` tells the codes to end too, and the person enters by SMS code. Where the person's own
    account held it already, only the proof is written.
    """
    check_role(actor, *_COUNTER)
    document = await checked_document(call, document_type, document_number, birth_date)
    number = check_mobile(mobile)
    person = await ensure_document(call, document, name, None, is_placeholder=True)
    await _check_counter(call, actor, person)
    await _check_mobile_is_free(call, number, person)
    own_already = person.has_account and person.mobile == number
    ended = 0 if own_already else await _take_over(call, person, number)
    await people.change_person(
        call.connection,
        call.cipher,
        person.person_id,
        name=" ".join(name.split()),
        mobile=number,
        identity_proof=IdentityProof.PROVED,
    )
    await send_text(call, number, TextTemplate.IDENTITY_PROVED)
    await record_look(call, actor, person.person_id, LookPurpose.COUNTER_PROOF)
    return Proof(person.person_id, person.has_account and not own_already, ended)


async def consent_in_person(
    call: Call, actor: Actor, holder: tuple[DocumentType, str], proxy: tuple[DocumentType, str]
) -> LinkView:
    """Begin a pending link because the holder agreed before the officer or community worker, document in hand."""
    check_role(actor, *_COUNTER)
    held = await find_person_by_document(call, *holder)
    acting = await find_person_by_document(call, *proxy)
    if held is None or acting is None:
        raise not_yours()
    await _check_counter(call, actor, held)
    links = await links_of_proxy(call, acting.person_id)
    link = next((link for link in links if link.holder_id == held.person_id), None)
    if link is None or link.state is not ProxyState.PENDING or acting.person_id == actor.person_id:
        raise not_yours()
    await record_look(call, actor, held.person_id, LookPurpose.PROXY_CONSENT)
    return await begin_link(call, actor, link.without_mobile(), held)


async def list_awaiting_proof(call: Call, actor: Actor) -> list[AwaitingProof]:
    """Whose identity waits for manual proof in the actor's region, the longest first."""
    check_role(actor, *_COUNTER)
    waiting = await people.list_awaiting_proof(call.connection, call.cipher, actor.region_code, _MOST_ROWS)
    for row in waiting:
        await record_look(call, actor, row.person.person_id, LookPurpose.AWAITING_PROOF_LIST)
    return waiting


async def _check_counter(call: Call, actor: Actor, person: Person) -> None:
    """A counter serves its city, whichever county it stands in; nobody is served by themselves."""
    city = await people.find_city(call.connection, person.person_id) or ""
    serves = bool(actor.region_code) and (city.startswith(actor.region_code) or actor.region_code.startswith(city))
    if not serves or person.person_id == actor.person_id:
        raise not_yours()


async def _check_mobile_is_free(call: Call, mobile: str, person: Person) -> None:
    owner = await people.find_by_mobile(call.connection, call.cipher, mobile)
    if owner is not None and owner.person_id != person.person_id:
        raise _mobile_in_use()


async def _take_over(call: Call, person: Person, mobile: str) -> int:
    await people.settle(call.connection, person.person_id)
    if person.has_account and person.mobile is not None:
        await people.release_mobile(call.connection, call.cipher, person.mobile, person.person_id)
        await send_text(call, person.mobile, TextTemplate.MOBILE_MOVED)
    if not await people.take_mobile(call.connection, call.cipher, mobile, person.person_id):
        raise _mobile_in_use()  # another counter bound it in the same instant
    await accounts.put_account(call.connection, person.person_id, None, call.now)
    await accounts.end_sessions(call.connection, person.person_id)
    ended = await proxies.end_links_of(call.connection, person.person_id, call.now)
    await publish(call.connection, "identity_proved", {"person_id": str(person.person_id)}, call.now)
    return ended


def _mobile_in_use() -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "mobile_in_use",
        Words(
            "这个手机号已绑定另一个账号，请换一个号码，或先由原账号本人解除。",
            "This mobile belongs to another account; use another, or let its owner release it first.",
        ),
    )
