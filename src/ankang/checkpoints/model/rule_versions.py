"""The versions of a site's rules: which counted when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ankang.checkpoints.model.site_rules import ColoursLetIn, HomeOpen, RuleSet, Temperature
from ankang.checkpoints.model.sites import SiteKind, SiteRules
from ankang.core.errors import RefusalKind, RefusedError, invalid_field
from ankang.core.ids import PersonId
from ankang.core.words import Words

LATEST_BEGIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version: it counts from `from_at` on until a version begins that was begun later."""

    version: int
    from_at: datetime
    rules: RuleSet
    author_id: PersonId
    made_at: datetime


def first_rules(rules: SiteRules) -> RuleSet:
    """What counts at a site that never saved rules of its own."""
    return RuleSet((ColoursLetIn(rules.colours_let_in), Temperature(rules.temperature_limit_celsius)))


def check_begin(from_at: datetime | None, now: datetime) -> datetime:
    """From when on a new version counts: now, or within a month; never for what has happened already."""
    if from_at is None:
        return now
    if not now <= from_at <= now + LATEST_BEGIN:
        raise invalid_field(
            "from_at",
            "rules_begin",
            Words(
                f"规则从现在起 {LATEST_BEGIN.days} 天内生效；已经过去的时间不能改。",
                f"Rules begin now or within {LATEST_BEGIN.days} days; what has happened does not change.",
            ),
        )
    return from_at


def check_fits(rules: RuleSet, kind: SiteKind) -> None:
    """Refuse what makes no sense at this kind of site: only a community is somebody's home."""
    if kind is not SiteKind.COMMUNITY and any(isinstance(rule, HomeOpen) for rule in rules.rules):
        raise invalid_field(
            "rules",
            "home_elsewhere",
            Words("只有小区或村才能设“本小区居民回家不拦”。", "Only a community or village is somebody's home."),
        )


def changed_meanwhile(version: int) -> RefusedError:
    """Somebody else saved rules since the form was opened."""
    return RefusedError(
        RefusalKind.CONFLICT,
        "rules_changed",
        Words(
            f"规则已被别人改过（现在是第 {version} 版），请重新打开后再改。",
            f"Somebody else saved version {version} meanwhile; open the rules again before you change them.",
        ),
    )
