"""What the console decides: pages by key, a person's days, and each fact as evidence in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ankang.console.facts_in_words import title_of
from ankang.core.facts import Declaration, Enrolment, Fact, Withdrawal
from ankang.core.ids import FactId
from ankang.core.policy.assessment import Assessment, CauseState
from ankang.core.words import Words

_SHOWN_DAYS = 28
_FIRST_YEAR = 2000  # before it nobody had a colour; the first years of the calendar no database takes


@dataclass(frozen=True, slots=True)
class PageKey:
    """Where a page of people begins: after this person in the order of the list."""

    since: datetime
    person_id: UUID

    def __str__(self) -> str:
        """The key as clients hand it back."""
        return f"{self.since.isoformat()}~{self.person_id}"


def page_key_of(text: str) -> PageKey:
    """The key in a text; ValueError when it is none."""
    instant, _, person_id = text.partition("~")
    since = datetime.fromisoformat(instant)
    if since.tzinfo is None or since.year < _FIRST_YEAR:
        raise ValueError(f"expected an instant since {_FIRST_YEAR} with its time zone, got {instant!r}")
    return PageKey(since, UUID(person_id))


def effect_of(fact: Fact, assessment: Assessment, withdrawn: Mapping[FactId, FactId]) -> Words:
    """What the fact does to the colour, in words."""
    if isinstance(fact.content, Declaration | Enrolment):
        return Words("申领的依据，本身不影响颜色", "Basis of the code; no effect on the colour by itself")
    if fact.fact_id in withdrawn:
        return Words("已被更正或撤回，不再起作用", "Corrected or withdrawn; without effect")
    if isinstance(fact.content, Withdrawal):
        return Words("撤回一条事实", "Withdraws a fact")
    opened = [cause for cause in assessment.causes if fact.fact_id in cause.fact_ids]
    if not opened:
        return Words("不影响颜色", "No effect on the colour")
    zh, en = zip(*((cause.title.zh, cause.title.en) for cause in opened), strict=True)
    if any(cause.state is CauseState.OPEN for cause in opened):
        return Words(f"开启“{'”“'.join(zh)}”", f"Opens “{'”, “'.join(en)}”")
    return Words(f"曾开启“{'”“'.join(zh)}”，已结束", f"Opened “{'”, “'.join(en)}”, which has ended")


def withdrawn_by(facts: Iterable[Fact]) -> dict[FactId, FactId]:
    """Which fact was withdrawn by which."""
    return {fact.content.fact_id: fact.fact_id for fact in facts if isinstance(fact.content, Withdrawal)}


def title_words(fact: Fact) -> Words:
    """What kind of fact it is."""
    return title_of(fact.content)
