"""Sites with rules of their own, as a journey begins at them: who keeps them, what they ask, who is on their lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ankang.checkpoints import service as checkpoints
from ankang.checkpoints.model.site_rules import ListKind
from ankang.checkpoints.model.sites import Site
from ankang.checkpoints.rule_schemas import SaveRulesRequest
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Actor
from ankang.runtime.context import Call
from browser.support.people import Somebody, open_account

BASICS: tuple[dict[str, Any], ...] = (
    {"rule": "colours", "let_in": ["green"]},
    {"rule": "temperature", "limit_celsius": 37.3},
)
"""What every site has: green codes, below 37.3 °C."""


def residents(*people: tuple[Somebody, str]) -> bytes:
    """A file of residents, each with a flat of building 3."""
    rows = [f"{somebody.name},{somebody.document_number},3,{flat}" for somebody, flat in people]
    return "\n".join(["姓名,证件号码,楼栋,户号", *rows]).encode()


async def keep(call: Call, somebody: Somebody, site: Site) -> None:
    """An account that answers for a site."""
    await checkpoints.give_to_keeper(call, site.site_id, await open_account(call, somebody))


async def ask_here(
    call: Call, keeper: Somebody, site: Site, *rules: dict[str, Any], listed: Sequence[tuple[Somebody, str]] = ()
) -> None:
    """The keeper's rules beside the basics, in force now, and the residents of the site."""
    person = await identity.find_person_by_document(call, DocumentType.MAINLAND_ID, keeper.document_number)
    assert person is not None
    actor = Actor(person.person_id, person.person_id)
    body = SaveRulesRequest.model_validate({"rules": [*BASICS, *rules], "after_version": 0})
    await checkpoints.save_site_rules(call, actor, site.site_id, body)
    if listed:
        file = residents(*listed)
        await checkpoints.import_people(call, actor, site.site_id, ListKind.RESIDENTS, file, is_whole_list=True)
