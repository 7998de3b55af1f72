"""People, their documents and their mobiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from ankang.core.ids import PersonId
from ankang.identity.model import Document, DocumentType, IdentityProof, Person
from ankang.identity.tables import accounts, documents, mobiles, people
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection, among

_NAME, _NUMBER, _BIRTH, _MOBILE = "people.name", "people.document_number", "people.birth_date", "people.mobile"

_PEOPLE = select(
    people.c.person_id,
    people.c.name,
    people.c.document_type,
    people.c.document_number,
    people.c.birth_date,
    people.c.mobile,
    people.c.identity_proof,
    exists().where(accounts.c.person_id == people.c.person_id).label("has_account"),
)
_BY_IDS = _PEOPLE.where(among(people.c.person_id, "ids"))


@dataclass(frozen=True, slots=True)
class AwaitingProof:
    """A person whose identity waits for manual proof."""

    person: Person
    registered_at: datetime


def document_index(cipher: Cipher, document_type: DocumentType, number: str) -> bytes:
    """What a canonical document is found by."""
    return cipher.blind_index(f"{document_type}:{number}", "documents")


def mobile_index(cipher: Cipher, mobile: str) -> bytes:
    """What a canonical mobile number is found by."""
    return cipher.blind_index(mobile, "mobiles")


async def find_people(connection: AsyncConnection, cipher: Cipher, ids: Iterable[PersonId]) -> list[Person]:
    """Those of the people who exist, in no order."""
    wanted = list(set(ids))
    if not wanted:
        return []
    rows = await connection.execute(_BY_IDS, {"ids": wanted})
    return [_person(cipher, row) for row in rows]


async def find_by_document(
    connection: AsyncConnection, cipher: Cipher, document_type: DocumentType, number: str
) -> Person | None:
    """The person of a canonical document."""
    owner = (
        select(documents.c.person_id)
        .where(documents.c.document_index == document_index(cipher, document_type, number))
        .scalar_subquery()
    )
    row = (await connection.execute(_PEOPLE.where(people.c.person_id == owner))).one_or_none()
    return None if row is None else _person(cipher, row)


async def find_by_mobile(connection: AsyncConnection, cipher: Cipher, mobile: str) -> Person | None:
    """The person whose account has the canonical mobile."""
    owner = select(mobiles.c.person_id).where(mobiles.c.mobile_index == mobile_index(cipher, mobile)).scalar_subquery()
    row = (await connection.execute(_PEOPLE.where(people.c.person_id == owner))).one_or_none()
    return None if row is None else _person(cipher, row)


async def add_person(
    connection: AsyncConnection,
    cipher: Cipher,
    document: Document,
    *,
    name: str,
    mobile: str | None,
    identity_proof: IdentityProof,
    city_code: str,
    is_placeholder: bool,
    now: datetime,
) -> PersonId | None:
    """Add a person; None when somebody has the document already, also when two requests come at once."""
    person_id = PersonId(uuid4())
    taken = insert(documents).values(
        document_index=document_index(cipher, document.document_type, document.number), person_id=person_id
    )
    if (await connection.execute(taken.on_conflict_do_nothing())).rowcount == 0:
        return None
    await connection.execute(
        insert(people).values(
            person_id=person_id,
            name=cipher.encrypt(name, _NAME),
            document_type=document.document_type,
            document_number=cipher.encrypt(document.number, _NUMBER),
            birth_date=cipher.encrypt(document.birth_date.isoformat(), _BIRTH),
            mobile=None if mobile is None else cipher.encrypt(mobile, _MOBILE),
            identity_proof=identity_proof,
            city_code=city_code,
            is_placeholder=is_placeholder,
            created_at=now,
        )
    )
    return person_id


async def change_person(
    connection: AsyncConnection,
    cipher: Cipher,
    person_id: PersonId,
    *,
    name: str | None = None,
    mobile: str | None = None,
    identity_proof: IdentityProof | None = None,
) -> None:
    """Write what is given over what was."""
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = cipher.encrypt(name, _NAME)
    if mobile is not None:
        values["mobile"] = cipher.encrypt(mobile, _MOBILE)
    if identity_proof is not None:
        values["identity_proof"] = identity_proof
    if not values:
        return
    await connection.execute(update(people).where(people.c.person_id == person_id).values(values))


async def is_placeholder(connection: AsyncConnection, person_id: PersonId) -> bool:
    """Whether nobody has agreed to the person's record yet."""
    found = await connection.execute(select(people.c.is_placeholder).where(people.c.person_id == person_id))
    return bool(found.scalar())


async def settle(connection: AsyncConnection, person_id: PersonId) -> bool:
    """Make a placeholder a person; True for the one request that did it."""
    settled = update(people).where(people.c.person_id == person_id, people.c.is_placeholder)
    return (await connection.execute(settled.values(is_placeholder=False))).rowcount == 1


async def take_mobile(connection: AsyncConnection, cipher: Cipher, mobile: str, person_id: PersonId) -> bool:
    """Bind a mobile to a person's account; False when it is bound already."""
    bound = insert(mobiles).values(mobile_index=mobile_index(cipher, mobile), person_id=person_id)
    return (await connection.execute(bound.on_conflict_do_nothing())).rowcount == 1


async def release_mobile(connection: AsyncConnection, cipher: Cipher, mobile: str, person_id: PersonId) -> None:
    """Unbind the mobile from the person's account."""
    await connection.execute(
        delete(mobiles).where(mobiles.c.mobile_index == mobile_index(cipher, mobile), mobiles.c.person_id == person_id)
    )


async def list_awaiting_proof(
    connection: AsyncConnection, cipher: Cipher, region_code: str, limit: int
) -> list[AwaitingProof]:
    """Who waits for manual proof in a region, the longest first.

    A region smaller than a city sees its whole city's: where in it a person belongs is what is not known.
    """
    city = people.c.city_code
    in_region = city.startswith(region_code) if len(region_code) <= 4 else city == region_code[:4]
    rows = await connection.execute(
        _PEOPLE.add_columns(people.c.created_at)
        .where(people.c.identity_proof == IdentityProof.AWAITING_PROOF, in_region)
        .order_by(people.c.created_at)
        .limit(limit)
    )
    return [AwaitingProof(_person(cipher, row), row.created_at) for row in rows]


async def find_city(connection: AsyncConnection, person_id: PersonId) -> str | None:
    """The four-digit code of the city where the person was registered."""
    return (await connection.execute(select(people.c.city_code).where(people.c.person_id == person_id))).scalar()


def _person(cipher: Cipher, row: Any) -> Person:
    return Person(
        person_id=PersonId(row.person_id),
        name=cipher.decrypt(row.name, _NAME),
        document_type=DocumentType(row.document_type),
        document_number=cipher.decrypt(row.document_number, _NUMBER),
        birth_date=date.fromisoformat(cipher.decrypt(row.birth_date, _BIRTH)),
        mobile=None if row.mobile is None else cipher.decrypt(row.mobile, _MOBILE),
        has_account=row.has_account,
        identity_proof=IdentityProof(row.identity_proof),
    )
