"""Acting for someone else (SPEC B5)."""

from __future__ import annotations

from enum import StrEnum

MOST_PEOPLE = 6  # as the deployed systems had it: at most six people per account


class ProxyState(StrEnum):
    """A link asked for, agreed to, or over."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


class ProxyNews(StrEnum):
    """What one side of a link is told inside the app; the words live with notices."""

    ASKED = "proxy_asked"
    BEGAN = "proxy_began"
    ENDED = "proxy_ended"


class Relation(StrEnum):
    """What the holder is to the proxy."""

    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"
    GRANDPARENT = "grandparent"
    FRIEND = "friend"
    OTHER = "other"


def needs_consent(*, is_minor: bool, has_account: bool, has_other_proxy: bool) -> bool:
    """Whether a link begins only when somebody agreed.

    Adults agree themselves. A child needs nobody's word for the first link; when someone acts for the child
    already, or the child has an account, the code goes there, so that no stranger links to a child by its number.
    """
    return not is_minor or has_account or has_other_proxy


def has_lapsed(state: ProxyState, *, was_minor: bool, is_minor: bool) -> bool:
    """Whether a link has ended because the holder, a minor when it began, has come of age: an adult agrees anew."""
    return state is ProxyState.ACTIVE and was_minor and not is_minor
