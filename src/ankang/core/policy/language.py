"""The policy language: what a rule can say. A closed set of frozen nodes; an object that exists is valid.

A rule reads: *when this happened* (trigger) *no longer ago than that* (look-back), *the code is this colour*;
*day 0 is this day* (clock); *this evidence lifts it at once*; *it ends after so many days and check-ins*, or
with its own end (release); *and this turns it red meanwhile* (escalation). There are no expressions, so
every rule can be printed for an official, compiled for a batch engine and compared field by field.

What does not belong here: reading TOML (`parse`) and applying a rule (`assess`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ankang.core.colours import Colour
from ankang.core.facts import Source
from ankang.core.policy.settings import Settings
from ankang.core.policy.triggers import (
    CLOCK_OF,
    ClockStart,
    EscalationTrigger,
    OrderTrigger,
    StayTrigger,
    SymptomTrigger,
    Trigger,
)
from ankang.core.words import Words

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_POLICY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Lift(StrEnum):
    """Evidence that can end a yellow cause at once (SPEC C6, P11)."""

    NORMAL_TEST = "normal_test"
    HEALTH_CERTIFICATE = "health_certificate"
    TRAVEL_HISTORY = "travel_history"


class Closing(StrEnum):
    """A record of the department that closes another (SPEC C4, P13)."""

    DISCHARGE = "discharge"
    ASYMPTOMATIC_RELEASE = "asymptomatic_release"
    EXCLUSION = "exclusion"


class Abnormality(StrEnum):
    """What is abnormal in the sense of SPEC C7 and P8."""

    POSITIVE_TEST = "positive_test"
    DEPARTMENT_RECORD = "department_record"
    FEVER_OR_RESPIRATORY = "fever_or_respiratory"


@dataclass(frozen=True, slots=True)
class AfterObservation:
    """The cause ends at 00:00 after day `observation_days` and the `check_ins`th normal day in a row (SPEC P1).

    `closed_by`: the clock waits for one of these records. `ended_by`: one of these ends the cause at once.
    """

    observation_days: int
    check_ins: int
    closed_by: frozenset[Closing] = frozenset()
    ended_by: frozenset[Closing] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= self.observation_days <= 90:
            raise ValueError(f"observation_days must be from 1 to 90, got {self.observation_days!r}")
        if not 0 <= self.check_ins <= 90:
            raise ValueError(f"check_ins must be from 0 to 90, got {self.check_ins!r}")
        both = self.closed_by & self.ended_by
        if both:
            raise ValueError(f"closed_by and ended_by must not share a record, both name {min(both).value!r}")


@dataclass(frozen=True, slots=True)
class AtItsEnd:
    """The cause ends at 00:00 after the last day of its own fact: an order."""


Release = AfterObservation | AtItsEnd


@dataclass(frozen=True, slots=True)
class Escalation:
    """While the cause is open, each of `on` opens the rule named `to` as well."""

    to: str
    on: frozenset[Abnormality]

    def __post_init__(self) -> None:
        if not self.on:
            raise ValueError("escalation.on must name at least one abnormality, got none")


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for a colour. `look_back_days` None: no window, however long ago it was.

    `source` names where the rule and its numbers come from: the guide's questions and our decisions.
    """

    name: str
    colour: Colour
    title: Words
    description: Words
    source: Words
    trigger: Trigger
    clock: ClockStart
    release: Release
    look_back_days: int | None = None
    lifts: frozenset[Lift] = frozenset()
    escalation: Escalation | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"rule must be a name in snake_case, got {self.name!r}")
        if self.colour not in (Colour.YELLOW, Colour.RED):
            raise ValueError(f"colour must be yellow or red, got {self.colour.value!r}")
        if self.look_back_days is not None and not 0 <= self.look_back_days <= 365:
            raise ValueError(f"look_back_days must be from 0 to 365, got {self.look_back_days!r}")
        _check_clock_and_release(self)
        _check_colour_bound_parts(self)


def _check_clock_and_release(rule: Rule) -> None:
    expected = CLOCK_OF[type(rule.trigger)]
    if rule.clock is not expected:
        raise ValueError(f"clock must be {expected.value!r} for this trigger, got {rule.clock.value!r}")
    if isinstance(rule.trigger, OrderTrigger) != isinstance(rule.release, AtItsEnd):
        raise ValueError("release must be at_its_end for an order, and an observation for everything else")
    if isinstance(rule.release, AfterObservation):
        waits = bool(rule.release.closed_by)
        if waits != (rule.clock is ClockStart.CLOSING_RECORD):
            raise ValueError("closed_by must be named where the clock waits for a closing_record, and only there")


def _check_colour_bound_parts(rule: Rule) -> None:
    if rule.colour is Colour.RED and rule.lifts:
        raise ValueError(f"lifts must be empty in a red rule: evidence lifts no red, got {_listed(rule.lifts)}")
    if rule.colour is Colour.RED and rule.escalation is not None:
        raise ValueError("escalation must stand in a yellow rule, got it in a red one")
    if rule.colour is Colour.YELLOW and isinstance(rule.trigger, EscalationTrigger):
        raise ValueError("colour must be red for an escalation, got 'yellow'")
    reads_telecom = isinstance(rule.trigger, StayTrigger) and Source.TELECOM in rule.trigger.sources
    if rule.colour is Colour.RED and reads_telecom:
        raise ValueError("colour must be yellow where the stay is told by telecom alone, got 'red'")


def _listed(lifts: frozenset[Lift]) -> str:
    return ", ".join(sorted(lift.value for lift in lifts))


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule set with its effective instant. `rules` are in the order of their names, which are unique."""

    policy_id: str
    version: str
    effective_at: datetime
    title: Words
    settings: Settings
    rules: tuple[Rule, ...]
    by_name: dict[str, Rule] = field(init=False, repr=False, compare=False)
    by_trigger: dict[type[Trigger], tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _POLICY_ID.fullmatch(self.policy_id):
            raise ValueError(f"id must be lower-case words joined by hyphens, got {self.policy_id!r}")
        if not self.version:
            raise ValueError("version must not be empty")
        if self.effective_at.tzinfo is None:
            raise ValueError(f"effective_at must carry an offset, got {self.effective_at!r}")
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: rule.name)))
        object.__setattr__(self, "by_name", {rule.name: rule for rule in self.rules})
        _check_rules(self)
        kinds = {type(rule.trigger) for rule in self.rules}
        grouped = {kind: tuple(rule for rule in self.rules if type(rule.trigger) is kind) for kind in kinds}
        object.__setattr__(self, "by_trigger", grouped)

    def rules_for(self, trigger: type[Trigger]) -> tuple[Rule, ...]:
        """The rules with this type of trigger, maybe none."""
        return self.by_trigger.get(trigger, ())


def _check_rules(policy: Policy) -> None:
    if not policy.rules:
        raise ValueError("a policy must have at least one rule, got none")
    if len(policy.by_name) != len(policy.rules):
        names = [rule.name for rule in policy.rules]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"rule names must be unique, {twice!r} comes twice")
    for rule in policy.rules:
        if rule.escalation is not None:
            target = policy.by_name.get(rule.escalation.to)
            if target is None or not isinstance(target.trigger, EscalationTrigger):
                raise ValueError(f"escalation.to of {rule.name!r} must name an escalation, got {rule.escalation.to!r}")
    answered = {rule.colour for rule in policy.rules if isinstance(rule.trigger, SymptomTrigger)}
    for symptom, colour in policy.settings.symptoms.items():
        if colour is not Colour.GREEN and colour not in answered:
            raise ValueError(f"symptoms.{symptom.value} is {colour.value}, but no {colour.value} rule reads symptoms")
