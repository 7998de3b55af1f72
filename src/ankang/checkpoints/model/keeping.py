"""What keepers and officers may do with a site, and how many of each. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from ankang.checkpoints.model.sites import SiteState
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.words import Words

INVITATION_TERM = timedelta(hours=48)
"""A link that lies in a chat longer is found by somebody else; a new one takes the keeper a moment."""
MOST_AWAITING = 10
"""Sites of one keeper that wait for an officer: more than that is no shop, it is a flood."""
MOST_ENTRANCES = 20
MOST_INVITATIONS = 50
"""Open at a time for one site: a company's first morning."""
_FIRST_YEAR, _LAST_YEAR = 2000, 2200  # no site is older, and no database takes the ends of the calendar in every zone

STATE_WORDS = {
    SiteState.AWAITING: Words("等待审核", "Awaiting approval"),
    SiteState.ACTIVE: Words("使用中", "In use"),
    SiteState.SUSPENDED: Words("已暂停", "Suspended"),
}


class SiteAct(StrEnum):
    """What an officer decides about a site."""

    APPROVE = "approve"
    SUSPEND = "suspend"
    RESUME = "resume"
    MOVE = "move"


_LEADS_TO = {
    (SiteState.AWAITING, SiteAct.APPROVE): SiteState.ACTIVE,
    (SiteState.AWAITING, SiteAct.SUSPEND): SiteState.SUSPENDED,
    (SiteState.ACTIVE, SiteAct.SUSPEND): SiteState.SUSPENDED,
    (SiteState.SUSPENDED, SiteAct.RESUME): SiteState.ACTIVE,
}


def state_after(state: SiteState, act: SiteAct) -> SiteState:
    """The state to which a decision leads; the refusal of one that does not fit the state."""
    if act is SiteAct.MOVE:
        return state
    after = _LEADS_TO.get((state, act))
    if after is None:
        words = STATE_WORDS[state]
        raise RefusedError(
            RefusalKind.CONFLICT,
            "site_state",
            Words(
                f"这个场所现在“{words.zh}”，不能这样处理，请刷新后再看。",
                f"This site is now “{words.en}”, which this decision does not fit; please reload.",
            ),
        )
    return after


def page_key_of(text: str) -> tuple[datetime, UUID]:
    """After which site a page begins: when it was registered, and its id; ValueError when the text says neither."""
    instant, _, site_id = text.partition("~")
    registered_at = datetime.fromisoformat(instant)
    if registered_at.tzinfo is None or not _FIRST_YEAR <= registered_at.year <= _LAST_YEAR:
        raise ValueError(f"expected an instant since {_FIRST_YEAR} with its time zone, got {instant!r}")
    return registered_at, UUID(site_id)


def minors_keep_no_site() -> RefusedError:
    """A keeper answers for what happens at the door."""
    return RefusedError(
        RefusalKind.FORBIDDEN,
        "adults_only",
        Words("场所须由年满 18 周岁的人登记。", "Somebody of 18 years or more has to register a site."),
    )


def too_many_sites() -> RefusedError:
    """One keeper's sites that wait for approval."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "too_many_sites",
        Words(
            f"您已有 {MOST_AWAITING} 个场所等待审核，请等审核后再登记。",
            f"{MOST_AWAITING} of your sites await approval; register more once they are decided.",
        ),
    )


def too_many_entrances() -> RefusedError:
    """More doors than a site has."""
    return invalid_field(
        "name",
        "too_many_entrances",
        Words(
            f"一个场所最多 {MOST_ENTRANCES} 个出入口；更多请登记为另一个场所。",
            f"A site has at most {MOST_ENTRANCES} entrances; register the others as another site.",
        ),
    )


def entrance_name_taken(name: str) -> RefusedError:
    """Two doors of one name could not be told apart."""
    return invalid_field(
        "name",
        "entrance_name_taken",
        Words(f"已经有出入口叫“{name}”，请换个名称。", f"There is an entrance “{name}” already; choose another name."),
    )


def last_entrance() -> RefusedError:
    """A site has one entrance at least."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "last_entrance",
        Words("场所至少要有一个出入口，请先添加新的。", "A site has at least one entrance; add another first."),
    )


def too_many_invitations() -> RefusedError:
    """More open links than anybody hands out."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "too_many_invitations",
        Words(
            f"还有 {MOST_INVITATIONS} 个邀请没有人用，请先作废一些。",
            f"{MOST_INVITATIONS} invitations are still open; revoke some first.",
        ),
    )


def invitation_over() -> RefusedError:
    """Used, revoked, out of time, or never made: all alike to who holds the link."""
    return invalid_field(
        "secret",
        "invitation_over",
        Words(
            "这个邀请已用过、已作废或已过期，请向场所负责人要一个新的。",
            "This invitation was used, revoked or has expired; ask the keeper for a new one.",
        ),
    )


def another_city() -> RefusedError:
    """Moving is for a wrong or changed address, not for another branch."""
    return invalid_field(
        "division_code",
        "another_city",
        Words(
            "只能在同一城市内变更地址；搬到别的城市请在那里重新登记。",
            "A site moves within its city; one in another city is registered anew there.",
        ),
    )
