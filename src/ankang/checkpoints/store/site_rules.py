"""SQL of the versions of sites' rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select

from ankang.checkpoints.model.reading_rules import parse_rule_set
from ankang.checkpoints.model.rule_versions import RuleVersion
from ankang.checkpoints.model.site_rules import canonical_json
from ankang.checkpoints.tables import site_rule_sets
from ankang.core.ids import PersonId, SiteId
from ankang.runtime.cipher import Cipher
from ankang.runtime.database import AsyncConnection, among

_RULED = select(site_rule_sets.c.site_id).where(among(site_rule_sets.c.site_id, "sites")).distinct()


async def list_versions(connection: AsyncConnection, cipher: Cipher, site_id: SiteId) -> list[RuleVersion]:
    """The versions of a site's rules, the latest first; none while the two columns of the site count."""
    rows = await connection.execute(
        select(site_rule_sets).where(site_rule_sets.c.site_id == site_id).order_by(site_rule_sets.c.version.desc())
    )
    return [
        RuleVersion(
            version=row.version,
            from_at=row.from_at,
            rules=parse_rule_set(row.rules),
            author_id=PersonId(UUID(cipher.decrypt(row.author, _author_context(site_id, row.version)))),
            made_at=row.made_at,
        )
        for row in rows
    ]


async def find_in_force(connection: AsyncConnection, site_id: SiteId, at: datetime) -> str | None:
    """The canonical text of the version in force at an instant: the latest of those that had begun."""
    return (
        await connection.execute(
            select(site_rule_sets.c.rules)
            .where(site_rule_sets.c.site_id == site_id, site_rule_sets.c.from_at <= at)
            .order_by(site_rule_sets.c.from_at.desc(), site_rule_sets.c.version.desc())
            .limit(1)
        )
    ).scalar_one_or_none()


async def sites_with_versions(connection: AsyncConnection, site_ids: Iterable[SiteId]) -> set[SiteId]:
    """Those of the sites that ever saved rules of their own."""
    rows = await connection.execute(_RULED, {"sites": list(site_ids)})
    return {SiteId(site_id) for site_id in rows.scalars()}


async def lock_versions(connection: AsyncConnection, site_id: SiteId) -> None:
    """Let versions of one site be written one after the other."""
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"site_rules:{site_id}", 0))))


async def add_version(connection: AsyncConnection, cipher: Cipher, site_id: SiteId, version: RuleVersion) -> None:
    """Write a version; the caller has locked and numbered it."""
    await connection.execute(
        insert(site_rule_sets).values(
            site_id=site_id,
            version=version.version,
            from_at=version.from_at,
            rules=canonical_json(version.rules),
            author=cipher.encrypt(str(version.author_id), _author_context(site_id, version.version)),
            made_at=version.made_at,
        )
    )


def _author_context(site_id: SiteId, version: int) -> str:
    return f"site_rule_sets.author/{site_id}/{version}"
