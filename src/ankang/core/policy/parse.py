"""A pack of TOML texts as one `Policy`: `pack.toml` and one file per rule.

A city lays its own pack over the province's: what it does not write, the province's pack answers; a rule file
with a name that exists replaces that rule whole; `drops` in `pack.toml` names rules that the city does not use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from ankang.core.colours import Colour
from ankang.core.policy.language import (
    Abnormality,
    AfterObservation,
    AtItsEnd,
    Closing,
    Escalation,
    Lift,
    Policy,
    Release,
    Rule,
)
from ankang.core.policy.parse_settings import read_settings
from ankang.core.policy.parse_triggers import read_trigger
from ankang.core.policy.problems import PolicyError, PolicyProblem
from ankang.core.policy.reading import TableReader, UnreadableError
from ankang.core.policy.triggers import ClockStart

PACK_FILE = "pack.toml"


def parse_policy(files: Mapping[str, str], base: Policy | None = None) -> Policy:
    """The policy that the files of a pack say; raises PolicyError with every fault found.

    `files` maps file names to their text; only names ending in `.toml` may occur. With `base`, the pack is a
    city's and is laid over the base.
    """
    problems: list[PolicyProblem] = []
    readers = {name: reader for name in sorted(files) if (reader := _opened(name, files[name], problems))}
    pack = readers.pop(PACK_FILE, None)
    if pack is None and PACK_FILE not in files:
        problems.append(PolicyProblem(PACK_FILE, None, "", "a pack file", "no file of that name"))
    rules: dict[str, Rule] = {}
    file_of: dict[str, str] = {}
    for name, reader in readers.items():
        rule = reader.attempt(lambda reader=reader: _read_rule(reader))  # type: ignore[misc]  # mypy cannot infer a lambda's bound default
        if rule is None:
            continue
        if rule.name in rules:
            reader.note("rule", "a name that no other file has", f"{rule.name!r}, as in {file_of[rule.name]}")
        rules[rule.name] = rule
        file_of[rule.name] = name
    policy = pack.attempt(lambda: _read_pack(pack, rules, base, whole=not problems)) if pack else None
    if problems or policy is None:
        raise PolicyError(problems)
    return policy


def _opened(name: str, text: str, problems: list[PolicyProblem]) -> TableReader | None:
    if not name.endswith(".toml"):
        problems.append(PolicyProblem(name, None, "", "a file whose name ends in .toml", repr(name)))
        return None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(PolicyProblem(name, None, "", "TOML", str(error)))
        return None
    return TableReader(table, name, problems)


def _read_pack(pack: TableReader, rules: Mapping[str, Rule], base: Policy | None, *, whole: bool) -> Policy:
    policy_id = pack.attempt(lambda: pack.text("id"))
    version = pack.attempt(lambda: pack.text("version"))
    effective_at = pack.attempt(lambda: pack.instant("effective_at"))
    title = pack.attempt(lambda: pack.words("title"))
    settings = pack.attempt(lambda: read_settings(pack, base.settings if base else None))
    all_rules = _laid_over(pack, rules, base)
    pack.finish()
    if policy_id is None or version is None or effective_at is None or title is None or settings is None or not whole:
        raise UnreadableError
    return pack.built(lambda: Policy(policy_id, version, effective_at, title, settings, tuple(all_rules.values())))


def _laid_over(pack: TableReader, rules: Mapping[str, Rule], base: Policy | None) -> dict[str, Rule]:
    laid = dict(base.by_name) if base else {}
    if pack.has("lays_over"):
        expected = repr(base.policy_id) if base else "no such field without a pack beneath"
        name = pack.attempt(lambda: pack.text("lays_over"))
        if name is not None and (base is None or name != base.policy_id):
            pack.note("lays_over", expected, repr(name))
    elif base is not None:
        pack.note("lays_over", repr(base.policy_id), "nothing")
    if pack.has("drops"):
        for name in pack.attempt(lambda: pack.texts("drops")) or ():
            if laid.pop(name, None) is None:
                pack.note("drops", "names of rules of the pack beneath", repr(name))
    return laid | dict(rules)


def _read_rule(reader: TableReader) -> Rule:
    name = reader.attempt(lambda: reader.text("rule"))
    reader.rule = name
    colour = reader.attempt(lambda: reader.choice("colour", Colour))
    title = reader.attempt(lambda: reader.words("title"))
    description = reader.attempt(lambda: reader.words("description"))
    source = reader.attempt(lambda: reader.words("source"))
    trigger = reader.attempt(lambda: read_trigger(reader.table("trigger")))
    clock = reader.attempt(lambda: reader.choice("clock", ClockStart))
    release = reader.attempt(lambda: _read_release(reader.table("release")))
    look_back = reader.attempt(lambda: reader.whole("look_back_days")) if reader.has("look_back_days") else None
    lifts = reader.attempt(lambda: reader.choices("lifts", Lift))
    escalation = (
        reader.attempt(lambda: _read_escalation(reader.table("escalation"))) if reader.has("escalation") else None
    )
    reader.finish()
    if name is None or colour is None or title is None or description is None or source is None:
        raise UnreadableError
    if trigger is None or clock is None or release is None or lifts is None:
        raise UnreadableError
    return reader.built(
        lambda: Rule(name, colour, title, description, source, trigger, clock, release, look_back, lifts, escalation)
    )


def _read_release(reader: TableReader) -> Release:
    kind = reader.text("type")
    if kind == "at_its_end":
        reader.finish()
        return AtItsEnd()
    if kind != "after_observation":
        reader.note("type", "one of after_observation, at_its_end", repr(kind))
        raise UnreadableError
    days = reader.attempt(lambda: reader.whole("observation_days"))
    check_ins = reader.attempt(lambda: reader.whole("check_ins"))
    closed_by = reader.attempt(lambda: reader.choices("closed_by", Closing))
    ended_by = reader.attempt(lambda: reader.choices("ended_by", Closing))
    reader.finish()
    if days is None or check_ins is None or closed_by is None or ended_by is None:
        raise UnreadableError
    return reader.built(lambda: AfterObservation(days, check_ins, closed_by, ended_by))


def _read_escalation(reader: TableReader) -> Escalation:
    to = reader.attempt(lambda: reader.text("to"))
    on = reader.attempt(lambda: reader.choices("on", Abnormality))
    reader.finish()
    if to is None or on is None:
        raise UnreadableError
    return reader.built(lambda: Escalation(to, on))
