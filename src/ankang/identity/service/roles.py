"""Roles: who is staff, community worker or officer, and where.

An account has one post: all its roles share one region and one organisation. Were they mixed, a gate in the
province and a desk in one county would together make an officer of the province.
"""

from __future__ import annotations

from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import PersonId
from ankang.core.places import check_division_code
from ankang.core.words import Words
from ankang.identity.model import DocumentType
from ankang.identity.service.people import find_person_by_document
from ankang.identity.store import accounts as store
from ankang.runtime.access import Actor, Role, not_yours
from ankang.runtime.context import Call


async def grant_role(call: Call, person_id: PersonId, role: Role, region_code: str, organisation: str) -> None:
    """Grant a role and end the person's sessions, so that the shorter terms of duty hold at once.

    Refused when the person has a role in another region or organisation. For the operator's command line and the
    demonstration; no route leads here.
    """
    if role is Role.RESIDENT:
        raise ValueError("everybody is a resident; expected staff, community_worker or officer")
    try:
        check_division_code(region_code)
    except ValueError as error:
        raise invalid_field(
            "region",
            "region_format",
            Words("地区代码应为 2、4、6、9 或 12 位数字。", "A region code has 2, 4, 6, 9 or 12 digits."),
        ) from error
    for held in await store.list_role_grants(call.connection, call.cipher, person_id):
        if held.role is not role and (held.region_code, held.organisation) != (region_code, organisation):
            raise _another_post(held)
    grant = store.RoleGrant(role, region_code, organisation)
    await store.put_role_grant(call.connection, call.cipher, person_id, grant, call.now)
    await store.end_sessions(call.connection, person_id)


async def grant_role_by_document(
    call: Call, document_type: DocumentType, number: str, role: Role, region_code: str, organisation: str
) -> None:
    """As `grant_role`, for a registered person named by document; the neutral refusal when there is no account."""
    person = await find_person_by_document(call, document_type, number)
    if person is None or not person.has_account:
        raise not_yours()
    await grant_role(call, person.person_id, role, region_code, organisation)


async def take_on_site_staff(call: Call, actor: Actor, organisation: str) -> bool:
    """Make the actor staff of sites that take them on by name, in no region; whether their sessions ended.

    Such a post opens the gates of those sites and nothing else. Staff of a region stay what they are; whoever has
    another post is refused.
    """
    if actor.has(Role.STAFF):
        return False
    for held in await store.list_role_grants(call.connection, call.cipher, actor.person_id):
        raise _another_post(held)
    grant = store.RoleGrant(Role.STAFF, "", organisation)
    await store.put_role_grant(call.connection, call.cipher, actor.person_id, grant, call.now)
    await store.end_sessions(call.connection, actor.person_id)
    return True


async def let_go_site_staff(call: Call, person_id: PersonId) -> None:
    """Take back what `take_on_site_staff` gave, once no site has the person; a post in a region stays."""
    for held in await store.list_role_grants(call.connection, call.cipher, person_id):
        if held.role is Role.STAFF and not held.region_code:
            await store.delete_role_grant(call.connection, person_id, Role.STAFF)
            await store.end_sessions(call.connection, person_id)


def _another_post(held: store.RoleGrant) -> RefusedError:
    where = f"{held.region_code} {held.organisation}".strip()
    return RefusedError(
        RefusalKind.CONFLICT,
        "another_post",
        Words(
            f"这个账号已在 {where} 任职，一个账号只能有一个岗位。",
            f"This account has a post at {where}; an account has one post.",
        ),
    )
