"""Sessions: who is signed in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words
from ankang.identity.model import Person
from ankang.identity.model.sessions import (
    DUTY_TERMS,
    RESIDENT_TERMS,
    SEEN_AT_MOST_EVERY,
    TOKEN_BYTES,
    SessionToken,
    is_over,
    parse_cookie,
)
from ankang.identity.service.open_links import acts_for
from ankang.identity.service.people import get_person
from ankang.identity.store import accounts as store
from ankang.runtime.access import Actor, Role, not_signed_in, not_yours
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as its owner sees it."""

    person: Person
    roles: tuple[Role, ...]
    region_code: str
    organisation: str
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun, and the cookie that carries it."""

    view: SessionView
    cookie: str


async def begin_session(call: Call, person_id: PersonId) -> SignedIn:
    """Sign the person in; the caller has checked password or code."""
    token = SessionToken(person_id, secrets.token_bytes(TOKEN_BYTES))
    grants = await store.list_role_grants(call.connection, call.cipher, person_id)
    terms = DUTY_TERMS if grants else RESIDENT_TERMS
    expires_at = call.now + terms.absolute
    await store.add_session(call.connection, token, call.now, expires_at)
    return SignedIn(_view(await get_person(call, person_id), grants, token, expires_at), token.cookie)


async def authenticate(call: Call, cookie: str, csrf: str | None) -> Actor | None:
    """Who acts by a session cookie; None when it is not one, or the session is over.

    `csrf` is None for methods that change nothing; otherwise it must be the session's own token.
    """
    token = parse_cookie(cookie)
    session = None if token is None else await store.find_session(call.connection, token)
    if token is None or session is None:
        return None
    grants = await store.list_role_grants(call.connection, call.cipher, token.person_id)
    terms = DUTY_TERMS if grants else RESIDENT_TERMS
    if is_over(terms, last_seen_at=session.last_seen_at, expires_at=session.expires_at, now=call.now):
        return None
    if csrf is not None and not token.has_csrf(csrf):
        raise RefusedError(
            RefusalKind.FORBIDDEN,
            "csrf_token_wrong",
            Words("页面已过期，请刷新后重试。", "This page is out of date; please reload it and try again."),
        )
    if call.now >= session.last_seen_at + SEEN_AT_MOST_EVERY:
        await store.mark_seen(call.connection, token, call.now)
    return _actor(token, session, grants, await acts_for(call, token.person_id))


async def signed_in(call: Call, cookie: str, csrf: str) -> Actor:
    """As `authenticate` with a CSRF token; refused for whoever is not signed in."""
    actor = await authenticate(call, cookie, csrf)
    if actor is None:
        raise not_signed_in()
    return actor


async def plain_actors(call: Call, credentials: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Actor]:
    """As `authenticate` with a CSRF token, for many in one statement, of those who are plainly who they say.

    They act for themselves alone: for whom else is not asked here. Left out, and for `authenticate` to judge, is
    whoever is not signed in any more, and whoever's session has to be marked as used.
    """
    wanted = {pair: token for pair in credentials if (token := parse_cookie(pair[0])) and token.has_csrf(pair[1])}
    sessions = await store.list_sessions(call.connection, call.cipher, wanted.values())
    found = {}
    for pair, token in wanted.items():
        session, mine = sessions.get(token, (None, []))
        terms = DUTY_TERMS if mine else RESIDENT_TERMS
        if session is None or call.now >= session.last_seen_at + SEEN_AT_MOST_EVERY:
            continue
        if not is_over(terms, last_seen_at=session.last_seen_at, expires_at=session.expires_at, now=call.now):
            found[pair] = _actor(token, session, mine, frozenset())
    return found


async def get_session(call: Call, actor: Actor, cookie: str) -> SessionView:
    """The actor's session, by the cookie of the same request."""
    token = parse_cookie(cookie)
    session = None if token is None else await store.find_session(call.connection, token)
    if token is None or session is None or token.person_id != actor.person_id:
        raise not_yours()
    grants = await store.list_role_grants(call.connection, call.cipher, actor.person_id)
    return _view(await get_person(call, actor.person_id), grants, token, session.expires_at)


async def sign_out(call: Call, actor: Actor) -> None:
    """End the actor's session."""
    await store.end_session(call.connection, actor.person_id, actor.session_id)


def _actor(
    token: SessionToken, session: store.Session, grants: list[store.RoleGrant], acts_for: frozenset[PersonId]
) -> Actor:
    region_code, organisation = _post(grants)
    return Actor(
        person_id=token.person_id,
        session_id=session.session_id,
        roles=frozenset({Role.RESIDENT, *(grant.role for grant in grants)}),
        region_code=region_code,
        organisation=organisation,
        acts_for=acts_for,
    )


def _view(person: Person, grants: list[store.RoleGrant], token: SessionToken, expires_at: datetime) -> SessionView:
    region_code, organisation = _post(grants)
    roles = (Role.RESIDENT, *(grant.role for grant in grants))
    return SessionView(person, roles, region_code, organisation, token.csrf, expires_at)


def _post(grants: list[store.RoleGrant]) -> tuple[str, str]:
    # All grants of a person share one post (`grant_role` sees to it), so any of them tells it.
    return (grants[0].region_code, grants[0].organisation) if grants else ("", "")
