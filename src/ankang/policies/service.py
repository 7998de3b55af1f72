"""The policy that decides a colour: the city's pack over the province's, in force at an instant (SPEC C12, P16).

The packaged `anhui-2020` is in force in the province from its effective instant without being installed. Parsing a
pack costs more than a thousand assessments, so parsed policies are kept for the life of the process; a version's
texts never change, so nothing has to be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy.exc import IntegrityError

from ankang.core.errors import RefusalKind, RefusedError
from ankang.core.policy.language import Policy
from ankang.core.policy.parse import parse_policy
from ankang.core.words import Words
from ankang.policies import store
from ankang.policies.model import PolicyVersion, version_in_force
from ankang.runtime.context import Call
from ankang.runtime.outbox import publish

PACKAGED = "anhui-2020"
TOPIC_INSTALLED = "policy_installed"

_parsed: dict[tuple[str, str, str, str], Policy] = {}


def packaged_policy(policy_id: str = PACKAGED) -> Policy:
    """The policy of a pack that ships with the product."""
    version = packaged_version(policy_id)
    return _parse(version, None)


@cache
def packaged_version(policy_id: str = PACKAGED) -> PolicyVersion:
    """A packaged pack as a version; the province is the one that its pack names in the folder's table."""
    folder = files("ankang") / "packs" / policy_id
    texts = {item.name: item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".toml")}
    policy = parse_policy(texts)
    return PolicyVersion(policy.policy_id, policy.version, _PACKAGED_FOR[policy_id], policy.effective_at, texts)


# Where a packaged pack holds: anhui-2020 is the pack of the province 34, Anhui.
_PACKAGED_FOR = {PACKAGED: "34"}


async def policy_in_force(call: Call, city_code: str, at: datetime) -> Policy:
    """The policy of a city (or, with two digits, of a province) at an instant; LookupError before the first one."""
    return (await policies_in_force(call, [city_code], at))[city_code]


async def policies_in_force(call: Call, city_codes: list[str], at: datetime) -> dict[str, Policy]:
    """The policy of each city at an instant."""
    divisions = sorted({code for city in city_codes for code in (city[:2], city)})
    versions = [packaged_version(), *await store.versions_for(call.connection, divisions)]
    return {city: _in_force(versions, city, at) for city in city_codes}


async def install_policy(call: Call, division_code: str, texts: Mapping[str, str]) -> Policy:
    """Record a pack; it decides from its effective instant, when everybody of the division is re-assessed.

    PolicyError where the pack is unusable. No officer reaches this yet: packs are tried, approved by two and
    installed by the console's later parts; until then the operator and tests install them.
    """
    base = None
    if len(division_code) == 4:
        base = await policy_in_force(call, division_code[:2], call.now)
    policy = parse_policy(texts, base)
    version = PolicyVersion(policy.policy_id, policy.version, division_code, policy.effective_at, dict(texts))
    try:
        async with call.connection.begin_nested():
            await store.add_version(call.connection, version, call.now)
    except IntegrityError as error:
        raise _already_installed(version) from error
    due_at = max(policy.effective_at, call.now)
    await publish(call.connection, TOPIC_INSTALLED, {"division_code": division_code}, call.now, due_at)
    return policy


def _in_force(versions: list[PolicyVersion], city_code: str, at: datetime) -> Policy:
    province = version_in_force(versions, city_code[:2], at)
    if province is None:
        # A person enrolled here may carry no province of ours (not enrolled yet): the packaged rules read them.
        province = version_in_force(versions, _PACKAGED_FOR[PACKAGED], at)
    if province is None:
        raise LookupError(f"expected a policy in force at {at.isoformat()}, the first one takes effect later")
    policy = _parse(province, None)
    city = version_in_force(versions, city_code, at) if len(city_code) == 4 else None
    return policy if city is None else _parse(city, policy)


def _parse(version: PolicyVersion, base: Policy | None) -> Policy:
    key = (version.policy_id, version.version, base.policy_id if base else "", base.version if base else "")
    if key not in _parsed:
        _parsed[key] = parse_policy(version.files, base)
    return _parsed[key]


def _already_installed(version: PolicyVersion) -> RefusedError:
    return RefusedError(
        RefusalKind.CONFLICT,
        "policy_version_exists",
        Words(
            f"规则 {version.policy_id} 的版本 {version.version} 已存在，不能修改；请改用新的版本号。",
            f"Version {version.version} of {version.policy_id} exists and cannot change; give it a new version.",
        ),
    )
