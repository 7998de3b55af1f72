"""An assessment as JSON values and back, without loss. Field names are stored values: changing one is a migration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ankang.core.colours import Colour
from ankang.core.facts import Source
from ankang.core.ids import FactId
from ankang.core.policy.assessment import (
    Assessment,
    Cause,
    CauseState,
    GreyReason,
    Missing,
    MissingKind,
    Question,
    Review,
    ReviewKind,
)
from ankang.core.policy.language import Lift
from ankang.core.words import Words


def to_json(assessment: Assessment) -> dict[str, Any]:
    """The assessment as values that the `json` module writes; instants keep their offset."""
    return {
        "colour": assessment.colour.value,
        "grey_reason": assessment.grey_reason.value if assessment.grey_reason else None,
        "causes": [_cause_to_json(cause) for cause in assessment.causes],
        "questions": [
            {"rule": question.rule, "fact_id": str(question.fact_id), "words": _words_to_json(question.words)}
            for question in assessment.questions
        ],
        "reviews": [
            {
                "kind": review.kind.value,
                "rule": review.rule,
                "fact_id": str(review.fact_id),
                "due_at": review.due_at.isoformat(),
            }
            for review in assessment.reviews
        ],
        "check_in_run": assessment.check_in_run,
        "checked_in_today": assessment.checked_in_today,
        "release_at": _iso(assessment.release_at),
        "next_due_at": _iso(assessment.next_due_at),
        "policy_id": assessment.policy_id,
        "policy_version": assessment.policy_version,
        "assessed_at": assessment.assessed_at.isoformat(),
    }


def from_json(value: Mapping[str, Any]) -> Assessment:
    """The assessment that `to_json` wrote; raises KeyError or ValueError for anything else."""
    return Assessment(
        colour=Colour(value["colour"]),
        grey_reason=GreyReason(value["grey_reason"]) if value["grey_reason"] else None,
        causes=tuple(_cause_from_json(cause) for cause in value["causes"]),
        questions=tuple(
            Question(item["rule"], FactId(UUID(item["fact_id"])), Words(**item["words"])) for item in value["questions"]
        ),
        reviews=tuple(
            Review(
                ReviewKind(item["kind"]),
                item["rule"],
                FactId(UUID(item["fact_id"])),
                datetime.fromisoformat(item["due_at"]),
            )
            for item in value["reviews"]
        ),
        check_in_run=value["check_in_run"],
        checked_in_today=value["checked_in_today"],
        release_at=_instant(value["release_at"]),
        next_due_at=_instant(value["next_due_at"]),
        policy_id=value["policy_id"],
        policy_version=value["policy_version"],
        assessed_at=datetime.fromisoformat(value["assessed_at"]),
    )


def _cause_to_json(cause: Cause) -> dict[str, Any]:
    return {
        "rule": cause.rule,
        "title": _words_to_json(cause.title),
        "colour": cause.colour.value,
        "state": cause.state.value,
        "opened_on": cause.opened_on.isoformat(),
        "ended_on": _iso(cause.ended_on),
        "fact_ids": [str(fact_id) for fact_id in cause.fact_ids],
        "sources": [source.value for source in cause.sources],
        "area_names": list(cause.area_names),
        "exposure_until": _iso(cause.exposure_until),
        "clock_started_on": _iso(cause.clock_started_on),
        "observation_days": cause.observation_days,
        "check_ins_required": cause.check_ins_required,
        "check_ins_counted": cause.check_ins_counted,
        "missing": [
            {"kind": item.kind.value, "words": _words_to_json(item.words), "days": item.days} for item in cause.missing
        ],
        "earliest_release_at": _iso(cause.earliest_release_at),
        "lifted_by": [lift.value for lift in cause.lifted_by],
        "calls_for_doctor": cause.calls_for_doctor,
    }


def _cause_from_json(value: Mapping[str, Any]) -> Cause:
    return Cause(
        rule=value["rule"],
        title=Words(**value["title"]),
        colour=Colour(value["colour"]),
        state=CauseState(value["state"]),
        opened_on=date.fromisoformat(value["opened_on"]),
        ended_on=_day(value["ended_on"]),
        fact_ids=tuple(FactId(UUID(fact_id)) for fact_id in value["fact_ids"]),
        sources=tuple(Source(source) for source in value["sources"]),
        area_names=tuple(value["area_names"]),
        exposure_until=_day(value["exposure_until"]),
        clock_started_on=_day(value["clock_started_on"]),
        observation_days=value["observation_days"],
        check_ins_required=value["check_ins_required"],
        check_ins_counted=value["check_ins_counted"],
        missing=tuple(
            Missing(MissingKind(item["kind"]), Words(**item["words"]), item["days"]) for item in value["missing"]
        ),
        earliest_release_at=_instant(value["earliest_release_at"]),
        lifted_by=tuple(Lift(lift) for lift in value["lifted_by"]),
        calls_for_doctor=value["calls_for_doctor"],
    )


def _words_to_json(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _iso(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
