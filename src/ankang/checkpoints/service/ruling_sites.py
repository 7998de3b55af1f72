"""A site's own rules: who may write them, their versions, and trying them on before they are saved (SPEC E2)."""

from __future__ import annotations

from collections.abc import Sequence

from ankang.checkpoints.model.reading_rules import read_rule_set
from ankang.checkpoints.model.rule_versions import RuleVersion, changed_meanwhile, check_begin, check_fits
from ankang.checkpoints.model.rule_words import decision_of
from ankang.checkpoints.model.ruling import AtDoor, Listing, rule
from ankang.checkpoints.model.site_rules import RuleSet, rule_set_json
from ankang.checkpoints.model.sites import Site
from ankang.checkpoints.rule_schemas import (
    PreviewAnswer,
    PreviewPerson,
    PreviewRequest,
    RuleVersionAnswer,
    SaveRulesRequest,
    SiteRulesAnswer,
)
from ankang.checkpoints.service.deciding import rules_at
from ankang.checkpoints.store import keeping, people_lists
from ankang.checkpoints.store import site_rules as store
from ankang.core.errors import FieldProblem, RefusalKind, RefusedError
from ankang.core.ids import SiteId
from ankang.core.policy.problems import PolicyError, PolicyProblem
from ankang.core.words import Words
from ankang.identity import service as identity
from ankang.runtime.access import Actor, Role, not_yours
from ankang.runtime.answers import WordsAnswer
from ankang.runtime.context import Call


async def site_to_rule(call: Call, actor: Actor, site_id: SiteId) -> Site:
    """The site, when the actor keeps it or is an officer of its region. The one door to its rules and lists."""
    kept = await keeping.find_kept(call.connection, call.cipher, site_id)
    if kept is None:
        raise not_yours()
    oversees = actor.has(Role.OFFICER) and actor.covers(kept.site.division_code)
    if kept.keeper_id != actor.person_id and not oversees:
        raise not_yours()
    return kept.site


async def get_site_rules(call: Call, actor: Actor, site_id: SiteId) -> SiteRulesAnswer:
    """The rules in force and every version of them."""
    return await _answer(call, await site_to_rule(call, actor, site_id))


async def save_site_rules(call: Call, actor: Actor, site_id: SiteId, body: SaveRulesRequest) -> SiteRulesAnswer:
    """A new version, for now or for later; those before it stay readable. The same rules again change nothing."""
    site = await site_to_rule(call, actor, site_id)
    rules = _read(body.rules)
    check_fits(rules, site.kind)
    from_at = check_begin(body.from_at, call.now)
    await store.lock_versions(call.connection, site_id)
    versions = await store.list_versions(call.connection, call.cipher, site_id)
    latest = versions[0].version if versions else 0
    if versions and versions[0].rules == rules and (body.from_at is None or versions[0].from_at == from_at):
        return await _answer(call, site)
    if latest != body.after_version:
        raise changed_meanwhile(latest)
    version = RuleVersion(latest + 1, from_at, rules, actor.person_id, call.now)
    await store.add_version(call.connection, call.cipher, site_id, version)
    return await _answer(call, site)


async def preview_site_rules(call: Call, actor: Actor, site_id: SiteId, body: PreviewRequest) -> list[PreviewAnswer]:
    """What the door would say to invented people; nothing is written, and nobody's colour is asked."""
    site = await site_to_rule(call, actor, site_id)
    rules = _read(body.rules)
    check_fits(rules, site.kind)
    return [_tried(call, site, rules, body, person) for person in body.people]


def _tried(call: Call, site: Site, rules: RuleSet, body: PreviewRequest, person: PreviewPerson) -> PreviewAnswer:
    listing = Listing(frozenset(person.lists), "1" if person.household else "") if person.lists else None
    door = AtDoor(
        at=body.at,
        kind=site.kind,
        colour=person.colour,
        direction=person.direction,
        celsius=person.celsius,
        listing=listing,
        exits_on=tuple(person.exits_on),
        sampled_on=person.sampled_on,
        papers_seen=frozenset(person.papers_seen),
        override=person.override,
    )
    decision = decision_of(rule(door, rules), door, rules, call.config.hotline)
    return PreviewAnswer(
        verdict=decision.verdict,
        by=decision.by,
        headline=WordsAnswer.of(decision.headline),
        reason=WordsAnswer.of(decision.reason),
        next_step=WordsAnswer.of(decision.next_step),
        asks=list(decision.asks),
        separate_lane=decision.separate_lane,
    )


def _read(written: Sequence[object]) -> RuleSet:
    try:
        return read_rule_set(written)
    except PolicyError as error:
        raise RefusedError(
            RefusalKind.INVALID,
            "rules_unreadable",
            Words("规则里有填错的地方，请看每一条的说明。", "Some of the rules are wrong; see what each one says."),
            tuple(map(_field_problem, error.problems)),
        ) from error


def _field_problem(problem: PolicyProblem) -> FieldProblem:
    field = f"rules.{problem.field}" if problem.field else "rules"
    words = Words(
        f"应为 {problem.expected}，现在是 {problem.got}。", f"Expected {problem.expected}, got {problem.got}."
    )
    return FieldProblem(field, "rule_value", words)


async def _answer(call: Call, site: Site) -> SiteRulesAnswer:
    versions = await store.list_versions(call.connection, call.cipher, site.site_id)
    authors = await identity.persons(call, {version.author_id for version in versions})
    counted = await people_lists.counts(call.connection, call.cipher, site.site_id)
    return SiteRulesAnswer(
        site_id=site.site_id,
        site_name=site.name,
        kind=site.kind.value,
        version=versions[0].version if versions else 0,
        rules=rule_set_json(await rules_at(call, site, call.now)),
        versions=[
            RuleVersionAnswer(
                version=version.version,
                from_at=version.from_at,
                made_at=version.made_at,
                author_masked_name=authors[version.author_id].masked_name,
                rules=rule_set_json(version.rules),
            )
            for version in versions
        ],
        listed=counted,
    )
