"""What a site's rules say of somebody, with what the centre knows of them: lists, exits of the household, tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ankang.assessments import service as assessments
from ankang.checkpoints.model.reading_rules import parse_rule_set
from ankang.checkpoints.model.rule_versions import first_rules
from ankang.checkpoints.model.rule_words import decision_of
from ankang.checkpoints.model.ruling import AtDoor, Direction, Listing, Override, rule
from ankang.checkpoints.model.site_rules import HouseholdQuota, Paper, RecentTest, RuleSet
from ankang.checkpoints.model.sites import Site
from ankang.checkpoints.model.verdicts import Decision
from ankang.checkpoints.store import people_lists
from ankang.checkpoints.store import site_rules as store
from ankang.core.colours import Colour
from ankang.core.days import days_after, local_day, start_of_day
from ankang.core.facts import Test, TestResult
from ankang.core.ids import PersonId
from ankang.core.policy.known import KnownFacts
from ankang.identity import service as identity
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Somebody at a door, as they were seen: `shown` is the colour in a token, `at` the time of the fact."""

    person_id: PersonId | None
    colour: Colour | None
    at: datetime
    shown: Colour | None = None
    direction: Direction = "in"
    papers_seen: frozenset[Paper] = frozenset()
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision; the household by which an exit is counted, None where none is."""

    decision: Decision
    household_key: bytes | None = None


async def rules_at(call: Call, site: Site, at: datetime) -> RuleSet:
    """The rules of a site in force at an instant."""
    text = await store.find_in_force(call.connection, site.site_id, at)
    return parse_rule_set(text) if text is not None else first_rules(site.rules)


def decide_plainly(call: Call, site: Site, colour: Colour, shown: Colour, at: datetime) -> Decision:
    """The decision at a site without rules of its own, where they ask for nothing but the colour."""
    rules = first_rules(site.rules)
    door = AtDoor(at=at, kind=site.kind, colour=colour, shown=shown)
    return decision_of(rule(door, rules), door, rules, call.config.hotline)


async def decide_here(call: Call, site: Site, seen: AtTheDoor, listing: Listing | None = None) -> Decided:
    """The decision by the rules of the time of the fact. Only what a rule asks for is read.

    `listing` is what the site's list says of somebody whom nobody here knows.
    """
    rules = await rules_at(call, site, seen.at)
    if rules.needs_listing and seen.person_id is not None:
        listing = await _listing(call, site, seen.person_id)
    key = None
    exits_on: tuple[date, ...] = ()
    quota = next((one for one in rules.rules if isinstance(one, HouseholdQuota)), None)
    if quota and listing and listing.household and seen.direction == "out":
        key = people_lists.household_key(call.cipher, site.site_id, listing.household)
        since = start_of_day(days_after(local_day(seen.at), 1 - quota.days))
        exits_on = await people_lists.exits_of(call.connection, key, since, seen.at)
    is_test_asked = any(isinstance(one, RecentTest) for one in rules.rules)
    door = AtDoor(
        at=seen.at,
        kind=site.kind,
        colour=seen.colour,
        shown=seen.shown,
        direction=seen.direction,
        listing=listing,
        exits_on=exits_on,
        sampled_on=await _sampled_on(call, seen) if is_test_asked else None,
        papers_seen=seen.papers_seen,
        override=seen.override,
    )
    return Decided(decision_of(rule(door, rules), door, rules, call.config.hotline), key)


async def _listing(call: Call, site: Site, person_id: PersonId) -> Listing | None:
    person = await identity.get_person(call, person_id)
    return await people_lists.find_listing(
        call.connection, call.cipher, site.site_id, person.document_type, person.document_number
    )


async def _sampled_on(call: Call, seen: AtTheDoor) -> date | None:
    """The day of the last negative test that was known at the time of the fact."""
    if seen.person_id is None:
        return None
    known = KnownFacts(await assessments.facts_of(call, seen.person_id), seen.at)
    negative = (test.sampled_on for _, test in known.of(Test) if test.result is TestResult.NEGATIVE)
    return max(negative, default=None)
