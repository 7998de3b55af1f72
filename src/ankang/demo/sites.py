"""The checkpoints of the demonstration: those of the staff account, and one in each other town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from ankang.areas import service as areas
from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.sites import Site, SiteKind
from ankang.core.ids import PersonId
from ankang.demo.city import HIGHEST_NUMBER, document_number
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor, Role
from ankang.runtime.context import Call

COMMUNITY, HOSPITAL, STATION, TOWER, MARKET = (
    ("梧桐里小区 东门", SiteKind.COMMUNITY, "340104"),
    ("合肥市第一医院 门诊", SiteKind.HOSPITAL, "340103"),
    ("高铁南站 到达口", SiteKind.TRANSIT, "340111"),
    ("天鹅湖大厦 大堂", SiteKind.BUILDING, "340104"),
    ("百姓超市 南七店", SiteKind.SUPERMARKET, "340104"),
)
SITES = (COMMUNITY, HOSPITAL, STATION, TOWER, MARKET)


@dataclass(frozen=True, slots=True)
class Post:
    """A gate with somebody on duty: what people scan there, and who confirms and measures them."""

    posted_code: str
    staff: Actor


Posts = Mapping[str, Post]
"""The post of each city, by its four digits."""


def posts_to_json(posts: Posts) -> dict[str, list[str]]:
    """The posts as they are kept while a city is being made."""
    return {city: [post.posted_code, str(post.staff.person_id)] for city, post in posts.items()}


def posts_from_json(kept: Mapping[str, list[str]]) -> Posts:
    """The posts that `posts_to_json` wrote."""
    return {city: Post(code, _on_duty(PersonId(UUID(staff_id)), city)) for city, (code, staff_id) in kept.items()}


async def make_sites(call: Call, staff_id: PersonId) -> dict[str, Site]:
    """The sites of the staff account, who keeps them too, by name."""
    sites = {}
    for name, kind, division_code in SITES:
        sites[name] = await checkpoints.create_site(call, name, kind, division_code)
        await checkpoints.assign_staff(call, staff_id, sites[name].site_id)
        await checkpoints.give_to_keeper(call, sites[name].site_id, staff_id)
    return sites


async def open_posts(call: Call, city_codes: list[str]) -> Posts:
    """A station in each city with invented staff on duty, who have no account."""
    posts = {}
    for position, city_code in enumerate(city_codes):
        number = document_number(HIGHEST_NUMBER - 100 - position, "19870615")
        staff = await identity.ensure_person(call, "哨小兵", DocumentType.MAINLAND_ID, number)
        city = areas.find_division(city_code)
        name = f"{city.name if city else city_code}站 到达口"
        await identity.grant_role(call, staff.person_id, Role.STAFF, city_code, name)
        site = await checkpoints.create_site(call, name, SiteKind.TRANSIT, city_code)
        await checkpoints.assign_staff(call, staff.person_id, site.site_id)
        actor = _on_duty(staff.person_id, city_code)
        await checkpoints.start_duty(call, actor, site.site_id)
        posts[city_code] = Post(site.posted_code, actor)
    return posts


def _on_duty(staff_id: PersonId, city_code: str) -> Actor:
    return Actor(staff_id, uuid4(), frozenset({Role.RESIDENT, Role.STAFF}), city_code)
