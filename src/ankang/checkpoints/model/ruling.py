"""What a site's rules say of one person at its door. Pure.

The staff app has a twin of this, and `vectors/site-rules.json` holds both to the same answers.

    care or danger, then: no colour, hours, colour, lists, quota, test, warmth, papers; against which the own home and
    a medical site are open

The first that decides is named. Care and danger override everything (R17): at a medical site nobody is refused, whoever
the rules would stop goes by the separate lane. What is not known is amber (`cannot_check`), never guessed; a stop that
is known counts more than a thing that is not, and papers are asked for last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Literal

from ankang.checkpoints.model.site_rules import (
    ColoursLetIn,
    HomeOpen,
    HouseholdQuota,
    ListedOnly,
    ListKind,
    OpeningHours,
    Paper,
    PapersAsked,
    PassMode,
    RecentTest,
    Rule,
    RuleName,
    RuleSet,
    Temperature,
    VisitorPass,
)
from ankang.checkpoints.model.sites import SiteKind
from ankang.checkpoints.model.verdicts import Verdict
from ankang.core.colours import Colour
from ankang.core.days import SHANGHAI, days_after, local_day, start_of_day
from ankang.core.policy.household_quota import next_exit_on

Direction = Literal["in", "out"]
MEDICAL_SITES = frozenset({SiteKind.HOSPITAL, SiteKind.CLINIC})


class Unknown(Enum):
    """What cannot be known here and now; None stands for "known to be none"."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


class Override(StrEnum):
    """Why somebody is let in against the rules. Stored values."""

    MEDICAL_CARE = "medical_care"
    DANGER = "danger"


class By(StrEnum):
    """What decided beside a rule."""

    OVERRIDE = "override"
    MEDICAL_SITE = "medical_site"
    NO_CODE = "no_code"
    NO_COLOUR = "no_colour"


@dataclass(frozen=True, slots=True)
class Listing:
    """On which of the site's lists somebody is, one at least. `household` is empty for people who belong to none."""

    kinds: frozenset[ListKind]
    household: str = ""


@dataclass(frozen=True, slots=True)
class AtDoor:
    """Somebody at a door and what is known of them.

    `colour` None: no code. `shown`: the colour in the token. `celsius` None: not measured yet. `exits_on`: the days on
    which the household went out, in any order. `sampled_on`: the day of the last negative test.
    """

    at: datetime
    kind: SiteKind
    colour: Colour | None
    shown: Colour | None = None
    direction: Direction = "in"
    celsius: float | None = None
    listing: Listing | Unknown | None = None
    exits_on: tuple[date, ...] | Unknown = ()
    sampled_on: date | Unknown | None = None
    papers_seen: frozenset[Paper] = frozenset()
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict, what decided it (None: nothing stood against it), the papers to ask for first (sorted).

    `separate_lane`: the person goes in apart from the others. `next_exit_on`: when the household may go out again.
    """

    verdict: Verdict
    by: RuleName | By | None = None
    asks: tuple[Paper, ...] = ()
    separate_lane: bool = False
    next_exit_on: date | None = None


def rule(door: AtDoor, rules: RuleSet) -> Ruling:
    """What the site's rules say; the order in which they were written is of no matter."""
    if door.override is not None:
        return Ruling(Verdict.PASS, By.OVERRIDE, separate_lane=True)
    ruling = _by_rules(door, rules)
    if ruling.verdict is Verdict.PASS:
        return ruling
    home = door.direction == "in" and any(isinstance(one, HomeOpen) for one in rules.rules)
    if home and isinstance(door.listing, Listing) and ListKind.RESIDENTS in door.listing.kinds:
        return Ruling(Verdict.PASS, RuleName.HOME_OPEN)
    if door.kind in MEDICAL_SITES:
        return Ruling(Verdict.PASS, By.MEDICAL_SITE, separate_lane=True)
    if home and door.listing is UNKNOWN and ruling.verdict in (Verdict.STOP, Verdict.GREY):
        # The door may be that of the own home: nobody is turned away from it because a list cannot be read.
        return Ruling(Verdict.CANNOT_CHECK, RuleName.HOME_OPEN)
    return ruling


def _by_rules(door: AtDoor, rules: RuleSet) -> Ruling:
    if door.colour is None:
        return Ruling(Verdict.GREY, By.NO_CODE)
    if Colour.GREY in (door.colour, door.shown):
        return Ruling(Verdict.GREY, By.NO_COLOUR)
    by_name = {one.name: one for one in rules.rules}
    said = [
        ruling for name in _ORDER if (one := by_name.get(name)) and (ruling := _by_rule(one, door, rules)) is not None
    ]
    for verdict in (Verdict.STOP, Verdict.CANNOT_CHECK):
        for ruling in said:
            if ruling.verdict is verdict and not ruling.asks:
                return ruling
    asks = tuple(sorted({paper for ruling in said for paper in ruling.asks}, key=lambda paper: paper.value))
    return replace(said[0], asks=asks) if asks else Ruling(Verdict.PASS)


_ORDER = (
    RuleName.OPENING_HOURS,
    RuleName.COLOURS,
    RuleName.LISTED_ONLY,
    RuleName.VISITOR_PASS,
    RuleName.HOUSEHOLD_QUOTA,
    RuleName.RECENT_TEST,
    RuleName.TEMPERATURE,
    RuleName.PAPERS,
)


def _by_rule(one: Rule, door: AtDoor, rules: RuleSet) -> Ruling | None:  # noqa: PLR0911  (one answer for each kind of a closed set)
    """What one rule says against passing at once; None for nothing."""
    goes_in = door.direction == "in"
    match one:
        case ColoursLetIn(let_in):
            return None if _deciding(door) in let_in else Ruling(Verdict.STOP, one.name)
        case OpeningHours():
            is_closed = goes_in and not one.is_open(door.at.astimezone(SHANGHAI).time())
            return Ruling(Verdict.STOP, one.name) if is_closed else None
        case Temperature(limit):
            is_warm = goes_in and door.celsius is not None and door.celsius >= limit
            return Ruling(Verdict.STOP, one.name) if is_warm else None
        case ListedOnly(lists):
            return _listed(door, lists, rules) if goes_in else None
        case VisitorPass(mode):
            return _visitor(door) if goes_in and mode is PassMode.REQUIRED and not _lists_only(rules) else None
        case HouseholdQuota():
            return None if goes_in else _quota(door, one)
        case RecentTest(hours):
            return _tested(door, hours) if goes_in else None
        case PapersAsked(on_entry, on_exit):
            return _ask(door, on_entry if goes_in else on_exit, one.name)
        case HomeOpen():
            return None


def _deciding(door: AtDoor) -> Colour:
    # A token that was signed yellow needs a new one to be green: the worse of the two decides.
    colours = [colour for colour in (door.colour, door.shown) if colour is not None]
    return max(colours, key=lambda colour: colour.severity)


def _lists_only(rules: RuleSet) -> bool:
    return any(isinstance(one, ListedOnly) for one in rules.rules)


def _ask(door: AtDoor, papers: frozenset[Paper], by: RuleName) -> Ruling | None:
    missing = papers - door.papers_seen
    return Ruling(Verdict.CANNOT_CHECK, by, tuple(sorted(missing, key=lambda paper: paper.value))) if missing else None


def _listed(door: AtDoor, lists: frozenset[ListKind], rules: RuleSet) -> Ruling | None:
    if isinstance(door.listing, Listing) and door.listing.kinds & lists:
        return None
    has_pass = any(isinstance(one, VisitorPass) for one in rules.rules)
    if has_pass and Paper.VISITOR_PASS in door.papers_seen:
        return None
    if door.listing is UNKNOWN:
        return Ruling(Verdict.CANNOT_CHECK, RuleName.LISTED_ONLY)
    if has_pass:
        return _ask(door, frozenset({Paper.VISITOR_PASS}), RuleName.VISITOR_PASS)
    return Ruling(Verdict.STOP, RuleName.LISTED_ONLY)


def _visitor(door: AtDoor) -> Ruling | None:
    if isinstance(door.listing, Listing) or Paper.VISITOR_PASS in door.papers_seen:
        return None
    if door.listing is UNKNOWN:
        return Ruling(Verdict.CANNOT_CHECK, RuleName.VISITOR_PASS)
    return _ask(door, frozenset({Paper.VISITOR_PASS}), RuleName.VISITOR_PASS)


def _quota(door: AtDoor, quota: HouseholdQuota) -> Ruling | None:
    if door.listing is UNKNOWN:
        return Ruling(Verdict.CANNOT_CHECK, quota.name)
    if door.listing is None or not door.listing.household:
        return None
    if door.exits_on is UNKNOWN:
        return Ruling(Verdict.CANNOT_CHECK, quota.name)
    today = local_day(door.at)
    earliest = next_exit_on(door.exits_on, today, quota.settings)
    return Ruling(Verdict.STOP, quota.name, next_exit_on=earliest) if earliest > today else None


def _tested(door: AtDoor, hours: int) -> Ruling | None:
    if Paper.TEST_REPORT in door.papers_seen:
        return None
    if door.sampled_on is UNKNOWN:
        return Ruling(Verdict.CANNOT_CHECK, RuleName.RECENT_TEST)
    if door.sampled_on is None:
        return Ruling(Verdict.STOP, RuleName.RECENT_TEST)
    # Only the day of the sample is known: in time from its first instant on is certain, from its last one on possible.
    reach = timedelta(hours=hours)
    if start_of_day(door.sampled_on) + reach > door.at:
        return None
    if start_of_day(days_after(door.sampled_on, 1)) + reach > door.at:
        return _ask(door, frozenset({Paper.TEST_REPORT}), RuleName.RECENT_TEST)
    return Ruling(Verdict.STOP, RuleName.RECENT_TEST)
