"""Sites, their kinds and rules, and duty at them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ankang.core.colours import COLOUR_WORDS, Colour
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import PersonId, SiteId
from ankang.core.places import check_division_code
from ankang.core.words import Words


class SiteKind(StrEnum):
    """The kinds of SPEC E1."""

    RETURNEE_REGISTRATION = "returnee_registration"
    ENTERPRISE = "enterprise"
    BUILDING = "building"
    COMMUNITY = "community"
    SUPERMARKET = "supermarket"
    PUBLIC_BODY = "public_body"
    SCHOOL = "school"
    TRANSIT = "transit"
    ROAD = "road"
    HOSPITAL = "hospital"
    CLINIC = "clinic"
    OTHER = "other"


KIND_WORDS = {
    SiteKind.RETURNEE_REGISTRATION: Words("返乡登记点", "Returnee registration"),
    SiteKind.ENTERPRISE: Words("复工企业", "Resumed enterprise"),
    SiteKind.BUILDING: Words("楼宇", "Building"),
    SiteKind.COMMUNITY: Words("小区或村", "Community or village"),
    SiteKind.SUPERMARKET: Words("商超", "Supermarket"),
    SiteKind.PUBLIC_BODY: Words("机关单位", "Public body"),
    SiteKind.SCHOOL: Words("学校", "School"),
    SiteKind.TRANSIT: Words("公交地铁", "Bus or metro"),
    SiteKind.ROAD: Words("道路卡点", "Road checkpoint"),
    SiteKind.HOSPITAL: Words("医院", "Hospital"),
    SiteKind.CLINIC: Words("诊所或检测点", "Clinic or testing site"),
    SiteKind.OTHER: Words("其他场所", "Other"),
}

_NAMES = {Colour.GREEN: "绿码", Colour.YELLOW: "黄码", Colour.RED: "红码"}


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Whom a site lets in. The limit decides entry only, never a colour (SPEC P9)."""

    colours_let_in: frozenset[Colour] = frozenset({Colour.GREEN})
    temperature_limit_celsius: float = 37.3

    def __post_init__(self) -> None:
        if not self.colours_let_in or Colour.GREY in self.colours_let_in:
            raise ValueError("a site lets in green, yellow or red, at least one of them; grey is unknown")
        if not 36.0 <= self.temperature_limit_celsius <= 42.0:
            raise ValueError(f"expected a limit from 36 to 42 °C, got {self.temperature_limit_celsius!r}")


def colours_words(let_in: frozenset[Colour]) -> Words:
    """Which colours enter, as the door says it: the exact words for green alone stand in the look."""
    ordered = sorted(let_in, key=lambda colour: colour.severity)
    chinese = "、".join(_NAMES[colour] for colour in ordered)
    english = " and ".join(COLOUR_WORDS[colour].en.lower() for colour in ordered)
    return Words(f"本场所只放行{chinese}", f"{english} codes only here")


class SiteState(StrEnum):
    """A site is registered by its keeper, works once an officer approved it, and rests while suspended."""

    AWAITING = "awaiting"
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where staff stand and a poster hangs; the posted QR links to `/s/{posted_code}`."""

    entrance_id: UUID
    name: str
    posted_code: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place with a checkpoint at each of its entrances, the first one first."""

    site_id: SiteId
    name: str
    kind: SiteKind
    division_code: str
    rules: SiteRules
    entrances: tuple[Entrance, ...]
    state: SiteState = SiteState.ACTIVE
    address: str = ""

    def __post_init__(self) -> None:
        check_division_code(self.division_code)
        if not self.entrances:
            raise ValueError(f"expected at least one entrance of {self.name!r}")
        if not 1 <= len(self.name.strip()) <= 80:
            raise ValueError(f"expected a site name of 1 to 80 characters, got {len(self.name.strip())}")

    @property
    def posted_code(self) -> str:
        """The code posted at the first entrance, the only one of most sites."""
        return self.entrances[0].posted_code

    def entrance(self, entrance_id: UUID) -> Entrance | None:
        """One of the open entrances."""
        return next((entrance for entrance in self.entrances if entrance.entrance_id == entrance_id), None)


@dataclass(frozen=True, slots=True)
class Duty:
    """A member of staff on duty at an entrance; None where a phone kept what it did, which knows its site alone.

    Or a gate device, by the name that its keeper gave it: its id then stands where that of staff does.
    """

    staff_id: PersonId
    site: Site
    since: datetime
    entrance: Entrance | None = None
    device_name: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works, and the times of which they may tell: from the first duty there until the site rested."""

    site: Site
    since: datetime
    until: datetime | None = None

    def was_held_at(self, at: datetime) -> bool:
        """Whether what is said to have been done there at that instant can have been."""
        return self.since <= at and (self.until is None or at <= self.until)


def off_duty() -> RefusedError:
    """Scans, look-ups and readings are for staff on duty at a site (SPEC D5)."""
    return RefusedError(
        RefusalKind.FORBIDDEN,
        "off_duty",
        Words("您还没有上岗，请先选择值班场所。", "You are not on duty; choose the site where you work first."),
    )


def not_your_site() -> RefusedError:
    """Staff work where they were assigned."""
    return RefusedError(
        RefusalKind.FORBIDDEN,
        "not_your_site",
        Words(
            "您没有被安排在这个场所，请联系场所负责人。", "You are not assigned to this site; ask who answers for it."
        ),
    )


def which_entrance() -> RefusedError:
    """Staff of a site with several entrances say at which one they stand."""
    return invalid_field(
        "entrance_id",
        "which_entrance",
        Words("请选择您在哪个出入口值班。", "Choose the entrance at which you are on duty."),
    )


def unknown_posted_code() -> RefusedError:
    """The text behind a poster that names no site, or one that was replaced."""
    return invalid_field(
        "posted_code",
        "unknown_posted_code",
        Words(
            "这张场所码不在使用中，请扫现场张贴的新码，或请工作人员扫您的码。",
            "This site code is not in use; scan the one posted here, or let staff scan your code.",
        ),
    )


def resting_site(site: Site) -> RefusedError:
    """The poster of a site that works not yet, or not now."""
    if site.state is SiteState.AWAITING:
        words = Words(
            f"“{site.name}”的场所码还没有启用（等待卫健部门审核），请直接向工作人员出示安康码。",
            f"The site code of {site.name} is not in use yet: it awaits approval. Show your code to staff instead.",
        )
        return invalid_field("posted_code", "site_awaiting", words)
    words = Words(
        f"“{site.name}”的场所码已暂停使用，这次没有登记。请直接向工作人员出示安康码，或拨打现场电话。",
        f"The site code of {site.name} is suspended; nothing was recorded. Show your code to staff, or ask on site.",
    )
    return invalid_field("posted_code", "site_suspended", words)
