"""People, as other capabilities ask for them. The caller has checked that it may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ankang.core.days import local_day
from ankang.core.ids import PersonId
from ankang.identity.model import Document, DocumentType, Person, check_document, check_mobile
from ankang.identity.model.documents import canonical_number
from ankang.identity.service.regions import proof_of
from ankang.identity.store import people as store
from ankang.runtime.access import Actor, not_yours
from ankang.runtime.context import Call
from ankang.runtime.installation import is_demonstration


async def get_person(call: Call, person_id: PersonId) -> Person:
    """The person; the neutral refusal when there is none."""
    found = await store.find_people(call.connection, call.cipher, [person_id])
    if not found:
        raise not_yours()
    return found[0]


async def persons(call: Call, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    """Those of the people who exist, by id."""
    return {person.person_id: person for person in await store.find_people(call.connection, call.cipher, ids)}


async def find_person_by_document(call: Call, document_type: DocumentType, number: str) -> Person | None:
    """The person of a document as typed; the refusal of the field when the number cannot be one."""
    canonical = canonical_number(document_type, number)
    return await store.find_by_document(call.connection, call.cipher, document_type, canonical)


async def ensure_person(
    call: Call,
    name: str,
    document_type: DocumentType,
    number: str,
    birth_date: date | None = None,
    mobile: str | None = None,
) -> Person:
    """The person of the document, added without an account when there is none.

    Who exists is given as recorded: whether the name agrees is for the caller to compare (`same_name`). `mobile` is
    written for a new person only, and is what that person may later register with.
    """
    document = await checked_document(call, document_type, number, birth_date)
    person = await ensure_document(call, document, name, None if mobile is None else check_mobile(mobile))
    await store.settle(call.connection, person.person_id)
    return person


async def checked_document(call: Call, document_type: DocumentType, number: str, birth_date: date | None) -> Document:
    """The document as typed, checked for this installation and today."""
    return check_document(
        document_type,
        number,
        today=local_day(call.now),
        birth_date=birth_date,
        demonstration=await is_demonstration(call.connection),
    )


async def ensure_document(
    call: Call, document: Document, name: str, mobile: str | None, *, is_placeholder: bool = False
) -> Person:
    """As `ensure_person`, for a document that was checked already; a new person may be a placeholder."""
    found = await store.find_by_document(call.connection, call.cipher, document.document_type, document.number)
    if found is not None:
        return found
    added = await store.add_person(
        call.connection,
        call.cipher,
        document,
        name=" ".join(name.split()),
        mobile=mobile,
        identity_proof=proof_of(document),
        city_code=call.config.city_code,
        is_placeholder=is_placeholder,
        now=call.now,
    )
    if added is not None:
        return await get_person(call, added)
    # Somebody else added the document meanwhile; the insert waited for their commit.
    other = await store.find_by_document(call.connection, call.cipher, document.document_type, document.number)
    if other is None:
        raise not_yours()
    return other


async def actor_masked_name(call: Call, actor: Actor) -> str:
    """The actor's own name as others see it."""
    return (await get_person(call, actor.person_id)).masked_name
