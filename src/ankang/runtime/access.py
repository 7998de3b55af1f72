"""Who acts, and the checks that every service makes before it shows or changes anything.

The rule that clones of this system got wrong: being signed in is not enough. A service checks the
role *and* the object: the person's own record, a linked person's, or one in the officer's region.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.ids import PersonId
from ankang.core.words import Words


class Role(StrEnum):
    """What a signed-in person may do beside acting for themselves."""

    RESIDENT = "resident"
    STAFF = "staff"
    COMMUNITY_WORKER = "community_worker"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with roles.

    `region_code` is the division (2 to 12 digits) in which staff, workers and officers act; empty for
    residents. `acts_for` are the holders whose approved proxy this person is.
    """

    person_id: PersonId
    session_id: UUID
    roles: frozenset[Role] = frozenset({Role.RESIDENT})
    region_code: str = ""
    organisation: str = ""
    acts_for: frozenset[PersonId] = field(default_factory=frozenset)

    def can_act_for(self, person_id: PersonId) -> bool:
        """Whether the person is the actor or has accepted the actor as a proxy."""
        return person_id == self.person_id or person_id in self.acts_for

    def has(self, *roles: Role) -> bool:
        """Whether the actor has any of the roles."""
        return not self.roles.isdisjoint(roles)

    def covers(self, division_code: str) -> bool:
        """Whether a division lies in the actor's region; an actor without a region covers none."""
        return bool(self.region_code) and division_code.startswith(self.region_code)


def check_acts_for(actor: Actor, person_id: PersonId) -> None:
    """Raise the neutral refusal unless the actor is the person or an approved proxy."""
    if not actor.can_act_for(person_id):
        raise not_yours()


def check_role(actor: Actor, *roles: Role) -> None:
    """Raise unless the actor has one of the roles."""
    if not actor.has(*roles):
        raise RefusedError(
            RefusalKind.FORBIDDEN,
            "role_needed",
            Words("您的账号没有这项权限，请联系本单位管理员。", "Your account may not do this; ask your organisation."),
        )


def check_region(actor: Actor, division_code: str) -> None:
    """Raise the neutral refusal unless the division lies in the actor's region."""
    if not actor.covers(division_code):
        raise not_yours()


def not_yours() -> RefusedError:
    """The refusal that does not tell whether the record exists (SPEC A6)."""
    return RefusedError(
        RefusalKind.NOT_FOUND,
        "not_found",
        Words("没有找到您可以查看的记录。", "There is no record here that you may see."),
    )


def not_signed_in() -> RefusedError:
    """Nobody is known by this session, or it has ended."""
    return RefusedError(
        RefusalKind.UNAUTHENTICATED,
        "not_signed_in",
        Words("请先登录，登录可能已过期。", "Please sign in; your session may have ended."),
    )
