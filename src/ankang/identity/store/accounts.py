"""Accounts, their sessions and the roles granted to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from ankang.core.ids import PersonId
from ankang.identity.model.sessions import SessionToken
from ankang.identity.tables import accounts, role_grants, sessions
from ankang.runtime.access import Role
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection, among

_SIGNED_IN = (
    select(sessions, role_grants.c.role, role_grants.c.post)
    .outerjoin(role_grants, role_grants.c.person_id == sessions.c.person_id)
    .where(among(sessions.c.person_id, "people"), among(sessions.c.token_digest, "digests"))
    .order_by(role_grants.c.role)
)


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in phone or browser."""

    session_id: UUID
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role in a region, for an organisation."""

    role: Role
    region_code: str
    organisation: str


async def put_account(
    connection: AsyncConnection, person_id: PersonId, password_hash: str | None, now: datetime
) -> None:
    """Open the person's account, or set the password of the one that exists."""
    opened = insert(accounts).values(
        person_id=person_id, password_hash=password_hash, created_at=now, password_changed_at=now
    )
    await connection.execute(
        opened.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"password_hash": password_hash, "password_changed_at": now},
        )
    )


async def find_password_hash(connection: AsyncConnection, person_id: PersonId) -> str | None:
    """The hash of the account's password; None without an account or without a password."""
    return (
        await connection.execute(select(accounts.c.password_hash).where(accounts.c.person_id == person_id))
    ).scalar()


async def add_session(connection: AsyncConnection, token: SessionToken, now: datetime, expires_at: datetime) -> UUID:
    """Begin a session; its opaque id."""
    session_id = uuid4()
    await connection.execute(
        insert(sessions).values(
            person_id=token.person_id,
            token_digest=token.digest,
            session_id=session_id,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
        )
    )
    return session_id


async def find_session(connection: AsyncConnection, token: SessionToken) -> Session | None:
    """The session of a token, also one that is over."""
    row = (
        await connection.execute(
            select(sessions).where(sessions.c.person_id == token.person_id, sessions.c.token_digest == token.digest)
        )
    ).one_or_none()
    return None if row is None else Session(row.session_id, row.last_seen_at, row.expires_at)


async def list_sessions(
    connection: AsyncConnection, cipher: Cipher, tokens: Iterable[SessionToken]
) -> dict[SessionToken, tuple[Session, list[RoleGrant]]]:
    """As `find_session` with `list_role_grants`, for several tokens in one statement."""
    wanted = {token.digest: token for token in tokens}
    people = list({token.person_id for token in wanted.values()})
    rows = await connection.execute(_SIGNED_IN, {"people": people, "digests": list(wanted)})
    found: dict[SessionToken, tuple[Session, list[RoleGrant]]] = {}
    for row in rows:
        token = wanted[row.token_digest]
        if token.person_id != row.person_id:
            continue
        _, grants = found.setdefault(token, (Session(row.session_id, row.last_seen_at, row.expires_at), []))
        if row.role is not None:
            grants.append(_grant(cipher, row))
    return found


async def mark_seen(connection: AsyncConnection, token: SessionToken, now: datetime) -> None:
    """Write when the session was last used."""
    await connection.execute(
        update(sessions)
        .where(sessions.c.person_id == token.person_id, sessions.c.token_digest == token.digest)
        .values(last_seen_at=now)
    )


async def end_session(connection: AsyncConnection, person_id: PersonId, session_id: UUID) -> None:
    """End one session of a person."""
    await connection.execute(
        delete(sessions).where(sessions.c.person_id == person_id, sessions.c.session_id == session_id)
    )


async def end_sessions(connection: AsyncConnection, person_id: PersonId) -> None:
    """End every session of a person."""
    await connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


async def delete_ended_sessions(connection: AsyncConnection, now: datetime) -> int:
    """Delete sessions past their absolute end; how many."""
    return (await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))).rowcount


async def list_role_grants(connection: AsyncConnection, cipher: Cipher, person_id: PersonId) -> list[RoleGrant]:
    """The roles of a person beside being a resident."""
    rows = await connection.execute(
        select(role_grants).where(role_grants.c.person_id == person_id).order_by(role_grants.c.role)
    )
    return [_grant(cipher, row) for row in rows]


async def put_role_grant(
    connection: AsyncConnection, cipher: Cipher, person_id: PersonId, grant: RoleGrant, now: datetime
) -> None:
    """Grant a role, over an earlier grant of the same role."""
    post = {"region_code": grant.region_code, "organisation": grant.organisation}
    granted = insert(role_grants).values(
        person_id=person_id, role=grant.role, post=cipher.encrypt_json(post, _post_context(person_id)), granted_at=now
    )
    await connection.execute(
        granted.on_conflict_do_update(
            index_elements=["person_id", "role"],
            set_={"post": granted.excluded.post, "granted_at": granted.excluded.granted_at},
        )
    )


async def delete_role_grant(connection: AsyncConnection, person_id: PersonId, role: Role) -> None:
    """Take a role back."""
    await connection.execute(
        delete(role_grants).where(role_grants.c.person_id == person_id, role_grants.c.role == role)
    )


def _grant(cipher: Cipher, row: Row[Any]) -> RoleGrant:
    return RoleGrant(Role(row.role), **cipher.decrypt_json(row.post, _post_context(row.person_id)))


def _post_context(person_id: PersonId) -> str:
    return f"role_grants.post/{person_id}"
