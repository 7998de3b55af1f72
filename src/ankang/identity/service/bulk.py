"""Many people at once, for the demonstration and for imports: one statement a table, whatever the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import insert, select

from ankang.core.ids import PersonId
from ankang.identity.model import DocumentType, IdentityProof
from ankang.identity.model.proxies import ProxyState, Relation
from ankang.identity.store.people import document_index
from ankang.identity.store.proxies import ProxyLink, add_links
from ankang.identity.tables import documents, people
from ankang.runtime.context import Call
from ankang.runtime.database import AsyncConnection


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to add: a mainland number that the caller has checked and that nobody has yet. `mobile` is canonical."""

    name: str
    document_number: str
    birth_date: date
    city_code: str
    mobile: str | None = None


@dataclass(frozen=True, slots=True)
class Guardian:
    """A grown-up who acts for a child."""

    guardian_id: PersonId
    child_id: PersonId
    child_name: str


async def add_people(call: Call, added: Sequence[NewPerson]) -> list[PersonId]:
    """Add people without accounts; their ids in the same order. A number that exists fails the whole call."""
    kind = DocumentType.MAINLAND_ID
    ids = [PersonId(uuid4()) for _ in added]
    rows = [
        {
            "person_id": person_id,
            "name": call.cipher.encrypt(item.name, "people.name"),
            "document_type": kind.value,
            "document_number": call.cipher.encrypt(item.document_number, "people.document_number"),
            "birth_date": call.cipher.encrypt(item.birth_date.isoformat(), "people.birth_date"),
            "mobile": None if item.mobile is None else call.cipher.encrypt(item.mobile, "people.mobile"),
            "identity_proof": IdentityProof.STATED.value,
            "city_code": item.city_code,
            "is_placeholder": False,
            "created_at": call.now,
        }
        for person_id, item in zip(ids, added, strict=True)
    ]
    taken = [
        {
            "document_index": document_index(call.cipher, kind, item.document_number),
            "person_id": person_id,
        }
        for person_id, item in zip(ids, added, strict=True)
    ]
    await call.connection.execute(insert(documents), taken)
    await call.connection.execute(insert(people), rows)
    return ids


async def link_guardians(call: Call, guardians: Sequence[Guardian]) -> None:
    """Let grown-ups act for their children: a child's first link needs nobody's word (SPEC B5)."""
    links = [
        ProxyLink(
            link_id=uuid4(),
            proxy_id=item.guardian_id,
            holder_id=item.child_id,
            stated_name=item.child_name,
            relation=Relation.CHILD,
            state=ProxyState.ACTIVE,
            since=call.now,
        )
        for item in guardians
    ]
    await add_links(call.connection, call.cipher, links)


async def holds_nobody(connection: AsyncConnection) -> bool:
    """Whether no person is recorded yet."""
    return (await connection.execute(select(people.c.person_id).limit(1))).one_or_none() is None
