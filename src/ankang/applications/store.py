"""All SQL of applications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from ankang.applications.model import ApplicationState, Submitted
from ankang.applications.schemas import ApplicationRequest
from ankang.applications.tables import applications
from ankang.core.ids import ApplicationId, PersonId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection

_FORM = "applications.form"
_GROUND = "applications.ground"


async def add(connection: AsyncConnection, cipher: Cipher, form: Submitted, channel: str) -> None:
    """Append a form."""
    await add_all(connection, cipher, [form], channel)


async def add_all(connection: AsyncConnection, cipher: Cipher, forms: Iterable[Submitted], channel: str) -> None:
    """Append forms of several people."""
    rows = [
        {
            "person_id": form.person_id,
            "application_id": form.application_id,
            "version": form.version,
            "state": form.state.value,
            "city_code": form.city_code,
            "channel": channel,
            "form": cipher.encrypt(form.form.model_dump_json(), _FORM),
            "submitted_at": form.submitted_at,
            "submitted_by": form.submitted_by,
            "by_proxy": form.by_proxy,
            "answer_due_at": form.answer_due_at,
        }
        for form in forms
    ]
    await connection.execute(insert(applications), rows)


async def list_forms(connection: AsyncConnection, cipher: Cipher, person_id: PersonId) -> list[Submitted]:
    """The forms of a person, the latest first."""
    statement = select(applications).where(applications.c.person_id == person_id)
    rows = await connection.execute(statement.order_by(applications.c.version.desc()))
    return [_submitted(row, cipher) for row in rows]


async def list_waiting(connection: AsyncConnection, cipher: Cipher, region_code: str) -> list[Submitted]:
    """The waiting forms of a region's cities, the earliest due first; none for less than a city, which decides none."""
    statement = (
        select(applications)
        .where(applications.c.state == ApplicationState.WAITING.value)
        .where(applications.c.city_code.like(f"{region_code}%"))
        .order_by(applications.c.answer_due_at)
        .limit(200)
    )
    return [_submitted(row, cipher) for row in await connection.execute(statement)]


async def find_waiting(connection: AsyncConnection, cipher: Cipher, application_id: UUID) -> Submitted | None:
    """The waiting form of that id, locked until the transaction ends."""
    statement = (
        select(applications)
        .where(applications.c.application_id == application_id)
        .where(applications.c.state == ApplicationState.WAITING.value)
        .with_for_update()
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _submitted(row, cipher)


async def set_states(
    connection: AsyncConnection, person_id: PersonId, ids: Sequence[UUID], state: ApplicationState
) -> None:
    """Move forms of a person to a state."""
    await connection.execute(
        update(applications)
        .where(applications.c.person_id == person_id, applications.c.application_id.in_(ids))
        .values(state=state.value)
    )


async def decide(
    connection: AsyncConnection, cipher: Cipher, form: Submitted, actor_id: UUID, ground: str, now: datetime
) -> None:
    """Write who decided about a waiting form, and the ground."""
    await connection.execute(
        update(applications)
        .where(applications.c.person_id == form.person_id, applications.c.application_id == form.application_id)
        .values(decided_at=now, decided_by=actor_id, ground=cipher.encrypt(ground, _GROUND))
    )


def _submitted(row: Row[Any], cipher: Cipher) -> Submitted:
    return Submitted(
        application_id=ApplicationId(row.application_id),
        person_id=PersonId(row.person_id),
        version=row.version,
        state=ApplicationState(row.state),
        city_code=row.city_code,
        form=ApplicationRequest.model_validate_json(cipher.decrypt(row.form, _FORM)),
        submitted_at=row.submitted_at,
        submitted_by=PersonId(row.submitted_by),
        by_proxy=row.by_proxy,
        answer_due_at=row.answer_due_at,
        decided_at=row.decided_at,
        ground="" if row.ground is None else cipher.decrypt(row.ground, _GROUND),
    )
